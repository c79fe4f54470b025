import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { longWaits } from './long-waits';
import { gilTurns, lockContention, sleepers } from './samples';
import { longestWait } from './selectors';
import { randomStory } from './testing/story';

const stories = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 200 })).map(([seed, steps]) => {
  const builder = new TraceBuilder();
  for (const event of randomStory(seed, steps)) builder.add(event);
  return builder.snapshot();
});

describe('the longest waits', () => {
  it('begin with the one that the sentence under the picture tells of', () => {
    fc.assert(
      fc.property(stories, (trace) => {
        const told = longestWait(trace);
        const [first] = longWaits(trace);
        if (told === null || told.segment.end === told.segment.start) return;
        expect(first?.segment).toEqual(told.segment);
        expect(first?.actor).toBe(told.actor);
      }),
    );
  });

  it('are the longest of all, in order, however few are wanted', () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 1, max: 12 }), (trace, most) => {
        const every = longWaits(trace, 1e6);
        expect(longWaits(trace, most)).toEqual(every.slice(0, most));
        const lengths = every.map(({ segment }) => Math.round((segment.end - segment.start) * 1000));
        expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
        const kinds = new Set(every.map(({ segment }) => segment.state));
        if (kinds.has('blocked')) {
          const internal = trace.resources[every[0]!.segment.resource!]!.internal;
          const blocked = trace.lanes.flatMap(({ segments }) =>
            Array.from({ length: segments.length }, (_, i) => segments.at(i)).filter(
              ({ state, resource, start, end }) =>
                state === 'blocked' && end > start && trace.resources[resource ?? -1]?.internal === internal,
            ),
          );
          expect(every).toHaveLength(blocked.length);
        }
      }),
    );
  });

  it('are those for the GIL where nobody waited for a lock, and sleeps where nobody waited for either', () => {
    expect(longWaits(lockContention())[0]?.segment.state).toBe('blocked');
    expect(longWaits(gilTurns())[0]?.segment.state).toBe('ready');
    expect(longWaits(sleepers()).length).toBeGreaterThan(0);
  });
});
