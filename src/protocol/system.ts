/**
 * System calls: what an interpreter that is one process of several asks of the kernel in the realm's frame
 * (`runtimes/python/system/kernel.ts`). They cross from a worker to the frame and back, in order; an answer carries the number of
 * its call. A *note* has no answer.
 *
 * Object numbers are chosen by the process that makes the object (`process << 16 | count`), so making one needs no answer
 * either. When isolated the maker sends the object's shared buffer along, and everything else happens in that; the calls in
 * the last group exist for realms without shared memory, where the kernel keeps the objects.
 */
import type { RunFile } from './files';

/** How many more (or fewer) of a pipe's ends a process holds. */
export type Holding = readonly [object: number, readers: number, writers: number];

/** A file as a process left it; null: it was removed. All processes of a run see one file system. */
export interface FileChange {
  /** Absolute; a folder ends with a slash. */
  readonly path: string;
  readonly content: Uint8Array | null;
}

/** What a new process begins with. */
export interface ProcessImage {
  /** For people: `Process-1`, `ForkPoolWorker-2`. */
  readonly name: string;
  /** `fork`: `state` is a copy of the parent's program (port/fork.py). `exec`: `argv` is a command line of `python`. */
  readonly kind: 'fork' | 'exec';
  readonly argv: readonly string[];
  readonly state: Uint8Array;
  /** The open file descriptors that the child gets, as JSON (system/processes.ts). */
  readonly descriptors: string;
  /** The ends of pipes among them. */
  readonly holdings: readonly Holding[];
}

export type SystemCall =
  | { readonly op: 'spawn'; readonly image: ProcessImage }
  | { readonly op: 'signal'; readonly pid: number; readonly signal: number }
  /** The buffer of an object that another process made; `name` for shared memory with a name. */
  | { readonly op: 'find'; readonly object: number }
  | { readonly op: 'open-memory'; readonly name: string; readonly object: number; readonly size: number }
  | { readonly op: 'unlink-memory'; readonly name: string }
  /** Makes a pipe, whose reader the caller holds, known as the queue of connections to `address`. */
  | { readonly op: 'listen'; readonly address: string; readonly object: number }
  /** `reads` and `writes` are the pipes of the accepting side; the caller made them and holds the other ends. */
  | { readonly op: 'connect'; readonly address: string; readonly reads: number; readonly writes: number }
  /** `value` is the IPv4 address of a host of the network, 0 when it has none of that name. */
  | { readonly op: 'resolve'; readonly name: string }
  /** Names of the network's hosts, with spaces between them, in `bytes`. */
  | { readonly op: 'hosts' }
  /** Why the connection of which this is a pipe broke, in a sentence in `bytes`; empty where nobody has said it. */
  | { readonly op: 'why'; readonly object: number }
  /**
   * The package from which a top-level module `name` is imported that neither CPython nor the learner has: it and what it needs in
   * turn, as `files` with paths relative to where packages live. None: it is not at hand.
   */
  | { readonly op: 'package'; readonly name: string }
  /** Files that other processes have written since file note number `since`; `value` is the number of the last one. */
  | { readonly op: 'files'; readonly since: number }
  // Without shared memory only.
  | { readonly op: 'read'; readonly object: number; readonly count: number }
  | { readonly op: 'write'; readonly object: number; readonly bytes: Uint8Array }
  | { readonly op: 'state'; readonly object: number }
  | { readonly op: 'size'; readonly object: number }
  | { readonly op: 'acquire'; readonly object: number }
  | { readonly op: 'release'; readonly object: number; readonly most: number }
  | { readonly op: 'value'; readonly object: number }
  | { readonly op: 'peek'; readonly object: number; readonly offset: number; readonly count: number }
  | { readonly op: 'poke'; readonly object: number; readonly offset: number; readonly bytes: Uint8Array }
  /** Answers when one of the objects has another version than the one seen. */
  | { readonly op: 'wait'; readonly seen: readonly (readonly [object: number, version: number])[] };

export type SystemNote =
  | {
      readonly op: 'make';
      readonly object: number;
      readonly kind: 'pipe' | 'semaphore' | 'memory';
      /** A semaphore's value, a memory's size. */
      readonly value: number;
      /** Null without shared memory. */
      readonly buffer: SharedArrayBuffer | null;
    }
  | { readonly op: 'hold'; readonly holding: Holding }
  /** Moves a holding from another process to this one. */
  | { readonly op: 'take'; readonly from: number; readonly holding: Holding }
  | { readonly op: 'forget'; readonly object: number }
  /**
   * Begins a connection to a host of the network. `reads` and `writes` are the pipes of the host's side, as in `connect`; how it
   * goes is told in the line of `reads` (system/objects.ts, `setLine`).
   */
  | {
      readonly op: 'dial';
      readonly address: number;
      readonly port: number;
      readonly reads: number;
      readonly writes: number;
    }
  /** Which signals have handlers of the program's, and which it ignores: the others do what they do by default. */
  | { readonly op: 'handle'; readonly signal: number; readonly action: 'default' | 'ignore' | 'handler' }
  /** The process has come to the first line of its own work. */
  | { readonly op: 'begin' }
  /** `at`: when it was written, in milliseconds of the run's clock. */
  | ({ readonly op: 'file'; readonly at: number } & FileChange)
  /** Files that stand as listed; their contents may follow (`protocol/files.ts`). */
  | { readonly op: 'listed'; readonly files: readonly RunFile[] };

/** `value` is the number that the function of `objects.ts` gave, or what the call names; an error is an errno. */
export type SystemAnswer =
  | {
      readonly value: number;
      readonly version?: number | undefined;
      readonly bytes?: Uint8Array | undefined;
      readonly buffer?: SharedArrayBuffer | null | undefined;
      readonly files?: readonly FileChange[] | undefined;
    }
  | { readonly errno: number };
