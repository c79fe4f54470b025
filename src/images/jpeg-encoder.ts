/**
 * A baseline JPEG encoder: grey, or red, green and blue as YCbCr. It does what libjpeg does where the standard leaves a choice, so
 * that a file is the same, byte for byte, as one that Pillow saves with the same options.
 */
import { toYcc } from './colors';
import {
  FIX_0_298631336,
  FIX_0_390180644,
  FIX_0_541196100,
  FIX_0_765366865,
  FIX_0_899976223,
  FIX_1_175875602,
  FIX_1_501321110,
  FIX_1_847759065,
  FIX_1_961570560,
  FIX_2_053119869,
  FIX_2_562915447,
  FIX_3_072711026,
  ZIGZAG,
} from './jpeg-tables';

export interface JpegOptions {
  /** 1 to 100. */
  readonly quality: number;
  /** Samples of colour: one for each pixel, for two beside each other, for two by two. */
  readonly subsampling: '4:4:4' | '4:2:2' | '4:2:0';
  /** Huffman tables made for this image instead of the standard's: slower, and smaller. */
  readonly optimize: boolean;
  /** Dots in an inch; null: not known. */
  readonly dpi: readonly [x: number, y: number] | null;
}

// Annex K of the standard: quantization for quality 50, and Huffman tables for images in general.

const LUMINANCE = [
  [16, 11, 10, 16, 24, 40, 51, 61],
  [12, 12, 14, 19, 26, 58, 60, 55],
  [14, 13, 16, 24, 40, 57, 69, 56],
  [14, 17, 22, 29, 51, 87, 80, 62],
  [18, 22, 37, 56, 68, 109, 103, 77],
  [24, 35, 55, 64, 81, 104, 113, 92],
  [49, 64, 78, 87, 103, 121, 120, 101],
  [72, 92, 95, 98, 112, 100, 103, 99],
].flat();

const CHROMINANCE = [
  [17, 18, 24, 47, 99, 99, 99, 99],
  [18, 21, 26, 66, 99, 99, 99, 99],
  [24, 26, 56, 99, 99, 99, 99, 99],
  [47, 66, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
  [99, 99, 99, 99, 99, 99, 99, 99],
].flat();

/** How many codes there are of each length, and what they stand for, shorter ones first. */
interface HuffmanSpec {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));

