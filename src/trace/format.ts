/** How times and counts read in sentences. */
import { numbers } from '../texts/en/numbers';

/**
 * A duration for people: about two meaningful digits, and never more exact than it deserves: `0.04 ms`, `3.1 ms`,
 * `412 ms`, `1.3 s`, `2 min 5 s`.
 */
export function formatMs(ms: number): string {
  if (!(ms >= 0.005)) return '0 ms';
  if (ms < 0.995) return `${numbers.decimal(trim(ms.toFixed(2)))} ms`;
  if (ms < 99.95) return `${numbers.decimal(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  const seconds = ms / 1000;
  if (seconds < 99.95) return `${numbers.decimal(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** A size for people, in powers of a thousand as networks count: `512 B`, `1.2 kB`, `34 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes;
  for (const unit of ['kB', 'MB']) {
    value /= 1000;
    if (value < 9.95) return `${numbers.decimal(value.toFixed(1))} ${unit}`;
    if (value < 999.5) return `${value.toFixed(0)} ${unit}`;
  }
  return `${numbers.decimal((value / 1000).toFixed(1))} GB`;
}

function trim(decimal: string): string {
  return decimal.replace(/0+$/, '');
}

/** An instant exactly as the trace holds it: `41.2 ms`, `41.213 ms`. For messages where two instants are compared. */
export function exactMs(micros: number): string {
  return `${micros / 1000} ms`;
}
