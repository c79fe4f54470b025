/**
 * What a TypeScript program here may import besides its own files. The editor shows these words to learners, and checks programs
 * against these types; what they promise is kept by `library.ts`, `pool.ts`, `shared.ts` and `channel.ts`.
 */
declare module 'interleave' {
  /** What the learner's own module decides, and the compiler cannot know: anything, unasked. */
  type Whatever = ReturnType<typeof JSON.parse>;

  /**
   * Waits for so many milliseconds. The event loop goes on meanwhile: everything else of the program can run.
   *
   * ```ts
   * await sleep(200);
   * ```
   */
  export function sleep(ms: number): Promise<void>;

  /** The arguments that the program was started with. */
  export const args: readonly string[];

  /**
   * Tells the one who gave this job how far it is: the `onProgress` of `submit` is called with the value, on the main thread.
   * Outside of a job it does nothing.
   */
  export function progress(value: unknown): void;

  /**
   * Marks things of a message that are to be moved instead of copied. Afterwards they are empty on this side: an `ArrayBuffer` of
   * length 0, a closed port. Moving costs the same for a kilobyte and for a gigabyte.
   *
   * ```ts
   * await workers.submit('blur', [transfer(picture, [picture.buffer])]);
   * ```
   *
   * @param value What is sent.
   * @param things What in it is moved: buffers, ports, bitmaps.
   */
  export function transfer<T>(value: T, things: Transferable[]): T;

  /** What may go along with a job. */
  export interface JobOptions {
    /** Takes the job back: one that waits is struck out, the worker of one that is on is replaced by a new one. */
    readonly signal?: AbortSignal;
    /** `submit`: called with what the job says through `progress`. `map`: called with the part that is done, from 0 to 1. */
    readonly onProgress?: (value: Whatever) => void;
  }

  /** The functions that a module exports. */
  type FunctionsOf<Module> = {
    [Name in keyof Module as Module[Name] extends (...values: Whatever[]) => Whatever ? Name : never]: Module[Name];
  };

  type Arguments<Call> = Call extends (...values: infer Values) => Whatever ? Values : never;
  type Answer<Call> = Call extends (...values: Whatever[]) => infer Value ? Awaited<Value> : never;

  /**
   * Workers that wait for jobs. Each is a thread with an event loop and variables of its own; whatever goes to it or comes back is
   * copied (by structured clone), unless it is transferred or lies in shared memory.
   */
  export interface Pool<Module = Record<string, (...values: Whatever[]) => Whatever>> {
    /** How many workers it has. */
    readonly size: number;
    /**
     * Calls a function of the workers' module in the first worker that is free, and answers with what it returns. What the
     * function throws, the answer throws.
     *
     * ```ts
     * const many = await workers.submit('countPrimes', [0, 100_000]);
     * ```
     *
     * @param name The name of an exported function.
     * @param args Its arguments. They are copied; a function cannot be.
     */
    submit<Name extends keyof FunctionsOf<Module> & string>(
      name: Name,
      args?: Arguments<FunctionsOf<Module>[Name]>,
      options?: JobOptions,
    ): Promise<Answer<FunctionsOf<Module>[Name]>>;
    /**
     * One job for each item: the function is called with the item alone. The answers come in the order of the items, whichever
     * job was done first.
     *
     * ```ts
     * const counts = await workers.map('countPrimes', ranges);
     * ```
     */
    map<Name extends keyof FunctionsOf<Module> & string>(
      name: Name,
      items: Iterable<Arguments<FunctionsOf<Module>[Name]>[0]>,
      options?: JobOptions,
    ): Promise<Answer<FunctionsOf<Module>[Name]>[]>;
    /** Takes no further jobs; the workers go when those that they have are done. `using workers = pool(...)` does it by itself. */
    close(): void;
    [Symbol.dispose](): void;
  }

  /**
   * Starts workers and loads a module of the program's in each.
   *
   * ```ts
   * using workers = pool(4, './primes');
   * ```
   *
   * With `pool<typeof import('./primes')>(4, './primes')` the editor knows what the functions take and give.
   *
   * @param size How many. `navigator.hardwareConcurrency` says how many can truly run at once.
   * @param module Beside this file.
   */
  export function pool<Module = Record<string, (...values: Whatever[]) => Whatever>>(
    size: number,
    module: string,
  ): Pool<Module>;

  /**
   * A lock in shared memory: one thread at a time has it. It can be given to workers like any value, and is the same lock there.
   *
   * ```ts
   * const door = new Mutex();
   * door.run(() => (counter[0] += 1));
   * ```
   *
   * `lock` blocks its thread, which only a worker may; the main thread awaits `lockAsync`.
   */
  export class Mutex {
    constructor();
    /** Takes the lock, and blocks the thread while another has it. `using held = door.lock()` gives it back at the block's end. */
    lock(): Disposable;
    /** Takes the lock as soon as it is free. Other things of this thread go on meanwhile. */
    lockAsync(): Promise<Disposable>;
    /** Takes the lock if it is free now, and says whether it did. */
    tryLock(): boolean;
    /** Gives the lock back. Only who has it may. */
    unlock(): void;
    /** Takes the lock, calls `work`, and gives the lock back, whatever happens. Blocks as `lock` does. */
    run<T>(work: () => T): T;
  }

  /** So many permits in shared memory: as many threads at a time may have one. */
  export class Semaphore {
    /** @param permits How many there are; 1 unless given. */
    constructor(permits?: number);
    /** Takes a permit, and blocks the thread while there is none. `using` gives it back at the block's end. */
    acquire(): Disposable;
    /** Takes a permit as soon as there is one. Other things of this thread go on meanwhile. */
    acquireAsync(): Promise<Disposable>;
    /** Takes a permit if there is one now, and says whether it did. */
    tryAcquire(): boolean;
    /** Gives a permit back. Anyone may. */
    release(): void;
  }

  /**
   * A queue of values between threads, in shared memory, with room for so many. Who sends into a full one waits, and so does who
   * receives from an empty one. It carries what JSON can say, at most a megabyte of it a value; what one thread sends arrives in its
   * order.
   *
   * ```ts
   * const orders = new Channel<number>(8);
   * ```
   */
  export class Channel<T = Whatever> {
    /** @param capacity How many values it holds; 16 unless given. */
    constructor(capacity?: number);
    /** Puts a value in, and blocks the thread while there is no room. Only a worker may block. */
    send(value: T): void;
    /** Puts a value in as soon as there is room. */
    sendAsync(value: T): Promise<void>;
    /** Takes the oldest value out, and blocks the thread while there is none. `undefined` when the channel is closed and empty. */
    receive(): T | undefined;
    /** Takes the oldest value out as soon as there is one. `undefined` when the channel is closed and empty. */
    receiveAsync(): Promise<T | undefined>;
    /** Nothing more may be sent; what is in it can still be received. */
    close(): void;
    /** All values until the channel is closed and empty. Blocks as `receive` does. */
    [Symbol.iterator](): Iterator<T>;
    /** The same, awaited: `for await (const order of orders)`. */
    [Symbol.asyncIterator](): AsyncIterator<T>;
  }
}
