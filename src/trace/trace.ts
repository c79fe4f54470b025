/**
 * The frozen record of a run, and what views read of it.
 *
 * A `Trace` is append-only history cut off at some length: a snapshot taken while the program runs stays valid (and
 * unchanged) when more events arrive later. Nothing here copies events; everything may be shared by every view.
 */
import type {
  ActorId,
  ActorKind,
  ActorState,
  Ending,
  Place,
  ResourceId,
  ResourceKind,
  TraceEvent,
  TraceTime,
} from './events';

export interface Actor {
  readonly id: ActorId;
  readonly kind: ActorKind;
  /** The latest name that this trace knows. */
  readonly name: string;
  readonly parent: ActorId | null;
  readonly start: TraceTime;
  /** Null while it lives. */
  readonly end: TraceTime | null;
  readonly ending: Ending | null;
}

export interface Resource {
  readonly id: ResourceId;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly process: ActorId;
  readonly internal: boolean;
  /** Several processes can use it. */
  readonly runWide: boolean;
}

/** One stretch of an actor's life in one state. */
export interface Segment {
  readonly start: TraceTime;
  /** The trace's end for a state that still lasts. */
  readonly end: TraceTime;
  readonly state: ActorState;
  readonly resource: ResourceId | null;
  readonly target: ActorId | null;
  readonly via: string;
  readonly place: Place | null;
}

/** One stretch of an actor holding a resource (a lock's band, the GIL's ribbon). */
export interface Hold {
  readonly actor: ActorId;
  readonly start: TraceTime;
  /** The trace's end for what is still held. */
  readonly end: TraceTime;
  readonly place: Place | null;
  /** True when the resource went straight to the next holder. */
  readonly handedOver: boolean;
  /** True while it is still held: `end` is then only as far as the trace goes. */
  readonly open: boolean;
}

/** One message from its sending to its arrival. */
export interface Message {
  readonly sender: ActorId;
  /** Null while it is in flight. */
  readonly receiver: ActorId | null;
  /** The pipe or queue that it went through. */
  readonly resource: ResourceId;
  readonly sentAt: TraceTime;
  readonly receivedAt: TraceTime | null;
  readonly bytes: number;
  /** Null when it is not known. */
  readonly picklingMs: number | null;
  /** Null when it is not known. */
  readonly unpicklingMs: number | null;
}

/**
 * A column store of consecutive stretches, sorted by start, addressed by index: made for binary search and for drawing
 * hundreds of thousands of them. `at(i)` builds the object for one.
 */
export interface Series<T> {
  readonly length: number;
  start(i: number): TraceTime;
  /** The end of stretch `i`; for the open last one, the trace's end. */
  end(i: number): TraceTime;
  at(i: number): T;
  /** The last index whose start is <= t, or -1. */
  indexAt(t: TraceTime): number;
}

export interface SegmentSeries extends Series<Segment> {
  /** Index into ACTOR_STATES, without building the object. */
  stateCode(i: number): number;
  /** Whether stretch `i` comes from this line, without building the object. */
  isAt(i: number, place: Place): boolean;
}

export interface HoldSeries extends Series<Hold> {
  /** Who holds during stretch `i`, without building the object. */
  holder(i: number): ActorId;
}

/**
 * Messages by their sending: `start` is when it was sent, `end` when it arrived (the trace's end for one in flight). The
 * numbers are for drawing many of them without building objects.
 */
export interface MessageSeries extends Series<Message> {
  sender(i: number): ActorId;
  /** -1 while it is in flight. */
  receiver(i: number): ActorId | -1;
  resource(i: number): ResourceId;
  bytes(i: number): number;
  /** True when it has arrived by the trace's end. */
  arrived(i: number): boolean;
  /**
   * The first index from which on a message may be in flight at `t` or later: all before it had arrived. So what touches
   * the window from a to b is among `firstReaching(a)` to `indexAt(b)`.
   */
  firstReaching(t: TraceTime): number;
}

/** A remark about an actor: what it is about went on from `since` to `t`. */
export interface Mark {
  readonly actor: ActorId;
  readonly t: TraceTime;
  /** `t` itself where it is about a moment. */
  readonly since: TraceTime;
  readonly text: string;
  readonly place: Place | null;
}

/** Remarks in the order in which they were made; addressed by index, as a `Series` is. */
export interface MarkSeries {
  readonly length: number;
  timeAt(i: number): TraceTime;
  since(i: number): TraceTime;
  actor(i: number): ActorId;
  at(i: number): Mark;
  /** The last index whose time is <= t, or -1. */
  indexAt(t: TraceTime): number;
  /** One past the last index that is about something that had begun by `t`: what touches a to b is among `indexAt(a)` to this. */
  endReaching(t: TraceTime): number;
}

export interface Lane {
  readonly actor: Actor;
  readonly segments: SegmentSeries;
}

export interface Trace {
  /** Number of events. */
  readonly length: number;
  /** Decodes event `i`. */
  at(i: number): TraceEvent;
  /** The time of event `i`, without decoding it. */
  timeAt(i: number): TraceTime;
  /** The last index whose time is <= t, or -1. */
  indexAt(t: TraceTime): number;
  /** The time of the run's end, or of the last event while it runs. */
  readonly end: TraceTime;
  /** True once the run has ended: no later snapshot will be longer. */
  readonly complete: boolean;
  readonly actors: readonly Actor[];
  readonly resources: readonly Resource[];
  /** One lane for each actor; `lanes[id]` is actor `id`'s. */
  readonly lanes: readonly Lane[];
  /** Who held resource `id`, in order. Empty for what nobody ever held. */
  holds(id: ResourceId): HoldSeries;
  /** Every message that was sent. */
  readonly messages: MessageSeries;
  /** Every remark. */
  readonly marks: MarkSeries;
  readonly counts: TraceCounts;
}

/** What `interleave run --json` reports as `counts`. */
export interface TraceCounts {
  readonly events: number;
  /** Actors other than processes: threads, tasks, workers, loops. */
  readonly actors: number;
  readonly processes: number;
  /** Hand-overs of a GIL: one actor stopped and another went on, with or without an idle gap between them. */
  readonly handOvers: number;
  /** How often an actor had to wait for a lock (any resource but a GIL). */
  readonly lockWaits: number;
  /** Acquisitions of non-GIL resources, those that were omitted one by one included. */
  readonly acquisitions: number;
  /** Messages that were sent, those that never arrived included. */
  readonly messages: number;
}
