/**
 * The way out of the lab, where a run has one: hosts that the lab does not have, each with a server of ours in front of it that
 * reads the program's HTTP/1.1 and hands whole requests to whoever can make them (`beyond.ts`). What comes back goes to the program
 * as HTTP/1.1 again, so that clients work unmodified.
 *
 *     program  -- bytes -->  GatewayConnection  -- method, URL, headers, body -->  FetchBeyond
 *              <-- bytes --                     <-- status, headers, bytes -------
 *
 * The lab's weather does not act here: time is the real network's. Neither do its failures; there are enough.
 */
import { canonicalName } from './addresses';
import type { BeyondExchange, BeyondFailure, BeyondRequest, FetchBeyond } from './beyond';
import { concat, fromLatin1, latin1 } from './bytes';
import { KEEP_ALIVE_MS, type LabClient, type LabConnection, type Surroundings, type Untold } from './connection';
import type { LabOutcome } from './events';
import { printable } from './http/answer';
import { headerOf, listHeader, type Headers } from './http/message';
import { RequestParser, type Parsed, type RequestHead } from './http/request-parser';
import { isBodiless, reasonOf } from './http/status';

/**
 * Addresses that the gateway gives to names: the range that RFC 2544 keeps for measurements between networks, which is nobody's on
 * the internet. A program cannot look up real addresses, and does not need them.
 */
const FIRST_ADDRESS = (198 << 24) | (18 << 16);
const MOST_NAMES = 0x1_fffe;

/** Whoever connects and says nothing for so long waits for the other side to speak first, as in no HTTP. */
const SILENCE_MS = 15_000;

/** TLS is modelled as nothing at all, so the port has to tell what was meant. */
const TLS_PORTS: ReadonlySet<number> = new Set([443, 8443]);

/** So many bytes of requests may wait behind one that is being answered. */
const MAX_UNREAD = 40 * 1024 * 1024;
const MAX_PATH = 2_048;

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/** May this name lead out of the lab? At least two labels; the lab's own (`*.lab`) never. An address is a name, too. */
export function isBeyond(name: string): boolean {
  return name.length <= 253 && NAME.test(name) && !name.endsWith('.lab');
}

/** Which names have gone through the gateway, and the addresses that they were given. */
export class Gateway {
  readonly #addressOf = new Map<string, string>();
  readonly #nameOf = new Map<string, string>();

  constructor(readonly fetch: FetchBeyond) {}

  /** The address of a name, new or known; null when it leads nowhere. An address is its own. */
  resolve(name: string): string | null {
    const canonical = canonicalName(name);
    if (!isBeyond(canonical)) return null;
    const known = this.#addressOf.get(canonical);
    if (known !== undefined) return known;
    if (isAddress(canonical)) return canonical;
    if (this.#addressOf.size >= MOST_NAMES) return null;
    const number = FIRST_ADDRESS + this.#addressOf.size + 1;
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
    this.#addressOf.set(canonical, address);
    this.#nameOf.set(address, canonical);
    return address;
  }

  /** What is behind a name or an address; null when that is nowhere: an address of the gateway's own that no name was given. */
  nameOf(nameOrAddress: string): string | null {
    const name = this.#nameOf.get(nameOrAddress) ?? canonicalName(nameOrAddress);
    if (!isBeyond(name) || isLabs(name)) return null;
    return name;
  }
}

function isAddress(name: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(name);
}

/** An address that somebody of the lab has, or might have. */
function isLabs(address: string): boolean {
  return /^(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+)\.\d+$/.test(address);
}

/**
 * Headers that do not go out. Those of the connection end here (RFC 9110, 7.6.1). The rest a page may not set (Fetch, "forbidden
 * request-header"), and `User-Agent`, which it may, would make the browser ask the server for permission first (CORS, "preflight"),
 * which most refuse: it says its own.
 */
const KEPT_BACK = new RegExp(
  '^(?:' +
    'connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|host|user-agent|' +
    'accept-charset|accept-encoding|access-control-request-.*|cookie2?|date|dnt|origin|referer|set-cookie2?|via|' +
    'proxy-.*|sec-.*|x-http-method(?:-override)?|x-method-override' +
    ')$',
  'i',
);

/** What the browser has undone or what holds for its own connection only: the gateway frames the answer anew. */
const REFRAMED =
  /^(?:connection|keep-alive|transfer-encoding|trailer|upgrade|content-encoding|content-length|alt-svc)$/i;

interface Row {
  readonly id: number;
  used: boolean;
  status: number | null;
  readonly sentBefore: number;
}

export class GatewayConnection implements LabConnection {
  readonly #name: string;
  readonly #port: number;
  readonly #client: LabClient;
  readonly #around: Surroundings;
  readonly #fetch: FetchBeyond;
  readonly #id: number;
  readonly #parser = new RequestParser();
  readonly #timers = new Set<() => void>();
  #idle: (() => void) | null = null;
  #row: Row | null;
  /** What the browser does for the request that is being answered. */
  #exchange: BeyondExchange | null = null;
  #answering = false;
  #open = false;
  #received = false;
  #finished = false;
  #closed = false;
  /** Bytes on their way to the program, and what is to be done when they have got there. */
  readonly #queue: { bytes: Uint8Array; readonly then: () => void }[] = [];
  #writing = false;
  #sent = 0;

