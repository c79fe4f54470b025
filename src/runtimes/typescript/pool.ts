/**
 * A pool of workers, each with the learner's module loaded, to which jobs are given in turn: one job at a time for each worker,
 * the others wait in a queue.
 */
import * as Comlink from 'comlink';
import { NONE } from '../../trace/codec';
import type { Ending } from '../../trace/events';
import type { OutputChunk } from '../runtime';
import { LIBRARY, SourceError } from './compile';
import { tracedEndpoint, type Envelope } from './endpoint';
import { placesIn } from './errors';
import type { ModuleGraph } from './modules';
import { directionsOf, type FromWorker, type ToWorker, type WorkerApi } from './pool-messages';
import type { StatusBoard } from './status';
import type { Thread } from './thread';

/** The part of a Worker that is used. */
export interface WorkerLike {
  /** Hears what is in `FromWorker`, and the jobs' envelopes. */
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker | Envelope, transfer: Transferable[]): void;
  terminate(): void;
}

export interface PoolEnvironment {
  readonly thread: Thread;
  readonly graph: ModuleGraph;
  readonly epoch: number;
  readonly traced: boolean;
  /** For each worker. */
  readonly budget: number;
  readonly outputChars: number;
  readonly args: readonly string[];
  readonly seed: number | null;
  readonly files: readonly string[];
  readonly status: StatusBoard | null;
  /** See `ProgramEnvironment`. */
  readonly lab: ((process: number) => MessagePort) | null;
  spawn(): WorkerLike;
  started(number: number, t: number, name: string): void;
  ended(number: number, t: number, ending: Ending): void;
  output(number: number, chunks: readonly OutputChunk[]): void;
  trace(number: number, rows: Int32Array<ArrayBuffer>, strings: readonly string[]): void;
  /** Something was thrown in a worker outside of any job. */
  failed(error: unknown): void;
}

/** See `lessons.d.ts` for what learners are told. */
export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: unknown) => void;
}

interface Job {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: JobOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  cleanUp: () => void;
}

/** More would be threads without cores, and each costs megabytes. */
const MOST_WORKERS = 64;
/** For a worker's last words, when the program has come to its end; and when it was stopped, and somebody waits for that. */
const LAST_WORDS_MS = 200;
const HASTY_WORDS_MS = 60;

/** All workers of a program. */
export class Workers {
  #count = 0;
  readonly #all = new Set<PoolWorker>();
  #raw = 0;

  constructor(readonly env: PoolEnvironment) {}

  start(module: string): PoolWorker {
    const worker = new PoolWorker(++this.#count, module, this.env, () => this.#all.delete(worker));
    this.#all.add(worker);
    return worker;
  }

  /** Throws when there cannot be so many more. */
  requireRoom(more: number): void {
    if (this.#all.size + this.#raw + more <= MOST_WORKERS) return;
    throw new RangeError(`A program may have ${MOST_WORKERS} workers at a time.`);
  }

  /** A worker that the program makes by itself, without a pool. The answer is for its end. */
  begin(): () => void {
    this.requireRoom(1);
    const { env } = this;
    const number = ++this.#count;
    this.#raw += 1;
    env.started(number, env.thread.recorder.now(), `Worker ${number}`);
    env.thread.loop.hold();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#raw -= 1;
      env.thread.loop.letGo();
      env.ended(number, env.thread.recorder.now(), 'killed');
    };
  }

  /** Those that have a job. */
  get busy(): readonly { readonly number: number; readonly name: string }[] {
    return [...this.#all].filter(({ isBusy }) => isBusy).map(({ number, name }) => ({ number, name }));
  }

  /** Jobs that have not been answered. */
  jobs = 0;

  /** Lets all say their last words, and takes them away. */
  async finish(inPeace: boolean): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.finish(inPeace ? 'returned' : 'killed', inPeace)));
  }
}

