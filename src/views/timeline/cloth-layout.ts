/**
 * From a trace and a window of time to the geometry of the cloth. Pure, and bounded by pixels: a lane yields at most one
 * entry for every `COLUMN` pixels, however many events lie under them.
 *
 *     time    |--run--|-ready-|r|w|r|w|r|w|r|------ blocked ------|
 *     pixels  |===============|::::::::::::::|/////////////////////|
 *              span     span   weave (columns)        span
 *
 * A stretch at least a column wide is a *span* of its own. Narrower ones are gathered into a *weave*: a column that says
 * what share of it was spent in each state, exactly (`lane-columns.ts`). Columns lie on a grid fixed to the run's time, not to the window, so that the
 * picture does not shimmer while it is dragged. Their length is a power of two in microseconds, so that what a column holds
 * can be kept (`ColumnCache`): history does not change, and a drag or a zoom inside one power meets the same columns again.
 */
import { ACTOR_STATES, type ActorState, type Place, type ResourceId } from '../../trace/events';
import type { HoldSeries, Resource, Trace } from '../../trace/trace';
import { traceTime } from '../../trace/ids';
import { ColumnCache } from './column-cache';
import { Columns } from './columns';
import { HolderRows } from './holder-rows';
import { AWAY, BLOCKED, countColumn, createColumn, LaneSums, READY, RUNNING, type Column } from './lane-columns';
import type { Rows } from './rows';
import { toX, type Axis } from './viewport';

/** A column is at least this many pixels wide, and less than twice as many. */
export const COLUMN = 2;
/** A turn narrower than this many wefts is woven, not drawn as a swing: 7 to 14 pixels. */
const NARROWEST_TURN = 1.75;
/** What is left of a turn that is woven when its neighbour swings away from it. */
const WOVEN_ROOM = 7;
/** Half of the width of a swing between two strands, where there is room. */
const SWING = 9;
export const STATE_CODE = Object.fromEntries(ACTOR_STATES.map((state, code) => [state, code])) as Record<
  ActorState,
  number
>;
const WAITS = STATE_CODE.blocked;

export const SPAN_LIT = 1;
/** Nothing has been heard since the trace's end: the state most likely lasts. */
export const SPAN_OPEN = 2;

/** See `ClothGeometry.weave`. */
export const ALONE = 1;
export const WITH_ALONE = 2;

export const NODE_HOLD = 0;
export const NODE_WEAVE = 1;

export interface ClothGeometry {
  /** Wide stretches: from x0 to x1 on `row`, the `index`-th segment of its lane (the first of those that were joined). */
  readonly spans: Columns<'row' | 'x0' | 'x1' | 'state' | 'colour' | 'flags' | 'index'>;
  /**
   * Columns of what is too narrow: shares of the column's time, which need not add up to 1. `alone` marks a turn that has no
   * other near it (`ALONE`), and what of it lies in the next column (`WITH_ALONE`).
   */
  readonly weave: Columns<'row' | 'x' | 'colour' | 'running' | 'ready' | 'blocked' | 'away' | 'lit' | 'alone'>;
  /**
   * The GIL's way. A hold lies on `row` from x0 to x1 and swings in from `from` (-1: from nowhere) within half-widths
   * `swingIn`, `swingOut`; a weave goes between rows `lo` and `hi` and leaves at `row`. `gil` starts anew with each ribbon.
   */
  readonly ribbon: Columns<'gil' | 'kind' | 'x0' | 'x1' | 'row' | 'lo' | 'hi' | 'from' | 'swingIn' | 'gapFrom'>;
  /** Holds of locks. `level` counts the locks that share the row, so that bands nest. */
  readonly bands: Columns<'row' | 'x0' | 'x1' | 'level' | 'resource'>;
  /** How wide the weave's columns are, in pixels. */
  columnWidth: number;
  /** Steps of the inner loops at the last layout: what the cost is bounded by. */
  steps: number;
  readonly kept: Kept;
}

/** What earlier layouts of the same run found out. */
interface Kept {
  readonly lanes: ColumnCache;
  readonly ribbons: ColumnCache;
  readonly bands: ColumnCache;
  /** By actor. */
  readonly sums: Map<number, LaneSums>;
  /** By resource. */
  readonly holders: Map<number, HolderRows>;
  /** The column that is being counted. */
  readonly column: Column;
  highlight: Place | null;
  rows: number;
}

