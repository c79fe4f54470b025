import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFigures, memoryTable, trialsTable } from './export';
import { eachWords, memoryOfRace, memorySentences, rangeOfBytes } from './memory';
import type { AliveAtOnce, HeapReading, MemoryReading, RaceResult, Trial } from './race';
import { contestant, result, trial } from './testing/made-up';

const KIB = 1024;

function reading(bytes: number, heap: Partial<HeapReading> | null = {}): MemoryReading {
  const whole = { processes: 1, largest: bytes, grown: 0, spare: 0, ...heap };
  const of = whole.processes === 1 ? 'one process' : `${whole.processes} processes`;
  return { bytes, source: 'wasm-memory', of, heap: heap === null ? null : whole };
}

const alive = (more: Partial<AliveAtOnce>): AliveAtOnce => ({ processes: 1, threads: 0, tasks: 0, ...more });

type Run = Partial<Pick<Trial, 'memory' | 'alive' | 'warmUp' | 'end'>>;

function race(runs: Readonly<Record<string, readonly Run[]>>): RaceResult {
  let order = 0;
  return result({
    contestants: Object.keys(runs).map((id) => contestant(id)),
    trials: Object.entries(runs).flatMap(([id, all]) =>
      all.map((run) => trial({ contestant: id, order: order++, ...run })),
    ),
  });
}

/** One contestant: a warm-up whose heap had been filled, and a look at its trace. */
const looked = (heap: Partial<HeapReading>, lived: Partial<AliveAtOnce>) =>
  memoryOfRace(
    race({
      threads: [
        { warmUp: true, memory: reading(37_000_000, heap) },
        {
          warmUp: true,
          memory: reading(37_000_000, { ...heap, grown: 9_000_000, spare: 3_000_000 }),
          alive: alive(lived),
        },
      ],
    }),
  )[0];

describe('the memory of a contestant', () => {
  it('is that of the largest of its timed runs', () => {
    const [one] = memoryOfRace(
      race({
        a: [
          { warmUp: true, memory: reading(50) },
          { memory: reading(30) },
          { memory: reading(40) },
          { end: 'failed', memory: reading(90) },
        ],
      }),
    );
    expect(one).toMatchObject({ bytes: 40, of: 'one process', perProcess: 40 });
  });

  it('is that of a run that was not timed, where there is no other', () => {
    expect(memoryOfRace(race({ a: [{ warmUp: true, memory: reading(50) }] }))[0]?.bytes).toBe(50);
  });

  it('is told of nobody who was not asked', () => {
    expect(memoryOfRace(race({ a: [{}], b: [{ memory: reading(7) }] }))).toHaveLength(1);
    expect(memorySentences([])).toEqual([]);
  });

  it('is told as it stands, and nothing is made of it, in a result of before heaps were read', () => {
    const [one] = memoryOfRace(race({ a: [{ memory: reading(50, null), alive: alive({ threads: 40 }) }] }));
    expect(one).toMatchObject({ bytes: 50, perProcess: null, needed: null, each: { kind: 'none' } });
  });

  it('is not more than what the largest processes hold that can have lived at once', () => {
    const memory = reading(300, { processes: 10, largest: 60 });
    const [one] = memoryOfRace(race({ a: [{ memory, alive: alive({ processes: 3 }) }] }));
    expect(one).toMatchObject({ bytes: 180, of: '3 processes at once, of 10', perProcess: 30 });
  });

  it('says so where some processes were killed and could not be asked', () => {
    const memory = reading(80, { processes: 2, largest: 40 });
    const [one] = memoryOfRace(race({ a: [{ memory, alive: alive({ processes: 5 }) }] }));
    expect(one).toMatchObject({ bytes: 80, of: '2 of 5 processes (the others were killed)', perProcess: 40 });
  });
});

