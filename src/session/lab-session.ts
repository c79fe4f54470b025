/**
 * The laboratory of an open page: one realm, one run at a time, and the last run of each program kept to be looked at.
 *
 * Everything that a run says goes into an {@link OutputLog} and a {@link TraceMerger} at once, but subscribers hear of it
 * at most once for each animation frame: a program that prints a hundred thousand lines costs sixty updates a second, not
 * a hundred thousand. The end of a run is published at once and is always the last news of it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { FAIR_WEATHER, soundConditions, type Conditions } from '../lab/conditions';
import type { HostDeclaration } from '../lab/declaration';
import type { FileContent, RunFiles } from '../protocol/files';
import type { Capabilities, FrameCount } from '../protocol/realm';
import { DEFAULT_LIMITS, type Language, type RunSummary, type SourceFile, type StartMethod } from '../runtimes/runtime';
import type { Realm, RunHandle, StagePlace } from '../sandbox/host/realm-client';
import type { ActorId } from '../trace/events';
import { traceTime } from '../trace/ids';
import { TraceMerger } from '../trace/merger';
import type { Trace } from '../trace/trace';
import { runTexts } from '../texts/en/run';
import type { Busy } from './busy';
import { NetworkLog, type NetworkSnapshot } from './network-log';
import { EMPTY_OUTPUT, OutputLog, type OutputSnapshot } from './output-log';
import type { RecordedRun } from './recording';
import { IDLE, isActive, runReducer, type BootProgress, type RunEvent, type RunState } from './run-machine';

/** The files that a run has made. */
export interface MadeFiles extends RunFiles {
  /** What they hold can still be read: the realm forgets it when another run begins. */
  readonly kept: boolean;
}

/** What is known of one program's latest run. */
export interface ProgramRun {
  readonly state: RunState;
  readonly output: OutputSnapshot;
  readonly trace: Trace | null;
  /** Which actor of the trace each voice of the output is, as far as that is known. */
  readonly speakers: ReadonlyMap<number, ActorId>;
  /** Why the trace stops before the run's end: a sentence for the learner. */
  readonly traceProblem: string | null;
  readonly inputWanted: boolean;
  /** What it did in the lab network; null while it did nothing there. */
  readonly network: NetworkSnapshot | null;
  /** Null while it has made none. */
  readonly made: MadeFiles | null;
  /** What its event loop let the browser draw; null for programs that do not run on a page's main thread. */
  readonly frames: FrameCount | null;
  /** The files as they ran: places in the trace and in errors mean these. */
  readonly files: readonly SourceFile[];
  /** Where the run comes from when it is none of this page's; null for what was run here. */
  readonly recorded: Pick<RecordedRun, 'about' | 'outdated'> | null;
}

export type Interpreter =
  | { readonly phase: 'absent' }
  | { readonly phase: 'booting'; readonly progress: BootProgress | null }
  | {
      readonly phase: 'ready';
      readonly version: string;
      readonly bootMs: number;
      /** Programs run on the page's own thread (`neighbour.ts`): then a loop of theirs that does not end is made to give up. */
      readonly sharesThread: boolean;
    }
  | { readonly phase: 'failed'; readonly message: string };

export interface LabState {
  /** Null until the realm has said hello. */
  readonly capabilities: Capabilities | null;
  readonly interpreters: Readonly<Record<Language, Interpreter>>;
  /** By the program's key. */
  readonly runs: Readonly<Record<string, ProgramRun>>;
  /** The key of the program that is on now, or the name of a loan. */
  readonly active: string | null;
  /** The lab network's weather, for the program that is on and for all that follow while the page is open. */
  readonly conditions: Conditions;
  /**
   * The learner lets programs of their own reach the real network. Off at first, off again when the page shows something else, and
   * never remembered: a choice that sends requests to other people is made each time.
   */
  readonly realNetwork: boolean;
}

/**
 * Where a program comes from. `own`: the learner wrote it, or opened it from a file of theirs. `lesson`: it came with a lesson, whatever
 * the learner has changed in it since. `link`: somebody sent it.
 */
export type Origin = 'own' | 'lesson' | 'link';

export interface RunAsk {
  /** Whose run this is: the caller's own name for the program. */
  readonly key: string;
  /** Only the learner's own programs may reach the real network, and only when its switch is on. */
  readonly origin: Origin;
  readonly language: Language;
  readonly entry: string;
  readonly files: readonly SourceFile[];
  /** For its processes, if it starts any and does not say how. */
  readonly startMethod: StartMethod;
  /** False shows what it costs to start a process. */
  readonly prepareProcesses: boolean;
  /** What the lesson adds to the lab network. */
  readonly hosts?: readonly HostDeclaration[];
}