export function createGeometry(): ClothGeometry {
  return {
    spans: new Columns(['row', 'x0', 'x1', 'state', 'colour', 'flags', 'index']),
    weave: new Columns(['row', 'x', 'colour', 'running', 'ready', 'blocked', 'away', 'lit', 'alone']),
    ribbon: new Columns(['gil', 'kind', 'x0', 'x1', 'row', 'lo', 'hi', 'from', 'swingIn', 'gapFrom']),
    bands: new Columns(['row', 'x0', 'x1', 'level', 'resource']),
    columnWidth: COLUMN,
    steps: 0,
    kept: {
      lanes: new ColumnCache(LANE_FIELDS),
      ribbons: new ColumnCache(RIBBON_FIELDS),
      bands: new ColumnCache(BAND_FIELDS),
      sums: new Map(),
      holders: new Map(),
      column: createColumn(),
      highlight: null,
      rows: 0,
    },
  };
}

/** What is kept of a lane's column, see `Column`; the first field is 1 when it is known. Indices are one higher: 0 is none. */
const F_FROM = 1;
const F_UNTIL = 2;
const F_FIRST = 3;
const F_TAIL = 4;
const F_HEAD = 5;
const F_SHARES = 6;
const F_ONLY = 10;
const F_LIT = 11;
const LANE_FIELDS = 12;

/** What is kept of a ribbon's weft. */
const F_NEXT = 1;
const F_LO = 2;
const F_HI = 3;
const RIBBON_FIELDS = 4;

/** Of a column of a lock's holds: the first hold, and the first one of a later column. */
const BAND_FIELDS = 2;

export interface LayoutOptions {
  /** First and one past the last row to lay out. */
  readonly firstRow: number;
  readonly endRow: number;
  /** The line whose stretches are lit. */
  readonly highlight: Place | null;
  /** While the program runs: the present, which may be later than the trace's last event. */
  readonly edge: number | null;
  /** Locks that the standard library made for itself. */
  readonly showInternal: boolean;
}

/**
 * Lays the cloth out anew into `out`, which is returned. One `out` belongs to one run: give it longer snapshots of the same
 * run, and a new geometry to another run.
 */
export function layoutCloth(trace: Trace, rows: Rows, axis: Axis, options: LayoutOptions, out: ClothGeometry) {
  out.spans.clear();
  out.weave.clear();
  out.ribbon.clear();
  out.bands.clear();
  out.steps = 0;
  if (!(axis.t1 > axis.t0) || !(axis.x1 > axis.x0)) return out;
  const { kept } = out;
  const sameHighlight = kept.highlight === options.highlight || samePlace(kept.highlight, options.highlight);
  if (!sameHighlight) kept.lanes.clear();
  if (kept.rows !== rows.key) kept.ribbons.clear();
  kept.highlight = options.highlight;
  kept.rows = rows.key;
  const scale = (axis.x1 - axis.x0) / (axis.t1 - axis.t0);
  const level = Math.max(0, Math.ceil(Math.log2((COLUMN / scale) * 1000) - 1e-9));
  out.columnWidth = (2 ** level / 1000) * scale;
  for (let row = Math.max(0, options.firstRow); row < Math.min(options.endRow, rows.rows.length); row++) {
    layoutLane(trace, rows, row, axis, level, options, out);
  }
  for (const resource of trace.resources) {
    if (resource.kind === 'gil') layoutRibbon(trace, rows, resource, axis, level + 1, options, out);
  }
  layoutBands(trace, rows, axis, options, out);
  return out;
}

