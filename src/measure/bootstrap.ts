/**
 * How sure a ratio of medians is: the bootstrap (Efron, "Bootstrap methods: another look at the jackknife", 1979). From each sample
 * as many values as it has are drawn with replacement, many times over; the ratios of the medians of these draws show how far the
 * ratio would move if the race were run again.
 *
 * Of the intervals that can be read off these ratios this is the *expanded percentile* interval (Hesterberg, "What teachers should know
 * about the bootstrap", The American Statistician 69, 2015, section 4.3). The plain one, from the 2.5th to the 97.5th percentile, is
 * too narrow for few values: draws vary less than new samples by sqrt((n - 1) / n), and it takes the normal distribution where
 * Student's belongs. The cure is to read further out, at p = Phi(-sqrt(n / (n - 1)) * t), where t is the 97.5 % quantile of Student's t
 * with n - 1 degrees of freedom and n the size of the smaller sample. The bias-corrected and accelerated interval is not for medians: its
 * acceleration is made by the jackknife, which fails for them (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, 10.6).
 *
 * Few values have few medians, and how often each of them is drawn follows from counting (Efron, as above, section 3): so for small
 * samples, whose tails lie far out, the distribution is worked out and not drawn. Only large even samples are left to chance, and
 * that chance is seeded.
 *
 * For samples of up to five that reads at the very ends: from min/max to max/min of the samples. An interval that leaves out 1 then
 * says that *all* of one are faster than *all* of the other, which among equals happens in 2 of C(a + b, a) races: 0.8 % for 5 and 5,
 * 2.9 % for 4 and 4, but 10 % for 3 and 3. Where that chance is above 5 %, the interval is made to reach as far as Welch's t interval
 * on the logarithms, too (Welch, Biometrika 34, 1947): from three times one may conclude, but only if they lie close together.
 */
import { errorFunction, numericSort, quantileSorted } from 'simple-statistics';
import { seededRandom } from '../base/random';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Up to so many pairs of medians are weighed one by one; above that they are drawn. */
const MOST_PAIRS = 10_000;
/** Samples that are drawn are large, so that their tails are read no further out than at 1 in 90. */
const DRAWS = 4000;

/** The 97.5 % quantiles of Student's t with 1, 2, 3 ... degrees of freedom. */
// prettier-ignore
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** With fewer degrees of freedom than asked for the quantile is larger: rounding down errs on the careful side. */
function student(freedom: number): number {
  const whole = Math.max(1, Math.floor(freedom));
  // Beyond the table: within 0.001 of the true ones (Cornish and Fisher's first correction).
  return STUDENT[whole - 1] ?? 1.96 + 2.4 / whole;
}

/** The share of the draws that is left out on each side, for a smaller sample of `n`. */
export function tailFor(n: number): number {
  const z = Math.sqrt(n / (n - 1)) * student(n - 1);
  return (1 - errorFunction(z / Math.SQRT2)) / 2;
}

/** Sorts in place: for so few numbers nothing is faster. */
function sortFew(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    let at = i - 1;
    for (; at >= 0 && (values[at] as number) > value; at--) values[at + 1] = values[at] as number;
    values[at + 1] = value;
  }
}

function medianOfFew(values: Float64Array): number {
  sortFew(values);
  const half = values.length >> 1;
  return values.length % 2 === 1
    ? (values[half] as number)
    : ((values[half - 1] as number) + (values[half] as number)) / 2;
}

/** A source of medians of draws with replacement from `sample`. */
export function medianDraws(sample: readonly number[], random: { below(bound: number): number }): () => number {
  const values = Float64Array.from(sample);
  const draw = new Float64Array(values.length);
  return () => {
    for (let i = 0; i < draw.length; i++) draw[i] = values[random.below(values.length)] as number;
    return medianOfFew(draw);
  };
}

/** Every median that draws from a sample can have, and how often. */
export interface MedianChances {
  readonly values: readonly number[];
  readonly chances: readonly number[];
}

/**
 * Of n draws, the k-th smallest is at most the i-th of the sample if k or more of them are: Binomial(n, i / n). For an odd n that is
 * all. For n = 2m the median lies between the m-th and the next: these are the i-th and the j-th of the sample (i < j) if m draws are
 * at most the i-th, one of them equal to it, and the other m are at least the j-th, one of them equal to that.
 */
