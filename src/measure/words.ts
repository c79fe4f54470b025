/** How figures of races read in sentences. Never more exact than they deserve; the same figure reads the same everywhere. */
import { formatMs } from '../trace/format';
import type { Interval } from './bootstrap';

/** How many times: `1.12`, `4.6`, `46`, `1,200`. */
export function formatTimes(times: number): string {
  if (!Number.isFinite(times)) return 'very many';
  if (times < 0.0995) return times.toPrecision(1);
  if (times < 1.995) return times.toFixed(2);
  if (times < 9.95) return times.toFixed(1);
  return wholeNumber(times < 99.5 ? times : Number(times.toPrecision(2)));
}

/** A whole number with commas: `1,200`. */
export function wholeNumber(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A size of a task, which may be any number: two meaningful digits, and no false ones. */
export function formatSize(size: number): string {
  if (size >= 10) return wholeNumber(Number(size.toPrecision(2)));
  return `${Number(size.toPrecision(2))}`;
}

/** A part of a whole: `8 %`, `0.4 %`, `less than 0.1 %`. */
export function formatShare(share: number): string {
  const percent = Math.abs(share) * 100;
  if (percent > 0 && percent < 0.1) return 'less than 0.1 %';
  return `${percent < 0.95 && percent > 0 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** `4.6 times as fast (4.4 to 4.8)`, or `takes 2.1 times as long (1.9 to 2.2)` for a speed-up below 1. */
export function speedWords(speedUp: number, interval: Interval): string {
  if (speedUp >= 1) return `${formatTimes(speedUp)} times as fast${rangeWords(interval)}`;
  return `takes ${formatTimes(1 / speedUp)} times as long${rangeWords({ low: 1 / interval.high, high: 1 / interval.low })}`;
}

/** ` (4.4 to 4.8)`; nothing where both ends read alike. */
function rangeWords({ low, high }: Interval): string {
  const [from, to] = [formatTimes(low), formatTimes(high)];
  return from === to ? '' : ` (${from} to ${to})`;
}

/** What an interval around 1 leaves open, seen from the contestant: `anything from 8 % slower to 6 % faster`. */
export function openWords({ low, high }: Interval): string {
  const side = (speedUp: number): string => {
    if (speedUp >= 2) return `${formatTimes(speedUp)} times as fast`;
    if (speedUp <= 0.5) return `${formatTimes(1 / speedUp)} times as slow`;
    if (Math.abs(speedUp - 1) < 0.0005) return 'just as fast';
    // "8 % slower" is 8 % more time; "6 % faster" is 6 % more done in the same time.
    return speedUp > 1 ? `${formatShare(speedUp - 1)} faster` : `${formatShare(1 / speedUp - 1)} slower`;
  };
  const [from, to] = [side(low), side(high)];
  return from === to ? from : `anything from ${from} to ${to}`;
}

/** A time with its spread: `412 ms ± 9 ms`. */
export function timeWords(median: number, spread: number): string {
  return `${formatMs(median)} ± ${formatMs(spread)}`;
}

/** `one`, `two` ... `ten`, `11`. */
export function countWord(n: number): string {
  const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  return words[n] ?? wholeNumber(n);
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) as string}`;
}

/** `5 trials`, `1 trial`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(n)} ${n === 1 ? one : many}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
