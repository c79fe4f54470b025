/**
 * What the authors' command and the page that it drives (`command.html`) say to each other. Both are ours and trusted; what
 * comes out of a realm was parsed before it gets here.
 *
 * The command asks and the page answers: events are fetched with `next`, not pushed, so a slow reader holds up nobody but
 * itself.
 */
import type { RunFiles } from './files';
import type { BootedFrom } from './kit';
import type { Language, OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import type { TracePart } from '../trace/part';
import type { Capabilities } from './realm';

export type CommandEvent =
  | { readonly type: 'started' }
  | { readonly type: 'output'; readonly chunks: readonly OutputChunk[] }
  | { readonly type: 'input-wanted' }
  | { readonly type: 'interrupt-seen' }
  | { readonly type: 'ended'; readonly summary: RunSummary };

export interface CommandResult {
  readonly summary: RunSummary;
  readonly output: readonly OutputChunk[];
  /** In the order in which it came; see `trace/merger.ts`. */
  readonly trace: readonly TracePart[];
}

/** A part of the trace; `rows` as Base64 of their little-endian words, because that is how bytes travel cheaply. */
export type TracePiece =
  | Exclude<TracePart, { readonly kind: 'rows' }>
  | { readonly kind: 'rows'; readonly process: number; readonly rows: string; readonly strings: readonly string[] };

/** `window.interleave` of the command's page. */
export interface CommandPage {
  /** Rejects when there is no realm to be had. */
  capabilities(): Promise<Capabilities>;
  /** Prepares an interpreter; never needed before `run` or `start`. */
  boot(language: Language): Promise<{
    readonly version: string;
    readonly from: BootedFrom;
    readonly bootMs: number;
    readonly sharesThread: boolean;
  }>;
  /** Runs a program to its end and tells everything at once. For tests and the console. */
  run(request: RunRequest): Promise<CommandResult>;
  /** Begins a run, whose events `next` then tells. One at a time. */
  start(request: RunRequest): void;
  /** What happened since the last call, in order; waits until something did. The last event of a run is `ended`. */
  next(): Promise<readonly CommandEvent[]>;
  /** After `ended`: the next part of the trace, a few megabytes at most; null when that was all. */
  takeTrace(): readonly TracePiece[] | null;
  /** After `ended`: the files that the program has made; null when there are none. */
  files(): RunFiles | null;
  /** After `ended` and until the next `start`: what a file holds, in Base64; null when that could not be kept. */
  takeFile(path: string): Promise<string | null>;
  /** A typed line without its newline; null is end-of-file. */
  input(line: string | null): void;
  /** The first time Ctrl-C, the second time the end. */
  stop(): void;
}

declare global {
  interface Window {
    /** Only in `command.html`. */
    interleave: CommandPage;
  }
}
