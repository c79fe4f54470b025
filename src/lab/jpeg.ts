/**
 * Writes JPEG: baseline, three components, colour at half the resolution, the usual tables. Written for speed at a few
 * thousand pixels square: it takes the picture sixteen rows at a time and keeps no more of it than those.
 */
import {
  AC_CHROMINANCE,
  AC_LUMINANCE,
  CHROMINANCE,
  DC_CHROMINANCE,
  DC_LUMINANCE,
  LUMINANCE,
  ZIGZAG,
  type HuffmanTable,
} from './jpeg-tables';
import type { Picture } from './picture';

/** What 4:2:0 subsampling makes of a picture: units of 16 by 16 pixels, in six blocks. */
const UNIT = 16;
/** More than any unit's bits can be: six blocks of 64 coefficients, each under four bytes, every byte stuffed. */
const UNIT_BYTES = 6 * 64 * 4 * 2;
const MAX_SIDE = 65_500;

/** `quality` is from 1 to 100, as everywhere. */
export function encodeJpeg(picture: Picture, quality = 80): Uint8Array {
  const { width, height } = picture;
  if (!(width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE)) {
    throw new RangeError(`no JPEG has ${width} by ${height} pixels`);
  }
  const luminance = scaled(LUMINANCE, quality);
  const chrominance = scaled(CHROMINANCE, quality);
  const out = new Writer(1_024 + Math.ceil((width * height) / 8));
  writeHeaders(out, width, height, luminance, chrominance);

  const units = Math.ceil(width / UNIT);
  const stride = units * UNIT;
  const half = stride / 2;
  const rgb = new Uint8Array(stride * 3);
  const luma = new Float32Array(stride * UNIT);
  const blue = new Float32Array(half * 8);
  const red = new Float32Array(half * 8);
  const y = new Channel(luminance, codesOf(DC_LUMINANCE), codesOf(AC_LUMINANCE));
  const dc = codesOf(DC_CHROMINANCE);
  const ac = codesOf(AC_CHROMINANCE);
  const cb = new Channel(chrominance, dc, ac);
  const cr = new Channel(chrominance, dc, ac);

  for (let top = 0; top < height; top += UNIT) {
    blue.fill(0);
    red.fill(0);
    for (let line = 0; line < UNIT; line++) {
      // Past its end the picture goes on as it was: that costs the fewest bits.
      if (top + line < height) {
        picture.row(top + line, rgb);
        padRow(rgb, width, stride);
      }
      splitColours(rgb, stride, luma.subarray(line * stride), line >> 1, half, blue, red);
    }
    for (let unit = 0; unit < units; unit++) {
      out.reserve(UNIT_BYTES);
      const left = unit * UNIT;
      y.write(out, luma, left, stride);
      y.write(out, luma, left + 8, stride);
      y.write(out, luma, left + 8 * stride, stride);
      y.write(out, luma, left + 8 * stride + 8, stride);
      cb.write(out, blue, unit * 8, half);
      cr.write(out, red, unit * 8, half);
    }
  }
  out.reserve(16);
  out.flush();
  out.bytes(0xff, 0xd9);
  return out.finish();
}

function padRow(rgb: Uint8Array, width: number, stride: number): void {
  const last = (width - 1) * 3;
  for (let i = width * 3; i < stride * 3; i += 3) rgb.copyWithin(i, last, last + 3);
}

/** To brightness and two colour differences (JFIF's YCbCr), around 0; the differences are averaged over two by two pixels. */
function splitColours(
  rgb: Uint8Array,
  stride: number,
  luma: Float32Array,
  line: number,
  half: number,
  blue: Float32Array,
  red: Float32Array,
): void {
  let at = line * half;
  for (let x = 0, i = 0; x < stride; x += 2, i += 6, at++) {
    const r0 = rgb[i] as number;
    const g0 = rgb[i + 1] as number;
    const b0 = rgb[i + 2] as number;
    const r1 = rgb[i + 3] as number;
    const g1 = rgb[i + 4] as number;
    const b1 = rgb[i + 5] as number;
    luma[x] = 0.299 * r0 + 0.587 * g0 + 0.114 * b0 - 128;
    luma[x + 1] = 0.299 * r1 + 0.587 * g1 + 0.114 * b1 - 128;
    const [r, g, b] = [r0 + r1, g0 + g1, b0 + b1];
    blue[at] = (blue[at] as number) + 0.25 * (-0.168736 * r - 0.331264 * g + 0.5 * b);
    red[at] = (red[at] as number) + 0.25 * (0.5 * r - 0.418688 * g - 0.081312 * b);
  }
}

