/**
 * One run as the page sees it, from the request to its outcome. It never rejects and always ends: by the realm's `ended`,
 * or by what the page itself decided when the realm was taken away.
 *
 * Stopping has two steps. The first `stop()` is Ctrl-C: the program may catch it and end in good order. When nobody takes
 * notice within `PATIENCE.interruptSeen`, or at the second `stop()`, the interpreter is taken away. When even that is not
 * confirmed, the whole frame goes (`Line.giveUp`).
 */
import { deferred } from '../../base/deferred';
import type { Conditions } from '../../lab/conditions';
import type { LabEvent } from '../../lab/events';
import { RunSpace } from '../../protocol/budget';
import type { FileContent, RunFiles } from '../../protocol/files';
import type { FrameCount, PageToRealm, RealAnswer, RealmToPage } from '../../protocol/realm';
import type { OutputChunk, Outcome, RunRequest, RunSummary } from '../../runtimes/runtime';
import { voiceOf, type TracePart } from '../../trace/part';
import type { Clock } from './clock';
import { PATIENCE } from './limits';
import { RealNetwork } from './real-network';
import { RealmError } from './realm-error';
import type { Web } from './web';

export interface RunSink {
  started?(): void;
  /** `actor` of a chunk is a voice here (`trace/part.ts`). */
  output?(chunks: readonly OutputChunk[]): void;
  trace?(part: TracePart): void;
  /** What happened in the lab network; see the realm's `network` message. */
  network?(events: readonly LabEvent[], omitted: number): void;
  /** The files that the run has made so far. */
  files?(listing: RunFiles): void;
  /** What the program's event loop let the browser draw so far; only of programs that run on a frame's main thread. */
  frames?(count: FrameCount): void;
  inputWanted?(): void;
  interruptSeen?(): void;
}

export interface RunHandle {
  readonly id: number;
  /** Never rejects: what is our own failure is the outcome `platform-fault`. */
  readonly done: Promise<RunSummary>;
  /** Ctrl-C; the second time, `kill`. */
  stop(): void;
  /** Takes the interpreter away. */
  kill(): void;
  /** A line typed by the learner, without its newline; null is end-of-file. */
  input(line: string | null): void;
  /** The network's weather from now on. */
  setConditions(conditions: Conditions): void;
  /** Ends what the run does on the real network, if it was begun with it, and whatever it would do there later. */
  cutRealNetwork(): void;
  /**
   * The first `most` bytes of a file that the run has made; also after its end, until the realm's next run begins. Rejects with
   * a `RealmError` when the realm is gone or does not answer.
   */
  readFile(path: string, most: number): Promise<FileContent>;
  readonly stopping: 'no' | 'asked' | 'shutting-down';
}

/** What a run needs of its connection. */
export interface Line {
  /** The frame serves one run, on its main thread, and is thrown away with it. */
  readonly servesOnce: boolean;
  /** What that thread does keeps the page from everything else, too (`neighbour.ts`). */
  readonly sharesThread: boolean;
  send(message: PageToRealm, transfer?: Transferable[]): void;
  readFile(run: number, path: string, most: number): Promise<FileContent>;
  /** The realm is of no more use: take it away and settle everything that hangs on it. */
  giveUp(error: RealmError): void;
}

export type RunMessage = Exclude<Extract<RealmToPage, { readonly run: number }>, { readonly type: 'file' }>;

const interrupted = (forced: boolean): Outcome => ({ kind: 'interrupted', forced, exitCode: 130 });

export class LiveRun implements RunHandle {
  readonly done: Promise<RunSummary>;
  readonly #answer = deferred<RunSummary>();
  readonly #space: RunSpace;
  #line: Line | null = null;
  #stopping: RunHandle['stopping'] = 'no';
  #startedAt: number | null = null;
  /** What the outcome will be, whatever else happens, once the page has decided to end the run. */
  #doom: Outcome | null = null;
  #cancelDeadline: () => void = () => {};
  #cancelTimeout: () => void = () => {};
  /** Null for a run that was not begun with the real network: nothing that its realm says changes that. */
  readonly #real: RealNetwork | null;
  /** Changed before there was a realm to tell. */
  #conditions: Conditions | null = null;

