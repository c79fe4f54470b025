/**
 * The processes of one run: the interpreter of the program itself (process 0) and one for each process that it starts, with
 * the kernel that they share. What they say is relayed with the number of the process that said it.
 */
import { DISK_WORDS, type RunFiles } from '../../protocol/files';
import type { FileChange, ProcessImage } from '../../protocol/system';
import { Kernel, type Packages } from '../../runtimes/python/system/kernel';
import type { Network } from '../../runtimes/python/system/line';
import type { Outcome, OutputChunk, RunMemory, RunRequest, RunSummary } from '../../runtimes/runtime';
import { FileDesk } from './file-desk';
import type { Interpreter, Relayed, RunListener } from './interpreter';
import type { InterpreterPool } from './interpreter-pool';
import type { Timers } from './timers';

/** What a run tells besides its end. `process` is 0 for the program's own. */
export interface GroupListener {
  relay(process: number, message: Relayed): void;
  processStarted(process: number, parent: number, t: number, name: string): void;
  processEnded(process: number, t: number, ending: 'returned' | 'raised' | 'killed'): void;
  /** The files that there are now; the last time before `ended`. */
  files(listing: RunFiles): void;
  ended(summary: RunSummary): void;
}

/**
 * From the moment at which a killed process is stopped until its worker is taken away: what it had said arrives meanwhile (which
 * ends of pipes it closed, above all), and a copy that it was in the middle of is done.
 */
const LAST_WORDS_MS = 20;

const SIGKILL = 9;
const SIGSEGV = 11;

export class ProcessGroup {
  readonly #interpreters = new Map<number, Interpreter>();
  readonly #cancels = new Map<number, () => void>();
  /** Processes that have been stopped for good and may still say their last words, with the signal that did it. */
  readonly #killed = new Map<number, number>();
  /** Signals for processes whose interpreters are not there yet. */
  readonly #signals = new Map<number, number[]>();
  readonly #kernel: Kernel;
  /** What the run has written, to be read also after its end. */
  readonly files: FileDesk;
  #ended = false;
  /** When the program's first instruction ran, as `Timers.epochNow` counts. */
  #epoch: number | null = null;
  #chars = 0;
  #muted = false;
  #memory: RunMemory | null = null;
  #saidFull = false;

