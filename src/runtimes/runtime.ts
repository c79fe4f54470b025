/**
 * The contract that every language runtime keeps. Python's and TypeScript's are two implementations of this file; one
 * conformance suite runs against both.
 *
 * A runtime lives inside the realm (an untrusted frame and its workers). It never sees the page. Everything here crosses a
 * structured-clone boundary, so every type is plain data.
 */
import type { Conditions } from '../lab/conditions';
import type { HostDeclaration } from '../lab/declaration';
import type { Place, Stream } from '../trace/events';

/**
 * How `multiprocessing` starts a process. `fork`: the child sees the program as it stands. `spawn`: it imports the program
 * anew, under the name `__mp_main__`, exactly as CPython does.
 */
export const START_METHODS = ['fork', 'spawn'] as const;
export type StartMethod = (typeof START_METHODS)[number];

export type Language = 'python' | 'typescript';

/**
 * What the browser lets this realm do.
 *
 * - `isolated`: SharedArrayBuffer is there. Python threads are preempted at the switch interval; Stop reaches a thread that
 *   never yields; the clock ticks in 5 us steps.
 * - `not-isolated`: no SharedArrayBuffer. Threads take turns only where they block; Stop ends the interpreter when it does
 *   not answer; the clock ticks in 100 us steps.
 */
export type IsolationLevel = 'isolated' | 'not-isolated';

export interface SourceFile {
  /** Relative to the working directory, with `/`; never absolute, never with `..`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface RunLimits {
  /** Output beyond this many characters is counted, not kept; a notice says so. */
  readonly outputChars: number;
  /** Uncontended lock events beyond this many are counted, not listed (see `OmittedEvent`). */
  readonly lockEvents: number;
  /** The run ends with `timed-out` after this long; null for never. Kept by the page, which owns all deadlines. */
  readonly timeoutMs: number | null;
}

/** What the lab network of a run is like. Chance in it (jitter, failures) follows `RunRequest.seed`, 1 where that is null. */
export interface NetworkRequest {
  /** Besides the built-in ones, or in their place. */
  readonly hosts: readonly HostDeclaration[];
  /** At the beginning; they may change while the program runs. */
  readonly conditions: Conditions;
  /**
   * True: names that the lab does not have lead to the real network, where the page fetches for the program. The page holds itself to
   * this flag and asks nobody; the realm only learns from it what to expect. Default false.
   */
  readonly real?: boolean;
}

export interface RunRequest {
  readonly language: Language;
  /** The path, among `files`, of the program to run. */
  readonly entry: string;
  readonly files: readonly SourceFile[];
  /** `sys.argv[1:]`. */
  readonly args: readonly string[];
  /** False switches all tracing off (only benchmarks do). */
  readonly traced: boolean;
  /**
   * Begin with a full heap, so that `RunMemory.grown` shows what the program needs to some 64 KiB: for runs that are not timed. False
   * when absent.
   */
  readonly weighed?: boolean;
  /** Seeds what the program may use as chance (`random`); null leaves it to chance. */
  readonly seed: number | null;
  /** For programs that start processes and do not say how. */
  readonly startMethod: StartMethod;
  /**
   * Interpreters for its processes are made ready before a program begins that starts some; false lets each boot when it is
   * started, so that the true cost of a start shows.
   */
  readonly prepareProcesses: boolean;
  /** Default: the built-in hosts, in fair weather. */
  readonly network?: NetworkRequest;
  readonly limits: RunLimits;
}

/**
 * Does the program start processes? Its text says so, or it does not matter much: then no start method is offered for it, and
 * its processes boot when they are started.
 */
