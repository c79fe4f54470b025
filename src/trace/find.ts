/**
 * Looking for something in a run by what the learner calls it: a part of an actor's or a resource's name, a kind of resource
 * (`lock`, `queue`: three letters of it or more), or a line of the source (`12`, `line 12`, `main.py:12`).
 */
import type { ActorId, Place, ResourceId } from './events';
import { wantedIn } from './follow';
import { traceTime } from './ids';
import { resourceName } from './words';
import type { Trace } from './trace';

export type Found =
  | { readonly kind: 'actor'; readonly actor: ActorId }
  | { readonly kind: 'resource'; readonly resource: ResourceId }
  /** A line at which somebody was, in so many stretches. */
  | { readonly kind: 'line'; readonly place: Place; readonly stretches: number };

export interface FindOptions {
  /** What the library made for its own use, too. */
  readonly internal: boolean;
}

/**
 * All that `query` names: lines first if it is about one, then actors, then resources, each in order of appearance (lines by
 * file and number). Case does not matter. Nothing is found for an empty query.
 */
export function findIn(trace: Trace, query: string, { internal }: FindOptions): readonly Found[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const found: Found[] = [...findLines(trace, wanted)];
  for (const { id, name } of trace.actors) {
    if (name.toLowerCase().includes(wanted)) found.push({ kind: 'actor', actor: id });
  }
  for (const resource of trace.resources) {
    if (resource.internal && !internal) continue;
    const names = [resource.name, resourceName(trace, resource.id)];
    const isKind = wanted.length >= 3 && resource.kind.startsWith(wanted);
    if (isKind || names.some((name) => name.toLowerCase().includes(wanted)))
      found.push({ kind: 'resource', resource: resource.id });
  }
  return found;
}

/** `12`, `line 12`, `main.py 12`, `main.py:12`, `main.py, line 12`; the file may be a part of its name. */
const LINE = /^(?:(?<file>.*?\S)(?:\s*[:,]\s*|\s+))?(?:line\s*)?(?<line>\d{1,7})$/;

function findLines(trace: Trace, wanted: string): readonly Found[] {
  const groups = LINE.exec(wanted)?.groups;
  if (groups === undefined) return [];
  const line = Number(groups['line']);
  const file = groups['file'] === 'line' ? '' : (groups['file'] ?? '');
  return linesOf(trace).filter(({ place }) => place.line === line && place.file.toLowerCase().includes(file));
}

type FoundLine = Extract<Found, { kind: 'line' }>;
const lines = new WeakMap<Trace, readonly FoundLine[]>();

/** Every line at which anybody was, by file and number. Gathered once for each snapshot. */
function linesOf(trace: Trace): readonly FoundLine[] {
  let known = lines.get(trace);
  if (known !== undefined) return known;
  const files = new Map<string, Map<number, number>>();
  for (const { segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) {
      const { place } = segments.at(i);
      if (place === null) continue;
      let counts = files.get(place.file);
      if (counts === undefined) files.set(place.file, (counts = new Map<number, number>()));
      counts.set(place.line, (counts.get(place.line) ?? 0) + 1);
    }
  }
  known = [...files.keys()]
    .sort()
    .flatMap((file) =>
      [...(files.get(file) ?? [])]
        .sort(([a], [b]) => a - b)
        .map(([line, stretches]): FoundLine => ({ kind: 'line', place: { file, line }, stretches })),
    );
  lines.set(trace, known);
  return known;
}

/** One stretch of one lane. */
export interface StretchAt {
  readonly actor: ActorId;
  readonly index: number;
  readonly start: number;
}

/**
 * The stretch after `from` (or before it, with -1) that has to do with what was found: of an actor any of its own; of a line
 * those that stand at it; of a resource those that wait for it, and those in which somebody gets hold of it. Stretches are
 * in order of their start, then of the lanes. Null when there is no further one.
 */
export function nextStretch(trace: Trace, found: Found, from: StretchAt, direction: 1 | -1): StretchAt | null {
  let best: StretchAt | null = null;
  const offer = (at: StretchAt): boolean => {
    if (compare(at, from) * direction <= 0) return false;
    if (best === null || compare(at, best) * direction < 0) best = at;
    return true;
  };
  for (const { actor, segments } of trace.lanes) {
    if (found.kind === 'actor' && found.actor !== actor.id) continue;
    const limit = (): number => (best === null ? Number.POSITIVE_INFINITY * direction : best.start);
    // Several stretches can begin at one instant, so a few that lie on the wrong side are met and passed over.
    let i = Math.max(segments.indexAt(traceTime(from.start)), direction === 1 ? 0 : -1);
    if (direction === 1) while (i > 0 && segments.start(i - 1) === from.start) i--;
    for (; i >= 0 && i < segments.length; i += direction) {
      if ((segments.start(i) - limit()) * direction > 0) break;
      if (isMatch(trace, found, actor.id, i) && offer({ actor: actor.id, index: i, start: segments.start(i) })) break;
    }
  }
  return best;
}

function isMatch(trace: Trace, found: Found, actor: ActorId, index: number): boolean {
  if (found.kind === 'actor') return found.actor === actor;
  const segment = trace.lanes[actor]?.segments.at(index);
  if (segment === undefined) return false;
  if (found.kind === 'resource') {
    return (
      wantedIn(trace, actor, segment) === found.resource || takings(trace, found.resource).has(keyOf(actor, index))
    );
  }
  return segment.place !== null && segment.place.line === found.place.line && segment.place.file === found.place.file;
}

const taken = new WeakMap<Trace, Map<ResourceId, ReadonlySet<number>>>();

/** An actor can have very many stretches, and there can be very many actors: both fit a number. */
const keyOf = (actor: ActorId, index: number): number => actor * 2 ** 32 + index;

/** In which stretches somebody gets hold of a resource. Found once for each snapshot. */
function takings(trace: Trace, resource: ResourceId): ReadonlySet<number> {
  let known = taken.get(trace);
  if (known === undefined) taken.set(trace, (known = new Map<ResourceId, ReadonlySet<number>>()));
  let keys = known.get(resource);
  if (keys !== undefined) return keys;
  const found = new Set<number>();
  const holds = trace.holds(resource);
  for (let i = 0; i < holds.length; i++) {
    const { actor, start } = holds.at(i);
    const index = trace.lanes[actor]?.segments.indexAt(start) ?? -1;
    if (index >= 0) found.add(keyOf(actor, index));
  }
  known.set(resource, (keys = found));
  return keys;
}

function compare(a: StretchAt, b: StretchAt): number {
  return a.start - b.start || a.actor - b.actor || a.index - b.index;
}
