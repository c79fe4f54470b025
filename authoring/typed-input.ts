/**
 * Standard input as the lines that a learner would type. Nothing is read before the first line is wanted, so a command that
 * never asks leaves its input alone (and a terminal's to the shell).
 */
import { StringDecoder } from 'node:string_decoder';

export class TypedInput {
  readonly #stream: NodeJS.ReadableStream;
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string | null) => void)[] = [];
  #rest = '';
  #begun = false;
  #ended = false;

  constructor(stream: NodeJS.ReadableStream) {
    this.#stream = stream;
  }

  /** The next line without its newline; null at the end, and for ever after. */
  next(): Promise<string | null> {
    this.#begin();
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#ended) return Promise.resolve(null);
    this.#stream.resume();
    return new Promise((answer) => this.#waiting.push(answer));
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#stream.on('data', (data: Buffer | string) => {
      this.#take(typeof data === 'string' ? data : this.#decoder.write(data));
      // More than a program asks for may lie there for ever.
      if (this.#lines.length > 10_000) this.#stream.pause();
    });
    this.#stream.on('end', () => this.#end());
    this.#stream.on('error', () => this.#end());
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#give(part.endsWith('\r') ? part.slice(0, -1) : part);
  }

  #give(line: string): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#lines.push(line);
    else waiter(line);
  }

  #end(): void {
    if (this.#ended) return;
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (last !== '') this.#give(last);
    this.#ended = true;
    for (const waiter of this.#waiting.splice(0)) waiter(null);
  }
}
