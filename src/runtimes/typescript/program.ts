/**
 * A TypeScript program on the main thread of its frame, from its source to its outcome.
 *
 * It is over when its modules have run, its queues are empty and nothing is left that could wake it (a timer, a request, a job
 * of a pool, a digest: `wakers.ts`), as in Node. A few sources of the browser's own are not known to us (its streams, say). So a
 * program that waits for something, when nothing is left that we know of, is given `PATIENCE_MS` more before we say that it
 * waits for ever.
 */
import type { Ending } from '../../trace/events';
import type { OutputChunk, Outcome, RunRequest, RunSummary } from '../runtime';
import { describeError, isSourceError } from './errors';
import type { Task } from './event-loop';
import { installFetch } from './fetch';
import { makeCommon } from './library';
import { ModuleGraph } from './modules';
import { allBlocked, describeDeadlock, isSame, type Suspects } from './deadlock';
import { makeShared, type Shared } from './shared';
import { StatusBoard, type Waiting } from './status';
import { makePool, Workers, type WorkerLike } from './pool';
import { watchRawWorkers } from './raw-worker';
import { Thread } from './thread';
import { watchWakers } from './wakers';

export interface ProgramListener {
  /** `epoch`: the run's time 0, in ms since the Unix epoch. */
  started(epoch: number): void;
  output(process: number, chunks: readonly OutputChunk[]): void;
  trace(process: number, rows: Int32Array<ArrayBuffer>, strings: readonly string[]): void;
  workerStarted(process: number, t: number, name: string): void;
  workerEnded(process: number, t: number, ending: Ending): void;
  ended(summary: RunSummary): void;
}

export interface ProgramEnvironment {
  /** A worker that runs `worker.ts`. */
  spawn(): WorkerLike;
  /** A port of the run's network for a thread; null in a run that has none. 0 is the main thread. */
  readonly lab: ((process: number) => MessagePort) | null;
  /** A loop without end would stop the whole page here: it is made to throw. */
  readonly guarded: boolean;
}

const PATIENCE_MS = 2_000;
/** Between two looks for a deadlock; it takes two that are alike. */
const WATCH_MS = 150;
/** The exit status of Node for a program whose own `await` is never answered. */
const UNSETTLED = 13;

export class Program {
  readonly #thread: Thread;
  readonly #graph: ModuleGraph;
  #ended = false;
  #loaded = false;
  #cancelPatience: (() => void) | null = null;
  #cancelWatch: () => void = () => {};
  /** When something last happened, on the run's clock. */
  #lastRest = 0;
  readonly #workers: Workers;
  readonly #shared: Shared;
  readonly #files: readonly string[];
  readonly #status = typeof SharedArrayBuffer === 'function' ? new StatusBoard() : null;
  /** What all waited for when last looked at. */
  #stuck: readonly Waiting[] | null = null;

