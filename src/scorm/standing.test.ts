import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AT_THE_START, further, parseStanding, standingText, type Standing } from './standing';

const standing: fc.Arbitrary<Standing> = fc
  .record({
    a: fc.nat(50),
    b: fc.nat(50),
    score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0)),
    kept: fc.option(fc.string()),
  })
  .map(({ a, b, score, kept }) => ({ done: Math.min(a, b), total: Math.max(a, b), score, kept }));

test('a standing is read as it was written', () => {
  fc.assert(
    fc.property(standing, (one) => {
      expect(parseStanding(standingText(one, 64_000).text)).toEqual(one);
    }),
  );
});

test('anything else is the beginning, and never an error', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseStanding(text)));
  for (const text of ['', 'null', '[]', '{"interleave":2,"done":1,"total":1}', '{"interleave":1,"done":3,"total":1}'])
    expect(parseStanding(text)).toEqual(AT_THE_START);
});

test('what is too long for the system goes without the lesson’s own part', () => {
  const one = { done: 1, total: 2, score: null, kept: 'x'.repeat(5000) };
  const { text, whole } = standingText(one, 4096);
  expect(whole).toBe(false);
  expect(parseStanding(text)).toEqual({ ...one, kept: null });
});

test('the one that is further wins; a score beats none', () => {
  const early = { done: 1, total: 5, score: null, kept: 'a' };
  const late = { done: 4, total: 5, score: null, kept: 'b' };
  const full = { done: 2, total: 2, score: 0, kept: 'c' };
  expect(further(early, late)).toBe(late);
  expect(further(late, early)).toBe(late);
  expect(further(full, late)).toBe(full);
  expect(further(late, full)).toBe(full);
});
