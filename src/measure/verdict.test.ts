import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './judge';
import {
  bursts,
  contestant,
  heavyTail,
  lognormal,
  madeUpRace,
  quiet,
  raceOf,
  result,
  trial,
  type Noise,
} from './testing/made-up';
import { standings, type Verdict, type VerdictKind } from './verdict';
import type { RaceResult } from './race';

const verdictsOf = (race: RaceResult): readonly Verdict[] => standings(race).flatMap(({ verdict }) => verdict ?? []);
const only = (race: RaceResult): Verdict => verdictsOf(race)[0]!;

/** How often each verdict is given in `races` races. */
function rates(races: number, make: (seed: number) => RaceResult): Record<VerdictKind, number> {
  const counts = { faster: 0, slower: 0, 'no-difference': 0, 'too-noisy': 0, failed: 0, 'not-enough': 0 };
  let all = 0;
  for (let seed = 0; seed < races; seed++) {
    for (const { kind } of verdictsOf(make(seed))) {
      counts[kind]++;
      all++;
    }
  }
  for (const kind of Object.keys(counts) as VerdictKind[]) counts[kind] /= all;
  return counts;
}

describe('races between equals', () => {
  const noises: readonly (readonly [string, Noise])[] = [
    ['a quiet machine', lognormal(0.02)],
    ['a noisy machine', lognormal(0.2)],
    ['heavy tails', heavyTail],
    ['bursts of other work', bursts],
  ];
  for (const [name, noise] of noises) {
    it(`call one faster or slower in fewer than 5 of 100, with ${name}: 1000 races`, () => {
      const { faster, slower } = rates(1000, (seed) => madeUpRace({ seed, medians: [100, 100], noise }));
      expect(faster + slower).toBeLessThan(0.05);
    });
  }

  it('keep that with three trials of three contestants on a machine that slows down by half', () => {
    const { faster, slower } = rates(500, (seed) =>
      madeUpRace({
        seed,
        trials: 3,
        medians: [100, 100, 100],
        noise: lognormal(0.02),
        machine: (gone) => 1 + gone / 2,
      }),
    );
    expect(faster + slower).toBeLessThan(0.05);
  });

  it('end as “no difference” on a quiet machine, and as “too noisy” on a wild one', () => {
    expect(
      rates(200, (seed) => madeUpRace({ seed, medians: [100, 100], noise: lognormal(0.02) }))['no-difference'],
    ).toBeGreaterThan(0.95);
    expect(
      rates(200, (seed) => madeUpRace({ seed, medians: [100, 100], noise: lognormal(0.4) }))['too-noisy'],
    ).toBeGreaterThan(0.85);
  });
});

describe('a known difference', () => {
  it('of 4 times is found in nearly every race, by five trials and by three', () => {
    expect(
      rates(300, (seed) => madeUpRace({ seed, medians: [400, 100], noise: lognormal(0.1) })).faster,
    ).toBeGreaterThan(0.99);
    expect(
      rates(300, (seed) => madeUpRace({ seed, trials: 3, medians: [400, 100], noise: lognormal(0.05) })).faster,
    ).toBeGreaterThan(0.98);
  });

  it('is found the other way round as well', () => {
    expect(
      rates(300, (seed) => madeUpRace({ seed, medians: [100, 150], noise: lognormal(0.03) })).slower,
    ).toBeGreaterThan(0.99);
  });

  it('is never found the wrong way round', () => {
    for (const noise of [lognormal(0.1), heavyTail, bursts]) {
      expect(rates(500, (seed) => madeUpRace({ seed, medians: [130, 100], noise })).slower).toBe(0);
    }
  });

  it('of 10 % wants more trials than five on a machine with a noise of 5 %: with fifteen it is found in most races', () => {
    const found = (trials: number) =>
      rates(100, (seed) => madeUpRace({ seed, trials, medians: [110, 100], noise: lognormal(0.05) })).faster;
    expect(found(15)).toBeGreaterThan(0.75);
    expect(found(5)).toBeLessThan(found(15));
  });

  it('of 1 % does not matter, even where 30 trials of a machine without noise show it', () => {
    const { faster, 'no-difference': none } = rates(20, (seed) =>
      madeUpRace({ seed, trials: 30, medians: [101, 100], noise: lognormal(0.001) }),
    );
    expect([faster, none]).toEqual([0, 1]);
  });

  it('survives one outlier in each contestant', () => {
    const race = raceOf({ sequential: [400, 405, 398, 402, 2000], threads: [100, 900, 101, 99, 100] });
    expect(only(race).speedUp).toBeCloseTo(402 / 100, 5);
    // The interval now allows that the outlier was the truth, so that it cannot say "faster"; the median does not move.
    expect(only(race).kind).toBe('too-noisy');
    expect(only(raceOf({ sequential: [400, 405, 398, 402, 2000], threads: [100, 150, 101, 99, 100] })).kind).toBe(
      'faster',
    );
  });
});