function layoutLane(
  trace: Trace,
  rows: Rows,
  row: number,
  axis: Axis,
  level: number,
  options: LayoutOptions,
  out: ClothGeometry,
) {
  const spec = rows.rows[row];
  const lane = spec === undefined || spec.kind === 'track' ? undefined : trace.lanes[spec.actor.id];
  if (spec === undefined || lane === undefined || lane.segments.length === 0) return;
  const { segments } = lane;
  const n = segments.length;
  const { id } = spec.actor;
  const unit = 2 ** level;
  const dt = unit / 1000;
  const firstOnRow = out.spans.length;
  const firstWeave = out.weave.length;
  const { lanes, sums, column } = out.kept;
  let laneSums = sums.get(id);
  if (laneSums === undefined) sums.set(id, (laneSums = new LaneSums()));
  if (!laneSums.follow(segments)) lanes.clear();
  lanes.open(id, level);

  const columnAt = (t: number) => Math.floor(Math.round(t * 1000) / unit);
  // What ends at the edge of a column does not reach into it.
  const columnAfter = (wide: number) => Math.floor(Math.round(segments.end(wide) * 1000) / unit);
  const wideSpan = (i: number) => {
    const lit = options.highlight !== null && segments.isAt(i, options.highlight);
    const x0 = toX(axis, segments.start(i));
    addSpan(out, firstOnRow, row, spec.colour, segments.stateCode(i), x0, toX(axis, segments.end(i)), lit, i);
  };
  const beginning = columnAt(segments.start(0));
  const ending = columnAt(segments.end(n - 1));
  const last = Math.min(Math.ceil((axis.t1 * 1000) / unit) - 1, ending);
  const { weave } = out;
  weave.reserve(Math.max(0, last - Math.floor((axis.t0 * 1000) / unit) + 1));
  const rowOf = weave.column('row');
  const xs = weave.column('x');
  const colourOf = weave.column('colour');
  const running = weave.column('running');
  const ready = weave.column('ready');
  const blocked = weave.column('blocked');
  const away = weave.column('away');
  const litOf = weave.column('lit');
  let seen = -1;
  let near = Math.max(0, segments.indexAt(traceTime(axis.t0)));
  // From the edge of a column on, so that the first one is whole.
  for (let c = Math.max(Math.floor((axis.t0 * 1000) / unit), beginning); c <= last;) {
    out.steps++;
    const slot = lanes.slot(c);
    const { page } = lanes;
    if (page[slot] !== 1) {
      countColumn(
        segments,
        laneSums,
        (c * unit) / 1000,
        ((c + 1) * unit) / 1000,
        options.highlight,
        trace.complete,
        near,
        column,
      );
      out.steps += column.steps;
      page[slot] = column.settled ? 1 : 0;
      page[slot + F_FROM] = column.from;
      page[slot + F_UNTIL] = column.until;
      page[slot + F_FIRST] = column.first;
      page[slot + F_TAIL] = column.tail + 1;
      page[slot + F_HEAD] = column.head + 1;
      for (let k = 0; k < 4; k++) page[slot + F_SHARES + k] = column.shares[k] as number;
      page[slot + F_ONLY] = column.only + 1;
      page[slot + F_LIT] = column.lit ? 1 : 0;
    }
    near = page[slot + F_FIRST] as number;
    const tail = (page[slot + F_TAIL] as number) - 1;
    const head = (page[slot + F_HEAD] as number) - 1;
    if (tail >= 0 && tail !== seen) wideSpan(tail);
    const from = page[slot + F_FROM] as number;
    const until = page[slot + F_UNTIL] as number;
    const only = (page[slot + F_ONLY] as number) - 1;
    if (until > from) {
      if (only >= 0) {
        // All of it in one state, only in pieces: that is a span.
        const index = page[slot + F_FIRST] as number;
        const lit = page[slot + F_LIT] === 1;
        addSpan(out, firstOnRow, row, spec.colour, only, toX(axis, from), toX(axis, until), lit, index);
      } else {
        const at = weave.add();
        rowOf[at] = row;
        xs[at] = toX(axis, c * dt);
        colourOf[at] = spec.colour;
        running[at] = page[slot + F_SHARES + RUNNING] as number;
        ready[at] = page[slot + F_SHARES + READY] as number;
        blocked[at] = page[slot + F_SHARES + BLOCKED] as number;
        away[at] = page[slot + F_SHARES + AWAY] as number;
        litOf[at] = page[slot + F_LIT] as number;
      }
    }
    if (head >= 0) wideSpan(head);
    seen = head >= 0 ? head : tail;
    if (seen >= 0) near = seen;
    // Over all columns that the wide one covers.
    c = seen >= 0 ? Math.max(c + 1, columnAfter(seen)) : c + 1;
  }

  markLoneTurns(out, firstWeave);
  if (options.edge !== null && lane.actor.end === null && n > 0 && options.edge > trace.end) {
    const at = out.spans.add();
    out.spans.set('row', at, row);
    out.spans.set('x0', at, toX(axis, Math.max(trace.end, axis.t0)));
    out.spans.set('x1', at, toX(axis, options.edge));
    out.spans.set('state', at, segments.stateCode(n - 1));
    out.spans.set('colour', at, spec.colour);
    out.spans.set('flags', at, SPAN_OPEN);
    out.spans.set('index', at, n - 1);
  }
}

