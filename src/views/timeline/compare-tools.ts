/**
 * What is asked of several runs at once. Runs have no ids in common: what a learner sees as one thing (a lock `door`, a thread
 * `A`, the GIL) is what bears the same name in each of them. Pure.
 */
import { timeline } from '../../texts/en/timeline';
import { findIn, nextStretch, type Found, type StretchAt } from '../../trace/find';
import { followable } from '../../trace/follow';
import { formatMs } from '../../trace/format';
import { actorId } from '../../trace/ids';
import { rangeStats } from '../../trace/range-stats';
import { rangeWords } from '../../trace/range-words';
import type { ResourceId } from '../../trace/events';
import type { Trace } from '../../trace/trace';
import { resourceName } from '../../trace/words';
import { foundName, foundNote, type FoundItem } from './found-words';
import type { TimeRange } from './tools-painter';

/** A run with the name that it bears in sentences. */
export interface NamedRun {
  readonly name: string;
  readonly trace: Trace;
}

/** Something found in some of the runs. */
export interface FoundInRuns extends FoundItem {
  /** A line lies in one file; its stretches are lit in every run of that file. */
  readonly found: readonly { readonly run: number; readonly found: Found }[];
}

/**
 * All that `query` names in any of the runs; what bears one name (of a line: one file and number) is one thing. In the order of the
 * runs, as a search in each of them lists it: but all lines before all actors before all resources.
 */
export function findInRuns(runs: readonly NamedRun[], query: string, internal: boolean): readonly FoundInRuns[] {
  const things = new Map<string, { kind: Found['kind']; name: string; all: { run: number; found: Found }[] }>();
  runs.forEach(({ trace }, run) => {
    for (const found of findIn(trace, query, { internal })) {
      const name = foundName(trace, found);
      const key = found.kind === 'line' ? `line ${found.place.file}:${found.place.line}` : `${found.kind} ${name}`;
      let thing = things.get(key);
      if (thing === undefined) things.set(key, (thing = { kind: found.kind, name, all: [] }));
      thing.all.push({ run, found });
    }
  });
  return KINDS.flatMap((wanted) =>
    [...things]
      .filter(([, { kind }]) => kind === wanted)
      .map(([key, { name, all }]) => ({ key, name, found: all, note: noteOf(runs, all) })),
  );
}

const KINDS: readonly Found['kind'][] = ['line', 'actor', 'resource'];

/** "thread, in locked.py and free.py"; of what is in all of several runs, "lock, in all of them". */
function noteOf(runs: readonly NamedRun[], all: FoundInRuns['found']): string {
  const inRuns = [...new Set(all.map(({ run }) => run))];
  const [first] = all;
  const trace = runs[first?.run ?? 0]?.trace;
  if (first === undefined || trace === undefined) return '';
  if (first.found.kind === 'line' && inRuns.length === 1) return foundNote(trace, first.found);
  const kinds = new Set(all.map(({ run, found }) => foundNote((runs[run] as NamedRun).trace, found)));
  const kind = kinds.size === 1 ? ([...kinds][0] ?? '') : '';
  const where =
    inRuns.length > 2 && inRuns.length === runs.length
      ? timeline.inAll
      : timeline.inSome(inRuns.map((run) => runs[run]?.name ?? ''));
  return kind === '' ? where : `${kind}, ${where}`;
}

/** A stretch of one of the runs. */
export interface StretchInRuns extends StretchAt {
  readonly run: number;
}

/**
 * The next place of what was found after `from` on the axis that the runs share, or the last before it; runs come after one another
 * where their stretches begin at one instant. Null where there is none.
 */
export function nextInRuns(
  runs: readonly NamedRun[],
  { found }: Pick<FoundInRuns, 'found'>,
  from: StretchInRuns,
  direction: 1 | -1,
): StretchInRuns | null {
  let best: StretchInRuns | null = null;
  for (const { run, found: each } of found) {
    const trace = runs[run]?.trace;
    if (trace === undefined) continue;
    // In another run, an instant lies wholly before or wholly after the one in `from`.
    const edge = run < from.run ? AFTER_ALL(trace) : BEFORE_ALL;
    const here = run === from.run ? from : { ...edge, start: from.start };
    const next = nextStretch(trace, each, here, direction);
    if (next === null) continue;
    const at = { ...next, run };
    if (best === null || compare(at, best) * direction < 0) best = at;
  }
  return best;
}

/** Before or after all that there is in any run. */
export function outsideOf(runs: readonly NamedRun[], direction: 1 | -1): StretchInRuns {
  return direction === 1
    ? { ...BEFORE_ALL, run: -1 }
    : { actor: actorId(0), index: 0, start: Number.POSITIVE_INFINITY, run: runs.length };
}

const BEFORE_ALL: StretchAt = { actor: actorId(-1), index: -1, start: -1 };
const AFTER_ALL = ({ actors }: Trace): StretchAt => ({
  actor: actorId(actors.length),
  index: Number.POSITIVE_INFINITY,
  start: Number.POSITIVE_INFINITY,
});

function compare(a: StretchInRuns, b: StretchInRuns): number {
  return a.start - b.start || a.run - b.run || a.actor - b.actor || a.index - b.index;
}

/** The names of what can be followed in any of the runs, in the order of the runs. */
export function followableNames(runs: readonly NamedRun[], internal: boolean): readonly string[] {
  return [...new Set(runs.flatMap(({ trace }) => [...resourcesByName(trace, internal).keys()]))];
}

/** What bears this name in a run, if anything there does that somebody used. */
export function resourceNamed(trace: Trace, name: string): ResourceId | null {
  return resourcesByName(trace, true).get(name) ?? null;
}

const named = new WeakMap<Trace, Map<boolean, ReadonlyMap<string, ResourceId>>>();

/** Gathered once for each run: a long one takes a while. */
function resourcesByName(trace: Trace, internal: boolean): ReadonlyMap<string, ResourceId> {
  let known = named.get(trace);
  if (known === undefined) named.set(trace, (known = new Map<boolean, ReadonlyMap<string, ResourceId>>()));
  let names = known.get(internal);
  if (names === undefined) {
    const made = new Map<string, ResourceId>();
    for (const { id } of followable(trace, internal)) {
      const name = resourceName(trace, id);
      if (!made.has(name)) made.set(name, id);
    }
    known.set(internal, (names = made));
  }
  return names;
}

/** "door is followed, all else fades", and which of the runs have nothing of that name. */
export function followedWords(runs: readonly NamedRun[], name: string | null): string {
  if (name === null) return timeline.followsNothing;
  const without = runs.filter(({ trace }) => resourceNamed(trace, name) === null);
  if (without.length === 0) return timeline.follows(name);
  return timeline.followsIn(
    name,
    without.map((run) => run.name),
  );
}

/** What the range holds in one of the runs, in sentences; a run that is over before the range ends says so. */
export function rangeInRun({ trace }: NamedRun, { t0, t1 }: TimeRange): readonly string[] {
  if (t0 >= trace.end) return [timeline.wasOver(formatMs(trace.end))];
  const told = rangeWords(trace, rangeStats(trace, t0, t1)).slice(1);
  return t1 > trace.end ? [...told, timeline.endedInside(formatMs(trace.end))] : told;
}
