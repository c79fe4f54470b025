/**
 * Which rows the cloth has, from top to bottom, how high they are, and which colour each strand wears.
 *
 * A row belongs to one actor. Children stand under their parent in order of appearance. A process that has threads is no
 * strand of its own: its threads are; it becomes a header, and only where there is more than one process to tell apart.
 */
import type { ActorId } from '../../trace/events';
import type { Actor, Trace } from '../../trace/trace';

/** 0 is `--strand-main`, 1 to 8 are `--strand-1` to `--strand-8`. */
export type ColourIndex = number;
export const COLOURS = 9;

export interface Row {
  readonly kind: 'process' | 'strand';
  readonly actor: Actor;
  readonly colour: ColourIndex;
  /** Which strand of its process it is, from 0: where names are thinned out, every process shows its first. */
  readonly ordinal: number;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Top of each row, in pixels from the first one's top. One more entry than rows: the last is the whole height. */
  readonly tops: Float64Array;
  /** Row of each actor, -1 for one that has none. */
  readonly rowOf: Int32Array;
  readonly laneHeight: number;
  readonly height: number;
}

export const LANE_MAX = 62;
export const LANE_MIN = 11;
const HEADER_HEIGHT = 30;
/** Where lanes are low, so are headers. */
const HEADER_LOW = 21;

/**
 * The colour of every actor, by id. The program's own first thread is the main strand; a process's first thread is a strand
 * like any other, because there the work is done.
 */
export function strandColours(trace: Trace): Uint8Array {
  const colours = new Uint8Array(trace.actors.length);
  const children = countChildren(trace);
  let next = 0;
  let mainTaken = false;
  for (const actor of trace.actors) {
    if (isContainer(actor, children)) continue;
    const isMain = !mainTaken && actor.kind === 'thread' && isRootProcess(trace, actor.parent);
    if (isMain) mainTaken = true;
    else colours[actor.id] = (next++ % 8) + 1;
  }
  return colours;
}

/** The rows for a space `available` pixels high. They may need more than that: then the cloth scrolls. */
export function layRows(trace: Trace, available: number, minimum = LANE_MIN, maximum = LANE_MAX): Rows {
  const colours = strandColours(trace);
  const children = countChildren(trace);
  const processes = trace.counts.processes;
  const rows: Row[] = [];
  let ordinal = 0;
  for (const actor of inTreeOrder(trace)) {
    if (isContainer(actor, children)) {
      if (processes > 1) rows.push({ kind: 'process', actor, colour: 0, ordinal: 0 });
      ordinal = 0;
    } else if (actor.kind !== 'process' || (trace.lanes[actor.id]?.segments.length ?? 0) > 0) {
      rows.push({ kind: 'strand', actor, colour: colours[actor.id] ?? 0, ordinal: ordinal++ });
    }
  }
  const headers = rows.reduce((n, row) => n + (row.kind === 'process' ? 1 : 0), 0);
  const strands = Math.max(1, rows.length - headers);
  const share = (header: number) => Math.floor((available - headers * header) / strands);
  const header = share(HEADER_HEIGHT) >= 2 * minimum ? HEADER_HEIGHT : HEADER_LOW;
  const laneHeight = Math.min(maximum, Math.max(minimum, share(header)));
  const tops = new Float64Array(rows.length + 1);
  const rowOf = new Int32Array(trace.actors.length).fill(-1);
  rows.forEach((row, i) => {
    rowOf[row.actor.id] = i;
    tops[i + 1] = (tops[i] ?? 0) + (row.kind === 'process' ? header : laneHeight);
  });
  return { rows, tops, rowOf, laneHeight, height: tops[rows.length] ?? 0 };
}

/** The middle of row `i`, from the first row's top. */
export function rowCentre(rows: Rows, i: number): number {
  return ((rows.tops[i] ?? 0) + (rows.tops[i + 1] ?? 0)) / 2;
}

/** The row at height `y`, or -1. */
export function rowAt(rows: Rows, y: number): number {
  if (y < 0 || y >= rows.height) return -1;
  let lo = 0;
  let hi = rows.rows.length - 1;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if ((rows.tops[mid] ?? 0) <= y) lo = mid;
    else hi = mid - 1;
  }
  return lo;
}

/** How many actors run inside each; a child process does not run inside its parent. */
function countChildren(trace: Trace): Int32Array {
  const children = new Int32Array(trace.actors.length);
  for (const { kind, parent } of trace.actors) {
    if (parent !== null && kind !== 'process') children[parent] = (children[parent] ?? 0) + 1;
  }
  return children;
}

function isContainer(actor: Actor, children: Int32Array): boolean {
  return actor.kind === 'process' && (children[actor.id] ?? 0) > 0;
}

function isRootProcess(trace: Trace, id: ActorId | null): boolean {
  if (id === null) return true;
  const parent = trace.actors[id];
  return parent !== undefined && parent.kind === 'process' && parent.parent === null;
}

/** Processes stand one below the other, each with what runs inside it; a child process never splits its parent's strands. */
function inTreeOrder(trace: Trace): Actor[] {
  const inside = new Map<ActorId | null, Actor[]>();
  for (const actor of trace.actors) {
    const group = actor.kind === 'process' ? null : actor.parent;
    const list = inside.get(group);
    if (list === undefined) inside.set(group, [actor]);
    else list.push(actor);
  }
  const order: Actor[] = [];
  const stack = [...(inside.get(null) ?? [])].reverse();
  for (let actor = stack.pop(); actor !== undefined; actor = stack.pop()) {
    order.push(actor);
    const list = inside.get(actor.id);
    if (list !== undefined) for (let i = list.length - 1; i >= 0; i--) stack.push(list[i] as Actor);
  }
  return order;
}
