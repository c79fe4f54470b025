/**
 * Mutex, Semaphore and Channel, in shared memory, for threads that truly run at the same time. A worker may block in them
 * (`Atomics.wait`); the main thread of a page may not, and awaits (`Atomics.waitAsync`).
 *
 * The mutex is the second one of U. Drepper, "Futexes Are Tricky" (2011): its word is 0 free, 1 held, 2 held and perhaps waited
 * for, so that taking and giving back a lock that nobody waits for wakes nobody. As there, a lock that is given back goes to
 * whoever comes first, not to whoever has waited longest.
 *
 * Besides that word an object holds who has it and where it was taken. Those are written without care for races: only the
 * holder writes them, and only a search for deadlocks, when nothing moves any more, reads them.
 */
import { SHARED_ID, STATE } from '../../trace/codec';
import type { ResourceKind } from '../../trace/events';
import { makeChannel } from './channel';
import { ChannelRing } from './channel-ring';
import { THREAD } from './recorder';
import type { StatusBoard } from './status';
import { RENAME, type Thread } from './thread';

/** What the objects need of the thread that they are used on. */
export interface SharedContext {
  readonly thread: Thread;
  /** 0 is the main thread. */
  readonly number: number;
  /** May it block? */
  readonly mayBlock: boolean;
  /** Null without shared memory: then there are no such objects either. */
  readonly status: StatusBoard | null;
  /** The program's files, in an order that all threads know. */
  readonly files: readonly string[];
}

/** How an object crosses to another thread: by what it is made of. */
export interface SharedParts {
  readonly kind: 'Mutex' | 'Semaphore' | 'Channel';
  readonly id: number;
  readonly name: string;
  readonly memory: SharedArrayBuffer;
}

/** Ids of a thread's own objects. They stay clear of those of the pool's ports (`pool-messages.ts`). */
const FIRST_ID = SHARED_ID + (1 << 21);
const IDS_EACH = 1 << 12;

/** A thread that waits in both ways for one object looks by itself, so often. */
const RELOOK_MS = 10;

const STATE_WORD = 0;
const HOLDER = 1;
const HELD_FILE = 2;
const HELD_LINE = 3;
const HEAD_WORDS = 4;

/** Who holds an object, as its memory says: thread number + 1, or 0. */
export function holderOf(memory: SharedArrayBuffer): { thread: number; file: number; line: number } | null {
  const words = new Int32Array(memory);
  const holder = Atomics.load(words, HOLDER);
  if (holder === 0) return null;
  return { thread: holder - 1, file: Atomics.load(words, HELD_FILE), line: Atomics.load(words, HELD_LINE) };
}

/** Could be taken now, or whatever else is waited for with it (`DOING` of a channel). */
export function isFree({ kind, memory }: SharedParts, doing: number): boolean {
  const word = Atomics.load(new Int32Array(memory), STATE_WORD);
  switch (kind) {
    case 'Mutex':
      return word === 0;
    case 'Semaphore':
      return word > 0;
    case 'Channel':
      return new ChannelRing(memory).isFree(doing);
  }
}

