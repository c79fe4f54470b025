import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOf, looksOf } from './looks';

const variant = fc.constantFrom('sequential', 'threads', 'processes', 'asyncio', 'event-loop', 'workers', 'unheard of');

describe('looks in one picture', () => {
  it('are those of the models, the same everywhere, where no two are of one model', () => {
    fc.assert(
      fc.property(fc.uniqueArray(variant), (variants) => {
        expect(looksOf(variants)).toEqual(variants.map(lookOf));
      }),
    );
  });

  it('differ in colour and in mark where two ways are of one model', () => {
    fc.assert(
      fc.property(variant, variant, (one, other) => {
        const [first, second] = looksOf([one, other]);
        expect(first).toEqual(lookOf(one));
        expect(second?.colour).not.toBe(first?.colour);
        if (one === other) expect(second?.mark).not.toBe(first?.mark);
      }),
    );
  });
});
