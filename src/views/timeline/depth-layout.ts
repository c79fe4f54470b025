/**
 * How much is in flight through each pipe and queue, as steps along its track. Pure, and bounded by pixels: where there are
 * more steps than columns of pixels, a column shows the most that there was in it (of a few picked at even distances, where
 * it holds very many).
 */
import { traceTime } from '../../trace/ids';
import { depthOf, type DepthSeries } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';
import { COLUMN } from './cloth-layout';
import { Columns } from './columns';
import type { Rows } from './rows';
import { toT, toX, type Axis } from './viewport';

const SAMPLES = 12;

/** From x0 to x1 on `row`; `messages` and `bytes` are shares of the most that there ever was. */
export type DepthGeometry = Columns<'row' | 'x0' | 'x1' | 'messages' | 'bytes'>;

export function createDepthGeometry(): DepthGeometry {
  return new Columns(['row', 'x0', 'x1', 'messages', 'bytes']);
}

export function layoutDepths(
  trace: Trace,
  rows: Rows,
  axis: Axis,
  firstRow: number,
  endRow: number,
  out: DepthGeometry,
): DepthGeometry {
  out.clear();
  if (!(axis.t1 > axis.t0) || !(axis.x1 > axis.x0)) return out;
  for (let row = Math.max(0, firstRow); row < Math.min(endRow, rows.rows.length); row++) {
    const resource = rows.rows[row]?.resource ?? null;
    if (resource === null) continue;
    const depth = depthOf(trace, resource.id);
    if (depth.length === 0) continue;
    const first = depth.indexAt(traceTime(axis.t0));
    const last = depth.indexAt(traceTime(axis.t1));
    const end = Math.min(axis.t1, trace.end);
    if (last - first <= (axis.x1 - axis.x0) / COLUMN) {
      for (let i = Math.max(first, 0); i <= last; i++) {
        const until = i + 1 < depth.length ? Math.min(depth.start(i + 1), end) : end;
        add(out, row, depth, i, i, toX(axis, Math.max(depth.start(i), axis.t0)), toX(axis, until));
      }
      continue;
    }
    for (let x = axis.x0; x < toX(axis, end); x += COLUMN) {
      const from = Math.max(0, depth.indexAt(traceTime(toT(axis, x))));
      const to = Math.max(from, depth.indexAt(traceTime(toT(axis, x + COLUMN))));
      add(out, row, depth, from, to, x, x + COLUMN);
    }
  }
  return out;
}

function add(
  out: DepthGeometry,
  row: number,
  depth: DepthSeries,
  from: number,
  to: number,
  x0: number,
  x1: number,
): void {
  let messages = 0;
  let bytes = 0;
  const stride = Math.max(1, Math.ceil((to - from + 1) / SAMPLES));
  for (let i = from; i <= to; i += stride) {
    messages = Math.max(messages, depth.messages(i));
    bytes = Math.max(bytes, depth.bytes(i));
  }
  if (messages === 0 || x1 <= x0) return;
  const at = out.add();
  out.set('row', at, row);
  out.set('x0', at, x0);
  out.set('x1', at, x1);
  out.set('messages', at, messages / depth.most.messages);
  out.set('bytes', at, depth.most.bytes === 0 ? 0 : bytes / depth.most.bytes);
}
