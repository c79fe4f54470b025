import { describe, expect, it } from 'vitest';
import { SourceError } from './compile';
import { describeError, placesIn, withOwnPlaces } from './errors';

const FILES: Readonly<Record<string, string>> = { 'blob:null/1-2': 'main.ts', 'blob:null/3-4': 'lib/deep.ts' };
const fileOf = (url: string): string | null => FILES[url] ?? null;

/** An error with the stack that another engine would have given it. */
function withStack(stack: string, error: Error = new RangeError('no')): Error {
  error.stack = stack;
  return error;
}

/** The same calls, as each engine writes them: `inner` in `deep.ts`, called by `outer`, by the module; and code of ours around. */
const STACKS = {
  V8: `RangeError: no
    at inner (blob:null/3-4:12:7)
    at async outer (blob:null/1-2:5:3)
    at new Thing (blob:null/1-2:7:3)
    at Object.turn (https://site/assets/loop-abc.js:3:1)
    at blob:null/1-2:9:1
    at <anonymous>`,
  Firefox: `inner@blob:null/3-4:12:7
async*outer@blob:null/1-2:5:3
Thing@blob:null/1-2:7:3
turn@https://site/assets/loop-abc.js:3:1
@blob:null/1-2:9:1
`,
  Safari: `inner@blob:null/3-4:12:7
outer@blob:null/1-2:5:3
Thing@blob:null/1-2:7:3
turn@https://site/assets/loop-abc.js:3:1
module code@blob:null/1-2:9:1
asyncFunctionResume@[native code]`,
};

describe('the frames of an error', () => {
  it.each(Object.entries(STACKS))('are the learner’s own, outermost first, in what %s writes', (engine, stack) => {
    const { frames, type, message } = describeError(withStack(stack), fileOf);
    expect([type, message]).toEqual(['RangeError', 'no']);
    expect(frames.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'main.ts:9',
      'main.ts:7',
      'main.ts:5',
      'lib/deep.ts:12',
    ]);
    expect(frames.at(-1)?.name).toBe('inner');
    expect(frames.at(-2)?.name).toBe('outer');
    expect(frames[0]?.name, engine).toBe('<module>');
    for (const { own } of frames) expect(own).toBe(true);
  });

  it('of an error from a worker are those that the worker made readable', () => {
    const stack = withOwnPlaces(STACKS.V8, fileOf);
    expect(stack).toContain('    at inner (lib/deep.ts:12)');
    expect(stack).not.toContain('loop-abc');
    const { frames } = describeError(withStack(stack), () => null);
    expect(frames.at(-1)).toEqual({ file: 'lib/deep.ts', line: 12, name: 'inner', own: true });
    expect(placesIn(`Uncaught x\n${stack}\n  more: 1`)).toBe(stack.split('\n').slice(1, -1).join('\n'));
  });
});

describe('the text of an error', () => {
  it('names files and lines, never an address, and says nothing of what stands around', () => {
    const { text } = describeError(withStack(STACKS.V8), fileOf);
    expect(text).toContain('main.ts:5');
    expect(text).not.toMatch(/blob:|loop-abc/);
  });

  it('keeps the cause and the properties', () => {
    const error = Object.assign(new Error('outer', { cause: withStack(STACKS.V8) }), { code: 7 });
    const { text } = describeError(error, fileOf);
    expect(text).toContain('[cause]: RangeError: no');
    expect(text).toContain('code: 7');
    expect(text).toContain('lib/deep.ts:12');
  });

  it('says of what the browser calls by its address which file that is', () => {
    const error = new SyntaxError(`The requested module 'blob:null/3-4' does not provide an export named 'x'`);
    expect(describeError(error, fileOf).message).toBe(
      `The requested module 'lib/deep.ts' does not provide an export named 'x'`,
    );
  });
});

describe('the type of an error', () => {
  it('is the class, which may be the learner’s own', () => {
    class Own extends RangeError {}
    expect(describeError(new Own('x'), fileOf).type).toBe('Own');
  });

  it('is the name of one that came from another thread, where its class stayed behind', () => {
    const copy = new Error('x');
    copy.name = 'Own';
    expect(describeError(copy, fileOf).type).toBe('Own');
  });

  it('is SyntaxError, with the place, for what cannot be read', () => {
    const { syntax, text, type } = describeError(new SourceError('Unexpected token', 'main.ts', 3, 7), fileOf);
    expect(syntax).toEqual({ file: 'main.ts', line: 3, column: 7 });
    expect(type).toBe('SyntaxError');
    expect(text).toBe('main.ts:3:7\nSyntaxError: Unexpected token\n');
  });
});

describe('what is no error, or bites', () => {
  it.each([
    [undefined, 'undefined', 'undefined'],
    ['text', 'string', "'text'"],
    [{ a: 1 }, 'Object', '{ a: 1 }'],
    [null, 'Object', 'null'],
  ])('is shown as it is: %s', (value, type, message) => {
    expect(describeError(value, fileOf)).toMatchObject({ type, message, frames: [], syntax: null });
  });

  it('is looked at with care', () => {
    const bites = {
      get(): never {
        throw new Error('do not look');
      },
      getPrototypeOf(): never {
        throw new Error('do not look');
      },
    };
    expect(() => describeError(new Proxy(new Error('x'), bites), fileOf)).not.toThrow();
    expect(() => describeError(new Proxy({}, bites), fileOf)).not.toThrow();
    const error = new Error('x');
    Object.defineProperty(error, 'stack', { get: bites.get });
    Object.defineProperty(error, 'message', { get: bites.get });
    expect(describeError(error, fileOf).type).toBe('Error');
  });
});
