/** Races by chance, of which the truth is known: for tests of what is concluded from them. */
import { seededRandom, type Random } from '../../base/random';
import { planRace } from '../plan';
import type { Contestant, RaceResult, Trial } from '../race';

/** Factors that times are multiplied with: their median is 1. */
export type Noise = (random: Random) => number;

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}

export const lognormal =
  (sigma: number): Noise =>
  (random) =>
    Math.exp(sigma * normal(random));

/** A floor, and above it a tail so long that it has hardly a mean (Pareto, 1.1). */
export const heavyTail: Noise = (random) => {
  const above = (p: number): number => (1 - p) ** (-1 / 1.1) - 1;
  return (1 + 0.05 * above(random.float())) / (1 + 0.05 * above(0.5));
};

/** Every third trial meets a burst of something else. */
export const bursts: Noise = (random) => (random.below(3) === 0 ? 1.3 : 1) * Math.exp(0.01 * normal(random));

export const quiet: Noise = () => 1;

interface MadeUp {
  readonly seed: number;
  readonly trials?: number;
  readonly warmUps?: number;
  /** The true median of each contestant in milliseconds, in the order of the race. */
  readonly medians: readonly number[];
  readonly noise?: Noise;
  /** What the machine does to all times, by the share of the race that has gone by. */
  readonly machine?: (gone: number) => number;
}

export function contestant(id: string, more: Partial<Contestant> = {}): Contestant {
  return { id, title: id, program: `${id}.py`, variant: id, args: [], at: null, ...more };
}

const NAMES = ['sequential', 'threads', 'processes', 'asyncio', 'workers', 'event loop'];

export function madeUpRace({
  seed,
  trials = 5,
  warmUps = 1,
  medians,
  noise = lognormal(0.03),
  machine,
}: MadeUp): RaceResult {
  const random = seededRandom(seed);
  const contestants = medians.map((_, i) => contestant(NAMES[i] ?? `contestant ${i}`));
  const plan = planRace({ contestants, trials, warmUps, seed });
  let startedAt = 0;
  const run = plan.map(({ contestant: id, warmUp }, order): Trial => {
    const state = machine?.(order / plan.length) ?? 1;
    const median = medians[contestants.findIndex((one) => one.id === id)] ?? 1;
    const ms = median * state * noise(random);
    startedAt += ms + 300;
    return trial({ contestant: id, order, warmUp, ms, startedAt, slowness: state * (1 + 0.01 * random.float()) });
  });
  return result({ contestants, trials: run, seed });
}

export function trial(more: Partial<Trial> & Pick<Trial, 'contestant' | 'order'>): Trial {
  return {
    warmUp: false,
    end: 'finished',
    ms: 100,
    startedAt: 0,
    slowness: null,
    disturbed: false,
    phases: null,
    memory: null,
    alive: null,
    problem: null,
    ...more,
  };
}

export function result(more: Partial<RaceResult> = {}): RaceResult {
  return {
    format: 1,
    kind: 'variants',
    lesson: 'first-threads',
    race: 'downloads',
    title: 'Five downloads',
    contestants: [contestant('sequential'), contestant('threads')],
    trials: [],
    environment: {
      date: '2026-11-21T10:00:00.000Z',
      cores: 4,
      clockStepMs: 0.005,
      isolated: true,
      browser: 'Chromium 156',
    },
    prediction: null,
    references: [],
    seed: 1,
    complete: true,
    pauses: 0,
    ...more,
  };
}

/** A race whose contestants took exactly these times. */
export function raceOf(times: Readonly<Record<string, readonly number[]>>, more: Partial<RaceResult> = {}): RaceResult {
  let order = 0;
  const trials = Object.entries(times).flatMap(([id, all]) =>
    all.map((ms) => trial({ contestant: id, order: order++, ms })),
  );
  return result({ contestants: Object.keys(times).map((id) => contestant(id)), trials, ...more });
}
