import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random';
import { fitCurve, fitSpeedUp, speedUpAt } from './speed-up';
import { contestant, lognormal, quiet, result, trial, type Noise } from './testing/made-up';

interface Truth {
  readonly serial?: number;
  readonly coherency?: number;
  readonly cores?: number | null;
  readonly most?: number;
  readonly noise?: Noise;
  readonly seed?: number;
  readonly trials?: number;
}

function curve({ serial = 0, coherency = 0, cores = null, most = 8, noise = quiet, seed = 1, trials = 5 }: Truth) {
  const random = seededRandom(seed);
  return new Map(
    Array.from({ length: most }, (_, i) => {
      const time = 1000 / speedUpAt({ serial, coherency, cores }, i + 1);
      return [i + 1, Array.from({ length: trials }, () => time * noise(random))] as const;
    }),
  );
}

describe('the laws of scaling', () => {
  it('are found exactly from times without noise', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (serial, coherency) => {
          const { amdahl, usl } = fitCurve(curve({ serial, coherency, trials: 3 }), 1, null);
          expect(usl!.serial).toBeCloseTo(serial, 5);
          expect(usl!.coherency).toBeCloseTo(coherency, 5);
          expect(usl!.t1).toBeCloseTo(1000, 3);
          if (coherency === 0) expect(amdahl!.serial).toBeCloseTo(serial, 5);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('stay within their bounds, whatever the times', () => {
    const times = fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 8 }), fc.constantFrom(null, 1, 2, 4), (all, cores) => {
        const fit = fitCurve(new Map(all.map((one, i) => [i + 1, one])), 1, cores);
        for (const law of [fit.amdahl, fit.usl]) {
          if (law === null) continue;
          expect(law.serial).toBeGreaterThanOrEqual(0);
          expect(law.serial).toBeLessThanOrEqual(1);
          expect(law.coherency).toBeGreaterThanOrEqual(0);
          expect(law.t1).toBeGreaterThan(0);
          expect(Number.isFinite(law.error)).toBe(true);
        }
        expect(fit.words.join(' ')).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      { numRuns: 60 },
    );
  });

  it('are the least squares: no shares on a fine grid come closer to noisy times', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { points, usl } = fitCurve(curve({ serial: 0.1, coherency: 0.02, noise: lognormal(0.1), seed }), 1, null);
      const loss = (serial: number, coherency: number): number => {
        // For given shares the best T1 is a quotient of sums.
        const shapes = points.map(
          ({ workers, median }) => 1 / speedUpAt({ serial, coherency, cores: null }, workers) / median,
        );
        const t1 = shapes.reduce((sum, x) => sum + x, 0) / shapes.reduce((sum, x) => sum + x * x, 0);
        return shapes.reduce((sum, x) => sum + (1 - t1 * x) ** 2, 0);
      };
      const found = loss(usl!.serial, usl!.coherency);
      for (let s = 0; s <= 1; s += 0.02)
        for (let k = 0; k <= 0.2; k += 0.005) expect(found).toBeLessThanOrEqual(loss(s, k) + 1e-12);
    }
  });

  it('hold the true serial share in their interval in at least 85 of 100 curves', () => {
    // The percentile bootstrap of medians of five is known to promise a little too much.
    let held = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { serialInterval } = fitCurve(curve({ serial: 0.15, noise: lognormal(0.05), seed, most: 4 }), seed, null);
      if (serialInterval!.low <= 0.15 && 0.15 <= serialInterval!.high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(85);
  });

  it('know the cores: a program that shares everything has no serial share on two cores, with four workers', () => {
    const { amdahl, words } = fitCurve(curve({ serial: 0, cores: 2, most: 4, noise: lognormal(0.01) }), 1, 2);
    expect(amdahl!.cores).toBe(2);
    expect(amdahl!.serial).toBeLessThan(0.03);
    expect(words.join(' ')).toContain('Beyond 2 workers there is no gain');
    // Workers that wait gain beyond the cores.
    const waiting = fitCurve(curve({ serial: 0.02, most: 8, noise: lognormal(0.01) }), 1, 2);
    expect(waiting.amdahl!.cores).toBeNull();
    expect(waiting.words.join(' ')).not.toContain('core');
  });
});

describe('a curve in words', () => {
  const words = (truth: Truth, cores: number | null = null): string => fitCurve(curve(truth), 1, cores).words.join(' ');

  it('reads the serial share off, and what it means', () => {
    expect(words({ serial: 0.08, noise: lognormal(0.01), most: 6 })).toMatch(
      /^With 6 workers it was the fastest: 4\.\d times as fast as with one\. About 8 % of the work was done by one worker alone.*; no number of workers would make it more than 1[23] times as fast\.$/,
    );
  });

  it('says from where on it gets slower', () => {
    expect(words({ serial: 0.05, coherency: 0.1, noise: lognormal(0.01) })).toContain(
      'Beyond 3 workers it gets slower',
    );
    expect(words({ serial: 1, coherency: 0.1, noise: lognormal(0.01) })).toContain(
      'Every further worker makes it slower',
    );
  });

  it('says that workers cost each other something before it gets slower', () => {
    expect(words({ serial: 0.05, coherency: 0.05, most: 4, noise: lognormal(0.005) })).toContain(
      'for talking to the others',
    );
  });

  it('says when nothing is gained, and when nearly nothing is lost', () => {
    expect(words({ serial: 1, noise: lognormal(0.01) })).toBe(
      'No number of workers was faster than one. The workers shared nothing of the work: it took as long as with one.',
    );
    expect(words({ serial: 0, noise: lognormal(0.005) })).toContain('Nearly all of the work was shared');
  });

  it('says when the data cannot say', () => {
    expect(words({ serial: 0.1, most: 4, noise: lognormal(0.5), trials: 3 })).toMatch(/cannot say|follow neither law/);
    expect(words({ serial: 0.1, most: 2 })).toContain('three are the least');
    expect(fitCurve(new Map(), 1, 4).words).toEqual([
      'Too few numbers of workers were measured to say what holds it back: three are the least.',
    ]);
  });
});

it('a race of the kind curve is read by its contestants’ numbers of workers', () => {
  const at = [1, 2, 3, 4];
  const contestants = at.map((n) => contestant(`w${n}`, { at: n }));
  const trials = at.flatMap((n, i) =>
    [0, 1, 2].map((k) => trial({ contestant: `w${n}`, order: i * 3 + k, ms: 1000 / n })),
  );
  const { points, amdahl } = fitSpeedUp(result({ kind: 'curve', contestants, trials }));
  expect(points.map(({ workers, speedUp }) => [workers, Math.round(speedUp!)])).toEqual(at.map((n) => [n, n]));
  expect(amdahl!.serial).toBeCloseTo(0, 6);
});