const DC_SYMBOLS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const DC_LUMINANCE: HuffmanSpec = { counts: bytesOf('00010501010101010100000000000000'), symbols: DC_SYMBOLS };
const DC_CHROMINANCE: HuffmanSpec = { counts: bytesOf('00030101010101010101010000000000'), symbols: DC_SYMBOLS };
const AC_LUMINANCE: HuffmanSpec = {
  counts: bytesOf('0002010303020403050504040000017d'),
  symbols: bytesOf(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435' +
      '363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798' +
      '999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4' +
      'f5f6f7f8f9fa',
  ),
};
const AC_CHROMINANCE: HuffmanSpec = {
  counts: bytesOf('00020102040403040705040400010277'),
  symbols: bytesOf(
    '0001020311040521310612415107617113223281081442' +
      '91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a63' +
      '6465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2' +
      'c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
};

function scaled(base: readonly number[], quality: number): Uint16Array {
  const scale = quality < 50 ? Math.trunc(5000 / quality) : 200 - quality * 2;
  return Uint16Array.from(base, (value) => Math.min(255, Math.max(1, Math.trunc((value * scale + 50) / 100))));
}

/** One component in samples, with the blocks that do not lie wholly in the image filled up. */
interface Plane {
  readonly samples: Uint8Array;
  readonly stride: number;
  /** Blocks across and down that hold some of the image. */
  readonly columns: number;
  readonly rows: number;
  readonly h: number;
  readonly v: number;
  readonly quantization: Uint16Array;
}

export function encodeJpeg(
  pixels: Uint8Array,
  width: number,
  height: number,
  bands: 1 | 3,
  options: JpegOptions,
): Uint8Array {
  const quality = Math.min(100, Math.max(1, options.quality));
  const luminance = scaled(LUMINANCE, quality);
  const chrominance = scaled(CHROMINANCE, quality);
  const h = bands === 1 || options.subsampling === '4:4:4' ? 1 : 2;
  const v = bands === 1 || options.subsampling !== '4:2:0' ? 1 : 2;
  const planes =
    bands === 1 ? [grey(pixels, width, height, luminance)] : ycc(pixels, width, height, h, v, luminance, chrominance);
  const blocks = quantized(planes, Math.ceil(width / (8 * h)), Math.ceil(height / (8 * v)));
  const specs = options.optimize
    ? optimal(blocks, bands)
    : bands === 1
      ? [DC_LUMINANCE, AC_LUMINANCE]
      : [DC_LUMINANCE, AC_LUMINANCE, DC_CHROMINANCE, AC_CHROMINANCE];
  const out = new Writer(blocks.coefficients.length / 2);
  out.bytes(0xff, 0xd8);
  const { dpi } = options;
  const [dpiX, dpiY] = dpi ?? [1, 1];
  out.segment(
    0xe0,
    ...[...'JFIF\0'].map((c) => c.charCodeAt(0)),
    1,
    1,
    dpi === null ? 0 : 1,
    ...word(dpiX),
    ...word(dpiY),
    0,
    0,
  );
  const tables = bands === 1 ? [luminance] : [luminance, chrominance];
  tables.forEach((table, i) => out.segment(0xdb, i, ...ZIGZAG.map((place) => table[place]!)));
  out.segment(
    0xc0,
    ...[8, ...word(height), ...word(width), bands],
    ...planes.flatMap((plane, i) => [i + 1, (plane.h << 4) | plane.v, i === 0 ? 0 : 1]),
  );
  specs.forEach(({ counts, symbols }, i) => out.segment(0xc4, ((i & 1) << 4) | (i >> 1), ...counts, ...symbols));
  out.segment(0xda, bands, ...planes.flatMap((_, i) => [i + 1, i === 0 ? 0 : 0x11]), 0, 63, 0);
  const codes = specs.map(codesOf);
  eachSymbol(blocks, (table, symbol, value, length) => out.code(codes[table]!, symbol, value, length));
  out.endBits();
  out.bytes(0xff, 0xd9);
  return out.result();
}

const word = (value: number): [number, number] => [(value >> 8) & 255, value & 255];

// -- samples ---------------------------------------------------------------------------------------------------------------

function emptyPlane(width: number, height: number, h: number, v: number, quantization: Uint16Array): Plane {
  const columns = Math.ceil(width / 8);
  const rows = Math.ceil(height / 8);
  return { samples: new Uint8Array(columns * rows * 64), stride: columns * 8, columns, rows, h, v, quantization };
}

function grey(pixels: Uint8Array, width: number, height: number, quantization: Uint16Array): Plane {
  const plane = emptyPlane(width, height, 1, 1, quantization);
  const { samples, stride } = plane;
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    samples.set(pixels.subarray(y * width, (y + 1) * width), row);
    samples.fill(pixels[(y + 1) * width - 1]!, row + width, row + stride);
  }
  repeatLastRow(plane, height);
  return plane;
}

function repeatLastRow({ samples, stride }: Plane, height: number): void {
  for (let at = height * stride; at < samples.length; at += stride)
    samples.copyWithin(at, (height - 1) * stride, height * stride);
}

function ycc(
  pixels: Uint8Array,
  width: number,
  height: number,
  h: number,
  v: number,
  luminance: Uint16Array,
  chrominance: Uint16Array,
): Plane[] {
  const smallWidth = Math.ceil(width / h);
  const smallHeight = Math.ceil(height / v);
  const y = emptyPlane(width, height, h, v, luminance);
  const cb = emptyPlane(smallWidth, smallHeight, 1, 1, chrominance);
  const cr = emptyPlane(smallWidth, smallHeight, 1, 1, chrominance);
  // A pair of rows at a time, repeated to the right as far as any of the planes wants them.
  const wide = Math.max(y.stride, cb.stride * h);
  const rows = [new Uint8Array(wide * 3), new Uint8Array(wide * 3)];
  for (let top = 0; top < smallHeight; top++) {
    for (let i = 0; i < v; i++) {
      const at = Math.min(top * v + i, height - 1);
      const row = rows[i]!;
      toYcc(pixels, at * width * 3, 3, row, width);
      const [a, b, c] = row.subarray((width - 1) * 3, width * 3);
      for (let p = width * 3; p < row.length; p += 3) {
        row[p] = a!;
        row[p + 1] = b!;
        row[p + 2] = c!;
      }
      if (top * v + i < height) {
        const out = (top * v + i) * y.stride;
        for (let x = 0; x < y.stride; x++) y.samples[out + x] = row[x * 3]!;
      }
    }
    const [first, second] = rows as [Uint8Array, Uint8Array];
    shrink(first, v === 2 ? second : first, h, v, 1, cb, top);
    shrink(first, v === 2 ? second : first, h, v, 2, cr, top);
  }
  repeatLastRow(y, height);
  repeatLastRow(cb, smallHeight);
  repeatLastRow(cr, smallHeight);
  return [y, cb, cr];
}

