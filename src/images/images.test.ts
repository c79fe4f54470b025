/**
 * Held against what Pillow 9.4 (with libjpeg-turbo) gave for the same images: `testing/golden.json`, made by
 * `testing/make_golden.py`. Almost everywhere the bytes are the same; where they may differ, `TOLERANCE` says by how much and why.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blendWith, composite, convert, dither, interpolate } from './colors';
import { boxBlur, boxRadiusFor, convolve, rankFilter, sharpenBy } from './filters';
import { affine, transpose, type Interpolation, type Matrix } from './geometry';
import { decodeLzw } from './gif';
import { JpegError, decodeJpeg } from './jpeg-decoder';
import { encodeJpeg, type JpegOptions } from './jpeg-encoder';
import { decodeRows, encodeRows, packBits, unpackBits } from './png';
import { reduce, resample, sampleNearest, type Box, type Filter } from './resample';

interface Image {
  readonly mode: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: string;
}

interface Case {
  readonly op: string;
  readonly in?: string;
  readonly file?: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly size: readonly [number, number] | null;
  readonly out: string;
}

const golden = JSON.parse(readFileSync(new URL('./testing/golden.json', import.meta.url), 'utf8')) as {
  readonly images: Readonly<Record<string, Image>>;
  readonly cases: readonly Case[];
};

/** Levels of 255. */
const TOLERANCE: Readonly<Record<string, number>> = {
  // Pillow's own YCbCr has six bits behind the point; here it is JPEG's, which has sixteen.
  YCbCr: 1,
};

const decode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const bandsOf = (mode: string): number => (mode === 'YCbCr' ? 3 : mode.length);

function imageOf(name: unknown): { width: number; height: number; bands: number; pixels: Uint8Array } {
  const image = golden.images[String(name)]!;
  return { width: image.width, height: image.height, bands: bandsOf(image.mode), pixels: decode(image.bytes) };
}

function perform({ op, in: name, file, args, size, out }: Case): Uint8Array {
  if (op === 'decode_jpeg') return decodeJpeg(decode(file!)).pixels;
  const { width, height, bands, pixels } = imageOf(name);
  const [outWidth, outHeight] = size ?? [0, 0];
  const target = new Uint8Array(decode(out).length);
  const box = (args.box ?? [0, 0, width, height]) as Box;
  switch (op) {
    case 'resize':
      if (args.filter === 'nearest') sampleNearest(pixels, width, height, bands, box, target, outWidth, outHeight);
      else resample(pixels, width, height, bands, box, args.filter as Filter, target, outWidth, outHeight);
      return target;
    case 'reduce':
      reduce(pixels, width, bands, box, Number(args.across), Number(args.down), target);
      return target;
    case 'transpose':
      transpose(pixels, width, height, bands, Number(args.method), target);
      return target;
    case 'affine': {
      const matrix = args.matrix as Matrix;
      affine(pixels, width, height, bands, matrix, args.interpolation as Interpolation, target, outWidth, outHeight);
      return target;
    }
    case 'convolve':
      convolve(pixels, width, height, bands, args.kernel as number[], Number(args.offset), target);
      return target;
    case 'box_blur':
      boxBlur(pixels, width, height, bands, Number(args.radius), Number(args.radius), 1, target);
      return target;
    case 'gaussian_blur':
    case 'unsharp': {
      const radius = boxRadiusFor(Number(args.radius), 3);
      boxBlur(pixels, width, height, bands, radius, radius, 3, target);
      if (op === 'unsharp') sharpenBy(pixels, target, Number(args.percent), Number(args.threshold));
      return target;
    }
    case 'rank_filter':
      rankFilter(pixels, width, height, bands, Number(args.size), Number(args.rank), target);
      return target;
    case 'convert':
      expect(convert(String(args.from), String(args.to), pixels, target)).toBe(true);
      return target;
    case 'dither':
      dither(pixels, width, height, target);
      return target;
    case 'composite':
      composite(pixels, imageOf(args.above).pixels, target);
      return target;
    case 'interpolate':
      interpolate(pixels, imageOf(args.second).pixels, Number(args.share), target);
      return target;
    case 'blend_with':
      blendWith(pixels, imageOf(args.over).pixels, bands, imageOf(args.mask).pixels);
      return pixels;
    case 'encode_jpeg':
      return encodeJpeg(pixels, width, height, bands as 1 | 3, {
        quality: Number(args.quality),
        subsampling: args.subsampling as JpegOptions['subsampling'],
        optimize: args.optimize === true,
        dpi: null,
      });
    default:
      throw new Error(`there is no operation ${op}`);
  }
}

describe('gives what Pillow gives', () => {
  it.each(golden.cases.map((one) => [`${one.op} ${one.in ?? ''} ${JSON.stringify(one.args)}`, one] as const))(
    '%s',
    (_, one) => {
      const wanted = decode(one.out);
      const given = perform(one);
      expect(given.length).toBe(wanted.length);
      let worst = 0;
      let different = 0;
      wanted.forEach((value, i) => {
        const distance = Math.abs(value - given[i]!);
        worst = Math.max(worst, distance);
        if (distance > 0) different++;
      });
      const ycc = one.args.from === 'YCbCr' || one.args.to === 'YCbCr';
      expect(worst, `levels away; ${different} of ${wanted.length} bytes differ`).toBeLessThanOrEqual(
        TOLERANCE[ycc ? 'YCbCr' : one.op] ?? 0,
      );
    },
  );
});

