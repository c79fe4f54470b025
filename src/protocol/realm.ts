/**
 * What crosses the border between the page (trusted) and the realm (an opaque-origin frame that runs lesson code).
 *
 * The page creates the frame, posts one `connect` window message that carries a MessagePort, and from then on both sides
 * speak only through that port. Both parse what they receive (`parse-realm.ts`): a message that does not fit is a protocol
 * fault, never a guess.
 *
 *   page                                   realm frame                       worker
 *    | -- {connect, version} + port (window) --> |                              |
 *    | <------------- hello {capabilities} ----- |                              |
 *    | -- boot {language} ---------------------> | -- boot (worker.ts) -------> |
 *    | <------------- boot-progress ... -------- | <--------------------------- |
 *    | <------------- booted ------------------- | <--------------------------- |
 *    | -- run {run, request} ------------------> | ---------------------------> |
 *    | <------------- started, output, trace --- | <--------------------------- |
 *    | -- conditions {run} --------------------> | (the lab network is the frame's)
 *    | <------------- network {run, events} ---- |                              |
 *    | <------------- real-request {run} ------- | (only of a run that was begun with the real network)
 *    | -- real-answer {run}, in parts ---------> |                              |
 *    | -- interrupt {run} ---------------------> | (signal through shared memory, or a message)
 *    | <------------- interrupt-seen ----------- | <--------------------------- |
 *    | <------------- ended {run, summary} ----- | <--------------------------- |
 *
 * After `ended` the worker that ran is thrown away, whatever its end, and a fresh interpreter is prepared: the next run
 * starts clean. `kill` ends a run without its consent; the realm answers with `ended` all the same. The page does not need
 * the realm's goodwill: when `pong` stays away it removes the frame and reports `platform-fault: unresponsive` itself.
 */
