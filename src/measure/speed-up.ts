/**
 * How a program's speed grows with its workers, and what holds it back: two laws, fitted to the times of a curve.
 *
 *     Amdahl (1967)               T(n) = T1 * (1/n  +  serial * (n-1)/n)
 *     Universal Scalability Law   T(n) = T1 * (1/n  +  contention * (n-1)/n  +  coherency * (n-1))
 *     (Gunther, "Guerrilla Capacity Planning", 2007, chapter 4, with T1 left free: "USL Scalability Modeling with Three Parameters", 2018)
 *
 * `serial`, or `contention`, is the share of the work that only one worker can do at a time; `coherency` is what every pair of workers
 * costs each other, which makes a program slower again beyond sqrt((1 - contention) / coherency) workers.
 *
 * Written as times, not as speed-ups, both are linear in (T1, T1 * serial, T1 * coherency), so that the least squares have one exact
 * solution and nothing is iterated. Errors of times grow with the times, so each point weighs 1 / T(n)^2: what is made smallest is
 * the sum of the squared *relative* errors. The shares cannot be negative, nor the serial one more than 1: where the free solution is
 * outside, the best one on the border is taken, which for so few parameters is found by trying all borders (Lawson and Hanson,
 * "Solving Least Squares Problems", 1974, chapter 23, does it cleverly). T1 is fitted too: one unlucky time with one worker must not
 * bend the whole curve.
 *
 * A machine has only so many cores. Where workers compute, those beyond the cores take turns, and a law that did not know that would call
 * the want of cores a serial share. So both laws are fitted twice where more workers than cores were measured: once as above, once
 * with min(n, cores) in place of n in the first two terms; whichever lies closer to the times is taken. (Workers that wait, for answers
 * from a network say, gain from any number of workers: there it is the first.)
 *
 * The intervals come from a bootstrap: the trials of each number of workers are drawn anew, medians taken, the law fitted again.
 */
import { raceWords } from '../texts/en/race-words';
import { quantileSorted } from 'simple-statistics';
import { seededRandom } from '../base/random';
import { medianDraws, type Interval } from './bootstrap';
import { summarise, timesOf } from './statistics';
import { MATTERS } from './verdict';
import { formatShare, formatTimes, wholeNumber } from './words';
import type { RaceResult } from './race';

export interface CurvePoint {
  readonly workers: number;
  readonly times: readonly number[];
  readonly median: number;
  /** Over the time of one worker, as it was measured; null where that was not. */
  readonly speedUp: number | null;
}

export interface ScalingLaw {
  /** The time of one worker, as the law sees it. */
  readonly t1: number;
  /** Amdahl's serial share, or the contention of the Universal Scalability Law: from 0 to 1. */
  readonly serial: number;
  /** 0 in Amdahl's law. */
  readonly coherency: number;
  /** Workers beyond so many share the cores; null where the times do not show that. */
  readonly cores: number | null;
  /** The part of the variation of the times that the law explains: 1 is all of it. */
  readonly explained: number;
  /** The typical relative error of a point: 0.02 is 2 %. */
  readonly error: number;
}

export interface SpeedUpFit {
  /** By rising number of workers. */
  readonly points: readonly CurvePoint[];
  /** Null with fewer than three numbers of workers. */
  readonly amdahl: ScalingLaw | null;
  readonly serialInterval: Interval | null;
  /** Null with fewer than four numbers of workers: three points lie on one of its curves whatever they are. */
  readonly usl: ScalingLaw | null;
  /** The number of workers beyond which it gets slower, where the trials show that there is one. */
  readonly peak: number | null;
  /** Sentences for people. */
  readonly words: readonly string[];
}

/** What a law says that `workers` workers reach, over one. Ideal is `workers`. */
export function speedUpAt(law: Pick<ScalingLaw, 'serial' | 'coherency' | 'cores'>, workers: number): number {
  const { serial, coherency, cores } = law;
  const busy = Math.min(workers, cores ?? workers);
  return 1 / (1 / busy + (serial * (busy - 1)) / busy + coherency * (workers - 1));
}

const DRAWS = 1000;
/** Points that lie so far from the law (typically) are not described by it. */
const POOR = 0.15;
/** A serial share that is known no better than this is not known. */
const VAGUE = 0.3;
/** In so many of the draws it has to get slower beyond some number of workers. */
const SURE = 0.95;

/** A race of the kind `curve`: contestants are told apart by `at`, their number of workers; those without one are left out. */
export function fitSpeedUp(result: RaceResult): SpeedUpFit {
  const byWorkers = new Map<number, number[]>();
  for (const { id, at } of result.contestants) {
    if (at === null || at < 1) continue;
    byWorkers.set(at, [...(byWorkers.get(at) ?? []), ...timesOf(result, id)]);
  }
  return fitCurve(byWorkers, result.seed, result.environment.cores);
}

