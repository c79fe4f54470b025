/**
 * How several cloths share a pane: one height of a lane for all of them, as high as lets everything be seen at once, and never so
 * low that a strand loses its name; then the pane scrolls. Pure; lengths are CSS pixels.
 */
import type { ActorId } from '../../trace/events';
import type { Trace } from '../../trace/trace';
import { LANE_MIN, layRows } from './rows';

/** What a cloth keeps free above its rows where the times stand over all of them. */
export const SHARED_TOP = 8;
/** What every cloth keeps free below them. */
export const CLOTH_FOOT = 10;

/** Lanes that are compared are denser than a run's own picture: enough for a name and for the shapes of all states. */
const LANE_LEAST = 15;
const LANE_MOST = 30;

export interface ComparedCloths {
  /** Of the longest run: where the one axis ends. */
  readonly end: number;
  readonly laneHeight: number;
  /** Of each cloth, in the order of the traces. */
  readonly heights: readonly number[];
}

/** `unit` is the page's type as a multiple of 16 px, by which lanes grow. */
export function layCompared(
  traces: readonly Trace[],
  available: number,
  unit = 1,
  showInternal = false,
): ComparedCloths {
  const end = Math.max(0, ...traces.map((trace) => trace.end));
  const least = Math.ceil(LANE_LEAST * unit);
  let laneHeight = Math.floor(LANE_MOST * unit);
  const heightsAt = (lane: number) => traces.map((trace) => heightOf(trace, lane, unit, showInternal));
  let heights = heightsAt(laneHeight);
  while (laneHeight > least && heights.reduce((sum, height) => sum + height, 0) > available) {
    heights = heightsAt(--laneHeight);
  }
  return { end, laneHeight, heights };
}

const NONE_FOLDED: ReadonlySet<ActorId> = new Set();

/** The height in which `layRows` gives lanes of just this height. */
function heightOf(trace: Trace, lane: number, unit: number, showInternal: boolean): number {
  const options = { folded: NONE_FOLDED, showInternal };
  const low = layRows(trace, 0, LANE_MIN * unit, lane, options);
  const strands = low.rows.filter(({ kind }) => kind === 'strand').length;
  // In roomy pictures headers and tracks are higher: `layRows` finds that out from its room, so it is given plenty.
  const rows =
    lane >= 2 * LANE_MIN * unit
      ? layRows(trace, Number.MAX_SAFE_INTEGER, LANE_MIN * unit, lane, options).height
      : low.height + strands * (lane - low.laneHeight);
  return Math.ceil(rows + SHARED_TOP * unit) + CLOTH_FOOT + 1;
}
