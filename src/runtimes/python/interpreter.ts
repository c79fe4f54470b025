/**
 * One CPython, from the first byte to the end of its one run.
 *
 * Booting loads Pyodide, installs the port and imports what most lessons need; it may happen long before the run, while the
 * learner reads. An interpreter is never used twice: a run leaves modules, files and stacks behind, and the next one shall start
 * clean.
 */
import type { PyodideInterface } from 'pyodide';
import type { Outcome, RunRequest, RunSummary } from '../runtime';
import { TICK_SIGNAL } from './control';
import { describeDeadlock, type BlockedThread } from './deadlock';
import { MAIN_ACTOR, MAIN_THREAD, PythonHost, type RunEvents, type ThreadEntry } from './host';
import { Parking, StackRegion, type ParkModule, type StackModule } from './park';
import { SafePoint, type EvalModule } from './safepoint';
import { Ticker } from './ticker';

const PORT_FILES = import.meta.glob<string>('./port/*.py', { query: '?raw', import: 'default', eager: true });

/** Where the port lives in the interpreter's file system; `where.py` knows it too. */
const PORT_FOLDER = '/lib/interleave/_interleave';
const HOME = '/home/learner';

export interface Progress {
  readonly step: string;
  readonly loaded: number;
  readonly total: number;
}

/** What we use of Pyodide beyond its published interface. */
interface Internals {
  /** Emscripten's file system: the two calls that we make. Pyodide's own types refer to a package that it does not bring. */
  readonly FS: { mkdirTree(path: string): void; writeFile(path: string, content: string | Uint8Array): void };
  readonly _module: StackModule & ParkModule & EvalModule;
  readonly _api: { on_fatal?: (error: unknown) => void };
}

type Pyodide = Omit<PyodideInterface, 'FS'> & Internals;

/** The Python modules of the port, as JavaScript sees them. */
interface PortModule {
  install(mainThread: number, mainActor: number, tickSignal: number, cores: number): void;
  preload(): void;
  readonly kernel: KernelModule;
  /** `blocked_threads` gives JSON of BlockedThread[]. */
  readonly deadlock: { blocked_threads(): string };
  readonly program: {
    prepare(entry: string, args: unknown, seed: number | undefined): void;
    readonly run: ThreadEntry & { callPromising(entry: string): Promise<string> };
  };
}

interface KernelModule {
  start_tracing(acquire: number, release: number, lockEvents: number, nowUs: number): void;
  rows_address(): number;
  wake_reason_address(): number;
  calibrate(): void;
  /** JSON of [actor, resource, count][]. */
  omitted_counts(): string;
}

/** Words of kernel.py's `_rows`: a counter and 2048 rows of 6. */
const ROWS_WORDS = 1 + 2048 * 6;

export class Interpreter {
  private finished = false;

  private constructor(
    private readonly pyodide: Pyodide,
    private readonly port: PortModule,
    private readonly host: PythonHost,
    private readonly ticker: Ticker | null,
    /** `3.14.2` */
    readonly version: string,
  ) {}

  /**
   * @param indexURL folder of Pyodide's files, absolute, with a trailing slash
   * @param control shared control words; null when not isolated: threads then switch only where they block
   */
  static async boot(
    indexURL: string,
    control: SharedArrayBuffer | null,
    cores: number,
    onProgress: (progress: Progress) => void,
  ): Promise<Interpreter> {
    onProgress({ step: 'Downloading CPython', loaded: 0, total: 0 });
    const { loadPyodide } = (await import(/* @vite-ignore */ `${indexURL}pyodide.mjs`)) as typeof import('pyodide');
    limitMemory();
    const restoreFetch = countDownloads(indexURL, onProgress);
    let pyodide: Pyodide;
    try {
      pyodide = (await loadPyodide({ indexURL, fullStdLib: false, env: { HOME } })) as unknown as Pyodide;
    } finally {
      restoreFetch();
    }
    onProgress({ step: 'Preparing threads', loaded: 0, total: 0 });
    const ticker = control === null ? null : new Ticker(control);
    const parking = new Parking(pyodide._module);
    const safePoint = new SafePoint(pyodide._module);
    const host = new PythonHost(ticker, parking, new StackRegion(pyodide._module), safePoint);
    pyodide.registerJsModule('_interleave_host', host.module);
    pyodide.FS.mkdirTree(PORT_FOLDER);
    pyodide.FS.mkdirTree(HOME);
    for (const [path, source] of Object.entries(PORT_FILES)) {
      pyodide.FS.writeFile(`${PORT_FOLDER}/${path.split('/').at(-1) ?? path}`, source);
    }
    for (const stream of ['stdout', 'stderr'] as const) {
      const write = (bytes: Uint8Array): number => {
        host.writeOutput(stream, bytes);
        return bytes.length;
      };
      if (stream === 'stdout') pyodide.setStdout({ write, isatty: false });
      else pyodide.setStderr({ write, isatty: false });
    }
    pyodide.runPython(`import sys; sys.path.insert(0, '/lib/interleave'); import _interleave; del sys.path[0]`);
    const port = pyodide.pyimport('_interleave') as unknown as PortModule;
    port.install(MAIN_THREAD, MAIN_ACTOR, TICK_SIGNAL, cores);
    const reason = port.kernel.wake_reason_address() >> 2;
    parking.setReasonWriter((value) => {
      pyodide._module.HEAP32[reason] = value;
    });
    port.preload();
    if (ticker !== null) {
      // In a loop that calls nothing, every check for signals stands between two instructions.
      pyodide.setInterruptBuffer(ticker.interruptBuffer);
      ticker.tickSoon();
      port.kernel.calibrate();
      await ticker.ready;
    }
    const version = pyodide.runPython(`import platform; platform.python_version()`) as string;
    return new Interpreter(pyodide, port, host, ticker, version);
  }

