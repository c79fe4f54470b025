/** Turning images: by quarters, which moves bytes, and by any angle, which needs new pixels between the old ones. */

/** Numbered as Pillow's `Image.Transpose`. */
const FLIP_LEFT_RIGHT = 0;
const FLIP_TOP_BOTTOM = 1;
const ROTATE_90 = 2;
const ROTATE_180 = 3;
const ROTATE_270 = 4;
const TRANSPOSE = 5;

/** The image mirrored or turned by quarters (against the clock). */
export function transpose(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  method: number,
  target: Uint8Array,
): void {
  // Where the result's first pixel lies in the source, and how many pixels on the next one is: in its row, in its column.
  const lastColumn = width - 1;
  const lastRow = (height - 1) * width;
  const [outWidth, first, right, down] =
    method === FLIP_LEFT_RIGHT
      ? [width, lastColumn, -1, width]
      : method === FLIP_TOP_BOTTOM
        ? [width, lastRow, 1, -width]
        : method === ROTATE_90
          ? [height, lastColumn, width, -1]
          : method === ROTATE_180
            ? [width, lastRow + lastColumn, -1, -width]
            : method === ROTATE_270
              ? [height, lastRow, -width, 1]
              : method === TRANSPOSE
                ? [height, 0, width, 1]
                : [height, lastRow + lastColumn, -width, -1];
  const outHeight = (width * height) / outWidth;
  let at = 0;
  for (let y = 0; y < outHeight; y++) {
    let from = (first + y * down) * bands;
    const step = right * bands;
    for (let x = 0; x < outWidth; x++, from += step) {
      for (let band = 0; band < bands; band++) target[at++] = source[from + band]!;
    }
  }
}

export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

/** (x, y) of the result comes from (a x + b y + c, d x + e y + f) of the source. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What comes from outside the source is left as it is in `target`. */
export function affine(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  matrix: Matrix,
  interpolation: Interpolation,
  target: Uint8Array,
  outWidth: number,
  outHeight: number,
): void {
  if (interpolation === 'nearest') nearest(source, width, height, bands, matrix, target, outWidth, outHeight);
  else {
    const [a, b, c, d, e, f] = matrix;
    const sample = interpolation === 'bilinear' ? bilinear : bicubic;
    let at = 0;
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++, at += bands) {
        const xin = a * (x + 0.5) + b * (y + 0.5) + c;
        const yin = d * (x + 0.5) + e * (y + 0.5) + f;
        if (xin < 0 || xin >= width || yin < 0 || yin >= height) continue;
        sample(source, width, height, bands, xin - 0.5, yin - 0.5, target, at);
      }
    }
  }
}

/** Places in 16 bits before and 16 behind the point, as Pillow counts them. */
function nearest(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  [a, b, c, d, e, f]: Matrix,
  target: Uint8Array,
  outWidth: number,
  outHeight: number,
): void {
  const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);
  const [fa, fb, fd, fe] = [fixed(a), fixed(b), fixed(d), fixed(e)];
  let rowX = fixed(c + a * 0.5 + b * 0.5);
  let rowY = fixed(f + d * 0.5 + e * 0.5);
  let at = 0;
  for (let y = 0; y < outHeight; y++, rowX += fb, rowY += fe) {
    let xin = rowX;
    let yin = rowY;
    for (let x = 0; x < outWidth; x++, xin += fa, yin += fd, at += bands) {
      const column = Math.floor(xin / 65536);
      const row = Math.floor(yin / 65536);
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const from = (row * width + column) * bands;
      for (let band = 0; band < bands; band++) target[at + band] = source[from + band]!;
    }
  }
}

const clip = (value: number, size: number): number => (value < 0 ? 0 : value >= size ? size - 1 : value);

function bilinear(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  xin: number,
  yin: number,
  target: Uint8Array,
  at: number,
): void {
  const x = Math.floor(xin);
  const y = Math.floor(yin);
  const dx = xin - x;
  const dy = yin - y;
  const x0 = clip(x, width) * bands;
  const x1 = clip(x + 1, width) * bands;
  const upper = clip(y, height) * width * bands;
  const lower = clip(y + 1, height) * width * bands;
  for (let band = 0; band < bands; band++) {
    const up = source[upper + x0 + band]!;
    const low = source[lower + x0 + band]!;
    const v1 = up + (source[upper + x1 + band]! - up) * dx;
    const v2 = low + (source[lower + x1 + band]! - low) * dx;
    target[at + band] = Math.trunc(v1 + (v2 - v1) * dy);
  }
}

function cubic(v1: number, v2: number, v3: number, v4: number, d: number): number {
  return v2 + d * (v3 - v1 + d * (2 * (v1 - v2) + v3 - v4 + d * (v2 - v1 - v3 + v4)));
}

function bicubic(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  xin: number,
  yin: number,
  target: Uint8Array,
  at: number,
): void {
  const x = Math.floor(xin);
  const y = Math.floor(yin);
  const dx = xin - x;
  const dy = yin - y;
  const x0 = clip(x - 1, width) * bands;
  const x1 = clip(x, width) * bands;
  const x2 = clip(x + 1, width) * bands;
  const x3 = clip(x + 2, width) * bands;
  for (let band = 0; band < bands; band++) {
    const row = (at: number): number => {
      const from = clip(at, height) * width * bands + band;
      return cubic(source[from + x0]!, source[from + x1]!, source[from + x2]!, source[from + x3]!, dx);
    };
    const value = cubic(row(y - 1), row(y), row(y + 1), row(y + 2), dy);
    target[at + band] = value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
  }
}
