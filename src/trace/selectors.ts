/**
 * Questions to a trace, asked by views, checks and words alike. Pure: the same trace and time give the same answer.
 *
 * A stretch covers its start and not its end: at the instant of a release the lock is free. Only what is still going on
 * when the trace stops covers the trace's end as well, so that the last picture shows who holds and who waits.
 */
import {
  ACTOR_STATES,
  type ActorId,
  type ActorKind,
  type ActorState,
  type ResourceId,
  type TraceEvent,
  type TraceTime,
} from './events';
import type { Actor, Hold, Message, Resource, Segment, Trace } from './trace';

/** What `actor` does at `t`; null before its first state, after its end and for nobody. */
export function stateAt(trace: Trace, actor: ActorId, t: TraceTime): Segment | null {
  const lane = trace.lanes[actor];
  if (lane === undefined || hasEnded(lane.actor, t)) return null;
  const index = lane.segments.indexAt(t);
  return index < 0 ? null : lane.segments.at(index);
}

/** Actors that have started and not ended at `t`. */
export function livingAt(trace: Trace, t: TraceTime): readonly Actor[] {
  return trace.actors.filter((actor) => actor.start <= t && !hasEnded(actor, t));
}

function hasEnded(actor: Actor, t: TraceTime): boolean {
  return actor.end !== null && actor.end <= t;
}

/** The process that an actor lives in: itself for a process or for an actor without one. */
export function processOf(trace: Trace, actor: ActorId): ActorId {
  let id = actor;
  for (let at = trace.actors[id]; at !== undefined && at.kind !== 'process' && at.parent !== null;) {
    id = at.parent;
    at = trace.actors[id];
  }
  return id;
}

const THREADS: readonly ActorKind[] = ['thread', 'event-loop', 'worker'];

/**
 * The thread that an actor lives in: itself for a thread, a page's event loop or a worker, and for a task the one whose event loop
 * calls it; null for others.
 */
export function threadOf(trace: Trace, actor: ActorId): ActorId | null {
  let at = trace.actors[actor];
  while (at?.kind === 'task' && at.parent !== null) at = trace.actors[at.parent];
  return at !== undefined && THREADS.includes(at.kind) ? at.id : null;
}

/** The GIL of a process; null when it has none. */
export function gilOf(trace: Trace, process: ActorId): Resource | null {
  return trace.resources.find((resource) => resource.kind === 'gil' && resource.process === process) ?? null;
}

function isExclusive(resource: Resource): boolean {
  return resource.kind === 'gil' || resource.kind === 'lock' || resource.kind === 'rlock';
}

/** Who holds `resource` at `t`, oldest hold first: one at most for a GIL or a lock. */
export function holdsAt(trace: Trace, resource: ResourceId, t: TraceTime): readonly Hold[] {
  const known = trace.resources[resource];
  if (known === undefined) return [];
  const holds = trace.holds(resource);
  const found: Hold[] = [];
  for (let i = holds.indexAt(t); i >= 0; i--) {
    if (holds.end(i) > t) found.push(holds.at(i));
    else if (holds.end(i) === trace.end) {
      const hold = holds.at(i);
      if (hold.open) found.push(hold);
    }
    if (isExclusive(known)) break;
  }
  return found.reverse();
}

export interface Holding extends Hold {
  readonly resource: ResourceId;
}

/** Everything that is held at `t`, by resource. */
export function holdersAt(trace: Trace, t: TraceTime): readonly Holding[] {
  return trace.resources.flatMap(({ id }) => holdsAt(trace, id, t).map((hold) => ({ ...hold, resource: id })));
}

/** Who holds the GIL of `process` at `t`; without `process`, the first GIL of the trace. */
export function gilHoldAt(trace: Trace, t: TraceTime, process?: ActorId): Hold | null {
  const gil =
    process === undefined ? trace.resources.find((resource) => resource.kind === 'gil') : gilOf(trace, process);
  return gil ? (holdsAt(trace, gil.id, t)[0] ?? null) : null;
}

export interface Waiter {
  readonly actor: ActorId;
  readonly segment: Segment;
  /** What it wants: the GIL for one that is ready; null for a join and for what has no name. */
  readonly resource: ResourceId | null;
  /** Whose end it waits for. */
  readonly target: ActorId | null;
}

