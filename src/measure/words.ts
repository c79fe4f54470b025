/** How figures of races read in sentences. Never more exact than they deserve; the same figure reads the same everywhere. */
import { raceWords } from '../texts/en/race-words';
import { numbers } from '../texts/en/numbers';
import { formatMs } from '../trace/format';
import type { Interval } from './bootstrap';

/** How many times: `1.12`, `4.6`, `46`, `1,200`. */
export function formatTimes(times: number): string {
  if (!Number.isFinite(times)) return raceWords.veryMany;
  if (times < 0.0995) return numbers.decimal(times.toPrecision(1));
  if (times < 1.995) return numbers.decimal(times.toFixed(2));
  if (times < 9.95) return numbers.decimal(times.toFixed(1));
  return wholeNumber(times < 99.5 ? times : Number(times.toPrecision(2)));
}

/** A whole number with commas: `1,200`. */
export function wholeNumber(value: number): string {
  return numbers.digits(Math.round(value));
}

/** A size of a task, which may be any number: two meaningful digits, and no false ones. */
export function formatSize(size: number): string {
  if (size >= 10) return wholeNumber(Number(size.toPrecision(2)));
  return numbers.decimal(`${Number(size.toPrecision(2))}`);
}

/** A part of a whole: `8 %`, `0.4 %`, `less than 0.1 %`. */
export function formatShare(share: number): string {
  const percent = Math.abs(share) * 100;
  if (percent > 0 && percent < 0.1) return raceWords.underTenth;
  return `${percent < 0.95 && percent > 0 ? numbers.decimal(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** `4.6 times as fast (4.4 to 4.8)`, or `takes 2.1 times as long (1.9 to 2.2)` for a speed-up below 1. */
export function speedWords(speedUp: number, interval: Interval): string {
  if (speedUp >= 1) return raceWords.timesAsFast(formatTimes(speedUp), rangeWords(interval));
  return raceWords.timesAsLong(formatTimes(1 / speedUp), slownessWords(interval));
}

/** The same as a sentence that says whose speed it is, and against whose. */
export function speedSentence(title: string, first: string, speedUp: number, interval: Interval): string {
  return speedUp >= 1
    ? raceWords.fastAs(title, formatTimes(speedUp), first, rangeWords(interval))
    : raceWords.longAs(title, formatTimes(1 / speedUp), first, slownessWords(interval));
}

const slownessWords = ({ low, high }: Interval): string => rangeWords({ low: 1 / high, high: 1 / low });

/** ` (4.4 to 4.8)`; nothing where both ends read alike. */
function rangeWords({ low, high }: Interval): string {
  return raceWords.range(formatTimes(low), formatTimes(high));
}

/** What an interval around 1 leaves open, seen from the contestant: `anything from 8 % slower to 6 % faster`. */
export function openWords({ low, high }: Interval): string {
  const side = (speedUp: number): string => {
    if (speedUp >= 2) return raceWords.timesAsFast(formatTimes(speedUp), '');
    if (speedUp <= 0.5) return raceWords.timesAsSlow(formatTimes(1 / speedUp));
    if (Math.abs(speedUp - 1) < 0.0005) return raceWords.justAsFast;
    // "8 % slower" is 8 % more time; "6 % faster" is 6 % more done in the same time.
    return speedUp > 1 ? raceWords.faster(formatShare(speedUp - 1)) : raceWords.slower(formatShare(1 / speedUp - 1));
  };
  const [from, to] = [side(low), side(high)];
  return from === to ? from : raceWords.anything(from, to);
}

/** A time with its spread: `412 ms ± 9 ms`. */
export function timeWords(median: number, spread: number): string {
  return `${formatMs(median)} ± ${formatMs(spread)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export const listWords = (items: readonly string[]): string => raceWords.and(items);
