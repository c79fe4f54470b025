/**
 * Which rows the cloth has, from top to bottom, how high they are, and which colour each strand wears.
 *
 * A row belongs to one actor. Children stand under their parent, in the order that was asked for: of appearance, at first. A process that has threads is no
 * strand of its own: its threads are; it becomes a header, and only where there is more than one process to tell apart. Folded, it
 * is all that is left of its cloth. Tasks stand under the thread that runs them, and fold into its strand in the same way; where
 * there are many, they are folded until they are asked for. Below a process's strands stand the tracks of the pipes and queues that it made.
 */
import type { ActorId, ResourceId } from '../../trace/events';
import { laneRanks, type LaneOrder } from '../../trace/lane-order';
import { processOf, threadOf } from '../../trace/selectors';
import type { Actor, Resource, Trace } from '../../trace/trace';

/** 0 is `--strand-main`, 1 to 8 are `--strand-1` to `--strand-8`. */
export type ColourIndex = number;
export const COLOURS = 9;

export interface Row {
  /** A `track` shows how much is in flight through a pipe or queue. */
  readonly kind: 'process' | 'strand' | 'track';
  /** Of a track: the process that it stands with. */
  readonly actor: Actor;
  /** What a track is about, otherwise null. */
  readonly resource: Resource | null;
  /** A process that keeps only this row, its strands and tracks folded away; or a thread, its tasks folded away. */
  readonly folded: boolean;
  /** How many tasks fold into this strand. */
  readonly tasks: number;
  readonly colour: ColourIndex;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Top of each row, in pixels from the first one's top. One more entry than rows: the last is the whole height. */
  readonly tops: Float64Array;
  /** Row of each actor: its process's where that is folded, -1 for one that has none. */
  readonly rowOf: Int32Array;
  readonly laneHeight: number;
  readonly height: number;
  /** Differs when an actor has moved to another row. */
  readonly key: number;
}

export interface RowOptions {
  /** Processes that are folded; and threads whose tasks are not as they are at first. */
  readonly folded: ReadonlySet<ActorId>;
  /** Pipes that the library uses for itself, too. */
  readonly showInternal: boolean;
  /** In which order processes stand, the threads of each, and the tasks of a thread: `start` if it is not given. */
  readonly order?: LaneOrder;
}

/** So many tasks of a thread are shown at first. */
export const TASKS_SHOWN = 60;

export const LANE_MAX = 62;
/** Room for a small name, so that no strand goes without. */
export const LANE_MIN = 12;
const HEADER_HEIGHT = 30;
/** Where lanes are low, so are headers. */
const HEADER_LOW = 21;
/** Heights of a track, in lanes of the least height. */
const TRACK_HIGH = 2.5;
const TRACK_LOW = 1.75;
const AS_IT_IS: RowOptions = { folded: new Set(), showInternal: false };

/**
 * The colour of every actor, by id. The program's own first thread is the main strand; a process's first thread is a strand
 * like any other, because there the work is done. A process takes none from them: it may get its threads later.
 */
export function strandColours(trace: Trace): Uint8Array {
  const colours = new Uint8Array(trace.actors.length);
  const children = countChildren(trace);
  let next = 0;
  let mainTaken = false;
  for (const actor of trace.actors) {
    if (isContainer(actor, children) || (actor.kind === 'process' && trace.counts.processes > 1)) continue;
    const isMain = !mainTaken && actor.kind === 'thread' && isRootProcess(trace, actor.parent);
    if (isMain) mainTaken = true;
    else colours[actor.id] = (next++ % 8) + 1;
  }
  return colours;
}

