/**
 * The trace's vocabulary: everything that a run can tell about itself.
 *
 * Read this file first. A run is a sequence of {@link TraceEvent}s on one clock; every view, every lesson claim and every
 * export is derived from them and from nothing else. Events are *observed*: the scheduler writes a hand-over because it made
 * the hand-over.
 *
 * Invariants that hold for a whole trace (the builder in `builder.ts` refuses a story that breaks one, naming both sides
 * and the time):
 *
 * - `t` never decreases.
 * - An actor appears in events only between its `actor-start` and its `actor-end`; a resource only after its `resource`.
 *   (Only `output` and `omitted` may come after their actor's end: buffers are emptied late, and a tally is told last.)
 * - An exclusive resource (`gil`, `lock`) has at most one holder. `acquire` needs it free, `release` needs it held;
 *   `hand-over` moves it from its holder to another actor in one step. A `lock` may be released by an actor that does not
 *   hold it (Python allows that; the event's `actor`, or the `from` of its hand-over, is then the one that released). An
 *   `rlock` may not.
 * - An actor of a process that has a GIL computes (`COMPUTING_STATES`: it is `running`, `pickling` or `unpickling`) exactly
 *   while it holds that GIL. So at a hand-over of the GIL three events stand together: `state` of the old holder (why it
 *   stopped), `hand-over`, `state: running` of the new one.
 * - An actor of the kind `task` belongs to the thread whose event loop calls it: the nearest thread up its parents. It is
 *   `running` while one of its steps is, from where its loop calls it to where it awaits or ends. At most one task of a
 *   thread is, and it begins and leaves off only while its thread computes. A switch between tasks is no hand-over: the
 *   thread keeps the GIL. What the thread does within the step (compute, wait for the GIL, sleep in `time.sleep` and keep its
 *   loop from all other tasks), the thread's own lane tells.
 * - A message is received once at most, and not before it was sent.
 * - The end of a process gives back what its actors still held of the process's own resources, and what the operating system
 *   closes for a dead process (its ends of pipes, its shared memory). A lock or semaphore that several processes use stays
 *   taken, as it does outside of the browser.
 */
import type { Brand } from '../base/brand';

/**
 * Identifies an actor within one trace. Dense, from 0: in order of appearance where one process wrote the trace; where
 * several did (`merger.ts`), in the order in which they became known, which may be another one.
 */
export type ActorId = Brand<number, 'ActorId'>;

/** Identifies a resource within one trace. Dense, from 0, as actors are. */
export type ResourceId = Brand<number, 'ResourceId'>;

/** Milliseconds since the run's start. The wire carries whole microseconds (see `codec.ts`). */
export type TraceTime = Brand<number, 'TraceTime'>;

