import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveTop, sampled, spreadOut } from './curve-layout';

describe('a line of the speed-up curve', () => {
  it('ends at the very edge where it leaves through the top', () => {
    const points = sampled((n) => n, 1, 8, 4.32);
    expect(points[0]).toEqual({ x: 1, y: 1 });
    const end = points.at(-1);
    expect(end?.y).toBe(4.32);
    expect(end?.x).toBeCloseTo(4.32, 5);
  });

  it('goes from end to end where it stays inside', () => {
    const points = sampled(() => 2, 1, 8, 4);
    expect(points[0]?.x).toBe(1);
    expect(points.at(-1)?.x).toBe(8);
  });

  it('never leaves the picture, whatever the law', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 2, max: 64 }),
        fc.double({ min: 1.25, max: 64, noNaN: true }),
        (serial, coherency, most, top) => {
          const law = (n: number) => n / (1 + serial * (n - 1) + coherency * n * (n - 1));
          for (const { x, y } of sampled(law, 1, most, top)) {
            expect(x).toBeGreaterThanOrEqual(1);
            expect(x).toBeLessThanOrEqual(most);
            expect(y).toBeLessThanOrEqual(top);
          }
        },
      ),
    );
  });
});

describe('names at the ends of lines', () => {
  it('keep their order and their distance, inside the picture, where there is room for all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 8 }), (wanted) => {
        const places = spreadOut(wanted, 15, 20, 280);
        const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
        for (const [k, { i }] of order.entries()) {
          const place = places[i] ?? NaN;
          expect(place).toBeGreaterThanOrEqual(20 - 1e-9);
          expect(place).toBeLessThanOrEqual(280 + 1e-9);
          const before = order[k - 1];
          if (before !== undefined) expect(place - (places[before.i] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });

  it('stay where they want to be when nothing is near', () => {
    expect(spreadOut([200, 40, 120], 15, 20, 280)).toEqual([200, 40, 120]);
  });
});

it('the picture reaches above what was measured, and shows the ideal as far as there are cores', () => {
  expect(curveTop(1.1, 8, 4)).toBeCloseTo(4.32);
  expect(curveTop(6, 8, 4)).toBeCloseTo(6.72);
  expect(curveTop(0.9, 2, 1)).toBe(1.25);
});
