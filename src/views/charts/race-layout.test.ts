import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../measure/race';
import { standings } from '../../measure/verdict';
import { raceLayout, type RowFigures, type Said } from './race-layout';
import { saidOf } from './race-words';
import { primes, requests, storm } from './testing/made-up';

const figuresOf = (race: ReturnType<typeof primes>): readonly RowFigures[] =>
  standings(race).map(({ contestant, summary }) => ({
    contestant: contestant.id,
    median: summary?.median ?? null,
    low: summary?.q1 ?? null,
    high: summary?.q3 ?? null,
  }));
const layoutOf = (race: ReturnType<typeof primes>, width = 600, unit = 1, said: readonly Said[] = []) =>
  raceLayout(race, figuresOf(race), said, new Set(race.contestants.slice(1).map(({ id }) => id)), width, unit);

describe('the picture of a race', () => {
  it('draws every trial that finished once, in the row of its contestant, warm-ups and disturbed ones too', () => {
    for (const race of [primes(), requests(), storm()]) {
      const { rows } = layoutOf(race);
      const drawn = rows.flatMap(({ dots }) => dots.map(({ trial }) => trial.order)).sort((a, b) => a - b);
      const due = race.trials.filter(({ ms, phases }) => ms !== null && phases === null).map(({ order }) => order);
      expect(drawn).toEqual(due);
      for (const { contestant, dots } of rows) {
        expect(dots.every(({ trial }) => trial.contestant === contestant)).toBe(true);
      }
    }
  });

  it('leaves out the run with a trace, which was not made to be timed', () => {
    const traced = primes().trials.filter(({ phases }) => phases !== null);
    expect(traced).toHaveLength(3);
    const drawn = layoutOf(primes()).rows.flatMap(({ dots }) => dots.map(({ trial }) => trial));
    expect(drawn.some(({ phases }) => phases !== null)).toBe(false);
  });

  it('keeps all that it draws on the axis and in its row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 280, max: 1400 }),
        fc.constantFrom(1, 1.5),
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (width, unit, times) => {
          const base = primes();
          const template = base.trials[0] as Trial;
          const trials = times.map((ms, order): Trial => ({ ...template, order, ms, warmUp: false }));
          const { rows, end, height, ticks } = layoutOf({ ...base, trials }, width, unit);
          expect(ticks.every((tick) => tick >= 0 && tick <= end)).toBe(true);
          let bottom = 0;
          for (const row of rows) {
            expect(row.top).toBeGreaterThanOrEqual(bottom);
            expect(row.nameY).toBeLessThan(row.y - row.half);
            expect(row.medianY).toBeGreaterThan(row.y + row.half);
            for (const { ms, offset } of row.dots) {
              expect(ms).toBeLessThanOrEqual(end);
              expect(Math.abs(offset)).toBeLessThanOrEqual(row.half);
            }
            bottom = row.medianY;
          }
          expect(height).toBeGreaterThan(bottom);
        },
      ),
    );
  });

  it('shows figures of others to scale, but never presses its own into a corner for them', () => {
    const race = primes();
    const said = (ms: number): readonly Said[] => [
      { contestant: 'processes.py', kind: 'reference', ms, words: 'the article', short: '' },
    ];
    const near = layoutOf(race, 600, 1, said(2600)).rows[2]?.marks[0];
    expect(near).toMatchObject({ ms: 2600, beyond: false });
    const far = layoutOf(race, 600, 1, said(60_000));
    expect(far.end).toBeLessThan(3000);
    expect(far.rows[2]?.marks[0]).toMatchObject({ ms: far.end, beyond: true });
  });

  it('has an axis before the first trial', () => {
    const race = { ...primes(), trials: [] };
    expect(layoutOf(race).rows).toHaveLength(3);
    const said = saidOf(race, standings(race));
    expect(said).toMatchObject([{ kind: 'reference', ms: 890 }]);
    expect(layoutOf(race, 600, 1, said).end).toBeGreaterThanOrEqual(890);
  });
});