/** Means of two or four samples. They are rounded down and up in turns, so that the whole is not made brighter. */
function shrink(
  first: Uint8Array,
  second: Uint8Array,
  h: number,
  v: number,
  band: number,
  plane: Plane,
  row: number,
): void {
  const { samples, stride } = plane;
  const out = row * stride;
  for (let x = 0, p = band; x < stride; x++, p += 3 * h) {
    samples[out + x] =
      h === 1
        ? first[p]!
        : v === 1
          ? (first[p]! + first[p + 3]! + (x & 1)) >> 1
          : (first[p]! + first[p + 3]! + second[p]! + second[p + 3]! + 1 + (x & 1)) >> 2;
  }
}

// -- coefficients ----------------------------------------------------------------------------------------------------------

/** Blocks in the order of the file, in zigzag order each. */
interface Blocks {
  readonly coefficients: Int16Array;
  /** For each block: its component. */
  readonly owners: Uint8Array;
}

function quantized(planes: readonly Plane[], unitColumns: number, unitRows: number): Blocks {
  const perUnit = planes.reduce((sum, { h, v }) => sum + h * v, 0);
  const count = perUnit * unitColumns * unitRows;
  const coefficients = new Int16Array(count * 64);
  const owners = new Uint8Array(count);
  const block = new Int32Array(64);
  let at = 0;
  for (let unitRow = 0; unitRow < unitRows; unitRow++) {
    for (let unitColumn = 0; unitColumn < unitColumns; unitColumn++) {
      planes.forEach((plane, owner) => {
        for (let v = 0; v < plane.v; v++) {
          for (let h = 0; h < plane.h; h++) {
            const column = unitColumn * plane.h + h;
            const row = unitRow * plane.v + v;
            owners[at] = owner;
            if (column < plane.columns && row < plane.rows) {
              forward(plane.samples, row * 8 * plane.stride + column * 8, plane.stride, block);
              quantize(block, plane.quantization, coefficients, at * 64);
            } else {
              // Beside the image: as grey as the block before, which costs least.
              coefficients[at * 64] = coefficients[(at - 1) * 64]!;
            }
            at++;
          }
        }
      });
    }
  }
  return { coefficients, owners };
}

function quantize(block: Int32Array, table: Uint16Array, out: Int16Array, at: number): void {
  for (let k = 0; k < 64; k++) {
    const place = ZIGZAG[k]!;
    const value = block[place]!;
    // The transform gives eight times what the standard's does.
    const step = table[place]! << 3;
    const half = step >> 1;
    if (value < 0) {
      const size = half - value;
      out[at + k] = size >= step ? -((size / step) | 0) : 0;
    } else {
      const size = half + value;
      out[at + k] = size >= step ? (size / step) | 0 : 0;
    }
  }
}

