/**
 * The files that a run has made, as they cross the borders.
 *
 * Each interpreter keeps its files in its own memory. What it changes it tells the frame: first names and sizes, then, once a
 * file has been left alone for a moment, its contents (`system.ts`, notes `listed` and `file`). The frame keeps both, for the
 * run's other processes and for the page, until the next run begins; so a file can still be looked at when the interpreter
 * that wrote it is long gone.
 */

/**
 * What one run may keep, in each of its interpreters and in the frame for all of its processes together.
 *
 * The same bytes lie in memory up to three times (the interpreter that wrote a file, the frame, and for the length of a
 * download the page), and a phone's tab has some hundred megabytes for everything. 64 MB is far more than any lesson writes: a
 * dozen photographs of 5000 x 5000 with their thumbnails, or a million lines of a log. Names are bounded because each costs
 * memory and a look of its own, even when its file is empty.
 */
export const DISK = {
  bytes: 64 * 1024 * 1024,
  /** Files, folders and links. */
  names: 4096,
} as const;

/** For people, wherever it is said that no more fits. */
export const DISK_WORDS = `a run may keep ${DISK.bytes / 1024 ** 2} MB in ${DISK.names.toLocaleString('en')} files and folders`;

/** A file that the program has made or changed. */
export interface RunFile {
  /** Absolute, as the program sees it: `/home/learner/out.txt`. Any characters that a program may think of. */
  readonly path: string;
  readonly size: number;
  /** When it was last written, in milliseconds since the run's start. */
  readonly at: number;
}

/** All of them, newest first. */
export interface RunFiles {
  /** At most `LISTED`. */
  readonly files: readonly RunFile[];
  /** So many more are not listed. */
  readonly more: number;
  /** Of all, also of those not listed. */
  readonly bytes: number;
}

/** Files in one message: more than anybody reads. */
export const LISTED = 1_000;

/** What is there to be read of a file. */
export interface FileContent {
  /** Its first bytes, as many as were asked for; null: there is nothing to read. */
  readonly content: Uint8Array | null;
  /** Bytes of the whole file. */
  readonly size: number;
  /** The program was too busy to tell what it wrote last: `content` is older, or not there yet. */
  readonly stale: boolean;
}