class PoolWorker {
  /** Taken once: each look at a property of a remote object makes another proxy. */
  readonly run: Comlink.Remote<WorkerApi>['run'];
  readonly #worker: WorkerLike;
  readonly name: string;
  isBusy = false;
  #isOver = false;
  #finished: (() => void) | null = null;
  /** Hears that the worker is of no use: its module does not load. */
  onBroken: (error: unknown) => void = () => {};

  constructor(
    readonly number: number,
    module: string,
    private readonly env: PoolEnvironment,
    private readonly gone: () => void,
  ) {
    const { thread, epoch, traced, budget, outputChars, args, seed, files } = env;
    const status = env.status?.memory ?? null;
    const lab = env.lab?.(number) ?? null;
    this.name = `worker ${number}`;
    const modules = env.graph.closure(module);
    env.started(number, thread.recorder.now(), this.name);
    const worker = (this.#worker = env.spawn());
    const { toWorker, fromWorker } = directionsOf(number);
    const send = (message: Envelope, transfer: Transferable[]): void => worker.postMessage(message, transfer);
    const { endpoint, hear } = tracedEndpoint(send, thread, toWorker, fromWorker);
    this.#worker.onmessage = (event) => {
      if (this.#isOver) return;
      const message = hear(event);
      if (typeof message === 'object' && message !== null) this.#receive(message as FromWorker);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.env.failed(new Error(event.message || 'A worker failed.'));
    };
    this.#worker.postMessage(
      {
        type: 'start',
        number,
        epoch,
        traced,
        budget,
        outputChars,
        args,
        seed,
        files,
        status,
        modules,
        lab,
      },
      lab === null ? [] : [lab],
    );
    this.run = Comlink.wrap<WorkerApi>(endpoint).run;
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'output':
        return this.env.output(this.number, message.chunks);
      case 'trace':
        return this.env.trace(this.number, message.rows, message.strings);
      case 'raised': {
        const { type, message: words, syntax, text } = message.error;
        if (syntax !== null) return this.onBroken(new SourceError(words, syntax.file, syntax.line, syntax.column));
        const error = new Error(`in ${this.name}: ${words}`);
        error.name = type;
        // Its places are the worker's: this thread's own are of no interest.
        error.stack = `${type}: ${error.message}\n${placesIn(text)}`;
        return this.onBroken(error);
      }
      case 'fault':
        return this.onBroken(new Error(message.message));
      case 'finished':
        return this.#finished?.();
    }
  }

  /** Takes it away, whatever it does. */
  end(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker.terminate();
    this.env.ended(this.number, this.env.thread.recorder.now(), ending);
    this.gone();
  }

  async finish(ending: Ending, inPeace = true): Promise<void> {
    if (this.#isOver) return;
    const { native } = this.env.thread;
    await new Promise<void>((resolve) => {
      this.#finished = resolve;
      native.setTimeout(resolve, inPeace ? LAST_WORDS_MS : HASTY_WORDS_MS);
      this.#worker.postMessage({ type: 'finish' }, []);
    });
    this.end(ending);
  }
}

export class Pool {
  readonly #idle: PoolWorker[] = [];
  readonly #busy = new Map<PoolWorker, Job>();
  readonly #queue: Job[] = [];
  #isClosed = false;
  /** Why no job can be done any more. */
  #broken: unknown = null;

  constructor(
    private readonly workers: Workers,
    readonly size: number,
    private readonly module: string,
  ) {
    workers.requireRoom(size);
    for (let i = 0; i < size; i++) this.#hire();
  }