/** Loeffler, Ligtenberg and Moschytz's transform, forward: rows, then columns. */
function forward(samples: Uint8Array, at: number, stride: number, block: Int32Array): void {
  for (let i = 0; i < 64; i += 8, at += stride) {
    const d0 = samples[at]!;
    const d1 = samples[at + 1]!;
    const d2 = samples[at + 2]!;
    const d3 = samples[at + 3]!;
    const d4 = samples[at + 4]!;
    const d5 = samples[at + 5]!;
    const d6 = samples[at + 6]!;
    const d7 = samples[at + 7]!;
    const t10 = d0 + d7 + d3 + d4;
    const t13 = d0 + d7 - d3 - d4;
    const t11 = d1 + d6 + d2 + d5;
    const t12 = d1 + d6 - d2 - d5;
    block[i] = (t10 + t11 - 1024) << 2;
    block[i + 4] = (t10 - t11) << 2;
    const z = Math.imul(t12 + t13, FIX_0_541196100) + 1024;
    block[i + 2] = (z + Math.imul(t13, FIX_0_765366865)) >> 11;
    block[i + 6] = (z - Math.imul(t12, FIX_1_847759065)) >> 11;
    odd(d3 - d4, d2 - d5, d1 - d6, d0 - d7, 1024, 11, block, i, 1);
  }
  for (let i = 0; i < 8; i++) {
    const d0 = block[i]!;
    const d1 = block[i + 8]!;
    const d2 = block[i + 16]!;
    const d3 = block[i + 24]!;
    const d4 = block[i + 32]!;
    const d5 = block[i + 40]!;
    const d6 = block[i + 48]!;
    const d7 = block[i + 56]!;
    const t10 = d0 + d7 + d3 + d4;
    const t13 = d0 + d7 - d3 - d4;
    const t11 = d1 + d6 + d2 + d5;
    const t12 = d1 + d6 - d2 - d5;
    block[i] = (t10 + t11 + 2) >> 2;
    block[i + 32] = (t10 - t11 + 2) >> 2;
    const z = Math.imul(t12 + t13, FIX_0_541196100) + 16384;
    block[i + 16] = (z + Math.imul(t13, FIX_0_765366865)) >> 15;
    block[i + 48] = (z - Math.imul(t12, FIX_1_847759065)) >> 15;
    odd(d3 - d4, d2 - d5, d1 - d6, d0 - d7, 16384, 15, block, i, 8);
  }
}

function odd(
  t4: number,
  t5: number,
  t6: number,
  t7: number,
  half: number,
  shift: number,
  block: Int32Array,
  at: number,
  step: number,
): void {
  const imul = Math.imul;
  const z5 = imul(t4 + t6 + t5 + t7, FIX_1_175875602) + half;
  const z1 = -imul(t4 + t7, FIX_0_899976223);
  const z2 = -imul(t5 + t6, FIX_2_562915447);
  const z3 = z5 - imul(t4 + t6, FIX_1_961570560);
  const z4 = z5 - imul(t5 + t7, FIX_0_390180644);
  block[at + 7 * step] = (imul(t4, FIX_0_298631336) + z1 + z3) >> shift;
  block[at + 5 * step] = (imul(t5, FIX_2_053119869) + z2 + z4) >> shift;
  block[at + 3 * step] = (imul(t6, FIX_3_072711026) + z2 + z3) >> shift;
  block[at + step] = (imul(t7, FIX_1_501321110) + z1 + z4) >> shift;
}

// -- entropy coding --------------------------------------------------------------------------------------------------------

/** `table` 0 and 1: the first component's DC and AC; 2 and 3: the others'. `value` has `length` bits. */
type OnSymbol = (table: number, symbol: number, value: number, length: number) => void;

function eachSymbol({ coefficients, owners }: Blocks, visit: OnSymbol): void {
  const predicted = [0, 0, 0];
  for (let i = 0, at = 0; i < owners.length; i++, at += 64) {
    const owner = owners[i]!;
    const table = owner === 0 ? 0 : 2;
    const mean = coefficients[at]!;
    const difference = mean - predicted[owner]!;
    predicted[owner] = mean;
    const length = lengthOf(difference);
    visit(table, length, difference < 0 ? difference - 1 : difference, length);
    let zeros = 0;
    for (let k = 1; k < 64; k++) {
      const value = coefficients[at + k]!;
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) visit(table + 1, 0xf0, 0, 0);
      const bits = lengthOf(value);
      visit(table + 1, (zeros << 4) | bits, value < 0 ? value - 1 : value, bits);
      zeros = 0;
    }
    if (zeros > 0) visit(table + 1, 0, 0, 0);
  }
}

const lengthOf = (value: number): number => 32 - Math.clz32(value < 0 ? -value : value);

