/** GIF's pixels: indices of a palette, compressed by LZW, perhaps with rows out of order. */

const MOST_CODES = 4096;

/** `data`: the bytes of all sub-blocks, one after the other. False when they end too early or make no sense. */
export function decodeLzw(
  data: Uint8Array,
  minimum: number,
  width: number,
  height: number,
  interlaced: boolean,
  target: Uint8Array,
): boolean {
  if (minimum < 1 || minimum > 11) return false;
  const clear = 1 << minimum;
  const end = clear + 1;
  // A code stands for another code's pixels and one pixel more.
  const prefixes = new Uint16Array(MOST_CODES);
  const lasts = new Uint8Array(MOST_CODES);
  const lengths = new Uint16Array(MOST_CODES);
  for (let i = 0; i < clear; i++) {
    lasts[i] = i;
    lengths[i] = 1;
  }
  const rows = rowOrder(height, interlaced);
  const total = width * height;
  const run = new Uint8Array(MOST_CODES + 1);
  let size = minimum + 1;
  let next = end + 1;
  let previous = -1;
  let first = 0;
  let bits = 0;
  let count = 0;
  let at = 0;
  let written = 0;
  while (written < total) {
    while (count < size) {
      if (at >= data.length) return false;
      bits |= data[at++]! << count;
      count += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    count -= size;
    if (code === clear) {
      size = minimum + 1;
      next = end + 1;
      previous = -1;
      continue;
    }
    if (code === end) return false;
    if (code > next || (code === next && previous < 0) || (previous < 0 && code >= clear)) return false;
    // A code that is only now being made: the one before, and its own first pixel again.
    const fresh = code === next;
    let length = fresh ? lengths[previous]! + 1 : lengths[code]!;
    const runLength = length;
    if (fresh) run[--length] = first;
    for (let c = fresh ? previous : code; length > 0; c = prefixes[c]!) run[--length] = lasts[c]!;
    first = run[0]!;
    if (previous >= 0 && next < MOST_CODES) {
      prefixes[next] = previous;
      lasts[next] = first;
      lengths[next] = lengths[previous]! + 1;
      next++;
      if (next === 1 << size && size < 12) size++;
    }
    previous = code;
    for (let i = 0; i < runLength && written < total; i++, written++) {
      const row = Math.trunc(written / width);
      target[rows[row]! * width + (written - row * width)] = run[i]!;
    }
  }
  return true;
}

function rowOrder(height: number, interlaced: boolean): Int32Array {
  const rows = Int32Array.from({ length: height }, (_, i) => i);
  if (!interlaced) return rows;
  let at = 0;
  for (const [from, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let row = from; row < height; row += step) rows[at++] = row;
  }
  return rows;
}
