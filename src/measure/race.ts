/**
 * A race: contestants that do the same task, each run several times. This file is the contract between who runs one
 * (`session/race.ts`), who judges it (this room) and who shows it (`views/charts`). A result is plain data: it is kept on the
 * learner's device, exported and imported as JSON, and put into links.
 *
 * All times are milliseconds. A trial's time is the program's own, from its first line to its end as the realm measures it: the start
 * of the interpreter is not in it, nor is anything that the page does.
 */

/** What runs: one of several that are compared. The first one of a race is what the others are compared with. */
export interface Contestant {
  /** Unique in its race. */
  readonly id: string;
  /** For people: `threads`, `4 workers`. */
  readonly title: string;
  /** The program of the lesson. */
  readonly program: string;
  /** The execution model, for its colour (`lesson.ts`, VARIANTS). */
  readonly variant: string;
  /** What the program is given as arguments. */
  readonly args: readonly string[];
  /** Where contestants differ in one number (workers, size of a task): that number. */
  readonly at: number | null;
}

/** How one trial ended. Only those that finished are compared. */
export type TrialEnd = 'finished' | 'failed';

/** Where the time of one run went, summed over its actors and divided as `phases.ts` explains. */
export interface PhaseTimes {
  readonly startUp: number;
  readonly pickling: number;
  readonly transfer: number;
  readonly compute: number;
  readonly waitingForGil: number;
  readonly waitingForIo: number;
  readonly waitingForOthers: number;
  readonly idle: number;
}

/**
 * What a run's interpreters held, summed over those that came to their end by themselves (`runtime.ts`, RunMemory): killed ones could
 * not be asked.
 */
export interface MemoryReading {
  /** Of their whole memories, each at its end, which is its largest. */
  readonly bytes: number;
  /** Who said so: shown with the figure. */
  readonly source: 'wasm-memory';
  /** What it covers, for people: `3 processes`. */
  readonly of: string;
  /** Null in results of before it was read. */
  readonly heap: HeapReading | null;
}

/** The same more closely, as the interpreters' allocators see it. */
export interface HeapReading {
  /** How many interpreters. */
  readonly processes: number;
  /** The whole memory of the largest of them, in bytes. */
  readonly largest: number;
  /** How much further their heaps reached at their ends than when the program began. */
  readonly grown: number;
  /** What was free in them when it began: so much more the program may have needed. */
  readonly spare: number;
}

/** The greatest numbers of each that were alive at the same moment, by the run's trace (`alive.ts`). */
export interface AliveAtOnce {
  readonly processes: number;
  /** Beside the one that each process begins with. */
  readonly threads: number;
  readonly tasks: number;
}

export interface Trial {
  readonly contestant: string;
  /** The order in which trials were run, from 0, warm-ups included. */
  readonly order: number;
  /** Warm-ups are shown, and counted nowhere. */
  readonly warmUp: boolean;
  readonly end: TrialEnd;
  /** Null for one that failed. */
  readonly ms: number | null;
  /** Since the race began, pauses included. */
  readonly startedAt: number;
  /** How long a fixed piece of work took right before it, relative to the fastest time of this race (>= 1): a machine that slows down shows here. Null when it was not measured. */
  readonly slowness: number | null;
  /** The tab was hidden, or woke late from its timers, while it ran: such a trial is run again, and counted nowhere. */
  readonly disturbed: boolean;
  /** From the trace; null when the race ran without one. */
  readonly phases: PhaseTimes | null;
  readonly memory: MemoryReading | null;
  /** From the trace, as `phases` is. */
  readonly alive: AliveAtOnce | null;
  /** One sentence, for one that failed. */
  readonly problem: string | null;
}

export interface RaceEnvironment {
  /** ISO 8601, the time of the race's beginning. */
  readonly date: string;
  /** `navigator.hardwareConcurrency`. */
  readonly cores: number;
  /** The smallest step of the realm's clock that was seen. */
  readonly clockStepMs: number;
  readonly isolated: boolean;
  /** The browser in words, as far as it says. */
  readonly browser: string;
}

/** A figure of the author's, or of an article's, beside which the learner's stand. */
export interface ReferenceFigure {
  readonly contestant: string;
  readonly ms: number;
  readonly cores: number | null;
  /** `the author's laptop` */
  readonly source: string;
}

/** What the learner said before the race: the contestant that will be the fastest, and how many times as fast as the first. */
export interface RacePrediction {
  readonly fastest: string;
  readonly times: number | null;
}

/**
 * `variants` compares ways of doing one task; `curve` is one program over a number of workers; `worth` is two ways over the size of a
 * task.
 */
export type RaceKind = 'variants' | 'curve' | 'worth';

export interface RaceResult {
  readonly format: 1;
  readonly kind: RaceKind;
  /** The lesson's id, or null for one in the playground; and which of its races. */
  readonly lesson: string | null;
  readonly race: string;
  readonly title: string;
  /** What the contestants' numbers count, for people: `workers`, `numbers to test`. Null where they have none; absent in older results. */
  readonly unit?: string | null;
  readonly contestants: readonly Contestant[];
  /** In the order in which they were run. */
  readonly trials: readonly Trial[];
  readonly environment: RaceEnvironment;
  readonly prediction: RacePrediction | null;
  readonly references: readonly ReferenceFigure[];
  /** Of the shuffle, and of the bootstrap: the same result says the same words each time. */
  readonly seed: number;
  /** False for one that was cancelled: what it has is shown as far as it goes. */
  readonly complete: boolean;
  /** Pauses that the race made because the tab was hidden. */
  readonly pauses: number;
}
