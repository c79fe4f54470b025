/** Whatever a race was, what is said of it in German is German, and whole. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../texts/section';
import { inGerman, notGerman } from '../texts/testing/german';
import { breakEvenOf } from './break-even';
import { compareResults } from './compare';
import { raceTable } from './export';
import { judge } from './judge';
import type { RaceResult } from './race';
import { fitSpeedUp } from './speed-up';
import { contestant, raceOf } from './testing/made-up';

afterEach(() => speak({}));

const times = fc.array(fc.double({ min: 0.1, max: 5000, noNaN: true }), { maxLength: 8 });

function allWords(one: RaceResult, other: RaceResult): readonly string[] {
  const { standings, warnings, headline, prediction } = judge(one);
  const { columns, rows } = raceTable(one);
  return [
    headline,
    ...(prediction === null ? [] : [prediction]),
    ...standings.flatMap(({ verdict }) => (verdict === null ? [] : [verdict.sentence, verdict.remedy ?? ''])),
    ...warnings.flatMap(({ words, remedy }) => [words, remedy ?? '']),
    compareResults(other, one).words,
    ...columns,
    ...rows.flat().map(String),
  ];
}

describe('German words of a race', () => {
  it('are German, whatever the times were', () => {
    fc.assert(
      fc.property(times, times, times, fc.boolean(), (a, b, c, complete) => {
        const one = raceOf({ a, b, c }, { complete });
        const other = raceOf({ a: b, b: a, c });
        for (const words of inGerman(() => allWords(one, other))) expect(notGerman(words)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('are German of curves and of sizes', () => {
    const each = fc.array(fc.double({ min: 1, max: 500, noNaN: true }), { minLength: 3, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(each, { minLength: 2, maxLength: 5 }), each, (all, first) => {
        const contestants = all.map((_, i) => contestant(`w${i}`, { at: i + 1 }));
        const curve = raceOf(Object.fromEntries(all.map((ms, i) => [`w${i}`, ms])), { kind: 'curve', contestants });
        const samples = all.map((second, i) => ({ size: 10 ** i, first, second }));
        const said = inGerman(() => [
          ...fitSpeedUp(curve).words,
          breakEvenOf(samples, { first: 'a', second: 'b', unit: '', seed: 1 }).words,
        ]);
        for (const words of said) expect(notGerman(words)).toBeNull();
      }),
      { numRuns: 20 },
    );
  });
});
