import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { COMPUTING_STATES } from './events';
import { LANE_ORDERS, laneRanks, waitedMs } from './lane-order';
import { processOf, totals } from './selectors';
import { Story } from './story';
import { randomStory } from './testing/story';

const stories = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 200 })).map(([seed, steps]) => {
  const builder = new TraceBuilder();
  for (const event of randomStory(seed, steps)) builder.add(event);
  return builder.snapshot();
});

describe('the order of lanes', () => {
  it('gives every actor a place of its own', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(...LANE_ORDERS), (trace, order) => {
        expect([...laneRanks(trace, order)].sort((a, b) => a - b)).toEqual(trace.actors.map((_, i) => i));
      }),
    );
  });

  it('leaves those that it does not tell apart as they appeared', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(...LANE_ORDERS), (trace, order) => {
        const ranks = laneRanks(trace, order);
        const waited = waitedMs(trace);
        const same = (a: number, b: number): boolean =>
          order === 'name' ? trace.actors[a]?.name === trace.actors[b]?.name : waited[a] === waited[b];
        for (let a = 0; a < ranks.length; a++) {
          for (let b = a + 1; b < ranks.length; b++) if (same(a, b)) expect(ranks[a]).toBeLessThan(ranks[b]!);
        }
      }),
    );
  });

  it('puts whoever waited longest first, and a process by all that runs in it', () => {
    fc.assert(
      fc.property(stories, (trace) => {
        const computing: readonly string[] = COMPUTING_STATES;
        const own = trace.actors.map(({ id }) =>
          Object.entries(totals(trace, id)).reduce(
            (sum, [state, ms]) => sum + (state === 'starting' || computing.includes(state) ? 0 : ms),
            0,
          ),
        );
        const waited = waitedMs(trace);
        trace.actors.forEach(({ id }) => {
          const inside = trace.actors.filter((each) => each.id !== id && processOf(trace, each.id) === id);
          const sum = inside.reduce((total, each) => total + own[each.id]!, own[id]!);
          expect(waited[id]).toBeCloseTo(sum, 6);
        });
        const ranks = laneRanks(trace, 'waiting');
        for (let a = 0; a < own.length; a++) {
          for (let b = 0; b < own.length; b++) if (waited[a]! > waited[b]!) expect(ranks[a]).toBeLessThan(ranks[b]!);
        }
      }),
    );
  });

  it('counts the numbers in names', () => {
    const story = new Story();
    for (const name of ['Worker-10', 'Worker-2', 'Alice']) story.actor('thread', name);
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    expect([...laneRanks(builder.snapshot(), 'name')]).toEqual([2, 1, 0]);
  });
});
