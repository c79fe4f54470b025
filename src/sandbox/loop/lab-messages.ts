/** What passes between the frame and the worker that a run's lab network lives in (`lab-worker.ts`). */
import type { Conditions } from '../../lab/conditions';
import type { RealmToPage, RunId } from '../../protocol/realm';
import type { NetworkRequest } from '../../runtimes/runtime';

export type ToLabWorker =
  /** The first message. Answered by `ready`. */
  | {
      readonly type: 'open';
      readonly run: RunId;
      /** Of the request; null where it says nothing of the network. */
      readonly network: NetworkRequest | null;
      readonly seed: number;
    }
  /** The program begins: its time 0, in ms since the Unix epoch. */
  | { readonly type: 'begin'; readonly epoch: number }
  /** A thread of the program, and where it asks. `port` is transferred. */
  | { readonly type: 'thread'; readonly process: number; readonly port: MessagePort }
  | { readonly type: 'thread-gone'; readonly process: number }
  | { readonly type: 'conditions'; readonly conditions: Conditions }
  /** The run is over. Answered by `closed`, after which nothing more comes. */
  | { readonly type: 'close' };

export type FromLabWorker =
  | { readonly type: 'ready' }
  /** For the page, as it stands. */
  | {
      readonly type: 'tell';
      readonly message: Extract<RealmToPage, { readonly type: 'network' }>;
    }
  | { readonly type: 'closed' }
  /** See `worker-bootstrap.ts`. */
  | { readonly type: 'fault'; readonly message: string };
