/**
 * Signs on the strands, apart from how they are painted: remarks ("kept its event loop busy"), ends that were not simply the end,
 * and who made which task. Pure, and bounded: remarks that would stand on top of each other share one sign.
 */
import { ENDINGS } from '../../trace/events';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { Columns } from './columns';
import { rowCentre, type Rows } from './rows';
import { thickness, type ClothTheme } from './theme';
import { toX, type Axis } from './viewport';

/** Signs of one strand are at least this far from each other. */
const SIGN_ROOM = 13;
/** More remarks than this in one window are looked at in strides. */
const MOST_LOOKED_AT = 20_000;
const RETURNED = ENDINGS.indexOf('returned');

export interface SignGeometry {
  /** A sign at x1 for what went on since x0: the `index`-th remark and those near it, `count` in all. */
  readonly marks: Columns<'row' | 'x0' | 'x1' | 'index' | 'count'>;
  /** `ending` is an index into `ENDINGS`; never `returned`. */
  readonly ends: Columns<'row' | 'x' | 'ending'>;
  /** The task on `row` was made at x by whoever is on row `from`. */
  readonly births: Columns<'row' | 'from' | 'x'>;
}

export function createSignGeometry(): SignGeometry {
  return {
    marks: new Columns(['row', 'x0', 'x1', 'index', 'count']),
    ends: new Columns(['row', 'x', 'ending']),
    births: new Columns(['row', 'from', 'x']),
  };
}

export function layoutSigns(trace: Trace, rows: Rows, axis: Axis, firstRow: number, endRow: number, out: SignGeometry) {
  out.marks.clear();
  out.ends.clear();
  out.births.clear();
  if (!(axis.t1 > axis.t0) || !(axis.x1 > axis.x0)) return out;
  layoutMarks(trace, rows, axis, firstRow, endRow, out);
  for (let row = firstRow; row < Math.min(endRow, rows.rows.length); row++) {
    const spec = rows.rows[row];
    if (spec === undefined || spec.kind === 'track') continue;
    const { actor } = spec;
    const ending = actor.ending === null ? RETURNED : ENDINGS.indexOf(actor.ending);
    if (ending !== RETURNED && actor.end !== null && actor.end >= axis.t0 && actor.end <= axis.t1) {
      const at = out.ends.add();
      out.ends.set('row', at, row);
      out.ends.set('x', at, toX(axis, actor.end));
      out.ends.set('ending', at, ending);
    }
    if (actor.kind !== 'task' || actor.parent === null || actor.start < axis.t0 || actor.start > axis.t1) continue;
    const from = rows.rowOf[actor.parent] ?? -1;
    if (from < 0 || from === row) continue;
    const at = out.births.add();
    out.births.set('row', at, row);
    out.births.set('from', at, from);
    out.births.set('x', at, toX(axis, actor.start));
  }
  return out;
}

function layoutMarks(trace: Trace, rows: Rows, axis: Axis, firstRow: number, endRow: number, out: SignGeometry) {
  const { marks } = trace;
  if (marks.length === 0) return;
  const first = Math.max(0, marks.indexAt(traceTime(axis.t0)));
  const end = marks.endReaching(traceTime(axis.t1));
  const stride = Math.max(1, Math.ceil((end - first) / MOST_LOOKED_AT));
  const last = new Map<number, number>();
  for (let i = first; i < end; i += stride) {
    const row = rows.rowOf[marks.actor(i)] ?? -1;
    if (row < firstRow || row >= endRow) continue;
    const t = marks.timeAt(i);
    const since = marks.since(i);
    if (t < axis.t0 || since > axis.t1) continue;
    const x0 = toX(axis, since);
    const x1 = toX(axis, t);
    const before = last.get(row);
    if (before !== undefined && x1 - out.marks.get('x1', before) < SIGN_ROOM) {
      out.marks.set('count', before, out.marks.get('count', before) + 1);
      out.marks.set('x0', before, Math.min(x0, out.marks.get('x0', before)));
      continue;
    }
    const at = out.marks.add();
    out.marks.set('row', at, row);
    out.marks.set('x0', at, x0);
    out.marks.set('x1', at, x1);
    out.marks.set('index', at, i);
    out.marks.set('count', at, 1);
    last.set(row, at);
  }
}

/** Half of a remark's sign. */
export function markSize(rows: Rows, theme: ClothTheme): number {
  return Math.max(4.5 * theme.unit, Math.min(8 * theme.unit, rows.laneHeight * 0.26));
}

/** How high the rule of a remark lies, from the first row's top: above the strand, and above the bands around it. */
export function markY(rows: Rows, row: number, theme: ClothTheme): number {
  const away = thickness(rows, theme) / 2 + 10 * theme.unit;
  return rowCentre(rows, row) - Math.min(away, rows.laneHeight / 2 - 1.5 * theme.unit);
}

/** Half of an end's sign. */
export function endSize(rows: Rows, theme: ClothTheme): number {
  return Math.max(3.5 * theme.unit, Math.min(6.5 * theme.unit, rows.laneHeight * 0.3));
}

/** The remark whose sign, or whose rule where there is room for one, is at a point; otherwise -1. `y` from the first row's top. */
export function markAt({ marks }: SignGeometry, rows: Rows, theme: ClothTheme, x: number, y: number): number {
  const reach = markSize(rows, theme) + 2;
  const roomy = rows.laneHeight >= 30 * theme.unit;
  for (let i = marks.length - 1; i >= 0; i--) {
    const dy = Math.abs(y - markY(rows, marks.get('row', i), theme));
    const x1 = marks.get('x1', i);
    if (dy <= reach && Math.abs(x - x1) <= reach) return i;
    if (roomy && dy <= 4 && x >= marks.get('x0', i) && x <= x1) return i;
  }
  return -1;
}

/** The row whose end's sign is at a point; otherwise -1. */
export function endAt({ ends }: SignGeometry, rows: Rows, theme: ClothTheme, x: number, y: number): number {
  const reach = endSize(rows, theme) + 1;
  for (let i = 0; i < ends.length; i++) {
    const row = ends.get('row', i);
    if (Math.abs(x - ends.get('x', i)) <= reach && Math.abs(y - rowCentre(rows, row)) <= reach) return row;
  }
  return -1;
}
