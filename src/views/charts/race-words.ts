/** What stands beside the picture of a race, in sentences and in cells. Pure. */
import type { RaceResult, ReferenceFigure } from '../../measure/race';
import { isCounted } from '../../measure/statistics';
import type { Judgement } from '../../measure/judge';
import type { Standing } from '../../measure/verdict';
import { formatTimes, listWords } from '../../measure/words';
import { formatMs } from '../../trace/format';
import { medianTime } from './axis';
import type { Said } from './race-layout';
import type { ChartTable } from './figure';

/** In few words, for the room beside a name. */
export function shortVerdict({ verdict, failures, times }: Standing): string {
  if (verdict === null) {
    if (times.length === 0) return failures > 0 ? 'failed' : '';
    return failures > 0 ? `${failures} failed` : '';
  }
  const { speedUp, interval } = verdict;
  const range = (low: number, high: number) => {
    const ends = [formatTimes(low), formatTimes(high)];
    return ends[0] === ends[1] ? '' : ` (${ends.join(' to ')})`;
  };
  const failed = failures > 0 ? `, ${failures} failed` : '';
  switch (verdict.kind) {
    case 'faster':
    case 'slower':
      if (speedUp === null || interval === null) return '';
      return speedUp >= 1
        ? `${formatTimes(speedUp)} times as fast${range(interval.low, interval.high)}${failed}`
        : `${formatTimes(1 / speedUp)} times as long${range(1 / interval.high, 1 / interval.low)}${failed}`;
    case 'no-difference':
      return `no difference shown${failed}`;
    case 'too-noisy':
      return `too noisy to conclude${failed}`;
    case 'failed':
      return 'failed';
    case 'not-enough':
      return times.length === 0 && failures > 0 ? 'failed' : 'not enough trials yet';
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
        words: `you said ${formatTimes(prediction.times)} times as fast: ${medianTime(first / prediction.times)}`,
        short: `you said ${medianTime(first / prediction.times)}`,
      });
    }
  }
  for (const reference of result.references) {
    said.push({
      contestant: reference.contestant,
      kind: 'reference',
      ms: reference.ms,
      words: referenceWords(reference),
      short: `elsewhere ${medianTime(reference.ms)}`,
    });
  }
  return said;
}

function referenceWords({ ms, cores, source }: ReferenceFigure): string {
  return `${source}${cores === null ? '' : ` (${cores === 1 ? '1 core' : `${cores} cores`})`}: ${medianTime(ms)}`;
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
    notes.push({ words: `${listWords(same.length > 0 ? same : [contestant.title])}:`, remedy: verdict.remedy });
  }
  return notes;
}

/** Where it was measured: one line. */
export function environmentWords({ environment, complete, pauses }: RaceResult): string {
  const { cores, clockStepMs, isolated, browser, date } = environment;
  const parts = [
    cores === 1 ? '1 core' : `${cores} cores`,
    `clock in steps of ${formatMs(clockStepMs)}`,
    isolated ? 'isolated page' : 'page not isolated',
    ...(browser === '' ? [] : [browser]),
    dateWords(date),
    ...(complete ? [] : ['cancelled before its end']),
    ...(pauses === 0 ? [] : [pauses === 1 ? 'paused once' : `paused ${pauses} times`]),
  ];
  return `Measured on ${parts.join(' · ')}`;
}

/** `21 November 2026, 10:30`, in the learner's own time zone. */
export function dateWords(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(date).replace(' at ', ', ');
}

export function raceTable(result: RaceResult, all: readonly Standing[]): ChartTable {
  const ms = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(5))));
  return {
    caption: `${result.title}: times in milliseconds`,
    columns: [
      'Contestant',
      'Median (ms)',
      'Spread (ms)',
      'Fastest (ms)',
      'Slowest (ms)',
      'Trials',
      'Failed',
      'Speed-up',
      '95 % interval',
      'Verdict',
    ],
    rows: all.map(({ contestant, times, summary, verdict, failures }) => [
      contestant.title,
      ms(summary?.median),
      ms(summary?.spread),
      ms(summary?.least),
      ms(summary?.most),
      String(times.length),
      String(failures),
      verdict === null ? '1' : verdict.speedUp === null ? '' : verdict.speedUp.toFixed(2),
      verdict?.interval == null ? '' : `${verdict.interval.low.toFixed(2)} to ${verdict.interval.high.toFixed(2)}`,
      verdict === null ? 'the others are compared with it' : verdict.words,
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
