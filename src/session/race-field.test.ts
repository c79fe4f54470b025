import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program, Race } from '../lesson/lesson';
import { browserWords, contestantsOf, editedIn, entrantsOf, referencesFor, workerNumbers } from './race-field';

const program = (id: string, variant: Program['variant'], more: Partial<Program> = {}): Program => ({
  id,
  title: `${id}.py`,
  language: 'python',
  variant,
  entry: `${id}.py`,
  files: [{ path: `${id}.py`, content: `# ${id}` }],
  ...more,
});
const lesson = {
  id: '01-test',
  programs: [
    program('slow', 'sequential'),
    program('fast', 'threads'),
    program('also', 'threads', {
      startMethod: 'spawn',
      files: [
        { path: 'also.py', content: 'x' },
        { path: 'helper.py', content: 'y' },
      ],
    }),
  ],
  hosts: [{ name: 'slow.example' }],
};
const race = (more: Partial<Race>): Race => ({
  id: 'r',
  title: 'A race',
  kind: 'variants',
  programs: ['slow', 'fast'],
  args: [],
  numbers: null,
  unit: null,
  trials: 5,
  warmUps: 1,
  references: [],
  ...more,
});
const asWritten = (_: Program, __: string, original: string): string => original;

describe('the contestants of a race', () => {
  it('are the programs, named by their execution models where these tell them apart', () => {
    expect(contestantsOf(lesson, race({}), 2)).toEqual([
      { id: 'slow', title: 'sequential', program: 'slow', variant: 'sequential', args: [], at: null },
      { id: 'fast', title: 'threads', program: 'fast', variant: 'threads', args: [], at: null },
    ]);
    const twins = contestantsOf(lesson, race({ programs: ['slow', 'fast', 'also'] }), 2);
    expect(twins.map(({ title }) => title)).toEqual(['slow.py', 'fast.py', 'also.py']);
  });

  it('say in their titles that the learner has changed them', () => {
    const titles = (more: Partial<Race>) => contestantsOf(lesson, race(more), 2, ['fast']).map(({ title }) => title);
    expect(titles({})).toEqual(['sequential', 'threads, edited']);
    expect(titles({ kind: 'curve', programs: ['fast'], numbers: [1, 2, 4], unit: 'workers' })).toEqual([
      '1 worker, edited',
      '2 workers, edited',
      '4 workers, edited',
    ]);
  });

  it('of a curve are as many as there are numbers of workers on this machine, each given its own', () => {
    const curve = race({
      kind: 'curve',
      programs: ['fast'],
      numbers: 'cores',
      unit: 'workers',
      args: ['--workers', '{n}'],
    });
    const found = contestantsOf(lesson, curve, 2);
    expect(found.map(({ id, at, args }) => [id, at, args[1]])).toEqual([
      ['fast@1', 1, '1'],
      ['fast@2', 2, '2'],
      ['fast@3', 3, '3'],
      ['fast@4', 4, '4'],
    ]);
  });

  it('of two ways over a size are both ways at each size', () => {
    const worth = race({ kind: 'worth', numbers: [1, 10, 100], unit: 'ms of work', args: ['{n}'] });
    expect(contestantsOf(lesson, worth, 2).map(({ title, args }) => [title, ...args])).toEqual([
      ['sequential, 1 ms of work', '1'],
      ['threads, 1 ms of work', '1'],
      ['sequential, 10 ms of work', '10'],
      ['threads, 10 ms of work', '10'],
      ['sequential, 100 ms of work', '100'],
      ['threads, 100 ms of work', '100'],
    ]);
  });

  it('run the text as the learner left it, with the lesson’s hosts and word on processes before the learner’s', () => {
    const textOf = (p: Program, path: string, original: string): string =>
      p.id === 'also' && path === 'helper.py' ? 'changed' : original;
    const three = race({ programs: ['slow', 'fast', 'also'] });
    const found = entrantsOf(lesson, contestantsOf(lesson, three, 2), textOf, {
      startMethod: 'fork',
      prepareProcesses: false,
    });
    expect(found.map(({ startMethod, prepareProcesses }) => [startMethod, prepareProcesses])).toEqual([
      ['fork', false],
      ['fork', false],
      ['spawn', false],
    ]);
    expect(found[2]?.files.map(({ content }) => content)).toEqual(['x', 'changed']);
    expect(found[0]?.hosts).toEqual(lesson.hosts);
    expect(editedIn(lesson, three, textOf)).toEqual(['also']);
    expect(editedIn(lesson, race({}), textOf)).toEqual([]);
    expect(editedIn(lesson, three, asWritten)).toEqual([]);
  });

  it('stand beside the figures of others; a figure for a number of workers that nobody has here is left out', () => {
    const figure = { ms: 100, cores: 8, source: 'an article' };
    const curve = race({
      kind: 'curve',
      programs: ['fast'],
      numbers: 'cores',
      references: [
        { program: 'fast', at: 2, ...figure },
        { program: 'fast', at: 16, ...figure },
      ],
    });
    expect(referencesFor(curve, contestantsOf(lesson, curve, 2))).toEqual([{ contestant: 'fast@2', ...figure }]);
  });
});

describe('numbers of workers', () => {
  it('rise from 1 to twice the cores, hold the cores, and are no more than a reader waits for', () => {
    expect(workerNumbers(1)).toEqual([1, 2]);
    expect(workerNumbers(4)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 512 }), (cores) => {
        const numbers = workerNumbers(cores);
        expect(numbers[0]).toBe(1);
        expect(numbers.at(-1)).toBe(2 * cores);
        expect(numbers).toContain(cores);
        expect(numbers.length).toBeLessThanOrEqual(9);
        expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(numbers);
      }),
    );
  });
});

describe('the browser in words', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      'Chromium 156',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
      'Chromium 156',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0', 'Edge 156'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox 150'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15', 'Safari 26'],
    ['something else', 'an unknown browser'],
  ])('%s', (agent, words) => {
    expect(browserWords(agent)).toBe(words);
  });
});