  constructor(
    readonly id: number,
    readonly request: RunRequest,
    private readonly sink: RunSink,
    private readonly clock: Clock,
    private readonly onSettled: () => void,
    web: Web,
  ) {
    this.done = this.#answer.promise;
    this.#space = new RunSpace(request.limits);
    const say = (exchange: number, answer: RealAnswer, transfer: Transferable[]): void =>
      this.#line?.send({ type: 'real-answer', run: id, exchange, answer }, transfer);
    this.#real = request.network?.real === true ? new RealNetwork(say, web, clock) : null;
  }

  get stopping(): RunHandle['stopping'] {
    return this.#stopping;
  }

  get settled(): boolean {
    return this.#answer.settled;
  }

  get started(): boolean {
    return this.#startedAt !== null;
  }

  /** Hands the run to a realm. */
  begin(line: Line): void {
    if (this.settled) return;
    this.#line = line;
    const guarded = line.sharesThread ? { guarded: true } : {};
    line.send({ type: 'run', run: this.id, request: this.request, ...guarded });
    if (this.#conditions !== null) line.send({ type: 'conditions', run: this.id, conditions: this.#conditions });
    this.progress();
  }

  /** The boot that this run waits for got on. */
  progress(): void {
    if (this.settled || this.started || this.#doom !== null || this.#stopping !== 'no') return;
    this.#deadline(PATIENCE.boot, () =>
      this.#line?.giveUp(
        new RealmError('boot', `The interpreter did not start within ${PATIENCE.boot / 1000} s of its last progress.`),
      ),
    );
  }