  constructor(
    private readonly request: RunRequest,
    private readonly environment: ProgramEnvironment,
    private readonly listener: ProgramListener,
  ) {
    const { traced, limits } = request;
    const epoch = performance.timeOrigin + performance.now();
    const decoder = new TextDecoder();
    const sources = new Map(
      request.files
        .filter(({ path }) => /\.[cm]?[jt]sx?$/.test(path))
        .map(({ path, content }) => [path, typeof content === 'string' ? content : decoder.decode(content)] as const),
    );
    this.#files = [...sources.keys()];
    this.#graph = new ModuleGraph(sources, { traced, guarded: environment.guarded });
    this.#thread = new Thread({
      epoch,
      traced,
      budget: limits.lockEvents,
      outputChars: limits.outputChars,
      seed: request.seed,
      marksLongTurns: true,
      guardsTurns: true,
      sendTrace: (rows, strings) => listener.trace(0, rows, strings),
      sendOutput: (chunks) => listener.output(0, chunks),
      failed: (error) => this.#fail(error),
      atRest: () => this.#look(),
    });
    this.#workers = new Workers({
      thread: this.#thread,
      graph: this.#graph,
      epoch,
      traced,
      // As for processes: a tenth each.
      budget: Math.ceil(limits.lockEvents / 10),
      outputChars: limits.outputChars,
      args: request.args,
      seed: request.seed,
      files: this.#files,
      status: this.#status,
      spawn: () => environment.spawn(),
      lab: environment.lab,
      started: (number, t, name) => listener.workerStarted(number, t, name),
      ended: (number, t, ending) => listener.workerEnded(number, t, ending),
      output: (number, chunks) => listener.output(number, chunks),
      trace: (number, rows, strings) => listener.trace(number, rows, strings),
      failed: (error) => this.#fail(error),
    });
    this.#shared = makeShared({
      thread: this.#thread,
      number: 0,
      mayBlock: false,
      status: this.#status,
      files: this.#files,
    });
    listener.started(epoch);
  }

  async run(): Promise<void> {
    const thread = this.#thread;
    const { request } = this;
    this.#watch();
    thread.begin('event-loop', 'event loop');
    try {
      const modules = this.#graph.closure(request.entry);
      thread.install({
        ...makeCommon(thread, request.args, this.#shared),
        pool: makePool(this.#workers),
        progress: () => {},
      });
      installFetch(thread, this.environment.lab?.(0) ?? null);
      watchWakers(thread);
      watchRawWorkers(this.#workers);
      const loading = thread.loop.turn(request.entry, thread.recorder.place(request.entry, 1), () =>
        thread.load(modules),
      );
      // Whatever the modules wait for: when they rest, we look whether anything can wake them.
      await loading;
      this.#loaded = true;
      thread.loop.turn('', -1, () => {});
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ctrl-C, when the loop was free to hear of it. */
  interrupt(): void {
    this.#end({ kind: 'interrupted', forced: false, exitCode: 130 });
  }

  kill(outcome: Outcome): void {
    this.#end(outcome);
  }

  get wallMs(): number {
    return this.#thread.recorder.now();
  }

  /** Looks now and then whether all threads wait for one another. */
  #watch(): void {
    const { native, loop } = this.#thread;
    if (this.#status === null) return;
    const suspects: Suspects = {
      status: this.#status,
      threads: this.#workers.busy,
      files: this.#files,
      find: (resource) => this.#shared.find(resource),
    };
    // The main thread could wake one of them, as long as anything but their answers can wake itself.
    const waits = loop.resting && loop.handles === this.#workers.jobs ? allBlocked(suspects) : null;
    if (waits !== null && isSame(this.#stuck, waits)) return this.#end(this.#deadlock(suspects, waits));
    this.#stuck = waits;
    const timer = native.setTimeout(() => this.#watch(), WATCH_MS);
    this.#cancelWatch = () => native.clearTimeout(timer);
  }

  /** The main thread awaits what the others have, perhaps: then it belongs to the story. */
  #deadlock(suspects: Suspects, waits: readonly Waiting[]): Outcome {
    const main = suspects.status.read(0);
    return describeDeadlock(suspects, main === null ? waits : [main, ...waits]);
  }

  /** The loop rests: is the program over? */
  #look(): void {
    if (this.#ended) return;
    this.#lastRest = this.#thread.recorder.now();
    this.#cancelPatience?.();
    this.#cancelPatience = null;
    if (this.#thread.loop.held) return;
    // Two tasks later all microtasks are done, those that nobody hears of too, and a rejection that nobody handled was told.
    this.#after(0, () => this.#after(0, () => this.#judge()));
  }

  /** Nothing that we know of is left to be done. */
  #judge(): void {
    const { loop } = this.#thread;
    const waiting = [...loop.suspended];
    if (this.#loaded && waiting.length === 0) return this.#end({ kind: 'finished', exitCode: 0 });
    if (!loop.hopeful) this.#after(PATIENCE_MS, () => this.#giveUp(waiting));
  }

  /** Unless something is heard before. */
  #after(ms: number, act: () => void): void {
    const { native } = this.#thread;
    const timer = native.setTimeout(act, ms);
    this.#cancelPatience = () => native.clearTimeout(timer);
  }

  #giveUp(waiting: readonly Task[]): void {
    if (this.#ended) return;
    const first = waiting[0];
    const where = first === undefined ? '' : ` ${first.file}:${first.line} awaits "${first.waits ?? ''}", and`;
    this.#thread.recorder.output.notice(
      `[Nothing is left that could go on:${where} no timer, request or job is pending. The program was ended.]\n`,
    );
    this.#end({ kind: 'finished', exitCode: this.#loaded ? 0 : UNSETTLED });
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    const raised = describeError(error, this.#thread.fileOf);
    this.#thread.recorder.output.writeText('stderr', raised.text);
    const exitCode = isSourceError(error) ? 2 : 1;
    this.#lastRest = this.#thread.recorder.now();
    this.#end({ kind: 'raised', exitCode, error: raised });
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelPatience?.();
    this.#cancelWatch();
    const { recorder } = this.#thread;
    const wallMs = outcome.kind === 'finished' || outcome.kind === 'raised' ? this.#lastRest : recorder.now();
    void this.#workers.finish(outcome.kind === 'finished' || outcome.kind === 'raised').then(() => {
      recorder.finish(outcome.kind === 'raised' ? 'raised' : outcome.kind === 'finished' ? 'returned' : 'killed');
      this.listener.ended({ outcome, wallMs });
    });
  }
}
