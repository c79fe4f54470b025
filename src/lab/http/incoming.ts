/**
 * Bytes that arrive in any pieces, to be read as lines or as they are. No work is done twice: a line that comes byte by byte costs
 * as much as one that comes at once.
 */
import { concat, fromLatin1 } from '../bytes';

/** What `line` answers when there is no end where there should be one. */
export const TOO_LONG = Symbol('too long');

export class Incoming {
  /** What has arrived and was not used: from byte `#at` of the first. */
  #chunks: Uint8Array[] = [];
  #at = 0;
  #unread = 0;
  /** The line that is being read: its pieces so far. */
  #line: Uint8Array[] = [];
  #lineLength = 0;

  /** Bytes that were pushed and not read yet. */
  get unread(): number {
    return this.#unread;
  }

  /** True in the middle of a line. */
  get midLine(): boolean {
    return this.#lineLength > 0;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // A copy: what is pushed may be a buffer that is used again.
    this.#chunks.push(bytes.slice());
    this.#unread += bytes.length;
  }

  clear(): void {
    this.#chunks = [];
    this.#unread = 0;
  }

  /** A line of `most` characters at most, without its end (CRLF, or a bare LF); null until it is there. */
  line(most: number): string | null | typeof TOO_LONG {
    for (;;) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) return null;
      const end = chunk.indexOf(10, this.#at);
      const part = chunk.subarray(this.#at, end < 0 ? chunk.length : end);
      this.#line.push(part);
      this.#lineLength += part.length;
      this.#skip(part.length + (end < 0 ? 0 : 1));
      // The carriage return is not part of the line but counts until the line is whole.
      if (this.#lineLength > most + 1) return TOO_LONG;
      if (end < 0) continue;
      const text = fromLatin1(concat(this.#line));
      this.#line = [];
      this.#lineLength = 0;
      const line = text.endsWith('\r') ? text.slice(0, -1) : text;
      return line.length > most ? TOO_LONG : line;
    }
  }

  /** Up to `most` bytes; null when there are none. */
  take(most: number): Uint8Array | null {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return null;
    const part = chunk.subarray(this.#at, Math.min(chunk.length, this.#at + most));
    this.#skip(part.length);
    return part;
  }

  #skip(count: number): void {
    this.#at += count;
    this.#unread -= count;
    if (this.#at >= (this.#chunks[0]?.length ?? 0)) {
      this.#chunks.shift();
      this.#at = 0;
    }
  }
}

/** Without the spaces and tabs around it. By hand: an expression would look at a long row of spaces again and again. */
export function withoutBlanks(text: string): string {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let [begin, end] = [0, text.length];
  while (begin < end && isBlank(begin)) begin++;
  while (end > begin && isBlank(end - 1)) end--;
  return text.slice(begin, end);
}

/** What a method and a header's name may be (RFC 9110, 5.6.2). */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
