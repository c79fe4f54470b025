/** Where the lines of a speed-up curve leave the picture, and where their names stand there. Pure. */

export interface CurveLine {
  readonly id: string;
  readonly name: string;
  readonly at: (workers: number) => number;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** Points of a line inside the picture: it ends where it leaves it. */
export function sampled(at: (x: number) => number, from: number, to: number, top: number): readonly CurvePoint[] {
  const points: CurvePoint[] = [];
  const steps = 96;
  for (let i = 0; i <= steps; i++) {
    const x = from + ((to - from) * i) / steps;
    const y = at(x);
    if (!Number.isFinite(y) || y < 0) continue;
    const before = points.at(-1);
    if (y > top) {
      if (before !== undefined && before.y < top) {
        // Up to the very edge.
        points.push({ x: before.x + ((x - before.x) * (top - before.y)) / (y - before.y), y: top });
      }
      break;
    }
    points.push({ x, y });
  }
  return points;
}

/** Moves what stands too close apart, keeping the order and as near to the wanted places as it goes, between the two ends. */
export function spreadOut(wanted: readonly number[], gap: number, least: number, most: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
  const placed: number[] = [];
  order.forEach(({ y }, k) => {
    const before = placed[k - 1];
    placed.push(Math.max(least, y, before === undefined ? -Infinity : before + gap));
  });
  for (let k = placed.length - 1; k >= 0; k--) {
    const limit = k === placed.length - 1 ? most : (placed[k + 1] ?? most) - gap;
    placed[k] = Math.min(placed[k] ?? most, limit);
  }
  const result = new Array<number>(wanted.length).fill(0);
  order.forEach(({ i }, k) => {
    result[i] = placed[k] ?? 0;
  });
  return result;
}

/** How high the picture must reach: what was measured, and the ideal as far as there are cores. */
export function curveTop(highest: number, workers: number, cores: number): number {
  return Math.max(1.25, highest * 1.12, Math.min(workers, cores) * 1.08);
}