export function medianChances(sample: readonly number[]): MedianChances {
  const sorted = numericSort(sample);
  const n = sorted.length;
  const m = Math.ceil(n / 2);
  const atMost = (i: number): number => {
    let sum = 0;
    for (let k = m; k <= n; k++) sum += choose(n, k) * (i / n) ** k * (1 - i / n) ** (n - k);
    return sum;
  };
  const values: number[] = [];
  const chances: number[] = [];
  for (let i = 1; i <= n; i++) {
    let here = atMost(i) - atMost(i - 1);
    for (let j = i + 1; n % 2 === 0 && j <= n; j++) {
      const low = (i / n) ** m - ((i - 1) / n) ** m;
      const high = ((n - j + 1) / n) ** m - ((n - j) / n) ** m;
      const apart = choose(n, m) * low * high;
      values.push(((sorted[i - 1] as number) + (sorted[j - 1] as number)) / 2);
      chances.push(apart);
      here -= apart;
    }
    values.push(sorted[i - 1] as number);
    chances.push(Math.max(0, here));
  }
  return { values, chances };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/** How likely it is that all of one sample lie on the same side of all of the other, if there is no difference: 2 / C(a + b, a). */
export function chanceOfApart(a: number, b: number): number {
  return 2 / choose(a + b, a);
}

/** Welch's t interval of mean(log a) - mean(log b), as a ratio. */
function welch(a: readonly number[], b: readonly number[]): Interval {
  const side = (sample: readonly number[]) => {
    const logs = sample.map(Math.log);
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1);
    return { mean, error: variance / logs.length, freedom: logs.length - 1 };
  };
  const [x, y] = [side(a), side(b)];
  const error = x.error + y.error;
  const freedom = error === 0 ? 1 : error ** 2 / (x.error ** 2 / x.freedom + y.error ** 2 / y.freedom);
  const reach = student(freedom) * Math.sqrt(error);
  return { low: Math.exp(x.mean - y.mean - reach), high: Math.exp(x.mean - y.mean + reach) };
}

/**
 * The 95 % interval of median(a) / median(b). The same samples and seed give the same interval. Null where a sample has fewer than
 * three values, which show no spread to speak of, or one that is not above 0, of which there is no ratio.
 */
export function ratioInterval(a: readonly number[], b: readonly number[], seed: number): Interval | null {
  const n = Math.min(a.length, b.length);
  if (n < 3 || [...a, ...b].some((value) => !(value > 0))) return null;
  const tail = tailFor(n);
  const drawn =
    medianCount(a.length) * medianCount(b.length) <= MOST_PAIRS ? weighed(a, b, tail) : drawnAtRandom(a, b, tail, seed);
  if (chanceOfApart(a.length, b.length) <= 0.05) return drawn;
  const careful = welch(a, b);
  return { low: Math.min(drawn.low, careful.low), high: Math.max(drawn.high, careful.high) };
}

/** How many medians draws from n values can have. */
const medianCount = (n: number): number => (n % 2 === 1 ? n : (n * (n + 1)) / 2);

/** Where `tail` of all pairs of medians lie below, and above. */
function weighed(a: readonly number[], b: readonly number[], tail: number): Interval {
  const [x, y] = [medianChances(a), medianChances(b)];
  const pairs = x.values.flatMap((above, i) =>
    y.values.map((below, j) => [above / below, (x.chances[i] as number) * (y.chances[j] as number)] as const),
  );
  pairs.sort(([one], [other]) => one - other);
  const reach = (from: readonly (readonly [number, number])[]): number => {
    let sum = 0;
    for (const [ratio, chance] of from) if ((sum += chance) >= tail) return ratio;
    return NaN;
  };
  return { low: reach(pairs), high: reach(pairs.reverse()) };
}

function drawnAtRandom(a: readonly number[], b: readonly number[], tail: number, seed: number): Interval {
  const random = seededRandom(seed);
  const [drawA, drawB] = [medianDraws(a, random), medianDraws(b, random)];
  const ratios = numericSort(Array.from({ length: DRAWS }, () => drawA() / drawB()));
  return { low: quantileSorted(ratios, tail), high: quantileSorted(ratios, 1 - tail) };
}