/** Adds a span, or lengthens the one before it when both are the same to the eye. */
function addSpan(
  out: ClothGeometry,
  firstOnRow: number,
  row: number,
  colour: number,
  state: number,
  x0: number,
  x1: number,
  lit: boolean,
  index: number,
) {
  const { spans } = out;
  const flags = lit ? SPAN_LIT : 0;
  const previous = spans.length - 1;
  if (
    previous >= firstOnRow &&
    state !== WAITS &&
    spans.get('state', previous) === state &&
    spans.get('flags', previous) === flags &&
    Math.abs(spans.get('x1', previous) - x0) < 1e-6
  ) {
    spans.set('x1', previous, x1);
    return;
  }
  const at = spans.add();
  spans.set('row', at, row);
  spans.set('x0', at, x0);
  spans.set('x1', at, x1);
  spans.set('state', at, state);
  spans.set('colour', at, colour);
  spans.set('flags', at, flags);
  spans.set('index', at, index);
}

/** A turn that stands alone must be seen, however short it was. It may lie across the edge of two columns. */
function markLoneTurns(out: ClothGeometry, first: number) {
  const { weave } = out;
  const xs = weave.column('x');
  const running = weave.column('running');
  const alone = weave.column('alone');
  const far = out.columnWidth * 2.5;
  const isNear = (i: number, next: number) => next < weave.length && (xs[next] as number) - (xs[i] as number) <= far;
  for (let i = first; i < weave.length; i++) {
    if (running[i] === 0 || (i > first && isNear(i - 1, i))) continue;
    if (!isNear(i, i + 1)) {
      alone[i] = ALONE;
      continue;
    }
    const touches = (xs[i + 1] as number) - (xs[i] as number) < out.columnWidth * 1.5;
    if (!touches || running[i + 1] === 0 || isNear(i + 1, i + 2)) continue;
    const more = (running[i + 1] as number) > (running[i] as number) ? 1 : 0;
    alone[i + more] = ALONE;
    alone[i + 1 - more] = WITH_ALONE;
  }
}

function layoutRibbon(
  trace: Trace,
  rows: Rows,
  gil: Resource,
  axis: Axis,
  level: number,
  { firstRow, endRow }: LayoutOptions,
  out: ClothGeometry,
) {
  const holds = trace.holds(gil.id);
  const n = holds.length;
  if (n === 0) return;
  const { ribbon } = out;
  const { ribbons, holders } = out.kept;
  let holderRows = holders.get(gil.id);
  if (holderRows === undefined) holders.set(gil.id, (holderRows = new HolderRows()));
  if (!holderRows.follow(holds, rows)) ribbons.clear();
  if (holderRows.greatest < firstRow || holderRows.least >= endRow) return;
  ribbons.open(gil.id, level);
  const scale = (axis.x1 - axis.x0) / (axis.t1 - axis.t0);
  const unit = 2 ** level;
  const cell = unit / 1000;
  const narrow = cell * NARROWEST_TURN;
  const settled = trace.complete ? Number.POSITIVE_INFINITY : trace.end - 3 * cell;
  const begin = ribbon.length;
  const shut = SWING / scale;

  let i = Math.max(0, holds.indexAt(traceTime(axis.t0 - shut)));
  const rowOf = (hold: number) => rows.rowOf[holds.holder(hold)] ?? -1;
  while (i < n) {
    out.steps++;
    const start = holds.start(i);
    if (start > axis.t1 + shut) break;
    const end = holds.end(i);
    if (end - start >= narrow || (i === n - 1 && ribbon.length === begin)) {
      const row = rowOf(i);
      if (row >= 0) {
        const at = ribbon.add();
        ribbon.set('gil', at, gil.id);
        ribbon.set('kind', at, NODE_HOLD);
        ribbon.set('x0', at, toX(axis, start));
        ribbon.set('x1', at, toX(axis, end));
        ribbon.set('row', at, row);
        ribbon.set('from', at, i === 0 ? -1 : rowOf(i - 1));
        ribbon.set('gapFrom', at, toX(axis, i === 0 ? start : holds.end(i - 1)));
        const room = i === 0 ? 0 : Math.max((holds.end(i - 1) - holds.start(i - 1)) * scale, WOVEN_ROOM);
        ribbon.set('swingIn', at, swingOf((end - start) * scale, room));
      }
      i++;
      continue;
    }
    // Many short turns: one gold thread for all of them, from the highest strand that they touched to the lowest.
    const weft = Math.floor(Math.round(start * 1000) / unit);
    const slot = ribbons.slot(weft);
    const { page } = ribbons;
    if (page[slot] !== i + 1) {
      countWeft(holds, holderRows, i, ((weft + 1) * unit) / 1000, narrow, rows, page, slot, out);
      page[slot] = start < settled ? i + 1 : 0;
    }
    const last = (page[slot + F_NEXT] as number) - 1;
    const lo = page[slot + F_LO] as number;
    const hi = page[slot + F_HI] as number;
    if (hi >= 0) {
      const at = ribbon.add();
      ribbon.set('gil', at, gil.id);
      ribbon.set('kind', at, NODE_WEAVE);
      ribbon.set('x0', at, toX(axis, start));
      ribbon.set('x1', at, toX(axis, holds.end(last)));
      ribbon.set('row', at, rowOf(last));
      // The thread's way from the turn before belongs to it, or two strands that alternate would never be joined.
      const from = i === 0 ? -1 : rowOf(i - 1);
      ribbon.set('lo', at, from >= 0 ? Math.min(lo, from) : lo);
      ribbon.set('hi', at, Math.max(hi, from));
      ribbon.set('from', at, from);
      ribbon.set('gapFrom', at, toX(axis, i === 0 ? start : holds.end(i - 1)));
    }
    i = last + 1;
  }
}

