/**
 * `Channel`: a queue of values between threads, in shared memory (`channel-ring.ts`), with room for so many.
 *
 * It carries what JSON can say: a value arrives as `JSON.parse(JSON.stringify(value))`, one megabyte of it at most. What JSON has
 * no words for at all (a function, a symbol, `undefined`) is refused, and so is what contains itself; what it says differently
 * arrives differently (a `Date` as text, `NaN` as null, what is undefined inside an object not at all).
 *
 * The blocking half is for workers. On a page's main thread it always refuses, even where it would not have to wait: whether it
 * would depends on the moment.
 *
 * What one thread sends arrives in its order, whichever way it is sent; so do the answers to its calls of `receiveAsync`.
 */
import { CHANGES, CHANNEL_BYTES, ChannelRing, DOING, MOST_BYTES, type Message } from './channel-ring';
import type { SharedContext, SharedObjectClass, SharedParts } from './shared';

const LOCK_WORD = 0;
/** The lock is held for microseconds. Whoever has waited for so long waits for a thread that is no more, and says so. */
const LONG_LOCK_MS = 1_000;

const CLOSED = Symbol('closed');
const MOST_CAPACITY = 1 << 20;
const DEFAULT_CAPACITY = 16;

/** Makes the class for one thread. */
export function makeChannel({ thread, mayBlock }: SharedContext, SharedObject: SharedObjectClass) {
  const { recorder, loop } = thread;
  const { writer } = recorder;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  class Channel extends SharedObject {
    readonly #ring: ChannelRing;
    /** Calls that await are served one after the other. */
    readonly #sends = new Turns();
    readonly #receives = new Turns();

    constructor(capacity: number | SharedParts = DEFAULT_CAPACITY) {
      const parts = typeof capacity === 'number' ? null : capacity;
      if (typeof capacity === 'number' && !(Number.isInteger(capacity) && capacity >= 1 && capacity <= MOST_CAPACITY)) {
        throw new RangeError(`new Channel(capacity): the capacity is ${capacity}; it is 1 to ${MOST_CAPACITY}.`);
      }
      super('Channel', CHANNEL_BYTES, parts);
      this.#ring = new ChannelRing(this.parts.memory);
      if (typeof capacity === 'number') this.#ring.init(capacity);
    }

    send(value: unknown): void {
      const bytes = this.#encoded(value, 'send');
      this.#requireWorker('send');
      for (;;) {
        this.#lock('Channel.send');
        const seen = Atomics.load(this.words, CHANGES.taken.blocking);
        if (this.#put(bytes)) return;
        this.block(CHANGES.taken.blocking, seen, 'Channel.send', DOING.send);
      }
    }

    sendAsync(value: unknown): Promise<void> {
      try {
        const bytes = this.#encoded(value, 'sendAsync');
        if (this.#sends.isFree && this.#tryLock() && this.#put(bytes)) return Promise.resolve();
        const place = this.place();
        const sent = this.#sends.run(async () => {
          for (;;) {
            await this.#lockAsync();
            const seen = Atomics.load(this.words, CHANGES.taken.async);
            if (this.#put(bytes)) return;
            await this.pause(CHANGES.taken.async, seen, place, DOING.send);
          }
        });
        return this.explain(this.#heard(sent, 'Channel.sendAsync'), 'Channel.sendAsync');
      } catch (error) {
        return Promise.reject(asError(error));
      }
    }

    receive(): unknown {
      this.announce('queue');
      this.#requireWorker('receive');
      for (;;) {
        this.#lock('Channel.receive');
        const seen = Atomics.load(this.words, CHANGES.put.blocking);
        const message = this.#take();
        if (message === CLOSED) return undefined;
        if (message !== null) return this.#decoded(message);
        this.block(CHANGES.put.blocking, seen, 'Channel.receive', DOING.receive);
      }
    }

    receiveAsync(): Promise<unknown> {
      this.announce('queue');
      if (this.#receives.isFree && this.#tryLock()) {
        const message = this.#take();
        if (message === CLOSED) return Promise.resolve();
        if (message !== null) return Promise.resolve(this.#decoded(message));
      }
      const place = this.place();
      const received = this.#receives.run(async () => {
        for (;;) {
          await this.#lockAsync();
          const seen = Atomics.load(this.words, CHANGES.put.async);
          const message = this.#take();
          if (message === CLOSED) return undefined;
          if (message !== null) return this.#decoded(message);
          await this.pause(CHANGES.put.async, seen, place, DOING.receive);
        }
      });
      return this.explain(this.#heard(received, 'Channel.receiveAsync'), 'Channel.receiveAsync');
    }

    close(): void {
      this.announce('queue');
      this.#ring.close();
      for (const words of [CHANGES.put, CHANGES.taken]) {
        this.#changed(words.blocking, Infinity);
        this.#changed(words.async, Infinity);
      }
    }

    /** All values until the channel is closed and empty. */
    *[Symbol.iterator](): Iterator<unknown> {
      const { file, line } = loop;
      for (;;) {
        // The loop's own line, and not what its body did last.
        [loop.file, loop.line] = [file, line];
        const value = this.receive();
        if (value === undefined) return;
        yield value;
      }
    }

    [Symbol.asyncIterator](): AsyncIterator<unknown> {
      return {
        next: () => {
          const next = this.receiveAsync().then((value) =>
            value === undefined ? { done: true as const, value } : { done: false as const, value },
          );
          return this.explain(next, 'Channel.receiveAsync');
        },
      };
    }

    // --- Under the lock ---------------------------------------------------------------------------------------------

    /** Puts a message in if there is room, and gives the lock back. */
    #put(bytes: Uint8Array): boolean {
      let t = 0;
      let listed = false;
      let offset: number | null;
      try {
        if (this.#ring.isClosed) throw new Error(`${this.parts.name} is closed: nothing more can be sent through it.`);
        offset = this.#ring.put(bytes, () => {
          // Before anybody can receive it.
          t = recorder.now();
          return (listed = recorder.spend());
        });
      } finally {
        this.#unlock();
      }
      if (offset === null) return false;
      if (listed) writer.send(t, loop.actor(), this.id, offset, bytes.length, 0);
      else recorder.omit(null);
      this.#changed(CHANGES.put.blocking, 1);
      this.#changed(CHANGES.put.async, Infinity);
      return true;
    }

    /** Takes a message if there is one, and gives the lock back. */
    #take(): Message | null | typeof CLOSED {
      let message: Message | null;
      let isClosed: boolean;
      try {
        isClosed = this.#ring.isClosed;
        message = this.#ring.take();
      } finally {
        this.#unlock();
      }
      if (message === null) return isClosed ? CLOSED : null;
      const { listed, offset, bytes } = message;
      if (listed) writer.receive(recorder.now(), loop.actor(), this.id, offset, bytes.length, 0);
      this.#changed(CHANGES.taken.blocking, 1);
      this.#changed(CHANGES.taken.async, Infinity);
      return message;
    }

    #changed(word: number, wakes: number): void {
      Atomics.add(this.words, word, 1);
      Atomics.notify(this.words, word, wakes);
    }

    // --- The lock: as in a `Mutex`, but nobody is told of it ----------------------------------------------------------

    #tryLock(): boolean {
      return Atomics.compareExchange(this.words, LOCK_WORD, 0, 1) === 0;
    }

    #lock(via: string): void {
      if (this.#tryLock()) return;
      while (Atomics.exchange(this.words, LOCK_WORD, 2) !== 0) {
        const outcome = Atomics.wait(this.words, LOCK_WORD, 2, LONG_LOCK_MS);
        if (outcome === 'timed-out') this.block(LOCK_WORD, 2, via);
      }
    }

    async #lockAsync(): Promise<void> {
      if (this.#tryLock()) return;
      while (Atomics.exchange(this.words, LOCK_WORD, 2) !== 0) await this.pause(LOCK_WORD, 2);
    }

    #unlock(): void {
      if (Atomics.exchange(this.words, LOCK_WORD, 0) === 2) Atomics.notify(this.words, LOCK_WORD, 1);
    }

    // --- Values -----------------------------------------------------------------------------------------------------

    #encoded(value: unknown, call: string): Uint8Array {
      this.announce('queue');
      let text: string | undefined;
      try {
        text = JSON.stringify(value);
      } catch (error) {
        const words = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
        throw new TypeError(`Channel.${call}: a channel carries what JSON can say. ${words}`);
      }
      if (text === undefined) {
        throw new TypeError(
          `Channel.${call}: a channel carries what JSON can say, and it has no word for ${typeof value}.`,
        );
      }
      const bytes = encoder.encode(text);
      if (bytes.length <= MOST_BYTES) return bytes;
      throw new RangeError(
        `Channel.${call}: as JSON the value takes ${bytes.length.toLocaleString('en')} bytes, and a channel carries one megabyte at most.`,
      );
    }

    #decoded({ bytes }: Message): unknown {
      return JSON.parse(decoder.decode(bytes)) as unknown;
    }

    #requireWorker(call: string): void {
      if (mayBlock) return;
      throw new TypeError(
        `Channel.${call} may block its thread, and the main thread of a page must not be blocked. Use await ${call}Async(), or call it in a worker.`,
      );
    }

    /** What comes from another thread is a turn of the loop. */
    #heard<T>(promise: Promise<T>, via: string): Promise<T> {
      const place = loop.place();
      return new Promise<T>((resolve, reject) => {
        promise.then(
          (value) => loop.turn(via, place, () => resolve(value)),
          (error: unknown) => loop.turn(via, place, () => reject(asError(error))),
        );
      });
    }
  }

  return Channel;
}

/** Whatever was thrown, to be thrown on. */
function asError(thrown: unknown): Error {
  return thrown as Error;
}

/** Runs one thing after the other. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  get isFree(): boolean {
    return this.#waiting === 0;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const done = this.#last.then(work).finally(() => (this.#waiting -= 1));
    this.#last = done.catch(() => {});
    return done;
  }
}
