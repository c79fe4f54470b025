/**
 * In which order the trials of a race are run, and how long that will take.
 *
 * Randomised blocks (Fisher, "The Design of Experiments", 1935): after the warm-ups come as many blocks as there are trials, and each
 * block holds every contestant once, in an order of its own. A machine that gets warm and slow, or another program that begins half-way,
 * then meets all contestants alike, and whoever happens to follow whom changes from block to block.
 */
import { seededRandom } from '../base/random';
import { summarise, trialsInOrder } from './statistics';
import type { Contestant, Trial } from './race';

export const TRIALS = { least: 3, usual: 5, most: 30 } as const;
export const WARM_UPS = { least: 0, usual: 1, most: 5 } as const;

export interface PlannedTrial {
  readonly contestant: string;
  readonly warmUp: boolean;
  /** Which block it belongs to, from 0; warm-ups and trials are counted apart. */
  readonly block: number;
}

export interface RacePlanRequest {
  readonly contestants: readonly Pick<Contestant, 'id'>[];
  /** Whatever number comes in is brought within `TRIALS`. */
  readonly trials?: number;
  /** For each contestant; within `WARM_UPS`. */
  readonly warmUps?: number;
  readonly seed: number;
}

function within(value: number | undefined, bounds: typeof TRIALS | typeof WARM_UPS): number {
  if (value === undefined || !Number.isFinite(value)) return bounds.usual;
  return Math.min(bounds.most, Math.max(bounds.least, Math.round(value)));
}

/** How many trials a wish for so many comes to: 3 to 30, 5 where nothing is wished for. */
export function trialsWithin(wished: number | undefined): number {
  return within(wished, TRIALS);
}

/** All trials in the order in which they are to be run: the same request gives the same plan. */
export function planRace({ contestants, trials, warmUps, seed }: RacePlanRequest): readonly PlannedTrial[] {
  const random = seededRandom(seed);
  const blocks = (count: number, warmUp: boolean): PlannedTrial[] =>
    Array.from({ length: count }, (_, block) =>
      random.shuffled(contestants).map(({ id }) => ({ contestant: id, warmUp, block })),
    ).flat();
  return [...blocks(within(warmUps, WARM_UPS), true), ...blocks(within(trials, TRIALS), false)];
}

export interface TimeLeft {
  readonly ms: number;
  /** Some contestant that is still to run has not run yet: its time is guessed from the others'. */
  readonly rough: boolean;
}

/**
 * How long the `remaining` trials will take, judging by those that were run: for each its contestant's median time, and what a trial
 * costs beside its own time (a fresh interpreter, a reading of the machine's speed), for which the median of the gaps between
 * beginnings stands, so that a pause in between does not count. Null before anything was run.
 */
export function timeLeft(
  remaining: readonly Pick<PlannedTrial, 'contestant'>[],
  done: readonly Pick<Trial, 'contestant' | 'ms' | 'startedAt' | 'order'>[],
): TimeLeft | null {
  if (remaining.length === 0) return { ms: 0, rough: false };
  const ordered = trialsInOrder({ trials: done as readonly Trial[] });
  const times = new Map<string, number[]>();
  const extras: number[] = [];
  ordered.forEach(({ contestant, ms, startedAt }, i) => {
    if (ms === null) return;
    times.set(contestant, [...(times.get(contestant) ?? []), ms]);
    const next = ordered[i + 1];
    if (next !== undefined) extras.push(Math.max(0, next.startedAt - startedAt - ms));
  });
  const medians = new Map([...times].map(([id, values]) => [id, summarise(values)?.median ?? 0]));
  const guess = summarise([...medians.values()])?.median;
  if (guess === undefined) return null;
  const extra = summarise(extras)?.median ?? 0;
  const ms = remaining.reduce((sum, { contestant }) => sum + (medians.get(contestant) ?? guess) + extra, 0);
  return { ms, rough: remaining.some(({ contestant }) => !medians.has(contestant)) };
}
