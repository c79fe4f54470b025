/**
 * Changing an image's size, as Pillow documents it: a convolution along the rows, rounded to bytes, then one along the columns.
 * When an image is made smaller, the filter grows with the scale, so that every pixel of the source counts:
 *
 *     enlarging (scale 1/2)                 reducing (scale 3)
 *     source  |  .  |  .  |  .  |           source  |.|.|.|.|.|.|.|.|.|
 *     support    <-filter->                 support <----- filter -----> (three times as wide)
 *
 * Weights are whole numbers of 22 bits behind the point, made once for each column and row of the result: the same ones as
 * Pillow's, so that the results are the same bytes (`images.test.ts` holds them against Pillow's own).
 */

export type Filter = 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

/** Left, top, right and bottom edge in the source; whole numbers or not. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

const PRECISION = 22;
const ONE = 2 ** PRECISION;
const HALF = 2 ** (PRECISION - 1);

interface Kernel {
  /** The weight is 0 farther away than this, in pixels of the smaller image. */
  readonly support: number;
  weight(distance: number): number;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  return Math.sin(x * Math.PI) / (x * Math.PI);
}

const KERNELS: Readonly<Record<Filter, Kernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI))),
  },
  bicubic: {
    support: 2,
    weight(x) {
      const a = -0.5;
      const d = Math.abs(x);
      if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
      if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
      return 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** For each pixel of the result: where its window begins in the source, how long it is, and its weights. */
interface Weights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` words for each pixel of the result. */
  readonly values: Int32Array;
  readonly stride: number;
}

function weightsOf(kernel: Kernel, size: number, from: number, to: number, outSize: number): Weights {
  const scale = Math.fround(to - from) / outSize;
  const grown = Math.max(scale, 1);
  const support = kernel.support * grown;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outSize);
  const counts = new Int32Array(outSize);
  const values = new Int32Array(outSize * stride);
  const window = new Float64Array(stride);
  for (let i = 0; i < outSize; i++) {
    const center = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(size, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = kernel.weight((k + start - center + 0.5) * (1 / grown));
      window[k] = weight;
      sum += weight;
    }
    starts[i] = start;
    counts[i] = count;
    for (let k = 0; k < count; k++) {
      const weight = sum === 0 ? window[k]! : window[k]! / sum;
      values[i * stride + k] = Math.trunc(weight * ONE + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return { starts, counts, values, stride };
}

/**
 * `source` holds `bands` bytes a pixel, row by row; so will `target`, which is written. The bands do not know each other: of an
 * image with transparency, give one whose colours are multiplied by it.
 */
export function resample(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  box: Box,
  filter: Filter,
  target: Uint8Array,
  outWidth: number,
  outHeight: number,
): void {
  const kernel = KERNELS[filter];
  const [left, top, right, bottom] = box;
  const vertical = outHeight !== height || top !== 0 || bottom !== outHeight;
  const rows = weightsOf(kernel, height, top, bottom, outHeight);
  // Only rows that some pixel of the result looks at.
  const first = vertical ? rows.starts[0]! : 0;
  const last = vertical ? rows.starts[outHeight - 1]! + rows.counts[outHeight - 1]! : height;
  let middle = source.subarray(first * width * bands, last * width * bands);
  if (outWidth !== width || left !== 0 || right !== outWidth) {
    const columns = weightsOf(kernel, width, left, right, outWidth);
    const narrowed = vertical ? new Uint8Array((last - first) * outWidth * bands) : target;
    alongRows(middle, width, last - first, bands, columns, narrowed, outWidth);
    middle = narrowed;
  }
  if (vertical) alongColumns(middle, outWidth * bands, rows, first, target, outHeight);
  else if (middle !== target) target.set(middle);
}

function alongRows(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  { starts, counts, values, stride }: Weights,
  target: Uint8Array,
  outWidth: number,
): void {
  // Sums need not be clamped by hand: this kind of array does it.
  const clamped = new Uint8ClampedArray(target.buffer, target.byteOffset, target.length);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width * bands;
    for (let x = 0; x < outWidth; x++) {
      const count = counts[x]!;
      let from = row + starts[x]! * bands;
      let k = x * stride;
      const end = k + count;
      if (bands === 3) {
        let a = HALF;
        let b = HALF;
        let c = HALF;
        for (; k < end; k++, from += 3) {
          const weight = values[k]!;
          a = (a + Math.imul(weight, source[from]!)) | 0;
          b = (b + Math.imul(weight, source[from + 1]!)) | 0;
          c = (c + Math.imul(weight, source[from + 2]!)) | 0;
        }
        clamped[at++] = a >> PRECISION;
        clamped[at++] = b >> PRECISION;
        clamped[at++] = c >> PRECISION;
      } else {
        for (let band = 0; band < bands; band++) {
          let sum = HALF;
          for (let i = k, p = from + band; i < end; i++, p += bands) {
            sum = (sum + Math.imul(values[i]!, source[p]!)) | 0;
          }
          clamped[at++] = sum >> PRECISION;
        }
      }
    }
  }
}

function alongColumns(
  source: Uint8Array,
  rowBytes: number,
  { starts, counts, values, stride }: Weights,
  first: number,
  target: Uint8Array,
  outHeight: number,
): void {
  const clamped = new Uint8ClampedArray(target.buffer, target.byteOffset, target.length);
  // Whole rows at a time: memory is walked in its own order, which is what makes it quick.
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(HALF);
    const start = starts[y]! - first;
    for (let k = 0; k < counts[y]!; k++) {
      const weight = values[y * stride + k]!;
      const row = (start + k) * rowBytes;
      for (let x = 0; x < rowBytes; x++) sums[x] = sums[x]! + Math.imul(weight, source[row + x]!);
    }
    const out = y * rowBytes;
    for (let x = 0; x < rowBytes; x++) clamped[out + x] = sums[x]! >> PRECISION;
  }
}

/** The pixel whose place is nearest. Places are added up from left to right, as Pillow does, rounding errors included. */
export function sampleNearest(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  box: Box,
  target: Uint8Array,
  outWidth: number,
  outHeight: number,
): void {
  const [left, top, right, bottom] = box;
  const columns = nearestPlaces(width, left, right, outWidth);
  const rows = nearestPlaces(height, top, bottom, outHeight);
  let at = 0;
  for (let y = 0; y < outHeight; y++) {
    const row = rows[y]! * width;
    for (let x = 0; x < outWidth; x++) {
      const from = (row + columns[x]!) * bands;
      for (let band = 0; band < bands; band++) target[at++] = source[from + band]!;
    }
  }
}

function nearestPlaces(size: number, from: number, to: number, outSize: number): Int32Array {
  const step = Math.fround(to - from) / outSize;
  const places = new Int32Array(outSize);
  let place = from + step * 0.5;
  for (let i = 0; i < outSize; i++, place += step) places[i] = Math.min(size - 1, Math.max(0, Math.floor(place)));
  return places;
}

/** Each `across` by `down` pixels of the box become one, their mean; what is left over at the right and below counts for less. */
export function reduce(
  source: Uint8Array,
  width: number,
  bands: number,
  box: Box,
  across: number,
  down: number,
  target: Uint8Array,
): void {
  const [left, top, right, bottom] = box;
  let at = 0;
  for (let y = top; y < bottom; y += down) {
    const yEnd = Math.min(y + down, bottom);
    for (let x = left; x < right; x += across) {
      const xEnd = Math.min(x + across, right);
      const count = (xEnd - x) * (yEnd - y);
      for (let band = 0; band < bands; band++) {
        // A division by a multiplication, as Pillow has it: seldom, the result is one less than the quotient.
        let sum = count >> 1;
        for (let row = y; row < yEnd; row++) {
          const end = (row * width + xEnd) * bands;
          for (let p = (row * width + x) * bands + band; p < end; p += bands) sum += source[p]!;
        }
        target[at++] = Math.trunc((sum * Math.trunc(2 ** 24 / count)) / 2 ** 24);
      }
    }
  }
}
