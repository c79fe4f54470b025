/**
 * What somebody who knows measuring would say about a race before reading its figures. A warning changes no verdict: what it warns of is
 * already in the spread. It says why the spread may be as it is, and what to do.
 */
import { raceWords } from '../texts/en/race-words';
import { driftOf } from './drift';
import { outliers, summarise, timesOf } from './statistics';
import { formatShare, formatTimes } from './words';
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

const titlesOf = (contestants: readonly Contestant[]): readonly string[] => contestants.map(({ title }) => title);
const idsOf = (contestants: readonly Contestant[]): readonly string[] => contestants.map(({ id }) => id);

const incomplete: Check = ({ complete }) =>
  complete
    ? null
    : {
        kind: 'incomplete',
        words: raceWords.stopped,
        remedy: raceWords.raceAgain,
        contestants: [],
      };

const failures: Check = ({ contestants, trials }) => {
  const failed = trials.filter(({ end, disturbed }) => end === 'failed' && !disturbed);
  const who = contestants.filter(({ id }) => failed.some(({ contestant }) => contestant === id));
  if (failed.length === 0) return null;
  const problem = failed.find((trial) => trial.problem !== null)?.problem ?? null;
  return {
    kind: 'failures',
    words: raceWords.failures(failed.length, titlesOf(who), problem === null ? null : ended(problem)),
    remedy: raceWords.runToSee,
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
    words: raceWords.clockStep(formatMs(clockStepMs), titlesOf(short)),
    remedy: raceWords.biggerTask(isolated),
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
      words: raceWords.slowedDown(formatShare(change - 1)),
      remedy: raceWords.letRest,
      contestants: [],
    };
  }
  return {
    kind: 'drift',
    words: raceWords.gotFaster(formatShare(1 - change)),
    remedy: seenIn === 'times' ? raceWords.moreWarmUps : raceWords.calmNow,
    contestants: [],
  };
};

const disturbed: Check = ({ trials }) => {
  const count = trials.filter((trial) => trial.disturbed).length;
  if (count === 0) return null;
  return {
    kind: 'disturbed',
    words: raceWords.disturbed(count),
    remedy: raceWords.keepInFront,
    contestants: [],
  };
};

const paused: Check = ({ pauses, trials }) =>
  pauses === 0 || trials.some((trial) => trial.disturbed)
    ? null
    : {
        kind: 'paused',
        words: raceWords.paused(pauses),
        remedy: raceWords.keepInFront,
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
    words: raceWords.busyMachine(slow.length, measured.length, formatTimes(worst)),
    remedy: raceWords.closeOthers,
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
    words: raceWords.fewCores(cores),
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
    words: raceWords.fewTrials(fewest),
    remedy: raceWords.fiveTrials,
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
        ? raceWords.oneOutlier(only.contestant.title, formatMs(only.ms))
        : raceWords.outliers(found.length, titlesOf(who)),
    remedy: raceWords.outliersCount,
    contestants: idsOf(who),
  };
};

const notIsolated: Check = ({ environment }) =>
  environment.isolated
    ? null
    : {
        kind: 'not-isolated',
        words: raceWords.notIsolated,
        remedy: raceWords.ownTab,
        contestants: [],
      };

/** A sentence ends with one full stop. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