/** Who waits for another actor or for something that actors hold at `t`, the longest waiter first. */
export function waitersAt(trace: Trace, t: TraceTime): readonly Waiter[] {
  const waiters: Waiter[] = [];
  for (const { actor } of trace.lanes) {
    const segment = stateAt(trace, actor.id, t);
    if (segment === null) continue;
    const { state, target } = segment;
    if (state === 'ready') {
      const gil = segment.resource ?? gilOf(trace, processOf(trace, actor.id))?.id ?? null;
      waiters.push({ actor: actor.id, segment, resource: gil, target: null });
    } else if (state === 'blocked' || state === 'joining') {
      waiters.push({ actor: actor.id, segment, resource: segment.resource, target });
    }
  }
  return waiters.sort((a, b) => a.segment.start - b.segment.start);
}

/** The first event after `t` (that `filter` accepts); null when there is none. For "step forward". */
export function nextEventTime(trace: Trace, t: TraceTime, filter?: (event: TraceEvent) => boolean): TraceTime | null {
  for (let i = trace.indexAt(t) + 1; i < trace.length; i++) {
    if (filter === undefined || filter(trace.at(i))) return trace.timeAt(i);
  }
  return null;
}

/** The last event before `t` (that `filter` accepts); null when there is none. For "step back". */
export function previousEventTime(
  trace: Trace,
  t: TraceTime,
  filter?: (event: TraceEvent) => boolean,
): TraceTime | null {
  for (let i = trace.indexAt(t); i >= 0; i--) {
    if (trace.timeAt(i) < t && (filter === undefined || filter(trace.at(i)))) return trace.timeAt(i);
  }
  return null;
}

/** Milliseconds that `actor` spent in each state. */
export function totals(trace: Trace, actor: ActorId): Readonly<Record<ActorState, number>> {
  const micros = ACTOR_STATES.map(() => 0);
  const segments = trace.lanes[actor]?.segments;
  for (let i = 0; i < (segments?.length ?? 0); i++) {
    const code = segments!.stateCode(i);
    // In whole microseconds, so that a million short stretches add up without a rounding error.
    micros[code] = (micros[code] ?? 0) + Math.round((segments!.end(i) - segments!.start(i)) * 1000);
  }
  return Object.fromEntries(ACTOR_STATES.map((state, code) => [state, (micros[code] ?? 0) / 1000])) as Record<
    ActorState,
    number
  >;
}

/** Who held `resource` at some time in [start, end), each once, in order. */
export function holdersBetween(
  trace: Trace,
  resource: ResourceId,
  start: TraceTime,
  end: TraceTime,
): readonly ActorId[] {
  const holders = new Set(holdsAt(trace, resource, start).map((hold) => hold.actor));
  const holds = trace.holds(resource);
  for (let i = holds.indexAt(start) + 1; i < holds.length && holds.start(i) < end; i++) holders.add(holds.at(i).actor);
  return [...holders];
}

export interface Wait {
  readonly actor: ActorId;
  readonly segment: Segment;
  readonly resource: ResourceId;
  /** Who held the resource meanwhile, in order; empty when nobody did (an empty queue). */
  readonly heldBy: readonly ActorId[];
  /** How many waits it is the longest of. */
  readonly among: number;
}

/**
 * The longest wait for a resource that the learner knows of; what the library made for its own use counts only when
 * nothing else was waited for. Null when nobody waited.
 */
export function longestWait(trace: Trace): Wait | null {
  return longestWaitFor(trace, false) ?? longestWaitFor(trace, true);
}

function longestWaitFor(trace: Trace, internal: boolean): Wait | null {
  const blocked = ACTOR_STATES.indexOf('blocked');
  let longest: { actor: ActorId; segment: Segment; resource: ResourceId } | null = null;
  let among = 0;
  for (const { actor, segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) {
      if (segments.stateCode(i) !== blocked) continue;
      const segment = segments.at(i);
      const { resource } = segment;
      const known = resource === null ? undefined : trace.resources[resource];
      if (resource === null || known === undefined || known.kind === 'gil' || known.internal !== internal) continue;
      among++;
      if (longest === null || segment.end - segment.start > longest.segment.end - longest.segment.start) {
        longest = { actor: actor.id, segment, resource };
      }
    }
  }
  if (longest === null) return null;
  const { actor, segment, resource } = longest;
  const holders = holdersBetween(trace, resource, segment.start, segment.end);
  // A lock that is handed over belongs to the waiter some microseconds before it wakes up: that is the end of its wait, not its cause.
  const itself = holdsAt(trace, resource, segment.start).some((hold) => hold.actor === actor);
  return { ...longest, heldBy: itself ? holders : holders.filter((id) => id !== actor), among };
}

