/**
 * Races of an open page: contestants of a lesson are run one after the other, several times each, and every trial is told.
 *
 *     idle --start--> preparing --> running <--> paused        (hidden, or woken late from its timers: the trial is run again)
 *                         |            |            |
 *                         +--- cancel, leave, dispose, nobody left who can run ---> done | cancelled | failed
 *
 * A race has the laboratory to itself (`LabSession.lend`): while it is on, Run is refused, and while a program runs, a race is. Each trial
 * is a run like any other, in a fresh interpreter, by the realm that Run uses; but nothing of it is shown as a run of its program. What
 * races is the learner's text as it stood when the race began, and nothing here ever writes that text.
 *
 * The stages of a race: its warm-ups, its trials in shuffled blocks (`measure/plan.ts`), all untraced, because tracing costs time; then
 * one further run of each contestant with a trace, which is read for where the time went and counted nowhere. In a result that one is
 * the trial with `warmUp: true` and `phases`.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { err, ok, type Result } from '../base/result';
import type { Lesson, Program, Race } from '../lesson/lesson';
import { parseResult } from '../measure/parse';
import { aliveAtOnce } from '../measure/alive';
import { phasesOf } from '../measure/phases';
import type { Contestant, RacePrediction, RaceResult } from '../measure/race';
import type { Language, RunRequest, StartMethod } from '../runtimes/runtime';
import type { Realm } from '../sandbox/host/realm-client';
import { traceTime } from '../trace/ids';
import { TraceMerger } from '../trace/merger';
import { raceRunning } from '../texts/en/race-running';
import type { Busy } from './busy';
import type { Edits } from './edits';
import type { LabSession, Loan } from './lab-session';
import { PLAYGROUND_ID } from './playground';
import { contestantsOf, editedIn, entrantsOf, referencesFor } from './race-field';
import { createRaceHistory, type KeptRace } from './race-history';
import { runRace, type RaceEnd, type RaceNews, type RaceStep, type Track, type TrialRun } from './race-run';
import type { Storage } from './storage';

export type { KeptRace } from './race-history';
export type { RaceStep } from './race-run';

export type RaceStatus =
  /** The interpreter is being made ready. */
  | { readonly phase: 'preparing' }
  /** `leftMs` is an estimate, null before anything was measured. */
  | { readonly phase: 'running'; readonly step: RaceStep; readonly leftMs: number | null }
  | {
      readonly phase: 'paused';
      readonly why: 'hidden' | 'late';
      /** The same for people: one sentence. */
      readonly words: string;
      readonly step: RaceStep;
      readonly leftMs: number | null;
    }
  | { readonly phase: 'done' }
  | { readonly phase: 'cancelled' }
  /** Nothing that could be compared came of it; `problem` is one sentence. */
  | { readonly phase: 'failed'; readonly problem: string };

/** The latest race of its kind on this page, or an earlier result that was opened in its place. */
export interface RaceView {
  readonly status: RaceStatus;
  /** As far as it goes: grows with each trial. */
  readonly result: RaceResult;
  /** Programs that the learner had changed when the race began, by id; their contestants' titles say so too. */
  readonly edited: readonly string[];
  /** Contestants that failed once and are not run again, by id: what their trials say is why. */
  readonly out: readonly string[];
}

export interface RaceState {
  /** The key (`raceKey`) of the race that is on; null when none is. */
  readonly active: string | null;
  /** By `raceKey`. No entry: idle. */
  readonly races: Readonly<Record<string, RaceView>>;
  /** By `raceKey`; no entry before `loadHistory` has answered. */
  readonly history: Readonly<Record<string, readonly KeptRace[]>>;
}

/** What a race needs of the page around it. */
export interface RaceEnvironment {
  readonly lab: Pick<LabSession, 'store' | 'lend'>;
  readonly edits: Pick<Edits, 'text' | 'flush'>;
  readonly storage: Promise<Storage>;
  readonly busy: Busy;
  readonly clock: Track['clock'];
  readonly attention: Track['attention'];
  calibrate(): number;
  /** Now, as ISO 8601. */
  date(): string;
  /** A new one each time. */
  seed(): number;
  /** Before the realm has told. */
  readonly cores: number;
  /** In words. */
  readonly browser: string;
}

export interface RaceAsk {
  readonly lesson: Pick<Lesson, 'id' | 'programs' | 'hosts'>;
  readonly race: Race;
  /** 3 to 30; the race's own number unless given. */
  readonly trials?: number;
  readonly prediction: RacePrediction | null;
  /** As the learner has set them, for programs that start processes. */
  readonly startMethod: StartMethod;
  readonly prepareProcesses: boolean;
}

