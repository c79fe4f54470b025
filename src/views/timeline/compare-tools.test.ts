import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { nextStretch, type Found, type StretchAt } from '../../trace/find';
import { actorId } from '../../trace/ids';
import { gilTurns, lockContention, sleepers } from '../../trace/samples';
import { randomStory } from '../../trace/testing/story';
import type { Trace } from '../../trace/trace';
import { resourceName } from '../../trace/words';
import {
  findInRuns,
  followableNames,
  followedWords,
  nextInRuns,
  outsideOf,
  rangeInRun,
  resourceNamed,
  type NamedRun,
  type StretchInRuns,
} from './compare-tools';

const run = (name: string, trace: Trace): NamedRun => ({ name, trace });
const RUNS = [run('turns.py', gilTurns()), run('locks.py', lockContention()), run('sleeps.py', sleepers())];

function traceOf(seed: number, steps: number): Trace {
  const builder = new TraceBuilder();
  for (const event of randomStory(seed, steps)) builder.add(event);
  return builder.snapshot();
}
const someRuns = fc
  .array(fc.tuple(fc.integer(), fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 3 })
  .map((seeds) => seeds.map(([seed, steps], i) => run(`run ${i}`, traceOf(seed, steps))));

/** All places of what was found, run by run, put in order afterwards. */
function places(runs: readonly NamedRun[], all: readonly { run: number; found: Found }[]): StretchInRuns[] {
  const found: StretchInRuns[] = [];
  for (const { run: index, found: each } of all) {
    const { trace } = runs[index]!;
    let at: StretchAt | null = { actor: actorId(-1), index: -1, start: -1 };
    while ((at = nextStretch(trace, each, at, 1)) !== null) found.push({ ...at, run: index });
  }
  return found.sort((a, b) => a.start - b.start || a.run - b.run || a.actor - b.actor || a.index - b.index);
}

describe('a search in several runs', () => {
  it('takes what bears one name in several of them for one thing, and says where it is', () => {
    const [gil, ...others] = findInRuns(RUNS, 'the gil', false);
    expect(others).toEqual([]);
    expect(gil?.found.map((each) => each.run)).toEqual([0, 1, 2]);
    expect(gil?.note).toBe('whoever holds it runs, in all of them');
    const [lock] = findInRuns(RUNS, 'results_lock', false);
    expect(lock?.note).toBe('lock, in locks.py');
  });

  it('lists lines before actors before resources, and nothing for an empty query', () => {
    const kinds = findInRuns(RUNS, '8', false).map(({ found }) => found[0]?.found.kind);
    expect(kinds[0]).toBe('line');
    expect(findInRuns(RUNS, ' ', false)).toEqual([]);
  });

  it('goes through all places in the order of the common time, forwards and backwards', () => {
    fc.assert(
      fc.property(someRuns, fc.constantFrom('a', 'e', 'lock', 'gil', '1', '2'), (runs, query) => {
        for (const thing of findInRuns(runs, query, true)) {
          const expected = places(runs, thing.found);
          for (const direction of [1, -1] as const) {
            const met: StretchInRuns[] = [];
            let at: StretchInRuns | null = outsideOf(runs, direction);
            while ((at = nextInRuns(runs, thing, at, direction)) !== null) met.push(at);
            expect(met).toEqual(direction === 1 ? expected : [...expected].reverse());
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is followed in several runs', () => {
  it('is what bears its name in each of them', () => {
    const names = followableNames(RUNS, false);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      const found = RUNS.flatMap(({ trace }) => {
        const id = resourceNamed(trace, name);
        return id === null ? [] : [resourceName(trace, id)];
      });
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set([name]));
    }
  });

  it('is said together with the runs that have nothing of that name', () => {
    expect(followedWords(RUNS, 'the GIL')).toBe('the GIL is followed, all else fades');
    expect(followedWords(RUNS, 'results_lock')).toBe(
      'results_lock is followed, all else fades; nothing in turns.py and sleeps.py bears that name',
    );
    expect(followedWords(RUNS, null)).toBe('Nothing is followed');
  });
});

describe('a range of several runs', () => {
  it('says of a run that was over by then just that, and of one that ends inside it when', () => {
    const turns = RUNS[0]!;
    const { end } = turns.trace;
    expect(rangeInRun(turns, { t0: end + 1, t1: end + 2 })).toEqual([
      expect.stringMatching(/^Was over by then, after/),
    ]);
    expect(rangeInRun(turns, { t0: 0, t1: end + 5 }).at(-1)).toMatch(/^Its run ended at .*, inside the range\.$/);
    expect(rangeInRun(turns, { t0: 0, t1: end }).at(-1)).not.toContain('ended');
  });
});