/** The realm, lent. Whatever its borrower runs is shown nowhere. */
export interface Loan {
  /** Rejects when there is no realm to be had. */
  readonly realm: Promise<Pick<Realm, 'capabilities' | 'boot' | 'run'>>;
  giveBack(): void;
}

export interface LabSession {
  readonly store: StoreApi<LabState>;
  /** Gets the realm and an interpreter ready, so that Run does not have to wait. Never rejects; failures are in the state. */
  prepare(language: Language): Promise<void>;
  /** Starts a run. Refused (false) while another one is on. */
  run(ask: RunAsk): boolean;
  /**
   * Lends the realm to somebody who runs programs on their own account, under a name that `active` then bears: until it is given
   * back, runs are refused. Null while a run or another loan is on. `onTakenAway` hears that Stop was pressed or that the page left for
   * something else, which ends the loan; what still runs then is the borrower's to end.
   */
  lend(name: string, onTakenAway: () => void): Loan | null;
  /** Puts a recorded run in the place of the program's latest, until that runs here. Refused (false) while a run is on. */
  showRecorded(key: string, recorded: RecordedRun): boolean;
  /** Asks the program to stop, as Ctrl-C does; the second time, takes its interpreter away. Takes back what is lent, at once. */
  stop(): void;
  /** A line for the program that waits for one; null is the end of the input. */
  input(line: string | null): void;
  /** Changes the lab network's weather, from the next request on. */
  setConditions(change: Partial<Conditions>): void;
  /** On: for runs of the learner's own programs that begin from now on. Off: at once, for what is on too. */
  setRealNetwork(on: boolean): void;
  /** The first `most` bytes of a file that this program's latest run has made. Rejects when the realm does not answer. */
  readFile(key: string, path: string, most: number): Promise<FileContent>;
  /** Where programs on a page's main thread show how their event loop fares; null: nowhere. */
  setStage(place: StagePlace | null): void;
  /** Ends what is on and forgets all runs, and puts the real network off: something else was opened. */
  leave(): void;
  dispose(): void;
}

export interface LabEnvironment {
  createRealm(): Promise<Realm>;
  now(): number;
  /** Calls back before the next paint, or soon when nothing is painted. */
  requestFrame(callback: () => void): void;
  readonly busy: Busy;
}

const NO_RUN: ProgramRun = {
  state: IDLE,
  output: EMPTY_OUTPUT,
  trace: null,
  speakers: new Map(),
  traceProblem: null,
  inputWanted: false,
  network: null,
  made: null,
  frames: null,
  files: [],
  recorded: null,
};

