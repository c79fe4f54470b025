/**
 * What somebody who knows measuring would say about a race before reading its figures. A warning changes no verdict: what it warns of is
 * already in the spread. It says why the spread may be as it is, and what to do.
 */
import { driftOf } from './drift';
import { outliers, summarise, timesOf } from './statistics';
import { capital, countWord, formatShare, formatTimes, listWords, plural } from './words';
import { formatMs } from '../trace/format';
import type { Contestant, RaceResult } from './race';

/** In the order in which they are given: what spoils most comes first. */
export const WARNINGS = [
  'incomplete',
  'failures',
  'clock-step',
  'drift',
  'disturbed',
  'paused',
  'busy-machine',
  'few-cores',
  'few-trials',
  'outliers',
  'not-isolated',
] as const;
export type WarningKind = (typeof WARNINGS)[number];

export interface RaceWarning {
  readonly kind: WarningKind;
  /** What is the matter: one sentence. */
  readonly words: string;
  /** What to do about it, one sentence; null where nothing can be done. */
  readonly remedy: string | null;
  /** Those that it is about; empty when it is about all. */
  readonly contestants: readonly string[];
}

/** Shorter than so many steps of the clock, a time is known to no better than 5 %. */
const STEPS = 20;
/** The fixed piece of work took so much longer than at its best. */
const BUSY = 1.25;
/** Ways of working that use several cores at once. */
const PARALLEL: readonly string[] = ['processes', 'workers'];

export function warningsOf(result: RaceResult): readonly RaceWarning[] {
  const found = [
    incomplete(result),
    failures(result),
    clockStep(result),
    drift(result),
    disturbed(result),
    paused(result),
    busyMachine(result),
    fewCores(result),
    fewTrials(result),
    odd(result),
    notIsolated(result),
  ];
  return found.filter((warning) => warning !== null);
}

type Check = (result: RaceResult) => RaceWarning | null;

const titlesOf = (contestants: readonly Contestant[]): string => listWords(contestants.map(({ title }) => title));
const idsOf = (contestants: readonly Contestant[]): readonly string[] => contestants.map(({ id }) => id);

const incomplete: Check = ({ complete }) =>
  complete
    ? null
    : {
        kind: 'incomplete',
        words: 'The race was stopped before its last trial.',
        remedy: 'Race again and let it end.',
        contestants: [],
      };

const failures: Check = ({ contestants, trials }) => {
  const failed = trials.filter(({ end, disturbed }) => end === 'failed' && !disturbed);
  const who = contestants.filter(({ id }) => failed.some(({ contestant }) => contestant === id));
  if (failed.length === 0) return null;
  const problem = failed.find((trial) => trial.problem !== null)?.problem ?? null;
  return {
    kind: 'failures',
    words: `${capital(plural(failed.length, 'trial'))} of ${titlesOf(who)} failed${problem === null ? '.' : `: ${ended(problem)}`}`,
    remedy: 'Run it alone to see what is wrong.',
    contestants: idsOf(who),
  };
};

const clockStep: Check = (result) => {
  const { clockStepMs, isolated } = result.environment;
  const short = result.contestants.filter(({ id }) => {
    const median = summarise(timesOf(result, id))?.median;
    return median !== undefined && median < STEPS * clockStepMs;
  });
  if (short.length === 0) return null;
  return {
    kind: 'clock-step',
    words: `The clock here moves in steps of ${formatMs(clockStepMs)}, which is coarse for the times of ${titlesOf(short)}.`,
    remedy: `Give the programs a bigger task${isolated ? '.' : ', or open the page outside of this frame, where the clock is finer.'}`,
    contestants: idsOf(short),
  };
};

const drift: Check = (result) => {
  const found = driftOf(result);
  if (found === null) return null;
  const { change, seenIn } = found;
  if (change > 1) {
    return {
      kind: 'drift',
      words: `The machine slowed down while the race went on: the same work took ${formatShare(change - 1)} longer at the end.`,
      remedy: 'It may be warm or save its battery: plug in the charger, let it rest for a minute, and race again.',
      contestants: [],
    };
  }
  return {
    kind: 'drift',
    words: `Work got faster while the race went on: it took ${formatShare(1 - change)} less time at the end.`,
    remedy:
      seenIn === 'times'
        ? 'The programs were still warming up: race again with more warm-ups.'
        : 'Something else kept the machine busy at first: race again now that it is calm.',
    contestants: [],
  };
};

