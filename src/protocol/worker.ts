/**
 * What crosses between the realm's frame and a runtime's worker (an interpreter). Both are untrusted together: a program
 * can reach everything in its worker. The frame therefore parses what the worker says just as the page parses the frame.
 */
import type { OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';

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
    }
  | { readonly type: 'run'; readonly request: RunRequest }
  /** SIGINT by message: the only way without shared memory. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'input'; readonly line: string | null };

export type WorkerToFrame =
  | { readonly type: 'progress'; readonly step: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'booted'; readonly version: string; readonly bootMs: number }
  | { readonly type: 'started' }
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