  constructor(
    private readonly pool: InterpreterPool,
    private readonly timers: Timers,
    private readonly request: RunRequest,
    shared: boolean,
    network: Network | null,
    packages: Packages | null,
    root: Interpreter,
    private readonly listener: GroupListener,
  ) {
    this.#kernel = new Kernel({
      shared,
      network,
      packages,
      later: (ms, act) => void this.timers.after(ms, act),
      start: (number, parent, image, files) => this.#start(number, parent, image, files),
      answer: (number, call, answer) => this.#interpreters.get(number)?.answer(call, answer),
      signal: (number, signal) => this.#signal(number, signal),
      kill: (number, signal) => this.#kill(number, signal),
      terminate: (number) => this.#remove(number, 'killed'),
      giveUp: (sentence) => this.#giveUp(sentence),
      filesChanged: () => this.files.changed(),
      diskFull: () => {
        if (!this.#saidFull) this.#notice(`[Some files could not be kept for the other processes: ${DISK_WORDS}.]\n`);
        this.#saidFull = true;
      },
    });
    this.files = new FileDesk(this.#kernel.store, timers, {
      listing: (listing) => this.listener.files(listing),
      ask: (process) => this.#interpreters.get(process)?.tellFiles() ?? false,
    });
    this.#interpreters.set(0, root);
    root.run(request, null, this.#listen(0));
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interpreters.get(0)?.interrupt();
    this.#kernel.interrupt();
  }

  input(line: string | null): void {
    this.#interpreters.get(0)?.input(line);
  }

  kill(outcome: Outcome): void {
    this.#interpreters.get(0)?.kill(outcome);
  }

  wallMs(): number {
    return this.#interpreters.get(0)?.wallMs() ?? 0;
  }

  /** The platform's own word among the program's output. */
  notice(sentence: string): void {
    this.#notice(`[${sentence}]\n`);
  }

  /** Milliseconds on the run's clock. */
  #now(): number {
    return this.#epoch === null ? 0 : Math.max(0, this.timers.epochNow() - this.#epoch);
  }

  #listen(process: number): RunListener {
    return {
      relay: (message) => this.#relay(process, message),
      system: (message) => {
        if (message.type === 'system-call') this.#kernel.call(process, message.call, message.what);
        else this.#kernel.note(process, message.what);
      },
      ended: (summary) => this.#onEnded(process, summary),
    };
  }

  #relay(process: number, message: Relayed): void {
    if (this.#ended) return;
    switch (message.type) {
      case 'started':
        if (process === 0) {
          this.#epoch = message.epoch;
          this.listener.relay(0, message);
        }
        return;
      case 'output':
        return this.#relayOutput(process, message.chunks);
      case 'trace':
        return this.listener.relay(process, message);
      case 'input-wanted':
      case 'interrupt-seen':
        if (process === 0) this.listener.relay(0, message);
    }
  }

  /** Each process keeps the output limit for itself; here it is kept for all of them together. */
  #relayOutput(process: number, chunks: readonly OutputChunk[]): void {
    if (this.#muted) return;
    const length = chunks.reduce((sum, { text }) => sum + text.length, 0);
    this.#chars += length;
    if (process !== 0 && this.#chars > this.request.limits.outputChars) {
      this.#muted = true;
      const text = '[The processes together have written more than the output keeps; the rest is not shown.]\n';
      this.listener.relay(process, {
        type: 'output',
        chunks: [{ stream: 'notice', text, t: this.#now(), actor: -1 }],
      });
      return;
    }
    this.listener.relay(process, { type: 'output', chunks });
  }

  #start(number: number, parent: number, image: ProcessImage, files: readonly FileChange[]): void {
    const spawnedAt = this.#now();
    this.listener.processStarted(number, parent, spawnedAt, image.name);
    const cancel = this.pool.take(this.request.language, {
      ready: (interpreter) => {
        this.#cancels.delete(number);
        this.#interpreters.set(number, interpreter);
        interpreter.run(this.request, { number, parent, image, epoch: this.#epoch ?? 0, files }, this.#listen(number));
        for (const signal of this.#signals.get(number) ?? []) interpreter.signal(signal);
        this.#signals.delete(number);
      },
      failed: (fault) => {
        this.#cancels.delete(number);
        this.#notice(`[${image.name} could not be started: ${fault.message}]\n`);
        this.#gone(number, fault.reason === 'out-of-memory' ? SIGKILL : SIGSEGV, 'killed');
      },
    });
    if (typeof cancel === 'string') {
      this.#notice(`[${image.name} could not be started: ${cancel}]\n`);
      this.#gone(number, SIGKILL, 'killed');
    } else if (!this.#interpreters.has(number)) {
      this.#cancels.set(number, cancel);
    }
  }

  #signal(number: number, signal: number): void {
    const interpreter = this.#interpreters.get(number);
    if (interpreter !== undefined) return interpreter.signal(signal);
    this.#signals.set(number, [...(this.#signals.get(number) ?? []), signal]);
  }

  #kill(number: number, signal: number): void {
    const interpreter = this.#interpreters.get(number);
    if (interpreter?.halt() !== true) return this.#gone(number, signal, 'killed');
    // It may end by itself meanwhile, or be killed twice: the first is what counts.
    if (this.#cancels.has(number)) return;
    this.#killed.set(number, signal);
    this.#cancels.set(
      number,
      this.timers.after(LAST_WORDS_MS, () => this.#gone(number, signal, 'killed')),
    );
  }

  #onEnded(process: number, { outcome, wallMs, memory }: RunSummary): void {
    if (memory !== undefined) {
      const sum = this.#memory;
      this.#memory =
        sum === null
          ? memory
          : {
              bytes: sum.bytes + memory.bytes,
              processes: sum.processes + memory.processes,
              largest: Math.max(sum.largest, memory.largest),
              grown: sum.grown + memory.grown,
              spare: sum.spare + memory.spare,
            };
    }
    if (process === 0) return this.#end({ outcome, wallMs });
    switch (outcome.kind) {
      case 'finished':
      case 'raised':
      case 'interrupted':
        return this.#gone(process, (outcome.exitCode & 0xff) << 8, outcome.exitCode === 0 ? 'returned' : 'raised');
      case 'deadlocked':
        // Nobody will ever wake it, so whoever waits for it waits for ever: that is the whole run's end.
        return this.#end({ outcome, wallMs: this.wallMs() });
      case 'timed-out':
      case 'platform-fault': {
        const killer = this.#killed.get(process);
        // An interpreter that is stopped in the middle of anything may fall apart: that is how it was killed.
        if (killer !== undefined) return this.#gone(process, killer, 'killed');
        const memory = outcome.kind === 'platform-fault' && outcome.reason === 'out-of-memory';
        if (outcome.kind === 'platform-fault') {
          this.#notice(`[process ${process} was lost: ${memory ? 'it ran out of memory' : outcome.message}]\n`);
        }
        return this.#gone(process, memory ? SIGKILL : SIGSEGV, 'killed');
      }
    }
  }

  /** The process is no more: its end is told first, and then what others waited for. */
  #gone(number: number, status: number, ending: 'returned' | 'raised' | 'killed'): void {
    this.#remove(number, ending);
    this.#kernel.ended(number, status);
  }

  #remove(number: number, ending: 'returned' | 'raised' | 'killed'): void {
    this.#cancels.get(number)?.();
    this.#cancels.delete(number);
    this.#signals.delete(number);
    this.#killed.delete(number);
    this.#interpreters.get(number)?.discard();
    this.#interpreters.delete(number);
    if (!this.#ended) this.listener.processEnded(number, this.#now(), ending);
  }

  #notice(text: string): void {
    if (this.#ended || this.#muted) return;
    this.listener.relay(0, { type: 'output', chunks: [{ stream: 'notice', text, t: this.#now(), actor: -1 }] });
  }

  #giveUp(sentence: string): void {
    this.#notice(`[${sentence}]\n`);
    const root = this.#interpreters.get(0);
    const wallMs = this.wallMs();
    root?.discard();
    this.#end({ outcome: { kind: 'finished', exitCode: 1 }, wallMs });
  }

  #end(summary: RunSummary): void {
    if (this.#ended) return;
    this.#kernel.stop();
    this.#ended = true;
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    for (const interpreter of this.#interpreters.values()) interpreter.discard();
    this.#interpreters.clear();
    this.files.close();
    this.listener.ended(this.#memory === null ? summary : { ...summary, memory: this.#memory });
  }
}
