/**
 * One JavaScript thread that runs a learner's modules: the frame's main thread, or a worker of a pool. What stands here is the
 * same in both: the watched loop and its queues, `console`, the library, and the addresses of modules.
 */
import { seededRandom } from '../../base/random';
import { EventLoop, type Task } from './event-loop';
import { makeConsole } from './console';
import { KEY, LIBRARY } from './compile';
import { makeGlobals, type Native } from './globals';
import type { LinkedModule } from './modules';
import { Recorder, THREAD, type RecorderEnvironment } from './recorder';

export interface ThreadOptions extends Omit<RecorderEnvironment, 'now'> {
  /** The run's time 0, in ms since the Unix epoch by the browser's own clock (performance.timeOrigin + now). */
  readonly epoch: number;
  readonly marksLongTurns: boolean;
  /** A turn that a guarded loop keeps for too long is made to throw. */
  readonly guardsTurns: boolean;
  /** Of `Math.random`; null leaves it to chance. */
  readonly seed: number | null;
  /** A callback has thrown, or a promise that nobody awaits was rejected. */
  failed(error: unknown): void;
  atRest(): void;
}

/** What compiled modules call (`compile.ts`). */
interface Instruments {
  enter(name: string, line: number): Task;
  enterModule(): Task;
  exit(task: Task): void;
  raised(task: Task, error: unknown): void;
  suspend(task: Task, value: unknown, line: number, via: string): Promise<unknown>;
  each(task: Task, values: AsyncIterable<unknown>, line: number): AsyncIterable<unknown>;
  at<T>(value: T, line: number): T;
  name<T extends object>(value: T, name: string): T;
  pass(): void;
  resolve(specifier: unknown): string;
}

/** Things of the library that want to know what the learner calls them. */
export const RENAME = Symbol('rename');

const native: Native = {
  setTimeout: setTimeout.bind(globalThis) as Native['setTimeout'],
  setInterval: setInterval.bind(globalThis) as Native['setInterval'],
  clearTimeout: clearTimeout.bind(globalThis),
  clearInterval: clearInterval.bind(globalThis),
  queueMicrotask: queueMicrotask.bind(globalThis),
  ...('requestAnimationFrame' in globalThis
    ? {
        requestAnimationFrame: requestAnimationFrame.bind(globalThis),
        cancelAnimationFrame: cancelAnimationFrame.bind(globalThis),
      }
    : {}),
};

const clock = performance.now.bind(performance);

const FLUSH_MS = 50;

/** How long one turn may keep a page's only thread, where a loop without end would keep it for ever. */
const LONGEST_GUARDED_MS = 3_000;
const PASSES_BETWEEN_LOOKS = 1_024;

export class Thread {
  readonly recorder: Recorder;
  readonly loop: EventLoop;
  readonly native = native;
  /** By module: its address. The learner's modules, and the library. */
  readonly #urls = new Map<string, string>();
  readonly #files = new Map<string, string>();
  #flushTimer: number | null = null;
  #passes = 0;
  /** When the task of the browser's that runs now was first seen to run; with it run all its microtasks. */
  #taskBegan: number | null = null;
  /** Between the request for the modules and the first line of theirs. */
  #isLoading = false;

  constructor(private readonly options: ThreadOptions) {
    // Asked for many times in each turn; and a program may change what it finds in the global scope.
    const began = performance.timeOrigin - options.epoch;
    const now = (): number => began + clock();
    this.recorder = new Recorder({ ...options, now }, () => this.loop.actor());
    this.loop = new EventLoop(this.recorder, {
      marksLongTurns: options.marksLongTurns,
      atRest: () => {
        this.#flushSoon();
        options.atRest();
      },
    });
  }

