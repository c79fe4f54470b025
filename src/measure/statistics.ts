/**
 * The middle and the spread of a few times.
 *
 * Times of programs are bounded below (no machine is faster than it is) and have a long tail above (a garbage collection, another tab):
 * a mean and a standard deviation would tell of the one bad trial. So the middle is the median, and the spread is the median absolute
 * deviation times 1.4826, which for normally distributed values is their standard deviation (Rousseeuw and Croux, "Alternatives to the
 * median absolute deviation", 1993) and which almost half of the values may spoil before it fails. The quartiles stand beside it, for the
 * band of a chart: they are Hyndman and Fan's type 7, as in R and NumPy.
 */
import { medianSorted, numericSort, quantileSorted } from 'simple-statistics';
import type { RaceResult, Trial } from './race';

/** Makes a standard deviation of a median absolute deviation: 1 / the third quartile of the standard normal distribution. */
const NORMAL = 1.4826;

export interface Summary {
  readonly count: number;
  readonly median: number;
  /** Median absolute deviation x 1.4826, in the unit of the values. */
  readonly spread: number;
  /** `spread` divided by the median. */
  readonly relativeSpread: number;
  /** First and third quartile. */
  readonly q1: number;
  readonly q3: number;
  readonly least: number;
  readonly most: number;
}

/** Null for no values. */
export function summarise(values: readonly number[]): Summary | null {
  if (values.length === 0) return null;
  const sorted = numericSort(values);
  const median = medianSorted(sorted);
  const spread = NORMAL * medianSorted(numericSort(sorted.map((value) => Math.abs(value - median))));
  return {
    count: sorted.length,
    median,
    spread,
    relativeSpread: median === 0 ? 0 : spread / median,
    q1: quantileSorted(sorted, 0.25),
    q3: quantileSorted(sorted, 0.75),
    least: sorted[0] as number,
    most: sorted.at(-1) as number,
  };
}

/** Further from the median than so many spreads is far out (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993). */
const FAR = 3.5;
/** And further than this part of the median: where trials agree to a thousandth, one off by two thousandths is no event. */
const FAR_ENOUGH = 0.05;
/** Of fewer values nobody can say which one is the odd one. */
const LEAST_FOR_OUTLIERS = 5;

/**
 * The indices of values that lie far from all others. They are shown and named; they are never left out: a median bears them, and
 * leaving out what one does not like is how measurements become wishes.
 */
export function outliers(values: readonly number[]): readonly number[] {
  const summary = summarise(values);
  if (summary === null || values.length < LEAST_FOR_OUTLIERS) return [];
  const bound = Math.max(FAR * summary.spread, FAR_ENOUGH * Math.abs(summary.median));
  return values.flatMap((value, i) => (Math.abs(value - summary.median) > bound ? [i] : []));
}

/** Trials that say how long their contestant takes: the others are shown, and counted nowhere. */
export function isCounted(trial: Trial): trial is Trial & { readonly ms: number } {
  return trial.end === 'finished' && trial.ms !== null && !trial.warmUp && !trial.disturbed;
}

/** The times of a contestant that count, in the order in which they were run. */
export function timesOf(result: Pick<RaceResult, 'trials'>, contestant: string): readonly number[] {
  return trialsInOrder(result).flatMap((trial) =>
    trial.contestant === contestant && isCounted(trial) ? [trial.ms] : [],
  );
}

export function trialsInOrder(result: Pick<RaceResult, 'trials'>): readonly Trial[] {
  return [...result.trials].sort((a, b) => a.order - b.order);
}