/** `from` cannot go on before `to` does something: release `resource`, or end when `resource` is null. */
export interface WaitEdge {
  readonly from: ActorId;
  readonly to: ActorId;
  readonly resource: ResourceId | null;
}

/**
 * Who waits for whom at `t`. Whoever is ready waits for the GIL's holder only until its turn, so that is no edge here;
 * a wait for what nobody holds (an empty queue) has no edge either.
 */
export function waitForGraph(trace: Trace, t: TraceTime): readonly WaitEdge[] {
  const edges: WaitEdge[] = [];
  for (const { actor, segment, resource, target } of waitersAt(trace, t)) {
    if (segment.state === 'ready') continue;
    if (resource !== null) {
      for (const hold of holdsAt(trace, resource, t)) {
        // A lock that is handed over belongs to the waiter some microseconds before it wakes up: then it has what it waited for.
        const hasIt = hold.actor === actor && hold.start > segment.start;
        if (!hasIt) edges.push({ from: actor, to: hold.actor, resource });
      }
    }
    const awaited = target === null ? undefined : trace.actors[target];
    if (awaited !== undefined && !hasEnded(awaited, t)) edges.push({ from: actor, to: awaited.id, resource: null });
  }
  return edges;
}

/**
 * One cycle among the edges, each edge leading to the next one's start and the last to the first's; null when there is
 * none. It begins with the lowest actor, so that the same knot is always told the same way.
 */
export function findCycle(edges: readonly WaitEdge[]): readonly WaitEdge[] | null {
  const from = new Map<ActorId, WaitEdge[]>();
  for (const edge of edges) {
    const known = from.get(edge.from);
    if (known === undefined) from.set(edge.from, [edge]);
    else known.push(edge);
  }
  const done = new Set<ActorId>();
  for (const root of from.keys()) {
    const path: WaitEdge[] = [];
    const onPath = new Map<ActorId, number>([[root, 0]]);
    const choices: WaitEdge[][] = [[...(from.get(root) ?? [])]];
    while (choices.length > 0) {
      const edge = choices.at(-1)?.pop();
      if (edge === undefined) {
        choices.pop();
        const left = path.pop();
        const node = left?.to ?? root;
        onPath.delete(node);
        done.add(node);
        continue;
      }
      const start = onPath.get(edge.to);
      if (start !== undefined) return fromLowest([...path.slice(start), edge]);
      if (done.has(edge.to)) continue;
      path.push(edge);
      onPath.set(edge.to, path.length);
      choices.push([...(from.get(edge.to) ?? [])]);
    }
  }
  return null;
}

function fromLowest(cycle: readonly WaitEdge[]): readonly WaitEdge[] {
  let lowest = 0;
  cycle.forEach((edge, i) => {
    if (edge.from < (cycle[lowest] as WaitEdge).from) lowest = i;
  });
  return [...cycle.slice(lowest), ...cycle.slice(0, lowest)];
}

export interface Overlap {
  /** The most stretches that were going on at one moment. */
  readonly most: number;
  /** Milliseconds during which at least one was going on. */
  readonly span: number;
  /** Milliseconds of all of them, one after the other. */
  readonly sum: number;
}

/** How much the stretches in some states of some actors lay on top of each other. */
export function overlap(trace: Trace, actors: readonly ActorId[], ...states: readonly ActorState[]): Overlap {
  return overlapOfAll(
    trace,
    actors.map((actor) => ({ actor, states })),
  );
}

/** The same where not every actor's states count alike. Each actor is to be named once. */
export function overlapOfAll(
  trace: Trace,
  parts: readonly { readonly actor: ActorId; readonly states: readonly ActorState[] }[],
): Overlap {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { actor, states } of parts) {
    const segments = trace.lanes[actor]?.segments;
    if (segments === undefined) continue;
    const counts = ACTOR_STATES.map((state) => states.includes(state));
    for (let i = 0; i < segments.length; i++) {
      if (counts[segments.stateCode(i)] !== true || segments.end(i) <= segments.start(i)) continue;
      starts.push(Math.round(segments.start(i) * 1000));
      ends.push(Math.round(segments.end(i) * 1000));
    }
  }
  const opening = Float64Array.from(starts).sort();
  const closing = Float64Array.from(ends).sort();
  let [open, most, span, sum, since, closed] = [0, 0, 0, 0, 0, 0];
  for (const t of opening) {
    while (closed < closing.length && (closing[closed] as number) <= t) {
      if (--open === 0) span += (closing[closed] as number) - since;
      closed++;
    }
    if (open++ === 0) since = t;
    most = Math.max(most, open);
  }
  const last = closing.at(-1);
  if (open > 0 && last !== undefined) span += last - since;
  for (let i = 0; i < closing.length; i++) sum += (closing[i] as number) - (opening[i] as number);
  return { most, span: span / 1000, sum: sum / 1000 };
}

