import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random';
import { chanceOfApart, medianChances, medianDraws, ratioInterval, tailFor } from './bootstrap';
import { bursts, heavyTail, lognormal, type Noise } from './testing/made-up';

const sampleOf = (noise: Noise, n: number, seed: number, median = 100): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => median * noise(random));
};

/** In how many of `races` the interval misses the true ratio of medians. */
function misses(noise: Noise, n: number, races: number, ratio = 1): number {
  let missed = 0;
  for (let i = 0; i < races; i++) {
    const { low, high } = ratioInterval(sampleOf(noise, n, 2 * i + 1, 100 * ratio), sampleOf(noise, n, 2 * i + 2), i)!;
    if (low > ratio || high < ratio) missed++;
  }
  return missed / races;
}

describe('the interval of a ratio of medians', () => {
  // 5 in 100 are promised. Of 1000 races, a rate of 5 % shows as more than 6.8 % in 1 of 200 tests like these.
  for (const [name, noise] of [
    ['quiet machines', lognormal(0.02)],
    ['noisy machines', lognormal(0.2)],
    ['heavy tails', heavyTail],
    ['bursts of other work', bursts],
  ] as const) {
    for (const n of [3, 4, 5, 6, 9]) {
      it(`misses the truth in at most 5 of 100 races of ${n} trials on ${name}`, () => {
        expect(misses(noise, n, 1000)).toBeLessThan(0.068);
      });
    }
  }

  it('keeps that promise for 30 trials and a true ratio of 4', () => {
    expect(misses(lognormal(0.1), 30, 150, 4)).toBeLessThan(0.1);
  });

  it('gets narrower with more trials', () => {
    const width = (n: number): number => {
      let sum = 0;
      for (let i = 0; i < 30; i++) {
        const { low, high } = ratioInterval(
          sampleOf(lognormal(0.05), n, i),
          sampleOf(lognormal(0.05), n, i + 1000),
          i,
        )!;
        sum += Math.log(high / low);
      }
      return sum;
    };
    expect(width(10)).toBeLessThan(width(5));
    expect(width(30)).toBeLessThan(width(10) / 1.5);
  });

  it('is the same for the same samples and seed', () => {
    const [a, b] = [sampleOf(lognormal(0.1), 7, 1), sampleOf(lognormal(0.1), 7, 2)];
    expect(ratioInterval(a, b, 5)).toEqual(ratioInterval(a, b, 5));
  });

  it('holds the observed ratio, lies within the ends of the samples, and turns round with them', () => {
    const times = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 4, maxLength: 9 });
    const middle = (values: readonly number[]): number => {
      const sorted = [...values].sort((x, y) => x - y);
      return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
    };
    fc.assert(
      fc.property(times, times, fc.nat(), (a, b, seed) => {
        const { low, high } = ratioInterval(a, b, seed)!;
        const observed = middle(a) / middle(b);
        expect(low).toBeLessThanOrEqual(observed * (1 + 1e-9));
        expect(high).toBeGreaterThanOrEqual(observed * (1 - 1e-9));
        expect(low).toBeGreaterThanOrEqual((Math.min(...a) / Math.max(...b)) * (1 - 1e-9));
        expect(high).toBeLessThanOrEqual((Math.max(...a) / Math.min(...b)) * (1 + 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it('reads at the very ends of samples of five: it leaves out 1 only if all of one are faster than all of the other', () => {
    expect(ratioInterval([10, 11, 12, 13, 14], [5, 6, 7, 8, 9.9], 1)!.low).toBeCloseTo(10 / 9.9, 9);
    expect(ratioInterval([10, 11, 12, 13, 14], [5, 6, 7, 8, 10.1], 1)!.low).toBeLessThan(1);
  });

  it('concludes from three trials only when they lie close together', () => {
    expect(ratioInterval([400, 402, 398], [100, 101, 99], 1)!.low).toBeGreaterThan(3.8);
    // All of one are faster than all of the other, but 1 in 10 races between equals is so.
    expect(ratioInterval([120, 150, 180], [90, 100, 115], 1)!.low).toBeLessThan(1);
  });

  it('is not there for two trials', () => {
    expect(ratioInterval([1, 2], [1, 2, 3], 1)).toBeNull();
  });
});

describe('what the interval is made of', () => {
  it('reads at the tails that Hesterberg gives for n = 5 to 30', () => {
    // Phi(-sqrt(n / (n - 1)) * t(0.975, n - 1)), by a table of Student's t and one of the normal distribution.
    expect(tailFor(5)).toBeCloseTo(0.00096, 4);
    expect(tailFor(10)).toBeCloseTo(0.00855, 4);
    expect(tailFor(30)).toBeCloseTo(0.0188, 3);
    expect(tailFor(10_000)).toBeCloseTo(0.025, 3);
  });

  it('counts how often equals come out apart, as brute force does', () => {
    for (const [a, b] of [
      [3, 3],
      [3, 4],
      [4, 4],
      [5, 5],
    ] as const) {
      let [apart, all] = [0, 0];
      for (let set = 0; set < 1 << (a + b); set++) {
        const ranks = Array.from({ length: a + b }, (_, i) => i).filter((i) => (set >> i) & 1);
        if (ranks.length !== a) continue;
        all++;
        if (ranks.at(-1) === a - 1 || ranks[0] === b) apart++;
      }
      expect(chanceOfApart(a, b)).toBeCloseTo(apart / all, 12);
    }
  });

  it('weighs medians as often as all possible draws have them', () => {
    for (const sample of [[7], [3, 1], [5, 1, 2], [4, 1, 9, 2], [1, 2, 4, 8, 16], [2, 2, 3, 5, 8]]) {
      const n = sample.length;
      const counted = new Map<number, number>();
      for (let draw = 0; draw < n ** n; draw++) {
        const values = Array.from({ length: n }, (_, i) => sample[Math.floor(draw / n ** i) % n]!).sort(
          (x, y) => x - y,
        );
        const median = (values[(n - 1) >> 1]! + values[n >> 1]!) / 2;
        counted.set(median, (counted.get(median) ?? 0) + 1 / n ** n);
      }
      const weighed = new Map<number, number>();
      const { values, chances } = medianChances(sample);
      values.forEach((value, i) => weighed.set(value, (weighed.get(value) ?? 0) + chances[i]!));
      for (const [median, chance] of counted) expect(weighed.get(median)).toBeCloseTo(chance, 10);
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10);
    }
  });

  it('says the same of samples that are weighed and of those that are drawn', () => {
    // 12 and 12 are weighed, 14 and 14 are drawn: with the same spread the widths follow sqrt(12 / 14).
    const width = (n: number): number => {
      let sum = 0;
      for (let i = 0; i < 40; i++) {
        const { low, high } = ratioInterval(sampleOf(lognormal(0.1), n, i), sampleOf(lognormal(0.1), n, i + 999), i)!;
        sum += Math.log(high / low) / 40;
      }
      return sum;
    };
    expect(width(14) / width(12)).toBeGreaterThan(0.75);
    expect(width(14) / width(12)).toBeLessThan(1.1);
  });

  it('draws medians of values that are in the sample, or half-way between two of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (sample, seed) => {
          const draw = medianDraws(sample, seededRandom(seed));
          const possible = new Set(sample.flatMap((x) => sample.map((y) => (x + y) / 2)));
          for (let i = 0; i < 20; i++) expect(possible.has(draw())).toBe(true);
        },
      ),
    );
  });
});
