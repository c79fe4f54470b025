/**
 * Reads HTTP/1.1 requests out of bytes that arrive in any pieces. The same bytes give the same requests however they are
 * cut, and no work is done twice: a head that comes byte by byte costs as much as one that comes at once.
 */
import { concat } from '../bytes';
import { Incoming, TOKEN, TOO_LONG, withoutBlanks } from './incoming';
import { headerOf, listHeader, type Headers, type LabRequest } from './message';

export const MAX_HEAD_BYTES = 64 * 1024;
export const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_HEADERS = 500;
/** A chunk's size with its extensions. */
const MAX_SIZE_LINE = 4_096;

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly minor: 0 | 1;
  readonly headers: Headers;
  /** The client waits for "100 Continue" before it sends the body. */
  readonly expectsContinue: boolean;
  /** Whether the connection may be used again after this request. */
  readonly keepAlive: boolean;
}

export type Parsed =
  | { readonly kind: 'head'; readonly head: RequestHead }
  | { readonly kind: 'request'; readonly head: RequestHead; readonly request: LabRequest }
  /** The bytes are no request. Nothing can be read after them: answer with this status and close. */
  | { readonly kind: 'bad'; readonly status: number; readonly sentence: string };

type Body = 'unknown' | 'none' | 'counted' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer';

class BadRequest extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

export class RequestParser {
  readonly #incoming = new Incoming();
  #headBytes = 0;
  #lines: string[] = [];
  #head: RequestHead | null = null;
  #body: Body = 'unknown';
  #left = 0;
  #parts: Uint8Array[] = [];
  #bodyBytes = 0;
  #dead = false;

  /** Bytes that were pushed and not read yet. */
  get unread(): number {
    return this.#incoming.unread;
  }

  /** True in the middle of a request: its end has not come. */
  get midway(): boolean {
    return this.#head !== null || this.#lines.length > 0 || this.#incoming.midLine;
  }

