/** What a run tells of its trace, piece by piece, as it comes from the realm: see `merger.ts`. */
import type { ActorKind, Ending } from './events';

/** What can write rows of its own. */
export const SOURCE_KINDS = ['process', 'worker'] as const satisfies readonly ActorKind[];
export type SourceKind = (typeof SOURCE_KINDS)[number];

export type TracePart =
  /** Rows of one process, and the strings that are new with them, both by its own count (`codec.ts`). */
  | {
      readonly kind: 'rows';
      readonly process: number;
      readonly rows: Int32Array;
      readonly strings: readonly string[];
    }
  /**
   * Process `parent` has started process `process` at `t` ms of the run's clock. A worker of a page's is told of like a process: it
   * too writes rows of its own, and its actor 0 is the worker.
   */
  | {
      readonly kind: 'process-started';
      readonly process: number;
      readonly parent: number;
      readonly t: number;
      readonly name: string;
      /** A process, unless said otherwise. */
      readonly actorKind?: SourceKind;
    }
  /** Nothing more comes from this process. */
  | { readonly kind: 'process-ended'; readonly process: number; readonly t: number; readonly ending: Ending };

const VOICES = 1 << 17;

/**
 * One number for who wrote a piece of output: an actor by the count of its own process. Which actor of the trace that is,
 * `TraceMerger.speaker` tells, as soon as it is known. For the program's own process it is the actor's own number; for what
 * is no actor, -1.
 */
export function voiceOf(process: number, actor: number): number {
  return actor >= 0 && actor < VOICES ? process * VOICES + actor : -1;
}

export function splitVoice(voice: number): { readonly process: number; readonly actor: number } {
  return voice < 0 ? { process: 0, actor: -1 } : { process: Math.floor(voice / VOICES), actor: voice % VOICES };
}
