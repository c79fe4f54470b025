/**
 * Export as Chrome's Trace Event JSON, which Perfetto, VizTracer's viewer and chrome://tracing open.
 *
 * | Interleave                | Chrome                                                                               |
 * |---------------------------|--------------------------------------------------------------------------------------|
 * | process                   | a `pid`, with `process_name`                                                         |
 * | any other actor           | a `tid` of its process, with `thread_name` and its order of appearance               |
 * | a stretch in a state      | `X` slice, category `state`, with the line and the reason in `args`                  |
 * | holding a resource        | `b`/`e` nestable async pair, category `hold`: a track for each lock, which tells its holder in `args` |
 * | hand-over                 | flow `s` -> `f` from the giver's stretch to the receiver's, category `hand-over`     |
 * | message                   | flow `s` -> `f` from sender to receiver, category `message`, its size in `args`       |
 * | what is in a queue        | `C` counter of the process that made it: messages and bytes                          |
 * | requests in flight        | `C` counter for each host: how many wait for it                                      |
 * | output, mark              | `i` instant of its thread                                                            |
 *
 * The rules that viewers hold a file to are written down, with where they come from, in `testing/chrome-format.ts`. Two of
 * them shape what is here. Slices of one thread must nest, and ours never overlap; holds may, so they are no slices. And a
 * flow's ends are drawn only where a slice of their thread is going on at that very time: a giver whose stretch ends at the
 * instant of the hand-over gives a microsecond earlier, and where there is no slice at all (a thread that never was in any
 * state), both ends become instants.
 *
 * Times are microseconds, as ours. Chrome's ids start at 1 here, since some viewers treat 0 as the idle process.
 */
import { ACTOR_STATES, type ActorId, type Place, type ResourceId, type Stream } from './events';
import { toTraceFile, type SavedOutput, type TraceFile } from './json';
import { depthOf, processOf } from './selectors';
import type { Trace } from './trace';
import { actorName, resourceName } from './words';

export type ChromeEvent = {
  readonly name: string;
  readonly ph: 'X' | 'M' | 's' | 'f' | 'i' | 'b' | 'e' | 'C';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number | string;
  /** Flow ends bind to the enclosing slice. */
  readonly bp?: 'e';
  /** An instant of its thread. */
  readonly s?: 't';
  readonly args?: Readonly<Record<string, string | number | boolean>>;
};

export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
  /** Our own format, so that the same file can be opened in Interleave again. Viewers ignore it. */
  readonly interleave: TraceFile;
}

const UNIT = 'ms';
const OTHER_DATA = { producer: 'Interleave' };

function micros(ms: number): number {
  return Math.round(ms * 1000);
}

function placeWords(place: Place): string {
  return `${place.file}:${place.line}`;
}

/** The trace in both formats, as one object. */
export function toChromeTrace(trace: Trace, output: readonly SavedOutput[] = []): ChromeTrace {
  return {
    traceEvents: [...chromeEvents(trace, output)],
    displayTimeUnit: UNIT,
    otherData: OTHER_DATA,
    interleave: toTraceFile(trace, output),
  };
}

/** What `--trace OUT.json` writes. `loadTrace` reads it back. */
export function exportTrace(trace: Trace, output: readonly SavedOutput[] = []): string {
  return [...exportPieces(trace, output)].join('');
}

/** So many events make one piece. */
const PIECE = 2_000;

/**
 * The same text in pieces, for a file of any size: a million events are more text than one string may hold in some
 * browsers, and far more objects than are needed at a time.
 */
export function* exportPieces(trace: Trace, output: readonly SavedOutput[] = []): Generator<string> {
  yield '{"traceEvents":[';
  let piece: string[] = [];
  let first = true;
  for (const event of chromeEvents(trace, output)) {
    piece.push(JSON.stringify(event));
    if (piece.length < PIECE) continue;
    yield `${first ? '' : ','}${piece.join(',')}`;
    first = false;
    piece = [];
  }
  if (piece.length > 0) yield `${first ? '' : ','}${piece.join(',')}`;
  const rest = JSON.stringify({
    displayTimeUnit: UNIT,
    otherData: OTHER_DATA,
    interleave: toTraceFile(trace, output),
  });
  yield `],${rest.slice(1)}`;
}

