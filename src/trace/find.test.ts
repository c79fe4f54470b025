import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import type { TraceEvent } from './events';
import { findIn, nextStretch, type Found, type StretchAt } from './find';
import { wantedIn } from './follow';
import { actorId, traceTime } from './ids';
import { gilTurns, lockContention, processPool } from './samples';
import { holdsOf } from './testing/oracle';
import { randomStory } from './testing/story';
import type { Trace } from './trace';

function traceOf(events: readonly TraceEvent[]): Trace {
  const builder = new TraceBuilder();
  for (const event of events) builder.add(event);
  return builder.snapshot();
}

const all = { internal: true };
const stories = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 150 }))
  .map(([seed, steps]) => ({ events: randomStory(seed, steps), trace: traceOf(randomStory(seed, steps)) }));

describe('what a learner looks for', () => {
  it('is found by a part of its name, whatever the case', () => {
    const trace = lockContention();
    expect(findIn(trace, 'MAIN', all)).toContainEqual({ kind: 'actor', actor: 1 });
    expect(findIn(trace, '  ults_L ', all)).toEqual([
      { kind: 'resource', resource: trace.resources.find(({ name }) => name === 'results_lock')?.id },
    ]);
  });

  it('is found by its kind', () => {
    const trace = processPool();
    const pipes = trace.resources.filter(({ kind }) => kind === 'pipe').map(({ id }) => id);
    expect(pipes).toHaveLength(2);
    expect(findIn(trace, 'Pipe', all)).toEqual(pipes.map((resource) => ({ kind: 'resource', resource })));
  });

  it('is found by its line, in all the ways in which a line is written', () => {
    const trace = lockContention();
    const [line] = findIn(trace, '8', all);
    expect(line).toMatchObject({ kind: 'line', place: { file: 'main.py', line: 8 } });
    for (const query of ['line 8', 'main.py:8', 'main.py 8', 'Main.py, line 8', 'main:8']) {
      expect(findIn(trace, query, all)).toContainEqual(line);
    }
    expect(findIn(trace, 'other.py:8', all)).toEqual([]);
    expect(findIn(trace, 'line 999', all)).toEqual([]);
  });

  it('is nothing for an empty query, and is not the library’s own unless asked for', () => {
    const trace = processPool();
    expect(findIn(trace, '  ', all)).toEqual([]);
    for (const { id, internal, name } of trace.resources) {
      const found = findIn(trace, name, { internal: false });
      expect(found.some((each) => each.kind === 'resource' && each.resource === id)).toBe(!internal);
    }
  });

  it('is all that there is of that name or line, and nothing else', () => {
    const query = fc.oneof(
      fc.constantFrom('main', 'lock', 'sem', 'GIL', 'process-1', 'e', 'task'),
      fc.nat(30).map(String),
    );
    fc.assert(
      fc.property(stories, query, ({ trace }, text) => {
        const found = findIn(trace, text, all);
        const wanted = text.toLowerCase();
        const actors = trace.actors.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ id }) => id);
        expect(found.flatMap((each) => (each.kind === 'actor' ? [each.actor] : []))).toEqual(actors);
        for (const { id, name, kind } of trace.resources) {
          // A GIL of several is called by its process, too.
          if (kind === 'gil') continue;
          const isWanted = name.toLowerCase().includes(wanted) || (wanted.length >= 3 && kind.startsWith(wanted));
          expect(found.some((each) => each.kind === 'resource' && each.resource === id)).toBe(isWanted);
        }
        const places = trace.lanes
          .flatMap(({ segments }) => Array.from({ length: segments.length }, (_, i) => segments.at(i).place))
          .filter((place) => place !== null && String(place.line) === text);
        const told = found.flatMap((each) => (each.kind === 'line' ? [each] : []));
        expect(told.reduce((sum, { stretches }) => sum + stretches, 0)).toBe(places.length);
        expect(told.map(({ place }) => place.file)).toEqual([...new Set(places.map((place) => place?.file))].sort());
      }),
    );
  });
});

describe('going from stretch to stretch', () => {
  const BEFORE: StretchAt = { actor: actorId(-1), index: -1, start: -1 };
  const AFTER: StretchAt = { actor: actorId(1e6), index: 0, start: 1e9 };

  function walk(trace: Trace, found: Found, direction: 1 | -1): StretchAt[] {
    const met: StretchAt[] = [];
    for (let at: StretchAt | null = direction === 1 ? BEFORE : AFTER; ; met.push(at)) {
      at = nextStretch(trace, found, at, direction);
      if (at === null) return met;
    }
  }

  it('meets every stretch that has to do with it once, in order, and the same ones back', () => {
    fc.assert(
      fc.property(stories, fc.nat(), ({ trace, events }, pick) => {
        const lines = Array.from({ length: 30 }, (_, line) => findIn(trace, String(line), all)).flat();
        const candidates: Found[] = [
          ...lines,
          ...trace.actors.map(({ id }): Found => ({ kind: 'actor', actor: id })),
          ...trace.resources.map(({ id }): Found => ({ kind: 'resource', resource: id })),
        ];
        const found = candidates[pick % candidates.length]!;
        const wanted = trace.lanes.flatMap(({ actor, segments }) =>
          Array.from({ length: segments.length }, (_, index) => ({
            at: { actor: actor.id, index, start: segments.start(index) },
            segment: segments.at(index),
          }))
            .filter(({ segment, at }) => {
              if (found.kind === 'actor') return actor.id === found.actor;
              if (found.kind === 'line')
                return segment.place?.line === found.place.line && segment.place.file === found.place.file;
              if (wantedIn(trace, actor.id, segment) === found.resource) return true;
              const holds = holdsOf(events, found.resource, trace.end);
              return holds.some((hold) => hold.actor === actor.id && segments.indexAt(hold.start) === at.index);
            })
            .map(({ at }) => at),
        );
        wanted.sort((a, b) => a.start - b.start || a.actor - b.actor || a.index - b.index);
        expect(walk(trace, found, 1)).toEqual(wanted);
        expect(walk(trace, found, -1)).toEqual([...wanted].reverse());
      }),
      { numRuns: 60 },
    );
  });

  it('goes on from any stretch, found or not', () => {
    const trace = gilTurns();
    const found = findIn(trace, '5', all)[0]!;
    const met = walk(trace, found, 1);
    const middle = { actor: actorId(0), index: 0, start: traceTime(met[1]!.start + 0.0005) };
    expect(nextStretch(trace, found, middle, 1)).toEqual(met.find(({ start }) => start > middle.start));
    expect(nextStretch(trace, found, middle, -1)).toEqual(met.findLast(({ start }) => start < middle.start));
  });
});
