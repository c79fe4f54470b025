import { beforeEach, describe, expect, it } from 'vitest';
import { makeConsole } from './console';

let written: string[];
let now: number;
let made: Console;

beforeEach(() => {
  written = [];
  now = 0;
  made = makeConsole(
    (stream, text) => void written.push(`${stream}: ${text}`),
    () => now,
    (url) => (url === 'blob:null/1' ? 'main.ts' : null),
  ) as Console;
});

const out = (): string => written.join('');

describe('console', () => {
  it('writes to stdout what is said, and to stderr what is warned of', () => {
    made.log('a');
    made.info('b');
    made.debug('c');
    made.warn('d');
    made.error('e');
    expect(written).toEqual(['stdout: a\n', 'stdout: b\n', 'stdout: c\n', 'stderr: d\n', 'stderr: e\n']);
  });

  it('formats as Node does', () => {
    made.log('%s is %d, %o', 'x', 7, [1], { a: new Map([[1, 'two']]) });
    made.log([undefined, null, -0, 10n, Symbol('s'), 'text', /r/g], new Uint8Array(2));
    expect(out()).toBe(
      "stdout: x is 7, [ 1, [length]: 1 ] { a: Map(1) { 1 => 'two' } }\n" +
        "stdout: [ undefined, null, -0, 10n, Symbol(s), 'text', /r/g ] Uint8Array(2) [ 0, 0 ]\n",
    );
  });

  it('indents what is in a group, every line of it', () => {
    made.group('outer');
    made.log('a\nb');
    made.group();
    made.log('c');
    made.groupEnd();
    made.groupEnd();
    made.groupEnd();
    made.log('d');
    expect(out()).toBe('stdout: outer\nstdout:   a\n  b\nstdout:     c\nstdout: d\n');
  });

  it('counts, and takes times on the run’s clock', () => {
    made.count();
    made.count();
    made.countReset();
    made.count();
    made.count('other');
    made.time('t');
    now = 12.3456;
    made.timeLog('t', 'so far');
    made.timeEnd('t');
    made.timeEnd('t');
    expect(out()).toBe(
      'stdout: default: 1\nstdout: default: 2\nstdout: default: 1\nstdout: other: 1\n' +
        'stdout: t: 12.346 ms so far\nstdout: t: 12.346 ms\n',
    );
  });

  it('says what was asserted and is not so', () => {
    made.assert(true, 'never');
    made.assert(false);
    made.assert(0, 'x is %d', 7);
    expect(out()).toBe('stderr: Assertion failed\nstderr: Assertion failed: x is 7\n');
  });

  it('draws tables of rows, of values, of both, and of chosen columns', () => {
    made.table([{ a: 1, b: 'x' }, { a: 2 }]);
    made.table([{ a: 1, b: 2 }], ['b']);
    made.table(['p', { q: 1 }]);
    made.table(7);
    expect(out()).toBe(
      `stdout: ┌─────────┬───┬─────┐
│ (index) │ a │ b   │
├─────────┼───┼─────┤
│ 0       │ 1 │ 'x' │
│ 1       │ 2 │     │
└─────────┴───┴─────┘
stdout: ┌─────────┬───┐
│ (index) │ b │
├─────────┼───┤
│ 0       │ 2 │
└─────────┴───┘
stdout: ┌─────────┬───┬────────┐
│ (index) │ q │ Values │
├─────────┼───┼────────┤
│ 0       │   │ 'p'    │
│ 1       │ 1 │        │
└─────────┴───┴────────┘
stdout: 7
`,
    );
  });

  it('draws tables of maps, sets, arrays of arrays and wide letters straight', () => {
    made.table(new Map([['k', 1]]));
    made.table(new Set(['v']));
    made.table([['漢字', 1]]);
    const widths = out()
      .split('\n')
      .filter((line) => line.startsWith('│') || line.startsWith('├'));
    expect(out()).toContain('(iteration index)');
    expect(widths.length).toBeGreaterThan(6);
    expect(out()).toContain("│ 0       │ '漢字' │ 1 │");
    expect(out()).toContain('├─────────┼────────┼───┤');
  });

  it('shows the places of an error under the learner’s names', () => {
    const error = new Error('x');
    error.stack = 'Error: x\n    at f (blob:null/1:3:4)\n    at ours (https://site/loop.js:1:1)';
    made.log(error);
    expect(out()).toBe('stdout: Error: x\n    at f (main.ts:3)\n');
  });
});
