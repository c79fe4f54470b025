/**
 * The frame's end of the port: does what the page asks, one interpreter for each run, one more kept ready.
 *
 * The page is trusted, but its messages are parsed all the same: a mismatch of versions shows itself here and not in the
 * middle of an interpreter.
 */
import { assertUnreachable } from '../../base/assert';
import { parsePageToRealm } from '../../protocol/parse-realm';
import { REALM_PROTOCOL_VERSION, type Capabilities, type PageToRealm, type RealmToPage } from '../../protocol/realm';
import { CONTROL_BYTES } from '../../runtimes/python/control';
import type { Language, Outcome, RunRequest, RunSummary } from '../../runtimes/runtime';
import { Interpreter, type Fault, type Relayed, type WorkerLike } from './interpreter';
import type { Timers } from './timers';

export interface FramePort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onmessageerror: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: RealmToPage, transfer: Transferable[]): void;
}

export interface FrameDependencies {
  readonly port: FramePort;
  readonly capabilities: Capabilities;
  readonly timers: Timers;
  /** A new worker for the language; null when there is none for it. May throw. */
  readonly spawn: (language: Language) => WorkerLike | null;
  /** See `FrameToWorker`. */
  readonly indexURL: string;
}

/** A pause after the last run before the next interpreter is prepared: the page has a summary to show first. */
const IDLE_MS = 30;

/** Interpreters take some hundred megabytes each. */
const MOST_RUNS = 8;

interface Spare {
  readonly interpreter: Interpreter;
  /** What `booted` said, once it has. */
  version: string | null;
  bootMs: number;
  /** True when the page asked for this boot and is to be answered. */
  wanted: boolean;
}

interface FrameRun {
  readonly id: number;
  readonly request: RunRequest;
  /** Null while it waits for its interpreter. */
  interpreter: Interpreter | null;
}

export class FrameServer {
  readonly #spares = new Map<Language, Spare>();
  readonly #runs = new Map<number, FrameRun>();
  #cancelIdle: () => void = () => {};

  constructor(private readonly deps: FrameDependencies) {
    deps.port.onmessage = (event) => this.#receive(event.data);
    deps.port.onmessageerror = () => this.#say({ type: 'fault', reason: 'protocol', message: 'Unreadable message.' });
    this.#say({ type: 'hello', version: REALM_PROTOCOL_VERSION, capabilities: deps.capabilities });
  }

