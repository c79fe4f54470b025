/**
 * From which size of a task on is the second way faster than the first? Starting processes costs something, and only a task that is
 * large enough earns it back.
 *
 * At each size that both ways were run at, the advantage is log(median(first) / median(second)): above 0 the second is faster. Between
 * two sizes it is taken to be a straight line over log(size) (a cost that does not depend on the size, divided by a time that grows
 * with a power of it, is smooth there), and the break-even point is where that line crosses 0. Outside the sizes that were
 * measured nothing is claimed.
 *
 * How sure it is: the trials of each size are drawn anew, with replacement, and the crossing is looked for again (percentile bootstrap,
 * see `bootstrap.ts`). Draws in which the second way is faster at every size put the point below the smallest, those in which it
 * never is above the largest: the interval may be open at an end. Where the draws do not agree on what happens at all, it is unclear.
 */
import { raceWords } from '../texts/en/race-words';
import { seededRandom } from '../base/random';
import { medianDraws } from './bootstrap';
import { summarise, timesOf } from './statistics';
import { formatSize } from './words';
import { formatMs } from '../trace/format';
import type { Contestant, RaceResult } from './race';

export interface WorthPoint {
  readonly size: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly firstMedian: number;
  readonly secondMedian: number;
}

/**
 * `from`: faster from some size on; `until`: faster only below some size; `always`, `never`: at all sizes that were measured, or at
 * none; `unclear`: the trials cannot tell, or it changes more than once.
 */
export type WorthOutcome = 'from' | 'until' | 'always' | 'never' | 'unclear';

export interface BreakEven {
  readonly first: string;
  readonly second: string;
  /** By rising size. */
  readonly points: readonly WorthPoint[];
  readonly outcome: WorthOutcome;
  /** Where the two are equal; null unless the outcome is `from` or `until`. */
  readonly size: number | null;
  /** 95 %; null at an end that lies beyond the sizes measured. */
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  /** What the first way takes there. */
  readonly ms: number | null;
  /** One or two sentences. */
  readonly words: string;
}

const DRAWS = 4000;
/** So many of the draws must agree on what happens. */
const AGREE = 0.9;
const TAIL = 0.025;

/**
 * A race of the kind `worth`: two ways, told apart by their program and variant, at sizes told by `at`. With more than two, the second
 * one that is met. `unit` stands behind sizes: `items`.
 */
export function breakEven(result: RaceResult, unit = ''): BreakEven | null {
  const ways = new Map<string, Contestant[]>();
  for (const contestant of result.contestants) {
    if (contestant.at === null || contestant.at <= 0) continue;
    const key = JSON.stringify([contestant.program, contestant.variant]);
    ways.set(key, [...(ways.get(key) ?? []), contestant]);
  }
  const [first, second] = [...ways.values()];
  if (first === undefined || second === undefined) return null;
  const timesAt = (way: readonly Contestant[], size: number): readonly number[] =>
    way.filter(({ at }) => at === size).flatMap(({ id }) => timesOf(result, id));
  const sizes = [...new Set(first.map(({ at }) => at as number))].sort((a, b) => a - b);
  const samples = sizes.map((size) => ({ size, first: timesAt(first, size), second: timesAt(second, size) }));
  return breakEvenOf(samples, { first: nameOf(first), second: nameOf(second), unit, seed: result.seed });
}

/** What the titles of one way have in common: `processes, 100 items` and `processes, 1,000 items` are `processes`. */
function nameOf(way: readonly Contestant[]): string {
  const [{ title, variant } = { title: '', variant: '' }] = way;
  const titles = way.map((contestant) => contestant.title);
  let common = titles.reduce((prefix, one) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === one[length]) length++;
    return prefix.slice(0, length);
  }, title);
  if (titles.some((one) => one !== common))
    common = common
      .replace(/[\d.,]+$/, '')
      .replace(/[\s,;:(×·–-]+$/, '')
      .replace(/[\s,]+(with|at|of|on|for)$/, '');
  return common.length >= 2 ? common : variant;
}

interface Sample {
  readonly size: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
}

interface Naming {
  readonly first: string;
  readonly second: string;
  readonly unit: string;
  readonly seed: number;
}

/** The same for bare times. Sizes at which one of the two has no time are left out. */
export function breakEvenOf(samples: readonly Sample[], { first, second, unit, seed }: Naming): BreakEven {
  const points = samples
    .flatMap(({ size, ...ways }) => {
      // A time of 0 is one that the clock did not see.
      const [a, b] = [ways.first.filter((ms) => ms > 0), ways.second.filter((ms) => ms > 0)];
      const [firstMedian, secondMedian] = [summarise(a)?.median, summarise(b)?.median];
      if (firstMedian === undefined || secondMedian === undefined) return [];
      return [{ size, first: a, second: b, firstMedian, secondMedian }];
    })
    .sort((a, b) => a.size - b.size);
  const sizes = points.map(({ size }) => size);
  const seen = crossing(
    sizes,
    points.map(({ firstMedian, secondMedian }) => Math.log(firstMedian / secondMedian)),
  );
  const random = seededRandom(seed);
  const draws = points.map((point) => [medianDraws(point.first, random), medianDraws(point.second, random)] as const);
  const drawn = Array.from({ length: points.length === 0 ? 0 : DRAWS }, () =>
    crossing(
      sizes,
      draws.map(([a, b]) => Math.log(a() / b())),
    ),
  );
  const judged = settle(seen, drawn, points);
  const at = judged.size;
  const ms = at === null ? null : timeAt(points, at);
  const found = { first, second, points, ...judged, ms };
  return { ...found, words: worthWords(found, unit) };
}

