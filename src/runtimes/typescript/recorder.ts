/**
 * What one thread of a TypeScript program tells: trace and output, in batches. Actor 0 is the thread itself; the others are its
 * async calls. Times are milliseconds of the run's clock.
 */
import { RateLimit } from '../../protocol/budget';
import { NONE, STATE } from '../../trace/codec';
import type { ActorKind, Ending, ResourceKind } from '../../trace/events';
import { TraceWriter } from '../../trace/writer';
import { Output } from '../output';
import type { OutputChunk } from '../runtime';

/** The thread's own actor. */
export const THREAD = 0;

export interface RecorderEnvironment {
  /** On the run's clock. */
  now(): number;
  readonly traced: boolean;
  /** So many events of async calls, queues and locks are listed; the rest is counted. */
  readonly budget: number;
  readonly outputChars: number;
  sendTrace(rows: Int32Array<ArrayBuffer>, strings: string[]): void;
  sendOutput(chunks: readonly OutputChunk[]): void;
}

/** Between two batches of one thread, in ms. */
const BEAT = 50;

/** What a program says is sent at once as long as it says little: it may be the last thing before it never rests again. */
const PROMPT = { burst: 100, perSecond: 200 };

export class Recorder {
  readonly writer = new TraceWriter();
  readonly output: Output;
  readonly traced: boolean;
  #actors = 1;
  #resources = 0;
  #left: number;
  #lastFlush = 0;
  #isOver = false;
  readonly #prompt = new RateLimit(PROMPT, 0);
  /** Steps of async calls that were not listed. */
  #omittedSteps = 0;
  readonly #omitted = new Map<number, number>();

  constructor(
    private readonly env: RecorderEnvironment,
    /** Who writes: an actor of this thread. */
    speaker: () => number,
  ) {
    this.traced = env.traced;
    this.#left = env.budget;
    this.output = new Output(
      {
        now: () => env.now(),
        actor: speaker,
        accepted: (stream, actor, offset, length) => {
          if (this.traced) this.writer.output(env.now(), actor, stream, offset, length);
        },
        send: (chunks) => env.sendOutput(chunks),
      },
      env.outputChars,
    );
  }

  now(): number {
    return this.env.now();
  }

  /** True while events may still be listed; each `true` is one that is. */
  spend(): boolean {
    if (!this.traced || this.#left <= 0) return false;
    this.#left -= 1;
    return true;
  }

  /** An event that is not listed: an acquisition of a resource, or a step of an async call. */
  omit(resource: number | null): void {
    if (!this.traced) return;
    if (resource === null) this.#omittedSteps += 1;
    else this.#omitted.set(resource, (this.#omitted.get(resource) ?? 0) + 1);
  }

  newActor(kind: ActorKind, name: string, parent: number): number {
    const id = this.#actors++;
    this.writer.actorStart(this.now(), id, kind, name, parent);
    return id;
  }

  newResource(kind: ResourceKind, name: string, internal: boolean): number {
    const id = this.#resources++;
    this.writer.resource(this.now(), id, kind, name, THREAD, internal);
    return id;
  }

  state(actor: number, state: number, on: number, via: string, place: number): void {
    this.writer.state(this.now(), actor, state, on, this.writer.intern(via), place);
  }

  running(actor: number, via: string, place: number): void {
    this.state(actor, STATE.running, NONE, via, place);
  }

  place(file: string, line: number): number {
    return file === '' ? NONE : this.writer.place(file, line);
  }

  /** Sends what there is if the last time was a while ago: a thread that computes for long is seen to compute. */
  beat(): void {
    if (this.env.now() - this.#lastFlush >= BEAT || this.output.isLarge) this.flush();
  }

  say(stream: 'stdout' | 'stderr', text: string): void {
    this.output.writeText(stream, text);
    if (this.#prompt.take(this.env.now())) this.flush();
    else this.beat();
  }

  flush(): void {
    this.#lastFlush = this.env.now();
    const batch = this.writer.take();
    // A program that was ended may go on for a moment. It has no story any more.
    if (this.#isOver) return;
    if (batch !== null) this.env.sendTrace(batch.rows, batch.strings);
    this.output.flush();
  }

  /** The last words of this thread. */
  finish(ending: Ending | null): void {
    if (this.traced) {
      const now = this.now();
      if (this.#omittedSteps > 0) this.writer.omitted(now, THREAD, NONE, this.#omittedSteps);
      for (const [resource, count] of this.#omitted) this.writer.omitted(now, THREAD, resource, count);
      if (ending !== null) this.writer.actorEnd(now, THREAD, ending);
    }
    this.output.finish();
    this.flush();
    this.#isOver = true;
  }
}