import type { BeyondFailure, BeyondRequest } from '../lab/beyond';
import type { Conditions } from '../lab/conditions';
import type { LabEvent } from '../lab/events';
import type { Headers } from '../lab/http/message';
import type { IsolationLevel, Language, OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import type { Ending } from '../trace/events';
import type { SourceKind } from '../trace/part';
import type { FileContent, RunFiles } from './files';
import type { BootedFrom } from './kit';

/** Both ends must have the same; a realm of another version is refused at `hello`. */
export const REALM_PROTOCOL_VERSION = 1;

/** The one window message: everything else goes through the port that it carries. */
export interface ConnectMessage {
  readonly type: 'interleave:connect';
  readonly version: number;
}

export interface Capabilities {
  readonly isolation: IsolationLevel;
  /** WebAssembly stack switching (JSPI): without it there are no Python threads. */
  readonly stackSwitching: boolean;
  /** False in a browser that is locked down: then there is no Python at all. */
  readonly webAssembly: boolean;
  /** `navigator.hardwareConcurrency`. */
  readonly cores: number;
  /** The smallest step of `performance.now()` seen at start, in ms. */
  readonly clockStepMs: number;
}

/** What comes back of a `real-request`: one head, pieces, the end; or a failure in place of any of them. */
export type RealAnswer =
  | { readonly part: 'head'; readonly status: number; readonly reason: string; readonly headers: Headers }
  /** `bytes` is transferred. */
  | { readonly part: 'piece'; readonly bytes: Uint8Array }
  | { readonly part: 'end' }
  | { readonly part: 'failed'; readonly failure: BeyondFailure; readonly words: string };

/** How the figure of an event loop is drawn: colours as CSS says them, of the page's theme. */
export interface StageLook {
  readonly ground: string;
  readonly warp: string;
  readonly strand: string;
  readonly bead: string;
  readonly bad: string;
  /** Less motion is wished for. */
  readonly still: boolean;
}

/** What a program's event loop let the browser draw. */
export interface FrameCount {
  readonly drawn: number;
  /** Frames that were due while the loop was kept busy. */
  readonly dropped: number;
  /** The longest time without one. */
  readonly longestMs: number;
}

/** Run ids are chosen by the page, unique for one realm. */
export type RunId = number;

export type PageToRealm =
  /** Prepare an interpreter of this language; answered by `boot-progress`* then `booted` or `fault`. Idempotent. */
  | { readonly type: 'boot'; readonly language: Language }
  /** Answered by `started`, then `output`/`trace`/`input-wanted`, then exactly one `ended`. */
  /** `guarded`: only for a program on a frame's main thread, where that is the page's own; its loops are made to give up in time. */
  | { readonly type: 'run'; readonly run: RunId; readonly request: RunRequest; readonly guarded?: boolean }
  /** Ctrl-C: SIGINT to the program. `interrupt-seen` follows when the interpreter took it. */
  | { readonly type: 'interrupt'; readonly run: RunId }
  /** End the run now, whatever it does. `outcome` is what `ended` will carry. */
  | { readonly type: 'kill'; readonly run: RunId; readonly why: 'learner' | 'timeout' | 'unresponsive' }
  /** A line typed by the learner, without its newline; null is end-of-file. */
  | { readonly type: 'input'; readonly run: RunId; readonly line: string | null }
  /** The network's weather from now on: it acts on the next request. */
  | { readonly type: 'conditions'; readonly run: RunId; readonly conditions: Conditions }
  /**
   * Asks for the first `most` bytes of a file that the run has made; answered by one `file` with the same `read`. Also after
   * the run's end, until the next begins.
   */
  | {
      readonly type: 'read-file';
      readonly run: RunId;
      readonly read: number;
      readonly path: string;
      readonly most: number;
    }
  /** A part of the answer to the `real-request` with this `exchange`. */
  | { readonly type: 'real-answer'; readonly run: RunId; readonly exchange: number; readonly answer: RealAnswer }
  /** Only for a frame whose main thread runs the program. */
  | { readonly type: 'stage'; readonly look: StageLook }
  /** Compute for so many milliseconds, and say `spun`: the page looks whether it can go on meanwhile. Before any run. */
  | { readonly type: 'spin'; readonly ms: number }
  | { readonly type: 'ping'; readonly nonce: number };

export type RealmToPage =
  | { readonly type: 'hello'; readonly version: number; readonly capabilities: Capabilities }
  | {
      readonly type: 'boot-progress';
      readonly language: Language;
      /** What is being done, for the learner: "Downloading CPython". */
      readonly step: string;
      /** Bytes of the download so far and in all; both 0 in steps without bytes. */
      readonly loaded: number;
      readonly total: number;
    }
  /** Also when the page has not asked: an interpreter is prepared after each run, and a plain one replaced when there is a kit. */
  | {
      readonly type: 'booted';
      readonly language: Language;
      readonly version: string;
      readonly from: BootedFrom;
      readonly bootMs: number;
    }
  | { readonly type: 'started'; readonly run: RunId }
  /** `process`: whose. 0 is the program's own process; the others are numbered in the order of their starts. */
  | {
      readonly type: 'output';
      readonly run: RunId;
      readonly process: number;
      readonly chunks: readonly OutputChunk[];
    }
  /** Rows and strings as `trace/codec.ts` defines them; `rows` is transferred. */
  | {
      readonly type: 'trace';
      readonly run: RunId;
      readonly process: number;
      readonly rows: Int32Array;
      readonly strings: readonly string[];
    }
  /**
   * What happened in the lab network, in order, at most some twenty times a second and always before `ended`. Times are
   * milliseconds of the run's clock. `omitted`: how many exchanges have begun so far that are not told, because the run's
   * budget for them was spent (`budget.ts`).
   */
  | {
      readonly type: 'network';
      readonly run: RunId;
      readonly events: readonly LabEvent[];
      readonly omitted: number;
    }
  /**
   * The page is to fetch this for the program. Refused as a protocol fault unless the run was begun with `network.real`, which the page
   * knows by itself. `exchange` counts up from 0 in each run. `request.body` is transferred.
   */
  | { readonly type: 'real-request'; readonly run: RunId; readonly exchange: number; readonly request: BeyondRequest }
  /** So many bytes of the answer have gone on: as many more may be sent (`REAL_CAPS.window`). */
  | { readonly type: 'real-taken'; readonly run: RunId; readonly exchange: number; readonly bytes: number }
  /** The program wants nothing more of it. Nothing but parts that are under way follows. */
  | { readonly type: 'real-abort'; readonly run: RunId; readonly exchange: number }
  /** Process `parent` has started process `process` at `t` ms of the run's clock. Its rows come with its number. */
  | {
      readonly type: 'process-started';
      readonly run: RunId;
      readonly process: number;
      readonly parent: number;
      readonly t: number;
      readonly name: string;
      /** A worker is told of like a process (`trace/part.ts`). */
      readonly actorKind: SourceKind;
    }
  /** Nothing more comes from this process. */
  | {
      readonly type: 'process-ended';
      readonly run: RunId;
      readonly process: number;
      readonly t: number;
      readonly ending: Ending;
    }
  /** The program waits for a typed line; sent anew for each line. */
  | { readonly type: 'input-wanted'; readonly run: RunId }
  | { readonly type: 'interrupt-seen'; readonly run: RunId }
  | { readonly type: 'ended'; readonly run: RunId; readonly summary: RunSummary }
  /** So far; a few times a second, and always before `ended`. Only of programs that run on a frame's main thread. */
  | { readonly type: 'frames'; readonly run: RunId; readonly count: FrameCount }
  /** The files that the run has made so far; a few times a second while they change, and always before `ended`. */
  | { readonly type: 'files'; readonly run: RunId; readonly listing: RunFiles }
  /** `content` is transferred. */
  | ({ readonly type: 'file'; readonly run: RunId; readonly read: number } & FileContent)
  /** The realm itself failed outside any run (boot, protocol). */
  | {
      readonly type: 'fault';
      readonly reason: 'boot' | 'protocol' | 'internal' | 'unsupported';
      readonly message: string;
    }
  | { readonly type: 'spun' }
  | { readonly type: 'pong'; readonly nonce: number };
