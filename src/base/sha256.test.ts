import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from './sha256';

const oracle = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('sha256', () => {
  it('gives the values of the standard', () => {
    const of = (text: string): string => sha256(new TextEncoder().encode(text));
    expect(of('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('agrees with another implementation for every length around the ends of blocks', () => {
    for (let length = 0; length <= 260; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(sha256(bytes), `${length} bytes`).toBe(oracle(bytes));
    }
  });

  it('agrees with another implementation for any bytes, also where they are a part of others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.nat({ max: 100 }), (bytes, skip) => {
        const part = bytes.subarray(Math.min(skip, bytes.length));
        expect(sha256(part)).toBe(oracle(part));
      }),
    );
  });
});
