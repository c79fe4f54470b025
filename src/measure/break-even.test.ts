import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random';
import { breakEven, breakEvenOf } from './break-even';
import { contestant, lognormal, quiet, result, trial, type Noise } from './testing/made-up';

const SIZES = [10, 30, 100, 300, 1000];
const NAMES = { first: 'sequential', second: 'processes', unit: 'items', seed: 3 };

/** The first way takes its size in milliseconds, the second `cost` and `share` of it. */
function samples(cost: number, share: number, noise: Noise = quiet, seed = 1, sizes: readonly number[] = SIZES) {
  const random = seededRandom(seed);
  const five = (ms: number): number[] => Array.from({ length: 5 }, () => ms * noise(random));
  return sizes.map((size) => ({ size, first: five(size), second: five(cost + share * size) }));
}

describe('the break-even size', () => {
  it('is near the true one: with a cost of 100 and half of the time, 200', () => {
    const found = breakEvenOf(samples(100, 0.5), NAMES);
    expect(found.outcome).toBe('from');
    // Between 100 and 300 the advantage is not quite a straight line.
    expect(found.size).toBeGreaterThan(190);
    expect(found.size).toBeLessThan(220);
    expect(found.ms).toBeCloseTo(found.size!, 6);
  });

  it('has an interval that holds the noiseless one in at least 85 of 100 races', () => {
    const { size } = breakEvenOf(samples(100, 0.5), NAMES);
    let held = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { interval } = breakEvenOf(samples(100, 0.5, lognormal(0.05), seed), { ...NAMES, seed });
      if (interval !== null && (interval.low ?? 0) <= size! && size! <= (interval.high ?? Infinity)) held++;
    }
    expect(held).toBeGreaterThanOrEqual(85);
  });

  it('does not change when all sizes are told in another unit', () => {
    const one = breakEvenOf(samples(100, 0.5, lognormal(0.05)), NAMES);
    const other = breakEvenOf(
      samples(100, 0.5, lognormal(0.05)).map((sample) => ({ ...sample, size: sample.size * 1000 })),
      NAMES,
    );
    expect(other.size! / 1000).toBeCloseTo(one.size!, 6);
  });

  it('is “always”, “never” or “only up to” where that is so', () => {
    expect(breakEvenOf(samples(0, 0.5, lognormal(0.03)), NAMES)).toMatchObject({
      outcome: 'always',
      size: null,
      words: 'Processes: faster at all sizes measured, from 10 to 1,000 items.',
    });
    expect(breakEvenOf(samples(5000, 0.5, lognormal(0.03)), NAMES)).toMatchObject({
      outcome: 'never',
      words: 'Processes: never faster in the sizes measured, from 10 to 1,000 items.',
    });
    const swapped = samples(100, 0.5, lognormal(0.01)).map(({ size, first, second }) => ({
      size,
      first: second,
      second: first,
    }));
    expect(breakEvenOf(swapped, NAMES).words).toMatch(/^Processes: faster only up to about 2\d0 items/);
  });

  it('reads as a sentence, with what the first way takes there', () => {
    expect(breakEvenOf(samples(100, 0.5, lognormal(0.03), 5), NAMES).words).toMatch(
      /^Processes: faster from about 2[0-3]0 items on \((19|2[01])0 to 2\d0\)\. There sequential takes about 2\d\d ms\.$/,
    );
  });

  it('is open at an end that lies beyond the sizes measured', () => {
    const smallest = { size: 10, first: [9, 9.5, 10, 10.5, 11], second: [9.2, 9.6, 10.2, 10.6, 11.2] };
    const found = breakEvenOf([smallest, ...samples(0, 0.5).slice(1)], NAMES);
    expect(found.outcome).toBe('from');
    expect(found.interval!.low).toBeNull();
    expect(found.words).toContain('less than 10');
  });

  it('is unclear between equals in most races, and where there are too few trials or sizes', () => {
    let unclear = 0;
    for (let seed = 0; seed < 100; seed++)
      if (breakEvenOf(samples(0, 1, lognormal(0.05), seed), { ...NAMES, seed }).outcome === 'unclear') unclear++;
    expect(unclear).toBeGreaterThan(80);
    expect(
      breakEvenOf(
        samples(100, 0.5).map((one) => ({ ...one, first: one.first.slice(0, 2) })),
        NAMES,
      ).outcome,
    ).toBe('unclear');
    expect(breakEvenOf(samples(100, 0.5).slice(0, 1), NAMES).outcome).toBe('unclear');
    expect(breakEvenOf([], NAMES).words).toBe('There is no size at which both sequential and processes have a time.');
  });
});

describe('a race of the kind worth', () => {
  const make = () => {
    const sizes = [100, 1000, 10_000];
    const contestants = sizes.flatMap((at) =>
      ['sequential', 'processes'].map((way) =>
        contestant(`${way} ${at}`, { title: `${way}, ${at} items`, program: `${way}.py`, variant: way, at }),
      ),
    );
    const trials = contestants.flatMap(({ id, at, variant }, i) =>
      [0, 1, 2].map((k) =>
        trial({ contestant: id, order: i * 3 + k, ms: variant === 'processes' ? 300 + at! / 4 : at! / 2 }),
      ),
    );
    return result({ kind: 'worth', contestants, trials });
  };

  it('is divided into its two ways, which are called what their titles share', () => {
    const found = breakEven(make(), 'items')!;
    expect([found.first, found.second, found.outcome]).toEqual(['sequential', 'processes', 'from']);
    expect(found.points.map(({ size }) => size)).toEqual([100, 1000, 10_000]);
    expect(found.words).toMatch(
      /^Processes: faster from about 1,\d00 items on\. There sequential takes about \d+ ms\.$/,
    );
  });

  it('is nothing with one way only', () => {
    const one = make();
    expect(
      breakEven({ ...one, contestants: one.contestants.filter(({ variant }) => variant === 'processes') }),
    ).toBeNull();
  });
});
