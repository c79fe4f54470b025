/**
 * The one implementation of `Trace`: windows onto the builder's columns. The builder only ever writes beyond the length
 * of a snapshot, with one exception: the row that ends a hold (`until`), or a message's flight (`receives`). A snapshot
 * taken before sees that this row lies beyond its own length, and says, as it did before, that the hold is open.
 *
 *     rows     [ . . . . . . . . . . | . . . . . . . ]
 *                  ^acquire           |   ^release, written later
 *              the snapshot ends here-'
 *
 * When a column grows, the builder takes a larger copy and leaves the old one to the snapshots that hold it.
 */
import { EVENT, MAX_LINE, ROW_INTS, decodeEvent, decodePlace, fromMicros } from './codec';
import type { ActorId, MarkEvent, Place, ResourceId, StateEvent, TraceEvent, TraceTime } from './events';
import { actorId, resourceId } from './ids';
import type {
  Actor,
  Hold,
  HoldSeries,
  Lane,
  Mark,
  MarkSeries,
  Message,
  MessageSeries,
  Resource,
  Segment,
  SegmentSeries,
  Trace,
  TraceCounts,
} from './trace';

export interface TraceColumns {
  /** See `codec.ts`; room beyond `length` rows belongs to later events. */
  readonly rows: Int32Array;
  readonly strings: readonly string[];
  readonly length: number;
  readonly end: TraceTime;
}

/** The holds of one resource: the row that began each, the row that ended it (or -1), where it was taken (or -1). */
export interface HoldColumns {
  readonly from: Int32Array;
  readonly until: Int32Array;
  readonly place: Int32Array;
  length: number;
}

/** The rows that sent each message, and those that received them (or -1). */
export interface MessageColumns {
  readonly sends: Int32Array;
  readonly receives: Int32Array;
  length: number;
}

/** The last index in [0, length) whose time is <= t, or -1. `timeAt` does not decrease. */
function lastAtOrBefore(length: number, t: number, timeAt: (i: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeAt(middle) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function timeOfRow(rows: Int32Array, row: number): TraceTime {
  return fromMicros((rows[row * ROW_INTS + 2] as number) >>> 0);
}

function outOfRange(i: number, length: number): RangeError {
  return new RangeError(`there is no item ${i} among ${length}`);
}

class Segments implements SegmentSeries {
  constructor(
    readonly columns: TraceColumns,
    /** The actor's `state` rows. */
    readonly stateRows: Int32Array,
    readonly length: number,
    readonly actorEnd: TraceTime | null,
  ) {}

  start(i: number): TraceTime {
    return timeOfRow(this.columns.rows, this.stateRows[i] as number);
  }

  end(i: number): TraceTime {
    return i + 1 < this.length ? this.start(i + 1) : (this.actorEnd ?? this.columns.end);
  }

  stateCode(i: number): number {
    return (this.columns.rows[(this.stateRows[i] as number) * ROW_INTS + 3] as number) & 0xff;
  }

  isAt(i: number, place: Place): boolean {
    const { rows, strings } = this.columns;
    const code = rows[(this.stateRows[i] as number) * ROW_INTS + 5] as number;
    return code >= 0 && (code & MAX_LINE) === place.line && strings[code >>> 20] === place.file;
  }

  at(i: number): Segment {
    if (!(i >= 0 && i < this.length)) throw outOfRange(i, this.length);
    const { rows, strings } = this.columns;
    const event = decodeEvent(rows, this.stateRows[i] as number, strings) as StateEvent;
    const { state, resource, target, via, place } = event;
    return { start: event.t, end: this.end(i), state, resource, target, via, place };
  }

  indexAt(t: TraceTime): number {
    return lastAtOrBefore(this.length, t, (i) => this.start(i));
  }
}

class Holds implements HoldSeries {
  readonly length: number;

  constructor(
    readonly columns: TraceColumns,
    readonly holds: HoldColumns,
  ) {
    this.length = holds.length;
  }

  start(i: number): TraceTime {
    return timeOfRow(this.columns.rows, this.holds.from[i] as number);
  }

  end(i: number): TraceTime {
    const row = this.#endRow(i);
    return row < 0 ? this.columns.end : timeOfRow(this.columns.rows, row);
  }

  at(i: number): Hold {
    if (!(i >= 0 && i < this.length)) throw outOfRange(i, this.length);
    const { rows, strings } = this.columns;
    const from = (this.holds.from[i] as number) * ROW_INTS;
    const until = this.#endRow(i);
    return {
      actor: this.#receiver(from),
      start: this.start(i),
      end: this.end(i),
      place: decodePlace(this.holds.place[i] as number, strings),
      handedOver: until >= 0 && rows[until * ROW_INTS] === EVENT['hand-over'],
      open: until < 0,
    };
  }

  indexAt(t: TraceTime): number {
    return lastAtOrBefore(this.length, t, (i) => this.start(i));
  }

  holder(i: number): ActorId {
    return this.#receiver((this.holds.from[i] as number) * ROW_INTS);
  }

  #endRow(i: number): number {
    const row = this.holds.until[i] as number;
    return row < this.columns.length ? row : -1;
  }

  #receiver(at: number): ActorId {
    const { rows } = this.columns;
    return actorId((rows[at] === EVENT['hand-over'] ? rows[at + 4] : rows[at + 1]) as number);
  }
}

