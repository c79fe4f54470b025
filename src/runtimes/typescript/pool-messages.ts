/** What passes between a program's main thread and its workers, besides the jobs, which have a port of their own. */
import type { OutputChunk, RaisedError } from '../runtime';
import { SHARED_ID } from '../../trace/codec';
import type { Direction } from './endpoint';
import type { LinkedModule } from './modules';

export interface WorkerStart {
  readonly type: 'start';
  /** From 1, in the order of their starts. */
  readonly number: number;
  readonly epoch: number;
  readonly traced: boolean;
  readonly budget: number;
  readonly outputChars: number;
  readonly args: readonly string[];
  /** Of the run; each thread makes a sequence of its own of it. Null leaves `Math.random` as it is. */
  readonly seed: number | null;
  /** Dependencies first; the last one is the module whose functions are called. */
  readonly modules: readonly LinkedModule[];
  /** The program's files, and what each thread waits for (`status.ts`); null without shared memory. */
  readonly files: readonly string[];
  readonly status: SharedArrayBuffer | null;
  /** For `fetch`; null in a run without a network. */
  readonly lab: MessagePort | null;
}

export type ToWorker = WorkerStart | { readonly type: 'finish' };

export type FromWorker =
  | { readonly type: 'output'; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'trace'; readonly rows: Int32Array<ArrayBuffer>; readonly strings: readonly string[] }
  /** The module could not be loaded, or something was thrown outside of any job. */
  | { readonly type: 'raised'; readonly error: RaisedError }
  /** The answer to `finish`: nothing more comes. */
  | { readonly type: 'finished' }
  /** See `worker-bootstrap.ts`. */
  | { readonly type: 'fault'; readonly message: string };

/** What a worker can be asked for, over Comlink. */
export interface WorkerApi {
  /** Calls a function that the module exports. `progress` hears what the job says of itself. */
  run(name: string, progress: ((value: unknown) => void) | null, ...args: unknown[]): Promise<unknown>;
}

/** The two directions of a worker's port have numbers that both sides know. */
export function directionsOf(number: number): { readonly toWorker: Direction; readonly fromWorker: Direction } {
  return {
    toWorker: { resource: SHARED_ID + 2 * number, name: `messages to worker ${number}` },
    fromWorker: { resource: SHARED_ID + 2 * number + 1, name: `messages from worker ${number}` },
  };
}
