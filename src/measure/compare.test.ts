import { describe, expect, it } from 'vitest';
import { compareResults, compareWithEarlier } from './compare';
import { raceOf, result } from './testing/made-up';
import type { RaceResult } from './race';

const on = (date: string, times: Readonly<Record<string, readonly number[]>>, more: Partial<RaceResult> = {}) =>
  raceOf(times, { ...more, environment: { ...result().environment, ...more.environment, date } });
const around = (ms: number): number[] => [ms, ms * 1.01, ms * 0.99, ms * 1.005, ms * 0.995];

describe('a race compared with an earlier one', () => {
  const before = on('2026-11-01T10:00:00.000Z', { sequential: around(400), processes: around(200) });

  it('says which program moved, and that the other did not', () => {
    const now = on('2026-11-02T10:00:00.000Z', { sequential: around(400), processes: around(100) });
    expect(compareResults(before, now).words).toBe('Processes was 2.0 times as fast as last time; the other as fast.');
    expect(compareResults(before, now).changes.map(({ kind }) => kind)).toEqual(['same', 'faster']);
  });

  it('blames the machine when all moved alike', () => {
    const now = on('2026-11-02T10:00:00.000Z', { sequential: around(520), processes: around(262) });
    expect(compareResults(before, now).words).toBe(
      'Everything took 30 % longer than last time: the machine was busier or saving power, or another one.',
    );
    expect(compareResults(now, before).words).toContain('Everything was 30 % faster');
  });

  it('says that nothing changed, that there is too little to tell, that it was another machine', () => {
    expect(compareResults(before, before).words).toBe('All as fast as last time.');
    expect(compareResults(before, on('2026-11-02T10:00:00.000Z', { sequential: [400], processes: [200] })).words).toBe(
      'There are too few trials to compare with last time.',
    );
    const other = on(
      '2026-11-02T10:00:00.000Z',
      { sequential: around(400) },
      { environment: { ...result().environment, cores: 2 } },
    );
    expect(compareResults(before, other).words).toBe(
      'As fast as last time. This was not the same machine: 2 cores instead of 4.',
    );
  });

  it('takes the latest complete one of the same race that was earlier', () => {
    const now = on('2026-11-05T10:00:00.000Z', { sequential: around(400) });
    const at = (day: number, more: Partial<RaceResult> = {}) =>
      on(`2026-11-0${day}T10:00:00.000Z`, { sequential: around(400) }, more);
    const found = compareWithEarlier(now, [
      at(1),
      at(3),
      at(2),
      at(4, { complete: false }),
      at(4, { race: 'other' }),
      at(6),
      now,
    ]);
    expect(found!.earlier.environment.date).toBe('2026-11-03T10:00:00.000Z');
    expect(compareWithEarlier(now, [at(6)])).toBeNull();
  });

  it('does not compare a contestant whose program, size or arguments are others', () => {
    const now = on('2026-11-02T10:00:00.000Z', { sequential: around(400) });
    const changed = { ...now, contestants: now.contestants.map((one) => ({ ...one, args: ['--large'] })) };
    expect(compareWithEarlier(changed, [before])).toBeNull();
  });
});
