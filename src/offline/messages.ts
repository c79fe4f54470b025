/** What a page and the site's service worker say to each other, and the list that the worker is built with. */

/** One file of the build. */
export interface KeptFile {
  /** Relative to the site's root. */
  readonly path: string;
  /** SHA-256 of its bytes, in base64. */
  readonly digest: string;
  readonly bytes: number;
  /** Kept last, and not before the first lesson could run without it: the full editor. */
  readonly late: boolean;
}

export interface KeptList {
  /** Names the build: two builds of the same sources have the same. */
  readonly build: string;
  readonly files: readonly KeptFile[];
}

/** Each comes with a port, on which the answers are sent. */
export type PageToWorker =
  /** Answered by one `state`. */
  | { readonly type: 'hello' }
  /**
   * Keep what is not kept yet; `have`, by address, is what the page has fetched itself. With `only`, nothing is kept but what has one of
   * these addresses. Answered by `state` now and then, and when it is over by `kept` or `failed`.
   */
  | { readonly type: 'keep'; readonly have: ReadonlyMap<string, Blob>; readonly only: readonly string[] | null }
  /** Answered by `names`. */
  | { readonly type: 'names' }
  /** The learner wants the new version now. Not answered. */
  | { readonly type: 'take-over' };

export type WorkerToPage =
  | { readonly type: 'state'; readonly keptBytes: number; readonly allBytes: number }
  | { readonly type: 'kept' }
  /** The addresses of what is kept of this build. */
  | { readonly type: 'names'; readonly kept: readonly string[] }
  /** `full`: the browser gives no more room. Otherwise a file could not be had, or is not the one of this build. */
  | { readonly type: 'failed'; readonly full: boolean };

/** A page holds this lock, shared, for as long as it is there: its build's files are then not let go. */
export const LOCK = 'interleave page ';
