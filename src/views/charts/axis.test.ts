import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFromZero, countTick, logAxis, logTimeTick, medianTime, swarm, timeTick } from './axis';

const room = fc.integer({ min: 200, max: 1200 });

describe('an axis from zero', () => {
  it('holds the largest value and begins its ticks with zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), room, (most, width) => {
        const { end, ticks } = axisFromZero(most, width);
        expect(end).toBeGreaterThanOrEqual(most);
        expect(ticks[0]).toBe(0);
        expect(ticks.every((tick) => tick <= end)).toBe(true);
        expect(ticks.length).toBeGreaterThan(1);
      }),
    );
  });

  it('stands even where nothing was measured', () => {
    expect(axisFromZero(0, 400).end).toBe(1);
    expect(axisFromZero(-Infinity, 400).end).toBe(1);
  });
});

describe('an axis in powers of ten', () => {
  it('holds every value, and at least one tick', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 30 }),
        room,
        (values, width) => {
          const { domain, ticks } = logAxis(values, width);
          expect(domain[0]).toBeLessThan(Math.min(...values));
          expect(domain[1]).toBeGreaterThan(Math.max(...values));
          expect(ticks.every((tick) => tick >= domain[0] && tick <= domain[1])).toBe(true);
        },
      ),
    );
  });

  it('has no more ticks than there is room for, where there are enough to choose from', () => {
    const { ticks } = logAxis([1_000, 300_000], 560);
    expect(ticks).toEqual([1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000]);
    expect(logAxis([1_000, 300_000], 240).ticks.length).toBeLessThan(6);
  });
});

describe('words of an axis', () => {
  it('are all in one unit on one axis, and zero needs none', () => {
    expect([0, 500, 1500].map((ms) => timeTick(ms, 2000))).toEqual(['0', '0.5 s', '1.5 s']);
    expect([0, 0.05, 20].map((ms) => timeTick(ms, 30))).toEqual(['0', '0.05 ms', '20 ms']);
  });

  it('are each in the unit that suits them where an axis spans powers of ten', () => {
    expect([1, 200, 3000].map(logTimeTick)).toEqual(['1 ms', '200 ms', '3 s']);
    expect([1, 20_000, 3_000_000].map(countTick)).toEqual(['1', '20,000', '3 million']);
  });

  it('give figures that are compared by eye three digits', () => {
    expect([0.1234, 9.5, 62.12, 620.7, 999.7, 1849, 12_345, 123_456].map(medianTime)).toEqual([
      '0.123 ms',
      '9.50 ms',
      '62.1 ms',
      '621 ms',
      '1.00 s',
      '1.85 s',
      '12.3 s',
      '123 s',
    ]);
  });
});

describe('dots that would cover one another', () => {
  it('are moved apart as far as there is room, and the same every time', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 600, noNaN: true }), { maxLength: 40 }), (xs) => {
        const offsets = swarm(xs, 9, 1000);
        expect(offsets).toEqual(swarm(xs, 9, 1000));
        for (const [i, x] of xs.entries())
          for (let j = 0; j < i; j++) {
            const distance = Math.hypot(x - (xs[j] ?? 0), (offsets[i] ?? 0) - (offsets[j] ?? 0));
            expect(distance).toBeGreaterThanOrEqual(9 * 0.95 - 1e-9);
          }
      }),
    );
  });

  it('never leave their strip', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 60 }), (xs) => {
        expect(swarm(xs, 9, 12).every((y) => Math.abs(y) <= 12)).toBe(true);
      }),
    );
  });

  it('stay in the middle where nothing is in their way', () => {
    expect(swarm([0, 50, 100], 9, 12)).toEqual([0, 0, 0]);
  });
});
