import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../lesson/lesson';
import { MAINS, originalOf, ownProgram } from './playground';
import { decodeSetting, FIRST_SETTING, modelOf, ownRace, racing, type RaceSetting } from './playground-race';
import { contestantsOf } from './race-field';

const programs = [...MAINS, ownProgram('a', 'pool', 'python'), ownProgram('b', 'loop', 'typescript')];
const TEXTS: Readonly<Record<string, string>> = {
  a: 'import sys\nfrom concurrent.futures import ProcessPoolExecutor\nprint(sys.argv[1])\n',
  b: "import { args } from 'interleave';\n",
};
const textOf = (program: Program) => TEXTS[program.id] ?? originalOf(program);
const of = (setting: Partial<RaceSetting>) => ownRace(programs, { ...FIRST_SETTING, ...setting }, textOf);
const titles = (setting: Partial<RaceSetting>) =>
  contestantsOf(racing(programs, textOf), of(setting).race, 2).map(({ title }) => title);

describe('a race of one’s own programs', () => {
  it('wants two, in the order of their tabs, under the names that they were given', () => {
    expect(of({}).problem).toBe('Pick two programs or more.');
    expect(of({ picked: ['b', 'gone'] }).problem).toBe('Pick two programs or more.');
    const race = of({ picked: ['b', 'main', 'a'] });
    expect(race).toMatchObject({ problem: null, hint: null, race: { id: 'variants', programs: ['main', 'a', 'b'] } });
    expect(race.race.title).toBe('main.py, pool.py and loop.ts');
    // Their execution models differ, too, but are not what she calls them.
    expect(titles({ picked: ['b', 'main', 'a'] })).toEqual(['main.py', 'pool.py', 'loop.ts']);
  });

  it('over numbers of workers gives each its number, on this machine or as was typed', () => {
    expect(of({ kind: 'curve' }).problem).toBe('Pick a program.');
    expect(titles({ kind: 'curve', one: 'a' })).toEqual(['1 worker', '2 workers', '3 workers', '4 workers']);
    const typed = of({ kind: 'curve', one: 'a', workers: '4;2 1, 2' });
    expect(typed).toMatchObject({ problem: null, race: { numbers: [1, 2, 4], args: ['{n}'], unit: 'workers' } });
    for (const workers of ['2, 4, 8', '1, 2', '1, 2, 65', '1, two, 4', '1.5, 2, 1', '0, 1, 2', '-1, 1, 2']) {
      expect(of({ kind: 'curve', one: 'a', workers }).problem, workers).toMatch(/^Numbers of workers are .*\.$/);
    }
  });

  it('over sizes compares two programs in the order in which they were chosen', () => {
    const worth: Partial<RaceSetting> = { kind: 'worth', first: 'b', second: 'a', sizes: '10 1000', unit: ' items ' };
    expect(of(worth)).toMatchObject({
      problem: null,
      race: { programs: ['b', 'a'], numbers: [10, 1000], unit: 'items' },
    });
    expect(titles(worth)).toEqual([
      'loop.ts, 10 items',
      'pool.py, 10 items',
      'loop.ts, 1000 items',
      'pool.py, 1000 items',
    ]);
    expect(of({ ...worth, second: 'b' }).problem).toBe('Pick two different programs.');
    expect(of({ ...worth, sizes: '10' }).problem).toMatch(/^Sizes are 2 to 8 whole numbers/);
    expect(of({ ...worth, unit: '' }).race.unit).toBe('size');
  });

  it('says when a program never looks at the number that it gets', () => {
    expect(of({ kind: 'curve', one: 'a' }).hint).toBeNull();
    expect(of({ kind: 'curve', one: 'main' }).hint).toBe(
      'main.py does not look at sys.argv: it would do the same for every number of workers.',
    );
    expect(of({ kind: 'worth', first: 'a', second: 'main-ts' }).hint).toBe(
      'main.ts does not look at args: it would do the same for every size.',
    );
  });

  it('is whole or has a problem in one sentence, whatever was typed', () => {
    const id = fc.constantFrom('main', 'main-ts', 'a', 'b', 'gone', '');
    const numbers = fc.oneof(fc.string(), fc.array(fc.nat(2000), { maxLength: 14 }).map(String));
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom('variants' as const, 'curve' as const, 'worth' as const),
          picked: fc.array(id),
          one: id,
          workers: numbers,
          first: id,
          second: id,
          sizes: numbers,
          unit: fc.string(),
        }),
        (setting) => {
          const { race, problem } = of(setting);
          const field = contestantsOf(racing(programs, textOf), race, 4);
          expect(new Set(field.map(({ id }) => id)).size).toBe(field.length);
          if (problem !== null) {
            expect(problem).toMatch(/^[A-Z][^\n]*\.$/);
            return;
          }
          expect(field.length).toBeGreaterThan(1);
          expect(field.length).toBeLessThanOrEqual(16);
          if (race.kind === 'worth') expect(race.programs).toHaveLength(2);
          if (race.kind === 'curve') expect(field[0]?.at).toBe(1);
        },
      ),
    );
  });

  it('is remembered, as far as it can be read', () => {
    const setting: RaceSetting = { ...FIRST_SETTING, kind: 'curve', one: 'a', picked: ['a', 'b'] };
    expect(decodeSetting(JSON.parse(JSON.stringify({ race: setting })))).toEqual(setting);
    expect(decodeSetting({ race: { kind: 'marathon', picked: 'all', sizes: '1, 2' } })).toEqual({
      ...FIRST_SETTING,
      sizes: '1, 2',
    });
    for (const nothing of [null, 7, [], {}, { race: 'x' }]) expect(decodeSetting(nothing)).toEqual(FIRST_SETTING);
  });
});

describe('the execution model of a program', () => {
  it.each([
    ['python', 'print(1)', 'sequential'],
    ['python', 'import threading', 'threads'],
    ['python', 'from concurrent.futures import ThreadPoolExecutor', 'threads'],
    ['python', 'import threading\nimport asyncio', 'asyncio'],
    ['python', '# import asyncio\nx = 1', 'sequential'],
    ['python', 'import multiprocessing as mp', 'processes'],
    ['python', 'from concurrent.futures import ProcessPoolExecutor', 'processes'],
    ['typescript', 'setTimeout(() => {}, 1)', 'event-loop'],
    ['typescript', "const crew = pool(() => import('./x'))", 'workers'],
  ] as const)('%s: %s', (language, text, model) => {
    expect(modelOf(language, text)).toBe(model);
  });
});