function* chromeEvents(trace: Trace, output: readonly SavedOutput[]): Generator<ChromeEvent> {
  yield* nameEvents(trace);
  yield* stateEvents(trace);
  yield* holdEvents(trace);
  yield* messageEvents(trace);
  yield* counterEvents(trace);
  yield* momentEvents(trace, output);
}

/** Where each actor stands, found once. */
const homes = new WeakMap<Trace, { pid: number; tid: number }[]>();

function where(trace: Trace, actor: ActorId): { pid: number; tid: number } {
  let known = homes.get(trace);
  if (known === undefined) {
    known = trace.actors.map(({ id }) => ({ pid: processOf(trace, id) + 1, tid: id + 1 }));
    homes.set(trace, known);
  }
  return known[actor] ?? { pid: actor + 1, tid: actor + 1 };
}

function* nameEvents(trace: Trace): Generator<ChromeEvent> {
  for (const actor of trace.actors) {
    const at = where(trace, actor.id);
    const isHome = at.pid === at.tid;
    if (isHome) yield { name: 'process_name', ph: 'M', ...at, args: { name: actor.name } };
    const name = isHome ? `${actor.kind} ${actor.name}` : actor.name;
    yield { name: 'thread_name', ph: 'M', ...at, args: { name } };
    yield { name: 'thread_sort_index', ph: 'M', ...at, args: { sort_index: actor.id } };
  }
}

function* stateEvents(trace: Trace): Generator<ChromeEvent> {
  for (const { actor, segments } of trace.lanes) {
    const at = where(trace, actor.id);
    for (let i = 0; i < segments.length; i++) {
      const { start, end, state, resource, target, via, place } = segments.at(i);
      const args = {
        ...(resource === null ? {} : { resource: resourceName(trace, resource) }),
        ...(target === null ? {} : { target: actorName(trace, target) }),
        ...(via === '' ? {} : { via }),
        ...(place === null ? {} : { line: placeWords(place) }),
      };
      const ts = micros(start);
      yield { name: state, ph: 'X', cat: 'state', ...at, ts, dur: micros(end) - ts, args };
    }
  }
}

/**
 * A track for each resource. Where several hold it at once (a semaphore) there are as many tracks as there were holders:
 * what stands on one track must nest.
 */
function* holdEvents(trace: Trace): Generator<ChromeEvent> {
  for (const resource of trace.resources) {
    const holds = trace.holds(resource.id);
    const name = resourceName(trace, resource.id);
    /** Until when each track is taken. */
    const until: number[] = [];
    for (let i = 0; i < holds.length; i++) {
      const { actor, start, end, place, handedOver } = holds.at(i);
      const ts = micros(start);
      const free = until.findIndex((taken) => taken <= ts);
      const track = free < 0 ? until.length : free;
      until[track] = micros(end);
      const id = `${resource.id + 1}.${track + 1}`;
      const common = { name, cat: 'hold', id, ...where(trace, actor) };
      const args = {
        holder: actorName(trace, actor),
        handedOver,
        internal: resource.internal,
        ...(place === null ? {} : { line: placeWords(place) }),
      };
      yield { ...common, ph: 'b', ts, args };
      yield { ...common, ph: 'e', ts: micros(end) };
    }
  }
}

/**
 * A time, `ts` or a microsecond before it, at which a slice of the actor's is going on; -1 where there is none. With
 * `before`, a slice that ends at `ts` goes before one that begins there.
 */
