/**
 * The functions of a browser that put work into the event loop's queues, each doing what it always does and telling of it: who
 * queued what, when it was taken out, and that the program is not over while it waits.
 */
import type { EventLoop } from './event-loop';
import { THREAD, type Recorder } from './recorder';

type Callback = (...values: unknown[]) => unknown;

/** What they come from, taken before a program can change it. */
export interface Native {
  setTimeout(callback: () => void, ms?: number): number;
  setInterval(callback: () => void, ms?: number): number;
  clearTimeout(id: number): void;
  clearInterval(id: number): void;
  queueMicrotask(callback: () => void): void;
  readonly requestAnimationFrame?: (callback: (time: number) => void) => number;
  readonly cancelAnimationFrame?: (id: number) => void;
}

/** A queue of the loop, in the trace: what is put in is a message of no bytes, known by its number. */
class LoopQueue {
  #id: number | null = null;
  #count = 0;

  constructor(
    private readonly recorder: Recorder,
    private readonly loop: EventLoop,
    private readonly name: string,
  ) {}

  put(): number {
    const { recorder } = this;
    if (!recorder.spend()) return -1;
    this.#id ??= recorder.newResource('queue', this.name, false);
    recorder.writer.send(recorder.now(), this.loop.actor(), this.#id, ++this.#count, 0, 0);
    return this.#count;
  }

  take(number: number): void {
    if (number < 0 || this.#id === null) return;
    this.recorder.writer.receive(this.recorder.now(), THREAD, this.#id, number, 0, 0);
  }
}

export interface Globals {
  readonly setTimeout: (callback: Callback, ms?: number, ...values: unknown[]) => number;
  readonly setInterval: (callback: Callback, ms?: number, ...values: unknown[]) => number;
  readonly clearTimeout: (id?: number) => void;
  readonly clearInterval: (id?: number) => void;
  readonly queueMicrotask: (callback: () => void) => void;
  readonly requestAnimationFrame?: (callback: (time: number) => void) => number;
  readonly cancelAnimationFrame?: (id: number) => void;
}

/** Each takes some hundred bytes, here and in the browser: a program that makes more has made a mistake. */
const MOST_PENDING = 250_000;

/** `failed` hears what a callback throws. */
export function makeGlobals(
  native: Native,
  loop: EventLoop,
  recorder: Recorder,
  failed: (error: unknown) => void,
): Globals {
  const tasks = new LoopQueue(recorder, loop, 'task queue (timers)');
  const microtasks = new LoopQueue(recorder, loop, 'microtask queue');
  const frames = new LoopQueue(recorder, loop, 'animation frames');
  /** What is pending, and its number in the trace. Browsers count timeouts and intervals together. */
  const timers = new Map<number, number>();
  const pendingFrames = new Set<number>();

  const call = (via: string, place: number, callback: () => void): void => {
    try {
      loop.turn(via, place, callback);
    } catch (error) {
      failed(error);
    }
  };
  const requireFunction = (name: string, callback: unknown): void => {
    if (typeof callback !== 'function') throw new TypeError(`${name} wants a function, and got ${typeof callback}`);
    if (timers.size + pendingFrames.size < MOST_PENDING) return;
    throw new RangeError(`${name}: ${MOST_PENDING.toLocaleString('en')} timers are pending already.`);
  };

  function clear(id?: number): void {
    const number = id === undefined ? undefined : timers.get(id);
    if (id === undefined || number === undefined) return;
    timers.delete(id);
    tasks.take(number);
    loop.letGo();
    native.clearTimeout(id);
  }

  const made: Globals = {
    setTimeout(callback, ms = 0, ...values) {
      requireFunction('setTimeout', callback);
      const place = loop.place();
      const number = tasks.put();
      const id = native.setTimeout(() => {
        if (!timers.delete(id)) return;
        tasks.take(number);
        call('setTimeout', place, () => void callback(...values));
        loop.letGo();
      }, ms);
      timers.set(id, number);
      loop.hold();
      return id;
    },
    setInterval(callback, ms = 0, ...values) {
      requireFunction('setInterval', callback);
      const place = loop.place();
      const id = native.setInterval(() => {
        const number = timers.get(id);
        if (number === undefined) return;
        tasks.take(number);
        timers.set(id, tasks.put());
        call('setInterval', place, () => void callback(...values));
      }, ms);
      timers.set(id, tasks.put());
      loop.hold();
      return id;
    },
    clearTimeout: clear,
    clearInterval: clear,
    queueMicrotask(callback) {
      requireFunction('queueMicrotask', callback);
      const place = loop.place();
      const number = microtasks.put();
      native.queueMicrotask(() => {
        microtasks.take(number);
        call('queueMicrotask', place, callback);
      });
    },
  };
  const { requestAnimationFrame: request, cancelAnimationFrame: cancel } = native;
  if (request === undefined || cancel === undefined) return made;
  return {
    ...made,
    requestAnimationFrame(callback) {
      requireFunction('requestAnimationFrame', callback);
      const place = loop.place();
      const number = frames.put();
      const id = request((time) => {
        if (!pendingFrames.delete(id)) return;
        frames.take(number);
        call('requestAnimationFrame', place, () => callback(time));
        loop.letGo();
      });
      pendingFrames.add(id);
      loop.hold();
      return id;
    },
    cancelAnimationFrame(id) {
      if (!pendingFrames.delete(id)) return;
      loop.letGo();
      cancel(id);
    },
  };
}
