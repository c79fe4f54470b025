import { describe, expect, it } from 'vitest';
import { driftOf } from './drift';
import { bursts, contestant, lognormal, madeUpRace, raceOf, result, trial } from './testing/made-up';
import { warningsOf, WARNINGS, type RaceWarning, type WarningKind } from './warnings';
import type { RaceResult } from './race';

const noisy = lognormal(0.03);
const warning = (race: RaceResult, kind: WarningKind): RaceWarning | undefined =>
  warningsOf(race).find((one) => one.kind === kind);

/** Without the fixed work before each trial: the times have to tell by themselves. */
const timesOnly = (race: RaceResult): RaceResult => ({
  ...race,
  trials: race.trials.map((one) => ({ ...one, slowness: null })),
});

describe('a drift', () => {
  it('is seen in at most 2 of 100 races of a machine that has none', () => {
    for (const noise of [lognormal(0.1), bursts]) {
      let seen = 0;
      for (let seed = 0; seed < 500; seed++)
        if (driftOf(madeUpRace({ seed, medians: [300, 100, 200], noise })) !== null) seen++;
      expect(seen / 500).toBeLessThan(0.02);
    }
  });

  it('is seen in nearly all races of a machine that gets slower by half, with about its size', () => {
    let [seen, sum] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const found = driftOf(madeUpRace({ seed, medians: [300, 100], noise: noisy, machine: (gone) => 1 + gone / 2 }));
      if (found === null) continue;
      seen++;
      sum += found.change;
    }
    expect(seen).toBeGreaterThan(195);
    expect(sum / seen).toBeGreaterThan(1.35);
    expect(sum / seen).toBeLessThan(1.6);
  });

  it('is seen in the times alone, although contestants differ by far more', () => {
    let seen = 0;
    for (let seed = 0; seed < 100; seed++) {
      const race = madeUpRace({ seed, trials: 10, medians: [1000, 10], noise: noisy, machine: (gone) => 1 + gone / 2 });
      const found = driftOf(timesOnly(race));
      if (found !== null && found.seenIn === 'times' && found.change > 1) seen++;
    }
    expect(seen).toBeGreaterThan(95);
  });

  it('is told both ways: a machine that throttles, programs that were still warming up', () => {
    const slower = madeUpRace({ seed: 3, trials: 8, medians: [100, 50], machine: (gone) => (gone > 0.6 ? 1.8 : 1) });
    expect(warning(slower, 'drift')!.words).toMatch(/^The machine slowed down/);
    expect(warning(slower, 'drift')!.remedy).toContain('charger');
    const faster = timesOnly(
      madeUpRace({ seed: 3, trials: 10, medians: [100, 50], machine: (gone) => 1.5 - gone / 2 }),
    );
    expect(warning(faster, 'drift')!.remedy).toContain('warm-ups');
  });

  it('meets all contestants alike: the verdict on equals stays what it was', () => {
    let wrong = 0;
    for (let seed = 0; seed < 300; seed++) {
      const race = madeUpRace({ seed, medians: [100, 100], noise: noisy, machine: (gone) => 1 + gone });
      const [a, b] = ['sequential', 'threads'].map((id) =>
        race.trials.filter((one) => one.contestant === id && !one.warmUp),
      );
      const mean = (trials: typeof a) => trials!.reduce((sum, { ms }) => sum + ms!, 0) / trials!.length;
      if (Math.abs(Math.log(mean(a) / mean(b))) > 0.25) wrong++;
    }
    expect(wrong).toBeLessThan(5);
  });

  it('is no drift of less than 5 %, of ties, or of too few trials', () => {
    expect(
      driftOf(
        madeUpRace({
          seed: 1,
          trials: 30,
          medians: [100, 50],
          noise: lognormal(0.001),
          machine: (gone) => 1 + gone / 50,
        }),
      ),
    ).toBeNull();
    expect(driftOf(raceOf({ a: [5, 5, 5, 5, 5, 5] }))).toBeNull();
    expect(driftOf(raceOf({ a: [1, 2], b: [1] }))).toBeNull();
  });
});

describe('warnings', () => {
  const calm = raceOf({ a: [100, 101, 99, 100, 102], b: [50, 51, 49, 50, 50] });

  it('are none for a calm race', () => {
    expect(warningsOf(calm)).toEqual([]);
  });

  it('tell of a clock too coarse for the times, and of whose times', () => {
    const coarse = { ...calm, environment: { ...calm.environment, clockStepMs: 4 } };
    expect(warning(coarse, 'clock-step')).toMatchObject({
      words: 'The clock here moves in steps of 4.0 ms, which is coarse for the times of b.',
      contestants: ['b'],
    });
  });

  it('tell of workers beyond the cores in a curve, and of one core for processes', () => {
    const curve = result({ kind: 'curve', contestants: [1, 2, 4, 8].map((at) => contestant(`w${at}`, { at })) });
    expect(warning(curve, 'few-cores')).toMatchObject({ contestants: ['w8'] });
    const one = result({
      contestants: [contestant('threads'), contestant('processes')],
      environment: { ...calm.environment, cores: 1 },
    });
    expect(warning(one, 'few-cores')).toMatchObject({ contestants: ['processes'] });
    expect(warning({ ...curve, kind: 'worth' }, 'few-cores')).toBeUndefined();
  });

  it('tell of disturbed trials once, of pauses where no trial was hurt, and of a race that was stopped', () => {
    const trials = [...calm.trials, trial({ contestant: 'a', order: 50, disturbed: true })];
    const disturbed = warningsOf({ ...calm, trials, pauses: 1, complete: false });
    expect(disturbed.map(({ kind }) => kind)).toEqual(['incomplete', 'disturbed']);
    expect(disturbed[1]!.words).toBe(
      'One trial was disturbed, because this tab was hidden or kept waiting, and is not counted.',
    );
    expect(warning({ ...calm, pauses: 2 }, 'paused')!.words).toBe(
      'The race paused two times, because this tab was hidden.',
    );
  });

  it('tell of a machine that was busy in bursts', () => {
    const trials = calm.trials.map((one, i) => ({ ...one, slowness: i === 3 || i === 6 ? 1.6 : 1 }));
    expect(warning({ ...calm, trials }, 'busy-machine')!.words).toBe(
      'Before 2 of 10 trials the machine was busy with something else: fixed work took up to 1.60 times as long as at its best.',
    );
  });

  it('tell of failures with the first problem, of outliers with their time, of few trials', () => {
    const failed = trial({ contestant: 'b', order: 60, end: 'failed', ms: null, problem: 'It raised ValueError' });
    expect(warning({ ...calm, trials: [...calm.trials, failed] }, 'failures')!.words).toBe(
      '1 trial of b failed: It raised ValueError.',
    );
    const odd = raceOf({ a: [100, 101, 99, 100, 400], b: [50, 51, 49, 50, 50] });
    expect(warning(odd, 'outliers')!.words).toBe('One trial of a took 400 ms, far from its others.');
    expect(warning(raceOf({ a: [1, 1, 1], b: [1, 1, 1] }), 'few-trials')!.words).toContain('3 trials of each');
  });

  it('tell of a page that is not isolated, and every warning is of a known kind', () => {
    const open = { ...calm, environment: { ...calm.environment, isolated: false } };
    expect(warning(open, 'not-isolated')).toBeDefined();
    for (const { kind } of warningsOf(open)) expect(WARNINGS).toContain(kind);
  });
});
