/** Filters that look at a pixel's neighbours. All of them treat the bands alike and apart. */

/**
 * A kernel of 3 by 3 or 5 by 5 weights, the lowest row first, as Pillow's C core takes them. Pixels at the border, which have
 * too few neighbours, stay as they are.
 */
export function convolve(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  kernel: readonly number[],
  offset: number,
  target: Uint8Array,
): void {
  target.set(source);
  const size = kernel.length === 9 ? 3 : 5;
  const reach = size >> 1;
  const rowBytes = width * bands;
  // In single precision, each row of the kernel for itself and then their sums: many results lie halfway between two levels,
  // and only the same rounding makes them the same. Weights of 0 are common, and change nothing.
  const f = Math.fround;
  const rows: { readonly steps: number[]; readonly weights: number[] }[] = [];
  for (let row = 0; row < size; row++) {
    const steps: number[] = [];
    const weights: number[] = [];
    for (let column = 0; column < size; column++) {
      const weight = f(kernel[row * size + column]!);
      if (weight === 0) continue;
      steps.push((reach - row) * rowBytes + (column - reach) * bands);
      weights.push(weight);
    }
    if (steps.length > 0) rows.push({ steps, weights });
  }
  const begin = f(f(offset) + 0.5);
  for (let y = reach; y < height - reach; y++) {
    const end = y * rowBytes + (width - reach) * bands;
    for (let p = y * rowBytes + reach * bands; p < end; p++) {
      let sum = begin;
      for (const { steps, weights } of rows) {
        let part = f(source[p + steps[0]!]! * weights[0]!);
        for (let i = 1; i < steps.length; i++) part = f(part + f(source[p + steps[i]!]! * weights[i]!));
        sum = f(sum + part);
      }
      target[p] = sum <= 0 ? 0 : sum >= 255 ? 255 : sum;
    }
  }
}

/** The mean over a square, whose radius need not be a whole number: the pixels just outside count in part. */
export function boxBlur(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  xRadius: number,
  yRadius: number,
  passes: number,
  target: Uint8Array,
): void {
  target.set(source);
  const line = new Uint8Array(Math.max(width, height));
  const out = new Uint8Array(line.length);
  if (xRadius > 0) {
    for (let y = 0; y < height; y++) {
      for (let band = 0; band < bands; band++) {
        blurLine(target, y * width * bands + band, bands, width, xRadius, passes, line, out);
      }
    }
  }
  if (yRadius > 0) {
    for (let x = 0; x < width * bands; x++) blurLine(target, x, width * bands, height, yRadius, passes, line, out);
  }
}

function blurLine(
  image: Uint8Array,
  first: number,
  step: number,
  length: number,
  floatRadius: number,
  passes: number,
  line: Uint8Array,
  out: Uint8Array,
): void {
  const exact = Math.fround(floatRadius);
  const radius = Math.trunc(exact);
  // 24 bits behind the point: the weight of a pixel inside, and of the two just outside.
  const weight = Math.trunc((1 << 24) / (exact * 2 + 1));
  const edgeWeight = ((1 << 24) - (radius * 2 + 1) * weight) / 2;
  const far = Math.trunc(edgeWeight);
  const last = length - 1;
  for (let i = 0, p = first; i < length; i++, p += step) line[i] = image[p]!;
  for (let pass = 0; pass < passes; pass++) {
    // Beyond its ends the line goes on as it begins and ends.
    let sum = line[0]! * (radius + 1);
    for (let i = 0; i < radius; i++) sum += line[Math.min(i, last)]!;
    for (let x = 0; x < length; x++) {
      const right = x + radius;
      const left = x - radius - 1;
      const leftValue = line[left < 0 ? 0 : left]!;
      sum += line[right > last ? last : right]! - leftValue;
      const rightValue = line[right + 1 > last ? last : right + 1]!;
      out[x] = (sum * weight + (leftValue + rightValue) * far + (1 << 23)) >>> 24;
    }
    for (let i = 0; i < length; i++) line[i] = out[i]!;
  }
  for (let i = 0, p = first; i < length; i++, p += step) image[p] = line[i]!;
}

/** The radius of a box that, applied `passes` times, comes close to a Gaussian with this standard deviation. */
export function boxRadiusFor(deviation: number, passes: number): number {
  const variance = (deviation * deviation) / passes;
  const length = Math.sqrt(12 * variance + 1);
  const whole = Math.floor((length - 1) / 2);
  const part = ((2 * whole + 1) * (whole * (whole + 1) - 3 * variance)) / (6 * (variance - (whole + 1) * (whole + 1)));
  return whole + part;
}

/** Takes the blurred image away from the image, in part: what remains is sharper. `blurred` becomes the result. */
export function sharpenBy(source: Uint8Array, blurred: Uint8Array, percent: number, threshold: number): void {
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!;
    const difference = value - blurred[i]!;
    if (Math.abs(difference) > threshold) {
      const sharp = value + Math.trunc((difference * percent) / 100);
      blurred[i] = sharp < 0 ? 0 : sharp > 255 ? 255 : sharp;
    } else {
      blurred[i] = value;
    }
  }
}

/** The pixel of a given rank among its neighbours and itself: the smallest, the median, the largest. Beyond its edges the image goes on. */
export function rankFilter(
  source: Uint8Array,
  width: number,
  height: number,
  bands: number,
  size: number,
  rank: number,
  target: Uint8Array,
): void {
  const reach = size >> 1;
  const counts = new Int32Array(256);
  const add = (x: number, y: number, band: number, count: number): void => {
    const column = x < 0 ? 0 : x >= width ? width - 1 : x;
    const row = y < 0 ? 0 : y >= height ? height - 1 : y;
    const value = source[(row * width + column) * bands + band]!;
    counts[value] = counts[value]! + count;
  };
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < height; y++) {
      counts.fill(0);
      for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) add(dx, y + dy, band, 1);
      for (let x = 0; x < width; x++) {
        let value = 0;
        for (let below = counts[0]!; below <= rank; below += counts[++value]!);
        target[(y * width + x) * bands + band] = value;
        for (let dy = -reach; dy <= reach; dy++) {
          add(x - reach, y + dy, band, -1);
          add(x + reach + 1, y + dy, band, 1);
        }
      }
    }
  }
}
