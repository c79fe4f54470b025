/**
 * What each thread of a program waits for, in memory that all of them share: written by a thread before it blocks, read by the
 * main thread, which looks for a deadlock. A thread that blocks cannot tell in any other way.
 *
 *     row of thread n (0 is the main thread), ROW words:
 *       0  the resource that it is blocked on (its id in the trace), 0 for none
 *       1  how often it has blocked so far
 *       2  where: the file's number in the program's list, and
 *       3  the line
 *       4  what it wants to do with the resource, where there are several things (`DOING` of a channel)
 */
export const MOST_THREADS = 1_024;
const ROW = 5;
const RESOURCE = 0;
const TIMES = 1;
const FILE = 2;
const LINE = 3;
const DOING = 4;

export interface Waiting {
  readonly thread: number;
  readonly resource: number;
  readonly times: number;
  readonly file: number;
  readonly line: number;
  readonly doing: number;
}

export class StatusBoard {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(MOST_THREADS * ROW * 4)) {
    this.#words = new Int32Array(memory);
  }

  /** Thread `thread` is about to block. */
  block(thread: number, resource: number, doing: number, file: number, line: number): void {
    const at = thread * ROW;
    if (thread >= MOST_THREADS) return;
    Atomics.store(this.#words, at + FILE, file);
    Atomics.store(this.#words, at + LINE, line);
    Atomics.store(this.#words, at + DOING, doing);
    Atomics.add(this.#words, at + TIMES, 1);
    Atomics.store(this.#words, at + RESOURCE, resource);
  }

  goOn(thread: number): void {
    if (thread < MOST_THREADS) Atomics.store(this.#words, thread * ROW + RESOURCE, 0);
  }

  /** Null when the thread is not blocked. */
  read(thread: number): Waiting | null {
    if (thread >= MOST_THREADS) return null;
    const at = thread * ROW;
    const resource = Atomics.load(this.#words, at + RESOURCE);
    if (resource === 0) return null;
    const [times = 0, file = -1, line = 0, doing = 0] = [TIMES, FILE, LINE, DOING].map((word) =>
      Atomics.load(this.#words, at + word),
    );
    return { thread, resource, times, file, line, doing };
  }
}