describe('what a thread or a task took', () => {
  it('lies between what the heap grew by without what every program needs, and with what was free', () => {
    const took = looked({ grown: 828 * KIB, spare: 72 * KIB }, { threads: 40 });
    expect(took?.needed).toEqual({ low: 572 * KIB, high: 900 * KIB });
    expect(took?.each).toEqual({ kind: 'thread', count: 40, bytes: { low: 14.3 * KIB, high: 22.5 * KIB } });
    expect(took && eachWords(took.each)).toBe('15 kB to 23 kB for each of 40 threads');
  });

  it('is told for a thousand tasks', () => {
    const took = looked({ grown: 6_400 * KIB, spare: 72 * KIB }, { tasks: 10_000 });
    expect(took && eachWords(took.each)).toBe('about 646 kB for a thousand tasks (10,000 at once)');
  });

  it('is only told as "not more than" where a program that does nothing would have grown as much', () => {
    const took = looked({ grown: 148 * KIB, spare: 72 * KIB }, { threads: 5 });
    expect(took && eachWords(took.each)).toBe('not more than 45 kB for each of 5 threads');
  });

  it('is not told of one thread, nor where processes or threads and tasks took part', () => {
    expect(looked({}, { threads: 1, tasks: 1 })?.each.kind).toBe('none');
    expect(looked({}, { threads: 3, processes: 4 })?.each.kind).toBe('mixed');
    expect(looked({ processes: 4 }, { threads: 3 })?.each.kind).toBe('mixed');
    expect(looked({}, { threads: 3, tasks: 20 })?.each.kind).toBe('mixed');
    expect(looked({}, { threads: 3, tasks: 1 })?.each.kind).toBe('thread');
  });

  it('holds what the truth was, whatever was free and however the heap is rounded', () => {
    const natural = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        natural(200_000_000),
        natural(3_000_000),
        natural(148 * KIB),
        natural(64 * KIB - 1),
        fc.integer({ min: 2, max: 5_000 }),
        (truth, spare, own, rest, threads) => {
          // Of what is free the program uses what it can; what is beyond makes the heap longer, by whole steps.
          const beyond = truth + own - spare;
          const grown = beyond <= 0 ? 0 : beyond + rest;
          const took = looked({ grown, spare }, { threads })?.each;
          if (took?.kind !== 'thread') throw new Error('nothing was told');
          expect(took.bytes.low).toBeLessThanOrEqual(truth / threads);
          expect(took.bytes.high).toBeGreaterThanOrEqual(truth / threads);
        },
      ),
    );
  });
});

describe('the words about memory', () => {
  it('make one figure of two that are close, and never name a lower end that is not known', () => {
    expect(rangeOfBytes({ low: 1_000_000, high: 1_050_000 })).toBe('about 1.0 MB');
    expect(rangeOfBytes({ low: 1_000, high: 2_000 })).toBe('1.0 kB to 2.0 kB');
    expect(rangeOfBytes({ low: 0, high: 2_000 })).toBe('not more than 2.0 kB');
  });

  it('say who holds how many times as much, what each thread took, and how that is known', () => {
    const sentences = memorySentences(
      memoryOfRace(
        race({
          sequential: [{ memory: reading(37_000_000), alive: alive({}) }],
          threads: [
            { memory: reading(37_000_000, { grown: 828 * KIB, spare: 72 * KIB }), alive: alive({ threads: 40 }) },
          ],
          processes: [
            { memory: reading(185_000_000, { processes: 5, largest: 37_000_000 }), alive: alive({ processes: 5 }) },
          ],
        }),
      ),
    );
    expect(sentences[0]).toBe(
      'processes holds 5.0 times as much memory as sequential: 185 MB in 5 processes, 37 MB for each.',
    );
    expect(sentences[1]).toBe('threads: 15 kB to 23 kB for each of 40 threads.');
    expect(sentences).toContainEqual(expect.stringContaining('WebAssembly memories'));
    expect(sentences).toContainEqual(expect.stringContaining('divided by how many were alive at once'));
  });

  it('make no difference of what is less than a step of such a memory', () => {
    const [words] = memorySentences(
      memoryOfRace(race({ a: [{ memory: reading(37_000_000) }], b: [{ memory: reading(44_000_000) }] })),
    );
    expect(words).toBe('All hold about the same: 44 MB at most.');
  });

  it('stand in tables for people, for other programs, and for each trial', () => {
    const all = race({
      threads: [{ memory: reading(37_000_000, { grown: 828 * KIB, spare: 72 * KIB }), alive: alive({ threads: 40 }) }],
    });
    const cells = ({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly unknown[])[] }) =>
      Object.fromEntries(columns.map((column, i) => [column, rows[0]?.[i]]));
    expect(cells(memoryTable(all))).toMatchObject({
      Memory: '37 MB',
      Needed: '586 kB to 922 kB',
      'Each thread or 1,000 tasks': '15 kB to 23 kB for each of 40 threads',
      Source: 'WebAssembly memory',
    });
    expect(cells(memoryFigures(all))).toMatchObject({
      memory_bytes: 37_000_000,
      threads_at_once: 40,
      per_thread_low_bytes: 14_643,
      per_thread_high_bytes: 23_040,
      tasks_at_once: null,
      source: 'wasm-memory',
    });
    expect(cells(trialsTable(all))).toMatchObject({ heap_grown_bytes: 828 * KIB, threads_at_once: 40 });
  });
});