export interface RaceSession {
  readonly store: StoreApi<RaceState>;
  /** Who would take part on this machine, in order: for the prediction, before anything runs. */
  contestants(lesson: Pick<Lesson, 'id' | 'programs'>, race: Race): readonly Contestant[];
  /** Refused (false) while a race or a program is on. */
  start(ask: RaceAsk): boolean;
  /** Ends the race that is on, at once; what it has found stays to be seen, and is not kept. Does nothing when none is on. */
  cancel(): void;
  /** Reads what earlier visits kept. Never rejects. */
  loadHistory(lesson: string, race: string): Promise<void>;
  /** Shows an earlier result in the place of the latest. Refused (false) while that race is on. */
  open(lesson: string, race: string, result: RaceResult): boolean;
  /** Forgets all earlier results of a race on this device. Never rejects. */
  clearHistory(lesson: string, race: string): Promise<void>;
  /** Reads an exported result, shows it and keeps it. The error is one sentence: foreign files, and results of other races. */
  importResult(lesson: string, race: string, text: string): Result<RaceResult>;
  dispose(): void;
}

export function raceKey(lesson: string, race: string): string {
  return `${lesson}/${race}`;
}

const PAUSE_WORDS = {
  get hidden() {
    return raceRunning.tabHidden;
  },
  get late() {
    return raceRunning.wokeLate;
  },
} as const;

export function createRaceSession(environment: RaceEnvironment): RaceSession {
  const { lab, edits, busy } = environment;
  const store = createStore<RaceState>(() => ({ active: null, races: {}, history: {} }));
  const history = createRaceHistory(environment.storage, busy, (key, kept) =>
    store.setState((state) => ({ history: { ...state.history, [key]: kept } })),
  );
  let current: { cancel(): void } | null = null;
  let disposed = false;

  const cores = (): number => lab.store.getState().capabilities?.cores ?? environment.cores;

  function patch(key: string, change: (view: RaceView) => RaceView): void {
    store.setState((state) => {
      const view = state.races[key];
      return view === undefined ? state : { races: { ...state.races, [key]: change(view) } };
    });
  }

  function start(ask: RaceAsk): boolean {
    if (disposed || current !== null) return false;
    const { lesson, race } = ask;
    const key = raceKey(lesson.id, race.id);
    const stop = new AbortController();
    const loan = lab.lend(`race:${key}`, () => stop.abort());
    if (loan === null) return false;

    void edits.flush();
    const textOf = (program: Program, path: string, original: string): string =>
      edits.text({ lesson: lesson.id, program: program.id, path }, original);
    // There is no other text that the learner's own programs could be told from.
    const edited = toldLesson(lesson.id) === null ? [] : editedIn(lesson, race, textOf);
    const trials = ask.trials ?? race.trials;
    const seed = environment.seed();
    const rest = busy.begin(`race ${race.id}`);
    let over = false;

    const begin: RaceResult = {
      format: 1,
      kind: race.kind,
      lesson: toldLesson(lesson.id),
      race: race.id,
      title: race.title,
      unit: race.unit,
      contestants: [],
      trials: [],
      environment: {
        date: environment.date(),
        cores: cores(),
        clockStepMs: 0,
        isolated: false,
        browser: environment.browser,
      },
      prediction: ask.prediction,
      references: [],
      seed,
      complete: false,
      pauses: 0,
    };
    store.setState((state) => ({
      active: key,
      races: { ...state.races, [key]: { status: { phase: 'preparing' }, result: begin, edited, out: [] } },
    }));

    const tell = ({ trials: run, step, leftMs, paused, pauses, out }: RaceNews): void => {
      if (over) return;
      patch(key, (view) => ({
        ...view,
        result: { ...view.result, trials: run, pauses },
        out,
        status:
          paused === null
            ? { phase: 'running', step, leftMs }
            : { phase: 'paused', why: paused, words: PAUSE_WORDS[paused], step, leftMs },
      }));
    };
    const end = (how: RaceEnd): void => {
      if (over) return;
      over = true;
      current = null;
      loan.giveBack();
      store.setState({ active: null });
      patch(key, (view) => ({
        ...view,
        result: { ...view.result, complete: how.kind === 'done' },
        status: how.kind === 'failed' ? { phase: 'failed', problem: how.problem } : { phase: how.kind },
      }));
      const result = store.getState().races[key]?.result;
      if (how.kind === 'done' && result !== undefined) void history.keep(key, result);
      rest();
    };
    const cancel = (): void => {
      stop.abort();
      // The view does not wait until the interpreter that is being taken away has gone.
      end({ kind: 'cancelled' });
    };
    current = { cancel };
    stop.signal.addEventListener('abort', cancel, { once: true });

    const go = async (): Promise<RaceEnd> => {
      const realm = await loan.realm;
      const { cores: counted, clockStepMs, isolation } = realm.capabilities;
      const contestants = contestantsOf(lesson, race, counted, edited);
      const field = entrantsOf(lesson, contestants, textOf, ask);
      if (over) return { kind: 'cancelled' };
      patch(key, (view) => ({
        ...view,
        result: {
          ...view.result,
          contestants,
          references: referencesFor(race, contestants),
          environment: {
            ...view.result.environment,
            cores: counted,
            clockStepMs,
            isolated: isolation === 'isolated',
          },
        },
      }));
      // One boot is waited for here, so that its progress is not taken for a slow first trial.
      for (const language of new Set(field.map((entrant) => entrant.language))) await realm.boot(language);
      if (over) return { kind: 'cancelled' };
      return runRace(
        field,
        { trials, warmUps: race.warmUps, seed, phases: true },
        trackOn(realm, environment),
        tell,
        stop.signal,
      );
    };
    go().then(end, (error: unknown) =>
      end({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) }),
    );
    return true;
  }

  function open(lesson: string, race: string, result: RaceResult): boolean {
    const key = raceKey(lesson, race);
    if (disposed || store.getState().active === key) return false;
    const view: RaceView = { status: { phase: 'done' }, result, edited: [], out: [] };
    store.setState((state) => ({ races: { ...state.races, [key]: view } }));
    return true;
  }

  return {
    store,
    contestants: (lesson, race) => contestantsOf(lesson, race, cores()),
    start,
    cancel: () => current?.cancel(),
    loadHistory: (lesson, race) => history.load(raceKey(lesson, race)),
    open,
    clearHistory: (lesson, race) => history.clear(raceKey(lesson, race)),
    importResult(lesson, race, text) {
      const parsed = parseResult(text);
      if (!parsed.ok) return parsed;
      const result = parsed.value;
      if (result.lesson !== toldLesson(lesson) || result.race !== race) {
        return err(raceRunning.otherRace(result.title));
      }
      if (!open(lesson, race, result)) return err(raceRunning.isOn);
      void history.keep(raceKey(lesson, race), result);
      return ok(result);
    },
    dispose() {
      current?.cancel();
      disposed = true;
    },
  };
}

