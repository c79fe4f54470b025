import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outliers, summarise, timesOf } from './statistics';
import { result, trial } from './testing/made-up';

const positive = fc.double({ min: 0.001, max: 1e7, noNaN: true });

describe('the summary of a few times', () => {
  it('agrees with figures worked out by hand', () => {
    expect(summarise([1, 2, 3, 4, 100])).toEqual({
      count: 5,
      median: 3,
      spread: 1.4826,
      relativeSpread: 1.4826 / 3,
      q1: 2,
      q3: 4,
      least: 1,
      most: 100,
    });
    expect(summarise([4, 1])?.median).toBe(2.5);
    expect(summarise([])).toBeNull();
  });

  it('orders least, quartiles, median and most, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 40 }), (values) => {
        const { least, q1, median, q3, most, spread } = summarise(values)!;
        expect([least, q1, median, q3, most]).toEqual([least, q1, median, q3, most].sort((a, b) => a - b));
        expect(spread).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('scales with the values, and does not care about their order', () => {
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0.5, 2, 1024),
        (values, factor) => {
          const [one, other] = [summarise(values)!, summarise([...values].reverse().map((value) => value * factor))!];
          for (const key of ['median', 'spread', 'q1', 'q3', 'least', 'most'] as const)
            expect(other[key]).toBeCloseTo(one[key] * factor, 6);
        },
      ),
    );
  });

  it('bears one wild value among five without moving its spread beyond that of the others', () => {
    expect(summarise([100, 101, 102, 103, 1e6])!.median).toBe(102);
    expect(summarise([100, 101, 102, 103, 1e6])!.spread).toBeLessThan(3);
  });
});

describe('outliers', () => {
  it('are found far from the others, on either side', () => {
    expect(outliers([100, 101, 99, 100, 250])).toEqual([4]);
    expect(outliers([100, 101, 30, 99, 100, 102])).toEqual([2]);
  });

  it('are not found where all agree to a few per cent', () => {
    expect(outliers([100, 100, 100, 100, 102])).toEqual([]);
  });

  it('are not found among four: nobody could say which one is odd', () => {
    expect(outliers([100, 100, 100, 900])).toEqual([]);
  });
});

describe('the times that count', () => {
  it('leave out warm-ups, disturbed trials and failures, and keep the order of the race', () => {
    const trials = [
      trial({ contestant: 'a', order: 5, ms: 5 }),
      trial({ contestant: 'a', order: 0, ms: 900, warmUp: true }),
      trial({ contestant: 'a', order: 1, ms: 1 }),
      trial({ contestant: 'b', order: 2, ms: 2 }),
      trial({ contestant: 'a', order: 3, ms: 3, disturbed: true }),
      trial({ contestant: 'a', order: 4, ms: null, end: 'failed' }),
    ];
    expect(timesOf(result({ trials }), 'a')).toEqual([1, 5]);
  });
});