  /** What was said before a long rest is not kept back until its end. */
  #flushSoon(): void {
    if (this.#flushTimer !== null) return;
    this.#flushTimer = native.setTimeout(() => {
      this.#flushTimer = null;
      this.recorder.flush();
    }, FLUSH_MS);
  }

  /** The learner's file at an address. */
  readonly fileOf = (url: string): string | null => this.#files.get(url) ?? null;

  /** Puts the watched functions into the global scope. Once, before any of the learner's code. */
  install(library: Readonly<Record<string, unknown>>): void {
    const { loop, recorder } = this;
    const { seed } = this.options;
    if (seed !== null) {
      const chance = seededRandom(seed);
      Math.random = () => chance.float();
    }
    const globals = makeGlobals(native, loop, recorder, (error) => this.options.failed(error));
    Object.assign(globalThis, globals);
    Object.assign(
      console,
      makeConsole(
        (stream, text) => recorder.say(stream, text),
        () => recorder.now(),
        this.fileOf,
      ),
    );
    Object.defineProperty(globalThis, KEY, {
      value: Object.freeze({ module: (file: string) => this.#instruments(file), library }),
    });
    addEventListener('error', (event) => {
      event.preventDefault();
      this.options.failed(event.error ?? event.message);
    });
    addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      this.options.failed(event.reason);
    });
    const names = Object.keys(library).filter((name) => /^[A-Za-z]\w*$/.test(name));
    this.#publish(LIBRARY, `export const {${names.join(',')}}=globalThis[${JSON.stringify(KEY)}].library;`);
  }

  /** Makes the modules known, in their order, and runs the last one. What it exports. */
  async load(modules: readonly LinkedModule[]): Promise<Readonly<Record<string, unknown>>> {
    for (const { path, code, imports } of modules) {
      if (this.#urls.has(path)) continue;
      let text = '';
      let from = 0;
      for (const one of imports) {
        text += code.slice(from, one.start) + JSON.stringify(this.#urls.get(one.path) ?? one.path);
        from = one.end;
      }
      this.#files.set(this.#publish(path, text + code.slice(from)), path);
    }
    const entry = this.#urls.get(modules.at(-1)?.path ?? '');
    if (entry === undefined) throw new Error('there is no module to run');
    // The browser reads all of them before it runs the first.
    this.#isLoading = true;
    this.loop.hold();
    try {
      return (await import(/* @vite-ignore */ entry)) as Readonly<Record<string, unknown>>;
    } finally {
      this.#loaded();
    }
  }

  #loaded(): void {
    if (!this.#isLoading) return;
    this.#isLoading = false;
    this.loop.letGo();
  }

  #publish(path: string, code: string): string {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    this.#urls.set(path, url);
    return url;
  }

  #instruments(file: string): Instruments {
    const { loop } = this;
    this.#loaded();
    // The module's own code runs from here on.
    loop.turn(file, this.recorder.place(file, 1), () => {});
    return {
      enter: (name, line) => loop.enter(name, file, line),
      enterModule: () => loop.enter(file, file, 1),
      exit: (task) => loop.exit(task),
      raised: (task) => void (task.raised = true),
      suspend: (task, value, line, via) => loop.suspend(task, value, line, via),
      each: (task, values, line) => loop.each(task, values, line),
      at(value, line) {
        loop.file = file;
        loop.line = line;
        return value;
      },
      name(value, name) {
        const rename = (value as { [RENAME]?: (name: string) => void })[RENAME];
        rename?.call(value, name);
        return value;
      },
      pass: () => this.#pass(),
      resolve: (specifier) => this.#urls.get(String(specifier)) ?? String(specifier),
    };
  }

  #pass(): void {
    if (++this.#passes % PASSES_BETWEEN_LOOKS !== 0 || !this.options.guardsTurns) return;
    const now = clock();
    if (this.#taskBegan === null) {
      this.#taskBegan = now;
      // Whatever comes to its turn by itself comes before this or after it.
      native.setTimeout(() => (this.#taskBegan = null), 0);
    } else if (now - this.#taskBegan > LONGEST_GUARDED_MS) {
      this.#taskBegan = null;
      throw new RangeError(
        `This loop has kept the page from everything else for ${LONGEST_GUARDED_MS / 1000} s. Let it await something now and then, or give the work to a pool.`,
      );
    }
  }

  /** Announces the thread; the caller of a worker has told of its start already. */
  begin(kind: 'event-loop' | null, name: string): void {
    if (!this.recorder.traced) return;
    if (kind !== null) this.recorder.writer.actorStart(this.recorder.now(), THREAD, kind, name, null);
  }
}
