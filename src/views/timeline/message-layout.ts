/**
 * From a trace's messages to arrows between rows. Pure, and bounded by pixels: messages that leave the same row for the same
 * other row, and begin and end in the same cells of time, are one arrow. Where that still leaves too many, half of the messages
 * are left out by lot, or three quarters ...; so that what is left is as dense, here and there, as all of them.
 *
 *     sender    o--.              o---.        sent: a dot; received: a head
 *                   `--.               `
 *     receiver          `-->                   x  never received: it breaks off
 *
 * An arrow never points backwards in time: its ends are the trace's own times on one clock.
 */
import type { ResourceId } from '../../trace/events';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { Columns } from './columns';
import { rowCentre, type Rows } from './rows';
import { toX, type Axis } from './viewport';

/** Messages nearer than this to each other, at both ends, look the same. */
const CELL = 3;
/** More arrows than this are a grey field, and take too long to draw. */
export const MOST_ARROWS = 600;
/** More messages than this are not all looked at for one picture, even to count them. */
const MOST_LOOKED = 40_000;

/** Nobody has received it (yet). */
export const ARROW_OPEN = 1;
/** It comes back to the row that it left. */
export const ARROW_LOOP = 2;

export interface MessageGeometry {
  /** `index` is the message (one of about `count` that it stands for); heights are from the first row's top. */
  readonly arrows: Columns<'index' | 'x0' | 'y0' | 'x1' | 'y1' | 'colour' | 'flags' | 'count'>;
  /** How many messages touch the window, as far as they are shown at all. */
  total: number;
  /** Steps of the inner loops at the last layout: what the cost is bounded by. */
  steps: number;
}

export function createMessageGeometry(): MessageGeometry {
  return {
    arrows: new Columns(['index', 'x0', 'y0', 'x1', 'y1', 'colour', 'flags', 'count']),
    total: 0,
    steps: 0,
  };
}

export interface MessageOptions {
  /** First and one past the last row in sight: an arrow with no end in or across them is left out. */
  readonly firstRow: number;
  readonly endRow: number;
  /** Those that went through what the library uses for itself, too. */
  readonly showInternal: boolean;
  /** Only those that went through this, if it is given. */
  readonly through?: ResourceId | null;
}

export function layoutMessages(
  trace: Trace,
  rows: Rows,
  axis: Axis,
  { firstRow, endRow, showInternal, through = null }: MessageOptions,
  out: MessageGeometry,
): MessageGeometry {
  const { arrows } = out;
  const { messages } = trace;
  arrows.clear();
  out.total = 0;
  out.steps = 0;
  if (messages.length === 0 || !(axis.t1 > axis.t0) || !(axis.x1 > axis.x0)) return out;
  const from = messages.firstReaching(traceTime(axis.t0));
  const to = messages.indexAt(traceTime(axis.t1)) + 1;
  if (to <= from) return out;
  const scale = (axis.x1 - axis.x0) / (axis.t1 - axis.t0);
  const rowCount = rows.rows.length + 1;

  const unit = 2 ** Math.ceil(Math.log2((CELL / scale) * 1000)) / 1000;
  const origin = Math.floor(axis.t0 / unit) - 1;
  const cells = Math.ceil((axis.t1 - axis.t0) / unit) + 4;

  let stride = 2 ** Math.max(0, Math.ceil(Math.log2((to - from) / MOST_LOOKED)));
  for (let counted = false; ; counted = true) {
    const known = new Map<number, number>();
    const chosen = 2 ** 32 / stride;
    let reached = to;
    arrows.clear();
    if (!counted) out.total = 0;
    for (let i = from; i < to; i++) {
      if (stride > 1 && lot(i) >= chosen) continue;
      out.steps++;
      const arrived = messages.arrived(i);
      const end = messages.end(i);
      if (arrived && end < axis.t0) continue;
      if (through !== null && messages.resource(i) !== through) continue;
      if (!showInternal && trace.resources[messages.resource(i)]?.internal === true) continue;
      const sender = messages.sender(i);
      const row0 = rows.rowOf[sender] ?? -1;
      const row1 = arrived ? (rows.rowOf[messages.receiver(i)] ?? -1) : row0;
      if (row0 < 0 || row1 < 0) continue;
      // Inside a folded process nobody sees it go.
      if (arrived && row0 === row1 && rows.rows[row0]?.folded === true) continue;
      if (Math.max(row0, row1) < firstRow || Math.min(row0, row1) >= endRow) continue;
      const start = messages.start(i);
      // An open one is a stub at its sending, however long it has been under way.
      if (!arrived && start < axis.t0) continue;
      if (!counted) out.total += stride;
      if (reached < to) continue;
      const cell0 = Math.max(0, Math.floor(start / unit) - origin);
      const cell1 = arrived ? Math.min(cells - 1, Math.max(0, Math.floor(end / unit) - origin)) : cells;
      const key = ((row0 * rowCount + row1) * (cells + 1) + cell0) * (cells + 1) + cell1;
      const twin = known.get(key);
      if (twin !== undefined) {
        arrows.set('count', twin, arrows.get('count', twin) + stride);
        continue;
      }
      const at = arrows.add();
      known.set(key, at);
      arrows.set('index', at, i);
      arrows.set('x0', at, toX(axis, start));
      arrows.set('y0', at, rowCentre(rows, row0));
      arrows.set('x1', at, toX(axis, arrived ? end : start));
      arrows.set('y1', at, rowCentre(rows, row1));
      arrows.set('colour', at, rows.rows[row0]?.colour ?? 0);
      arrows.set('flags', at, (arrived ? 0 : ARROW_OPEN) | (arrived && row0 === row1 ? ARROW_LOOP : 0));
      arrows.set('count', at, stride);
      if (known.size > MOST_ARROWS) {
        if (counted) break;
        // What is left is only counted.
        reached = i;
      }
    }
    if (known.size <= MOST_ARROWS) return out;
    stride *= 2 ** Math.max(1, Math.floor(Math.log2((to - from) / (reached - from + 1))));
  }
}

