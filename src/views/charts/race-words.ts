/** What stands beside the picture of a race, in sentences and in cells. Pure. */
import type { RaceResult, ReferenceFigure } from '../../measure/race';
import { isCounted } from '../../measure/statistics';
import { standings, type Standing } from '../../measure/verdict';
import { formatTimes } from '../../measure/words';
import { formatMs } from '../../trace/format';
import type { Said } from './race-layout';
import type { Table } from './table';

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
        words: `you said ${formatTimes(prediction.times)} times as fast: ${formatMs(first / prediction.times)}`,
      });
    }
  }
  for (const reference of result.references) {
    said.push({
      contestant: reference.contestant,
      kind: 'reference',
      ms: reference.ms,
      words: referenceWords(reference),
    });
  }
  return said;
}

function referenceWords({ ms, cores, source }: ReferenceFigure): string {
  return `${source}${cores === null ? '' : ` (${cores === 1 ? '1 core' : `${cores} cores`})`}: ${formatMs(ms)}`;
}

/** How the learner's guess came out: one sentence, null without a guess or without an answer. */
export function predictionWords(result: RaceResult, all: readonly Standing[]): string | null {
  const { prediction } = result;
  const timed = all.filter(({ summary }) => summary !== null);
  const [first] = all;
  if (prediction === null || timed.length < 2 || first === undefined) return null;
  const titleOf = (id: string) => all.find(({ contestant }) => contestant.id === id)?.contestant.title ?? id;
  const guessed = all.find(({ contestant }) => contestant.id === prediction.fastest);
  if (guessed === undefined) return null;
  const said =
    prediction.times === null || guessed === first
      ? `You said that ${titleOf(prediction.fastest)} would be the fastest`
      : `You said that ${titleOf(prediction.fastest)} would be the fastest, ${formatTimes(prediction.times)} times as fast as ${first.contestant.title}`;
  const best = timed.reduce((a, b) => ((b.summary?.median ?? Infinity) < (a.summary?.median ?? Infinity) ? b : a));
  const decided = timed.some(({ verdict }) => verdict?.kind === 'faster' || verdict?.kind === 'slower');
  if (!decided) return `${said}; these trials cannot tell which one is.`;
  if (guessed.summary === null) return `${said}; it has no time to compare.`;
  if (best === guessed) {
    const speedUp = guessed.verdict?.speedUp ?? null;
    const measured =
      prediction.times === null || speedUp === null ? '' : ` It was ${formatTimes(speedUp)} times as fast.`;
    return `${said}. It has the shortest median.${measured}`;
  }
  return `${said}. The shortest median is that of ${best.contestant.title}.`;
}

/** Whoever has failed, and of what: a sentence each. */
export function failureWords(result: RaceResult): readonly string[] {
  return result.contestants.flatMap(({ id, title }) => {
    const mine = result.trials.filter((trial) => trial.contestant === id && !trial.warmUp);
    const failed = mine.filter(({ end }) => end === 'failed');
    const problem = failed.find((trial) => trial.problem !== null)?.problem;
    if (failed.length === 0) return [];
    const count = failed.length === mine.length ? 'every trial' : `${failed.length} of ${mine.length} trials`;
    return [`${title} failed in ${count}${problem == null ? '.' : `: ${problem.replace(/\.$/, '')}.`}`];
  });
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

export function raceTable(result: RaceResult, all: readonly Standing[] = standings(result)): Table {
  const ms = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(5))));
  return {
    caption: `${result.title}: times in milliseconds`,
    head: [
      'Contestant',
      'Trials',
      'Median (ms)',
      'Spread (ms)',
      'Fastest (ms)',
      'Slowest (ms)',
      'Speed-up',
      '95 % interval',
      'Verdict',
      'Failed',
      'Each trial (ms)',
    ],
    rows: all.map(({ contestant, times, summary, verdict, failures }) => [
      contestant.title,
      String(times.length),
      ms(summary?.median),
      ms(summary?.spread),
      ms(summary?.least),
      ms(summary?.most),
      verdict === null ? '1 (compared with)' : verdict.speedUp === null ? '' : verdict.speedUp.toFixed(3),
      verdict?.interval == null ? '' : `${verdict.interval.low.toFixed(3)} to ${verdict.interval.high.toFixed(3)}`,
      verdict?.words ?? '',
      String(failures),
      times.map((time) => ms(time)).join(' '),
    ]),
  };
}

/** Which kinds of marks the picture holds besides trials that count: only these are explained. */
export function marksIn(result: RaceResult, said: readonly Said[]) {
  const finished = result.trials.filter(({ end }) => end === 'finished');
  return {
    trials: finished.some(isCounted),
    warmUps: finished.some(({ warmUp }) => warmUp),
    disturbed: finished.some(({ disturbed, warmUp }) => disturbed && !warmUp),
    prediction: said.some(({ kind }) => kind === 'prediction'),
    reference: said.some(({ kind }) => kind === 'reference'),
  };
}
