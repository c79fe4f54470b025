/** PNG's rows of bytes (https://www.w3.org/TR/png-3/). Compression is zlib's, which Python has. */

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

const WHOLE: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];

/** Adam7: seven images, each finer than the one before. */
const INTERLACED: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - corner - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** A filter's guess at a byte from those before it: none, left, up, mean, Paeth. */
function guess(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, unit: number): void {
  const length = row.length;
  if (filter === 1) {
    for (let i = unit; i < length; i++) row[i] = row[i]! + row[i - unit]!;
  } else if (filter === 2) {
    for (let i = 0; i < length; i++) row[i] = row[i]! + above[i]!;
  } else if (filter === 3) {
    for (let i = 0; i < length; i++) row[i] = row[i]! + (((i < unit ? 0 : row[i - unit]!) + above[i]!) >> 1);
  } else if (filter === 4) {
    for (let i = 0; i < Math.min(unit, length); i++) row[i] = row[i]! + above[i]!;
    for (let i = unit; i < length; i++) row[i] = row[i]! + paeth(row[i - unit]!, above[i]!, above[i - unit]!);
  }
}

/**
 * `data` is what zlib gave, and is changed. `target` gets one byte for each sample: of 16 bits the upper 8; of fewer than 8 the value
 * itself, or, with `stretch`, what it means among 256. False when there are not rows enough.
 */
export function decodeRows(
  data: Uint8Array,
  width: number,
  height: number,
  depth: number,
  channels: number,
  interlaced: boolean,
  stretch: boolean,
  target: Uint8Array,
): boolean {
  const bitsPerPixel = depth * channels;
  const unit = Math.max(1, bitsPerPixel >> 3);
  const factor = stretch && depth < 8 ? 255 / ((1 << depth) - 1) : 1;
  let at = 0;
  for (const { x: x0, y: y0, dx, dy } of interlaced ? INTERLACED : WHOLE) {
    const columns = Math.ceil((width - x0) / dx);
    const rows = Math.ceil((height - y0) / dy);
    if (columns <= 0 || rows <= 0) continue;
    const rowBytes = Math.ceil((columns * bitsPerPixel) / 8);
    let above: Uint8Array = new Uint8Array(rowBytes);
    for (let i = 0; i < rows; i++) {
      const filter = data[at++]!;
      if (at + rowBytes > data.length || filter > 4) return false;
      const row = data.subarray(at, at + rowBytes);
      at += rowBytes;
      unfilterRow(filter, row, above, unit);
      above = row;
      const out = ((y0 + i * dy) * width + x0) * channels;
      if (depth === 8 && dx === 1) target.set(row, out);
      else spread(row, columns, depth, channels, factor, target, out, dx * channels);
    }
  }
  return true;
}

function spread(
  row: Uint8Array,
  columns: number,
  depth: number,
  channels: number,
  factor: number,
  target: Uint8Array,
  first: number,
  step: number,
): void {
  const mask = (1 << depth) - 1;
  for (let column = 0; column < columns; column++) {
    for (let channel = 0; channel < channels; channel++) {
      const sample = column * channels + channel;
      const out = first + column * step + channel;
      if (depth === 16) target[out] = row[sample * 2]!;
      else if (depth === 8) target[out] = row[sample]!;
      else {
        const bit = sample * depth;
        target[out] = ((row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask) * factor;
      }
    }
  }
}

/** Rows ready for zlib. Each gets the filter whose result lies nearest to zero in sum, which tends to compress best. */
export function encodeRows(
  source: Uint8Array,
  rowBytes: number,
  height: number,
  unit: number,
  target: Uint8Array,
): void {
  const candidates = Array.from({ length: 5 }, () => new Uint8Array(rowBytes));
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = source.subarray(y * rowBytes, (y + 1) * rowBytes);
    let best = 0;
    let least = Infinity;
    candidates.forEach((candidate, filter) => {
      let sum = 0;
      for (let i = 0; i < rowBytes && sum < least; i++) {
        const left = i < unit ? 0 : row[i - unit]!;
        const corner = i < unit ? 0 : above[i - unit]!;
        const difference = (row[i]! - guess(filter, left, above[i]!, corner)) & 255;
        candidate[i] = difference;
        sum += difference < 128 ? difference : 256 - difference;
      }
      if (sum < least) {
        least = sum;
        best = filter;
      }
    });
    target[y * (rowBytes + 1)] = best;
    target.set(candidates[best]!, y * (rowBytes + 1) + 1);
    above = row;
  }
}

/** Eight pixels to a byte, white ones as 1; each row begins with a byte of its own. */
export function packBits(source: Uint8Array, width: number, height: number, target: Uint8Array): void {
  const rowBytes = (width + 7) >> 3;
  target.fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (source[y * width + x]! !== 0) target[y * rowBytes + (x >> 3)]! |= 128 >> (x & 7);
    }
  }
}

export function unpackBits(source: Uint8Array, width: number, height: number, target: Uint8Array): void {
  const rowBytes = (width + 7) >> 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      target[y * width + x] = (source[y * rowBytes + (x >> 3)]! & (128 >> (x & 7))) === 0 ? 0 : 255;
    }
  }
}
