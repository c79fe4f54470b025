/** From one kind of pixel to another: whole numbers throughout, with the weights that Pillow documents. */

/** Two bytes that stand for 0 to 1 each, multiplied, and rounded. */
function times(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** ITU-R 601-2: what the eye makes of it. */
function luma(r: number, g: number, b: number): number {
  return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
}

type Convert = (source: Uint8Array, target: Uint8Array) => void;

function each(from: number, to: number, pixel: (s: Uint8Array, p: number, t: Uint8Array, q: number) => void): Convert {
  return (source, target) => {
    for (let p = 0, q = 0; p < source.length; p += from, q += to) pixel(source, p, target, q);
  };
}

/** JPEG's colours, which are YCbCr's at full range. */
export function toYcc(source: Uint8Array, p: number, bands: number, target: Uint8Array, count: number): void {
  let q = 0;
  for (let i = 0; i < count; i++, p += bands) {
    const r = source[p]!;
    const g = source[p + 1]!;
    const b = source[p + 2]!;
    target[q++] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
    target[q++] = (-11059 * r - 21709 * g + 32768 * b + 8421375) >> 16;
    target[q++] = (32768 * r - 27439 * g - 5329 * b + 8421375) >> 16;
  }
}

/** The same back, in place: three bytes a pixel. */
export function fromYcc(pixels: Uint8Array): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let p = 0; p + 2 < pixels.length; p += 3) {
    const y = pixels[p]!;
    const cb = pixels[p + 1]! - 128;
    const cr = pixels[p + 2]! - 128;
    clamped[p] = y + ((91881 * cr + 32768) >> 16);
    clamped[p + 1] = y + ((-22554 * cb - 46802 * cr + 32768) >> 16);
    clamped[p + 2] = y + ((116130 * cb + 32768) >> 16);
  }
}

/** `L>RGB` and its kind, between modes of Pillow's names; `a` at the end means that colours are multiplied by the alpha. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  'L>1': each(1, 1, (s, p, t, q) => (t[q] = s[p]! >= 128 ? 255 : 0)),
  'L>LA': each(1, 2, (s, p, t, q) => {
    t[q] = s[p]!;
    t[q + 1] = 255;
  }),
  'L>RGB': each(1, 3, (s, p, t, q) => (t[q] = t[q + 1] = t[q + 2] = s[p]!)),
  'L>RGBA': each(1, 4, (s, p, t, q) => {
    t[q] = t[q + 1] = t[q + 2] = s[p]!;
    t[q + 3] = 255;
  }),
  'L>CMYK': each(1, 4, (s, p, t, q) => {
    t[q] = t[q + 1] = t[q + 2] = 0;
    t[q + 3] = 255 - s[p]!;
  }),
  'LA>L': each(2, 1, (s, p, t, q) => (t[q] = s[p]!)),
  'LA>RGB': each(2, 3, (s, p, t, q) => (t[q] = t[q + 1] = t[q + 2] = s[p]!)),
  'LA>RGBA': each(2, 4, (s, p, t, q) => {
    t[q] = t[q + 1] = t[q + 2] = s[p]!;
    t[q + 3] = s[p + 1]!;
  }),
  'LA>La': each(2, 2, (s, p, t, q) => {
    t[q] = times(s[p]!, s[p + 1]!);
    t[q + 1] = s[p + 1]!;
  }),
  'La>LA': each(2, 2, (s, p, t, q) => {
    const alpha = s[p + 1]!;
    t[q] = divided(s[p]!, alpha);
    t[q + 1] = alpha;
  }),
  'RGB>L': each(3, 1, (s, p, t, q) => (t[q] = luma(s[p]!, s[p + 1]!, s[p + 2]!))),
  // For black and white, Pillow rounds the luma down.
  'RGB>luma': each(3, 1, (s, p, t, q) => {
    t[q] = Math.trunc((s[p]! * 299 + s[p + 1]! * 587 + s[p + 2]! * 114) / 1000);
  }),
  'RGB>LA': each(3, 2, (s, p, t, q) => {
    t[q] = luma(s[p]!, s[p + 1]!, s[p + 2]!);
    t[q + 1] = 255;
  }),
  'RGB>RGBA': each(3, 4, (s, p, t, q) => {
    t[q] = s[p]!;
    t[q + 1] = s[p + 1]!;
    t[q + 2] = s[p + 2]!;
    t[q + 3] = 255;
  }),
  'RGB>CMYK': each(3, 4, (s, p, t, q) => {
    t[q] = 255 - s[p]!;
    t[q + 1] = 255 - s[p + 1]!;
    t[q + 2] = 255 - s[p + 2]!;
    t[q + 3] = 0;
  }),
  'RGB>YCbCr': (source, target) => toYcc(source, 0, 3, target, target.length / 3),
  'YCbCr>RGB': (source, target) => {
    target.set(source);
    fromYcc(target);
  },
  'YCbCr>L': each(3, 1, (s, p, t, q) => (t[q] = s[p]!)),
  'RGBA>L': each(4, 1, (s, p, t, q) => (t[q] = luma(s[p]!, s[p + 1]!, s[p + 2]!))),
  'RGBA>LA': each(4, 2, (s, p, t, q) => {
    t[q] = luma(s[p]!, s[p + 1]!, s[p + 2]!);
    t[q + 1] = s[p + 3]!;
  }),
  'RGBA>RGB': each(4, 3, (s, p, t, q) => {
    t[q] = s[p]!;
    t[q + 1] = s[p + 1]!;
    t[q + 2] = s[p + 2]!;
  }),
  'RGBA>RGBa': each(4, 4, (s, p, t, q) => {
    const alpha = s[p + 3]!;
    t[q] = times(s[p]!, alpha);
    t[q + 1] = times(s[p + 1]!, alpha);
    t[q + 2] = times(s[p + 2]!, alpha);
    t[q + 3] = alpha;
  }),
  'RGBa>RGBA': each(4, 4, (s, p, t, q) => {
    const alpha = s[p + 3]!;
    t[q] = divided(s[p]!, alpha);
    t[q + 1] = divided(s[p + 1]!, alpha);
    t[q + 2] = divided(s[p + 2]!, alpha);
    t[q + 3] = alpha;
  }),
  'CMYK>RGB': each(4, 3, (s, p, t, q) => {
    const white = 255 - s[p + 3]!;
    t[q] = white - times(s[p]!, white);
    t[q + 1] = white - times(s[p + 1]!, white);
    t[q + 2] = white - times(s[p + 2]!, white);
  }),
};

function divided(color: number, alpha: number): number {
  if (alpha === 0 || alpha === 255) return color;
  return Math.min(255, Math.trunc((255 * color) / alpha));
}

/** False when there is no such conversion in one step. */
export function convert(from: string, to: string, source: Uint8Array, target: Uint8Array): boolean {
  const conversion = CONVERSIONS[`${from}>${to}`];
  conversion?.(source, target);
  return conversion !== undefined;
}

