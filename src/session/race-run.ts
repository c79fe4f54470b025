/**
 * Runs a race from its first warm-up to its last trial. Whoever has something that runs programs can have races: the page (`race.ts`)
 * and the authors' command both call this.
 *
 * What it promises: it always ends, also when it is cancelled in the middle of a trial, when a contestant raises, hangs or deadlocks, when
 * the tab is hidden for an hour, and when the interpreter dies. A trial during which the page could not vouch for its clock is written
 * down as disturbed and run again.
 */
import { FAIR_WEATHER } from '../lab/conditions';
import type { HostDeclaration } from '../lab/declaration';
import { planRace, timeLeft } from '../measure/plan';
import type { AliveAtOnce, Contestant, MemoryReading, PhaseTimes, Trial } from '../measure/race';
import { DEFAULT_LIMITS, type Language, type Outcome, type RunRequest, type RunSummary } from '../runtimes/runtime';
import { raceRunning } from '../texts/en/race-running';

/** What is being run. */
export interface RaceStep {
  readonly what: 'warm-up' | 'trial' | 'where-the-time-goes';
  readonly contestant: string;
  /** Which one of the race's steps, from 1, and of how many. */
  readonly number: number;
  readonly of: number;
}

/** A contestant with all that it takes to run it. */
export interface Entrant extends Pick<RunRequest, 'language' | 'entry' | 'files' | 'startMethod' | 'prepareProcesses'> {
  readonly contestant: Contestant;
  readonly hosts: readonly HostDeclaration[];
}

export interface TrialRun {
  readonly summary: RunSummary;
  /** Of a traced run. */
  readonly phases: PhaseTimes | null;
  readonly alive: AliveAtOnce | null;
}

/** Where trials are run, and the clock and eyes of the page that they are run in. */
export interface Track {
  /** Gets everything ready for a run in this language, so that nothing is made ready while a trial runs. Rejects with an `Error`. */
  prepare(language: Language): Promise<{ readonly sharesThread: boolean }>;
  /** One run, in a fresh interpreter. Ends soon after `signal` aborts. Rejects only when there is nothing to run it. */
  run(request: RunRequest, signal: AbortSignal): Promise<TrialRun>;
  readonly clock: {
    /** Milliseconds, never going back. */
    now(): number;
    /** Calls `act` once after `ms`; the answer cancels it. */
    after(ms: number, act: () => void): () => void;
  };
  readonly attention: {
    hidden(): boolean;
    /** Hears of every change; the answer unsubscribes. */
    onChange(listener: () => void): () => void;
  };
  /** How long a fixed piece of work takes right now, in milliseconds. */
  calibrate(): number;
}

export interface RaceRunOptions {
  readonly trials: number;
  readonly warmUps: number;
  readonly seed: number;
  /** One traced run of each contestant at the end, for where the time went. */
  readonly phases: boolean;
}

/** Told anew after everything that happens. */
export interface RaceNews {
  /** In the order in which they were run. */
  readonly trials: readonly Trial[];
  readonly step: RaceStep;
  readonly leftMs: number | null;
  readonly paused: 'hidden' | 'late' | null;
  /** How often that was so. */
  readonly pauses: number;
  readonly out: readonly string[];
}

export type RaceEnd = { readonly kind: 'done' | 'cancelled' } | { readonly kind: 'failed'; readonly problem: string };

/** A trial may take so long; then it has failed. */
const TRIAL_DEADLINE_MS = 120_000;
/** How often the page looks at its own timers, and from which delay on it does not trust them. Below, a busy machine is at work. */
const BEAT_MS = 250;
const LATE_MS = 1_000;
/** So many trials in all may be spoiled by late timers; being hidden is the learner's choice, and may last. */
const SPOILED_MOST = 6;

export async function runRace(
  entrants: readonly Entrant[],
  options: RaceRunOptions,
  track: Track,
  tell: (news: RaceNews) => void,
  signal: AbortSignal,
): Promise<RaceEnd> {
  const race = new Run(entrants, options, track, tell, signal);
  try {
    return await race.toTheEnd();
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    return { kind: 'failed', problem: error instanceof Error ? error.message : String(error) };
  } finally {
    race.release();
  }
}

type Planned = Pick<RaceStep, 'what' | 'contestant'> & { readonly block: number };

class Run {
  readonly #steps: readonly Planned[];
  readonly #entrants: ReadonlyMap<string, Entrant>;
  readonly #watch: Watch;
  readonly #begin: number;
  readonly #out = new Set<string>();
  readonly #trials: (Trial & { readonly work: number })[] = [];
  readonly #aborted: Promise<never>;
  #at = 0;
  #pauses = 0;
  #spoiled = 0;
  #paused: 'hidden' | 'late' | null = null;

