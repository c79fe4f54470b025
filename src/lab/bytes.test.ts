import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, fromLatin1, fromUtf8, latin1, toBase64, utf8 } from './bytes';
import { crc32, gzip, zlib } from './zlib';
import { gunzipSync, inflateSync } from 'node:zlib';

describe('bytes', () => {
  it('encodes any text as the platform does, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (text) => {
        expect(utf8(text)).toEqual(new TextEncoder().encode(text));
      }),
      { numRuns: 500 },
    );
  });

  it('decodes what is UTF-8 as the platform does, and refuses what is not', () => {
    const platform = (bytes: Uint8Array) => {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
    };
    const almost = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0xed, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }).map(utf8),
          almost.map((list) => Uint8Array.from(list)),
        ),
        (bytes) => {
          expect(fromUtf8(bytes)).toBe(platform(bytes));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('decodes long texts', () => {
    const text = 'åßç🧵'.repeat(20_000);
    expect(fromUtf8(utf8(text))).toBe(text);
  });

  it('keeps every byte through Latin-1 and base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(latin1(fromLatin1(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
      }),
    );
    expect(fromBase64('a')).toBeNull();
    expect(fromBase64('a*b=')).toBeNull();
  });

  it('wraps bytes so that zlib unwraps them, at any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom(0, 1, 65_535, 65_536, 200_000), (bytes, more) => {
        const all = concat([bytes, new Uint8Array(more).fill(7)]);
        expect(gunzipSync(gzip(all)).equals(all)).toBe(true);
        expect(inflateSync(zlib(all)).equals(all)).toBe(true);
      }),
      { numRuns: 25 },
    );
    expect(crc32(latin1('123456789'))).toBe(0xcbf43926);
  });
});