/** What the classes of one thread have in common. */
function makeBase({ thread, number, mayBlock, status, files }: SharedContext) {
  const { recorder, loop } = thread;
  const { writer } = recorder;
  let made = 0;
  /** Objects that came from other threads, so that each is one object here too. */
  const known = new Map<number, SharedObject>();

  abstract class SharedObject {
    readonly #parts: { kind: SharedParts['kind']; id: number; name: string; memory: SharedArrayBuffer };
    #announced = false;
    /** Waits of this thread that do not block it. */
    #pauses = 0;
    protected readonly words: Int32Array<SharedArrayBuffer>;

    constructor(kind: SharedParts['kind'], bytes: number, parts: SharedParts | null) {
      if (parts === null && typeof SharedArrayBuffer !== 'function') {
        throw new TypeError(`${kind}: this page has no shared memory. It is not isolated; see the note beside Run.`);
      }
      this.#parts =
        parts === null
          ? {
              kind,
              id: FIRST_ID + number * IDS_EACH + (made++ % IDS_EACH),
              name: `${kind} ${made}`,
              memory: new SharedArrayBuffer(bytes),
            }
          : { ...parts };
      this.words = new Int32Array(this.#parts.memory);
      known.set(this.#parts.id, this);
    }

    get parts(): SharedParts {
      return { ...this.#parts };
    }

    protected get id(): number {
      return this.#parts.id;
    }

    [RENAME](name: string): void {
      this.#parts.name = name;
    }

    protected announce(kind: ResourceKind): void {
      if (this.#announced || !recorder.traced) return;
      this.#announced = true;
      writer.resource(recorder.now(), this.id, kind, this.#parts.name, THREAD, false);
    }

    /** Where the learner's call stands, as numbers. */
    protected place(): readonly [file: number, line: number] {
      return [files.indexOf(loop.file), loop.line];
    }

    /** Waits, on this thread's own feet, until `word` is no longer `value`. */
    protected block(word: number, value: number, via: string, doing = 0): void {
      if (!mayBlock) {
        throw new TypeError(
          `${via} blocks its thread, and the main thread of a page must not be blocked. Use await ...Async(), or call it in a worker.`,
        );
      }
      if (recorder.traced) {
        recorder.state(THREAD, STATE.blocked, this.id, via, loop.place());
        // A thread that blocks says nothing until it goes on; if it never does, this is its last word.
        recorder.flush();
      }
      status?.block(number, this.id, doing, ...this.place());
      // Who gives it back may wake a wait of the other kind, of this very thread, which cannot go on before this one does.
      Atomics.wait(this.words, word, value, this.#pauses > 0 ? RELOOK_MS : Infinity);
      status?.goOn(number);
      if (recorder.traced) recorder.running(THREAD, '', loop.place());
    }

    /**
     * The same for who can await. Other things go on meanwhile. Of several such waits of the main thread the last one is known to
     * whoever tells of a deadlock.
     */
    protected async pause(word: number, value: number, place = this.place(), doing = 0): Promise<void> {
      const { async, value: promise } = Atomics.waitAsync(this.words, word, value);
      if (!async) return;
      if (!mayBlock) status?.block(number, this.id, doing, ...place);
      this.#pauses += 1;
      await promise;
      this.#pauses -= 1;
      if (!mayBlock) status?.goOn(number);
    }

    protected explain<T>(promise: Promise<T>, via: string): Promise<T> {
      return loop.explain(promise, { state: 'blocked', via, resource: this.id });
    }
  }

  return { SharedObject, known };
}

export type SharedObjectClass = ReturnType<typeof makeBase>['SharedObject'];

/** Makes the classes for one thread. */
export function makeShared(context: SharedContext) {
  const { thread, number } = context;
  const { recorder, loop } = thread;
  const { writer } = recorder;
  const { SharedObject, known } = makeBase(context);
  const Channel = makeChannel(context, SharedObject);

  class Mutex extends SharedObject {
    constructor(parts: SharedParts | null = null) {
      super('Mutex', HEAD_WORDS * 4, isParts(parts) ? parts : null);
    }

    /** Takes the lock, and blocks while another has it. What it answers with gives it back at the end of a `using` block. */
    lock(): Disposable {
      this.announce('lock');
      if (!this.#try()) {
        this.#requireOther('Mutex.lock');
        // From here on somebody may wait: whoever gives it back has to wake one.
        while (Atomics.exchange(this.words, STATE_WORD, 2) !== 0) this.block(STATE_WORD, 2, 'Mutex.lock');
      }
      return this.#taken();
    }

    /** The same without blocking the thread. */
    lockAsync(): Promise<Disposable> {
      this.announce('lock');
      const [file, line] = [loop.file, loop.line];
      const place = this.place();
      const take = async (): Promise<Disposable> => {
        if (!this.#try()) {
          while (Atomics.exchange(this.words, STATE_WORD, 2) !== 0) await this.pause(STATE_WORD, 2, place);
        }
        loop.file = file;
        loop.line = line;
        return this.#taken();
      };
      return this.explain(take(), 'Mutex.lockAsync');
    }

    /** Takes the lock if it is free now. */
    tryLock(): boolean {
      this.announce('lock');
      if (!this.#try()) return false;
      this.#taken();
      return true;
    }

    unlock(): void {
      if (Atomics.load(this.words, HOLDER) !== number + 1) {
        throw new Error(`${this.parts.name}.unlock(): this thread does not hold the lock.`);
      }
      Atomics.store(this.words, HOLDER, 0);
      if (recorder.spend()) writer.release(recorder.now(), loop.actor(), this.id, loop.place());
      if (Atomics.exchange(this.words, STATE_WORD, 0) === 2) Atomics.notify(this.words, STATE_WORD, 1);
    }

    /** Calls `work` while it holds the lock. */
    run<T>(work: () => T): T {
      this.lock();
      try {
        return work();
      } finally {
        this.unlock();
      }
    }

    #try(): boolean {
      return Atomics.compareExchange(this.words, STATE_WORD, 0, 1) === 0;
    }

    #taken(): Disposable {
      Atomics.store(this.words, HOLDER, number + 1);
      const [file, line] = this.place();
      Atomics.store(this.words, HELD_FILE, file);
      Atomics.store(this.words, HELD_LINE, line);
      if (recorder.spend()) writer.acquire(recorder.now(), loop.actor(), this.id, loop.place());
      else recorder.omit(this.id);
      return { [Symbol.dispose]: () => this.unlock() };
    }

    #requireOther(via: string): void {
      if (Atomics.load(this.words, HOLDER) !== number + 1) return;
      throw new Error(`${via}: this thread holds ${this.parts.name} already, and would wait for itself for ever.`);
    }
  }

  class Semaphore extends SharedObject {
    constructor(count: number | SharedParts = 1) {
      super('Semaphore', HEAD_WORDS * 4, isParts(count) ? count : null);
      if (isParts(count)) return;
      if (!Number.isInteger(count) || count < 0)
        throw new RangeError(`new Semaphore(count): the count is ${String(count)}`);
      Atomics.store(this.words, STATE_WORD, count);
    }

    acquire(): Disposable {
      this.announce('semaphore');
      while (!this.#try()) this.block(STATE_WORD, 0, 'Semaphore.acquire');
      return this.#taken();
    }

    acquireAsync(): Promise<Disposable> {
      this.announce('semaphore');
      const place = this.place();
      const take = async (): Promise<Disposable> => {
        while (!this.#try()) await this.pause(STATE_WORD, 0, place);
        return this.#taken();
      };
      return this.explain(take(), 'Semaphore.acquireAsync');
    }

    tryAcquire(): boolean {
      this.announce('semaphore');
      if (!this.#try()) return false;
      this.#taken();
      return true;
    }

    release(): void {
      if (recorder.spend()) writer.release(recorder.now(), loop.actor(), this.id, loop.place());
      Atomics.add(this.words, STATE_WORD, 1);
      Atomics.notify(this.words, STATE_WORD, 1);
    }

    #try(): boolean {
      for (;;) {
        const count = Atomics.load(this.words, STATE_WORD);
        if (count <= 0) return false;
        if (Atomics.compareExchange(this.words, STATE_WORD, count, count - 1) === count) return true;
      }
    }

    #taken(): Disposable {
      if (recorder.spend()) writer.acquire(recorder.now(), loop.actor(), this.id, loop.place());
      else recorder.omit(this.id);
      return { [Symbol.dispose]: () => this.release() };
    }
  }

  const classes = { Mutex, Semaphore, Channel };

  return {
    ...classes,
    SharedObject,
    /** The object that the parts are of. */
    revive(parts: SharedParts): InstanceType<SharedObjectClass> {
      return known.get(parts.id) ?? new classes[parts.kind](parts);
    },
    /** What this thread knows of an object. */
    find: (id: number): SharedParts | null => known.get(id)?.parts ?? null,
  };
}

export type Shared = ReturnType<typeof makeShared>;

function isParts(value: unknown): value is SharedParts {
  return typeof value === 'object' && value !== null && 'memory' in value;
}
