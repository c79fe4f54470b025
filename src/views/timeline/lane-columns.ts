/**
 * What share of a column of time a lane spent in each state: exactly, whatever is under the column, and at a cost that does not grow
 * with it.
 *
 *     segments   |r|w|r|w|r|w|r|w|r|w|r|w|r|w|r|w|r|w|r|
 *     sums       0       4       8       12      16            time in each state up to every BLOCK-th segment
 *     column              |=================|
 *                         ^^^^ one by one  ^^^^                the difference of two sums lies between
 *
 * A segment at least a column long is *wide*: it is drawn as a span of its own, and is no part of any column's shares. So within
 * one column, what is narrow is one stretch without a gap, between the end of a wide segment and the beginning of another.
 */
import { ACTOR_STATES, COMPUTING_STATES, type Place } from '../../trace/events';
import type { SegmentSeries } from '../../trace/trace';

/** So many segments share a sum. */
const BLOCK = 16;
/** A column of more pieces than this is never taken for one piece, although all might be in one state. */
const MOST_JOINED = 12;

/** In milliseconds. */
const HALF_MICRO = 0.0005;

export const RUNNING = 0;
export const READY = 1;
export const BLOCKED = 2;
export const AWAY = 3;
const CLASSES = 4;

const CLASS_OF: readonly number[] = ACTOR_STATES.map((state) => {
  if (COMPUTING_STATES.some((other) => other === state)) return RUNNING;
  if (state === 'ready') return READY;
  return state === 'blocked' || state === 'sending' ? BLOCKED : AWAY;
});

/** What is known of a column; written by `countColumn`. */
export interface Column {
  /** Where what is narrow begins and ends, in trace milliseconds; equal when there is nothing. */
  from: number;
  until: number;
  /** The segment at `from`. */
  first: number;
  /** The wide segment that reaches in from before, and the one that begins inside; -1 for none. */
  tail: number;
  head: number;
  /** Shares of the whole column's length, in the order of the classes above. */
  readonly shares: Float64Array;
  /** The state of all pieces, when they are several and in one state (but not blocked: each wait stands for itself); else -1. */
  only: number;
  /** Some of it comes from the line that is looked at. */
  lit: boolean;
  /** No later snapshot of the run can change it. */
  settled: boolean;
  /** Steps that it took to count. */
  steps: number;
}

export function createColumn(): Column {
  return {
    from: 0,
    until: 0,
    first: 0,
    tail: -1,
    head: -1,
    shares: new Float64Array(CLASSES),
    only: -1,
    lit: false,
    settled: false,
    steps: 0,
  };
}

/** The time that a lane spent in each class of states, up to every `BLOCK`-th segment. Grows with the run. */
export class LaneSums {
  #sums = new Float64Array(0);
  /** How many blocks are summed up. */
  #blocks = 0;
  /** The last segment that was looked at, and when it began: another story of the same run would have another. */
  #last = -1;
  #lastStart = 0;

