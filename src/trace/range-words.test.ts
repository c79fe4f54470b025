import { describe, expect, it } from 'vitest';
import { rangeStats } from './range-stats';
import { rangeTables, rangeWords } from './range-words';
import { fullPipe, gilTurns, lockContention, processPool, sampleTraces, sleepers } from './samples';
import type { Trace } from './trace';

const words = (trace: Trace, t0 = 0, t1: number = trace.end): string[] => rangeWords(trace, rangeStats(trace, t0, t1));

describe('a range in words', () => {
  it('tells who ran and how often the GIL changed hands', () => {
    expect(words(gilTurns(), 5, 25)).toMatchInlineSnapshot(`
      [
        "20.0 ms, from 5.0 ms to 25.0 ms.",
        "B ran for 9.3 ms (47 %), A for 5.7 ms (29 %) and C for 5.0 ms (25 %); never two at the same time.",
        "A waited longest: 14.3 ms for the GIL.",
        "The GIL changed hands 4 times; threads that were ready waited 33.6 ms for it in all.",
      ]
    `);
  });

  it('tells who waited longest for what, and how much each lock was wanted', () => {
    expect(words(lockContention())).toMatchInlineSnapshot(`
      [
        "8.2 ms, from 0 ms to 8.2 ms.",
        "B ran for 2.5 ms (30 %), A for 2.1 ms (26 %), C for 1.9 ms (23 %) and one more for less; never two at the same time.",
        "A slept for 2.4 ms, the longest wait.",
        "The GIL changed hands 8 times; threads that were ready waited 1.9 ms for it in all.",
        "results_lock: was held 74 % of the time; 2 waits for it, 4.0 ms in all, up to 2 at once; it changed hands twice.",
      ]
    `);
  });

  it('tells of sleeps, of messages, and of those that ran at the same time', () => {
    expect(words(sleepers())).toMatchInlineSnapshot(`
      [
        "1.0 s, from 0 ms to 1.0 s.",
        "MainThread ran for 2.1 ms (under 1 %), A for 0.35 ms (under 1 %), B for 0.35 ms (under 1 %) and three more for less; never two at the same time.",
        "A slept for 1.0 s, the longest wait.",
        "The GIL changed hands 20 times; threads that were ready waited 1.0 ms for it in all.",
      ]
    `);
    expect(words(processPool())).toMatchInlineSnapshot(`
      [
        "96.4 ms, from 0 ms to 96.4 ms.",
        "SpawnPoolWorker-1 ran for 49.5 ms (51 %), SpawnPoolWorker-2 for 49.5 ms (51 %) and MainProcess for 9.1 ms (9 %); up to 2 at the same time.",
        "MainProcess waited longest: 86.1 ms for a message from results.",
        "No GIL changed hands.",
        "results: 4 waits for it, 86.1 ms in all.",
        "tasks: 6 waits for it, 12.3 ms in all, up to 2 at once.",
        "results_lock was taken 4 times without a wait.",
        "8 messages were sent (141 kB), 8 received.",
      ]
    `);
    expect(words(fullPipe())).toMatchInlineSnapshot(`
      [
        "70.4 ms, from 0 ms to 70.4 ms.",
        "Consumer ran for 40.0 ms (57 %) and MainProcess for 4.6 ms (7 %); up to 2 at the same time.",
        "MainProcess waited longest: 42.0 ms for room in pipe.",
        "No GIL changed hands.",
        "pipe: 3 waits for it, 42.0 ms in all.",
        "5 messages were sent (120 kB), 5 received.",
      ]
    `);
  });

  it('says so when nothing happens in it', () => {
    const trace = lockContention();
    expect(words(trace, trace.end, trace.end)).toEqual([
      expect.stringContaining('0 ms'),
      'Nobody ran.',
      'Nobody waited.',
    ]);
  });

  it('is a sentence each, whatever the trace', () => {
    for (const { trace } of sampleTraces()) {
      for (const part of [0.1, 0.5, 1]) {
        for (const sentence of words(trace, 0, trace.end * part)) {
          expect(sentence).toMatch(/^\w.*\.$/);
          expect(sentence).not.toMatch(/undefined|NaN|Infinity/);
        }
      }
    }
  });
});

describe('a range in figures', () => {
  it('has as many cells as columns in every row', () => {
    for (const { trace } of sampleTraces()) {
      const { actors, resources } = rangeTables(trace, rangeStats(trace, 0, trace.end), true);
      for (const { columns, rows } of [actors, resources]) {
        for (const row of rows) expect(row).toHaveLength(columns.length);
      }
    }
  });

  it('tells the same times as the sentences', () => {
    const trace = gilTurns();
    const { actors } = rangeTables(trace, rangeStats(trace, 5, 25));
    expect(actors.rows.find(([name]) => name === 'A')).toMatchInlineSnapshot(`
      [
        "A",
        "5.7 ms",
        "29 %",
        "14.3 ms",
        "the GIL, 14.3 ms",
      ]
    `);
  });
});
