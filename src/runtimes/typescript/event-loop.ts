/**
 * One thread's event loop, watched from inside: when a turn begins and when all that it had to do is done, which async call runs
 * in it, where that call suspends and for what. It also knows what could still wake the loop, and so when a program is over.
 *
 * A turn is a macrotask (a timer's callback, a message, the module itself) with all the microtasks that follow it. Browsers tell
 * nobody where a turn ends. We find out by standing in the queue: a microtask that finds that nothing has happened since it was
 * queued is the last one; otherwise it queues itself again. Microtasks of which we hear nothing (a `then` callback that calls
 * nothing that is watched) can come after it: they open the turn again with the next thing that is heard.
 *
 * An async call is an actor from where it first suspends: what it does before that, its caller does. Its continuation runs
 * directly behind a reaction of ours on the promise that it awaits: reactions of one promise run in the order in which they were
 * added, and ours is added first (ECMAScript, PerformPromiseThen and TriggerPromiseReactions).
 */
import { NONE, STATE } from '../../trace/codec';
import type { ActorState } from '../../trace/events';
import { THREAD, type Recorder } from './recorder';

/** What a promise stands for, where the library made it: what an async call that awaits it is then seen to do. */
export interface Wait {
  readonly state: ActorState;
  readonly via: string;
  /** A resource of the trace, or `NONE`. */
  readonly resource: number;
}

/** An async call. */
export interface Task {
  /** In the trace; null until it first suspends. */
  actor: number | null;
  readonly name: string;
  readonly file: string;
  /** Where it last left off. */
  line: number;
  readonly parent: Task | null;
  raised: boolean;
  /** Awaits `via` at `line`; null while it runs. */
  waits: string | null;
}

/** A turn that lasts longer is marked: the usual bound of a "long task" (W3C Long Tasks). */
const LONG_TURN_MS = 50;

/** Actors cost a lane each. */
const MOST_TASKS = 20_000;

// Taken before a program can change them.
const then = Reflect.get(Promise.prototype, 'then') as Promise<unknown>['then'];
const resolve = Promise.resolve.bind(Promise) as (value: unknown) => Promise<unknown>;
const { apply } = Reflect;
/** A microtask as the language makes one. (`queueMicrotask` goes round by the browser's own bindings, and costs ten times as much.) */
const settled = Promise.resolve();

/** So many microtasks in a row, because a chain of promises that we do not hear takes a few to come to something that we do. */
const STILL = 3;

export class EventLoop {
  /** Calls that are on the stack, the innermost last. */
  readonly #stack: Task[] = [];
  readonly #suspended = new Set<Task>();
  readonly #waits = new WeakMap<object, Wait>();
  /** Counts all that is heard, to see whether something was. */
  #heard = 0;
  /** What it was at the last microtask of ours, and how many of those have found nothing new. */
  #heardBefore = 0;
  #still = 0;
  #inTurn = false;
  #turnBegan = 0;
  #turnPlace = NONE;
  #tasks = 0;
  /** How many calls of each name have suspended: ten calls of one function are ten strands, and have to be told apart. */
  readonly #calls = new Map<string, number>();
  /** What keeps the program alive: timers, requests, jobs. */
  #handles = 0;
  /** What may wake it, but is no reason to keep it alive when nobody waits. */
  #hopes = 0;
  /** The async call that the trace knows as running. */
  #runner: number | null = null;
  /** Where the learner's last noted call stands. */
  file = '';
  line = 0;

  constructor(
    private readonly recorder: Recorder,
    private readonly options: {
      /** Long turns are marked: nothing else of the thread can go on meanwhile. */
      readonly marksLongTurns: boolean;
      /** A turn is over, and nothing waits in the queue of microtasks. */
      readonly atRest: () => void;
    },
  ) {}

  // --- Turns --------------------------------------------------------------------------------------------------------

  /** Calls `callback` as a turn of its own. What it throws is thrown. */
  turn<T>(via: string, place: number, callback: () => T): T {
    this.#hear(via, place);
    return callback();
  }

