import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRace, timeLeft, trialsWithin } from './plan';

const field = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `c${i}` }));
const request = fc.record({
  contestants: fc.integer({ min: 1, max: 6 }).map(field),
  trials: fc.integer({ min: 3, max: 30 }),
  warmUps: fc.integer({ min: 0, max: 3 }),
  seed: fc.nat(),
});

describe('the plan of a race', () => {
  it('holds every contestant once in each block, warm-ups first', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const plan = planRace(asked);
        const n = asked.contestants.length;
        expect(plan).toHaveLength(n * (asked.trials + asked.warmUps));
        plan.forEach((step, i) => {
          expect(step.warmUp).toBe(i < n * asked.warmUps);
          expect(step.block).toBe(Math.floor(i / n) - (step.warmUp ? 0 : asked.warmUps));
        });
        for (let i = 0; i < plan.length; i += n) {
          expect(new Set(plan.slice(i, i + n).map(({ contestant }) => contestant)).size).toBe(n);
        }
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const asked = { contestants: field(4), trials: 10, seed: 7 };
    expect(planRace(asked)).toEqual(planRace(asked));
    expect(planRace(asked)).not.toEqual(planRace({ ...asked, seed: 8 }));
  });

  it('gives each contestant each place within a block equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 400; seed++) {
      planRace({ contestants: field(4), trials: 3, warmUps: 0, seed }).forEach(({ contestant }, i) => {
        const key = `${contestant} at ${i % 4}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    // 1200 blocks: 300 expected, 15 is one standard deviation.
    expect(counts.size).toBe(16);
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(75);
  });

  it('brings any wish for trials within 3 and 30, and takes 5 without one', () => {
    expect([undefined, NaN, -1, 0, 3, 7.4, 30, 1000].map((wish) => trialsWithin(wish))).toEqual([
      5, 5, 3, 3, 3, 7, 30, 30,
    ]);
    expect(planRace({ contestants: field(2), seed: 1 })).toHaveLength(2 * (5 + 1));
  });
});

describe('the time left', () => {
  const done = (contestant: string, order: number, ms: number | null, startedAt: number) => ({
    contestant,
    order,
    ms,
    startedAt,
  });

  it('is unknown before a trial has ended, and nothing when none is left', () => {
    expect(timeLeft([{ contestant: 'a' }], [])).toBeNull();
    expect(timeLeft([{ contestant: 'a' }], [done('a', 0, null, 0)])).toBeNull();
    expect(timeLeft([], [])).toEqual({ ms: 0, rough: false });
  });

  it('adds up what is left by each contestant’s median and by what a trial costs beside it', () => {
    const run = [done('a', 0, 100, 0), done('b', 1, 10, 150), done('a', 2, 100, 210), done('b', 3, 12, 360)];
    // Beside its own time a trial costs 50.
    expect(timeLeft([{ contestant: 'a' }, { contestant: 'b' }, { contestant: 'b' }], run)).toEqual({
      ms: 100 + 11 + 11 + 3 * 50,
      rough: false,
    });
  });

  it('is rough while a contestant is still to run for the first time, and does not count one long pause', () => {
    const run = [done('a', 0, 100, 0), done('a', 1, 100, 110), done('a', 2, 100, 60_000), done('a', 3, 100, 60_110)];
    expect(timeLeft([{ contestant: 'b' }], run)).toEqual({ ms: 110, rough: true });
  });
});
