/** What a benchmark is and what it prints. */

/** One measured figure; `npm run bench` prints one a line, as JSON. */
export interface Figure {
  /** Stable, lower-case, dotted: listed in `docs/benchmarks.md`. */
  readonly name: string;
  /** The median of the trials. */
  readonly value: number;
  readonly unit: 's' | 'ms' | 'us' | 'MB/s' | 'items/s' | 'ratio' | '%' | 'MiB' | 'frames/s';
  /** How many trials. */
  readonly n: number;
  /** Half the distance between the quartiles, in the same unit. */
  readonly spread: number;
  readonly note: string;
}

/** A bench makes one figure or several that are measured together. */
export interface Bench {
  readonly names: readonly string[];
  run(): Promise<readonly Figure[]>;
}

/** Between two values, the value at this share of the way through them in order. */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function figure(name: string, unit: Figure['unit'], values: readonly number[], note: string): Figure {
  const round = (x: number): number => Number(x.toPrecision(4));
  return {
    name,
    value: round(median(values)),
    unit,
    n: values.length,
    spread: round((quantile(values, 0.75) - quantile(values, 0.25)) / 2),
    note,
  };
}