/** Through a palette: `entries` holds the `bands` bytes of each of 256 colours. */
export function lookUp(source: Uint8Array, entries: Uint8Array, bands: number, target: Uint8Array): void {
  let q = 0;
  for (const index of source) {
    const entry = index * bands;
    for (let band = 0; band < bands; band++) target[q++] = entries[entry + band]!;
  }
}

/** A table of 256 values for each band. */
export function mapThrough(source: Uint8Array, bands: number, table: Uint8Array, target: Uint8Array): void {
  const shared = table.length === 256;
  for (let p = 0; p < source.length; p += bands) {
    for (let band = 0; band < bands; band++) target[p + band] = table[(shared ? 0 : band * 256) + source[p + band]!]!;
  }
}

/** RGBA pixels of this colour become transparent. */
export function clearColor(pixels: Uint8Array, red: number, green: number, blue: number): void {
  for (let p = 0; p < pixels.length; p += 4) {
    if (pixels[p] === red && pixels[p + 1] === green && pixels[p + 2] === blue) pixels[p + 3] = 0;
  }
}

/** Black and white, with each pixel's error handed on to its neighbours (Floyd and Steinberg). */
export function dither(source: Uint8Array, width: number, height: number, target: Uint8Array): void {
  // Sixteenths that the row above leaves to this one; one more at the left.
  const errors = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    let carried = 0;
    let belowLeft = 0;
    let below = 0;
    for (let x = 0; x < width; x++) {
      const wanted = source[y * width + x]! + Math.trunc((carried + errors[x + 1]!) / 16);
      const value = wanted < 0 ? 0 : wanted > 255 ? 255 : wanted;
      const white = value > 128;
      target[y * width + x] = white ? 255 : 0;
      const error = white ? value - 255 : value;
      errors[x] = belowLeft + 3 * error;
      belowLeft = below + 5 * error;
      below = error;
      carried = 7 * error;
    }
    errors[width] = belowLeft;
  }
}

/** `to` where the mask is 255, `target` as it was where the mask is 0, and between them between them. */
export function blendWith(target: Uint8Array, source: Uint8Array, bands: number, mask: Uint8Array): void {
  for (let i = 0, p = 0; i < mask.length; i++) {
    const weight = mask[i]!;
    for (let band = 0; band < bands; band++, p++) {
      const sum = target[p]! * (255 - weight) + source[p]! * weight + 128;
      target[p] = ((sum >> 8) + sum) >> 8;
    }
  }
}

/** Between two images, and beyond them: `share` 0 is the first, 1 the second. Single precision, as Pillow computes. */
export function interpolate(first: Uint8Array, second: Uint8Array, share: number, target: Uint8Array): void {
  const part = Math.fround(share);
  for (let i = 0; i < target.length; i++) {
    const from = first[i]!;
    const value = Math.fround(from + Math.fround(part * (second[i]! - from)));
    target[i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
  }
}

/** One image over another, both with alpha (RGBA). */
export function composite(below: Uint8Array, above: Uint8Array, target: Uint8Array): void {
  for (let p = 0; p < target.length; p += 4) {
    const alpha = above[p + 3]!;
    if (alpha === 0) {
      for (let band = 0; band < 4; band++) target[p + band] = below[p + band]!;
      continue;
    }
    const rest = below[p + 3]! * (255 - alpha);
    const whole = alpha * 255 + rest;
    // Seven bits more than a byte, so that rounding does no harm.
    const share = Math.trunc((alpha * 255 * 255 * 128) / whole);
    for (let band = 0; band < 3; band++) {
      const sum = above[p + band]! * share + below[p + band]! * (255 * 128 - share) + (0x80 << 7);
      target[p + band] = (((sum >> 8) + sum) >> 8) >> 7;
    }
    const out = whole + 0x80;
    target[p + 3] = ((out >> 8) + out) >> 8;
  }
}

export function histogram(source: Uint8Array, bands: number, counts: Uint32Array): void {
  for (let p = 0; p < source.length; p += bands) {
    for (let band = 0; band < bands; band++) counts[band * 256 + source[p + band]!]!++;
  }
}

/** Left, top, right and bottom of what is not zero; null when all is. `bands` in `looked` are looked at. */
export function boundsOf(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  looked: readonly number[],
): [number, number, number, number] | null {
  let [left, top, right, bottom] = [width, -1, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = (y * width + x) * bands;
      if (!looked.some((band) => source[p + band] !== 0)) continue;
      if (top < 0) top = y;
      bottom = y + 1;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
    }
  }
  return top < 0 ? null : [left, top, right, bottom];
}