/** The learner's own programs belong to no lesson. */
function toldLesson(id: string): string | null {
  return id === PLAYGROUND_ID ? null : id;
}

/** So long it is waited for the kit, and this is how often it is asked for. */
const KIT_MS = 8_000;
const KIT_EVERY_MS = 100;

/** Trials in the realm of the page. */
function trackOn(realm: Awaited<Loan['realm']>, environment: RaceEnvironment): Track {
  const { clock, attention } = environment;
  let withoutKit = false;
  return {
    clock,
    attention,
    calibrate: () => environment.calibrate(),
    async prepare(language: Language) {
      const begin = clock.now();
      for (;;) {
        const booted = await realm.boot(language);
        // Interpreters that boot from a kit have more modules in them: either all trials begin so, or none. It is made while nothing
        // runs, soon after the page was opened; a browser that makes none is not waited for again.
        const waited = clock.now() - begin;
        if (language !== 'python' || withoutKit || booted.from === 'snapshot') return booted;
        if (waited >= KIT_MS) withoutKit = true;
        else await new Promise<void>((resolve) => void clock.after(KIT_EVERY_MS, resolve));
      }
    },
    run: (request, signal) => runTrial(realm, request, signal),
  };
}

async function runTrial(realm: Pick<Realm, 'run'>, request: RunRequest, signal: AbortSignal): Promise<TrialRun> {
  const merger = new TraceMerger();
  let torn = false;
  const handle = realm.run(request, {
    trace: (part) => {
      if (torn || !request.traced) return;
      try {
        merger.add(part);
      } catch {
        // A story with a hole tells nothing about where the time went.
        torn = true;
      }
    },
    // Nobody sits there to type.
    inputWanted: () => handle.input(null),
  });
  const kill = (): void => handle.kill();
  signal.addEventListener('abort', kill, { once: true });
  const summary = await handle.done;
  signal.removeEventListener('abort', kill);
  const trace = request.traced ? merger.finish(traceTime(summary.wallMs)) : null;
  const told = torn || merger.error !== null ? null : trace;
  return { summary, phases: told && phasesOf(told), alive: told && aliveAtOnce(told) };
}
