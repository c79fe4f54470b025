import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPrefix } from './json-prefix';

/** Is `part` what the contract allows to be read of a text of `whole`? */
function isBeginning(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part))
    return Array.isArray(whole) && part.length <= whole.length && part.every((each, i) => isBeginning(each, whole[i]));
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
    return Object.entries(part).every(
      ([key, value]) => Object.hasOwn(whole, key) && isBeginning(value, Reflect.get(whole, key)),
    );
  }
  return Object.is(part, whole);
}

/** In an array: a number alone has nothing that would tell its end. Read back once, so that `-0` is what JSON makes of it. */
const values = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify([value])) as unknown);

describe('what can be read of a JSON text', () => {
  it('is all of it when nothing is missing', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 1, 2), (value, indent) => {
        expect(jsonPrefix(JSON.stringify(value, null, indent))).toEqual(value);
      }),
    );
  });

  it('is the beginning of it, wherever it is cut', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.constantFrom(0, 2), (value, cut, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = jsonPrefix(text.slice(0, cut % text.length));
        expect(read === undefined || isBeginning(read, value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('has every string up to the cut', () => {
    const text = JSON.stringify({ files: [{ path: 'main.py', content: 'print(1)\nprint(2)\n' }] });
    const at = text.indexOf('print(2)');
    expect(jsonPrefix(text.slice(0, at + 5))).toEqual({ files: [{ path: 'main.py', content: 'print(1)\nprint' }] });
    // In the middle of the two letters of an escape.
    expect(jsonPrefix(text.slice(0, at - 1))).toEqual({ files: [{ path: 'main.py', content: 'print(1)' }] });
  });

  it('leaves out a number that may not be all of itself', () => {
    expect(jsonPrefix('{"a": 1, "b": 12')).toEqual({ a: 1 });
    expect(jsonPrefix('[1, tr')).toEqual([1]);
    expect(jsonPrefix('{"a": 1, "b"')).toEqual({ a: 1 });
    expect(jsonPrefix('{"a": 1, "b":')).toEqual({ a: 1 });
  });

  it('ends where it is spoiled', () => {
    expect(jsonPrefix('{"a": [1, 2, }, "b": 3}')).toEqual({ a: [1, 2] });
    expect(jsonPrefix('{"a": "one\u0001two", "b": 3}')).toEqual({ a: 'one' });
    expect(jsonPrefix('[1] and more')).toEqual([1]);
  });

  it('is nothing where there is no beginning', () => {
    for (const text of ['', ' ', 'x', '1x', 'nul', '}']) expect(jsonPrefix(text)).toBe(undefined);
  });

  it('never throws, and comes back soon, whatever the text', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'u',
      '1',
      'a',
      ' ',
      '\n',
      '-',
      'null',
      'true',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), fc.string(), (some, more) => {
        jsonPrefix(some.join('') + more);
      }),
      { numRuns: 2000 },
    );
    jsonPrefix('['.repeat(1_000_000));
    jsonPrefix('{"a":'.repeat(200_000));
  });
});