  /** Something happens in this thread now. */
  #hear(via: string, place: number): void {
    this.#heard += 1;
    if (this.#inTurn) return;
    this.#inTurn = true;
    this.#stack.length = 0;
    this.#turnBegan = this.recorder.now();
    this.#turnPlace = place;
    if (this.recorder.traced) this.recorder.running(THREAD, via, place);
    this.#heardBefore = this.#heard;
    this.#still = 0;
    void apply(then, settled, [this.#queued]);
  }

  /** Made once: a turn stands in the queue half a dozen times. */
  readonly #queued = (): void => {
    if (this.#heard !== this.#heardBefore) {
      this.#heardBefore = this.#heard;
      this.#still = 0;
    } else if (++this.#still > STILL) return this.#rest();
    void apply(then, settled, [this.#queued]);
  };

  #rest(): void {
    this.#inTurn = false;
    this.#stack.length = 0;
    if (this.recorder.traced) {
      this.#leftUnseen();
      const now = this.recorder.now();
      const lasted = now - this.#turnBegan;
      if (this.options.marksLongTurns && lasted > LONG_TURN_MS) {
        const text = `the event loop was kept busy for ${Math.round(lasted)} ms`;
        this.recorder.writer.mark(now, THREAD, text, lasted, this.#turnPlace);
      }
      this.recorder.state(THREAD, STATE.waiting, NONE, 'event loop', NONE);
    }
    this.recorder.beat();
    this.options.atRest();
  }

  // --- Async calls --------------------------------------------------------------------------------------------------

  enter(name: string, file: string, line: number): Task {
    this.#hear(name, NONE);
    const parent = this.#stack.at(-1) ?? null;
    const task: Task = { actor: null, name, file, line, parent, raised: false, waits: null };
    this.#stack.push(task);
    return task;
  }

  /** The call awaits `value` from here on. Answers with a promise that takes as many turns to await as `value` does. */
  suspend(task: Task, value: unknown, line: number, via: string): Promise<unknown> {
    // A promise of the language is this promise itself; `await` makes the same of anything else (ECMAScript, PromiseResolve).
    const promise = resolve(value);
    this.#hear(task.name, NONE);
    task.line = line;
    task.waits = via;
    this.#suspended.add(task);
    this.#leave(task);
    this.#tell(task, this.#waits.get(promise), via);
    const resume = (): void => this.#resume(task);
    // Its own failure is nobody's: the continuation behind it hears of the promise's.
    void apply(then, promise, [resume, resume]);
    this.recorder.beat();
    return promise;
  }

  #tell(task: Task, wait: Wait | undefined, via: string): void {
    const { recorder } = this;
    if (!recorder.traced) return;
    if (task.actor === null) {
      if (this.#tasks >= MOST_TASKS || !recorder.spend()) {
        return;
      }
      this.#tasks += 1;
      const nth = (this.#calls.get(task.name) ?? 0) + 1;
      this.#calls.set(task.name, nth);
      task.actor = recorder.newActor('task', nth === 1 ? task.name : `${task.name} #${nth}`, this.#ancestor(task));
    } else if (!recorder.spend()) return recorder.omit(null);
    if (this.#runner === task.actor) this.#runner = null;
    const state = STATE[wait?.state ?? 'waiting'];
    recorder.state(task.actor, state, wait?.resource ?? NONE, wait?.via ?? via, recorder.place(task.file, task.line));
  }

  /**
   * Not every place at which a call leaves off can be seen: `await using` at the end of its block, a `for await` over an array,
   * an `await` that the budget left no room for. That it has left off shows when something else runs, or nothing does.
   */
  #leftUnseen(): void {
    if (this.#runner === null) return;
    this.recorder.state(this.#runner, STATE.waiting, NONE, 'await', NONE);
    this.#runner = null;
  }

  #ancestor(task: Task): number {
    for (let at = task.parent; at !== null; at = at.parent) if (at.actor !== null) return at.actor;
    return THREAD;
  }

  #resume(task: Task): void {
    this.#suspended.delete(task);
    task.waits = null;
    this.#hear(task.name, this.recorder.place(task.file, task.line));
    this.#stack.length = 0;
    this.#stack.push(task);
    this.file = task.file;
    this.line = task.line;
    if (task.actor !== null && this.recorder.spend()) {
      this.#leftUnseen();
      this.#runner = task.actor;
      this.recorder.running(task.actor, '', this.recorder.place(task.file, task.line));
    }
  }

  /** The call is over: it has returned, or `raised` was told before. */
  exit(task: Task): void {
    this.#hear(task.name, NONE);
    this.#leave(task);
    if (task.actor !== null && this.#runner === task.actor) this.#runner = null;
    if (task.actor !== null)
      this.recorder.writer.actorEnd(this.recorder.now(), task.actor, task.raised ? 'raised' : 'returned');
  }

  #leave(task: Task): void {
    this.#heard += 1;
    const at = this.#stack.lastIndexOf(task);
    if (at >= 0) this.#stack.length = at;
  }

  /**
   * Values whose steps are awaited as `suspend` awaits. An iterable of promises that is not asynchronous itself stays as it is: the
   * language wraps it, and tells nobody.
   */
  each(task: Task, values: AsyncIterable<unknown>, line: number): AsyncIterable<unknown> {
    const make = values[Symbol.asyncIterator] as (() => AsyncIterator<unknown>) | undefined;
    if (typeof make !== 'function') return values;
    const iterator = apply<object, [], AsyncIterator<unknown>>(make, values, []);
    const step = <T>(value: Promise<T>): Promise<T> => this.suspend(task, value, line, 'for await') as Promise<T>;
    const leave = Reflect.get(iterator, 'return') as ((this: unknown) => Promise<IteratorResult<unknown>>) | undefined;
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => step(iterator.next()),
        ...(leave === undefined ? {} : { return: () => step(apply(leave, iterator, [])) }),
      }),
    };
  }

  /** What awaiting `promise` means. */
  explain<T extends object>(promise: T, wait: Wait): T {
    this.#waits.set(promise, wait);
    return promise;
  }

  /** Who runs now: the innermost async call that is known to the trace, otherwise the thread. */
  actor(): number {
    const task = this.#stack.at(-1);
    return task === undefined ? THREAD : (task.actor ?? this.#ancestor(task));
  }

  /** Where the last call that was noted stands. */
  place(): number {
    return this.recorder.place(this.file, this.line);
  }

  // --- The end ------------------------------------------------------------------------------------------------------

  /** Something will come that wakes the loop. */
  hold(): void {
    this.#handles += 1;
  }

  letGo(): void {
    this.#handles -= 1;
  }

  /** Something may come that wakes the loop. It keeps a program alive as long as one of its calls waits for something. */
  hope(): void {
    this.#hopes += 1;
  }

  loseHope(): void {
    this.#hopes -= 1;
  }

  get hopeful(): boolean {
    return this.#hopes > 0;
  }

  /** Holds the loop until `promise` is settled, whatever it comes to. Answers with the promise. */
  holdFor<T extends Promise<unknown>>(promise: T, via: string): T {
    this.hold();
    const settled = (): void => {
      this.letGo();
      // So that somebody looks whether this was the last thing that was waited for.
      this.#hear(via, NONE);
    };
    void apply(then, promise, [settled, settled]);
    return promise;
  }

  get held(): boolean {
    return this.#handles > 0;
  }

  get handles(): number {
    return this.#handles;
  }

  /** Nothing runs, and all microtasks that we know of are done. */
  get resting(): boolean {
    return !this.#inTurn;
  }

  /** Grows with all that happens: whoever waits for quiet compares it. */
  get heard(): number {
    return this.#heard;
  }

  /** Async calls that have not come to their end. */
  get suspended(): Iterable<Task> {
    return this.#suspended;
  }
}
