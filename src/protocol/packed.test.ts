import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../base/sha256';
import { pack, unpack } from './packed';

const MOST = 1_000_000;
/** Text as it comes from an editor: any letters of any writing, but no halves of characters. */
const texts = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.string({ unit: 'binary', maxLength: 2000 }))
  .map((parts) => parts.join(''))
  .filter((text) => text.isWellFormed());

describe('text packed for a link', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const packed = pack(text);
        expect(packed).toMatch(/^[0-9a-f]{8}[\w-]*$/);
        expect(unpack(packed, MOST)).toEqual({ text, state: 'whole' });
      }),
    );
  });

  it('is the same link each time', () => {
    expect(pack('print(1)')).toBe(pack('print(1)'));
  });

  it('is not troubled by what follows a link in a sentence', () => {
    for (const tail of ['.', ')', '>', '%29', ' and more', '\n']) {
      expect(unpack(pack('print(1)\n') + tail, MOST)).toEqual({ text: 'print(1)\n', state: 'whole' });
    }
  });

  it('gives its beginning where its end is missing, and says so', () => {
    for (const count of [60, 2000]) {
      const lines = Array.from({ length: count }, (_, i) => `value_${i} = ${(i * 7919) % 10007}\n`).join('');
      const packed = pack(lines);
      const read = unpack(packed.slice(0, packed.length / 2), MOST);
      expect(read?.state).toBe('cut');
      expect(lines.startsWith(read?.text ?? '!')).toBe(true);
      expect((read?.text.length ?? 0) / lines.length).toBeGreaterThan(0.3);
    }
  });

  it('wherever it is cut, gives a beginning', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, at) => {
        const packed = pack(text);
        const read = unpack(packed.slice(0, at % packed.length), MOST);
        if (read?.state === 'whole') expect(read.text).toBe(text);
        else expect(text.startsWith(read?.text ?? '!')).toBe(true);
      }),
    );
  });

  it('does not pass for whole when it was changed', () => {
    const text = 'counter += 1\n'.repeat(200);
    const packed = pack(text);
    for (let at = 0; at < packed.length; at++) {
      const other = packed.charAt(at) === 'a' ? 'b' : 'a';
      const read = unpack(packed.slice(0, at) + other + packed.slice(at + 1), MOST);
      // A letter at the very end may hold bits that nobody reads.
      expect(read?.state === 'whole' && read.text !== text, `changed at ${at}`).toBe(false);
    }
  });

  it('never throws, whatever the payload', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[0-9a-f]{8}[\w-]{0,400}$/)),
        (payload) => {
          const read = unpack(payload, MOST);
          expect(read === null || read.text.length <= MOST).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is left when more comes out of it than it may, without the rest being made', () => {
    // 50 MB of zeros in 50 kB.
    const bomb = deflateRawSync(new Uint8Array(50_000_000), { level: 9 }).toString('base64url');
    const before = process.memoryUsage().arrayBuffers;
    const check = sha256(new Uint8Array(0)).slice(0, 8);
    expect(unpack(check + bomb, MOST)).toBe(null);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});