describe('JPEG', () => {
  const options: JpegOptions = { quality: 90, subsampling: '4:4:4', optimize: false, dpi: null };
  const size = fc.integer({ min: 1, max: 40 });

  it('reads what it has written, of any size, with any subsampling, close to what went in', () => {
    const kinds = fc.constantFrom('4:4:4', '4:2:2', '4:2:0');
    const shade = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        size,
        size,
        kinds,
        fc.boolean(),
        fc.constantFrom(1 as const, 3 as const),
        shade,
        (w, h, sub, opt, bands, c) => {
          const pixels = Uint8Array.from({ length: w * h * bands }, (_, i) => (i % bands === 0 ? c : 128));
          const file = encodeJpeg(pixels, w, h, bands, { ...options, subsampling: sub, optimize: opt });
          const image = decodeJpeg(file);
          expect([image.width, image.height, image.bands]).toEqual([w, h, bands]);
          image.pixels.forEach((value, i) => expect(Math.abs(value - pixels[i]!)).toBeLessThanOrEqual(6));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answers with a JpegError, soon, whatever the bytes are', () => {
    const whole = encodeJpeg(
      Uint8Array.from({ length: 3072 }, (_, i) => (i * 7919) & 255),
      32,
      32,
      3,
      options,
    );
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const file = whole.slice(0, length);
        for (const [at, value] of changes) if (at < length) file[at] = value;
        try {
          decodeJpeg(file);
        } catch (error) {
          expect(error).toBeInstanceOf(JpegError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says that a file which ends in the middle of its pixels is truncated', () => {
    const whole = encodeJpeg(
      Uint8Array.from({ length: 3072 }, (_, i) => (i * 7919) & 255),
      32,
      32,
      3,
      options,
    );
    expect(() => decodeJpeg(whole.subarray(0, whole.length - 400))).toThrow('truncated');
  });
});

describe('PNG', () => {
  it('gives back the rows that it has filtered', () => {
    const row = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(row, row, fc.constantFrom(1, 2, 3, 4), fc.infiniteStream(fc.nat(255)), (w, h, bands, values) => {
        const pixels = Uint8Array.from({ length: w * h * bands }, () => values.next().value as number);
        const rows = new Uint8Array((w * bands + 1) * h);
        encodeRows(pixels, w * bands, h, bands, rows);
        const back = new Uint8Array(pixels.length);
        expect(decodeRows(rows, w, h, 8, bands, false, false, back)).toBe(true);
        expect(back).toEqual(pixels);
      }),
    );
  });

  it('refuses rows that end too early or have no filter of the five', () => {
    const target = new Uint8Array(12);
    expect(decodeRows(new Uint8Array(13), 4, 3, 8, 1, false, false, target)).toBe(false);
    expect(decodeRows(Uint8Array.of(5, 0, 0, 0, 0), 4, 1, 8, 1, false, false, target)).toBe(false);
  });

  it('puts the seven images of an interlaced one together', () => {
    // 3 x 3 pixels: passes 1 (1 pixel), 4 (1), 5 (2), 6 (2), 7 (3); the others have none.
    const rows = Uint8Array.of(0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6);
    const target = new Uint8Array(9);
    expect(decodeRows(rows, 3, 3, 8, 1, true, false, target)).toBe(true);
    expect([...target]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('stretches few bits to eight, and takes the upper half of sixteen', () => {
    const four = new Uint8Array(4);
    decodeRows(Uint8Array.of(0, 0b00_01_10_11), 4, 1, 2, 1, false, true, four);
    expect([...four]).toEqual([0, 85, 170, 255]);
    const one = new Uint8Array(1);
    decodeRows(Uint8Array.of(0, 200, 17), 1, 1, 16, 1, false, false, one);
    expect([...one]).toEqual([200]);
  });

  it('packs black and white eight to a byte, and back', () => {
    const pixels = Uint8Array.from({ length: 33 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    const packed = new Uint8Array(6);
    packBits(pixels, 11, 3, packed);
    const back = new Uint8Array(33);
    unpackBits(packed, 11, 3, back);
    expect(back).toEqual(pixels);
  });
});

describe('GIF', () => {
  it('reads codes that grow, that repeat themselves, and a clear in between', () => {
    // Clear, 1, the code just being made (1 1), clear, 0, end: three bits each at first.
    const target = new Uint8Array(4);
    const codes = [4, 1, 6, 4, 0];
    let bits = 0n;
    codes.forEach((code, i) => (bits |= BigInt(code) << BigInt(i * 3)));
    const data = Uint8Array.from({ length: 3 }, (_, i) => Number((bits >> BigInt(i * 8)) & 255n));
    expect(decodeLzw(data, 2, 4, 1, false, target)).toBe(true);
    expect([...target]).toEqual([1, 1, 1, 0]);
  });

  it('refuses codes that were never made', () => {
    expect(decodeLzw(Uint8Array.of(0xff, 0xff), 2, 4, 1, false, new Uint8Array(4))).toBe(false);
  });
});