/** The same for bare times by number of workers. */
export function fitCurve(
  byWorkers: ReadonlyMap<number, readonly number[]>,
  seed: number,
  cores: number | null,
): SpeedUpFit {
  const measured = [...byWorkers]
    .sort(([a], [b]) => a - b)
    .flatMap(([workers, all]) => {
      // A time of 0 is one that the clock did not see.
      const times = all.filter((ms) => ms > 0);
      const median = summarise(times)?.median;
      return median === undefined ? [] : [{ workers, times, median }];
    });
  const one = measured.find(({ workers }) => workers === 1);
  const points = measured.map((point) => ({ ...point, speedUp: one === undefined ? null : one.median / point.median }));
  const most = points.at(-1)?.workers ?? 1;
  const cap = cores !== null && cores >= 1 && most > cores ? closerCap(points, cores) : null;
  const amdahl = points.length < 3 ? null : fitLaw(points, 2, cap);
  const usl = points.length < 4 ? null : fitLaw(points, 3, cap);

  const random = seededRandom(seed);
  const drawn = points.map(({ workers, times }) => ({ workers, draw: medianDraws(times, random) }));
  const serials: number[] = [];
  let [slows, costs] = [0, 0];
  for (let i = 0; amdahl !== null && i < DRAWS; i++) {
    const sample = drawn.map(({ workers, draw }) => ({ workers, median: draw() }));
    serials.push(fitLaw(sample, 2, cap).serial);
    if (usl === null) continue;
    const law = fitLaw(sample, 3, cap);
    if (peakOf(law, most) !== null) slows++;
    if (law.coherency > 0) costs++;
  }
  const serialInterval = amdahl === null ? null : intervalOf(serials);
  const peak = usl !== null && slows >= SURE * DRAWS ? peakOf(usl, most) : null;
  const talks = usl !== null && amdahl !== null && costs >= SURE * DRAWS && usl.error < amdahl.error / 2;
  const fit = { points, amdahl, serialInterval, usl, peak };
  return { ...fit, words: curveWords(fit, talks) };
}

/** The cores, if the times look as if workers shared them. */
function closerCap(points: readonly Point[], cores: number): number | null {
  if (points.length < 3) return null;
  return fitLaw(points, 2, cores).error < fitLaw(points, 2, null).error ? cores : null;
}

function intervalOf(values: number[]): Interval {
  const sorted = values.sort((a, b) => a - b);
  return { low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) };
}

/** The best number of workers, if the law has fallen by a few per cent at the largest number that was measured. */
function peakOf(law: ScalingLaw, most: number): number | null {
  let best = 1;
  for (let n = 2; n <= most; n++) if (speedUpAt(law, n) > speedUpAt(law, best)) best = n;
  return speedUpAt(law, best) > MATTERS * speedUpAt(law, most) ? best : null;
}

interface Point {
  readonly workers: number;
  readonly median: number;
}

/** With two parameters Amdahl's law, with three the Universal Scalability Law. */
function fitLaw(points: readonly Point[], parameters: 2 | 3, cores: number | null): ScalingLaw {
  // One worker's share, the shared part at n workers, the pairs: relative to the point's own time.
  const rows = points.map(({ workers: n, median }) => {
    const busy = Math.min(n, cores ?? n);
    return [1 / busy, (busy - 1) / busy, n - 1].map((x) => x / median);
  });
  let best: { readonly law: readonly [number, number, number]; readonly loss: number } | null = null;
  // All borders: the serial share free, 0 or 1; the coherency free or 0.
  for (const serial of ['free', 0, 1] as const) {
    for (const pairs of parameters === 3 ? (['free', 0] as const) : ([0] as const)) {
      const columns = rows.map(([a = 0, b = 0, c = 0]) => [
        serial === 1 ? a + b : a,
        ...(serial === 'free' ? [b] : []),
        ...(pairs === 'free' ? [c] : []),
      ]);
      const found = leastSquares(columns);
      if (found === null) continue;
      const [t1 = 0, ...rest] = found;
      const shared = serial === 'free' ? (rest.shift() ?? 0) : serial * t1;
      const law = [t1, shared, pairs === 'free' ? (rest.shift() ?? 0) : 0] as const;
      if (t1 <= 0 || shared < 0 || shared > t1 * (1 + 1e-12) || law[2] < 0) continue;
      const loss = rows.reduce((sum, row) => sum + (1 - row.reduce((s, x, i) => s + x * (law[i] ?? 0), 0)) ** 2, 0);
      if (best === null || loss < best.loss - 1e-15) best = { law, loss };
    }
  }
  // With the shares on their borders T1 alone is a mean of positive numbers: there is always a best one.
  const { law, loss } = best ?? { law: [0, 0, 0] as const, loss: Infinity };
  const [t1, shared, pairs] = law;
  const freedom = Math.max(1, points.length - parameters);
  const middle =
    points.reduce((sum, { median }) => sum + 1 / median, 0) /
    points.reduce((sum, { median }) => sum + 1 / median ** 2, 0);
  const all = points.reduce((sum, { median }) => sum + (1 - middle / median) ** 2, 0);
  return {
    t1,
    serial: Math.min(1, shared / t1),
    coherency: Math.max(0, pairs / t1),
    cores,
    explained: all < 1e-12 ? 1 : Math.max(0, 1 - loss / all),
    error: Math.sqrt(loss / freedom),
  };
}

