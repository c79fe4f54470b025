/** Results of races that nobody ran: for stories, and for tests of what the charts say. Seeded, so that pictures stay the same. */
import { seededRandom, type Random } from '../../../base/random';
import type { AliveAtOnce, Contestant, MemoryReading, PhaseTimes, RaceResult, Trial } from '../../../measure/race';

const ENVIRONMENT: RaceResult['environment'] = {
  date: '2026-11-21T10:30:00.000Z',
  cores: 4,
  clockStepMs: 0.005,
  isolated: true,
  browser: 'Chromium 156',
};

const RESULT: RaceResult = {
  format: 1,
  kind: 'variants',
  lesson: 'the-gil',
  race: 'primes',
  title: 'Primes, three ways',
  contestants: [],
  trials: [],
  environment: ENVIRONMENT,
  prediction: null,
  references: [],
  seed: 7,
  complete: true,
  pauses: 0,
};

/** About normal, from three draws: tails enough for a picture. */
const around = (random: Random, middle: number, spread: number): number =>
  middle * (1 + spread * (random.float() + random.float() + random.float() - 1.5) * 2);

export interface MadeUp {
  readonly id: string;
  readonly program?: string;
  readonly variant: string;
  readonly ms: number;
  readonly spread?: number;
  readonly at?: number;
  readonly title?: string;
  readonly phases?: Partial<PhaseTimes>;
  readonly bytes?: number;
  readonly processes?: number;
  /** Of its heap, where what was free had been filled. */
  readonly grown?: number;
  readonly alive?: Partial<AliveAtOnce>;
}

const NO_PHASES: PhaseTimes = {
  startUp: 0,
  pickling: 0,
  transfer: 0,
  compute: 0,
  waitingForGil: 0,
  waitingForIo: 0,
  waitingForOthers: 0,
  idle: 0,
};

function memoryOf({ bytes, processes = 1, grown = 150_000 }: MadeUp): MemoryReading | null {
  if (bytes === undefined) return null;
  const of = processes === 1 ? 'one process' : `${processes} processes`;
  const heap = { processes, largest: bytes / processes, grown, spare: 72_000 * processes };
  return { bytes, source: 'wasm-memory', of, heap };
}

function trialsOf(makeUps: readonly MadeUp[], trials: number, seed: number): Trial[] {
  const random = seededRandom(seed);
  const all: Trial[] = [];
  let now = 0;
  for (let block = 0; block <= trials; block++) {
    for (const made of random.shuffled(makeUps)) {
      const ms = around(random, made.ms, made.spread ?? 0.03) * (block === 0 ? 1.2 : 1);
      all.push({
        contestant: made.id,
        order: all.length,
        warmUp: block === 0,
        end: 'finished',
        ms,
        startedAt: now,
        slowness: 1 + random.float() * 0.04,
        disturbed: false,
        phases: null,
        memory: block === 0 ? memoryOf(made) : null,
        alive: null,
        problem: null,
      });
      now += ms + 250;
    }
  }
  // One more of each with a trace, to see where the time goes.
  for (const made of makeUps) {
    if (made.phases === undefined) continue;
    all.push({
      contestant: made.id,
      order: all.length,
      warmUp: true,
      end: 'finished',
      ms: made.ms * 1.4,
      startedAt: now,
      slowness: null,
      disturbed: false,
      phases: { ...NO_PHASES, ...made.phases },
      memory: memoryOf(made),
      alive: { processes: made.processes ?? 1, threads: 0, tasks: 0, ...made.alive },
      problem: null,
    });
    now += made.ms * 1.4 + 250;
  }
  return all;
}

const contestantsOf = (makeUps: readonly MadeUp[]): Contestant[] =>
  makeUps.map(({ id, program, variant, at, title }) => ({
    id,
    title: title ?? id,
    program: program ?? id,
    variant,
    args: [],
    at: at ?? null,
  }));

export function madeUpRace(makeUps: readonly MadeUp[], rest: Partial<RaceResult> = {}, trials = 5): RaceResult {
  const seed = rest.seed ?? RESULT.seed;
  return { ...RESULT, contestants: contestantsOf(makeUps), trials: trialsOf(makeUps, trials, seed), ...rest };
}

/** Threads gain nothing, processes do. */
export function primes(rest: Partial<RaceResult> = {}, trials = 5): RaceResult {
  return madeUpRace(
    [
      {
        id: 'one_thread.py',
        variant: 'sequential',
        ms: 1840,
        phases: { compute: 1790, startUp: 20, idle: 30 },
        bytes: 37_700_000,
      },
      {
        id: 'threads.py',
        variant: 'threads',
        ms: 1862,
        spread: 0.035,
        phases: { startUp: 24, compute: 1805, waitingForGil: 5410, waitingForOthers: 1830, idle: 12 },
        bytes: 37_700_000,
        alive: { threads: 4 },
      },
      {
        id: 'processes.py',
        variant: 'processes',
        ms: 642,
        spread: 0.05,
        phases: { startUp: 710, pickling: 8, transfer: 31, compute: 1912, waitingForOthers: 590, idle: 120 },
        bytes: 188_700_000,
        processes: 5,
        grown: 2_300_000,
        alive: { threads: 3 },
      },
    ],
    {
      prediction: { fastest: 'threads.py', times: 3 },
      references: [{ contestant: 'processes.py', ms: 890, cores: 8, source: 'the author’s laptop' }],
      ...rest,
    },
    trials,
  );
}