  #receive(data: unknown): void {
    let message: PageToRealm;
    try {
      message = parsePageToRealm(data);
    } catch (fault) {
      const text = fault instanceof Error ? fault.message : String(fault);
      return this.#say({ type: 'fault', reason: 'protocol', message: text });
    }
    switch (message.type) {
      case 'boot':
        return this.#onBoot(message.language);
      case 'run':
        return this.#onRun(message.run, message.request);
      case 'interrupt':
        return this.#onInterrupt(message.run);
      case 'kill':
        return this.#onKill(message.run, message.why);
      case 'input':
        return this.#runs.get(message.run)?.interpreter?.input(message.line);
      case 'ping':
        return this.#say({ type: 'pong', nonce: message.nonce });
      default:
        assertUnreachable(message);
    }
  }

  #onBoot(language: Language): void {
    const spare = this.#ensureSpare(language);
    if (typeof spare === 'string') return this.#say({ type: 'fault', reason: 'unsupported', message: spare });
    if (spare.version === null) spare.wanted = true;
    else this.#say({ type: 'booted', language, version: spare.version, bootMs: spare.bootMs });
  }

  #onRun(id: number, request: RunRequest): void {
    if (this.#runs.has(id)) {
      return this.#say({ type: 'fault', reason: 'protocol', message: `Run ${id} is on already.` });
    }
    this.#cancelIdle();
    const refusal =
      this.#runs.size >= MOST_RUNS ? 'Too many programs run at the same time.' : this.#ensureSpare(request.language);
    const run: FrameRun = { id, request, interpreter: null };
    this.#runs.set(id, run);
    if (typeof refusal === 'string') {
      return this.#end(run, faultSummary({ ...blank, reason: 'unsupported', message: refusal }));
    }
    this.#startWaiting(request.language);
  }

  #onInterrupt(id: number): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    if (run.interpreter !== null) return run.interpreter.interrupt();
    // Nothing of the program has run: it ends here, and the interpreter that boots serves the next.
    this.#say({ type: 'interrupt-seen', run: id });
    this.#end(run, { outcome: { kind: 'interrupted', forced: false, exitCode: 130 }, wallMs: 0 });
  }

  #onKill(id: number, why: Extract<PageToRealm, { type: 'kill' }>['why']): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    if (run.interpreter !== null) return run.interpreter.kill(killed(why, run.interpreter.wallMs(), run.request));
    this.#end(run, { outcome: killed(why, 0, run.request), wallMs: 0 });
  }

  /** The interpreter that is ready or boots, or a new one; a sentence when this language cannot run here. */
  #ensureSpare(language: Language): Spare | string {
    const there = this.#spares.get(language);
    if (there !== undefined && !there.interpreter.gone) return there;
    let worker: WorkerLike | null;
    try {
      worker = this.deps.spawn(language);
    } catch (error) {
      return `A worker could not be made: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (worker === null) return `This site has no runtime for ${language === 'python' ? 'Python' : 'TypeScript'}.`;
    const isolated = this.deps.capabilities.isolation === 'isolated';
    const control = isolated ? new SharedArrayBuffer(CONTROL_BYTES) : null;
    const spare: Spare = {
      version: null,
      bootMs: 0,
      wanted: false,
      interpreter: new Interpreter(worker, this.deps.indexURL, control, this.deps.timers, {
        progress: (step, loaded, total) => this.#say({ type: 'boot-progress', language, step, loaded, total }),
        booted: (version, bootMs) => {
          spare.version = version;
          spare.bootMs = bootMs;
          // Said also when nobody asked: a run that waits counts it as progress.
          this.#say({ type: 'booted', language, version, bootMs });
          this.#startWaiting(language);
        },
        failed: (fault) => this.#onBootFailed(language, spare, fault),
      }),
    };
    this.#spares.set(language, spare);
    return spare;
  }

  #onBootFailed(language: Language, spare: Spare, fault: Fault): void {
    if (this.#spares.get(language) === spare) this.#spares.delete(language);
    const reason = fault.reason === 'out-of-memory' ? fault.reason : 'boot';
    for (const run of [...this.#runs.values()]) {
      if (run.interpreter === null && run.request.language === language) {
        this.#end(run, faultSummary({ ...fault, reason }));
      }
    }
    if (spare.wanted) {
      const message = [fault.message, fault.context].filter((part) => part !== '').join('\n');
      this.#say({ type: 'fault', reason: 'boot', message });
    }
  }

  /** Gives the ready interpreter to the run that has waited longest, and sees that the others get one too. */
  #startWaiting(language: Language): void {
    for (const run of this.#runs.values()) {
      if (run.interpreter !== null || run.request.language !== language) continue;
      const spare = this.#ensureSpare(language);
      if (typeof spare === 'string') return this.#end(run, faultSummary({ ...blank, message: spare }));
      if (!spare.interpreter.ready) return;
      this.#spares.delete(language);
      run.interpreter = spare.interpreter;
      spare.interpreter.run(run.request, {
        relay: (message) => this.#relay(run.id, message),
        ended: (summary) => this.#end(run, summary),
      });
    }
  }

  #relay(run: number, message: Relayed): void {
    switch (message.type) {
      case 'output':
        return this.#say({ type: 'output', run, chunks: message.chunks });
      case 'trace':
        return this.#say({ type: 'trace', run, rows: message.rows, strings: message.strings }, [
          message.rows.buffer as ArrayBuffer,
        ]);
      case 'started':
      case 'input-wanted':
      case 'interrupt-seen':
        return this.#say({ type: message.type, run });
    }
  }

  #end(run: FrameRun, summary: RunSummary): void {
    if (!this.#runs.delete(run.id)) return;
    this.#say({ type: 'ended', run: run.id, summary });
    // Never while something runs: the boot would take its share of the cores and be measured with it.
    this.#cancelIdle();
    if (this.#runs.size > 0) return;
    this.#cancelIdle = this.deps.timers.after(IDLE_MS, () => void this.#ensureSpare(run.request.language));
  }

  #say(message: RealmToPage, transfer: Transferable[] = []): void {
    this.deps.port.postMessage(message, transfer);
  }
}

const blank: Fault = { kind: 'platform-fault', reason: 'internal', message: '', context: '' };

function faultSummary(outcome: Fault): RunSummary {
  return { outcome, wallMs: 0 };
}

function killed(why: Extract<PageToRealm, { type: 'kill' }>['why'], wallMs: number, request: RunRequest): Outcome {
  switch (why) {
    case 'learner':
      return { kind: 'interrupted', forced: true, exitCode: 130 };
    case 'timeout':
      return { kind: 'timed-out', afterMs: request.limits.timeoutMs ?? wallMs };
    case 'unresponsive':
      return { ...blank, reason: 'unresponsive', message: 'The program did not answer and was ended.' };
  }
}
