import type { Mutex } from 'interleave';

/** Counts so many visitors: each read, add and write in one line. */
export function plain(counter: Int32Array, visitors: number): void {
  for (let i = 0; i < visitors; i++) counter[0] += 1;
}

/** The same in one step that nobody can come between. */
export function atomic(counter: Int32Array, visitors: number): void {
  for (let i = 0; i < visitors; i++) Atomics.add(counter, 0, 1);
}

/** The same behind a lock. */
export function locked(
  counter: Int32Array,
  visitors: number,
  door: Mutex,
): void {
  for (let i = 0; i < visitors; i++) door.run(() => counter[0]++);
}

/** Nothing to do: answered as soon as the worker is there. */
export function open(): void {}