  constructor(
    entrants: readonly Entrant[],
    private readonly options: RaceRunOptions,
    private readonly track: Track,
    private readonly tell: (news: RaceNews) => void,
    private readonly signal: AbortSignal,
  ) {
    const contestants = entrants.map(({ contestant }) => contestant);
    this.#entrants = new Map(entrants.map((entrant) => [entrant.contestant.id, entrant]));
    this.#steps = [
      ...planRace({ ...options, contestants }).map(({ contestant, warmUp, block }): Planned => ({
        what: warmUp ? 'warm-up' : 'trial',
        contestant,
        block,
      })),
      ...(options.phases ? contestants : []).map(({ id }): Planned => ({
        what: 'where-the-time-goes',
        contestant: id,
        block: 0,
      })),
    ];
    this.#begin = track.clock.now();
    this.#watch = new Watch(track, () => this.#look());
    this.#aborted = new Promise((_, reject) => {
      const abort = (): void => reject(new Error('cancelled'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    this.#aborted.catch(() => undefined);
  }

  async toTheEnd(): Promise<RaceEnd> {
    // The first reading also pays for the compiler's attention.
    this.track.calibrate();
    for (let step = this.#next(); step !== null; step = this.#next()) {
      const entrant = this.#entrants.get(step.contestant);
      if (entrant === undefined || this.signal.aborted) break;
      const { sharesThread } = await this.#unlessCancelled(this.track.prepare(entrant.language));
      this.#look();
      await this.#unlessCancelled(this.#watch.quiet());
      const trial = await this.#run(step, entrant, sharesThread);
      this.#trials.push(trial);
      if (trial.disturbed) {
        if (this.#watch.disturbed === 'late' && ++this.#spoiled > SPOILED_MOST) {
          const problem = raceRunning.timersHeld;
          return { kind: 'failed', problem };
        }
      } else {
        if (trial.end === 'failed') this.#out.add(step.contestant);
        this.#at += 1;
      }
    }
    if (this.signal.aborted) return { kind: 'cancelled' };
    const problem = this.#trials.find((trial) => trial.end === 'failed' && !trial.disturbed)?.problem ?? null;
    if (this.#out.size === this.#entrants.size) {
      return { kind: 'failed', problem: raceRunning.nobodyFinished(problem ?? 'unknown') };
    }
    return { kind: 'done' };
  }

  release(): void {
    this.#watch.release();
  }

  /** Skips those who are out of the race. Null at its end. */
  #next(): Planned | null {
    for (; ; this.#at += 1) {
      const step = this.#steps[this.#at];
      if (step === undefined || !this.#out.has(step.contestant)) {
        this.#publish();
        return step ?? null;
      }
    }
  }