/** Every execution model, waiting for five answers. */
export function requests(): RaceResult {
  return madeUpRace(
    [
      { id: 'one after the other', variant: 'sequential', ms: 1012 },
      { id: 'five threads', variant: 'threads', ms: 214, spread: 0.06 },
      { id: 'five processes', variant: 'processes', ms: 655, spread: 0.09 },
      { id: 'asyncio', variant: 'asyncio', ms: 208 },
      { id: 'event loop', variant: 'event-loop', ms: 204 },
      { id: 'web workers', variant: 'workers', ms: 236, spread: 0.05 },
    ],
    { title: 'Five requests', race: 'five-requests', prediction: { fastest: 'asyncio', times: 5 } },
    10,
  );
}

/** Forty that wait at once, in each way that there is. */
export function crowds(): RaceResult {
  return madeUpRace(
    [
      {
        id: 'one after the other',
        variant: 'sequential',
        ms: 4050,
        phases: { compute: 50, idle: 4000 },
        bytes: 37_700_000,
      },
      {
        id: 'forty threads',
        variant: 'threads',
        ms: 121,
        phases: { compute: 20, idle: 4060 },
        bytes: 37_700_000,
        grown: 848_000,
        alive: { threads: 40 },
      },
      {
        id: 'four threads',
        variant: 'threads',
        ms: 1022,
        phases: { compute: 20, idle: 4060 },
        bytes: 37_700_000,
        grown: 152_000,
        alive: { threads: 4 },
      },
      {
        id: 'asyncio',
        variant: 'asyncio',
        ms: 118,
        phases: { compute: 20, idle: 100 },
        bytes: 45_400_000,
        grown: 6_700_000,
        alive: { tasks: 10_001 },
      },
      {
        id: 'processes',
        variant: 'processes',
        ms: 1410,
        phases: { startUp: 3200, idle: 4050 },
        bytes: 377_000_000,
        processes: 10,
        grown: 2_500_000,
        alive: { processes: 5 },
      },
    ],
    { title: 'Forty that wait', race: 'crowds' },
  );
}

/** Too noisy to conclude, one trial failed, one was disturbed, and it was cancelled. */
export function storm(): RaceResult {
  const race = madeUpRace(
    [
      { id: 'one_thread.py', variant: 'sequential', ms: 12, spread: 0.5 },
      { id: 'threads.py', variant: 'threads', ms: 11, spread: 0.55 },
      { id: 'processes.py', variant: 'processes', ms: 30, spread: 0.4 },
    ],
    {
      title: 'A hundred tiny tasks',
      race: 'tiny',
      complete: false,
      pauses: 2,
      prediction: { fastest: 'processes.py', times: null },
    },
    4,
  );
  const trials = race.trials.map((trial, i): Trial => {
    if (trial.contestant === 'processes.py' && !trial.warmUp)
      return { ...trial, end: 'failed', ms: null, problem: 'ZeroDivisionError: division by zero' };
    return i === 5 || i === 9
      ? { ...trial, disturbed: true, ms: (trial.ms ?? 1) * 3 }
      : { ...trial, slowness: 1 + i * 0.06 };
  });
  return { ...race, trials, environment: { ...ENVIRONMENT, clockStepMs: 0.1, isolated: false, cores: 2 } };
}

/** One program over 1 to 8 workers, on four cores. */
export function workers(): RaceResult {
  const serial = 0.08;
  const times = (n: number): number => 2400 * (serial + (1 - serial) / Math.min(n, 4)) + 60 * n;
  return madeUpRace(
    [1, 2, 3, 4, 5, 6, 7, 8].map((at) => ({
      id: `w${at}`,
      program: 'pool.py',
      variant: 'processes',
      at,
      ms: times(at),
      title: at === 1 ? '1 worker' : `${at} workers`,
    })),
    { kind: 'curve', title: 'Primes over more and more workers', race: 'primes-workers' },
  );
}

/** Two ways over the size of a task: the pool's start costs 300 ms, then it is three times as fast. */
export function sizes(): RaceResult {
  const all = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000];
  return madeUpRace(
    all.flatMap((at) => [
      {
        id: `one-${at}`,
        program: 'one.py',
        variant: 'sequential',
        at,
        ms: 4 + at * 0.0102,
        title: `sequential, ${at} numbers to test`,
      },
      {
        id: `pool-${at}`,
        program: 'pool.py',
        variant: 'processes',
        at,
        ms: 300 + at * 0.0034,
        title: `processes, ${at} numbers to test`,
        spread: 0.05,
      },
    ]),
    { kind: 'worth', title: 'When is a pool worth it?', race: 'worth' },
  );
}