function insideSlice(trace: Trace, actor: ActorId, ts: number, before: boolean): number {
  const segments = trace.lanes[actor]?.segments;
  if (segments === undefined) return -1;
  let last = segments.length - 1;
  // (By the times in whole microseconds, which are those that the slices have.)
  for (let low = 0, high = last; low <= high;) {
    const middle = (low + high) >>> 1;
    if (micros(segments.start(middle)) <= ts) low = middle + 1;
    else high = middle - 1;
    last = high;
  }
  if (last < 0) return -1;
  const isInside = (i: number, t: number) => micros(segments.start(i)) <= t && t < micros(segments.end(i));
  if (before) {
    for (let i = last; i >= 0 && micros(segments.end(i)) >= ts; i--) if (isInside(i, ts - 1)) return ts - 1;
  }
  if (isInside(last, ts) || micros(segments.start(last)) === ts) return ts;
  return isInside(last, ts - 1) ? ts - 1 : -1;
}

interface Arrow {
  readonly name: string;
  readonly cat: string;
  readonly id: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
}

/** From one actor to another, or two instants where it could not be drawn. */
function* arrow(
  trace: Trace,
  from: { readonly actor: ActorId; readonly ts: number; readonly before: boolean },
  to: { readonly actor: ActorId; readonly ts: number },
  { name, cat, id, args }: Arrow,
): Generator<ChromeEvent> {
  const leaves = insideSlice(trace, from.actor, from.ts, from.before);
  const arrives = insideSlice(trace, to.actor, to.ts, false);
  if (leaves < 0 || arrives < leaves) {
    yield { name: `${name} (given)`, ph: 'i', s: 't', cat, ...where(trace, from.actor), ts: from.ts, args };
    yield { name: `${name} (got)`, ph: 'i', s: 't', cat, ...where(trace, to.actor), ts: to.ts, args };
    return;
  }
  yield { name, cat, id, ph: 's', ...where(trace, from.actor), ts: leaves, args };
  yield { name, cat, id, ph: 'f', bp: 'e', ...where(trace, to.actor), ts: arrives, args };
}

function* messageEvents(trace: Trace): Generator<ChromeEvent> {
  for (let i = 0; i < trace.messages.length; i++) {
    const { sender, receiver, resource, sentAt, receivedAt, bytes, picklingMs, unpicklingMs } = trace.messages.at(i);
    const args = {
      bytes,
      ...(picklingMs === null ? {} : { picklingMs }),
      ...(unpicklingMs === null ? {} : { unpicklingMs }),
    };
    const name = resourceName(trace, resource);
    const ts = micros(sentAt);
    if (receiver === null || receivedAt === null) {
      yield { name: `${name} (not received)`, ph: 'i', s: 't', cat: 'message', ...where(trace, sender), ts, args };
      continue;
    }
    yield* arrow(
      trace,
      { actor: sender, ts, before: false },
      { actor: receiver, ts: micros(receivedAt) },
      { name, cat: 'message', id: `m${i + 1}`, args },
    );
  }
}

/** Counters belong to a process and go by their names: two of one name would be one. */
class CounterNames {
  readonly #taken = new Set<string>();

