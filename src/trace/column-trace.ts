/**
 * The one implementation of `Trace`: windows onto the builder's columns. The builder only ever writes beyond the length
 * of a snapshot, with one exception: the row that ends a hold (`until`). A snapshot taken before sees that this row lies
 * beyond its own length, and says, as it did before, that the hold is open.
 *
 *     rows     [ . . . . . . . . . . | . . . . . . . ]
 *                  ^acquire           |   ^release, written later
 *              the snapshot ends here-'
 *
 * When a column grows, the builder takes a larger copy and leaves the old one to the snapshots that hold it.
 */
import { EVENT, ROW_INTS, decodeEvent, decodePlace, fromMicros } from './codec';
import type { ActorId, ResourceId, StateEvent, TraceEvent, TraceTime } from './events';
import { actorId } from './ids';
import type { Actor, Hold, Lane, Resource, Segment, SegmentSeries, Series, Trace, TraceCounts } from './trace';

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

class Holds implements Series<Hold> {
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

  #endRow(i: number): number {
    const row = this.holds.until[i] as number;
    return row < this.columns.length ? row : -1;
  }

  #receiver(at: number): ActorId {
    const { rows } = this.columns;
    return actorId((rows[at] === EVENT['hand-over'] ? rows[at + 4] : rows[at + 1]) as number);
  }
}

export class ColumnTrace implements Trace {
  readonly length: number;
  readonly end: TraceTime;
  readonly #columns: TraceColumns;
  readonly #holds: readonly HoldColumns[];

  constructor(
    columns: TraceColumns,
    readonly complete: boolean,
    readonly actors: readonly Actor[],
    readonly resources: readonly Resource[],
    readonly lanes: readonly Lane[],
    holds: readonly HoldColumns[],
    readonly counts: TraceCounts,
  ) {
    this.#columns = columns;
    this.#holds = holds;
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

  holds(id: ResourceId): Series<Hold> {
    const holds = this.#holds[id];
    if (holds === undefined) throw outOfRange(id, this.#holds.length);
    return new Holds(this.#columns, holds);
  }
}
