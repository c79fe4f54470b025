/**
 * `fetch` for the learner's threads, on the lab network. It does what the browser's does (Fetch standard), with the browser's own
 * Request, Headers and Response, but for what the lab has none of:
 *
 * - Cookies and a cache: every call is a request.
 * - CORS: every answer may be read, whoever sent it.
 * - A base address: a URL is written as a whole.
 * - The limit of six connections for each host, which browsers keep for HTTP/1.1 (not for HTTP/2).
 * - `integrity`, `keepalive`, `priority` and `referrer`, which nobody looks at.
 *
 * The network goes on while the thread computes, for it lives in a worker of its own. What comes is there when the thread's loop gets
 * to it: as much as fits into a window of half a megabyte.
 */
import { deferred } from '../../base/deferred';
import { NONE } from '../../trace/codec';
import type { FromLab, ToLab } from './fetch-messages';
import type { Thread } from './thread';

/** The part of a MessagePort that is used. */
export interface LabPort {
  onmessage: ((event: MessageEvent<FromLab>) => void) | null;
  postMessage(message: ToLab, transfer: Transferable[]): void;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Head = Extract<FromLab, { readonly type: 'head' }>;
type Asked = Omit<Extract<ToLab, { readonly type: 'fetch' }>, 'type' | 'id' | 'body'>;

/** How much of a body is used up before the network is told. */
const TELL_BYTES = 64 * 1024;
/** Statuses whose answers have no body (Fetch, "null body status"). */
const BODILESS = new Set([101, 103, 204, 205, 304]);
const PACKED = new Map<string, CompressionFormat>([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
]);
const { apply } = Reflect;
type Listening = (type: string, listener: () => void) => void;
const addEventListener: Listening = Reflect.get(EventTarget.prototype, 'addEventListener');
const removeEventListener: Listening = Reflect.get(EventTarget.prototype, 'removeEventListener');
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Hears what comes for one call of `fetch`. */
interface Exchange {
  head(message: Head): void;
  bytes(bytes: Bytes): void;
  end(): void;
  failed(words: string): void;
}

/** What a body is read with, and what is told of it. */
interface Reading {
  readonly resource: number;
  readonly place: number;
}

/** @param port of the lab's worker; null for a run that has no network, because no file of the program speaks of it */
export function makeFetch(thread: Thread, port: LabPort | null): typeof globalThis.fetch {
  const { loop, recorder } = thread;
  const exchanges = new Map<number, Exchange>();
  const hosts = new Map<string, number>();
  let asked = 0;

  if (port !== null) {
    port.onmessage = ({ data }) => {
      const exchange = exchanges.get(data.id);
      if (exchange === undefined) return;
      if (data.type === 'end' || data.type === 'failed') exchanges.delete(data.id);
      switch (data.type) {
        case 'head':
          return exchange.head(data);
        case 'bytes':
          return exchange.bytes(data.bytes);
        case 'end':
          return exchange.end();
        case 'failed':
          return exchange.failed(data.words);
      }
    };
  }

  // The program may put its own in its place.
  const postMessage = port?.postMessage.bind(port);
  const post = (message: ToLab, transfer: Transferable[] = []): void => postMessage?.(message, transfer);

  function abort(id: number): void {
    if (exchanges.delete(id)) post({ type: 'abort', id });
  }

  function resourceOf(host: string): number {
    if (!recorder.traced) return NONE;
    let resource = hosts.get(host);
    if (resource === undefined) hosts.set(host, (resource = recorder.newResource('host', host, false)));
    return resource;
  }

  /** The body of an answer, as it comes. */
  class Body {
    readonly stream: ReadableStream<Bytes>;
    readonly #id: number;
    readonly #place: number;
    readonly #pieces: Bytes[] = [];
    #controller!: ReadableByteStreamController;
    /** Somebody waits for more; called when there is. */
    #wake: (() => void) | null = null;
    #hasEnded = false;
    /** The stream will hear no more of us. */
    #isOver = false;
    #untold = 0;
    /** Read by one of the answer's methods: the pieces are then the browser's business, and only the end is the program's. */
    asWhole = false;

    constructor(id: number, place: number) {
      this.#id = id;
      this.#place = place;
      this.stream = new ReadableStream<Bytes>(
        {
          type: 'bytes',
          start: (controller) => void (this.#controller = controller as ReadableByteStreamController),
          pull: () => {
            if (this.#give()) return undefined;
            loop.hold();
            return new Promise<void>((resolve) => (this.#wake = resolve));
          },
          cancel: () => {
            this.#isOver = true;
            this.#pieces.length = 0;
            this.#letGo();
            abort(id);
          },
        },
        { highWaterMark: 0 },
      );
    }

    add(bytes: Bytes): void {
      this.#pieces.push(bytes);
      if (this.#wake !== null) this.#answer(this.asWhole, () => this.#give());
    }

    end(): void {
      this.#hasEnded = true;
      if (this.#wake !== null || this.#pieces.length === 0) this.#answer(this.#wake === null, () => this.#give());
    }

    /** What has not been read yet is lost, too (Streams, "error"). */
    fail(error: unknown): void {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#pieces.length = 0;
      this.#answer(this.#wake === null, () => this.#controller.error(error));
    }

    #answer(silently: boolean, act: () => void): void {
      const answer = (): void => {
        act();
        this.#letGo();
      };
      if (silently) answer();
      else loop.turn('fetch', this.#place, answer);
    }

    #letGo(): void {
      const wake = this.#wake;
      if (wake === null) return;
      this.#wake = null;
      loop.letGo();
      wake();
    }

    /** Hands on the next piece, and the end with the last one; false when there is neither yet. */
    #give(): boolean {
      if (this.#isOver) return true;
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#untold += piece.length;
        this.#controller.enqueue(piece);
        if (this.#untold >= TELL_BYTES) {
          post({ type: 'taken', id: this.#id, bytes: this.#untold });
          this.#untold = 0;
        }
      }
      if (!this.#hasEnded || this.#pieces.length > 0) return piece !== undefined;
      this.#isOver = true;
      this.#controller.close();
      // Who reads into memory of their own hears of the end in this way (Streams, "respond").
      this.#controller.byobRequest?.respond(0);
      return true;
    }
  }

  /** What comes when an answer breaks off. Whoever reads it is given one that knows where that was. */
  class BrokenOff extends TypeError {}

  /** Reads a body as a whole, and keeps the program alive meanwhile. */
  function read<T>(name: string, body: Body | null, { resource, place }: Reading, start: () => Promise<T>): Promise<T> {
    const here = new TypeError('network error');
    if (body !== null) body.asWhole = true;
    loop.hold();
    const via = `response.${name}`;
    const settled = (act: () => void): void =>
      loop.turn(via, place, () => {
        loop.letGo();
        act();
      });
    const promise = new Promise<T>((resolve, reject) => {
      start().then(
        (value) => settled(() => resolve(value)),
        (error: unknown) =>
          settled(() => reject(error instanceof BrokenOff ? because(here, error.cause) : (error as Error))),
      );
    });
    return loop.explain(promise, { state: 'waiting', via, resource });
  }

  interface Facts {
    readonly url: string;
    readonly redirected: boolean;
    /** The answer to a request that is not to follow redirects, and would have to (Fetch, "opaque-redirect filtered response"). */
    readonly isOpaque: boolean;
    readonly body: Body | null;
    readonly reading: Reading;
  }

  class LabResponse extends Response {
    readonly #facts: Facts;

    constructor(stream: ReadableStream<Bytes> | null, init: ResponseInit, facts: Facts) {
      super(stream, init);
      this.#facts = facts;
    }

    override get url(): string {
      return this.#facts.url;
    }
    override get redirected(): boolean {
      return this.#facts.redirected;
    }
    override get type(): ResponseType {
      return this.#facts.isOpaque ? 'opaqueredirect' : 'basic';
    }

    override json(): Promise<unknown> {
      return this.#read('json', () => super.json() as Promise<unknown>);
    }
    override text(): Promise<string> {
      return this.#read('text', () => super.text());
    }
    override arrayBuffer(): Promise<ArrayBuffer> {
      return this.#read('arrayBuffer', () => super.arrayBuffer());
    }
    override bytes(): Promise<Bytes> {
      return this.#read('bytes', async () => new Uint8Array(await super.arrayBuffer()));
    }
    override blob(): Promise<Blob> {
      return this.#read('blob', () => super.blob());
    }
    override formData(): Promise<FormData> {
      return this.#read('formData', () => super.formData());
    }

    override clone(): Response {
      const { body, headers, status, statusText } = super.clone();
      return new LabResponse(body, { headers, status, statusText }, this.#facts);
    }

    #read<T>(name: string, start: () => Promise<T>): Promise<T> {
      return read(name, this.#facts.body, this.#facts.reading, start);
    }

    [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
      const { status, statusText, ok, redirected, url } = this;
      const headers = Object.fromEntries(this.headers);
      return `Response ${inspect({ status, statusText, ok, redirected, url, headers }, options)}`;
    }
  }
  Object.defineProperty(LabResponse, 'name', { value: 'Response' });

  function responseTo(request: Asked, message: Head, body: Body | null, reading: Reading): Response {
    const { status, reason, url, redirected } = message;
    const isOpaque =
      request.redirect === 'manual' && status >= 300 && status < 400 && headerIn(message, 'location') !== null;
    const facts: Facts = { url: isOpaque ? request.url : url, redirected, isOpaque, body, reading };
    if (isOpaque) {
      const status = { value: 0, configurable: true };
      const ok = { value: false, configurable: true };
      return Object.defineProperties(new LabResponse(null, {}, facts), { status, ok });
    }
    const headers = new Headers();
    for (const [name, value] of message.headers) {
      // What sets cookies is for the browser alone (Fetch, "forbidden response-header name").
      if (!/^set-cookie2?$/i.test(name)) headers.append(name, value);
    }
    const packing = PACKED.get(headerIn(message, 'content-encoding')?.toLowerCase() ?? '');
    const stream = body?.stream ?? null;
    const unpacked =
      stream === null || packing === undefined ? stream : stream.pipeThrough(new DecompressionStream(packing));
    return new LabResponse(unpacked, { status, statusText: reason, headers }, facts);
  }

  function send(request: Asked, content: Bytes | null, signal: AbortSignal | null, here: TypeError): Promise<Response> {
    const id = ++asked;
    const place = loop.place();
    const resource = resourceOf(new URL(request.url).hostname);
    const answer = deferred<Response>();
    let body: Body | null = null;
    let isAnswered = false;
    const settle = (act: () => void): void => {
      isAnswered = true;
      loop.turn('fetch', place, () => {
        loop.letGo();
        act();
      });
    };
    const onAbort = (): void => {
      abort(id);
      if (!isAnswered) settle(() => answer.reject(placed(signal?.reason, here)));
      else body?.fail(signal?.reason);
    };
    const over = (): void => void (signal !== null && apply(removeEventListener, signal, ['abort', onAbort]));

    loop.hold();
    exchanges.set(id, {
      head(message) {
        if (request.method !== 'HEAD' && !BODILESS.has(message.status)) body = new Body(id, place);
        settle(() => {
          try {
            answer.resolve(responseTo(request, message, body, { resource, place }));
          } catch (error) {
            answer.reject(placed(error, here));
          }
        });
      },
      bytes: (bytes) => body?.add(bytes),
      end() {
        over();
        body?.end();
      },
      failed(words) {
        over();
        const cause = new Error(words);
        if (!isAnswered) settle(() => answer.reject(because(here, cause)));
        else body?.fail(new BrokenOff('network error', { cause }));
      },
    });
    if (signal !== null) apply(addEventListener, signal, ['abort', onAbort]);
    post({ type: 'fetch', id, ...request, body: content }, content === null ? [] : [content.buffer]);
    return loop.explain(answer.promise, { state: 'waiting', via: 'fetch', resource });
  }

  return function fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    // Made here, because an error knows where it was made.
    const here = new TypeError('Failed to fetch');
    try {
      const request = new Request(input instanceof Request ? input : wholeUrl(String(input)), init);
      const url = new URL(request.url);
      const objection =
        port === null
          ? 'There is no network in this run: no file of the program speaks of fetch, or it could not be started.'
          : /^https?:$/.test(url.protocol)
            ? null
            : `fetch speaks http and https here, not '${url.protocol}'.`;
      if (objection !== null) return Promise.reject(because(here, new Error(objection)));
      const signal = init.signal === undefined ? (input instanceof Request ? input.signal : null) : init.signal;
      if (signal?.aborted === true) return Promise.reject(placed(signal.reason, here));
      url.hash = '';
      const what: Asked = {
        method: request.method,
        url: url.href,
        headers: [...request.headers],
        redirect: request.redirect,
      };
      const content = contentOf(init.body, input, request);
      if (!(content instanceof Promise)) return send(what, content, signal, here);
      // What has to be read first, keeps the program alive as the request itself does.
      loop.hold();
      const [file, line] = [loop.file, loop.line];
      const sent = content.then((bytes) => {
        loop.letGo();
        signal?.throwIfAborted();
        [loop.file, loop.line] = [file, line];
        return send(what, bytes, signal, here);
      });
      return loop.explain(sent, { state: 'waiting', via: 'fetch', resource: resourceOf(url.hostname) });
    } catch (error) {
      return Promise.reject(placed(error, here));
    }
  };
}

/** What a request carries: at once where it is there, for a thread may compute for long after the call. */
function contentOf(
  body: BodyInit | null | undefined,
  input: unknown,
  request: Request,
): Bytes | null | Promise<Bytes | null> {
  if (body === null) return null;
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof URLSearchParams) return new TextEncoder().encode(String(body));
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  const hasNone = body === undefined && (!(input instanceof Request) || /^(?:GET|HEAD)$/.test(request.method));
  return hasNone ? null : request.arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

function wholeUrl(text: string): string {
  if (URL.canParse(text)) return text;
  throw new TypeError(
    `fetch('${text}'): this is no whole URL. A program here has no address of its own: write https:// and the host, too.`,
  );
}

/** As if `error` had been made with this cause: shown with it, but not among its own properties. */
function because(error: TypeError, cause: unknown): TypeError {
  return Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
}

/** A time-out comes from the browser, which does not say whose request it was. The same object, as the standard wants it. */
function placed(reason: unknown, here: Error): Error {
  try {
    if (reason instanceof DOMException && reason.name === 'TimeoutError') {
      const places = here.stack?.split('\n').slice(1).join('\n') ?? '';
      Object.defineProperty(reason, 'stack', {
        value: `${String(reason)}\n${places}`,
        configurable: true,
        writable: true,
      });
    }
  } catch {
    // One that will not be touched stays as it is.
  }
  return reason as Error;
}

function headerIn({ headers }: Head, name: string): string | null {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}

/** Other ways to a network. The frame's rules refuse them all, in words that a console would have to be read for. */
const BLOCKED = [
  ...['XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'WebSocketStream'],
  // The rules do not cover these (Chromium knows no `webrtc 'block'`).
  ...['RTCPeerConnection', 'webkitRTCPeerConnection'],
];

/** Puts `fetch` into the global scope, and a plain word in place of what else would ask for a network. */
export function installFetch(thread: Thread, port: LabPort | null): void {
  const define = (on: object, name: string, value: unknown): void =>
    void Object.defineProperty(on, name, { value, writable: true, configurable: true });
  define(globalThis, 'fetch', makeFetch(thread, port));
  const refuse = (name: string) =>
    function refused(): never {
      throw new TypeError(`${name} is not to be had here: the lab network is reached with fetch.`);
    };
  for (const name of BLOCKED) if (name in globalThis) define(globalThis, name, refuse(name));
  if ('sendBeacon' in navigator) define(Object.getPrototypeOf(navigator) as object, 'sendBeacon', refuse('sendBeacon'));
}
