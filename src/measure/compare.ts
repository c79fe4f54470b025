/**
 * Is it faster than last time? A result beside an earlier one of the same race on the same device.
 *
 * Two questions are kept apart. What a *machine* does differently today (another browser, a battery, a busy background) moves all
 * contestants alike; what a *program* does differently moves one of them and leaves the others. So each contestant's change is told with
 * its interval, and when all of them moved the same way by about as much, the words blame the machine.
 */
import { raceWords } from '../texts/en/race-words';
import { ratioInterval, type Interval } from './bootstrap';
import { summarise, timesOf } from './statistics';
import { MATTERS } from './verdict';
import { formatShare, formatTimes } from './words';
import type { Contestant, RaceResult } from './race';

export interface Change {
  readonly contestant: string;
  readonly title: string;
  readonly before: number;
  readonly now: number;
  /** How many times as fast as before: above 1 is faster now. */
  readonly speedUp: number;
  /** Null with fewer than three trials of one of the two. */
  readonly interval: Interval | null;
  readonly kind: 'faster' | 'slower' | 'same' | 'not-enough';
}

export interface Comparison {
  readonly earlier: RaceResult;
  /** Those that are in both, in the order of the later race. */
  readonly changes: readonly Change[];
  /** What differs about the machine: `two cores instead of four`. */
  readonly differences: readonly string[];
  /** One or two sentences. */
  readonly words: string;
}

/** Moved so nearly alike that one cause is enough for all. */
const ALIKE = 1.1;

/**
 * With the latest complete one among the earlier results of the same race that shares a contestant with it; null when there is none.
 * Which results are earlier is told by their dates.
 */
export function compareWithEarlier(result: RaceResult, others: readonly RaceResult[]): Comparison | null {
  const { date } = result.environment;
  const earlier = others
    .filter((one) => one.lesson === result.lesson && one.race === result.race && one.complete)
    .filter((one) => one.environment.date < date && changesBetween(one, result).length > 0)
    .sort((a, b) => (a.environment.date < b.environment.date ? 1 : -1))[0];
  return earlier === undefined ? null : compareResults(earlier, result);
}

/** Two results of the same race, whichever one chooses. */
export function compareResults(earlier: RaceResult, later: RaceResult): Comparison {
  const changes = changesBetween(earlier, later);
  const differences = differencesBetween(earlier, later);
  return { earlier, changes, differences, words: comparisonWords(changes, differences) };
}

function changesBetween(earlier: RaceResult, later: RaceResult): readonly Change[] {
  return later.contestants.flatMap((contestant, i) => {
    if (!earlier.contestants.some((one) => isSame(one, contestant))) return [];
    const [was, is] = [timesOf(earlier, contestant.id), timesOf(later, contestant.id)];
    const [before, now] = [summarise(was)?.median ?? 0, summarise(is)?.median ?? 0];
    if (before <= 0 || now <= 0) return [];
    const interval = ratioInterval(was, is, later.seed + i);
    const { id, title } = contestant;
    return [
      { contestant: id, title, before, now, speedUp: before / now, interval, kind: kindOf(before / now, interval) },
    ];
  });
}

const isSame = (a: Contestant, b: Contestant): boolean =>
  a.id === b.id && a.program === b.program && a.at === b.at && a.args.join('\0') === b.args.join('\0');

function kindOf(speedUp: number, interval: Interval | null): Change['kind'] {
  if (interval === null) return 'not-enough';
  if (interval.low > 1 && speedUp >= MATTERS) return 'faster';
  if (interval.high < 1 && speedUp <= 1 / MATTERS) return 'slower';
  return 'same';
}

function differencesBetween({ environment: was }: RaceResult, { environment: is }: RaceResult): readonly string[] {
  return [
    ...(was.cores === is.cores ? [] : [raceWords.otherCores(is.cores, was.cores)]),
    ...(was.browser === is.browser ? [] : [raceWords.otherBrowser(is.browser, was.browser)]),
    ...(was.isolated === is.isolated ? [] : [is.isolated ? raceWords.nowIsolated : raceWords.nowNotIsolated]),
  ];
}

function comparisonWords(changes: readonly Change[], differences: readonly string[]): string {
  const sentences = [changeWords(changes)];
  if (differences.length > 0) sentences.push(raceWords.otherMachine(differences));
  return sentences.join(' ');
}

function changeWords(changes: readonly Change[]): string {
  const known = changes.filter(({ kind }) => kind !== 'not-enough');
  if (known.length === 0) return raceWords.tooFewSinceLast;
  const moved = known.filter(({ kind }) => kind !== 'same');
  if (moved.length === 0) return known.length === 1 ? raceWords.asLastTime : raceWords.allAsLastTime;
  const speeds = moved.map(({ speedUp }) => speedUp);
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
  const together = known.length > 1 && moved.length === known.length && most / least <= ALIKE;
  if (together) {
    const typical = Math.sqrt(least * most);
    return typical > 1 ? raceWords.allFaster(fasterBy(typical)) : raceWords.allLonger(longerBy(1 / typical));
  }
  const each = moved.map(({ title, speedUp }) =>
    speedUp > 1 ? raceWords.wasFaster(title, fasterBy(speedUp)) : raceWords.tookLonger(title, longerBy(1 / speedUp)),
  );
  return raceWords.changed(each, known.length - moved.length);
}

const fasterBy = (times: number): string =>
  times >= 2 ? raceWords.timesFasterThan(formatTimes(times)) : raceWords.fasterThan(formatShare(times - 1));
const longerBy = (times: number): string =>
  times >= 2 ? raceWords.timesLongerThan(formatTimes(times)) : raceWords.longerThan(formatShare(times - 1));