const disturbed: Check = ({ trials }) => {
  const count = trials.filter((trial) => trial.disturbed).length;
  if (count === 0) return null;
  return {
    kind: 'disturbed',
    words: `${capital(countWord(count))} ${count === 1 ? 'trial was' : 'trials were'} disturbed, because this tab was hidden or kept waiting, and ${count === 1 ? 'is' : 'are'} not counted.`,
    remedy: 'Keep this tab in front while a race goes on.',
    contestants: [],
  };
};

const paused: Check = ({ pauses, trials }) =>
  pauses === 0 || trials.some((trial) => trial.disturbed)
    ? null
    : {
        kind: 'paused',
        words: `The race paused ${pauses === 1 ? 'once' : `${countWord(pauses)} times`}, because this tab was hidden.`,
        remedy: 'Keep this tab in front while a race goes on.',
        contestants: [],
      };

/** Bursts: where the slowness has a trend, the drift tells it better. */
const busyMachine: Check = (result) => {
  if (driftOf(result)?.seenIn === 'machine') return null;
  const measured = result.trials.filter(({ slowness, disturbed: spoilt }) => slowness !== null && !spoilt);
  const slow = measured.filter(({ slowness }) => (slowness as number) >= BUSY);
  if (slow.length === 0) return null;
  const worst = Math.max(...slow.map(({ slowness }) => slowness as number));
  return {
    kind: 'busy-machine',
    words: `Before ${slow.length} of ${plural(measured.length, 'trial')} the machine was busy with something else: fixed work took up to ${formatTimes(worst)} times as long as at its best.`,
    remedy: 'Close other programs and tabs, and race again.',
    contestants: [],
  };
};

const fewCores: Check = ({ kind, contestants, environment }) => {
  const { cores } = environment;
  const crowded = contestants.filter(({ at, variant }) =>
    kind === 'curve' ? at !== null && at > cores : cores === 1 && PARALLEL.includes(variant),
  );
  if (crowded.length === 0) return null;
  return {
    kind: 'few-cores',
    words:
      cores === 1
        ? 'This browser says that the machine has one core: nothing here can run at the same time as anything else.'
        : `This browser says that the machine has ${countWord(cores)} cores: more workers than that share them.`,
    remedy: null,
    contestants: idsOf(crowded),
  };
};

const fewTrials: Check = (result) => {
  const counts = result.contestants.map(({ id }) => timesOf(result, id).length).filter((count) => count > 0);
  const fewest = Math.min(...counts);
  if (!result.complete || counts.length < 2 || fewest >= 5) return null;
  return {
    kind: 'few-trials',
    words: `With ${plural(fewest, 'trial')} of each, only large differences can be told from chance.`,
    remedy: 'Five trials are usual; ten tell smaller differences.',
    contestants: [],
  };
};

const odd: Check = (result) => {
  const found = result.contestants.flatMap((contestant) => {
    const times = timesOf(result, contestant.id);
    return outliers(times).map((i) => ({ contestant, ms: times[i] as number }));
  });
  if (found.length === 0) return null;
  const who = result.contestants.filter(({ id }) => found.some(({ contestant }) => contestant.id === id));
  const [only] = found;
  return {
    kind: 'outliers',
    words:
      found.length === 1 && only !== undefined
        ? `One trial of ${only.contestant.title} took ${formatMs(only.ms)}, far from its others.`
        : `${capital(countWord(found.length))} trials of ${titlesOf(who)} took far longer or shorter than their others.`,
    remedy: 'They are counted, and the median bears them; more trials make them weigh less.',
    contestants: idsOf(who),
  };
};

const notIsolated: Check = ({ environment }) =>
  environment.isolated
    ? null
    : {
        kind: 'not-isolated',
        words:
          'This page is not isolated from others, so its clock is coarser and its threads switch only where they wait.',
        remedy: 'Open it in a tab of its own.',
        contestants: [],
      };

/** A sentence ends with one full stop. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