/**
 * The lot that a message drew, the same at every look. Every second one would not do: senders take turns, and all that is
 * left might be the messages of one of them.
 */
function lot(index: number): number {
  return Math.imul(index, 0x9e3779b1) >>> 0;
}

/** Where the stub of an open message ends, from its sending. */
export const STUB = { dx: 13, dy: 12 };
/** How high the arc of a message to its own row stands. */
export const loopHeight = (rows: Rows): number => Math.min(20, rows.laneHeight * 0.45);

/** The arrow at a point of the cloth, within `reach` pixels; -1 when there is none. Ends are easier to hit than lines. */
export function arrowAt({ arrows }: MessageGeometry, rows: Rows, x: number, y: number, reach: number): number {
  let best = -1;
  let least = reach;
  for (let i = 0; i < arrows.length; i++) {
    const x0 = arrows.get('x0', i);
    const y0 = arrows.get('y0', i);
    const flags = arrows.get('flags', i);
    let x1 = arrows.get('x1', i);
    let y1 = arrows.get('y1', i);
    if (flags & ARROW_OPEN) [x1, y1] = [x0 + STUB.dx, y0 + STUB.dy];
    if (x < x0 - reach || x > x1 + reach) continue;
    let away: number;
    if (flags & ARROW_LOOP) {
      const top = y0 - loopHeight(rows);
      const middle = (x0 + x1) / 2;
      away = Math.min(distance(x, y, x0, y0, middle, top), distance(x, y, middle, top, x1, y0));
    } else {
      away = distance(x, y, x0, y0, x1, y1);
    }
    const ends = Math.min(Math.hypot(x - x0, y - y0), Math.hypot(x - x1, y - y1));
    away = Math.min(away, ends * 0.7);
    if (away < least) {
      least = away;
      best = i;
    }
  }
  return best;
}

/** From a point to a line between two others. */
function distance(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}

/** The next message after `index` in `direction` that is shown; -1 when there is none. */
export function nextMessage(trace: Trace, rows: Rows, index: number, direction: 1 | -1, showInternal: boolean): number {
  const { messages } = trace;
  for (let i = index + direction; i >= 0 && i < messages.length; i += direction) {
    if (!showInternal && trace.resources[messages.resource(i)]?.internal === true) continue;
    if ((rows.rowOf[messages.sender(i)] ?? -1) >= 0) return i;
  }
  return -1;
}
