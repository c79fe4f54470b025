/** Whatever a run or a race was, what is said of it in German is German, and whole. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { anyTrace } from './testing/arbitrary';
import { compareTable, compareWords } from './compare-words';
import { traceTime } from './ids';
import { explainMoment, momentText } from './moment-words';
import { rangeStats } from './range-stats';
import { rangeTables, rangeWords } from './range-words';
import { sampleTraces } from './samples';
import type { Trace } from './trace';
import { describeMessage, summarise, toMarkTable, toMessageTable, toTable } from './words';
import { speak } from '../texts/section';
import { inGerman, notGerman } from '../texts/testing/german';

afterEach(() => speak({}));

const cells = ({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) => [...columns, ...rows.flat()];

/** Everything that the pictures' words say of a run: the whole, a moment, a range, its messages, and beside another. */
function allWords(trace: Trace, share: number): readonly string[] {
  const t = traceTime(trace.end * share);
  const range = rangeStats(trace, trace.end * share * 0.5, t);
  const { actors, resources } = rangeTables(trace, range);
  const runs = [
    { name: 'a.py', wallMs: 1200, trace },
    { name: 'b.py', wallMs: 35, trace },
  ];
  return [
    summarise(trace),
    ...explainMoment(trace, t),
    momentText(trace, t),
    ...rangeWords(trace, range),
    compareWords(runs),
    ...Array.from({ length: Math.min(8, trace.messages.length) }, (_, i) =>
      describeMessage(trace, trace.messages.at(i)),
    ),
    ...[
      toTable(trace, 20),
      toMarkTable(trace, 5),
      toMessageTable(trace, 5),
      actors,
      resources,
      compareTable(runs),
    ].flatMap(cells),
  ];
}

describe('German words of a run', () => {
  it('are German, whatever the run was', () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0.01, max: 1, noNaN: true }), (trace, share) => {
        for (const words of inGerman(() => allWords(trace, share))) expect(notGerman(words)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it.each(sampleTraces())('are German of $name', ({ trace }) => {
    for (const share of [0.1, 0.37, 0.62, 1]) {
      for (const words of inGerman(() => allWords(trace, share))) expect(notGerman(words)).toBeNull();
    }
  });
});

describe('the oracle', () => {
  it('finds what is left of English, and what is no value', () => {
    expect(notGerman('A wartet for lock_a.')).not.toBeNull();
    expect(notGerman('A wartet auf undefined.')).not.toBeNull();
    expect(notGerman('A wartet auf lock_a, gehalten von B.')).toBeNull();
  });

  it('finds English where nothing else is spoken', () => {
    const [sample] = sampleTraces();
    if (sample === undefined) throw new Error('there are no samples');
    expect(notGerman(summarise(sample.trace))).not.toBeNull();
  });
});
