import { describe, expect, it } from 'vitest';
import type { RaceResult, Trial } from '../src/measure/race';
import { parseRaceWords, raceReport } from './race';

describe('the words of `interleave race`', () => {
  it('are a lesson by its name or its folder, perhaps a race, and options in any place', () => {
    const none = { race: null, trials: null, json: false, seed: 1 };
    expect(parseRaceWords(['01-a'])).toEqual({ lesson: '01-a', ...none });
    expect(parseRaceWords(['lessons/01-a/'])).toEqual({ lesson: 'lessons/01-a/', ...none });
    expect(parseRaceWords(['--json', '01-a', '--trials', '7', 'r', '--seed=9'])).toEqual({
      lesson: '01-a',
      race: 'r',
      trials: 7,
      json: true,
      seed: 9,
    });
  });

  it.each([
    [[], 'race wants a lesson, for example: race waiting-together'],
    [['a', 'b', 'c'], 'race takes one lesson and one race, not also c'],
    [['a', '--trials', '2'], '--trials wants a whole number from 3 to 30, not "2"'],
    [['a', '--trials=31'], '--trials wants a whole number from 3 to 30, not "31"'],
    [['a', '--trials'], '--trials wants a whole number from 3 to 30, not ""'],
    [['a', '--seed', 'x'], '--seed wants a whole number from 0 to 2147483647, not "x"'],
    [['a', '--json=yes'], 'there is no option --json (try --help)'],
    [['a', '--quick'], 'there is no option --quick (try --help)'],
  ])('that are wrong are refused with a sentence: %j', (words, message) => {
    expect(parseRaceWords(words)).toBe(message);
  });
});

describe('the report of a race', () => {
  const trial = (contestant: string, order: number, ms: number | null): Trial => ({
    contestant,
    order,
    warmUp: false,
    end: ms === null ? 'failed' : 'finished',
    ms,
    startedAt: order * 1000,
    slowness: 1,
    disturbed: false,
    phases: null,
    memory: null,
    alive: null,
    problem: ms === null ? 'It raised ValueError.' : null,
  });
  const result: RaceResult = {
    format: 1,
    kind: 'variants',
    lesson: '01-a',
    race: 'r',
    title: 'Two ways',
    contestants: ['sequential', 'threads', 'broken'].map((id) => ({
      id,
      title: id,
      program: id,
      variant: id,
      args: [],
      at: null,
    })),
    trials: [1500, 1501, 1502, 1503, 1499].flatMap((ms, i) => [
      trial('sequential', 3 * i, ms),
      trial('threads', 3 * i + 1, ms / 4),
      ...(i === 0 ? [trial('broken', 2, null)] : []),
    ]),
    environment: {
      date: '2026-11-21T12:00:00.000Z',
      cores: 2,
      clockStepMs: 0.005,
      isolated: true,
      browser: 'Chromium 156',
    },
    prediction: null,
    references: [{ contestant: 'threads', ms: 400, cores: 8, source: 'an article' }],
    seed: 1,
    complete: true,
    pauses: 0,
  };

  it('is a line for each contestant with its verdict, then the words, the figures of others and the doubts', () => {
    const lines = raceReport(result).split('\n');
    expect(lines[0]).toBe('Two ways (01-a, 2 cores, Chromium 156, seed 1)');
    expect(lines[2]).toMatch(/^contestant +median +spread +trials +verdict$/);
    expect(lines[3]).toMatch(/^sequential +1\.5 s +\+- .* +5 +the others are compared with it$/);
    expect(lines[4]).toMatch(/^threads +375 ms +\+- .* +5 +4\.0 times as fast/);
    expect(lines[5]).toMatch(/^broken +- +- +0 +/);
    expect(lines).toContain('threads: 400 ms (an article, 8 cores).');
    expect(lines.some((line) => line.startsWith('Beware: ') && line.includes('broken'))).toBe(true);
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
  });
});
