import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, distance, nearest } from './nearest';

const COMMANDS = ['run', 'check', 'race', 'record', 'new', 'preview', 'port-tests'];

describe('the distance of two words', () => {
  it('is a distance: nothing to itself, the same both ways, never more than by a detour', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('counts letters that are left out, put in, changed or swapped', () => {
    expect(['chek', 'checkk', 'chezk', 'hceck', 'check'].map((word) => distance(word, 'check'))).toEqual([
      1, 1, 1, 1, 0,
    ]);
  });
});

describe('the nearest known word', () => {
  it.each([
    ['chek', 'check'],
    ['CHECK', 'check'],
    ['previw', 'preview'],
    ['prev', 'preview'],
    ['nwe', 'new'],
    ['port-test', 'port-tests'],
    ['recrod', 'record'],
  ])('is found for %s', (word, meant) => {
    expect(nearest(word, COMMANDS)).toBe(meant);
  });

  it.each(['frobnicate', 'x', '', '--all'])('is nobody for "%s", which is near to none', (word) => {
    expect(nearest(word, COMMANDS)).toBeNull();
    expect(didYouMean(word, COMMANDS)).toBe('');
  });

  it('is asked for in half a sentence', () => {
    expect(didYouMean('chek', COMMANDS)).toBe('; did you mean "check"?');
  });
});