class Messages implements MessageSeries {
  readonly length: number;
  /** The latest end among the messages up to each; made when it is first asked for. */
  #latest: Float64Array | null = null;

  constructor(
    readonly columns: TraceColumns,
    readonly messages: MessageColumns,
  ) {
    this.length = messages.length;
  }

  start(i: number): TraceTime {
    return timeOfRow(this.columns.rows, this.messages.sends[i] as number);
  }

  end(i: number): TraceTime {
    const row = this.#receiveRow(i);
    return row < 0 ? this.columns.end : timeOfRow(this.columns.rows, row);
  }

  sender(i: number): ActorId {
    return actorId(this.#sendWord(i, 1));
  }

  receiver(i: number): ActorId | -1 {
    const row = this.#receiveRow(i);
    return row < 0 ? -1 : actorId(this.columns.rows[row * ROW_INTS + 1] as number);
  }

  resource(i: number): ResourceId {
    return resourceId(this.#sendWord(i, 3));
  }

  bytes(i: number): number {
    return this.#sendWord(i, 5) >>> 0;
  }

  arrived(i: number): boolean {
    return this.#receiveRow(i) >= 0;
  }

  at(i: number): Message {
    if (!(i >= 0 && i < this.length)) throw outOfRange(i, this.length);
    const row = this.#receiveRow(i);
    const picklingMicros = this.#sendWord(i, 0) >>> 8;
    const unpicklingMicros = row < 0 ? 0 : (this.columns.rows[row * ROW_INTS] as number) >>> 8;
    return {
      sender: this.sender(i),
      receiver: row < 0 ? null : (this.receiver(i) as ActorId),
      resource: this.resource(i),
      sentAt: this.start(i),
      receivedAt: row < 0 ? null : timeOfRow(this.columns.rows, row),
      bytes: this.bytes(i),
      picklingMs: picklingMicros === 0 ? null : picklingMicros / 1000,
      unpicklingMs: unpicklingMicros === 0 ? null : unpicklingMicros / 1000,
    };
  }

  indexAt(t: TraceTime): number {
    return lastAtOrBefore(this.length, t, (i) => this.start(i));
  }

  firstReaching(t: TraceTime): number {
    if (this.#latest === null) {
      this.#latest = new Float64Array(this.length);
      let latest = 0;
      for (let i = 0; i < this.length; i++) {
        latest = Math.max(latest, this.arrived(i) ? this.end(i) : Infinity);
        this.#latest[i] = latest;
      }
    }
    const latest = this.#latest;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((latest[middle] as number) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sendWord(i: number, word: number): number {
    return this.columns.rows[(this.messages.sends[i] as number) * ROW_INTS + word] as number;
  }

  #receiveRow(i: number): number {
    const row = this.messages.receives[i] as number;
    return row < this.columns.length ? row : -1;
  }
}

class Marks implements MarkSeries {
  /** The earliest beginning among the remarks from each on; made when it is first asked for. */
  #earliest: Float64Array | null = null;