  receive(message: RunMessage): void {
    if (this.settled) return;
    switch (message.type) {
      case 'started':
        if (this.started) return this.#line?.giveUp(new RealmError('protocol', 'The realm started one run twice.'));
        return this.#onStarted();
      case 'output':
        return this.#spend(this.#space.output(message.chunks), () =>
          this.sink.output?.(withVoices(message.chunks, message.process)),
        );
      case 'trace':
        return this.#spend(this.#space.trace(message.rows, message.strings), () =>
          this.sink.trace?.({
            kind: 'rows',
            process: message.process,
            rows: message.rows,
            strings: message.strings,
          }),
        );
      case 'network':
        return this.#spend(this.#space.network(message.events), () =>
          this.sink.network?.(message.events, message.omitted),
        );
      case 'real-request':
      case 'real-taken':
      case 'real-abort':
        return this.#onReal(message);
      case 'frames':
        return this.#tell(() => this.sink.frames?.(message.count));
      case 'files':
        return this.#tell(() => this.sink.files?.(message.listing));
      case 'process-started':
        return this.#tell(() =>
          this.sink.trace?.({
            kind: 'process-started',
            process: message.process,
            parent: message.parent,
            t: message.t,
            name: message.name,
            actorKind: message.actorKind,
          }),
        );
      case 'process-ended':
        return this.#tell(() =>
          this.sink.trace?.({
            kind: 'process-ended',
            process: message.process,
            t: message.t,
            ending: message.ending,
          }),
        );
      case 'input-wanted':
        return this.#tell(() => this.sink.inputWanted?.());
      case 'interrupt-seen':
        // Only who was asked can have seen it; and once the run is to be killed, goodwill comes too late.
        if (this.#stopping !== 'asked' || this.#doom !== null) return;
        this.#stopping = 'shutting-down';
        this.#cancelDeadline();
        // Nothing in a page can catch this: what heard it says so and ends.
        if (this.#line?.servesOnce === true) this.#deadline(PATIENCE.killedFrame, () => this.kill());
        return this.#tell(() => this.sink.interruptSeen?.());
      case 'ended':
        return this.#settle(message.summary);
    }
  }

  stop(): void {
    if (this.settled || this.#doom !== null) return;
    if (this.#stopping !== 'no') return this.kill();
    this.#stopping = 'asked';
    if (this.#line === null) return this.#settleAs(interrupted(false));
    this.#line.send({ type: 'interrupt', run: this.id });
    this.#deadline(PATIENCE.interruptSeen, () => this.kill());
  }

  kill(): void {
    this.#end('learner', interrupted(true));
  }

  input(line: string | null): void {
    if (!this.settled) this.#line?.send({ type: 'input', run: this.id, line });
  }

  setConditions(conditions: Conditions): void {
    if (this.settled) return;
    this.#conditions = conditions;
    this.#line?.send({ type: 'conditions', run: this.id, conditions });
  }

  cutRealNetwork(): void {
    this.#real?.cut('The real network has been switched off.');
  }

  readFile(path: string, most: number): Promise<FileContent> {
    return this.#line?.readFile(this.id, path, most) ?? Promise.resolve({ content: null, size: 0, stale: false });
  }

  /** The realm is gone, or never came. */
  lost(error: RealmError): void {
    this.#settleAs(this.#doom ?? outcomeOf(error));
  }

  /** The gate: a realm that asks for what its run was not given is not to be trusted any longer. */
  #onReal(message: Extract<RunMessage, { readonly type: 'real-request' | 'real-taken' | 'real-abort' }>): void {
    const real = this.#real;
    if (real === null) {
      const words = 'The realm asked for the real network on behalf of a run that has none.';
      return this.#line?.giveUp(new RealmError('protocol', words));
    }
    switch (message.type) {
      case 'real-request': {
        const objection = real.ask(message.exchange, message.request);
        if (objection !== null) this.#line?.giveUp(new RealmError('protocol', objection));
        return;
      }
      case 'real-taken':
        return real.taken(message.exchange, message.bytes);
      case 'real-abort':
        return real.abort(message.exchange);
    }
  }

  #onStarted(): void {
    this.#startedAt = this.clock.now();
    if (this.#stopping === 'no' && this.#doom === null) this.#cancelDeadline();
    const { timeoutMs } = this.request.limits;
    if (timeoutMs !== null) {
      this.#cancelTimeout = this.clock.after(timeoutMs, () =>
        this.#end('timeout', { kind: 'timed-out', afterMs: timeoutMs }),
      );
    }
    this.#tell(() => this.sink.started?.());
  }

  #end(why: 'learner' | 'timeout', outcome: Outcome): void {
    if (this.settled || this.#doom !== null) return;
    this.#doom = outcome;
    const line = this.#line;
    if (line === null) return this.#settleAs(outcome);
    line.send({ type: 'kill', run: this.id, why });
    this.#deadline(line.servesOnce ? PATIENCE.killedFrame : PATIENCE.killed, () =>
      line.giveUp(new RealmError('unresponsive', 'The realm did not end a run that it was told to end.')),
    );
  }

  #spend(objection: string | null, deliver: () => void): void {
    if (objection === null) return this.#tell(deliver);
    this.#line?.giveUp(new RealmError('protocol', objection));
  }

  /** A listener's own mistake must not harm the run: it is thrown where it is seen, and not here. */
  #tell(deliver: () => void): void {
    try {
      deliver();
    } catch (error) {
      this.clock.after(0, () => {
        throw error;
      });
    }
  }

  #deadline(ms: number, act: () => void): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.clock.after(ms, act);
  }

  #settleAs(outcome: Outcome): void {
    const wallMs = this.#startedAt === null ? 0 : this.clock.now() - this.#startedAt;
    this.#settle({ outcome, wallMs });
  }

  #settle(summary: RunSummary): void {
    if (this.settled) return;
    this.#cancelDeadline();
    this.#cancelTimeout();
    this.#real?.dispose();
    this.#answer.resolve(summary);
    this.onSettled();
  }
}

function withVoices(chunks: readonly OutputChunk[], process: number): readonly OutputChunk[] {
  if (process === 0) return chunks;
  return chunks.map((chunk) => ({ ...chunk, actor: voiceOf(process, chunk.actor) }));
}

export function outcomeOf(error: RealmError): Outcome {
  switch (error.reason) {
    case 'disposed':
      return interrupted(true);
    case 'unreachable':
    case 'version':
    case 'boot':
      return { kind: 'platform-fault', reason: 'boot', message: error.message, context: '' };
    case 'unsupported':
    case 'protocol':
    case 'unresponsive':
    case 'internal':
      return { kind: 'platform-fault', reason: error.reason, message: error.message, context: '' };
  }
}