  constructor(name: string, port: number, client: LabClient, around: Surroundings, fetch: FetchBeyond) {
    this.#name = name;
    this.#port = port;
    this.#client = client;
    this.#around = around;
    this.#fetch = fetch;
    this.#id = around.nextConnection();
    this.#row = { id: around.nextExchange(), used: false, status: null, sentBefore: 0 };
    this.#tell({ phase: 'connecting', ...this.#facts });
    this.#tell({ phase: 'real' });
    this.#later(0, () => {
      this.#open = true;
      this.#tell({ phase: 'connected' });
      this.#client.connected();
      this.#waitForMore(SILENCE_MS);
      this.#read();
    });
  }

  // -- what the program does -------------------------------------------------------------------------------------------

  receive(bytes: Uint8Array): void {
    if (this.#closed || this.#finished || bytes.length === 0) return;
    const isFirst = !this.#received;
    this.#received = true;
    this.#stayAwake();
    // Another protocol's first word has no end that a server of HTTP could wait for.
    if (isFirst && !/^[\r\n]*[!#$%&'*+\-.^_`|~\w]{0,40}(?: |$)/.test(fromLatin1(bytes.subarray(0, 64)))) {
      return this.#fail('refused', `${ONLY_HTTP} What the program sent to port ${this.#port} is something else.`);
    }
    this.#parser.push(bytes);
    if (this.#parser.unread > MAX_UNREAD) this.#fail('refused', 'The program sent more than one request may hold.');
    else this.#read();
  }

  finish(): void {
    if (this.#closed || this.#finished) return;
    this.#finished = true;
    this.#read();
  }

  drained(): void {
    if (!this.#closed) this.#write();
  }

  close(): void {
    if (!this.#closed) this.#end(this.#open && !this.#received ? 'unused' : 'cancelled');
  }

  // -- requests --------------------------------------------------------------------------------------------------------

  #read(): void {
    while (this.#open && !this.#answering && !this.#closed) {
      const parsed = this.#parser.next();
      if (parsed === null) {
        if (this.#finished) this.#hangUp(this.#parser.midway ? 'cancelled' : 'unused');
        else if (this.#received) this.#waitForMore(KEEP_ALIVE_MS);
        return;
      }
      this.#stayAwake();
      this.#take(parsed);
    }
  }

  #take(parsed: Parsed): void {
    switch (parsed.kind) {
      case 'head':
        this.#begin(parsed.head.method, parsed.head.target);
        if (parsed.head.expectsContinue) this.#send(latin1('HTTP/1.1 100 Continue\r\n\r\n'));
        return;
      case 'bad':
        this.#answering = true;
        if (this.#row?.used !== true) this.#begin('?', '');
        this.#tell({ phase: 'sent', bytes: 0 });
        return this.#fail(
          'refused',
          `${ONLY_HTTP} What the program sent is not a request for a page: ${parsed.sentence}`,
        );
      case 'request':
        this.#answering = true;
        this.#tell({ phase: 'sent', bytes: parsed.request.body.length });
        return this.#handle(parsed.head, parsed.request.body);
    }
  }

  #begin(method: string, target: string): void {
    const isNew = this.#row === null;
    this.#row ??= { id: this.#around.nextExchange(), used: true, status: null, sentBefore: this.#sent };
    this.#row.used = true;
    this.#tell({ phase: 'request', ...this.#facts, method, path: target.slice(0, MAX_PATH) });
    if (isNew) this.#tell({ phase: 'real' });
  }

  #handle(head: RequestHead, body: Uint8Array): void {
    const { method, target, headers } = head;
    const problem = impossible(head, body);
    if (problem !== null) return this.#fail('refused', problem);
    const request: BeyondRequest = {
      method,
      url: this.#url(target),
      headers: passing(headers),
      body: body.length > 0 ? body : null,
    };
    const chunked = head.minor === 1;
    let bodiless = false;
    this.#exchange = this.#fetch(request, {
      head: (status, reason, answered) => {
        if (this.#closed || this.#row === null) return;
        bodiless = isBodiless(status) || method === 'HEAD';
        this.#row.status = status;
        this.#tell({ phase: 'receiving', status });
        this.#send(answerHead(status, reason, answered, { method, chunked, keepAlive: head.keepAlive && chunked }));
      },
      bytes: (bytes) => {
        if (this.#closed || bytes.length === 0) return;
        const taken = (): void => this.#exchange?.taken(bytes.length);
        if (bodiless) taken();
        else this.#send(chunked ? chunk(bytes) : bytes, taken);
      },
      end: () => {
        this.#exchange = null;
        if (this.#closed) return;
        this.#send(chunked && !bodiless ? latin1('0\r\n\r\n') : new Uint8Array(0), () => {
          if (!head.keepAlive || !chunked) return this.#hangUp('ok');
          this.#done('ok');
          this.#answering = false;
          this.#read();
        });
      },
      failed: (failure, words) => {
        this.#exchange = null;
        if (!this.#closed) this.#fail(failure, words);
      },
    });
  }

  #url(target: string): string {
    const tls = TLS_PORTS.has(this.#port);
    const port = this.#port === (tls ? 443 : 80) ? '' : `:${this.#port}`;
    // A head is read as Latin-1: bytes that no URL may have as they are.
    const path = target.replace(
      /[^\x21-\x7e]|#/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
    return `${tls ? 'https' : 'http'}://${this.#name}${port}${path}`;
  }

  // -- bytes to the program ---------------------------------------------------------------------------------------------

  #send(bytes: Uint8Array, then: () => void = () => {}): void {
    this.#queue.push({ bytes, then });
    this.#write();
  }

  #write(): void {
    // `write` and `then` may call back at once.
    if (this.#writing) return;
    this.#writing = true;
    try {
      for (let first = this.#queue[0]; first !== undefined && !this.#closed; first = this.#queue[0]) {
        if (first.bytes.length > 0) {
          const taken = this.#client.write(first.bytes);
          this.#sent += taken;
          first.bytes = first.bytes.subarray(taken);
          if (first.bytes.length > 0) return;
        }
        this.#queue.shift();
        first.then();
      }
    } finally {
      this.#writing = false;
    }
  }

  // -- the end ---------------------------------------------------------------------------------------------------------

  #waitForMore(ms: number): void {
    this.#idle ??= this.#later(ms, () => {
      if (!this.#received) {
        const words = `${ONLY_HTTP} The program connected to port ${this.#port} and waited for the server to speak first.`;
        return this.#fail('refused', words);
      }
      this.#hangUp(this.#parser.midway ? 'cancelled' : 'unused');
    });
  }

  #stayAwake(): void {
    this.#idle?.();
    this.#idle = null;
  }

  #fail(failure: BeyondFailure, words: string): void {
    this.#tell({ phase: 'explained', host: this.#name, words });
    this.#end(OUTCOMES[failure]);
    if (failure === 'unreachable') this.#client.refused('refused', words);
    else this.#client.reset(words);
  }

  #hangUp(outcome: LabOutcome): void {
    this.#end(outcome);
    this.#client.end();
  }

  #end(outcome: LabOutcome): void {
    this.#closed = true;
    this.#done(outcome);
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    this.#queue.length = 0;
    this.#exchange?.abort();
    this.#exchange = null;
    this.#around.ended(this);
  }

  #done(outcome: LabOutcome): void {
    if (this.#row === null) return;
    const { status, sentBefore } = this.#row;
    this.#tell({ phase: 'done', outcome, status, bytes: this.#sent - sentBefore });
    this.#row = null;
  }

  // -- helpers ---------------------------------------------------------------------------------------------------------

  get #facts() {
    return { connection: this.#id, process: this.#client.process ?? null, host: this.#name, port: this.#port };
  }

  #later(ms: number, act: () => void): () => void {
    const callOff = this.#around.timers.after(ms, () => {
      this.#timers.delete(cancel);
      if (!this.#closed) act();
    });
    const cancel = (): void => {
      this.#timers.delete(cancel);
      callOff();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  #tell(what: Untold): void {
    if (this.#row === null) return;
    this.#around.observe({ ...what, t: this.#around.timers.now(), exchange: this.#row.id });
  }
}