/** Finds out between which rows the GIL went to and fro from hold `first` until `edge`, and writes it down. */
function countWeft(
  holds: HoldSeries,
  holderRows: HolderRows,
  first: number,
  edge: number,
  narrow: number,
  rows: Rows,
  page: Float64Array,
  slot: number,
  out: ClothGeometry,
) {
  let last = Math.max(first, holds.indexAt(traceTime(edge)));
  while (last > first && (holds.start(last) >= edge || holds.end(last) - holds.start(last) >= narrow)) {
    last--;
    out.steps++;
  }
  out.steps += holderRows.range(holds, rows, first, last + 1);
  page[slot + F_NEXT] = last + 1;
  page[slot + F_LO] = holderRows.lo;
  page[slot + F_HI] = holderRows.hi;
}

/** Half of the width of the swing between two turns that are `a` and `b` pixels wide. */
export function swingOf(a: number, b: number): number {
  return Math.max(0, Math.min(SWING, a / 2.2, b / 2.2));
}

function layoutBands(trace: Trace, rows: Rows, axis: Axis, options: LayoutOptions, out: ClothGeometry) {
  const scale = (axis.x1 - axis.x0) / (axis.t1 - axis.t0);
  // The power of two that is nearest to a column's width.
  const level = Math.max(0, Math.round(Math.log2((COLUMN / scale) * 1000)));
  const dt = 2 ** level / 1000;
  const levels = new Map<number, ResourceId[]>();
  const { holders, bands: bandStarts } = out.kept;
  for (const resource of trace.resources) {
    if (resource.kind === 'gil' || (resource.internal && !options.showInternal)) continue;
    const holds = trace.holds(resource.id);
    const n = holds.length;
    if (n === 0) continue;
    let holderRows = holders.get(resource.id);
    if (holderRows === undefined) holders.set(resource.id, (holderRows = new HolderRows()));
    if (!holderRows.follow(holds, rows)) bandStarts.clear();
    if (holderRows.greatest < options.firstRow || holderRows.least >= options.endRow) continue;
    bandStarts.open(resource.id, level);
    let i = firstReaching(holds, axis.t0);
    while (i < n) {
      out.steps++;
      const start = holds.start(i);
      if (start >= axis.t1) break;
      const end = holds.end(i);
      let next = i + 1;
      // Of those too narrow to tell apart, one for each column.
      if (end - start < dt) {
        const column = Math.floor(start / dt);
        const slot = bandStarts.slot(column);
        const { page } = bandStarts;
        if (page[slot] !== i + 1) {
          page[slot + 1] = Math.max(next, holds.indexAt(traceTime((column + 1) * dt)));
          page[slot] = trace.complete || (page[slot + 1] as number) < n - 1 ? i + 1 : 0;
        }
        next = page[slot + 1] as number;
      }
      if (end >= axis.t0) {
        const row = rows.rowOf[holds.holder(i)] ?? -1;
        if (row >= options.firstRow && row < options.endRow) {
          const at = out.bands.add();
          out.bands.set('row', at, row);
          out.bands.set('x0', at, toX(axis, start));
          out.bands.set('x1', at, toX(axis, end));
          out.bands.set('level', at, levelOf(levels, row, resource.id));
          out.bands.set('resource', at, resource.id);
        }
      }
      i = next;
    }
  }
}

