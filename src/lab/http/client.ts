/**
 * The asking side of HTTP/1.1 over the lab's connections, for whoever has no sockets of its own. Connections are kept and used again, as
 * browsers do, each by one process only. There is no limit of connections for one host: as many as there are requests at the same time.
 *
 * A kept connection that breaks under a request is not tried anew behind the program's back, as a browser might: what the weather does to
 * a request is to be seen.
 */
import { concat, latin1 } from '../bytes';
import type { LabClient, LabConnection } from '../connection';
import type { ConnectTarget } from '../network';
import { printable } from './answer';
import { AnswerParser, type AnswerHead } from './client-parser';
import type { Headers } from './message';

export interface ClientRequest {
  /** A name or an address, lower case. */
  readonly host: string;
  readonly port: number;
  /** A word (RFC 9110, 5.6.2), as it is to be sent. */
  readonly method: string;
  /** From the slash on, with the query; ASCII without blanks. */
  readonly target: string;
  /** What is said of the connection, `Host` and the body's length are added. */
  readonly headers: Headers;
  /** Null where there is none. */
  readonly body: Uint8Array | null;
  /** What `Host` says. */
  readonly hostHeader: string;
}

/** Hears of one exchange, never within `send`: one head, bytes, then `end`; or `failed` at any time, and then nothing more. */
export interface ClientListener {
  head(head: AnswerHead): void;
  /** The bytes are the listener's, but their buffer may hold others too. */
  bytes(bytes: Uint8Array): void;
  end(): void;
  /** Why there is no answer, or no end of it: a sentence. */
  failed(words: string): void;
}

export interface ClientExchange {
  /** So many bytes of the body are used up: as many more may come. */
  taken(bytes: number): void;
  /** Nobody wants the rest. The listener hears nothing more. */
  abort(): void;
}

/** As much of an answer may come before the first of it is used up. */
const WINDOW = 512 * 1024;
/** Methods whose request says how long its body is even without one (RFC 9110, 8.6). */
const BODIED = new Set(['POST', 'PUT', 'PATCH']);

export class HttpClient {
  readonly #connect: (target: ConnectTarget, client: LabClient) => LabConnection;
  readonly #window: number;
  /** Connections that nobody uses, the latest last. */
  readonly #idle = new Map<string, Line[]>();

  constructor(connect: (target: ConnectTarget, client: LabClient) => LabConnection, window = WINDOW) {
    this.#connect = connect;
    this.#window = window;
  }

  send(process: number, request: ClientRequest, listener: ClientListener): ClientExchange {
    const { host, port } = request;
    const key = `${process} ${host} ${port}`;
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    const line = idle.pop() ?? new Line(process, host, port, this.#connect, this.#window, idle);
    return line.send(request, listener);
  }
}

interface Running {
  readonly request: ClientRequest;
  readonly listener: ClientListener;
  readonly parser: AnswerParser;
  /** Bytes that were given on and are not used up. */
  outstanding: number;
}

/** One connection, and what is asked over it now. */
class Line implements LabClient {
  readonly process: number;
  readonly #connection: LabConnection;
  readonly #where: string;
  readonly #port: number;
  readonly #window: number;
  /** Where it waits when it is free. */
  readonly #idle: Line[];
  #stands = false;
  #running: Running | null = null;
  #full = false;
  #closed = false;

  constructor(
    process: number,
    host: string,
    port: number,
    connect: (target: ConnectTarget, client: LabClient) => LabConnection,
    window: number,
    idle: Line[],
  ) {
    this.process = process;
    this.#where = host;
    this.#port = port;
    this.#window = window;
    this.#idle = idle;
    this.#connection = connect({ host, port }, this);
  }

  send(request: ClientRequest, listener: ClientListener): ClientExchange {
    const parser = new AnswerParser(request.method);
    const running: Running = { request, listener, parser, outstanding: 0 };
    this.#running = running;
    if (this.#stands) this.#connection.receive(bytesOf(request));
    return {
      taken: (bytes) => {
        running.outstanding -= bytes;
        if (!this.#full || this.#running !== running || running.outstanding >= this.#window) return;
        this.#full = false;
        this.#connection.drained();
      },
      abort: () => {
        if (this.#running === running) this.#close();
      },
    };
  }

  connected(): void {
    this.#stands = true;
    if (this.#running !== null) this.#connection.receive(bytesOf(this.#running.request));
  }

  refused(reason: 'refused' | 'unreachable', words?: string): void {
    const otherwise =
      reason === 'refused'
        ? `${this.#where} refused the connection to port ${this.#port}.`
        : `Nobody answers at ${this.#where}.`;
    this.#fail(words ?? otherwise);
  }

  write(bytes: Uint8Array): number {
    const running = this.#running;
    if (running === null) {
      // Nobody has asked for these. A connection that waits is of no more use; a closed one has nobody who hears.
      this.#close();
      return bytes.length;
    }
    if (running.outstanding >= this.#window) {
      this.#full = true;
      return 0;
    }
    running.parser.push(bytes);
    this.#read(running);
    return bytes.length;
  }

  end(): void {
    const running = this.#running;
    this.#forget();
    if (running === null) return;
    running.parser.finish();
    this.#read(running);
  }

  reset(words?: string): void {
    const running = this.#running;
    const when = running === null || running.parser.untouched ? 'instead of answering' : 'in the middle of its answer';
    this.#fail(words ?? `${this.#where} broke the connection ${when}.`);
  }

  #read(running: Running): void {
    while (this.#running === running) {
      const part = running.parser.next();
      if (part === null) return;
      switch (part.kind) {
        case 'head':
          running.listener.head(part.head);
          break;
        case 'bytes':
          running.outstanding += part.bytes.length;
          running.listener.bytes(part.bytes);
          break;
        case 'end':
          this.#running = null;
          // One that is not to be used again is the server's to close: were we to do it, it would seem that we had left early.
          if (part.reusable && !this.#closed && running.parser.unread === 0) this.#idle.push(this);
          running.listener.end();
          return;
        case 'bad':
          this.#running = null;
          this.#close();
          running.listener.failed(`The answer of ${this.#where} ${part.words}.`);
          return;
      }
    }
  }

  #fail(words: string): void {
    const running = this.#running;
    this.#running = null;
    this.#forget();
    running?.listener.failed(words);
  }

  #close(): void {
    this.#running = null;
    if (this.#closed) return;
    this.#forget();
    this.#connection.close();
  }

  /** It is over; nobody is to find it among those that wait. */
  #forget(): void {
    this.#closed = true;
    const at = this.#idle.indexOf(this);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

function bytesOf({ method, target, headers, body, hostHeader }: ClientRequest): Uint8Array {
  const lines = [`${method} ${target} HTTP/1.1`, `Host: ${hostHeader}`];
  for (const [name, value] of headers) lines.push(`${name}: ${printable(value)}`);
  if (body !== null || BODIED.has(method)) lines.push(`Content-Length: ${body?.length ?? 0}`);
  const head = latin1(`${lines.join('\r\n')}\r\n\r\n`);
  return body === null ? head : concat([head, body]);
}
