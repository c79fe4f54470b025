/**
 * What crosses between the realm's frame and a runtime's worker (an interpreter). Both are untrusted together: a program
 * can reach everything in its worker. The frame therefore parses what the worker says just as the page parses the frame.
 */
import type { OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import type { BootKit, BootedFrom } from './kit';
import type { FileChange, ProcessImage, SystemAnswer, SystemCall, SystemNote } from './system';

/** What makes an interpreter a process that a program started, rather than the program's own. */
export interface ProcessStart {
  /** Numbered from 1 in the order of their starts; 0 is the program's own process. */
  readonly number: number;
  readonly parent: number;
  readonly image: ProcessImage;
  /** The run's time 0, in milliseconds since the Unix epoch by the browser's own clock (performance.timeOrigin + now). */
  readonly epoch: number;
  /** What the processes have changed in the file system since the program began. */
  readonly files: readonly FileChange[];
}

/** The interpreter's own files, where the frame was supplied with them. */
export interface PythonFiles {
  /** `pyodide.mjs` */
  readonly loader: Blob;
  /** `pyodide.asm.mjs` */
  readonly glue: Blob;
  /** `pyodide.asm.wasm` */
  readonly wasm: Blob;
  /** `python_stdlib.zip` */
  readonly stdlib: Blob;
}

export type FrameToWorker =
  | {
      readonly type: 'boot';
      /** Absolute URL, with a trailing slash, of the folder that holds the interpreter's files. */
      readonly indexURL: string;
      /**
       * Shared control words (layout in `runtimes/python/control.ts`), null when not isolated. The frame writes signal
       * numbers here to interrupt a program that never yields.
       */
      readonly control: SharedArrayBuffer | null;
      /** Null until there is one: the boot is then a plain one, and takes many times as long. */
      readonly kit: BootKit | null;
      /** Without them, the worker fetches what it needs from `indexURL`. */
      readonly files?: PythonFiles;
    }
  /** To a worker that shall run no program: the answer is `kit`. */
  | { readonly type: 'make-kit'; readonly indexURL: string; readonly files?: PythonFiles }
  | { readonly type: 'run'; readonly request: RunRequest; readonly process: ProcessStart | null }
  | { readonly type: 'answer'; readonly call: number; readonly answer: SystemAnswer }
  /** A signal for which the program has a handler. */
  | { readonly type: 'signal'; readonly signal: number }
  /** SIGINT by message: the only way without shared memory. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'input'; readonly line: string | null }
  /** What files there are and what they hold is wanted now: somebody looks at one. */
  | { readonly type: 'tell-files' };

export type WorkerToFrame =
  | { readonly type: 'progress'; readonly step: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'booted'; readonly version: string; readonly from: BootedFrom; readonly bootMs: number }
  | { readonly type: 'kit'; readonly kit: BootKit }
  /** `epoch`: see `ProcessStart`. */
  | { readonly type: 'started'; readonly epoch: number }
  | { readonly type: 'system-call'; readonly call: number; readonly what: SystemCall }
  | { readonly type: 'system-note'; readonly what: SystemNote }
  | { readonly type: 'output'; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'trace'; readonly rows: Int32Array; readonly strings: readonly string[] }
  | { readonly type: 'input-wanted' }
  | { readonly type: 'interrupt-seen' }
  | { readonly type: 'ended'; readonly summary: RunSummary }
  /** The interpreter died (memory, a fatal error); the worker is of no more use. */
  | {
      readonly type: 'fault';
      readonly reason: 'out-of-memory' | 'crashed' | 'boot' | 'internal';
      readonly message: string;
      readonly context: string;
    };