  /** Adds what is new in `segments`. False when they do not continue what was seen: then everything starts over. */
  follow(segments: SegmentSeries): boolean {
    const n = segments.length;
    const same = this.#last < n && (this.#last < 0 || segments.start(this.#last) === this.#lastStart);
    if (!same) {
      this.#blocks = 0;
      this.#last = -1;
    }
    if (n === 0) return same;
    // (The last segment of a run that goes on has no end yet.)
    const blocks = Math.floor((n - 1) / BLOCK);
    if (blocks > this.#blocks) this.#grow(segments, blocks);
    this.#last = n - 1;
    this.#lastStart = segments.start(n - 1);
    return same;
  }

  #grow(segments: SegmentSeries, blocks: number) {
    if ((blocks + 1) * CLASSES > this.#sums.length) {
      const grown = new Float64Array(Math.max((blocks + 1) * CLASSES, this.#sums.length * 2));
      grown.set(this.#sums.subarray(0, (this.#blocks + 1) * CLASSES));
      this.#sums = grown;
    }
    const sums = this.#sums;
    let start = segments.start(this.#blocks * BLOCK);
    for (let block = this.#blocks; block < blocks; block++) {
      const at = (block + 1) * CLASSES;
      for (let k = 0; k < CLASSES; k++) sums[at + k] = sums[at + k - CLASSES] as number;
      for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
        const end = segments.start(i + 1);
        const slot = at + (CLASS_OF[segments.stateCode(i)] as number);
        sums[slot] = (sums[slot] as number) + (end - start);
        start = end;
      }
    }
    this.#blocks = blocks;
  }

  /** Adds to `into` what each class has of the segments from `first` up to and without `end`, which all have ended. */
  add(segments: SegmentSeries, first: number, end: number, into: Float64Array): number {
    let steps = 0;
    let i = first;
    const from = Math.ceil(first / BLOCK);
    const to = Math.min(Math.floor(end / BLOCK), this.#blocks);
    if (to > from) {
      steps += addEach(segments, i, from * BLOCK, into);
      for (let k = 0; k < CLASSES; k++) {
        into[k] =
          (into[k] as number) + ((this.#sums[to * CLASSES + k] as number) - (this.#sums[from * CLASSES + k] as number));
      }
      i = to * BLOCK;
    }
    return steps + addEach(segments, i, end, into);
  }
}

function addEach(segments: SegmentSeries, first: number, end: number, into: Float64Array): number {
  if (end <= first) return 0;
  let start = segments.start(first);
  for (let i = first; i < end; i++) {
    const stop = segments.end(i);
    const k = CLASS_OF[segments.stateCode(i)] as number;
    into[k] = (into[k] as number) + (stop - start);
    start = stop;
  }
  return end - first;
}

/**
 * Counts the column from `begin` to `end` (trace milliseconds) into `out`. `complete`: the run has ended, so that its last segments
 * have too. `near` is a segment that is thought to be near the column's begin.
 */
export function countColumn(
  segments: SegmentSeries,
  sums: LaneSums,
  begin: number,
  end: number,
  highlight: Place | null,
  complete: boolean,
  near: number,
  out: Column,
): void {
  const n = segments.length;
  const { shares } = out;
  shares.fill(0);
  out.tail = out.head = out.only = -1;
  out.lit = false;
  out.steps = 1;
  const length = end - begin;
  // The first segment that reaches into the column, and the last one that begins before its end. (Times are whole microseconds.)
  let first = Math.max(0, indexNear(segments, begin, near));
  let last = indexNear(segments, end - HALF_MICRO, first);
  out.settled = complete || last < n - 1;
  out.from = out.until = begin;
  out.first = first;
  if (last < 0 || first > last) return;
  if (isWide(segments, first, length) && segments.start(first) < begin) {
    out.tail = first;
    first++;
  }
  let until = Math.min(end, segments.end(last));
  if (last >= first && isWide(segments, last, length)) {
    out.head = last;
    until = segments.start(last);
    last--;
  }
  if (first > last) return;
  const from = Math.max(begin, segments.start(first));
  if (!(until > from)) return;
  out.from = from;
  out.until = until;
  out.first = first;

  out.steps += sums.add(segments, first, last, shares);
  const k = CLASS_OF[segments.stateCode(last)] as number;
  // The last one ends with the column at the latest, and the first one began before it.
  shares[k] = (shares[k] as number) + (until - segments.start(last));
  const k0 = CLASS_OF[segments.stateCode(first)] as number;
  shares[k0] = (shares[k0] as number) - (from - segments.start(first));
  for (let i = 0; i < CLASSES; i++) shares[i] = Math.max(0, shares[i] as number) / length;

  if (last > first && last - first < MOST_JOINED) {
    const state = segments.stateCode(first);
    let same = ACTOR_STATES[state] !== 'blocked';
    for (let i = first + 1; i <= last && same; i++) same = segments.stateCode(i) === state;
    if (same) out.only = state;
  }
  if (highlight !== null) {
    for (let i = first; i <= last && !out.lit; i++) {
      out.lit = segments.isAt(i, highlight);
      out.steps++;
    }
  }
}

/** The same as `indexAt`, and quicker where the answer is not far from `near`. */
function indexNear(segments: SegmentSeries, t: number, near: number): number {
  const n = segments.length;
  let low = near;
  let high = near;
  // Steps of double length until the answer lies between: `low` begins before `t` or is -1, `high` begins after it or is `n`.
  for (let step = 1; low >= 0 && low < n && segments.start(low) > t; step *= 2) {
    high = low;
    low = Math.max(-1, low - step);
  }
  if (high === low) {
    high++;
    for (let step = 1; high < n && segments.start(high) <= t; step *= 2) {
      low = high;
      high = Math.min(n, high + step);
    }
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (segments.start(middle) <= t) low = middle;
    else high = middle;
  }
  return low;
}

function isWide(segments: SegmentSeries, i: number, length: number): boolean {
  // In microseconds, in which a trace is whole: a stretch as long as the column is one, whatever floats make of the difference.
  return Math.round((segments.end(i) - segments.start(i)) * 1000) >= length * 1000 - 1e-6;
}