describe('a verdict', () => {
  it('reads “4.6 times as fast (4.4 to 4.8)”, and names the first contestant in its sentence', () => {
    const race = raceOf({ sequential: [460, 458, 462, 470, 450], processes: [100, 99, 101, 100, 102] });
    expect(only(race)).toMatchObject({
      kind: 'faster',
      words: '4.6 times as fast (4.4 to 4.7)',
      sentence: 'processes: 4.6 times as fast as sequential (4.4 to 4.7).',
      remedy: null,
    });
  });

  it('says how many times as long for what is slower', () => {
    const race = raceOf({ sequential: [100, 99, 101, 100, 102], threads: [210, 208, 212, 215, 205] });
    expect(only(race)).toMatchObject({
      kind: 'slower',
      sentence: 'threads: takes 2.1 times as long as sequential (2.0 to 2.2).',
    });
  });

  it('says what the trials leave open where they show no difference', () => {
    const race = raceOf({ a: [100, 104, 98, 101, 103], b: [101, 99, 105, 100, 102] });
    expect(only(race)).toMatchObject({
      kind: 'no-difference',
      words: 'no difference that these 5 trials can show: anything from 7 % slower to 5 % faster',
    });
  });

  it('says what to do about noise', () => {
    const verdict = only(raceOf({ a: [100, 200, 150, 90, 300], b: [120, 180, 140, 100, 280] }));
    expect(verdict.kind).toBe('too-noisy');
    expect(verdict.words).toMatch(/^too noisy to conclude: anything from .* to .*$/);
    expect(verdict.remedy).toContain('Close other programs');
    expect(verdict.remedy).toContain('more trials');
  });

  it('says that it is sure of the direction, and not of the amount, where the interval is wide and one-sided', () => {
    const verdict = only(raceOf({ a: [400, 420, 900, 380, 1500], b: [100, 300, 120, 90, 80] }));
    expect(verdict.kind).toBe('faster');
    expect(verdict.remedy).toContain('by how much is not');
  });

  it('is “too noisy” where the clock is too coarse, and asks for a bigger task', () => {
    const environment = { ...result().environment, clockStepMs: 1 };
    const coarse = raceOf({ a: [2, 2, 2, 2, 2], b: [2, 2, 1, 2, 2] }, { environment });
    expect(only(coarse)).toMatchObject({ kind: 'too-noisy' });
    expect(only(coarse).remedy).toContain('bigger task');
    const coarser = raceOf({ a: [1, 1, 1, 1, 1], b: [1, 0, 1, 1, 1] }, { environment });
    expect(only(coarser).words).toBe('too short to measure: the clock here moves in steps of 1.0 ms');
    expect(only(raceOf({ a: [200, 200, 200, 200, 200], b: [100, 100, 100, 100, 100] }, { environment })).kind).toBe(
      'faster',
    );
  });

  it('is “failed” for what fails as often as it finishes, and the others have nothing to compare with if that is the first', () => {
    const failing = (id: string, from: number) =>
      [0, 1, 2].map((i) =>
        trial({ contestant: id, order: from + i, end: 'failed', ms: null, problem: 'It raised ValueError.' }),
      );
    const fine = (id: string, from: number) =>
      [0, 1, 2, 3, 4].map((i) => trial({ contestant: id, order: from + i, ms: 100 + i }));
    const contestants = [contestant('a'), contestant('b')];
    const second = result({ contestants, trials: [...fine('a', 0), ...failing('b', 10)] });
    expect(only(second)).toMatchObject({
      kind: 'failed',
      words: 'failed in every trial, so it is not compared',
      speedUp: null,
    });
    const first = result({ contestants, trials: [...failing('a', 0), ...fine('b', 10)] });
    expect(only(first)).toMatchObject({
      kind: 'not-enough',
      words: 'nothing to compare it with, because a failed in every trial',
    });
  });

  it('bears one failure among five, and needs three trials', () => {
    const race = raceOf({ a: [200, 201, 199, 200, 202], b: [100, 101, 99, 100] });
    const failed = trial({ contestant: 'b', order: 99, end: 'failed', ms: null, problem: 'It raised ValueError.' });
    expect(only({ ...race, trials: [...race.trials, failed] })).toMatchObject({ kind: 'faster' });
    expect(only(raceOf({ a: [200, 201], b: [100, 101, 99] }))).toMatchObject({
      kind: 'not-enough',
      words: 'not enough trials to compare: a has 2 trials that count',
    });
  });

  it('is there, with words, for every result that can be, and never for the first contestant', () => {
    const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 7 });
    const race = fc.record({ a: times, b: times, c: times });
    fc.assert(
      fc.property(race, fc.constantFrom(0, 0.005, 0.1, 16), fc.nat(), (all, clockStepMs, seed) => {
        const made = raceOf(all, { seed, environment: { ...result().environment, clockStepMs } });
        const [first, ...others] = standings(made);
        expect(first!.verdict).toBeNull();
        for (const { verdict } of others) {
          expect(verdict!.words).not.toMatch(/NaN|Infinity|undefined|null/);
          if (verdict!.kind === 'faster') expect(verdict!.interval!.low).toBeGreaterThan(1);
          if (verdict!.kind === 'slower') expect(verdict!.interval!.high).toBeLessThan(1);
          if (verdict!.interval !== null) expect(verdict!.interval.low).toBeLessThanOrEqual(verdict!.interval.high);
        }
        expect(judge(made)).toEqual(judge(made));
        expect(judge(made).headline).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the headline', () => {
  it('names the fastest', () => {
    const race = madeUpRace({ seed: 1, medians: [400, 390, 100], noise: lognormal(0.01) });
    expect(judge(race).headline).toMatch(/^processes: 4\.\d times as fast as sequential/);
  });

  it('names two that cannot be told apart', () => {
    const race = madeUpRace({ seed: 1, medians: [400, 100, 100], noise: lognormal(0.01) });
    expect(judge(race).headline).toMatch(/are the fastest, about alike, and both are faster than sequential\.$/);
  });

  it('says so when the first one is the fastest, when nothing differs, and when nothing ended', () => {
    expect(judge(madeUpRace({ seed: 1, medians: [100, 200, 300], noise: lognormal(0.01) })).headline).toBe(
      'sequential is the fastest.',
    );
    expect(judge(madeUpRace({ seed: 1, medians: [100, 100], noise: quiet })).headline).toBe(
      'No difference between sequential and threads that matters or can be shown.',
    );
    expect(judge(result()).headline).toBe('There are not enough trials yet to compare anything.');
  });

  it('claims nothing about contestants that failed, or that no trial compares', () => {
    const race = madeUpRace({ seed: 1, medians: [100, 200, 300], noise: quiet });
    const fails = (...who: readonly string[]) => ({
      ...race,
      trials: race.trials.map((trial) =>
        who.includes(trial.contestant) && !trial.warmUp
          ? { ...trial, end: 'failed' as const, ms: null, problem: 'ValueError' }
          : trial,
      ),
    });
    const [, second = '', third = ''] = race.contestants.map(({ id }) => id);
    expect(judge(fails(second)).headline).toBe(
      'Of those that could be compared with sequential, processes, none is shown to be faster; not compared: threads (failed).',
    );
    expect(judge(fails(second, third)).headline).toBe('threads and processes failed, so there is nothing to compare.');
    const alike = madeUpRace({ seed: 1, medians: [100, 100, 300], noise: quiet });
    expect(judge(alike).headline).toBe('None is shown to be faster than sequential.');
  });
});

describe('a race over sizes of a task', () => {
  const times = {
    'one 10': [10, 10, 10, 10, 10],
    'two 10': [50, 50, 50, 50, 50],
    'one 100': [100, 100, 100, 100, 100],
    'two 100': [80, 80, 80, 80, 80],
  };
  const contestants = Object.keys(times).map((id) =>
    contestant(id, { program: id.split(' ')[0]!, variant: id.split(' ')[0]!, at: Number(id.split(' ')[1]) }),
  );
  const race = raceOf(times, { kind: 'worth', contestants });

  it('compares each with the first of its own size', () => {
    expect(standings(race).map(({ verdict }) => verdict?.sentence ?? null)).toEqual([
      null,
      'two 10: takes 5.0 times as long as one 10.',
      null,
      'two 100: 1.25 times as fast as one 100.',
    ]);
  });

  it('has the break-even size for its headline, and a curve its best number of workers', () => {
    expect(judge(race).headline).toMatch(/^.*: faster from about \d+ on/);
    const curve = raceOf({ '1': [100, 100, 100], '2': [52, 52, 52], '4': [28, 28, 28] });
    const workers = curve.contestants.map((one) => ({ ...one, at: Number(one.id) }));
    expect(judge({ ...curve, kind: 'curve', contestants: workers }).headline).toBe(
      'With 4 workers it was the fastest: 3.6 times as fast as with one.',
    );
  });
});

describe('a prediction', () => {
  const race = madeUpRace({ seed: 1, medians: [400, 390, 100], noise: lognormal(0.01) });
  it('was right, was right but for the factor, or was wrong', () => {
    expect(judge({ ...race, prediction: { fastest: 'processes', times: 4 } }).prediction).toMatch(
      /^You predicted processes, and so it was: 4\.0 times/,
    );
    expect(judge({ ...race, prediction: { fastest: 'processes', times: 10 } }).prediction).toMatch(
      /^You predicted processes rightly, but 10 times/,
    );
    expect(judge({ ...race, prediction: { fastest: 'threads', times: null } }).prediction).toBe(
      'You predicted threads; processes was the fastest.',
    );
  });

  it('is not judged by trials that are too noisy', () => {
    const noisy = madeUpRace({ seed: 1, medians: [100, 100], noise: lognormal(0.6) });
    expect(judge({ ...noisy, prediction: { fastest: 'threads', times: 2 } }).prediction).toBeNull();
  });
});
