/**
 * What a race says, for each contestant against the first one (in a race over sizes of a task: the first one of its size).
 *
 * Speed-up is median(first) / median(contestant), with its 95 % interval (`bootstrap.ts`), which is then widened by what the
 * clock's step could have hidden. From these two follows the verdict, and from nothing else:
 *
 *             slower          |  1/1.03   1   1.03  |            faster
 *      -------------------------------(----.----)--------------------------------
 *                             |        ====         |              the interval lies within: no difference that matters
 *                             |              =========             leaves out 1, and the speed-up itself is beyond: faster
 *                             |           ======    |              leaves out 1, but the speed-up is within: none that matters
 *                    =======================                       holds 1, and nothing beyond 25 %: none that can be shown
 *           ===================================================    holds 1 and more than 25 % on a side: too noisy
 *
 * - MATTERS, 3 %: smaller differences are real on some machine and the other way round on the next; where code lies in memory
 *   alone moves programs by as much (Mytkowicz and others, "Producing wrong data without doing anything obviously wrong", 2009). With
 *   30 trials of a quiet machine such a difference can be *shown*, so the word for it is that it does not matter.
 * - TOO_WIDE, 25 %: "no difference" would be a bold word for an interval that allows a quarter more or less. It says then that the
 *   trials cannot tell, and what would help.
 * - An interval that leaves out 1 is enough for `faster`, however wide it is: all that it allows is faster. The words then say
 *   that how much is unsure.
 *
 * Each verdict stands for itself: at most 5 in 100 races between equals call one faster or slower (`verdict.test.ts` counts them:
 * it is fewer, because of MATTERS). With four contestants that are all equal, one of the three verdicts is so in more of the races.
 *
 * The interval treats the two samples as independent. The blocks of `plan.ts` would allow to compare within blocks, which takes a
 * drift out of the comparison; leaving it in makes the interval wider when a machine drifts, never too narrow.
 */
import { raceWords } from '../texts/en/race-words';
import { chanceOfApart, ratioInterval, type Interval } from './bootstrap';
import { summarise, timesOf, type Summary } from './statistics';
import { openWords, speedSentence, speedWords } from './words';
import { formatMs } from '../trace/format';
import type { Contestant, RaceResult } from './race';