  of(pid: number, wish: string): string {
    let name = wish;
    for (let n = 2; this.#taken.has(`${pid} ${name}`); n++) name = `${wish} (${n})`;
    this.#taken.add(`${pid} ${name}`);
    return name;
  }
}

function* counterEvents(trace: Trace): Generator<ChromeEvent> {
  const names = new CounterNames();
  const waits = waitsForHosts(trace);
  for (const { id, process } of trace.resources) {
    const depth = depthOf(trace, id);
    const steps = waits.get(id) ?? [];
    if (depth.length === 0 && steps.length === 0) continue;
    const at = where(trace, process);
    if (depth.length > 0) {
      const messages = names.of(at.pid, `${resourceName(trace, id)}: messages`);
      const bytes = names.of(at.pid, `${resourceName(trace, id)}: bytes`);
      for (let i = 0; i < depth.length; i++) {
        const ts = micros(depth.start(i));
        yield { name: messages, ph: 'C', ...at, ts, args: { messages: depth.messages(i) } };
        yield { name: bytes, ph: 'C', ...at, ts, args: { bytes: depth.bytes(i) } };
      }
    }
    if (steps.length > 0) {
      const name = names.of(at.pid, `waiting for ${resourceName(trace, id)}`);
      for (const [ts, waiting] of steps) yield { name, ph: 'C', ...at, ts, args: { waiting } };
    }
  }
}

/** How many wait for an answer of each host: steps of `[microseconds, how many from then on]`. */
function waitsForHosts(trace: Trace): ReadonlyMap<ResourceId, readonly (readonly [number, number])[]> {
  const changes = new Map<ResourceId, Map<number, number>>();
  const waiting = ACTOR_STATES.indexOf('waiting');
  if (!trace.resources.some(({ kind }) => kind === 'host')) return new Map();
  for (const { segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) {
      if (segments.stateCode(i) !== waiting) continue;
      const { resource, start, end } = segments.at(i);
      if (resource === null || trace.resources[resource]?.kind !== 'host') continue;
      let steps = changes.get(resource);
      if (steps === undefined) changes.set(resource, (steps = new Map<number, number>()));
      steps.set(micros(start), (steps.get(micros(start)) ?? 0) + 1);
      steps.set(micros(end), (steps.get(micros(end)) ?? 0) - 1);
    }
  }
  return new Map(
    [...changes].map(([resource, steps]) => {
      let waiting = 0;
      const sorted = [...steps].sort(([a], [b]) => a - b);
      return [resource, sorted.map(([ts, change]) => [ts, (waiting += change)] as const)];
    }),
  );
}

/**
 * What each process wrote, all of it in order: output events count its characters. Nothing for a process of which less is known
 * than was written (a log that lost its beginning): the pieces would be the wrong ones.
 */
function logs(trace: Trace, output: readonly SavedOutput[]): ReadonlyMap<ActorId, string> {
  const pieces = new Map<ActorId, string[]>();
  for (const { stream, actor, text } of output) {
    const known = trace.actors[actor];
    if (known === undefined || stream === ('notice' satisfies Stream)) continue;
    const process = processOf(trace, known.id);
    const list = pieces.get(process);
    if (list === undefined) pieces.set(process, [text]);
    else list.push(text);
  }
  const written = new Map<ActorId, number>();
  for (let i = 0; pieces.size > 0 && i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind !== 'output') continue;
    const process = processOf(trace, event.actor);
    written.set(process, Math.max(written.get(process) ?? 0, event.offset + event.length));
  }
  return new Map(
    [...pieces]
      .map(([process, list]) => [process, list.join('')] as const)
      .filter(([process, text]) => text.length >= (written.get(process) ?? 0)),
  );
}

function* momentEvents(trace: Trace, output: readonly SavedOutput[]): Generator<ChromeEvent> {
  const written = logs(trace, output);
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    const ts = micros(event.t);
    if (event.kind === 'hand-over') {
      yield* arrow(
        trace,
        { actor: event.from, ts, before: true },
        { actor: event.to, ts },
        {
          name: resourceName(trace, event.resource),
          cat: 'hand-over',
          id: `h${i + 1}`,
          args: { reason: event.reason },
        },
      );
    } else if (event.kind === 'mark') {
      const at = event.place === null ? {} : { args: { line: event.place.line, file: event.place.file } };
      yield { name: event.text, ph: 'i', s: 't', cat: 'mark', ...where(trace, event.actor), ts, ...at };
    } else if (event.kind === 'output') {
      const log = written.get(processOf(trace, event.actor)) ?? '';
      const text = log.slice(event.offset, event.offset + event.length);
      const args = { ...(text === '' ? {} : { text }), length: event.length };
      yield { name: event.stream, ph: 'i', s: 't', cat: 'output', ...where(trace, event.actor), ts, args };
    }
  }
}