/** A semaphore has several holders at a time, so an earlier hold may outlast a later one: look a little way back. */
function firstReaching(holds: HoldSeries, t: number): number {
  let first = Math.max(0, holds.indexAt(traceTime(t)));
  for (let i = first - 1; i >= 0 && i >= first - 32; i--) if (holds.end(i) > t) first = i;
  return first;
}

function levelOf(levels: Map<number, ResourceId[]>, row: number, id: ResourceId): number {
  let list = levels.get(row);
  if (list === undefined) levels.set(row, (list = []));
  const at = list.indexOf(id);
  return at >= 0 ? at : list.push(id) - 1;
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  return a !== null && b !== null && a.line === b.line && a.file === b.file;
}

/** Where the GIL's bead lies at the playhead. */
export interface Bead {
  readonly x: number;
  /** From the first row's top. */
  readonly y: number;
  /** False while nobody holds the GIL. */
  readonly held: boolean;
  readonly row: number;
}

/**
 * The bead of one GIL at `t`: on its holder's strand, or on the way between two. `still` gives steps instead of a swing.
 * Null before the first holder.
 */
export function beadAt(
  trace: Trace,
  gil: ResourceId,
  t: number,
  axis: Axis,
  centre: (row: number) => number,
  rows: Rows,
  still: boolean,
): Bead | null {
  const holds = trace.holds(gil);
  const i = holds.indexAt(traceTime(t));
  if (i < 0) return null;
  const hold = holds.at(i);
  const row = rows.rowOf[hold.actor] ?? -1;
  if (row < 0) return null;
  const x = toX(axis, t);
  const held = t <= hold.end;
  const here = centre(row);
  if (still) return { x, y: here, held, row };
  const scale = (axis.x1 - axis.x0) / (axis.t1 - axis.t0);
  const x0 = toX(axis, hold.start);
  const narrow = WOVEN_ROOM;
  const width = (hold.end - hold.start) * scale;
  if (i > 0) {
    const before = holds.at(i - 1);
    const from = rows.rowOf[before.actor] ?? -1;
    const swing = width < narrow ? 0 : swingOf(width, Math.max((before.end - before.start) * scale, narrow));
    if (from >= 0 && from !== row && x < x0 + swing) {
      return { x, y: curve(centre(from), here, (x - x0 + swing) / (2 * swing || 1)), held, row };
    }
  }
  if (i + 1 < holds.length) {
    const after = holds.at(i + 1);
    const to = rows.rowOf[after.actor] ?? -1;
    const nextWidth = (after.end - after.start) * scale;
    const swing = nextWidth < narrow ? 0 : swingOf(nextWidth, Math.max(width, narrow));
    const nextX = toX(axis, after.start);
    if (to >= 0 && to !== row && x > nextX - swing) {
      return { x, y: curve(here, centre(to), (x - nextX + swing) / (2 * swing || 1)), held, row };
    }
  }
  return { x, y: here, held, row };
}

/**
 * The height of the swing at `share` of its width. It is the cubic whose control points stand above each other in the
 * middle, the one that the painter draws: x = 1.5s - 1.5s^2 + s^3, y = 3s^2 - 2s^3, solved for s by halving.
 */
function curve(from: number, to: number, share: number): number {
  let lo = 0;
  let hi = 1;
  for (let k = 0; k < 24; k++) {
    const s = (lo + hi) / 2;
    if (1.5 * s - 1.5 * s * s + s * s * s < share) lo = s;
    else hi = s;
  }
  const s = (lo + hi) / 2;
  return from + (to - from) * (3 * s * s - 2 * s * s * s);
}
