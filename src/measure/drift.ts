/**
 * Did the machine change while the race went on? Laptops get warm and slow down; somebody begins to download; a cache fills.
 *
 * Two witnesses are heard, each by a test of ranks, because a rank does not care how far out an outlier is:
 *
 * - the machine itself: `slowness`, the time of a fixed piece of work before each trial, against the order of the trials. Mann and
 *   Kendall's test: of all pairs of trials, how many rose and how many fell? Without a trend that difference S is 0 on average, and its
 *   variance is known (n(n-1)(2n+5)/18, less what ties take away).
 * - the trials: their times against their order, compared *within* each contestant, S and variances added up (Hirsch, Slack and
 *   Smith, "Techniques of trend analysis for monthly water quality data", Water Resources Research 18, 1982; there it is seasons that must
 *   not be compared with each other, here it is contestants).
 *
 * How large a drift is, is the median of the slopes between all pairs (Theil and Sen), of logarithms, over the whole race. It is
 * told when chance would show such a trend in fewer than 1 of 100 races, and when it comes to 5 % or more.
 */
import { errorFunction, median } from 'simple-statistics';
import { isCounted, trialsInOrder } from './statistics';
import type { RaceResult } from './race';

export interface Drift {
  /** Whose story it is: the fixed piece of work before each trial, or the trials' own times. */
  readonly seenIn: 'machine' | 'times';
  /** By how much a piece of work takes longer at the end than at the beginning: 1.2 is 20 % more time, 0.9 is 10 % less. */
  readonly change: number;
  /** How often chance alone would show such a trend. */
  readonly chance: number;
}

const CHANCE = 0.01;
const WORTH = 0.05;

interface Point {
  readonly order: number;
  readonly value: number;
}

/** The most telling drift of a race; null when there is none worth a word. */
export function driftOf(result: Pick<RaceResult, 'trials'>): Drift | null {
  const trials = trialsInOrder(result).filter((trial) => !trial.disturbed);
  const machine = trials.flatMap(({ order, slowness }) => (slowness === null ? [] : [{ order, value: slowness }]));
  const times = new Map<string, Point[]>();
  for (const trial of trials) {
    if (!isCounted(trial) || trial.ms <= 0) continue;
    const known = times.get(trial.contestant);
    const point = { order: trial.order, value: trial.ms };
    if (known === undefined) times.set(trial.contestant, [point]);
    else known.push(point);
  }
  const [seen, told] = [trend([machine], 'machine'), trend([...times.values()], 'times')];
  if (seen === null || told === null) return seen ?? told;
  return told.chance < seen.chance ? told : seen;
}

function trend(series: readonly (readonly Point[])[], seenIn: Drift['seenIn']): Drift | null {
  let [score, variance] = [0, 0];
  const slopes: number[] = [];
  let [first, last] = [Infinity, -Infinity];
  for (const points of series) {
    variance += varianceOf(points.map(({ value }) => value));
    points.forEach((later, i) => {
      first = Math.min(first, later.order);
      last = Math.max(last, later.order);
      for (const earlier of points.slice(0, i)) {
        score += Math.sign(later.value - earlier.value);
        if (later.order !== earlier.order) {
          slopes.push(Math.log(later.value / earlier.value) / (later.order - earlier.order));
        }
      }
    });
  }
  if (variance === 0 || slopes.length === 0) return null;
  // S moves in steps of two at least: the step of one towards 0 is the correction for that.
  const z = Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance);
  const chance = 1 - errorFunction(z / Math.SQRT2);
  const change = Math.exp(median(slopes) * (last - first));
  return chance < CHANCE && Math.abs(Math.log(change)) >= Math.log(1 + WORTH) ? { seenIn, change, chance } : null;
}

function varianceOf(values: readonly number[]): number {
  const part = (n: number): number => n * (n - 1) * (2 * n + 5);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  return [...ties.values()].reduce((sum, tied) => sum - part(tied), part(values.length)) / 18;
}