  /** Runs the program; resolves exactly once, whatever happens, unless the interpreter dies (`onDeath`). */
  run(
    request: RunRequest,
    events: Pick<RunEvents, 'started' | 'output' | 'trace' | 'inputWanted' | 'interruptSeen'>,
    onDeath: (error: unknown) => void,
  ): Promise<RunSummary> {
    if (this.finished) throw new Error('this interpreter has had its run');
    this.finished = true;
    return new Promise((resolve) => {
      let settled = false;
      const end = (outcome: Outcome): void => {
        if (settled) return;
        settled = true;
        const wallMs = this.host.elapsed();
        this.host.stop();
        this.ticker?.dispose();
        resolve({ outcome, wallMs });
      };
      const fault = (message: string): void => {
        end({ kind: 'platform-fault', reason: 'internal', message: gist(message), context: message.slice(-8000) });
      };
      const { kernel, deadlock, program } = this.port;
      this.pyodide._api.on_fatal = onDeath;
      this.host.prepare(
        {
          rows: this.rowsView(kernel.rows_address()),
          startTracing: (acquire, release, lockEvents, nowUs) => {
            kernel.start_tracing(acquire, release, lockEvents, nowUs);
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
      );
      try {
        this.writeFiles(request);
        program.prepare(request.entry, this.pyodide.toPy(request.args), request.seed ?? undefined);
      } catch (error) {
        fault(messageOf(error));
        return;
      }
      program.run.callPromising(request.entry).then(
        (json) => {
          if (settled) return;
          const outcome = JSON.parse(json) as Outcome;
          this.host.mainEnded(outcome.kind === 'raised' ? 'raised' : 'returned');
          this.host.finish(JSON.parse(kernel.omitted_counts()) as [number, number, number][]);
          end(outcome);
        },
        (error: unknown) => fault(messageOf(error)),
      );
    });
  }

  typed(line: string | null): void {
    this.host.typed(line);
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

/**
 * A program that fills its memory shall get a MemoryError, and not take the tab with it. Besides, from 2 GB on addresses have
 * their highest bit set, and Pyodide then reads strings from the wrong place.
 */
const MEMORY_BYTES = 1024 ** 3;

function limitMemory(): void {
  const grow = Reflect.get(WebAssembly.Memory.prototype, 'grow');
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > MEMORY_BYTES) throw new RangeError('the memory limit is reached');
    return grow.call(this, pages);
  };
}

/**
 * Tells the learner how much has arrived. Pyodide fetches its files itself, so for the time of the boot `fetch` counts what
 * passes. The total is known when the server says how long each file is.
 */
function countDownloads(indexURL: string, onProgress: (progress: Progress) => void): () => void {
  const original = globalThis.fetch;
  let loaded = 0;
  let total = 0;
  globalThis.fetch = async (input, init) => {
    const response = await original(input, init);
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (!url.startsWith(indexURL) || response.body === null || !response.ok) return response;
    // A compressed answer's length is that of the compressed bytes, which nobody can count from here.
    const length = response.headers.has('content-encoding') ? 0 : Number(response.headers.get('content-length') ?? 0);
    total += length;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        onProgress({ step: 'Downloading CPython', loaded, total: Math.max(total, loaded) });
        controller.enqueue(chunk);
      },
      flush() {
        if (url.endsWith('.wasm')) onProgress({ step: 'Starting CPython', loaded: 0, total: 0 });
      },
    });
    return new Response(response.body.pipeThrough(counter), { status: response.status, headers: response.headers });
  };
  return () => {
    globalThis.fetch = original;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The line that says what happened: the last one that is not a JavaScript stack's. */
function gist(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.at(-1) ?? text;
}
