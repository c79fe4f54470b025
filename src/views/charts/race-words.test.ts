import { describe, expect, it } from 'vitest';
import { judge } from '../../measure/judge';
import { standings } from '../../measure/verdict';
import { environmentWords, marksIn, notesOf, raceTable, saidOf, shortVerdict, verdictSentences } from './race-words';
import { primes, requests, storm } from './testing/made-up';

describe('what stands beside the picture of a race', () => {
  it('says the news first, and nothing twice', () => {
    const sentences = verdictSentences(judge(primes()));
    expect(sentences[0]).toMatch(/^processes\.py: [\d.]+ times as fast as one_thread\.py/);
    expect(sentences).toHaveLength(3);
    expect(new Set(sentences).size).toBe(3);
    expect(sentences[2]).toContain('predicted');
  });

  it('keeps many verdicts together', () => {
    const sentences = verdictSentences(judge(requests()));
    expect(sentences).toHaveLength(3);
    for (const title of ['five threads', 'five processes', 'asyncio', 'web workers'])
      expect(sentences[2]).toContain(`${title}: `);
  });

  it('has few words beside each name, and none beside the one that the others are compared with', () => {
    const words = standings(primes()).map(shortVerdict);
    expect(words[0]).toBe('');
    expect(words[1]).toBe('no difference shown');
    expect(words[2]).toMatch(/^[\d.]+ times as fast \([\d.]+ to [\d.]+\)$/);
    expect(standings(storm()).map(shortVerdict)[2]).toBe('failed');
  });

  it('puts a prediction where the first one’s time divided by it is, and figures of others where they are', () => {
    const race = primes();
    const all = standings(race);
    const [guess, article] = saidOf(race, all);
    expect(guess?.ms).toBeCloseTo((all[0]?.summary?.median ?? 0) / 3);
    expect(guess).toMatchObject({ contestant: 'threads.py', kind: 'prediction' });
    expect(article).toMatchObject({ contestant: 'processes.py', kind: 'reference', ms: 890 });
    expect(article?.words).toBe('the author’s laptop (8 cores): 890 ms');
  });

  it('gives each advice once', () => {
    const remedies = notesOf(judge(storm())).flatMap(({ remedy }) => (remedy === null ? [] : [remedy]));
    expect(remedies.length).toBeGreaterThan(2);
    expect(new Set(remedies).size).toBe(remedies.length);
  });

  it('tells where it was measured, whether it ended and how often it paused', () => {
    expect(environmentWords(primes())).toMatch(
      /^Measured on 4 cores · clock in steps of 0\.01 ms · isolated page · Chromium 156 · /,
    );
    const words = environmentWords(storm());
    expect(words).toContain('2 cores');
    expect(words).toContain('page not isolated');
    expect(words).toContain('cancelled before its end');
    expect(words).toContain('paused 2 times');
  });

  it('explains the marks that occur, and only those', () => {
    expect(marksIn(primes(), saidOf(primes(), standings(primes())))).toEqual({
      trials: true,
      warmUps: true,
      disturbed: false,
      prediction: true,
      reference: true,
    });
    expect(marksIn(storm(), [])).toMatchObject({ disturbed: true, prediction: false, reference: false });
  });

  it('has a table with a cell for every column', () => {
    for (const race of [primes(), requests(), storm()]) {
      const { columns, rows } = raceTable(race, standings(race));
      expect(rows).toHaveLength(race.contestants.length);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });
});