interface Crossing {
  readonly outcome: WorthOutcome;
  readonly size: number | null;
}

function crossing(sizes: readonly number[], advantages: readonly number[]): Crossing {
  const crossings: { readonly size: number; readonly up: boolean }[] = [];
  for (let i = 1; i < sizes.length; i++) {
    const [a, b] = [advantages[i - 1] as number, advantages[i] as number];
    if (a > 0 === b > 0) continue;
    const [from, to] = [Math.log(sizes[i - 1] as number), Math.log(sizes[i] as number)];
    crossings.push({ size: Math.exp(from + ((to - from) * a) / (a - b)), up: b > 0 });
  }
  const [only] = crossings;
  if (sizes.length === 0) return { outcome: 'unclear', size: null };
  if (only === undefined) return { outcome: (advantages[0] as number) > 0 ? 'always' : 'never', size: null };
  if (crossings.length > 1) return { outcome: 'unclear', size: null };
  return { outcome: only.up ? 'from' : 'until', size: only.size };
}

/** What most draws say; where the point itself lies, is told as far as the sizes go. */
function settle(
  seen: Crossing,
  drawn: readonly Crossing[],
  points: readonly WorthPoint[],
): Pick<BreakEven, 'outcome' | 'size' | 'interval'> {
  const unclear = { outcome: 'unclear', size: null, interval: null } as const;
  // A ratio of single times has no spread: nothing can be told from it.
  if (points.length < 2 || points.some(({ first, second }) => first.length < 3 || second.length < 3)) return unclear;
  const share = (...outcomes: WorthOutcome[]): number =>
    drawn.filter(({ outcome }) => outcomes.includes(outcome)).length / drawn.length;
  if (seen.outcome === 'always' || seen.outcome === 'never') {
    return share(seen.outcome) >= AGREE ? { outcome: seen.outcome, size: null, interval: null } : unclear;
  }
  if (seen.outcome === 'unclear' || seen.size === null) return unclear;
  // A draw in which the crossing has left the sizes measured still agrees on its direction.
  if (share(seen.outcome, 'always', 'never') < AGREE || share(seen.outcome) < 0.5) return unclear;
  const below = seen.outcome === 'from' ? 'always' : 'never';
  const places = drawn
    .flatMap(({ outcome, size }) =>
      outcome === seen.outcome
        ? [size as number]
        : outcome === 'always' || outcome === 'never'
          ? [outcome === below ? -Infinity : Infinity]
          : [],
    )
    .sort((a, b) => a - b);
  const at = (p: number): number | null => {
    const place = places[Math.min(places.length - 1, Math.floor(p * places.length))] ?? NaN;
    return Number.isFinite(place) ? place : null;
  };
  return { outcome: seen.outcome, size: seen.size, interval: { low: at(TAIL), high: at(1 - TAIL) } };
}

/** The first way's time at a size between two that were measured, in logarithms of both. */
function timeAt(points: readonly WorthPoint[], size: number): number {
  const i = Math.max(
    1,
    points.findIndex((point) => point.size >= size),
  );
  const [a, b] = [points[i - 1] as WorthPoint, points[i] as WorthPoint];
  const part = (Math.log(size) - Math.log(a.size)) / (Math.log(b.size) - Math.log(a.size));
  return Math.exp(Math.log(a.firstMedian) + part * (Math.log(b.firstMedian) - Math.log(a.firstMedian)));
}

function worthWords(
  { first, second, points, outcome, size, interval, ms }: Omit<BreakEven, 'words'>,
  unit: string,
): string {
  const sized = (value: number): string => (unit === '' ? formatSize(value) : `${formatSize(value)} ${unit}`);
  const [least, most] = [points[0], points.at(-1)];
  if (least === undefined || most === undefined) return raceWords.noSize(first, second);
  const range =
    least === most ? raceWords.atSize(sized(least.size)) : raceWords.fromSize(formatSize(least.size), sized(most.size));
  if (outcome === 'always') return raceWords.alwaysFaster(second, range);
  if (outcome === 'never') return raceWords.neverFaster(second, range);
  if (outcome === 'unclear' || size === null || ms === null) {
    return raceWords.sizeUnclear(second);
  }
  const { low, high } = interval ?? { low: null, high: null };
  const [from, to] = [
    low === null ? raceWords.lessThan(formatSize(least.size)) : formatSize(low),
    high === null ? raceWords.moreThan(formatSize(most.size)) : formatSize(high),
  ];
  const words = outcome === 'from' ? raceWords.fasterFrom : raceWords.fasterUpTo;
  return words(second, sized(size), raceWords.range(from, to), first, formatMs(ms));
}