export function startsProcesses({ language, files }: Pick<RunRequest, 'language' | 'files'>): boolean {
  const names = /\bmultiprocessing\b|\bProcessPoolExecutor\b/;
  return (
    language === 'python' && files.some(({ path, content }) => path.endsWith('.py') && names.test(textOf(content)))
  );
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** One line of a traceback, outermost call first. */
export interface ErrorFrame {
  readonly file: string;
  readonly line: number;
  /** The name of the function, `<module>` at top level. */
  readonly name: string;
  /** True for the learner's own files. */
  readonly own: boolean;
}

export interface RaisedError {
  /** `ValueError`, `zipfile.BadZipFile`... */
  readonly type: string;
  readonly message: string;
  readonly frames: readonly ErrorFrame[];
  /** The traceback as the interpreter prints it. */
  readonly text: string;
  /** For a syntax error: where it is. */
  readonly syntax: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/** An actor that can never go on, for the learner to read. */
export interface BlockedActor {
  readonly actor: string;
  /** The call that waits: `Lock.acquire`, `Queue.get`, `Thread.join`. */
  readonly via: string;
  readonly place: Place | null;
  /** What it wants; null when it waits for nothing that has a name. */
  readonly wants: string | null;
  /** Who holds that, and where it took it; null when nobody does (an empty queue, an event that nobody sets). */
  readonly holder: { readonly actor: string; readonly place: Place | null } | null;
}

/**
 * How a run ended. Three families, kept apart everywhere: the program's own end (`finished`, `raised`, `deadlocked`), the
 * learner's or the clock's will (`interrupted`, `timed-out`), and our own failure (`platform-fault`).
 */
export type Outcome =
  | { readonly kind: 'finished'; readonly exitCode: number }
  | { readonly kind: 'raised'; readonly exitCode: number; readonly error: RaisedError }
  | {
      readonly kind: 'deadlocked';
      readonly blocked: readonly BlockedActor[];
      /** Names of the actors of one cycle, each waiting for the next and the last for the first; empty if there is none. */
      readonly cycle: readonly string[];
      /** The whole story in words, several lines. */
      readonly text: string;
    }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | {
      readonly kind: 'interrupted';
      /** True when the program did not end by itself and its interpreter was taken away. */
      readonly forced: boolean;
      readonly exitCode: number;
    }
  | {
      readonly kind: 'platform-fault';
      readonly reason: 'out-of-memory' | 'crashed' | 'unresponsive' | 'boot' | 'protocol' | 'internal' | 'unsupported';
      readonly message: string;
      /** What helps to find the cause: a stack, the last lines of stderr. */
      readonly context: string;
    };

/** A piece of output. Pieces are in order; their texts put together are the run's output log. */
export interface OutputChunk {
  readonly stream: Stream;
  readonly text: string;
  /** Milliseconds since the run's start. */
  readonly t: number;
  /** The actor that wrote it, by the count of the process that sent it, or -1 (a notice). */
  readonly actor: number;
}

export interface RunSummary {
  readonly outcome: Outcome;
  /** From the program's first instruction to the end of its exit handlers; no boot, no compile. */
  readonly wallMs: number;
  /** What the program's interpreters took. Absent where nobody can tell: a browser does not say what its own threads hold. */
  readonly memory?: RunMemory;
}

/**
 * WebAssembly memories of a run's interpreters, each at its end, which is its largest: such a memory grows and never shrinks. They
 * hold all of Python (some 20 MB before a program begins) and all of the program's objects, but not the compiled code, nor the
 * stacks that the browser keeps for threads. All of it is said by the interpreters themselves, which the program could have told lies.
 */
export interface RunMemory {
  /** Summed over the interpreters that came to their end by themselves: what was killed could not be asked. */
  readonly bytes: number;
  /** How many those were. */
  readonly processes: number;
  /** The bytes of the largest of them. */
  readonly largest: number;
  /**
   * How much further their heaps reached at their ends than when the program began (`python/heap.ts`), summed: what it needed beyond
   * what was free already. A heap grows in smaller steps than its memory, and never shrinks either.
   */
  readonly grown: number;
  /** What was free in their heaps when the program began, summed: so much of the program's need may not show in `grown`. */
  readonly spare: number;
}

/** The exit status of `interleave run`, as DESIGN and the manual list them. */
export function exitStatus(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'finished':
    case 'raised':
    case 'interrupted':
      return outcome.exitCode;
    case 'deadlocked':
      return 3;
    case 'timed-out':
      return 124;
    case 'platform-fault':
      return 70;
  }
}

export const DEFAULT_LIMITS: RunLimits = { outputChars: 1_000_000, lockEvents: 200_000, timeoutMs: null };
