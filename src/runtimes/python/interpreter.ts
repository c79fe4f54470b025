/**
 * One CPython, from the first byte to the end of its one run.
 *
 * Booting loads Pyodide, installs the port and imports what most lessons need; it may happen long before the run, while the
 * learner reads. An interpreter is never used twice: a run leaves modules, files and stacks behind, and the next one shall start
 * clean.
 */
import { DISK } from '../../protocol/files';
import type { BootKit } from '../../protocol/kit';
import type { SystemAnswer } from '../../protocol/system';
import type { ProcessStart } from '../../protocol/worker';
import type { Outcome, RunMemory, RunRequest, RunSummary } from '../runtime';
import { HOME, bootPython, type BootOptions, type Booted } from './boot';
import { describeDeadlock, type BlockedThread } from './deadlock';
import { fillHeap, readHeap, type Heap } from './heap';
import type { RunEvents } from './host';
import { DiskQuota, type MemoryFiles } from './quota';
import { FileLog, type FileSystem } from './system/files';

/** Words of kernel.py's `_rows`: a counter and 2048 rows of 6. */
const ROWS_WORDS = 1 + 2048 * 6;

export class Interpreter {
  private finished = false;

  private readonly pyodide: Booted['pyodide'];
  private readonly port: Booted['port'];
  private readonly host: Booted['host'];
  private readonly ticker: Booted['ticker'];
  /** `3.14.2` */
  readonly version: string;

  private constructor(
    booted: Booted,
    readonly from: 'snapshot' | 'plain',
  ) {
    this.pyodide = booted.pyodide;
    this.port = booted.port;
    this.host = booted.host;
    this.ticker = booted.ticker;
    this.version = booted.version;
  }

  /** From the kit when there is one; plainly when there is none, or when it does not work here. */
  static async boot(options: BootOptions, kit: BootKit | null): Promise<Interpreter> {
    if (kit !== null) {
      try {
        return new Interpreter(await bootPython(options, kit), 'snapshot');
      } catch (error) {
        console.warn('An interpreter could not be booted from its kit:', error);
      }
    }
    return new Interpreter(await bootPython(options, null), 'plain');
  }

  /** Runs the program; resolves exactly once, whatever happens, unless the interpreter dies (`onDeath`). */
  run(
    request: RunRequest,
    process: ProcessStart | null,
    events: Omit<RunEvents, 'deadlocked' | 'endNow' | 'abandoned' | 'fault'>,
    onDeath: (error: unknown) => void,
  ): Promise<RunSummary> {
    if (this.finished) throw new Error('this interpreter has had its run');
    this.finished = true;
    return new Promise((resolve) => {
      let settled = false;
      let fresh: Heap | null = null;
      const end = (outcome: Outcome): void => {
        if (settled) return;
        settled = true;
        const wallMs = this.host.elapsed();
        this.host.stop();
        this.ticker?.dispose();
        resolve({ outcome, wallMs, memory: this.memory(fresh) });
      };
      const fault = (message: string): void => {
        end({ kind: 'platform-fault', reason: 'internal', message: gist(message), context: message.slice(-8000) });
      };
      const { kernel, tracing, deadlock, program } = this.port;
      const fs = this.pyodide.FS as unknown as FileSystem & MemoryFiles;
      const quota = new DiskQuota(fs, DISK, {
        touched: () => this.host.filesTouched(),
        full: () => this.host.diskFull(),
      });
      const files = new FileLog(fs, quota);
      this.pyodide._api.on_fatal = onDeath;
      this.host.prepare(
        {
          rows: this.rowsView(kernel.rows_address()),
          startTracing: (acquire, release, lockEvents, nowUs) => {
            tracing.start(acquire, release, lockEvents, nowUs);
          },
        },
        {
          ...events,
          deadlocked: () => {
            end(describeDeadlock(JSON.parse(deadlock.blocked_threads()) as BlockedThread[]));
          },
          endNow: (status) => end({ kind: 'finished', exitCode: status }),
          abandoned: () => end({ kind: 'interrupted', forced: true, exitCode: 130 }),
          fault,
        },
        request.limits,
        request.traced,
        process,
        files,
      );
      try {
        this.writeFiles(request);
        quota.start();
        if (process !== null) files.apply(process.files);
        files.start();
        program.prepare(request.entry, this.pyodide.toPy(request.args), request.seed ?? undefined, request.startMethod);
        if (process !== null) {
          const { image } = process;
          const state: unknown = this.pyodide.toPy(image.state);
          program.become(process.parent, image.kind, this.pyodide.toPy(image.argv), state, image.descriptors);
        }
        if (request.weighed === true) fillHeap(this.pyodide._module);
        fresh = readHeap(this.pyodide._module);
      } catch (error) {
        fault(messageOf(error));
        return;
      }
      const main = process === null ? program.run : program.run_process;
      const { entry } = request;
      // (The plain call comes from the event loop, too: whoever called `run` has gone by then.)
      (this.host.switches ? main.callPromising(entry) : Promise.resolve().then(() => main(entry))).then(
        (json) => {
          if (settled) return;
          const outcome = JSON.parse(json) as Outcome;
          this.host.mainEnded(outcome.kind === 'raised' ? 'raised' : 'returned');
          this.host.finish(JSON.parse(tracing.omitted_counts()) as [number, number, number][]);
          end(outcome);
        },
        (error: unknown) => fault(messageOf(error)),
      );
    });
  }

  /** `fresh`: as its heap was when the program began; null when it never did. */
  private memory(fresh: Heap | null): RunMemory {
    const module = this.pyodide._module;
    // The view is made anew each time the memory grows.
    const bytes = module.HEAPU8.buffer.byteLength;
    const grown = fresh === null ? 0 : Math.max(0, module._sbrk(0) - fresh.end);
    return { bytes, processes: 1, largest: bytes, grown, spare: fresh?.free ?? 0 };
  }

  typed(line: string | null): void {
    this.host.typed(line);
  }

  answered(call: number, answer: SystemAnswer): void {
    this.host.answered(call, answer);
  }

  tellFiles(): void {
    this.host.syncFiles();
  }

  /** A signal from another process. */
  signal(number: number): void {
    this.host.signal(number);
  }

  interrupt(): void {
    this.host.interrupt();
  }

  private writeFiles(request: RunRequest): void {
    for (const { path, content } of request.files) {
      const full = `${HOME}/${path}`;
      const folder = full.slice(0, full.lastIndexOf('/'));
      this.pyodide.FS.mkdirTree(folder);
      this.pyodide.FS.writeFile(full, content);
    }
  }

  /** A function that gives kernel.py's rows in today's memory: growing the memory makes old views empty. */
  private rowsView(address: number): () => Int32Array {
    let view: Int32Array = new Int32Array(0);
    return () => {
      const { buffer } = this.pyodide._module.HEAP32;
      if (view.buffer !== buffer) view = new Int32Array(buffer, address, ROWS_WORDS);
      return view;
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The line that says what happened: the last one that is not a JavaScript stack's. */
function gist(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.at(-1) ?? text;
}