  constructor(
    readonly columns: TraceColumns,
    /** The `mark` rows. */
    readonly rows: Int32Array,
    readonly length: number,
  ) {}

  timeAt(i: number): TraceTime {
    return timeOfRow(this.columns.rows, this.rows[i] as number);
  }

  since(i: number): TraceTime {
    const at = (this.rows[i] as number) * ROW_INTS;
    const { rows } = this.columns;
    // (A process's clock may have been moved a little when its story was joined with those of others.)
    return fromMicros(Math.max(0, ((rows[at + 2] as number) >>> 0) - ((rows[at + 4] as number) >>> 0)));
  }

  actor(i: number): ActorId {
    return actorId(this.columns.rows[(this.rows[i] as number) * ROW_INTS + 1] as number);
  }

  at(i: number): Mark {
    if (!(i >= 0 && i < this.length)) throw outOfRange(i, this.length);
    const { rows, strings } = this.columns;
    const { actor, t, text, place } = decodeEvent(rows, this.rows[i] as number, strings) as MarkEvent;
    return { actor, t, since: this.since(i), text, place };
  }

  indexAt(t: TraceTime): number {
    return lastAtOrBefore(this.length, t, (i) => this.timeAt(i));
  }

  endReaching(t: TraceTime): number {
    if (this.#earliest === null) {
      this.#earliest = new Float64Array(this.length);
      let earliest = Infinity;
      for (let i = this.length - 1; i >= 0; i--) {
        earliest = Math.min(earliest, this.since(i));
        this.#earliest[i] = earliest;
      }
    }
    const earliest = this.#earliest;
    return lastAtOrBefore(this.length, t, (i) => earliest[i] as number) + 1;
  }
}

export class ColumnTrace implements Trace {
  readonly length: number;
  readonly end: TraceTime;
  readonly messages: MessageSeries;
  readonly marks: MarkSeries;
  readonly #columns: TraceColumns;
  readonly #holds: readonly HoldColumns[];

  constructor(
    columns: TraceColumns,
    readonly complete: boolean,
    readonly actors: readonly Actor[],
    readonly resources: readonly Resource[],
    readonly lanes: readonly Lane[],
    holds: readonly HoldColumns[],
    messages: MessageColumns,
    markRows: Int32Array,
    markCount: number,
    readonly counts: TraceCounts,
  ) {
    this.#columns = columns;
    this.#holds = holds;
    this.messages = new Messages(columns, messages);
    this.marks = new Marks(columns, markRows, markCount);
    this.length = columns.length;
    this.end = columns.end;
  }

  static lane(columns: TraceColumns, actor: Actor, stateRows: Int32Array, length: number): Lane {
    return { actor, segments: new Segments(columns, stateRows, length, actor.end) };
  }

  at(i: number): TraceEvent {
    if (!(i >= 0 && i < this.length)) throw outOfRange(i, this.length);
    return decodeEvent(this.#columns.rows, i, this.#columns.strings);
  }

  timeAt(i: number): TraceTime {
    return timeOfRow(this.#columns.rows, i);
  }

  indexAt(t: TraceTime): number {
    return lastAtOrBefore(this.length, t, (i) => this.timeAt(i));
  }

  holds(id: ResourceId): HoldSeries {
    const holds = this.#holds[id];
    if (holds === undefined) throw outOfRange(id, this.#holds.length);
    return new Holds(this.#columns, holds);
  }
}