export function createLabSession(environment: LabEnvironment): LabSession {
  const { busy } = environment;
  const store = createStore<LabState>(() => ({
    capabilities: null,
    interpreters: { python: { phase: 'absent' }, typescript: { phase: 'absent' } },
    runs: {},
    active: null,
    conditions: FAIR_WEATHER,
    realNetwork: false,
  }));
  let realm: Promise<Realm> | null = null;
  let current: { readonly handle: RunHandle | null; readonly end: (summary: RunSummary) => void } | null = null;
  /** Of each program's latest run, for its files. */
  const handles = new Map<string, RunHandle>();
  let loan: { readonly takeAway: () => void } | null = null;
  let stage: StagePlace | null = null;
  let answer: ((line: string | null) => void) | null = null;
  let lastRun = 0;
  let disposed = false;

  function patchRun(key: string, change: Partial<ProgramRun>): void {
    store.setState((state) => ({ runs: { ...state.runs, [key]: { ...(state.runs[key] ?? NO_RUN), ...change } } }));
  }

  function dispatch(key: string, event: RunEvent): void {
    const before = store.getState().runs[key]?.state ?? IDLE;
    const after = runReducer(before, event);
    if (after !== before) patchRun(key, { state: after });
  }

  function setInterpreter(language: Language, interpreter: Interpreter): void {
    store.setState((state) => ({ interpreters: { ...state.interpreters, [language]: interpreter } }));
  }

  function getRealm(): Promise<Realm> {
    realm ??= environment.createRealm().then(
      (made) => {
        if (disposed) made.dispose();
        made.setStage(stage);
        store.setState({ capabilities: made.capabilities });
        return made;
      },
      (error: unknown) => {
        // The next attempt starts anew.
        realm = null;
        throw error;
      },
    );
    return realm;
  }

  async function boot(language: Language): Promise<void> {
    const was = store.getState().interpreters[language].phase;
    if (was === 'ready' || was === 'booting') return;
    setInterpreter(language, { phase: 'booting', progress: null });
    try {
      const made = await getRealm();
      const { version, bootMs, sharesThread } = await made.boot(language, (progress) => {
        setInterpreter(language, { phase: 'booting', progress });
        const { active, runs } = store.getState();
        const state = active === null ? undefined : runs[active]?.state;
        if (active !== null && state?.phase === 'preparing') {
          dispatch(active, { type: 'progress', run: state.run, progress });
        }
      });
      setInterpreter(language, { phase: 'ready', version, bootMs, sharesThread });
    } catch (error) {
      setInterpreter(language, { phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  function prepare(language: Language): Promise<void> {
    return busy.during(`prepare ${language}`, boot(language));
  }

  function run(ask: RunAsk): boolean {
    if (disposed || store.getState().active !== null) return false;
    const { key } = ask;
    const number = ++lastRun;
    const log = new OutputLog();
    const merger = new TraceMerger();
    const network = new NetworkLog();
    const voices = new Set<number>();
    let speakers: ReadonlyMap<number, ActorId> = NO_RUN.speakers;
    let startedAt: number | null = null;
    let rest = busy.begin(`run ${ask.entry}`);
    let traceProblem: string | null = null;
    let files: MadeFiles | null = null;
    let dirty = false;
    let over = false;

    const findSpeakers = () => {
      for (const voice of voices) {
        const speaker = merger.speaker(voice);
        if (speaker === null) continue;
        voices.delete(voice);
        speakers = new Map(speakers).set(voice, speaker);
      }
    };
    /** What there is to see now. Laws are checked when rows find their place, which may be only now. */
    const picture = (
      take: () => Trace,
    ): Pick<ProgramRun, 'output' | 'trace' | 'speakers' | 'traceProblem' | 'network' | 'made'> => {
      findSpeakers();
      const trace = take();
      findSpeakers();
      if (merger.error !== null) traceProblem ??= runTexts.pictureEnds(merger.error.message);
      return { output: log.snapshot(), trace, speakers, traceProblem, network: network.snapshot(), made: files };
    };
    const publish = (change: Partial<ProgramRun> = {}) => {
      dirty = false;
      const now = startedAt === null ? 0 : environment.now() - startedAt;
      patchRun(key, { ...picture(() => merger.snapshot(now)), ...change });
      // What other processes may still have to say is waited for a moment, and then shown without them.
      if (merger.isBehind) soon();
    };
    const soon = () => {
      if (dirty || over) return;
      dirty = true;
      environment.requestFrame(() => {
        if (dirty && !over) publish();
      });
    };
    const end = (summary: RunSummary) => {
      if (over) return;
      over = true;
      current = null;
      store.setState({ active: null });
      network.end(summary.wallMs);
      patchRun(key, { ...picture(() => merger.finish(traceTime(summary.wallMs))), inputWanted: false });
      dispatch(key, { type: 'ended', run: number, summary });
      rest();
    };
    const wait = () => {
      publish({ inputWanted: true });
      // A program that waits for the learner is at rest.
      rest();
    };

    store.setState({ active: key });
    forgetFiles();
    patchRun(key, { ...NO_RUN, files: ask.files });
    dispatch(key, { type: 'ask', run: number });
    current = { handle: null, end };

    const start = async () => {
      const made = await getRealm();
      if (over) return;
      // Asked at the last moment: the switch may have been put off while the interpreter booted. It stands beside Python programs only.
      const real = ask.origin === 'own' && ask.language === 'python' && store.getState().realNetwork;
      const handle = made.run(
        {
          language: ask.language,
          entry: ask.entry,
          files: ask.files,
          args: [],
          traced: true,
          startMethod: ask.startMethod,
          prepareProcesses: ask.prepareProcesses,
          seed: null,
          network: { hosts: ask.hosts ?? [], conditions: store.getState().conditions, real },
          limits: DEFAULT_LIMITS,
        },
        {
          started: () => {
            if (over) return;
            setInterpreterReady(ask.language);
            startedAt = environment.now();
            dispatch(key, { type: 'started', run: number, at: startedAt });
          },
          output: (chunks) => {
            if (over) return;
            log.append(chunks);
            for (const { actor } of chunks) if (actor >= 0 && !speakers.has(actor)) voices.add(actor);
            soon();
          },
          trace: (part) => {
            // After a refused row the story has a hole: what came before stays, the rest is not guessed.
            if (over || traceProblem !== null) return;
            try {
              merger.add(part);
            } catch (error) {
              traceProblem = runTexts.pictureEnds(error instanceof Error ? error.message : String(error));
            }
            soon();
          },
          network: (events, omitted) => {
            if (over) return;
            network.add(events, omitted);
            soon();
          },
          files: (listing) => {
            // The last word of them comes before the end, and the rest is silence.
            if (over) return;
            files = listing.files.length === 0 ? null : { ...listing, kept: true };
            soon();
          },
          frames: (count) => {
            if (!over) patchRun(key, { frames: count });
          },
          inputWanted: () => {
            if (!over) wait();
          },
        },
      );
      handles.set(key, handle);
      current = { handle, end };
      answer = (line) => {
        if (over) return;
        log.append([{ stream: 'typed', actor: -1, text: line === null ? '^D\n' : `${line}\n` }]);
        rest = busy.begin(`run ${ask.entry}`);
        publish({ inputWanted: false });
        handle.input(line);
      };
      end(await handle.done);
    };
    // An interpreter that is still booting shows its progress in the run, too.
    if (store.getState().interpreters[ask.language].phase !== 'ready') void prepare(ask.language);
    start().catch((error: unknown) => {
      end({
        wallMs: 0,
        outcome: {
          kind: 'platform-fault',
          reason: 'boot',
          message: error instanceof Error ? error.message : String(error),
          context: error instanceof Error ? (error.stack ?? '') : '',
        },
      });
    });
    return true;
  }

  /** The realm keeps files of its latest run only, and another one begins. */
  function forgetFiles(): void {
    for (const [other, { made }] of Object.entries(store.getState().runs)) {
      if (made?.kept === true) patchRun(other, { made: { ...made, kept: false } });
    }
    handles.clear();
  }

  function lend(name: string, onTakenAway: () => void): Loan | null {
    if (disposed || store.getState().active !== null) return null;
    store.setState({ active: name });
    forgetFiles();
    const end = (): boolean => {
      if (loan !== mine) return false;
      loan = null;
      store.setState({ active: null });
      return true;
    };
    const mine = {
      takeAway: () => {
        if (end()) onTakenAway();
      },
    };
    loan = mine;
    return { realm: getRealm(), giveBack: () => void end() };
  }

  function showRecorded(key: string, { about, outdated, summary, ...shown }: RecordedRun): boolean {
    if (disposed || store.getState().active !== null) return false;
    handles.delete(key);
    const state: RunState = { phase: 'ended', run: ++lastRun, summary };
    patchRun(key, { ...NO_RUN, ...shown, state, recorded: { about, outdated } });
    return true;
  }

  function setInterpreterReady(language: Language): void {
    const state = store.getState().interpreters[language];
    if (state.phase === 'failed') setInterpreter(language, { phase: 'absent' });
  }

  function stop(): void {
    loan?.takeAway();
    const { active, runs } = store.getState();
    const state = active === null ? undefined : runs[active]?.state;
    if (active === null || state === undefined || !isActive(state) || state.phase === 'idle') return;
    if (state.phase === 'ended') return;
    dispatch(active, { type: 'stop', run: state.run });
    if (current?.handle) {
      current.handle.stop();
    } else {
      // Nothing runs yet: the wish is granted at once.
      current?.end({ wallMs: 0, outcome: { kind: 'interrupted', forced: true, exitCode: 130 } });
    }
  }

  function input(line: string | null): void {
    const { active, runs } = store.getState();
    if (active !== null && runs[active]?.inputWanted === true) answer?.(line);
  }

  function setConditions(change: Partial<Conditions>): void {
    const conditions = soundConditions(change, store.getState().conditions);
    store.setState({ conditions });
    current?.handle?.setConditions(conditions);
  }

  function setRealNetwork(realNetwork: boolean): void {
    store.setState({ realNetwork });
    if (!realNetwork) current?.handle?.cutRealNetwork();
  }

  function setStage(place: StagePlace | null): void {
    stage = place;
    realm?.then(
      (made) => made.setStage(stage),
      () => undefined,
    );
  }

  function readFile(key: string, path: string, most: number): Promise<FileContent> {
    return handles.get(key)?.readFile(path, most) ?? Promise.resolve({ content: null, size: 0, stale: false });
  }

  return {
    store,
    prepare,
    readFile,
    run,
    lend,
    showRecorded,
    stop,
    input,
    setConditions,
    setRealNetwork,
    setStage,
    leave() {
      current?.handle?.kill();
      current?.end({ wallMs: 0, outcome: { kind: 'interrupted', forced: true, exitCode: 130 } });
      loan?.takeAway();
      handles.clear();
      store.setState({ runs: {}, active: null, realNetwork: false });
    },
    dispose() {
      disposed = true;
      loan?.takeAway();
      current?.end({ wallMs: 0, outcome: { kind: 'interrupted', forced: true, exitCode: 130 } });
      realm?.then(
        (made) => made.dispose(),
        () => undefined,
      );
    },
  };
}