  async #run(step: Planned, entrant: Entrant, sharesThread: boolean): Promise<Trial & { readonly work: number }> {
    const traced = step.what === 'where-the-time-goes';
    const work = this.track.calibrate();
    const startedAt = this.track.clock.now() - this.#begin;
    this.#watch.begin(!sharesThread);
    const { summary, phases, alive } = await this.#unlessCancelled(
      this.track.run(this.#request(step, entrant, traced), this.signal),
    );
    const disturbed = this.#watch.disturbed !== null;
    const problem = problemOf(summary.outcome);
    return {
      contestant: step.contestant,
      order: this.#trials.length,
      // Neither warm-ups nor traced runs are counted: tracing takes time of its own.
      warmUp: step.what !== 'trial',
      end: problem === null ? 'finished' : 'failed',
      ms: problem === null ? summary.wallMs : null,
      startedAt,
      slowness: null,
      disturbed,
      phases: traced && problem === null ? phases : null,
      memory: memoryOf(summary),
      alive: traced && problem === null ? alive : null,
      problem,
      work,
    };
  }

  #request(step: Planned, { contestant, hosts, ...program }: Entrant, traced: boolean): RunRequest {
    return {
      language: program.language,
      entry: program.entry,
      files: program.files,
      startMethod: program.startMethod,
      prepareProcesses: program.prepareProcesses,
      args: contestant.args,
      traced,
      // Nothing is timed there, so that its memory may be looked at more closely.
      weighed: step.what !== 'trial',
      // In a block all draw the same lots, in the program and in the network, so that none is lucky.
      seed: (this.options.seed + step.block) % 0x8000_0000,
      // Not the weather that the learner has set: earlier results were measured in this one.
      network: { hosts, conditions: FAIR_WEATHER },
      limits: { ...DEFAULT_LIMITS, timeoutMs: TRIAL_DEADLINE_MS },
    };
  }

  /** The page was hidden or shown, or woke late, or is on time again. */
  #look(): void {
    const now = this.#watch.state;
    if (now === this.#paused) return;
    if (this.#paused === null) this.#pauses += 1;
    this.#paused = now;
    this.#publish();
  }

  #publish(): void {
    const at = Math.min(this.#at, this.#steps.length - 1);
    const step = this.#steps[at];
    if (step === undefined || this.signal.aborted) return;
    const fastest = Math.min(...this.#trials.map(({ work }) => work));
    const trials = this.#trials.map(({ work, ...trial }): Trial => ({
      ...trial,
      slowness: fastest > 0 ? work / fastest : null,
    }));
    const remaining = this.#steps.slice(this.#at).filter(({ contestant }) => !this.#out.has(contestant));
    this.tell({
      trials,
      step: { what: step.what, contestant: step.contestant, number: at + 1, of: this.#steps.length },
      leftMs: timeLeft(remaining, trials)?.ms ?? null,
      paused: this.#paused,
      pauses: this.#pauses,
      out: [...this.#out],
    });
  }

  #unlessCancelled<T>(work: Promise<T>): Promise<T> {
    // The first of two that are settled already is the one that counts.
    return Promise.race([this.#aborted, work]);
  }
}

function memoryOf({ memory }: RunSummary): MemoryReading | null {
  if (memory === undefined) return null;
  const of = memory.processes === 1 ? raceRunning.oneProcess : raceRunning.processes(memory.processes);
  const { bytes, ...heap } = memory;
  return { bytes, source: 'wasm-memory', of, heap };
}

/** Whether the page can vouch for what it measures: it is in front, and its timers come when they are due. */
class Watch {
  /** Why the trial that is on (or was the last) counts for nothing. */
  disturbed: 'hidden' | 'late' | null = null;
  #late = false;
  #minds = true;
  #cancelBeat: () => void = () => {};
  #waiting: (() => void)[] = [];
  readonly #unsubscribe: () => void;

  constructor(
    private readonly track: Track,
    private readonly onChange: () => void,
  ) {
    this.#unsubscribe = track.attention.onChange(() => {
      // A timer of the time out of sight says nothing about the time in sight.
      if (!track.attention.hidden()) this.#beat();
      this.#changed();
    });
    this.#beat();
  }

  get state(): 'hidden' | 'late' | null {
    return this.track.attention.hidden() ? 'hidden' : this.#late ? 'late' : null;
  }

  /** A trial begins. `mindsTimers` is false where the program computes on the page's own thread: then timers are late by its doing. */
  begin(mindsTimers: boolean): void {
    this.#minds = mindsTimers;
    this.disturbed = this.state;
    // What happened before it begins is not its affair.
    this.#beat();
  }

  /** Resolves when the page is in front and on time. */
  quiet(): Promise<void> {
    // The beat that a program on this thread has held up is nobody's fault.
    if (!this.#minds) this.#beat();
    this.#minds = true;
    return this.state === null ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    this.#cancelBeat();
    this.#unsubscribe();
    this.#waiting = [];
  }

  #beat(): void {
    this.#cancelBeat();
    const due = this.track.clock.now() + BEAT_MS;
    this.#cancelBeat = this.track.clock.after(BEAT_MS, () => {
      const late = this.#minds && !this.track.attention.hidden() && this.track.clock.now() - due >= LATE_MS;
      const was = this.#late;
      this.#late = late;
      this.#beat();
      if (late || was) this.#changed();
    });
  }

  #changed(): void {
    const { state } = this;
    if (state !== null) this.disturbed ??= state;
    else for (const resolve of this.#waiting.splice(0)) resolve();
    this.onChange();
  }
}

/**
 * How long a fixed piece of work takes on this thread, right now: integers shifted about, nothing that a garbage collector could disturb.
 * The shortest of three, because one may be interrupted by anybody.
 */
export function fixedWork(now: () => number): number {
  let shortest = Infinity;
  let word = 0x9e3779b9;
  for (let round = 0; round < 3; round++) {
    const begin = now();
    for (let i = 0; i < 2_000_000; i++) {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
    }
    shortest = Math.min(shortest, now() - begin);
  }
  // Never zero, so that the compiler may not leave the work out; and a clock may be too coarse to see it.
  return word === 0 ? 0 : Math.max(shortest, 0.001);
}

/** Null for a program that came to its end in good order. */
function problemOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'finished':
      return outcome.exitCode === 0 ? null : raceRunning.endedWith(outcome.exitCode);
    case 'raised':
      return raceRunning.raised(outcome.error.type, outcome.error.message === '' ? '' : `: ${outcome.error.message}`);
    case 'deadlocked':
      return raceRunning.deadlocked;
    case 'timed-out':
      return raceRunning.notDone(Math.round(outcome.afterMs / 1000));
    case 'interrupted':
      return raceRunning.interrupted;
    case 'platform-fault':
      return raceRunning.interpreterFailed(outcome.message);
  }
}