/** For each symbol its code, and in the highest bits the code's length. */
function codesOf({ counts, symbols }: HuffmanSpec): Uint32Array {
  const codes = new Uint32Array(256);
  let code = 0;
  let k = 0;
  counts.forEach((count, i) => {
    for (let j = 0; j < count; j++) codes[symbols[k++]!] = ((i + 1) << 16) | code++;
    code <<= 1;
  });
  return codes;
}

function optimal(blocks: Blocks, bands: 1 | 3): HuffmanSpec[] {
  const uses = Array.from({ length: bands === 1 ? 2 : 4 }, () => new Float64Array(257));
  eachSymbol(blocks, (table, symbol) => {
    const counts = uses[table]!;
    counts[symbol] = counts[symbol]! + 1;
  });
  return uses.map(shortestCodes);
}

/** Huffman's algorithm, with no code longer than 16 bits and none of ones only (K.2). `uses` is used up. */
function shortestCodes(uses: Float64Array): HuffmanSpec {
  const lengths = new Int32Array(257);
  // A symbol that never comes takes the code of ones.
  uses[256] = 1;
  const next = new Int32Array(257).fill(-1);
  for (;;) {
    let [first, second] = [-1, -1];
    for (let i = 0; i <= 256; i++) if (uses[i]! > 0 && (first < 0 || uses[i]! <= uses[first]!)) first = i;
    for (let i = 0; i <= 256; i++)
      if (i !== first && uses[i]! > 0 && (second < 0 || uses[i]! <= uses[second]!)) second = i;
    if (second < 0) break;
    uses[first] = uses[first]! + uses[second]!;
    uses[second] = 0;
    let tail = first;
    for (let i = first; i >= 0; i = next[i]!) {
      lengths[i] = lengths[i]! + 1;
      tail = i;
    }
    next[tail] = second;
    for (let i = second; i >= 0; i = next[i]!) lengths[i] = lengths[i]! + 1;
  }
  const bits = new Array<number>(64).fill(0);
  for (const length of lengths) if (length > 0) bits[length] = bits[length]! + 1;
  for (let i = bits.length - 1; i > 16; i--) {
    while (bits[i]! > 0) {
      let j = i - 2;
      while (bits[j] === 0) j--;
      bits[i]! -= 2;
      bits[i - 1]! += 1;
      bits[j + 1]! += 2;
      bits[j]! -= 1;
    }
  }
  let longest = 16;
  while (bits[longest] === 0) longest--;
  bits[longest]! -= 1;
  const symbols: number[] = [];
  for (let length = 1; length < 64; length++) {
    for (let symbol = 0; symbol < 256; symbol++) if (lengths[symbol] === length) symbols.push(symbol);
  }
  return { counts: bits.slice(1, 17), symbols };
}

/** Bytes that grow; bits among them, with a zero after each 255. */
class Writer {
  private buffer: Uint8Array;
  private at = 0;
  private bits = 0;
  private count = 0;

  constructor(guess: number) {
    this.buffer = new Uint8Array(Math.max(4096, guess));
  }

  bytes(...values: readonly number[]): void {
    this.reserve(values.length);
    this.buffer.set(values, this.at);
    this.at += values.length;
  }

  segment(marker: number, ...values: readonly number[]): void {
    this.bytes(0xff, marker, ...word(values.length + 2), ...values);
  }

  code(codes: Uint32Array, symbol: number, value: number, length: number): void {
    const code = codes[symbol]!;
    this.put(code & 0xffff, code >>> 16);
    if (length > 0) this.put(value & ((1 << length) - 1), length);
  }

  endBits(): void {
    if (this.count > 0) this.put((1 << (8 - this.count)) - 1, 8 - this.count);
  }

  result(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  /** At most 16 bits; fewer than 8 are waiting. */
  private put(value: number, length: number): void {
    this.bits = (this.bits << length) | value;
    this.count += length;
    if (this.count < 8) return;
    this.reserve(6);
    while (this.count >= 8) {
      this.count -= 8;
      const byte = (this.bits >>> this.count) & 255;
      this.buffer[this.at++] = byte;
      if (byte === 255) this.buffer[this.at++] = 0;
    }
    this.bits &= (1 << this.count) - 1;
  }

  private reserve(length: number): void {
    if (this.at + length <= this.buffer.length) return;
    const larger = new Uint8Array(this.buffer.length * 2 + length);
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
