/**
 * One worker, for one run: booted, perhaps kept ready for a while, run once, taken away. What it says is parsed and
 * counted here; everything that it says out of turn, too much or after its end is not heard.
 */
import { RateLimit, RunSpace, SPEECH, SYSTEM_SPEECH } from '../../protocol/budget';
import type { BootKit } from '../../protocol/kit';
import { parseWorkerToFrame } from '../../protocol/parse-worker';
import type { SystemAnswer } from '../../protocol/system';
import type { FrameToWorker, ProcessStart, WorkerToFrame } from '../../protocol/worker';
import type { Outcome, RunRequest, RunSummary } from '../../runtimes/runtime';
import { Control, SIGINT, TICK_SIGNAL } from '../../runtimes/python/control';
import type { Timers } from './timers';

export type Fault = Extract<Outcome, { readonly kind: 'platform-fault' }>;

/** The part of a Worker that is used. */
export interface WorkerLike {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: FrameToWorker): void;
  terminate(): void;
}

/** The part of a ticker's worker that is used (`runtimes/python/ticker.ts`). */
export interface TickerLike {
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** What an interpreter says of its boot. */
export type BootedInfo = Omit<Extract<WorkerToFrame, { readonly type: 'booted' }>, 'type'>;

export interface BootListener {
  progress(step: string, loaded: number, total: number): void;
  booted(what: BootedInfo): void;
  failed(fault: Fault): void;
}

export type Relayed = Extract<
  WorkerToFrame,
  { readonly type: 'started' | 'output' | 'trace' | 'input-wanted' | 'interrupt-seen' }
>;

export type SystemMessage = Extract<WorkerToFrame, { readonly type: 'system-call' | 'system-note' }>;

export interface RunListener {
  relay(message: Relayed): void;
  system(message: SystemMessage): void;
  ended(summary: RunSummary): void;
}

const OUT_OF_MEMORY =
  /out of memory|OOM|allocation fail|could not allocate|cannot (?:enlarge|allocate) memory|invalid (?:typed )?array (?:buffer )?length|failed to (?:grow|allocate)/i;

/** How much of stderr goes with a fault, to help to find its cause. */
const STDERR_TAIL = 4_000;

export class Interpreter {
  #state: 'booting' | 'ready' | 'running' | 'gone' = 'booting';
  #boot: BootListener;
  #run: RunListener | null = null;
  #space: RunSpace | null = null;
  #startedAt: number | null = null;
  #stderr = '';
  readonly #speech: RateLimit;
  readonly #systemSpeech: RateLimit;
  readonly #control: Int32Array | null;

  /** `control` and `ticker`, which has it too, are null without shared memory. */
  constructor(
    private readonly worker: WorkerLike,
    indexURL: string,
    control: SharedArrayBuffer | null,
    private readonly ticker: TickerLike | null,
    kit: BootKit | null,
    private readonly timers: Timers,
    boot: BootListener,
  ) {
    this.#boot = boot;
    this.#speech = new RateLimit(SPEECH, timers.now());
    this.#systemSpeech = new RateLimit(SYSTEM_SPEECH, timers.now());
    this.#control = control === null ? null : new Int32Array(control);
    worker.onmessage = (event) => this.#receive(event.data);
    worker.onmessageerror = () =>
      this.#fail({ reason: 'protocol', message: 'The interpreter sent something that cannot be read.', context: '' });
    worker.onerror = (event) => {
      event.preventDefault?.();
      const where = event.filename ? ` (${event.filename.replace(/^.*\//, '')}:${event.lineno})` : '';
      this.#fail({ reason: 'crashed', message: `${event.message || 'The interpreter failed.'}${where}`, context: '' });
    };
    if (ticker !== null) {
      ticker.onerror = (event) => {
        event.preventDefault?.();
        this.#fail({ reason: 'boot', message: `The ticker did not start: ${event.message}`, context: '' });
      };
    }
    worker.postMessage({ type: 'boot', indexURL, control, kit });
  }

  get ready(): boolean {
    return this.#state === 'ready';
  }

  get gone(): boolean {
    return this.#state === 'gone';
  }

  /** Only when `ready`. `process` is null for the program's own process. */
  run(request: RunRequest, process: ProcessStart | null, listener: RunListener): void {
    this.#state = 'running';
    this.#run = listener;
    this.#space = new RunSpace(request.limits);
    this.worker.postMessage({ type: 'run', request, process });
  }