/** A line of the learner's source: `file` as in the run request, `line` counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Whatever can run. The order is the codec's: append only. */
export const ACTOR_KINDS = ['process', 'thread', 'task', 'worker', 'event-loop'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Whatever can be held or waited for. The order is the codec's: append only. */
export const RESOURCE_KINDS = [
  'gil',
  'lock',
  'rlock',
  'semaphore',
  'condition',
  'event',
  'queue',
  'pipe',
  'host',
  'other',
  'shared-memory',
  'barrier',
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/**
 * What an actor is doing. The order is the codec's: append only.
 *
 * - `starting`: created, has not run yet (a thread that waits for its first turn; a process that boots).
 * - `running`: executes code; under a GIL it holds the GIL.
 * - `ready`: could run, waits for the GIL; a task: what it waited for has come about, waits for its event loop.
 * - `blocked`: waits for a resource (`resource` names it).
 * - `joining`: waits for another actor's end (`target` names it; none when it waits for several).
 * - `sleeping`: `time.sleep` and its like; a task: `asyncio.sleep`.
 * - `waiting`: waits for something outside: typed input, the network.
 * - `pickling`, `unpickling`: computes, turning objects into a message's bytes and back; under a GIL it holds the GIL.
 * - `sending`: waits for room in a pipe (`resource` names it).
 * - `receiving`: waits for the bytes of a message (`resource` names the pipe).
 *
 * A process's `starting` lasts from `Process.start()` to the first line of its target; then it is `running` to its end,
 * whatever its threads do.
 */
export const ACTOR_STATES = [
  'starting',
  'running',
  'ready',
  'blocked',
  'joining',
  'sleeping',
  'waiting',
  'pickling',
  'unpickling',
  'sending',
  'receiving',
] as const;
export type ActorState = (typeof ACTOR_STATES)[number];

/** The states in which an actor executes code: under a GIL, those in which it holds the GIL. */
export const COMPUTING_STATES = ['running', 'pickling', 'unpickling'] as const satisfies readonly ActorState[];

/** How an actor ended. The order is the codec's: append only. Only tasks end as `cancelled`. */
export const ENDINGS = ['returned', 'raised', 'killed', 'cancelled'] as const;
export type Ending = (typeof ENDINGS)[number];

/**
 * Why a resource changed hands. The order is the codec's: append only.
 *
 * - `interval`: the switch interval was over and somebody waited (GIL).
 * - `blocked`: the holder had to wait for something and let go (GIL).
 * - `ended`: the holder ended (GIL).
 * - `released`: the holder released and the longest waiter got it directly (locks: CPython's fair hand-off).
 */
export const HAND_OVER_REASONS = ['interval', 'blocked', 'ended', 'released'] as const;
export type HandOverReason = (typeof HAND_OVER_REASONS)[number];

/** The order is the codec's: append only. */
export const STREAMS = ['stdout', 'stderr', 'notice'] as const;
/** `notice` is the platform speaking (for example that output was capped), never the program. */
export type Stream = (typeof STREAMS)[number];

/**
 * An actor came to be. `parent` is what it belongs to (a thread's process), null for a root. A task's is who made it: the task
 * whose step made it, otherwise the thread.
 */
export interface ActorStartEvent {
  readonly kind: 'actor-start';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly actorKind: ActorKind;
  readonly name: string;
  readonly parent: ActorId | null;
}

/** An actor's name changed (`thread.name = ...`), from here on. */
export interface ActorNameEvent {
  readonly kind: 'actor-name';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly name: string;
}

export interface ActorEndEvent {
  readonly kind: 'actor-end';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly ending: Ending;
}

/** An actor entered a state; the state lasts until its next `state` or `actor-end`. */
export interface StateEvent {
  readonly kind: 'state';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly state: ActorState;
  /** What a `blocked` actor waits for. */
  readonly resource: ResourceId | null;
  /** Whose end a `joining` actor waits for. */
  readonly target: ActorId | null;
  /** The call that waits, in the learner's words: `Queue.get`, `Event.wait`, `time.sleep`; empty when the line says it all. */
  readonly via: string;
  /** The learner's line that the actor is at; null when it has none (inside the library's own threads). */
  readonly place: Place | null;
}

/** A resource came to be, or became known. */
export interface ResourceEvent {
  readonly kind: 'resource';
  readonly t: TraceTime;
  readonly resource: ResourceId;
  readonly resourceKind: ResourceKind;
  /** As the learner calls it where that could be found (`lock_a`, `self._lock`, `forks[2]`), otherwise `Lock 3`. */
  readonly name: string;
  /** The process that it belongs to; for what several use, the one that made it known. */
  readonly process: ActorId;
  /** True for what the standard library made for its own use (a queue's mutex): views hide it unless asked. */
  readonly internal: boolean;
  /**
   * True for what several processes can use: a pipe, a lock of `multiprocessing`. The laws about holders are not enforced
   * for such a lock: each process stamps what it did by itself, so an acquisition may stand a clock's step before the
   * release that made it possible; and a process can be killed while it holds. At an acquisition by another, the hold
   * before it ends.
   */
  readonly runWide: boolean;
}

/** A resource's name became known later than the resource (a lock that was bound to a name after it was made). */
export interface ResourceNameEvent {
  readonly kind: 'resource-name';
  readonly t: TraceTime;
  readonly resource: ResourceId;
  readonly name: string;
}

export interface AcquireEvent {
  readonly kind: 'acquire';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly resource: ResourceId;
  readonly place: Place | null;
}

export interface ReleaseEvent {
  readonly kind: 'release';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly resource: ResourceId;
  readonly place: Place | null;
}

/** `from` held the resource (or released a `lock` that another held) and `to` holds it now, with nobody in between. */
export interface HandOverEvent {
  readonly kind: 'hand-over';
  readonly t: TraceTime;
  readonly resource: ResourceId;
  readonly from: ActorId;
  readonly to: ActorId;
  readonly reason: HandOverReason;
}

/** Something was written: characters `[offset, offset + length)` of all that the actor's process wrote. */
export interface OutputEvent {
  readonly kind: 'output';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly stream: Stream;
  readonly offset: number;
  readonly length: number;
}

/**
 * `count` acquisitions (each with its release) of one resource by one actor since its last event are not listed one by
 * one, because the run's budget for such events was spent. Views say so; nothing is guessed in their place. Without a
 * resource it is `count` steps of tasks that the thread `actor` has run; their tasks' lanes say where they leave off.
 */
export interface OmittedEvent {
  readonly kind: 'omitted';
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly resource: ResourceId | null;
  readonly count: number;
}

/**
 * A message went into a pipe or queue. It is known by its resource and `offset`: the position of its first byte in the
 * resource's stream of bytes, modulo 2^32. Both sides observe that position, so that a `receive` is matched with its `send`
 * without any guess.
 */
export interface SendEvent {
  readonly kind: 'send';
  /** When all of its bytes had been handed over to the pipe. */
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly resource: ResourceId;
  readonly offset: number;
  readonly bytes: number;
  /** How long it took to make bytes of the objects, in whole microseconds; 0 when that is not known. At most 16.7 s. */
  readonly picklingMicros: number;
}

/**
 * A message came out. The one that was sent under the same `offset` is no longer in flight; without such a one (its sender
 * was killed before it could tell), this is all that is known of the message.
 */
export interface ReceiveEvent {
  readonly kind: 'receive';
  /** When the receiver had all of its bytes. */
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly resource: ResourceId;
  readonly offset: number;
  readonly bytes: number;
  /** Like `picklingMicros`; often 0, because objects are made of the bytes only later. */
  readonly unpicklingMicros: number;
}

/** A remark worth showing on the time axis: "Task-3 kept its event loop busy for 213 ms". */
export interface MarkEvent {
  readonly kind: 'mark';
  /** When it was made: at the end of what it is about. */
  readonly t: TraceTime;
  readonly actor: ActorId;
  readonly text: string;
  /** How long what it is about had lasted by then, in whole microseconds; 0 for a moment, and where that is not known. */
  readonly lastedMicros: number;
  /** The learner's line that it is about. */
  readonly place: Place | null;
}

export type TraceEvent =
  | ActorStartEvent
  | ActorNameEvent
  | ActorEndEvent
  | StateEvent
  | ResourceEvent
  | ResourceNameEvent
  | AcquireEvent
  | ReleaseEvent
  | HandOverEvent
  | OutputEvent
  | OmittedEvent
  | MarkEvent
  | SendEvent
  | ReceiveEvent;

/** The order is the codec's: append only. */
export const EVENT_KINDS = [
  'actor-start',
  'actor-name',
  'actor-end',
  'state',
  'resource',
  'resource-name',
  'acquire',
  'release',
  'hand-over',
  'output',
  'omitted',
  'mark',
  'send',
  'receive',
] as const satisfies readonly TraceEvent['kind'][];

/**
 * Bumped whenever an older reader would misread or refuse a newer trace.
 *
 * - 1: one process.
 * - 2: several processes: ids in any order; messages, the states around them and run-wide resources. Tasks: the ending
 *   `cancelled`, steps that are omitted, places of marks. What was written as version 1 is read as before.
 */
export const TRACE_VERSION = 2;
