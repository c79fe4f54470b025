import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWords, wholeNumber } from './words';

const parse = (...words: string[]) => parseWords('new', words, ['--after', '--part']);

describe('the words of a command', () => {
  it('are what it is about, and options with their values', () => {
    expect(parse('x', '--after', 'locks', 'y', '--part=A = B')).toEqual({
      rest: ['x', 'y'],
      given: { after: 'locks', part: 'A = B' },
    });
  });

  it.each([
    [['--after'], '--after wants a value'],
    [['--after='], '--after wants a value'],
    [['--after', 'a', '--after', 'b'], '--after may be given only once'],
    [['--aftre', 'a'], 'new knows --after and --part, not --aftre; did you mean "--after"?'],
    [['-x'], 'new knows --after and --part, not -x'],
  ])('%j are answered in one sentence', (words, sentence) => {
    expect(parse(...words)).toBe(sentence);
  });

  it('hold whole numbers in plain digits within bounds, and nothing else', () => {
    expect(wholeNumber('7', 2, 50)).toBe(7);
    for (const text of ['1', '51', '', '2.5', '-3', '0x10', '1e1', ' 7', '7x'])
      expect(wholeNumber(text, 2, 50)).toBeNull();
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999 }), (n) => wholeNumber(String(n), 0, 99_999) === n));
  });
});