// --- Messages ---------------------------------------------------------------------------------------------------------

/** The messages that are in flight at `t`, the oldest first; through `resource` only, if it is given. */
export function messagesAt(trace: Trace, t: TraceTime, resource?: ResourceId): readonly Message[] {
  const { messages } = trace;
  const found: Message[] = [];
  const last = messages.indexAt(t);
  for (let i = messages.firstReaching(t); i <= last; i++) {
    if (messages.arrived(i) && messages.end(i) <= t) continue;
    if (resource === undefined || messages.resource(i) === resource) found.push(messages.at(i));
  }
  return found;
}

/**
 * How much is in flight through one resource, over time: step `i` lasts from `start(i)` to the next one's, the last one to
 * the trace's end. Before the first step nothing is. Receipts of messages whose sending is not known do not count.
 */
export interface DepthSeries {
  readonly length: number;
  start(i: number): TraceTime;
  messages(i: number): number;
  bytes(i: number): number;
  /** The last step whose start is <= t, or -1. */
  indexAt(t: TraceTime): number;
  /** The most of each that there was at one moment; not always the same moment. */
  readonly most: { readonly messages: number; readonly bytes: number };
}

class Depth implements DepthSeries {
  readonly most = { messages: 0, bytes: 0 };
  readonly #starts: number[] = [];
  readonly #messages: number[] = [];
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#starts.length;
  }

  start(i: number): TraceTime {
    return this.#starts[i] as TraceTime;
  }

  messages(i: number): number {
    return this.#messages[i] as number;
  }

  bytes(i: number): number {
    return this.#bytes[i] as number;
  }

  indexAt(t: TraceTime): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.start(middle) <= t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** From `t` on there is so much more or less. Times do not decrease from call to call. */
  change(t: TraceTime, messages: number, bytes: number): void {
    const last = this.length - 1;
    const nextMessages = (this.#messages[last] ?? 0) + messages;
    const nextBytes = (this.#bytes[last] ?? 0) + bytes;
    const at = this.#starts[last] === t ? last : this.length;
    this.#starts[at] = t;
    this.#messages[at] = nextMessages;
    this.#bytes[at] = nextBytes;
  }

  measure(): void {
    for (let i = 0; i < this.length; i++) {
      this.most.messages = Math.max(this.most.messages, this.messages(i));
      this.most.bytes = Math.max(this.most.bytes, this.bytes(i));
    }
  }
}

const depths = new WeakMap<Trace, ReadonlyMap<ResourceId, Depth>>();
const NO_DEPTH: DepthSeries = new Depth();

/** Counted for all resources when it is first asked for one of them, and kept with the trace. */
export function depthOf(trace: Trace, resource: ResourceId): DepthSeries {
  let known = depths.get(trace);
  if (known === undefined) {
    known = measureDepths(trace);
    depths.set(trace, known);
  }
  return known.get(resource) ?? NO_DEPTH;
}

function measureDepths(trace: Trace): ReadonlyMap<ResourceId, Depth> {
  const { messages } = trace;
  const known = new Map<ResourceId, Depth>();
  const arrivals: number[] = [];
  for (let i = 0; i < messages.length; i++) if (messages.arrived(i)) arrivals.push(i);
  arrivals.sort((a, b) => messages.end(a) - messages.end(b));
  const change = (i: number, t: TraceTime, by: 1 | -1): void => {
    const resource = messages.resource(i);
    let depth = known.get(resource);
    if (depth === undefined) known.set(resource, (depth = new Depth()));
    depth.change(t, by, by * messages.bytes(i));
  };
  let arrived = 0;
  for (let i = 0; i < messages.length; i++) {
    // A message that arrives at the instant at which another is sent makes room for it.
    for (; arrived < arrivals.length && messages.end(arrivals[arrived] as number) <= messages.start(i); arrived++) {
      if ((arrivals[arrived] as number) >= i) break;
      change(arrivals[arrived] as number, messages.end(arrivals[arrived] as number), -1);
    }
    change(i, messages.start(i), 1);
  }
  for (; arrived < arrivals.length; arrived++) {
    change(arrivals[arrived] as number, messages.end(arrivals[arrived] as number), -1);
  }
  for (const depth of known.values()) depth.measure();
  return known;
}