const OUTCOMES: Readonly<Record<BeyondFailure, LabOutcome>> = {
  blocked: 'blocked',
  refused: 'blocked',
  unreachable: 'unreachable',
  broken: 'reset',
};

const ONLY_HTTP = 'From a page only HTTP requests reach the real network.';

/** Why no browser can make this request; null when it can try. */
function impossible({ method, target, headers }: RequestHead, body: Uint8Array): string | null {
  if (/^(?:CONNECT|TRACE|TRACK)$/i.test(method)) return `Browsers let no page make ${method} requests.`;
  if (target === '*') return 'Browsers let no page ask a server about itself (OPTIONS *).';
  if (listHeader(headers, 'upgrade').length > 0 && listHeader(headers, 'connection').includes('upgrade'))
    return `${ONLY_HTTP} The connection cannot be upgraded to ${headerOf(headers, 'upgrade') ?? 'another protocol'}.`;
  if (body.length > 0 && /^(?:GET|HEAD)$/.test(method)) return `Browsers send no body with a ${method} request.`;
  return null;
}

/** The headers that go out. */
function passing(headers: Headers): Headers {
  const ofConnection = new Set(listHeader(headers, 'connection'));
  return headers
    .filter(([name]) => !KEPT_BACK.test(name) && !ofConnection.has(name.toLowerCase()))
    .map(([name, value]) => [name, printable(value)]);
}

interface Framing {
  readonly method: string;
  readonly chunked: boolean;
  readonly keepAlive: boolean;
}

function answerHead(
  status: number,
  reason: string,
  headers: Headers,
  { method, chunked, keepAlive }: Framing,
): Uint8Array {
  const lines = [`HTTP/1.1 ${status} ${printable(reason === '' ? reasonOf(status) : reason)}`];
  for (const [name, value] of headers) {
    // To a HEAD request the length is that of the body which does not come.
    const isLength = method === 'HEAD' && name.toLowerCase() === 'content-length';
    if ((isLength || !REFRAMED.test(name)) && /^[\w!#$%&'*+.^`|~-]+$/.test(name))
      lines.push(`${name}: ${printable(value)}`);
  }
  if (chunked && method !== 'HEAD' && !isBodiless(status)) lines.push('Transfer-Encoding: chunked');
  lines.push(`Connection: ${keepAlive ? 'keep-alive' : 'close'}`);
  return latin1(`${lines.join('\r\n')}\r\n\r\n`);
}

function chunk(bytes: Uint8Array): Uint8Array {
  return concat([latin1(`${bytes.length.toString(16)}\r\n`), bytes, latin1('\r\n')]);
}