  interrupt(): void {
    if (this.#state !== 'running') return;
    // Shared memory reaches a program that never yields; the message wakes one that sleeps.
    if (this.#control !== null) Atomics.store(this.#control, Control.SIGNAL, SIGINT);
    this.worker.postMessage({ type: 'interrupt' });
  }

  /** A signal that the program handles. */
  signal(signal: number): void {
    if (this.#state !== 'running') return;
    if (this.#control !== null) Atomics.store(this.#control, Control.SIGNAL, signal);
    this.worker.postMessage({ type: 'signal', signal });
  }

  /** What the kernel answers to a system call. */
  answer(call: number, answer: SystemAnswer): void {
    if (this.#state === 'running') this.worker.postMessage({ type: 'answer', call, answer });
  }

  input(line: string | null): void {
    if (this.#state === 'running') this.worker.postMessage({ type: 'input', line });
  }

  /** The program is to tell what its files hold; false: it runs no more. */
  tellFiles(): boolean {
    if (this.#state !== 'running') return false;
    this.worker.postMessage({ type: 'tell-files' });
    return true;
  }

  /** Ends a run without its consent. */
  kill(outcome: Outcome): void {
    const run = this.#run;
    if (this.#state !== 'running' || run === null) return;
    const wallMs = this.wallMs();
    this.discard();
    run.ended({ outcome, wallMs });
  }

  /**
   * Stops the program where it is; what it has said until then still arrives. True when it can be stopped so: `terminate`
   * alone lets a program that computes go on for two seconds.
   */
  halt(): boolean {
    if (this.#control === null) return false;
    Atomics.store(this.#control, Control.KILLED, 1);
    // Whatever waits in the word: the interpreter looks at KILLED first.
    Atomics.store(this.#control, Control.SIGNAL, TICK_SIGNAL);
    return this.#state === 'running';
  }

  /** Stops the program and takes the worker away; nobody hears of it any more. */
  discard(): void {
    this.halt();
    this.#state = 'gone';
    this.#run = null;
    const { worker } = this;
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
    if (this.#control === null || this.ticker === null) return;
    this.ticker.onerror = null;
    Atomics.store(this.#control, Control.CLOSED, 1);
    Atomics.add(this.#control, Control.TURN, 1);
    Atomics.notify(this.#control, Control.TURN);
    this.ticker.terminate();
  }

  /** Since the program started; 0 before that. */
  wallMs(): number {
    return this.#startedAt === null ? 0 : this.timers.now() - this.#startedAt;
  }

  #receive(data: unknown): void {
    if (this.#state === 'gone') return;
    const speech = isSystem(data) ? this.#systemSpeech : this.#speech;
    if (!speech.take(this.timers.now())) return this.#refuse('The program flooded the sandbox with messages.');
    let message: WorkerToFrame;
    try {
      message = parseWorkerToFrame(data);
    } catch (fault) {
      return this.#refuse(fault instanceof Error ? fault.message : String(fault));
    }
    switch (this.#state) {
      case 'booting':
        return this.#whileBooting(message);
      case 'running':
        return this.#whileRunning(message);
      case 'ready':
        return message.type === 'fault' ? this.#fail(message) : this.#outOfTurn(message);
    }
  }

  #whileBooting(message: WorkerToFrame): void {
    switch (message.type) {
      case 'progress':
        return this.#boot.progress(message.step, message.loaded, message.total);
      case 'booted':
        this.#state = 'ready';
        return this.#boot.booted({ version: message.version, from: message.from, bootMs: message.bootMs });
      case 'fault':
        return this.#fail(message);
      default:
        return this.#outOfTurn(message);
    }
  }

  #whileRunning(message: WorkerToFrame): void {
    const run = this.#run;
    const space = this.#space;
    if (run === null || space === null) return;
    switch (message.type) {
      case 'started':
        if (this.#startedAt !== null) return this.#outOfTurn(message);
        this.#startedAt = this.timers.now();
        return run.relay(message);
      case 'output': {
        for (const { stream, text } of message.chunks) {
          if (stream === 'stderr') this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
        }
        const objection = space.output(message.chunks);
        return objection === null ? run.relay(message) : this.#refuse(objection);
      }
      case 'trace': {
        const objection = space.trace(message.rows, message.strings);
        return objection === null ? run.relay(message) : this.#refuse(objection);
      }
      case 'input-wanted':
      case 'interrupt-seen':
        return run.relay(message);
      case 'system-call':
      case 'system-note':
        return run.system(message);
      case 'ended':
        this.discard();
        return run.ended(message.summary);
      case 'fault':
        return this.#fail(message);
      case 'progress':
      case 'booted':
      case 'kit':
        return this.#outOfTurn(message);
    }
  }

  #outOfTurn(message: WorkerToFrame): void {
    this.#refuse(`The interpreter said "${message.type}" out of turn.`);
  }

  #refuse(sentence: string): void {
    this.#fail({ reason: 'protocol', message: sentence, context: '' });
  }

  #fail(what: { readonly reason: Fault['reason']; readonly message: string; readonly context: string }): void {
    const state = this.#state;
    const run = this.#run;
    const wallMs = this.wallMs();
    this.discard();
    const memory = what.reason !== 'protocol' && OUT_OF_MEMORY.test(what.message);
    const outcome: Fault = {
      kind: 'platform-fault',
      reason: memory ? 'out-of-memory' : what.reason,
      message: what.message,
      context: [what.context, this.#stderr].filter((part) => part !== '').join('\n\n'),
    };
    if (run !== null) run.ended({ outcome, wallMs });
    // A ready interpreter that dies before it was used is replaced without a word.
    else if (state === 'booting') this.#boot.failed(outcome);
  }
}

function isSystem(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    (data.type === 'system-call' || data.type === 'system-note')
  );
}