  push(bytes: Uint8Array): void {
    if (!this.#dead) this.#incoming.push(bytes);
  }

  /** The next thing that the bytes say; null when more are needed. */
  next(): Parsed | null {
    if (this.#dead) return null;
    try {
      return this.#head === null ? this.#readHead() : this.#readBody(this.#head);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      this.#dead = true;
      this.#incoming.clear();
      return { kind: 'bad', status: error.status, sentence: error.message };
    }
  }

  #readHead(): Parsed | null {
    for (;;) {
      const line = this.#readLine(
        MAX_HEAD_BYTES - this.#headBytes,
        431,
        'The head of the request is larger than 64 KB.',
      );
      if (line === null) return null;
      this.#headBytes += line.length + 2;
      if (line !== '') {
        this.#lines.push(line);
        if (this.#lines.length > MAX_HEADERS) throw new BadRequest(431, `There are more than ${MAX_HEADERS} headers.`);
      } else if (this.#lines.length > 0) {
        break;
      }
      // An empty line before the request line is forgiven (RFC 9112, 2.2): some clients end a body with one.
    }
    const head = parseHead(this.#lines);
    this.#head = head;
    this.#lines = [];
    this.#headBytes = 0;
    this.#body = 'unknown';
    return { kind: 'head', head };
  }

  #startBody(headers: Headers): void {
    const codings = listHeader(headers, 'transfer-encoding');
    const lengths = new Set(listHeader(headers, 'content-length'));
    this.#parts = [];
    this.#bodyBytes = 0;
    if (codings.length > 0) {
      if (lengths.size > 0) throw new BadRequest(400, 'Content-Length and Transfer-Encoding exclude each other.');
      if (codings.length > 1 || codings[0] !== 'chunked') {
        throw new BadRequest(501, 'The only transfer coding known here is "chunked".');
      }
      this.#body = 'chunk-size';
      return;
    }
    if (lengths.size > 1) throw new BadRequest(400, 'There are different Content-Length headers.');
    const [length] = lengths;
    if (length === undefined) {
      this.#body = 'none';
      return;
    }
    if (!/^\d{1,15}$/.test(length)) throw new BadRequest(400, 'Content-Length is not a number of bytes.');
    this.#left = Number(length);
    if (this.#left > MAX_BODY_BYTES) throw new BadRequest(413, 'The body of the request is larger than 32 MB.');
    this.#body = this.#left > 0 ? 'counted' : 'none';
  }

  #readBody(head: RequestHead): Parsed | null {
    for (;;) {
      switch (this.#body) {
        case 'unknown':
          this.#startBody(head.headers);
          break;
        case 'none':
          return this.#complete(head);
        case 'counted':
        case 'chunk':
          while (this.#left > 0) {
            const part = this.#incoming.take(this.#left);
            if (part === null) return null;
            this.#parts.push(part);
            this.#left -= part.length;
          }
          this.#body = this.#body === 'counted' ? 'none' : 'chunk-end';
          break;
        case 'chunk-size': {
          const line = this.#readLine(MAX_SIZE_LINE, 400, 'The size of a chunk is missing.');
          if (line === null) return null;
          const size = (line.split(';', 1)[0] as string).trim();
          if (!/^[0-9a-fA-F]{1,8}$/.test(size))
            throw new BadRequest(400, 'The size of a chunk is not a hexadecimal number.');
          this.#left = parseInt(size, 16);
          this.#bodyBytes += this.#left;
          if (this.#bodyBytes > MAX_BODY_BYTES)
            throw new BadRequest(413, 'The body of the request is larger than 32 MB.');
          this.#body = this.#left > 0 ? 'chunk' : 'trailer';
          break;
        }
        case 'chunk-end': {
          const line = this.#readLine(2, 400, 'A chunk is longer than its size.');
          if (line === null) return null;
          if (line !== '') throw new BadRequest(400, 'A chunk is longer than its size.');
          this.#body = 'chunk-size';
          break;
        }
        case 'trailer': {
          const line = this.#readLine(MAX_HEAD_BYTES - this.#headBytes, 431, 'The trailer is larger than 64 KB.');
          if (line === null) return null;
          this.#headBytes += line.length + 2;
          if (line === '') this.#body = 'none';
          break;
        }
      }
    }
  }

  #complete(head: RequestHead): Parsed {
    const { method, target, minor, headers } = head;
    const body = concat(this.#parts.length === 0 ? [new Uint8Array(0)] : this.#parts);
    this.#parts = [];
    this.#head = null;
    this.#headBytes = 0;
    return { kind: 'request', head, request: { method, target, minor, headers, body } };
  }

  /** A line without its end; null until it is there. */
  #readLine(most: number, status: number, sentence: string): string | null {
    const line = this.#incoming.line(most);
    if (line === TOO_LONG) throw new BadRequest(status, sentence);
    return line;
  }
}

function parseHead([requestLine = '', ...lines]: readonly string[]): RequestHead {
  const match = /^(\S+) (\S+) HTTP\/(\d)\.(\d)$/.exec(requestLine);
  if (match === null) throw new BadRequest(400, 'The first line is not "METHOD TARGET HTTP/1.1".');
  const [, method = '', rawTarget = '', major, minorText] = match;
  if (major !== '1') throw new BadRequest(505, 'This server speaks HTTP/1.1.');
  if (!TOKEN.test(method)) throw new BadRequest(400, 'The method is not a word.');
  const minor = minorText === '0' ? 0 : 1;

  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    // Also refuses folded lines, which begin with a space (RFC 9112, 5.2).
    if (!TOKEN.test(name)) throw new BadRequest(400, 'A header is not "Name: value".');
    const value = withoutBlanks(line.slice(colon + 1));
    if (/[\0\r]/.test(value)) throw new BadRequest(400, 'A header has a character in it that no header may have.');
    return [name, value];
  });

  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host');
  if (hosts.length > 1 || (minor === 1 && hosts.length === 0)) {
    throw new BadRequest(
      400,
      hosts.length === 0 ? 'The Host header is missing.' : 'There is more than one Host header.',
    );
  }

  const target = rawTarget.replace(/^https?:\/\/[^/?#]*/i, '');
  const isAsterisk = target === '*' && method === 'OPTIONS';
  if (!isAsterisk && !/^[/?]/.test(target) && (target !== '' || target === rawTarget)) {
    throw new BadRequest(400, 'The target is not a path.');
  }

  const connection = listHeader(headers, 'connection');
  return {
    method,
    target: target.startsWith('/') || isAsterisk ? target : `/${target}`,
    minor,
    headers,
    expectsContinue: minor === 1 && headerOf(headers, 'expect')?.toLowerCase() === '100-continue',
    keepAlive: minor === 1 ? !connection.includes('close') : connection.includes('keep-alive'),
  };
}