export const VERDICTS = ['faster', 'slower', 'no-difference', 'too-noisy', 'failed', 'not-enough'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export interface Verdict {
  readonly contestant: string;
  readonly kind: VerdictKind;
  /** How many times as fast as the first one; null where one of the two has no time. */
  readonly speedUp: number | null;
  /** Of `speedUp`; null with fewer than three trials of one of the two. */
  readonly interval: Interval | null;
  /** After the contestant's title and a colon: `4.6 times as fast (4.4 to 4.8)`. No full stop. */
  readonly words: string;
  /** A whole sentence that stands alone: `Processes: 4.6 times as fast as sequential (4.4 to 4.8).` */
  readonly sentence: string;
  /** What would help, in one or two sentences; null where nothing is to be helped. */
  readonly remedy: string | null;
}

/** One contestant with what is known of its time. */
export interface Standing {
  readonly contestant: Contestant;
  /** The times that count, in the order in which they were run. */
  readonly times: readonly number[];
  readonly summary: Summary | null;
  /** Trials that failed, warm-ups not counted. */
  readonly failures: number;
  /** Against the first contestant (of its size, in a race of the kind `worth`); null for what others are compared with. */
  readonly verdict: Verdict | null;
}

/** Smaller differences do not matter. */
export const MATTERS = 1.03;
/** What an interval around 1 may reach before the trials are too noisy. */
export const TOO_WIDE = 1.25;
/** What is called a figure without a word on how unsure it is. */
const UNSURE = 2;
/** Fewer trials show no spread. */
export const LEAST_TRIALS = 3;

/**
 * Every contestant, in the order of the race. The same result always says the same. In a race over sizes of a task (`worth`) each
 * one is compared with the first one of its own size: that ten times the work takes ten times as long is no news.
 */
export function standings(result: RaceResult): readonly Standing[] {
  const sides = result.contestants.map((contestant) => sideOf(result, contestant));
  return sides.map((side, i) => {
    const { at } = side.contestant;
    const base = result.kind === 'worth' ? sides.find(({ contestant }) => contestant.at === at) : sides[0];
    const isBase = base === undefined || base === side;
    return { ...side, verdict: isBase ? null : verdictOn(side, base, result.environment.clockStepMs, result.seed + i) };
  });
}

type Side = Omit<Standing, 'verdict'>;

function sideOf(result: RaceResult, contestant: Contestant): Side {
  const times = timesOf(result, contestant.id);
  const failures = result.trials.filter(
    (trial) => trial.contestant === contestant.id && trial.end === 'failed' && !trial.warmUp && !trial.disturbed,
  ).length;
  return { contestant, times, summary: summarise(times), failures };
}

/**
 * A program that fails in half of its trials is not slow or fast, it is broken: what it takes when it happens to end well is a
 * choice among its runs that nobody made.
 */
function isBroken({ times, failures }: Side): boolean {
  return failures > 0 && (failures >= times.length || times.length < LEAST_TRIALS);
}

function verdictOn(side: Side, base: Side, clockStep: number, seed: number): Verdict {
  const { title } = side.contestant;
  const first = base.contestant.title;
  const speedUp =
    side.summary && base.summary && side.summary.median > 0 ? base.summary.median / side.summary.median : null;
  const verdict = (
    kind: VerdictKind,
    words: string,
    {
      interval = null,
      remedy = null,
      sentence,
    }: { interval?: Interval | null; remedy?: string | null; sentence?: string } = {},
  ): Verdict => ({
    contestant: side.contestant.id,
    kind,
    speedUp,
    interval,
    words,
    sentence: sentence ?? `${title}: ${words}.`,
    remedy,
  });

  if (isBroken(side)) {
    return verdict('failed', raceWords.notCompared(failedWords(side)), {
      remedy: raceWords.runAlone,
    });
  }
  if (isBroken(base)) {
    return verdict('not-enough', raceWords.nothingToCompare(first, failedWords(base)), {
      remedy: raceWords.runFirstAlone(first),
    });
  }
  const fewest = Math.min(side.times.length, base.times.length);
  if (fewest < LEAST_TRIALS) {
    const who = side.times.length <= base.times.length ? title : first;
    const words = raceWords.tooFewTrials(who, fewest);
    return verdict('not-enough', words, { remedy: raceWords.raceToEnd(LEAST_TRIALS) });
  }

  // Null for a time of 0, which the clock did not see at all.
  const drawn = ratioInterval(base.times, side.times, seed);
  const interval = drawn && widened(drawn, base.summary as Summary, side.summary as Summary, clockStep);
  if (drawn === null || interval === null || speedUp === null) {
    return verdict('too-noisy', raceWords.tooShort(formatMs(clockStep)), {
      remedy: raceWords.bigger,
    });
  }
  const { low, high } = interval;
  const trials = fewest === base.times.length && fewest === side.times.length ? fewest : null;
  if (low > 1 / MATTERS && high < MATTERS) {
    return verdict('no-difference', raceWords.lessThanMatters, { interval });
  }
  if (low > 1 || high < 1) {
    if (speedUp < MATTERS && speedUp > 1 / MATTERS) {
      return verdict('no-difference', raceWords.noneThatMatters(openWords({ low: speedUp, high: speedUp })), {
        interval,
      });
    }
    const faster = speedUp > 1;
    const unsure = high / low > UNSURE;
    return verdict(faster ? 'faster' : 'slower', speedWords(speedUp, interval), {
      interval,
      sentence: speedSentence(title, first, speedUp, interval),
      remedy: unsure ? raceWords.sureNotHowMuch(faster) : null,
    });
  }
  if (low < 1 / TOO_WIDE || high > TOO_WIDE) {
    const clock = blamesClock(interval, drawn);
    return verdict('too-noisy', raceWords.tooNoisy(openWords(interval)), {
      interval,
      remedy: clock
        ? raceWords.bigger
        : fewest <= 3 && chanceOfApart(fewest, fewest) > 0.05
          ? raceWords.calmer(raceWords.calm)
          : raceWords.calm,
    });
  }
  return verdict('no-difference', raceWords.noneToShow(trials, openWords(interval)), { interval });
}

function failedWords({ failures, times }: Side): string {
  return times.length === 0 ? raceWords.failedAlways : raceWords.failedIn(failures, failures + times.length);
}

/**
 * A time is the difference of two readings, each of them too low by up to one step, so that it is wrong by up to one step either
 * way, and its median may be. Null where a step is as long as what is timed.
 */
function widened({ low, high }: Interval, base: Summary, side: Summary, step: number): Interval | null {
  if (step >= base.median || step >= side.median) return null;
  return {
    low: (low * (1 - step / base.median)) / (1 + step / side.median),
    high: (high * (1 + step / base.median)) / (1 - step / side.median),
  };
}

/** Without the clock's part it would not have been too wide. */
function blamesClock(interval: Interval, drawn: Interval): boolean {
  return (
    (drawn.low >= 1 / TOO_WIDE && drawn.high <= TOO_WIDE) ||
    interval.high / interval.low > (drawn.high / drawn.low) ** 2
  );
}
