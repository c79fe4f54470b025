/** What stands beside the picture of a race, in sentences and in cells. Pure. */
import { charts } from '../../texts/en/charts';
import type { RaceResult, ReferenceFigure } from '../../measure/race';
import { isCounted } from '../../measure/statistics';
import type { Judgement } from '../../measure/judge';
import type { Standing } from '../../measure/verdict';
import { formatTimes } from '../../measure/words';
import { numbers } from '../../texts/en/numbers';
import { raceWords } from '../../texts/en/race-words';
import { formatMs } from '../../trace/format';
import { medianTime } from './axis';
import type { Said } from './race-layout';
import type { ChartTable } from './figure';

/** In few words, for the room beside a name. */
export function shortVerdict({ verdict, failures, times }: Standing): string {
  if (verdict === null) {
    if (times.length === 0) return failures > 0 ? charts.failed : '';
    return failures > 0 ? charts.failedCount(failures) : '';
  }
  const { speedUp, interval } = verdict;
  const range = (low: number, high: number) => raceWords.range(formatTimes(low), formatTimes(high));
  switch (verdict.kind) {
    case 'faster':
    case 'slower':
      if (speedUp === null || interval === null) return '';
      return speedUp >= 1
        ? charts.andFailed(charts.timesAsFast(formatTimes(speedUp), range(interval.low, interval.high)), failures)
        : charts.andFailed(
            charts.timesAsLong(formatTimes(1 / speedUp), range(1 / interval.high, 1 / interval.low)),
            failures,
          );
    case 'no-difference':
      return charts.andFailed(charts.noDifference, failures);
    case 'too-noisy':
      return charts.andFailed(charts.tooNoisy, failures);
    case 'failed':
      return charts.failed;
    case 'not-enough':
      return times.length === 0 && failures > 0 ? charts.failed : charts.tooFew;
  }
}

/** What was said before, and what others measured, as times on the axis of this race. */
export function saidOf(result: RaceResult, all: readonly Standing[]): readonly Said[] {
  const said: Said[] = [];
  const first = all[0]?.summary?.median ?? null;
  const { prediction } = result;
  if (prediction !== null && prediction.times !== null && first !== null && prediction.times > 0) {
    // A factor of the first contestant itself has no place on the axis.
    if (prediction.fastest !== result.contestants[0]?.id) {
      said.push({
        contestant: prediction.fastest,
        kind: 'prediction',
        ms: first / prediction.times,
        words: charts.youSaid(formatTimes(prediction.times), medianTime(first / prediction.times)),
        short: charts.youSaidShort(medianTime(first / prediction.times)),
      });
    }
  }
  for (const reference of result.references) {
    said.push({
      contestant: reference.contestant,
      kind: 'reference',
      ms: reference.ms,
      words: referenceWords(reference),
      short: charts.elsewhere(medianTime(reference.ms)),
    });
  }
  return said;
}

function referenceWords({ ms, cores, source }: ReferenceFigure): string {
  return charts.reference(source, cores, medianTime(ms));
}

/** What the race says, the news first: whole sentences, none twice. */
export function verdictSentences({ headline, standings: all, prediction }: Judgement): readonly string[] {
  const guess = prediction === null ? [] : [prediction];
  const verdicts = all.flatMap(({ verdict }) => (verdict === null ? [] : [verdict.sentence]));
  const more = verdicts.filter((sentence) => sentence !== headline);
  // Of many, each stands in the picture beside its row, too: here they are one paragraph.
  return more.length > 3 ? [headline, ...guess, more.join(' ')] : [headline, ...more, ...guess];
}

export interface Note {
  readonly words: string;
  readonly remedy: string | null;
}

/** What to keep in mind, and what to do about it; the same advice is given once. */
export function notesOf({ standings: all, warnings }: Judgement): readonly Note[] {
  const notes: Note[] = warnings.map(({ words, remedy }) => ({ words, remedy }));
  const given = new Set(notes.map(({ remedy }) => remedy));
  for (const { contestant, verdict } of all) {
    if (verdict?.remedy == null || given.has(verdict.remedy)) continue;
    // The warnings have said so already.
    if (verdict.kind === 'failed' && warnings.some(({ kind }) => kind === 'failures')) continue;
    if (verdict.kind === 'not-enough' && warnings.some(({ kind }) => kind === 'incomplete')) continue;
    given.add(verdict.remedy);
    const same = all.filter((other) => other.verdict?.remedy === verdict.remedy).map((other) => other.contestant.title);
    notes.push({ words: charts.about(same.length > 0 ? same : [contestant.title]), remedy: verdict.remedy });
  }
  return notes;
}

/** Where it was measured: one line. */
export function environmentWords({ environment, complete, pauses }: RaceResult): string {
  const { cores, clockStepMs, isolated, browser, date } = environment;
  const parts = [
    charts.cores(cores),
    charts.clockSteps(formatMs(clockStepMs)),
    isolated ? charts.isolated : charts.notIsolated,
    ...(browser === '' ? [] : [browser]),
    dateWords(date),
    ...(complete ? [] : [charts.cancelled]),
    ...(pauses === 0 ? [] : [charts.pauses(pauses)]),
  ];
  return charts.measuredOn(parts);
}

/** `21 November 2026, 10:30`, in the learner's own time zone. */
export function dateWords(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return charts.date(date);
}

export function raceTable(result: RaceResult, all: readonly Standing[]): ChartTable {
  const ms = (value: number | undefined) =>
    value === undefined ? '' : numbers.decimal(String(Number(value.toPrecision(5))));
  return {
    caption: charts.timesCaption(result.title),
    columns: [
      charts.contestant,
      charts.medianMs,
      charts.spreadMs,
      charts.fastestMs,
      charts.slowestMs,
      charts.trials,
      charts.failedColumn,
      charts.speedUp,
      charts.interval,
      charts.verdict,
    ],
    rows: all.map(({ contestant, times, summary, verdict, failures }) => [
      contestant.title,
      ms(summary?.median),
      ms(summary?.spread),
      ms(summary?.least),
      ms(summary?.most),
      String(times.length),
      String(failures),
      verdict === null ? '1' : verdict.speedUp === null ? '' : numbers.decimal(verdict.speedUp.toFixed(2)),
      verdict?.interval == null
        ? ''
        : charts.fromTo(
            numbers.decimal(verdict.interval.low.toFixed(2)),
            numbers.decimal(verdict.interval.high.toFixed(2)),
          ),
      verdict === null ? charts.comparedWith : verdict.words,
    ]),
  };
}

/** Which kinds of marks the picture holds besides trials that count: only these are explained. */
export function marksIn(result: Pick<RaceResult, 'trials'>, said: readonly Said[]) {
  const finished = result.trials.filter(
    ({ end, warmUp, phases }) => end === 'finished' && !(warmUp && phases !== null),
  );
  return {
    trials: finished.some(isCounted),
    warmUps: finished.some(({ warmUp }) => warmUp),
    disturbed: finished.some(({ disturbed, warmUp }) => disturbed && !warmUp),
    prediction: said.some(({ kind }) => kind === 'prediction'),
    reference: said.some(({ kind }) => kind === 'reference'),
  };
}