// -- coefficients ------------------------------------------------------------------------------------------------------

function scaled(table: Uint8Array, quality: number): Uint8Array {
  const q = Math.min(100, Math.max(1, Math.round(quality)));
  const percent = q < 50 ? 5_000 / q : 200 - 2 * q;
  return table.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}

/** What the fast transform below leaves in each row and column, times the square root of 8. */
const AAN = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379] as const;

/** One component: its rounding, its codes, and the last block's mean, from which the next one is told. */
class Channel {
  readonly #factors = new Float32Array(64);
  readonly #dc: Codes;
  readonly #ac: Codes;
  readonly #block = new Float32Array(64);
  readonly #levels = new Int32Array(64);
  #mean = 0;

  constructor(table: Uint8Array, dc: Codes, ac: Codes) {
    for (let i = 0; i < 64; i++) {
      this.#factors[i] = 1 / ((table[i] as number) * (AAN[i >> 3] as number) * (AAN[i & 7] as number) * 8);
    }
    this.#dc = dc;
    this.#ac = ac;
  }

  /** Codes the eight by eight samples at `at` of a plane whose rows are `stride` apart. */
  write(out: Writer, plane: Float32Array, at: number, stride: number): void {
    const block = this.#block;
    for (let row = 0; row < 8; row++) {
      const from = at + row * stride;
      for (let column = 0; column < 8; column++) block[row * 8 + column] = plane[from + column] as number;
    }
    transform(block);
    const levels = this.#levels;
    const factors = this.#factors;
    for (let k = 0; k < 64; k++) {
      const i = ZIGZAG[k] as number;
      levels[k] = Math.round((block[i] as number) * (factors[i] as number));
    }

    const mean = levels[0] as number;
    const difference = mean - this.#mean;
    this.#mean = mean;
    const size = sizeOf(difference);
    out.bits(this.#dc.code[size] as number, this.#dc.length[size] as number);
    if (size > 0) out.bits(magnitude(difference, size), size);

    let last = 63;
    while (last > 0 && levels[last] === 0) last--;
    const { code, length } = this.#ac;
    let zeros = 0;
    for (let k = 1; k <= last; k++) {
      const level = levels[k] as number;
      if (level === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) out.bits(code[0xf0] as number, length[0xf0] as number);
      const bits = sizeOf(level);
      const symbol = (zeros << 4) | bits;
      out.bits(code[symbol] as number, length[symbol] as number);
      out.bits(magnitude(level, bits), bits);
      zeros = 0;
    }
    if (last < 63) out.bits(code[0] as number, length[0] as number);
  }
}

const sizeOf = (level: number): number => 32 - Math.clz32(level < 0 ? -level : level);
/** Negative levels count down from all ones. */
const magnitude = (level: number, size: number): number => (level < 0 ? level + (1 << size) - 1 : level);

/** The discrete cosine transform by the method of Arai, Agui and Nakajima (1988), in place: rows, then columns. */
function transform(block: Float32Array): void {
  for (let row = 0; row < 64; row += 8) transformEight(block, row, 1);
  for (let column = 0; column < 8; column++) transformEight(block, column, 8);
}

function transformEight(b: Float32Array, at: number, step: number): void {
  const i1 = at + step;
  const i2 = i1 + step;
  const i3 = i2 + step;
  const i4 = i3 + step;
  const i5 = i4 + step;
  const i6 = i5 + step;
  const i7 = i6 + step;
  const s0 = (b[at] as number) + (b[i7] as number);
  const d0 = (b[at] as number) - (b[i7] as number);
  const s1 = (b[i1] as number) + (b[i6] as number);
  const d1 = (b[i1] as number) - (b[i6] as number);
  const s2 = (b[i2] as number) + (b[i5] as number);
  const d2 = (b[i2] as number) - (b[i5] as number);
  const s3 = (b[i3] as number) + (b[i4] as number);
  const d3 = (b[i3] as number) - (b[i4] as number);

  const a = s0 + s3;
  const c = s1 + s2;
  const e = s0 - s3;
  const f = (s1 - s2 + e) * 0.707106781;
  b[at] = a + c;
  b[i4] = a - c;
  b[i2] = e + f;
  b[i6] = e - f;

  const p = d3 + d2;
  const q = (d2 + d1) * 0.707106781;
  const r = d1 + d0;
  const z = (p - r) * 0.382683433;
  const u = 0.5411961 * p + z;
  const v = 1.306562965 * r + z;
  const m = d0 + q;
  const n = d0 - q;
  b[i5] = n + u;
  b[i3] = n - u;
  b[i1] = m + v;
  b[i7] = m - v;
}

// -- codes and bytes ---------------------------------------------------------------------------------------------------

interface Codes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/** The canonical codes of a table, by symbol. */
function codesOf({ counts, symbols }: HuffmanTable): Codes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  counts.forEach((count, i) => {
    for (let k = 0; k < count; k++, at++) {
      const symbol = symbols[at] as number;
      code[symbol] = next++;
      length[symbol] = i + 1;
    }
    next <<= 1;
  });
  return { code, length };
}

