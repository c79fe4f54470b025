/**
 * `new Worker(...)` as the browser has it, for programs that go without a pool: the program is not over while one is there, and
 * the trace tells from when to when that was. What is said to it and what it does is not watched: its script is the learner's
 * alone.
 */
import type { Workers } from './pool';
import { listen } from './wakers';

export function watchRawWorkers(workers: Workers): void {
  const Native = globalThis.Worker;
  if (typeof Native !== 'function') return;
  const ends = new WeakMap<Worker, () => void>();
  const terminate: (this: Worker) => void = Reflect.get(Native.prototype, 'terminate');
  const { apply, construct } = Reflect;

  // Not a subclass: the class that is watched is then the only one that can be reached.
  const Watched = function (this: unknown, ...values: unknown[]): Worker {
    if (new.target === undefined) throw new TypeError("Please use 'new': Worker is a class.");
    const end = workers.begin();
    try {
      const worker = construct(Native, values, new.target) as Worker;
      ends.set(worker, end);
      // Its script could not be had, or has thrown where nobody catches: the browser tells both in the same way. In the first
      // case there is nobody left to wait for, and in the second the program has failed.
      listen(worker, 'error', end);
      return worker;
    } catch (error) {
      end();
      throw error;
    }
  };
  Object.defineProperty(Watched, 'name', { value: 'Worker', configurable: true });
  Object.defineProperty(Watched, 'prototype', { value: Native.prototype, writable: false });
  Object.defineProperty(Native.prototype, 'constructor', { value: Watched, configurable: true, writable: true });
  Object.defineProperty(Native.prototype, 'terminate', {
    configurable: true,
    writable: true,
    enumerable: true,
    value: function (this: Worker) {
      apply(terminate, this, []);
      ends.get(this)?.();
    },
  });
  Object.defineProperty(globalThis, 'Worker', { value: Watched, configurable: true, writable: true });
}