  /** One call of the module's function `name`, in the first worker that is free. */
  submit(name: string, args: readonly unknown[] = [], options: JobOptions = {}): Promise<unknown> {
    if (!Array.isArray(args)) throw new TypeError(`submit('${name}', ...) wants the arguments in an array`);
    const { loop } = this.workers.env.thread;
    const promise = new Promise<unknown>((resolve, reject) => {
      const { signal } = options;
      // Whatever a module or a signal gives as its reason.
      const refuse: (reason: unknown) => void = reject;
      if (this.#isClosed) return reject(new Error('The pool is closed.'));
      if (this.#broken !== null) return refuse(this.#broken);
      if (signal?.aborted) return refuse(signal.reason);
      loop.hold();
      this.workers.jobs += 1;
      let isSettled = false;
      const settle = (how: (value: never) => void) => (value: unknown) => {
        if (isSettled) return;
        isSettled = true;
        loop.letGo();
        this.workers.jobs -= 1;
        job.cleanUp();
        how(value as never);
      };
      const job: Job = { name, args, options, resolve: settle(resolve), reject: settle(reject), cleanUp: () => {} };
      if (signal !== undefined) {
        const cancel = (): void => this.#cancel(job, signal.reason);
        signal.addEventListener('abort', cancel, { once: true });
        job.cleanUp = () => signal.removeEventListener('abort', cancel);
      }
      this.#queue.push(job);
      this.#dispatch();
    });
    return loop.explain(promise, { state: 'waiting', via: `${name} in a worker`, resource: NONE });
  }

  /** One job for each item; answers in the items' order. `onProgress` hears how many are done. */
  map(name: string, items: Iterable<unknown>, options: JobOptions = {}): Promise<unknown[]> {
    const { loop } = this.workers.env.thread;
    const all = [...items];
    let done = 0;
    const { onProgress, ...rest } = options;
    const jobs = all.map(async (item) => {
      const value = await this.submit(name, [item], rest);
      onProgress?.(++done / all.length);
      return value;
    });
    return loop.explain(Promise.all(jobs), {
      state: 'waiting',
      via: `${name} in ${this.size} workers`,
      resource: NONE,
    });
  }

  /** No further jobs; the workers go when those that are on are done. */
  close(): void {
    this.#isClosed = true;
    for (const worker of this.#idle.splice(0)) void worker.finish('returned');
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #hire(): void {
    const worker = this.workers.start(this.module);
    worker.onBroken = (error) => {
      this.#broken ??= error;
      for (const job of [...this.#queue.splice(0), ...this.#busy.values()]) job.reject(error);
      if (!this.#busy.has(worker)) this.workers.env.failed(error);
    };
    this.#idle.push(worker);
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.shift();
      if (worker === undefined) return;
      const job = this.#queue.shift() as Job;
      this.#busy.set(worker, job);
      worker.isBusy = true;
      const { onProgress } = job.options;
      const tell = onProgress === undefined ? null : Comlink.proxy(onProgress);
      void worker.run(job.name, tell, ...job.args).then(
        (value) => this.#done(worker, () => job.resolve(value)),
        (error: unknown) => this.#done(worker, () => job.reject(error)),
      );
    }
  }

  #done(worker: PoolWorker, settle: () => void): void {
    // A worker that was taken away answers no more; what comes late is nobody's.
    if (!this.#busy.delete(worker)) return;
    worker.isBusy = false;
    settle();
    if (this.#isClosed && this.#queue.length === 0) return void worker.finish('returned');
    this.#idle.push(worker);
    this.#dispatch();
  }

  /** A job that waits is taken out; the worker of one that is on is replaced, because nothing else stops it. */
  #cancel(job: Job, reason: unknown): void {
    const at = this.#queue.indexOf(job);
    if (at >= 0) this.#queue.splice(at, 1);
    for (const [worker, other] of this.#busy) {
      if (other !== job) continue;
      this.#busy.delete(worker);
      worker.end('killed');
      if (!this.#isClosed) this.#hire();
    }
    job.reject(reason);
    this.#dispatch();
  }
}

/** `pool(size, module)` for the library. `module` is relative to the file that calls. */
export function makePool(workers: Workers): (size: number, module: string) => Pool {
  return (size, module) => {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`pool(size, module): the size is ${String(size)}`);
    const { graph, thread } = workers.env;
    const path = graph.resolve(String(module), thread.loop.file);
    if (path === null || path === LIBRARY) {
      throw new TypeError(
        `pool(${size}, '${module}'): there is no such module beside ${thread.loop.file || 'the program'}`,
      );
    }
    return new Pool(workers, size, path);
  };
}