class Writer {
  #buffer: Uint8Array<ArrayBuffer>;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(size: number) {
    this.#buffer = new Uint8Array(size);
  }

  /** Makes sure that there is room for so many more. */
  reserve(count: number): void {
    if (this.#at + count <= this.#buffer.length) return;
    const larger = new Uint8Array(this.#buffer.length * 2 + count);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  bytes(...values: readonly number[]): void {
    this.reserve(values.length);
    this.#buffer.set(values, this.#at);
    this.#at += values.length;
  }

  /** The lowest `length` bits of `value`; at most 16. */
  bits(value: number, length: number): void {
    let held = (this.#held << length) | value;
    let count = this.#count + length;
    while (count >= 8) {
      count -= 8;
      const byte = (held >>> count) & 255;
      this.#buffer[this.#at++] = byte;
      // After a byte of ones comes a byte of zeros, so that no data looks like a marker.
      if (byte === 255) this.#buffer[this.#at++] = 0;
    }
    held &= (1 << count) - 1;
    this.#held = held;
    this.#count = count;
  }

  /** Fills the last byte with ones. */
  flush(): void {
    if (this.#count > 0) this.bits((1 << (8 - this.#count)) - 1, 8 - this.#count);
  }

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#at);
  }
}

const word = (value: number): [high: number, low: number] => [value >> 8, value & 255];

function writeHeaders(
  out: Writer,
  width: number,
  height: number,
  luminance: Uint8Array,
  chrominance: Uint8Array,
): void {
  const inZigzag = (table: Uint8Array): number[] => Array.from(ZIGZAG, (i) => table[i] as number);
  const segment = (marker: number, content: readonly number[]): void =>
    out.bytes(0xff, marker, ...word(content.length + 2), ...content);
  const huffman = (id: number, { counts, symbols }: HuffmanTable): number[] => [id, ...counts, ...symbols];

  out.bytes(0xff, 0xd8);
  // "JFIF", version 1.1, square pixels, no preview.
  segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  segment(0xdb, [0, ...inZigzag(luminance), 1, ...inZigzag(chrominance)]);
  segment(0xc0, [8, ...word(height), ...word(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  segment(0xc4, [
    ...huffman(0x00, DC_LUMINANCE),
    ...huffman(0x10, AC_LUMINANCE),
    ...huffman(0x01, DC_CHROMINANCE),
    ...huffman(0x11, AC_CHROMINANCE),
  ]);
  segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
}
