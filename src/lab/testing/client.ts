/** The other end of a connection, for tests: notes everything that happens to it, and reads answers out of the bytes. */
import { fromLatin1, latin1, concat, fromUtf8 } from '../bytes';
import type { LabClient, LabConnection } from '../connection';
import type { LabNetwork } from '../network';
import type { FakeTimers } from './fake-timers';

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** As sent, in order: what may come several times. */
  readonly lines: readonly string[];
  readonly body: Uint8Array;
}

export class TestClient implements LabClient {
  readonly events: string[] = [];
  readonly #parts: Uint8Array[] = [];
  readonly #times: number[] = [];
  readonly #timers: FakeTimers;
  readonly process?: number;
  connection!: LabConnection;
  /** How many bytes it takes before it is full; infinitely many unless a test says otherwise. */
  room = Infinity;

  constructor(timers: FakeTimers, process?: number) {
    this.#timers = timers;
    if (process !== undefined) this.process = process;
  }

  #note(what: string): void {
    this.events.push(`${what} at ${Math.round(this.#timers.now())}`);
  }

  connected(): void {
    this.#note('connected');
  }

  refused(reason: string): void {
    this.#note(reason);
  }

  end(): void {
    this.#note('end');
  }

  reset(): void {
    this.#note('reset');
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.room);
    this.room -= taken;
    if (taken > 0) {
      this.#parts.push(bytes.slice(0, taken));
      this.#times.push(this.#timers.now());
    }
    return taken;
  }

  /** Everything that came. */
  get bytes(): Uint8Array {
    return concat([new Uint8Array(0), ...this.#parts]);
  }

  get text(): string {
    return fromLatin1(this.bytes);
  }

  /** When bytes came. */
  get times(): readonly number[] {
    return this.#times;
  }

  get pieces(): number {
    return this.#parts.length;
  }
}

/** Reads all answers; `methods` says what they answer, for HEAD has no body. */
export function answersIn(bytes: Uint8Array, methods: readonly string[] = []): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const text = fromLatin1(bytes.subarray(at));
    const blank = text.indexOf('\r\n\r\n');
    if (blank < 0) throw new Error(`half an answer: ${text.slice(0, 200)}`);
    const [first = '', ...lines] = text.slice(0, blank).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) ./.exec(first)?.[1]);
    const headers = new Map(
      lines.map((line) => [line.split(': ', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(': ') + 2)]),
    );
    at += blank + 4;
    const isInterim = status < 200;
    const method = methods[answers.filter((one) => one.status >= 200).length] ?? 'GET';
    let body = new Uint8Array(0);
    if (!isInterim && method !== 'HEAD' && status !== 204 && status !== 304) {
      if (headers.get('transfer-encoding') === 'chunked') {
        const parts: Uint8Array[] = [];
        for (;;) {
          const end = bytes.indexOf(10, at);
          const size = parseInt(fromLatin1(bytes.subarray(at, end)), 16);
          if (!(size >= 0)) throw new Error('half a chunk');
          at = end + 1;
          parts.push(bytes.slice(at, at + size));
          at += size + 2;
          if (size === 0) break;
        }
        body = concat([new Uint8Array(0), ...parts]).slice();
      } else {
        const length = headers.has('content-length') ? Number(headers.get('content-length')) : bytes.length - at;
        body = bytes.slice(at, at + length);
        if (body.length !== length) throw new Error('half a body');
        at += length;
      }
    }
    answers.push({ status, headers, lines, body });
  }
  return answers;
}

export interface Wanted {
  readonly host: string;
  readonly port?: number;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request's bytes. */
export function requestBytes({ host, method = 'GET', path, headers = {}, body }: Wanted): Uint8Array {
  const content =
    body === undefined ? new Uint8Array(0) : typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const all: Record<string, string> = { Host: host, ...headers };
  if (body !== undefined && all['Transfer-Encoding'] === undefined) all['Content-Length'] ??= String(content.length);
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return concat([latin1(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`), content]);
}

/** Connects, and sends these bytes at once. */
export function dial(network: LabNetwork, timers: FakeTimers, host: string, port = 80, bytes?: Uint8Array): TestClient {
  const client = new TestClient(timers);
  client.connection = network.connect({ host, port }, client);
  if (bytes !== undefined) client.connection.receive(bytes);
  return client;
}

/** One request on a connection of its own, with all the time that it takes. */
export function fetchFrom(network: LabNetwork, timers: FakeTimers, wanted: Wanted): Answer {
  const all = { ...wanted, headers: { 'User-Agent': 'test', ...wanted.headers, Connection: 'close' } };
  const client = dial(network, timers, wanted.host, wanted.port ?? 80, requestBytes(all));
  timers.run();
  client.connection.close();
  const answer = answersIn(client.bytes, [wanted.method ?? 'GET']).find(({ status }) => status >= 200);
  if (answer === undefined) throw new Error(`no answer: ${client.events.join(', ')}`);
  return answer;
}

export function jsonIn(answer: Answer): unknown {
  return JSON.parse(fromUtf8(answer.body) ?? 'null');
}

export function textIn(answer: Answer): string {
  return fromUtf8(answer.body) ?? '';
}
