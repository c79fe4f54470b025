/**
 * Reads one HTTP/1.1 answer out of bytes that arrive in any pieces: what the side that asked sees. The same bytes give the same
 * answer however they are cut; the body is given on as it comes, so only its cuts differ.
 */
import { Incoming, TOKEN, TOO_LONG, withoutBlanks } from './incoming';
import { listHeader, type Headers } from './message';
import { isBodiless } from './status';

const MAX_HEAD_BYTES = 256 * 1024;
/** A chunk's size with its extensions. */
const MAX_SIZE_LINE = 4_096;

export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
}

export type AnswerPart =
  | { readonly kind: 'head'; readonly head: AnswerHead }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `reusable`: the connection may be used again, as far as the answer says. */
  | { readonly kind: 'end'; readonly reusable: boolean }
  /** Nothing can be read any more. The words continue "The answer of HOST ...". */
  | { readonly kind: 'bad'; readonly words: string };

type State = 'head' | 'counted' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'to-the-end' | 'ending' | 'over';

class BadAnswer extends Error {}

export class AnswerParser {
  readonly #incoming = new Incoming();
  readonly #method: string;
  #state: State = 'head';
  #headBytes = 0;
  #lines: string[] = [];
  #left = 0;
  #reusable = false;
  #noMore = false;

  /** `method`: of the request, for the answer to HEAD has no body whatever it says. */
  constructor(method: string) {
    this.#method = method;
  }

  /** Nothing has come yet, not even a part of a head. */
  get untouched(): boolean {
    return this.#state === 'head' && this.#lines.length === 0 && !this.#incoming.midLine && this.#incoming.unread === 0;
  }

  /** Bytes that came behind the answer's end. */
  get unread(): number {
    return this.#incoming.unread;
  }

  push(bytes: Uint8Array): void {
    if (this.#state !== 'over') this.#incoming.push(bytes);
  }

  /** The connection gives no more bytes. */
  finish(): void {
    this.#noMore = true;
  }

  /** The next thing that the bytes say; null when more are needed, or all was said. */
  next(): AnswerPart | null {
    try {
      return this.#step();
    } catch (error) {
      if (!(error instanceof BadAnswer)) throw error;
      this.#state = 'over';
      this.#incoming.clear();
      return { kind: 'bad', words: error.message };
    }
  }

  #step(): AnswerPart | null {
    for (;;) {
      switch (this.#state) {
        case 'head': {
          const head = this.#readHead();
          if (head === null) return this.#cutOff();
          if (head.status >= 200) return { kind: 'head', head };
          // "100 Continue" and its like: the answer is still to come.
          break;
        }
        case 'counted':
        case 'chunk': {
          const bytes = this.#incoming.take(this.#left);
          if (bytes === null) return this.#cutOff();
          this.#left -= bytes.length;
          if (this.#left === 0) this.#state = this.#state === 'counted' ? 'ending' : 'chunk-end';
          return { kind: 'bytes', bytes };
        }
        case 'chunk-size': {
          const line = this.#readLine(MAX_SIZE_LINE);
          if (line === null) return this.#cutOff();
          const size = withoutBlanks(line.split(';', 1)[0] as string);
          if (!/^[0-9a-fA-F]{1,12}$/.test(size)) throw new BadAnswer('has a chunk whose size is no number');
          this.#left = parseInt(size, 16);
          this.#state = this.#left > 0 ? 'chunk' : 'trailer';
          break;
        }
        case 'chunk-end': {
          const line = this.#readLine(2);
          if (line === null) return this.#cutOff();
          if (line !== '') throw new BadAnswer('has a chunk that is longer than its size');
          this.#state = 'chunk-size';
          break;
        }
        case 'trailer': {
          const line = this.#readLine(MAX_HEAD_BYTES - this.#headBytes);
          if (line === null) return this.#cutOff();
          this.#headBytes += line.length + 2;
          if (line === '') this.#state = 'ending';
          break;
        }
        case 'to-the-end': {
          const bytes = this.#incoming.take(Infinity);
          if (bytes !== null) return { kind: 'bytes', bytes };
          if (!this.#noMore) return null;
          this.#state = 'ending';
          break;
        }
        case 'ending':
          this.#state = 'over';
          return { kind: 'end', reusable: this.#reusable };
        case 'over':
          return null;
      }
    }
  }

  /** More bytes are needed: are there any to come? */
  #cutOff(): null {
    if (!this.#noMore) return null;
    throw new BadAnswer(this.#state === 'head' ? 'ended before it had begun' : 'broke off in the middle');
  }

  #readLine(most: number): string | null {
    const line = this.#incoming.line(most);
    if (line === TOO_LONG) throw new BadAnswer('has a line without end');
    return line;
  }

  #readHead(): AnswerHead | null {
    for (;;) {
      const line = this.#readLine(MAX_HEAD_BYTES - this.#headBytes);
      if (line === null) return null;
      this.#headBytes += line.length + 2;
      if (line !== '') this.#lines.push(line);
      else if (this.#lines.length > 0) break;
    }
    const lines = this.#lines;
    this.#lines = [];
    const head = parseHead(lines);
    this.#startBody(head, lines[0]?.startsWith('HTTP/1.0') === true);
    return head;
  }

  /** RFC 9112, 6.3: what comes behind the head. */
  #startBody({ status, headers }: AnswerHead, old: boolean): void {
    if (status < 200) return;
    const connection = listHeader(headers, 'connection');
    this.#reusable = old ? connection.includes('keep-alive') : !connection.includes('close');
    if (this.#method === 'HEAD' || isBodiless(status)) {
      this.#state = 'ending';
      return;
    }
    const codings = listHeader(headers, 'transfer-encoding');
    if (codings.length > 0) {
      if (codings.length > 1 || codings[0] !== 'chunked') throw new BadAnswer(`comes in a form unknown here`);
      this.#state = 'chunk-size';
      return;
    }
    const lengths = new Set(listHeader(headers, 'content-length'));
    const [length] = lengths;
    if (length === undefined) {
      this.#reusable = false;
      this.#state = 'to-the-end';
      return;
    }
    if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new BadAnswer('says no number of bytes for its length');
    this.#left = Number(length);
    this.#state = this.#left > 0 ? 'counted' : 'ending';
  }
}

function parseHead([statusLine = '', ...lines]: readonly string[]): AnswerHead {
  const match = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(statusLine);
  const status = Number(match?.[1]);
  if (match === null || status < 100 || status > 599 || status === 101) throw new BadAnswer('is not HTTP/1.1');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    const value = withoutBlanks(line.slice(colon + 1));
    if (!TOKEN.test(name) || /[\0\r]/.test(value)) throw new BadAnswer('has a header that is not "Name: value"');
    return [name, value];
  });
  return { status, reason: match[2] ?? '', headers };
}
