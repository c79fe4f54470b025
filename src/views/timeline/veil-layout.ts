/**
 * What fades when one resource is followed: all of each row but where its actor holds the resource, waits for it, or sends or
 * receives through it. Pure, and bounded by pixels: what is narrower than a column is looked at a few times a column.
 *
 *     A   |:::::|==holds==|::::::::::::|
 *     B   |::::::|//waits//|==holds==|:|       : faded
 *     C   |::::::::::::::::::::::::::::|
 */
import type { ActorId, ResourceId } from '../../trace/events';
import { wantedIn } from '../../trace/follow';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { Columns } from './columns';
import type { Rows } from './rows';
import { toX, type Axis } from './viewport';

/** In pixels: of a moment so much is kept clear on both sides. */
const MOMENT = 3;
const COLUMN = 2;
/** What is looked at, at most, inside one column. */
const SAMPLES = 8;
/** An earlier hold of a semaphore may outlast a later one: so many are looked back at. */
const LOOK_BACK = 32;

export type VeilGeometry = Columns<'row' | 'x0' | 'x1'>;

export function createVeilGeometry(): VeilGeometry {
  return new Columns(['row', 'x0', 'x1']);
}

/** The parts of the rows from `firstRow` to before `endRow`, from one end of the axis to the other, that fade. */
export function layoutVeil(
  trace: Trace,
  rows: Rows,
  axis: Axis,
  resource: ResourceId,
  firstRow: number,
  endRow: number,
  out: VeilGeometry,
): VeilGeometry {
  out.clear();
  if (!(axis.t1 > axis.t0) || !(axis.x1 > axis.x0)) return out;
  const dt = (COLUMN * (axis.t1 - axis.t0)) / (axis.x1 - axis.x0);
  const clear = new Map<number, [number, number][]>();
  const keep = (row: number, t0: number, t1: number, around: number): void => {
    if (row < firstRow || row >= endRow) return;
    const list = clear.get(row) ?? [];
    if (list.length === 0) clear.set(row, list);
    list.push([toX(axis, t0) - around, toX(axis, t1) + around]);
  };
  for (const actor of actorsInSight(rows, firstRow, endRow)) {
    keepWaits(trace, actor, axis, dt, resource, (t0, t1) => keep(rows.rowOf[actor] ?? -1, t0, t1, 1));
  }
  keepHolds(trace, axis, dt, resource, (actor, t0, t1) => keep(rows.rowOf[actor] ?? -1, t0, t1, 1));
  keepMessages(trace, axis, resource, (actor, t) => keep(rows.rowOf[actor] ?? -1, t, t, MOMENT));
  for (let row = Math.max(0, firstRow); row < Math.min(endRow, rows.rows.length); row++) {
    const spec = rows.rows[row];
    if (spec === undefined || spec.resource?.id === resource) continue;
    addRest(out, row, axis, clear.get(row) ?? []);
  }
  return out;
}

/** All rows but one, from one end of the axis to the other: for whoever points at one lane. */
export function layoutSpotlight(
  axis: Axis,
  lit: number,
  firstRow: number,
  endRow: number,
  out: VeilGeometry,
): VeilGeometry {
  out.clear();
  for (let row = Math.max(0, firstRow); row < endRow; row++) if (row !== lit) addRest(out, row, axis, []);
  return out;
}

/** Those that have a part in the rows in sight; several where they are folded into one. */
function actorsInSight(rows: Rows, firstRow: number, endRow: number): ActorId[] {
  const found: ActorId[] = [];
  rows.rowOf.forEach((row, id) => {
    if (row >= firstRow && row < endRow) found.push(id as ActorId);
  });
  return found;
}

function keepWaits(
  trace: Trace,
  actor: ActorId,
  axis: Axis,
  dt: number,
  resource: ResourceId,
  keep: (t0: number, t1: number) => void,
): void {
  const segments = trace.lanes[actor]?.segments;
  if (segments === undefined) return;
  let column = Number.NEGATIVE_INFINITY;
  let looked = 0;
  for (let i = Math.max(0, segments.indexAt(traceTime(axis.t0))); i < segments.length; i++) {
    const start = segments.start(i);
    if (start >= axis.t1) return;
    const at = Math.floor(start / dt);
    looked = at === column ? looked + 1 : 1;
    column = at;
    if (looked > SAMPLES) {
      // The last that begins in this column may reach far beyond it: it is looked at, whatever was passed over.
      const last = segments.indexAt(traceTime((at + 1) * dt));
      if (last > i) {
        i = last - 1;
        looked = 0;
        continue;
      }
    }
    if (wantedIn(trace, actor, segments.at(i)) === resource) keep(start, segments.end(i));
  }
}

function keepHolds(
  trace: Trace,
  axis: Axis,
  dt: number,
  resource: ResourceId,
  keep: (actor: ActorId, t0: number, t1: number) => void,
): void {
  const holds = trace.holds(resource);
  let column = Number.NEGATIVE_INFINITY;
  let looked = 0;
  for (let i = Math.max(0, holds.indexAt(traceTime(axis.t0)) - LOOK_BACK); i < holds.length; i++) {
    const start = holds.start(i);
    if (start >= axis.t1) return;
    if (holds.end(i) < axis.t0) continue;
    const at = Math.floor(start / dt);
    looked = at === column ? looked + 1 : 1;
    column = at;
    if (looked > SAMPLES) {
      const last = holds.indexAt(traceTime((at + 1) * dt));
      if (last > i) {
        i = last - 1;
        looked = 0;
        continue;
      }
    }
    keep(holds.at(i).actor, start, holds.end(i));
  }
}

function keepMessages(trace: Trace, axis: Axis, resource: ResourceId, keep: (actor: ActorId, t: number) => void): void {
  const { messages } = trace;
  if (messages.length === 0) return;
  const last = messages.indexAt(traceTime(axis.t1));
  const first = messages.firstReaching(traceTime(axis.t0));
  // A pixel cannot show more: of very many messages some are picked at even distances.
  const stride = Math.max(1, Math.ceil((last - first) / 20_000));
  for (let i = first; i <= last; i += stride) {
    if (messages.resource(i) !== resource) continue;
    keep(messages.sender(i), messages.start(i));
    const receiver = messages.receiver(i);
    if (receiver !== -1) keep(receiver, messages.end(i));
  }
}

function addRest(out: VeilGeometry, row: number, axis: Axis, clear: [number, number][]): void {
  clear.sort((a, b) => a[0] - b[0]);
  let x = axis.x0;
  const add = (until: number): void => {
    if (until <= x) return;
    const at = out.add();
    out.set('row', at, row);
    out.set('x0', at, x);
    out.set('x1', at, until);
  };
  for (const [from, to] of clear) {
    add(Math.min(from, axis.x1));
    x = Math.max(x, to);
  }
  add(axis.x1);
}
