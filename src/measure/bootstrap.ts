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
 * For samples of up to five that reads at the very ends: from min/max to max/min of the samples. An interval that leaves out 1 then
 * says that *all* of one are faster than *all* of the other, which among equals happens in 2 of C(a + b, a) races: 0.8 % for 5 and 5,
 * 2.9 % for 4 and 4, but 10 % for 3 and 3. Where that chance is above 5 %, the interval is made to reach as far as Welch's t interval
 * on the logarithms, too (Welch, Biometrika 34, 1947): from three times one may conclude, but only if they lie close together.
 */
import { errorFunction, quantileSorted } from 'simple-statistics';
import { seededRandom } from '../base/random';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The furthest tail that is read (4 trials) lies at 1 in 8,000; larger samples are read nearer, and cost more a draw. */
const drawsFor = (n: number): number => (n < 10 ? 10_000 : 4000);

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

/** How likely it is that all of one sample lie on the same side of all of the other, if there is no difference: 2 / C(a + b, a). */
export function chanceOfApart(a: number, b: number): number {
  let ways = 1;
  for (let k = 1; k <= a; k++) ways = (ways * (b + k)) / k;
  return 2 / ways;
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
 * The 95 % interval of median(a) / median(b), for positive values. The same samples and seed give the same interval. Null where a
 * sample has fewer than three values: those show no spread to speak of.
 */
export function ratioInterval(a: readonly number[], b: readonly number[], seed: number): Interval | null {
  const n = Math.min(a.length, b.length);
  if (n < 3) return null;
  const random = seededRandom(seed);
  const [drawA, drawB] = [medianDraws(a, random), medianDraws(b, random)];
  const ratios = Float64Array.from({ length: drawsFor(n) }, () => drawA() / drawB()).sort();
  const tail = tailFor(n);
  const sorted = ratios as unknown as number[];
  const low = quantileSorted(sorted, tail);
  const high = quantileSorted(sorted, 1 - tail);
  if (chanceOfApart(a.length, b.length) <= 0.05) return { low, high };
  const careful = welch(a, b);
  return { low: Math.min(low, careful.low), high: Math.max(high, careful.high) };
}