/** The rows for a space `available` pixels high. They may need more than that: then the cloth scrolls. */
export function layRows(
  trace: Trace,
  available: number,
  minimum = LANE_MIN,
  maximum = LANE_MAX,
  { folded, showInternal, order = 'start' }: RowOptions = AS_IT_IS,
): Rows {
  const colours = strandColours(trace);
  const children = countChildren(trace);
  const processes = trace.counts.processes;
  const rows: Row[] = [];
  const rowOf = new Int32Array(trace.actors.length).fill(-1);
  const tasks = countTasks(trace);
  const hidesTasks = (thread: ActorId) => folded.has(thread) !== (tasks[thread] ?? 0) > TASKS_SHOWN;
  const tracks = new Map<ActorId, Resource[]>();
  for (const resource of trafficOf(trace)) {
    if (resource.internal && !showInternal) continue;
    const known = tracks.get(resource.process);
    if (known === undefined) tracks.set(resource.process, [resource]);
    else known.push(resource);
  }
  let process: Actor | null = null;
  // The tracks of a process stand below its strands.
  const endProcess = () => {
    if (process === null || (processes > 1 && folded.has(process.id))) return;
    for (const resource of tracks.get(process.id) ?? [])
      rows.push({ kind: 'track', actor: process, resource, folded: false, tasks: 0, colour: 0 });
  };
  for (const actor of inTreeOrder(trace, order)) {
    let thread: ActorId | null;
    const begins = actor.kind === 'process';
    if (begins) {
      endProcess();
      process = actor;
    }
    if (begins && (processes > 1 || isContainer(actor, children))) {
      if (processes === 1) continue;
      rowOf[actor.id] = rows.length;
      rows.push({
        kind: 'process',
        actor,
        resource: null,
        folded: folded.has(actor.id),
        tasks: 0,
        colour: 0,
      });
    } else if (processes > 1 && folded.has(processOf(trace, actor.id))) {
      rowOf[actor.id] = rowOf[processOf(trace, actor.id)] ?? -1;
    } else if (actor.kind === 'task' && (thread = threadOf(trace, actor.id)) !== null && hidesTasks(thread)) {
      rowOf[actor.id] = rowOf[thread] ?? -1;
    } else if (!begins || (trace.lanes[actor.id]?.segments.length ?? 0) > 0) {
      rowOf[actor.id] = rows.length;
      const colour = colours[actor.id] ?? 0;
      const own = tasks[actor.id] ?? 0;
      rows.push({
        kind: 'strand',
        actor,
        resource: null,
        folded: own > 0 && hidesTasks(actor.id),
        tasks: own,
        colour,
      });
    }
  }
  endProcess();
  const count = (kind: Row['kind']) => rows.reduce((n, row) => n + (row.kind === kind ? 1 : 0), 0);
  const headers = count('process');
  const trackRows = count('track');
  const strands = Math.max(1, rows.length - headers - trackRows);
  const share = (header: number, track: number) =>
    Math.floor((available - headers * header - trackRows * track) / strands);
  const roomy = share(HEADER_HEIGHT, TRACK_HIGH * minimum) >= 2 * minimum;
  const header = roomy ? HEADER_HEIGHT : HEADER_LOW;
  const track = (roomy ? TRACK_HIGH : TRACK_LOW) * minimum;
  const laneHeight = Math.min(maximum, Math.max(minimum, share(header, track)));
  const tops = new Float64Array(rows.length + 1);
  rows.forEach(({ kind }, i) => {
    tops[i + 1] = (tops[i] ?? 0) + (kind === 'process' ? header : kind === 'track' ? track : laneHeight);
  });
  let key = rows.length;
  for (const row of rowOf) key = (key * 31 + row) | 0;
  return { rows, tops, rowOf, laneHeight, height: tops[rows.length] ?? 0, key };
}

const traffic = new WeakMap<Trace, readonly Resource[]>();

/** The pipes and queues through which messages went, by id. */
export function trafficOf(trace: Trace): readonly Resource[] {
  let known = traffic.get(trace);
  if (known !== undefined) return known;
  const { messages } = trace;
  const seen = new Set<ResourceId>();
  const candidates = trace.resources.reduce((n, { kind }) => n + (kind === 'pipe' || kind === 'queue' ? 1 : 0), 0);
  for (let i = 0; i < messages.length && seen.size < candidates; i++) seen.add(messages.resource(i));
  known = trace.resources.filter(({ id }) => seen.has(id));
  traffic.set(trace, known);
  return known;
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

/** How many tasks each thread runs. */
function countTasks(trace: Trace): Int32Array {
  const counts = new Int32Array(trace.actors.length);
  for (const { kind, id } of trace.actors) {
    const thread = kind === 'task' ? threadOf(trace, id) : null;
    if (thread !== null) counts[thread] = (counts[thread] ?? 0) + 1;
  }
  return counts;
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
function inTreeOrder(trace: Trace, by: LaneOrder): Actor[] {
  const inside = new Map<ActorId | null, Actor[]>();
  for (const actor of trace.actors) {
    const group = actor.kind === 'process' ? null : actor.parent;
    const list = inside.get(group);
    if (list === undefined) inside.set(group, [actor]);
    else list.push(actor);
  }
  // Appearance is the trace's own order: a start that a process tells late does not move its lane.
  if (by !== 'start') {
    const ranks = laneRanks(trace, by);
    for (const list of inside.values()) list.sort((a, b) => (ranks[a.id] ?? 0) - (ranks[b.id] ?? 0));
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
