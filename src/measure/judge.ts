/** A race and all that is said about it: what a view or a table needs, made once. */
import { raceWords } from '../texts/en/race-words';
import { breakEven } from './break-even';
import { fitSpeedUp } from './speed-up';
import { standings, type Standing, type Verdict } from './verdict';
import { warningsOf, type RaceWarning } from './warnings';
import { formatTimes } from './words';
import type { RaceResult } from './race';

export interface Judgement {
  /** In the order of the race. */
  readonly standings: readonly Standing[];
  readonly warnings: readonly RaceWarning[];
  /** One sentence for who reads only one. */
  readonly headline: string;
  /** What became of the learner's prediction, one sentence; null without one, or where the trials cannot tell. */
  readonly prediction: string | null;
}

/** The same result is judged the same way each time, in every browser. */
export function judge(result: RaceResult): Judgement {
  const all = standings(result);
  return {
    standings: all,
    warnings: warningsOf(result),
    headline: headlineOf(result, all),
    prediction: predictionWords(result, all),
  };
}

/** Of a curve and of a race over sizes the whole says more than any of its points. */
function headlineOf(result: RaceResult, all: readonly Standing[]): string {
  const some = all.some(({ summary }) => summary !== null);
  if (some && result.kind === 'curve') return fitSpeedUp(result).words[0] ?? headline(all);
  if (some && result.kind === 'worth') return breakEven(result, result.unit ?? '')?.words ?? headline(all);
  return headline(all);
}

type Judged = Standing & { readonly verdict: Verdict };

const judged = (all: readonly Standing[]): readonly Judged[] =>
  all.filter((one): one is Judged => one.verdict !== null);
const titles = (all: readonly Standing[]): readonly string[] => all.map(({ contestant }) => contestant.title);

function headline(all: readonly Standing[]): string {
  const [first] = all;
  if (first === undefined) return raceWords.nothingRaced;
  const others = judged(all);
  const base = first.contestant.title;
  if (others.length === 0) {
    return first.summary === null ? raceWords.noTrialYet : raceWords.ranTimes(base, first.summary.count);
  }
  const of = (kind: Verdict['kind']): readonly Judged[] => others.filter(({ verdict }) => verdict.kind === kind);
  const faster = [...of('faster')].sort((a, b) => (b.verdict.speedUp ?? 0) - (a.verdict.speedUp ?? 0));
  const [best, second] = faster;
  if (best !== undefined) {
    const lead = second !== undefined && overlaps(best.verdict, second.verdict) ? [best, second] : [best];
    if (lead.length === 2) return raceWords.twoFastest(titles(lead), base);
    return best.verdict.sentence;
  }
  if (of('failed').length === others.length) return raceWords.allFailed(titles(others));
  if (of('not-enough').length === others.length) return raceWords.tooFewYet;
  const [slower, same, noisy] = [of('slower'), of('no-difference'), of('too-noisy')];
  if (noisy.length > 0 && noisy.length >= slower.length + same.length) return raceWords.allNoisy;
  if (slower.length === others.length) return raceWords.baseFastest(base);
  if (same.length === others.length) {
    return raceWords.noDifference([base, ...titles(same)]);
  }
  return mixedWords(base, others);
}

/** None is faster, and they differ in why: it is said of those only that could be compared, and of the others that they could not. */
function mixedWords(base: string, others: readonly Judged[]): string {
  const of = (kind: Verdict['kind']): readonly Judged[] => others.filter(({ verdict }) => verdict.kind === kind);
  const compared = [...of('slower'), ...of('no-difference')];
  const without = [
    [raceWords.failed, of('failed')],
    [raceWords.noisy, of('too-noisy')],
    [raceWords.tooFew, of('not-enough')],
  ] as const;
  const left = without.flatMap(([why, who]) => (who.length === 0 ? [] : [`${raceWords.and(titles(who))} (${why})`]));
  if (left.length === 0) return raceWords.noneFaster(base);
  if (compared.length === 0) return raceWords.noneCompared(base, left);
  return raceWords.noneOfFaster(base, titles(compared), left);
}

function overlaps(a: Verdict, b: Verdict): boolean {
  return (
    a.interval !== null && b.interval !== null && a.interval.low <= b.interval.high && b.interval.low <= a.interval.high
  );
}

/**
 * The predicted contestant is right when it has the lowest median, and not wrong when the trials cannot tell it from the one that
 * has. A predicted factor is right when the interval holds it, or when it is within a fifth of what was measured: nobody predicts
 * 3.87.
 */
function predictionWords(result: RaceResult, all: readonly Standing[]): string | null {
  const { prediction } = result;
  // Which size of a task is the fastest is no question.
  if (result.kind === 'worth') return null;
  const told = all.find(({ contestant }) => contestant.id === prediction?.fastest);
  if (prediction === null || told === undefined || told.summary === null) return null;
  const others = judged(all);
  if (others.some(({ verdict }) => verdict.kind === 'too-noisy' || verdict.kind === 'not-enough')) return null;
  const ranked = all.filter(({ summary }) => summary !== null).sort((a, b) => medianOf(a) - medianOf(b));
  const fastest = ranked[0] ?? told;
  const { title } = told.contestant;
  if (fastest !== told && !alike(told, fastest)) {
    return raceWords.predictedOther(title, fastest.contestant.title);
  }
  const measured = told.verdict?.speedUp ?? null;
  if (prediction.times === null || measured === null) return raceWords.predicted(title);
  const close = Math.abs(Math.log(prediction.times / measured)) <= Math.log(1.2);
  const held = told.verdict?.interval;
  const right = close || (held != null && prediction.times >= held.low && prediction.times <= held.high);
  const words = right ? raceWords.predictedTimes : raceWords.predictedOtherTimes;
  return words(title, formatTimes(prediction.times), formatTimes(measured));
}

const medianOf = ({ summary }: Standing): number => summary?.median ?? Infinity;

/** Both are compared with the first one; what their intervals share, the trials cannot tell apart. */
function alike(a: Standing, b: Standing): boolean {
  if (a.verdict === null) return b.verdict?.kind === 'no-difference';
  if (b.verdict === null) return a.verdict.kind === 'no-difference';
  return overlaps(a.verdict, b.verdict);
}
