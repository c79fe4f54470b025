/**
 * From nothing to an interpreter in which the port is installed, in one of two ways that end the same:
 *
 *     plain      load Pyodide -> install the port -> import what most lessons need
 *     from a kit load Pyodide's instance -> lay the image over its memory -> tie loose ends (`port/restored.py`)
 *
 * The second skips all Python code but the last step's. What it rests on stands in `snapshot.ts`.
 */
import type { BootKit } from '../../protocol/kit';
import type { PythonFiles } from '../../protocol/worker';
import { TICK_SIGNAL } from './control';
import { MAIN_ACTOR, MAIN_THREAD, PythonHost } from './host';
import { imagingModule } from './imaging/module';
import { Parking, StackRegion } from './park';
import { loadPython, type Loaded, type Progress, type Pyodide } from './pyodide';
import { SafePoint } from './safepoint';
import { Ticker } from './ticker';

const PORT_FILES = import.meta.glob<string>('./port/*.py', { query: '?raw', import: 'default', eager: true });

/** Stand-ins for packages that tutorials import and that are not part of CPython. */
const PACKAGE_FILES = import.meta.glob<string>('./packages/**/*.py', { query: '?raw', import: 'default', eager: true });

/** Where the port lives in the interpreter's file system; `where.py` knows it too. */
const PORT_FOLDER = '/lib/interleave/_interleave';
/** Where `port/packages.py` finds them, when there is no other package of the name. */
const PACKAGES_FOLDER = '/lib/interleave-packages';
export const HOME = '/home/learner';

/** The Python modules of the port, as JavaScript sees them. */
export interface PortModule {
  install(mainThread: number, mainActor: number, tickSignal: number, cores: number): void;
  /** `all`: also what only some lessons need, for a snapshot. */
  preload(all: boolean): void;
  readonly kernel: KernelModule;
  readonly tracing: {
    start(acquire: number, release: number, events: number, nowUs: number): void;
    /** JSON of [actor, resource, count][]. */
    omitted_counts(): string;
  };
  /** `blocked_threads` gives JSON of BlockedThread[]. */
  readonly deadlock: { blocked_threads(): string };
  readonly program: {
    prepare(entry: string, args: unknown, seed: number | undefined, startMethod: string): void;
    /** This interpreter is a process that a program started; `run_process` instead of `run` then runs it. */
    become(parent: number, kind: string, argv: unknown, state: unknown, descriptors: string): void;
    readonly run_process: ProgramEntry;
    readonly run: ProgramEntry;
  };
  readonly restored: { settle(): void };
}

/** Runs the program and gives its outcome as JSON: on a stack of its own, or, as a plain call, on the one there is. */
interface ProgramEntry {
  (entry: string): string;
  callPromising(entry: string): Promise<string>;
}

interface KernelModule {
  rows_address(): number;
  wake_reason_address(): number;
  find_current_frame(): void;
  expect_calibration(): void;
  calibrate(): void;
}

export interface BootOptions {
  /** Folder of Pyodide's files, absolute, with a trailing slash. */
  readonly indexURL: string;
  /** The files themselves, where the page has supplied them: nothing is fetched then. */
  readonly files?: PythonFiles | undefined;
  /** Shared control words; null when not isolated: threads then switch only where they block. */
  readonly control: SharedArrayBuffer | null;
  readonly cores: number;
  readonly onProgress: (progress: Progress) => void;
  /** Also import what only some lessons need: for an interpreter whose snapshot is to be taken. */
  readonly everything?: boolean;
}

export interface Booted extends Loaded {
  readonly port: PortModule;
  readonly host: PythonHost;
  readonly ticker: Ticker | null;
  /** `3.14.2` */
  readonly version: string;
}

export async function bootPython(options: BootOptions, kit: BootKit | null): Promise<Booted> {
  const { indexURL, files, control, cores, onProgress, everything = false } = options;
  const ticker = control === null ? null : new Ticker(control);
  try {
    let wired: { readonly host: PythonHost; readonly parking: Parking; readonly imaging: object } | undefined;
    const loaded = await loadPython({
      indexURL,
      files,
      home: HOME,
      kit,
      onProgress,
      attach(module) {
        const parking = new Parking(module);
        const host = new PythonHost(ticker, parking, new StackRegion(module), new SafePoint(module));
        const imaging = imagingModule(() => parking.bytes());
        wired = { host, parking, imaging };
        return new Map([
          ['host', host.module],
          ['imaging', imaging],
        ]);
      },
    });
    if (wired === undefined) throw new Error('Pyodide made no module');
    const { host, parking, imaging } = wired;
    const { pyodide } = loaded;
    onProgress({ step: 'Preparing threads', loaded: 0, total: 0 });
    writePort(pyodide);
    writePackages(pyodide);
    connectOutput(pyodide, host);
    let port: PortModule;
    if (kit === null) {
      pyodide.registerJsModule('_interleave_host', host.module);
      pyodide.registerJsModule('_interleave_imaging', imaging);
      pyodide.runPython(`import sys; sys.path.insert(0, '/lib/interleave'); import _interleave; del sys.path[0]`);
      port = pyodide.pyimport('_interleave') as PortModule;
      port.install(MAIN_THREAD, MAIN_ACTOR, TICK_SIGNAL, cores);
      port.preload(everything);
    } else {
      port = pyodide.pyimport('_interleave') as PortModule;
      port.kernel.find_current_frame();
      port.restored.settle();
    }
    const reason = port.kernel.wake_reason_address() >> 2;
    parking.setReasonWriter((value) => {
      pyodide._module.HEAP32[reason] = value;
    });
    if (ticker !== null) {
      // In a loop that calls nothing, every check for signals stands between two instructions.
      pyodide.setInterruptBuffer(ticker.interruptBuffer);
      port.kernel.expect_calibration();
      ticker.tickSoon();
      port.kernel.calibrate();
      await ticker.ready();
    }
    const version = pyodide.runPython(`import sys; '%d.%d.%d' % sys.version_info[:3]`) as string;
    return { ...loaded, port, host, ticker, version };
  } catch (error) {
    ticker?.dispose();
    throw error;
  }
}

function writePort(pyodide: Pyodide): void {
  pyodide.FS.mkdirTree(PORT_FOLDER);
  for (const [path, source] of Object.entries(PORT_FILES)) {
    pyodide.FS.writeFile(`${PORT_FOLDER}/${path.split('/').at(-1) ?? path}`, source);
  }
}

function writePackages(pyodide: Pyodide): void {
  const encoder = new TextEncoder();
  for (const [path, source] of Object.entries(PACKAGE_FILES)) {
    const full = path.replace(/^\.\/packages/, PACKAGES_FOLDER);
    pyodide.FS.mkdirTree(full.slice(0, full.lastIndexOf('/')));
    pyodide.FS.writeFile(full, encoder.encode(source));
  }
}

function connectOutput(pyodide: Pyodide, host: PythonHost): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const write = (bytes: Uint8Array): number => {
      host.writeOutput(stream, bytes);
      return bytes.length;
    };
    if (stream === 'stdout') pyodide.setStdout({ write, isatty: false });
    else pyodide.setStderr({ write, isatty: false });
  }
}
