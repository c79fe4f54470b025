import jpeg from 'jpeg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jpegOf } from './jpeg';
import { blurred, makePicture, type Picture } from './picture';

function pixelsOf({ width, height, row }: Picture): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) row(y, pixels.subarray(y * width * 3, (y + 1) * width * 3));
  return pixels;
}

/** Decodes with a decoder that is not ours, and says how far off the mean pixel is. */
function decoded(bytes: Uint8Array, expected: Picture): { width: number; height: number; error: number } {
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2_000 });
  const pixels = pixelsOf(expected);
  let error = 0;
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      error += Math.abs((data[i * 4 + channel] as number) - (pixels[i * 3 + channel] as number));
    }
  }
  return { width, height, error: error / (width * height * 3) };
}

const plain = (width: number, height: number, colour: readonly number[]): Picture => ({
  width,
  height,
  row: (_, into) => {
    for (let i = 0; i < width * 3; i++) into[i] = colour[i % 3] as number;
  },
});

describe('jpegOf', () => {
  it('writes what another decoder reads as the same picture, at any size, also such that are no multiple of 16', () => {
    const side = fc.integer({ min: 1, max: 70 });
    const colour = fc.tuple(fc.integer({ min: 40, max: 110 }), fc.integer({ min: 40, max: 110 }), fc.nat(110));
    fc.assert(
      fc.property(side, side, colour, (width, height, base) => {
        // Slopes so gentle that colour at half the resolution is no loss.
        const row = (y: number, into: Uint8Array): void => {
          for (let i = 0; i < width * 3; i++) {
            const x = Math.floor(i / 3);
            into[i] = (base[i % 3] as number) + (i % 3 === 1 ? x : i % 3 === 2 ? x + y : y);
          }
        };
        const picture = { width, height, row };
        const back = decoded(jpegOf(picture, 95), picture);
        expect([back.width, back.height]).toEqual([width, height]);
        expect(back.error).toBeLessThan(2);
      }),
      { numRuns: 150 },
    );
  });

  it('loses little of a picture of ordinary size', () => {
    const picture = makePicture({ width: 640, height: 400, words: ['a'] });
    expect(decoded(jpegOf(picture, 90), picture).error).toBeLessThan(2.5);
  });

  it('keeps plain colours within a few levels, black and white among them', () => {
    for (const colour of [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [12, 200, 90],
    ]) {
      const picture = plain(33, 17, colour);
      expect(decoded(jpegOf(picture, 95), picture).error).toBeLessThan(3);
    }
  });

  it('survives noise, the worst that a picture can be, at every quality', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.uint8Array({ minLength: 3 * 48 * 48, maxLength: 3 * 48 * 48 }),
        (quality, noise) => {
          const picture: Picture = {
            width: 48,
            height: 48,
            row: (y, into) => into.set(noise.subarray(y * 144, (y + 1) * 144)),
          };
          const back = decoded(jpegOf(picture, quality), picture);
          expect([back.width, back.height]).toEqual([48, 48]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes smaller files of lower quality', () => {
    const picture = makePicture({ width: 300, height: 200, words: ['b'] });
    const sizes = [20, 50, 80, 95].map((quality) => jpegOf(picture, quality).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it('refuses sizes that no JPEG has', () => {
    expect(() => jpegOf(plain(0, 5, [0, 0, 0]))).toThrow('no JPEG has 0 by 5 pixels');
    expect(() => jpegOf(plain(70_000, 1, [0, 0, 0]))).toThrow(RangeError);
  });
});

describe('makePicture', () => {
  it('draws the same for the same words, and something else for others', () => {
    const draw = (word: string) => pixelsOf(makePicture({ width: 40, height: 30, words: [word] }));
    expect(draw('x')).toEqual(draw('x'));
    expect(draw('x')).not.toEqual(draw('y'));
  });

  it('draws in grey when asked', () => {
    const pixels = pixelsOf(makePicture({ width: 40, height: 30, words: ['x'], grey: true }));
    for (let i = 0; i < pixels.length; i += 3) expect([pixels[i + 1], pixels[i + 2]]).toEqual([pixels[i], pixels[i]]);
  });

  it('blurs: neighbours differ less, the size stays', () => {
    const roughness = (picture: Picture) => {
      const pixels = pixelsOf(picture);
      let sum = 0;
      for (let i = 3; i < pixels.length; i++) sum += Math.abs((pixels[i] as number) - (pixels[i - 3] as number));
      return sum / pixels.length;
    };
    const draw = (width: number, height: number) => makePicture({ width, height, words: ['x'] });
    const soft = blurred(draw, 200, 120, 5);
    expect([soft.width, soft.height]).toEqual([200, 120]);
    expect(roughness(soft)).toBeLessThan(roughness(draw(200, 120)) / 2);
  });
});
