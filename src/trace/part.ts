/** What a run tells of its trace, piece by piece, as it comes from the realm: see `merger.ts`. */
import type { Ending } from './events';

export type TracePart =
  /** Rows of one process, and the strings that are new with them, both by its own count (`codec.ts`). */
  | {
      readonly kind: 'rows';
      readonly process: number;
      readonly rows: Int32Array;
      readonly strings: readonly string[];
    }
  /** Process `parent` has started process `process` at `t` ms of the run's clock. */
  | {
      readonly kind: 'process-started';
      readonly process: number;
      readonly parent: number;
      readonly t: number;
      readonly name: string;
    }
  /** Nothing more comes from this process. */
  | { readonly kind: 'process-ended'; readonly process: number; readonly t: number; readonly ending: Ending };