/** The x that makes |1 - A x| smallest, by the normal equations: three columns at most. Null where they do not settle it. */
function leastSquares(rows: readonly (readonly number[])[]): number[] | null {
  const size = rows[0]?.length ?? 0;
  // Columns of one length, so that pivots can be compared with 1.
  const scale = Array.from({ length: size }, (_, i) => Math.hypot(...rows.map((row) => row[i] ?? 0)));
  if (scale.some((length) => length === 0)) return null;
  const at = (row: readonly number[], i: number): number => (row[i] ?? 0) / (scale[i] as number);
  const matrix = scale.map((_, i) => [
    ...scale.map((__, j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
    rows.reduce((sum, row) => sum + at(row, i), 0),
  ]);
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let k = i + 1; k < size; k++) if (Math.abs(cell(matrix, k, i)) > Math.abs(cell(matrix, pivot, i))) pivot = k;
    if (Math.abs(cell(matrix, pivot, i)) < 1e-12) return null;
    [matrix[i], matrix[pivot]] = [matrix[pivot] as number[], matrix[i] as number[]];
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = cell(matrix, k, i) / cell(matrix, i, i);
      for (let j = i; j <= size; j++) (matrix[k] as number[])[j] = cell(matrix, k, j) - factor * cell(matrix, i, j);
    }
  }
  return scale.map((length, i) => cell(matrix, i, size) / cell(matrix, i, i) / length);
}

const cell = (matrix: readonly (readonly number[])[], i: number, j: number): number => matrix[i]?.[j] ?? 0;

/** `talks`: the workers cost each other something, although not so much that it gets slower. */
function curveWords(
  { points, amdahl, serialInterval, usl, peak }: Omit<SpeedUpFit, 'words'>,
  talks: boolean,
): string[] {
  const known = points.filter((point): point is CurvePoint & { speedUp: number } => point.speedUp !== null);
  const best = known.reduce<(typeof known)[number] | null>(
    (top, point) => (top === null || point.speedUp > top.speedUp ? point : top),
    null,
  );
  const words: string[] = [];
  if (best !== null && known.length > 1) {
    words.push(
      best.speedUp < MATTERS
        ? raceWords.noneFasterThanOne
        : raceWords.bestWorkers(wholeNumber(best.workers), formatTimes(best.speedUp)),
    );
  }
  if (amdahl === null || serialInterval === null) {
    words.push(raceWords.tooFewWorkers);
  } else if (((peak === null && !talks ? null : usl) ?? amdahl).error > POOR) {
    words.push(raceWords.neitherLaw);
  } else if (peak !== null) {
    words.push(peak === 1 ? raceWords.everyWorkerSlower : raceWords.slowerBeyond(wholeNumber(peak)));
  } else if (talks && usl !== null) {
    words.push(raceWords.eachCosts(formatShare(usl.coherency), formatShare(usl.serial)));
  } else {
    words.push(serialWords(amdahl, serialInterval));
    if (amdahl.cores !== null && amdahl.serial <= ALL) {
      words.push(raceWords.noGainBeyond(amdahl.cores));
    }
  }
  return words;
}

/** So much of the work done by one alone is all of it. */
const ALL = 0.95;
const NOTHING = 0.005;

function serialWords({ serial }: ScalingLaw, { low, high }: Interval): string {
  const [from, to] = [formatShare(low), formatShare(high)];
  if (high - low > VAGUE) {
    return raceWords.serialUnclear(from, to);
  }
  if (serial > ALL) return raceWords.sharedNothing;
  if (serial < NOTHING) {
    return high < NOTHING ? raceWords.sharedAll : raceWords.sharedNearlyAll(to);
  }
  return raceWords.serial(formatShare(serial), raceWords.range(from, to), formatTimes(1 / serial));
}
