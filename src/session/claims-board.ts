/**
 * What an author sees while writing: every claim of the open lesson, and whether the latest run bore it out. Judged by the same code as
 * `interleave check`, on real runs of this page; only `check` tries claims about time again, and stands for the course.
 *
 * A run counts for the text that ran: the lesson's own, that of an edit, or an exercise's solution, wherever it was started. Any other
 * text (the author has typed something into the editor) bears out nothing. Runs outlive a reload of the page, as long as the text that
 * ran is still what the lesson has: so a claim that was just changed is judged at once.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { checkClaim, type ProgramResult } from '../lesson/check';
import type { Lesson, Program } from '../lesson/lesson';
import { isTimed, programsOf, type Claim } from '../lesson/schema';
import { sourcesHash } from '../protocol/recording';
import type { RunSummary } from '../runtimes/runtime';
import { loadTrace, saveTrace } from '../trace/json';
import type { Busy } from './busy';
import { reasonNotToJudge, resultOf, type JudgedRun } from './judge';
import type { LabSession, ProgramRun } from './lab-session';
import type { Storage } from './storage';

export type ClaimState = 'held' | 'failed' | 'not-run' | 'not-judged';

export interface ClaimRow {
  /** Where it stands in `lesson.md`. */
  readonly line: number;
  readonly kind: Claim['claim'] | 'as given';
  /** The words that it stands for. */
  readonly says: string;
  /** The exercise that it is a check of; null for the lesson's claims. */
  readonly exercise: string | null;
  /** What has to run for it, by title. */
  readonly programs: readonly string[];
  readonly state: ClaimState;
  /** What was expected and measured, or why nothing was; empty for what has not run. */
  readonly sentence: string;
  /** It is about time, which `interleave check` measures up to three times. */
  readonly timed: boolean;
}

/** The latest run of one text: what came out, or why it says nothing. */
export type Ran = { readonly ok: true; readonly result: ProgramResult } | { readonly ok: false; readonly why: string };

export interface BoardState {
  readonly lesson: Lesson | null;
  readonly rows: readonly ClaimRow[];
  /** The title of what "run all" is running now. */
  readonly running: string | null;
  /** A sentence about the latest run, when it counted for nothing. */
  readonly note: string | null;
}

export interface ClaimsBoard {
  readonly store: StoreApi<BoardState>;
  /** Shows this lesson's claims. Resolves when what is known of earlier runs is there. */
  open(lesson: Lesson | null): Promise<void>;
  /** Runs everything that some claim or check is about, one after the other. Resolves at once if something runs already. */
  runAll(): Promise<void>;
  /** Ends "run all" after the program that runs now, which is stopped. */
  stop(): void;
  dispose(): void;
}

const KEPT = 'ran/';
/** A run with a longer trace is not kept: it would take longer to read than to run again. */
const MOST_KEPT = 20_000_000;

/** Everything of a lesson that can run for a claim: programs, edits, solutions. */
export function runnables({ programs, edits = [], exercises = [] }: Lesson): readonly Program[] {
  return [...programs, ...edits, ...exercises.map(({ solution }) => solution)];
}

/** In the order of the lesson's claims, then of its exercises. `ran` is keyed by the id of the program, edit or solution. */
export function claimRows(lesson: Lesson, ran: ReadonlyMap<string, Ran>): readonly ClaimRow[] {
  const titles = new Map(runnables(lesson).map(({ id, title }) => [id, title]));
  const rowOf = (claim: Claim, exercise: string | null, needs: readonly string[]): ClaimRow => ({
    line: claim.line,
    kind: claim.claim,
    says: claim.says,
    exercise,
    programs: needs.map((id) => titles.get(id) ?? id),
    timed: isTimed(claim),
    ...judged(claim, needs, ran),
  });
  const rows = lesson.claims.map((claim) => rowOf(claim, null, programsOf(claim)));
  for (const { id, program, checks, solution } of lesson.exercises ?? []) {
    for (const check of checks) rows.push(rowOf(check, id, [solution.id]));
    const given = checks.map((check) => judged(check, [program], ran));
    const first = given[0];
    if (first === undefined) continue;
    const failing = given.findIndex(({ state }) => state === 'failed');
    const done = first.state === 'held' || first.state === 'failed';
    rows.push({
      line: checks[0]?.line ?? 1,
      kind: 'as given',
      says: 'there is something to do',
      exercise: id,
      programs: [titles.get(program) ?? program],
      timed: false,
      state: !done ? first.state : failing >= 0 ? 'held' : 'failed',
      sentence: !done
        ? first.sentence
        : failing >= 0
          ? `does not pass "${checks[failing]?.says ?? ''}" yet`
          : 'passes every check already, so there is nothing to do',
    });
  }
  return rows;
}

function judged(
  claim: Claim,
  needs: readonly string[],
  ran: ReadonlyMap<string, Ran>,
): Pick<ClaimRow, 'state' | 'sentence'> {
  const results = new Map<string, ProgramResult>();
  for (const id of needs) {
    const one = ran.get(id);
    if (one === undefined) return { state: 'not-run', sentence: '' };
    if (!one.ok) return { state: 'not-judged', sentence: one.why };
    // A check of an exercise is about its program, whichever text of it ran.
    results.set(programsOf(claim).includes(id) ? id : (programsOf(claim)[0] ?? id), one.result);
  }
  const { ok, sentence } = checkClaim(claim, results);
  return { state: ok ? 'held' : 'failed', sentence };
}

const sameText = (program: Program, files: ProgramRun['files']): boolean =>
  program.files.length === files.length &&
  program.files.every(({ path, content }) => files.some((file) => file.path === path && file.content === content));

export interface BoardEnvironment {
  readonly lab: LabSession;
  readonly storage: Promise<Storage>;
  readonly busy: Busy;
  /** How the page calls the run of a lesson's program. */
  readonly runKey: (lesson: string, program: string) => string;
}

export function createClaimsBoard({ lab, storage, busy, runKey }: BoardEnvironment): ClaimsBoard {
  const store = createStore<BoardState>(() => ({ lesson: null, rows: [], running: null, note: null }));
  let ran = new Map<string, Ran>();
  /** The numbers of the runs that were looked at, by their keys. */
  const seen = new Map<string, number>();
  let stopped = false;
  const ownKey = (id: string) => `author:${id}`;

  function put(lesson: Lesson, id: string, run: JudgedRun): void {
    const why = reasonNotToJudge(run);
    const one: Ran = why === null ? { ok: true, result: resultOf(run) } : { ok: false, why };
    ran = new Map(ran).set(id, one);
    store.setState({ rows: claimRows(lesson, ran) });
    const program = runnables(lesson).find((each) => each.id === id);
    if (program !== undefined && one.ok) void busy.during('keep the run', keep(lesson.id, program, one.result));
  }

  async function keep(lesson: string, program: Program, { summary, stdout, stderr, trace }: ProgramResult) {
    const text = saveTrace(trace);
    if (text.length > MOST_KEPT) return;
    const value = { sources: sourcesHash(program.files), summary, stdout, stderr, trace: text };
    await (await storage).set(`${KEPT}${lesson}/${program.id}`, value).catch(() => undefined);
  }

  const unsubscribe = lab.store.subscribe(({ runs }) => {
    const { lesson } = store.getState();
    if (lesson === null) return;
    for (const { id: program, title } of lesson.programs) {
      const key = runKey(lesson.id, program);
      const run = runs[key];
      if (run?.state.phase !== 'ended' || run.recorded !== null || seen.get(key) === run.state.run) continue;
      seen.set(key, run.state.run);
      const fitting = runnables(lesson).filter((each) => sameText(each, run.files));
      for (const { id } of fitting) put(lesson, id, { ...run, summary: run.state.summary });
      const note = `What ran was ${title} as it stands in the editor, which is neither the lesson’s text nor that of an edit or a solution: it bears out nothing.`;
      store.setState({ note: fitting.length === 0 ? note : null });
    }
  });

  /** Runs one text out of the learner's sight. Null: it could not be started. */
  function runOne(lesson: Lesson, program: Program): Promise<JudgedRun | null> {
    const key = ownKey(program.id);
    const before = lab.store.getState().runs[key]?.state;
    const last = before?.phase === 'ended' ? before.run : null;
    return new Promise((done) => {
      const stop = lab.store.subscribe(({ runs, active }) => {
        const run = runs[key];
        // Nobody types anything here.
        if (run?.inputWanted === true) lab.input(null);
        if (run?.state.phase === 'ended' && run.state.run !== last) {
          stop();
          done({ ...run, summary: run.state.summary });
        } else if (run === undefined && active === null) {
          // The page was left for something else.
          stop();
          done(null);
        }
      });
      const started = lab.run({
        key,
        origin: 'lesson',
        language: program.language,
        entry: program.entry,
        files: program.files,
        startMethod: program.startMethod ?? 'fork',
        prepareProcesses: true,
        hosts: lesson.hosts ?? [],
      });
      if (started) return;
      stop();
      done(null);
    });
  }

  async function runEverything(lesson: Lesson): Promise<void> {
    stopped = false;
    for (const program of runnables(lesson)) {
      store.setState({ running: program.title, note: null });
      const run = await runOne(lesson, program);
      if (store.getState().lesson !== lesson) break;
      if (run === null) {
        store.setState({ note: 'Something else runs at the moment. Let it come to its end, then run all.' });
        break;
      }
      put(lesson, program.id, run);
      // Stopped in the page, or left.
      if (stopped || run.summary.outcome.kind === 'interrupted') break;
    }
    store.setState({ running: null });
  }

  return {
    store,
    async open(lesson) {
      ran = new Map();
      seen.clear();
      store.setState({ lesson, rows: lesson === null ? [] : claimRows(lesson, ran), note: null });
      if (lesson === null) return;
      const kept = await busy.during('look for earlier runs', readKept(storage, lesson));
      if (store.getState().lesson !== lesson) return;
      // What ran meanwhile is newer.
      ran = new Map([...kept, ...ran]);
      store.setState({ rows: claimRows(lesson, ran) });
    },
    async runAll() {
      const { lesson, running } = store.getState();
      if (lesson !== null && running === null) await busy.during('run all', runEverything(lesson));
    },
    stop() {
      stopped = true;
      if (store.getState().running !== null) lab.stop();
    },
    dispose: unsubscribe,
  };
}

/** Runs of an earlier page whose text the lesson still has. What cannot be read is as if it had never run. */
async function readKept(storage: Promise<Storage>, lesson: Lesson): Promise<Map<string, Ran>> {
  const found = new Map<string, Ran>();
  try {
    const prefix = `${KEPT}${lesson.id}/`;
    for (const [key, value] of await (await storage).entries(prefix)) {
      const program = runnables(lesson).find(({ id }) => id === key.slice(prefix.length));
      const record = value as Partial<Record<'sources' | 'stdout' | 'stderr' | 'trace', string>> & {
        readonly summary?: RunSummary;
      };
      if (program === undefined || record.sources !== sourcesHash(program.files)) continue;
      const { summary, stdout, stderr, trace } = record;
      const loaded = trace === undefined ? null : loadTrace(trace);
      if (summary === undefined || stdout === undefined || stderr === undefined || loaded?.ok !== true) continue;
      found.set(program.id, { ok: true, result: { summary, stdout, stderr, trace: loaded.value.trace } });
    }
  } catch {
    // Then everything has to run again, which is all that an author expects of a new page.
  }
  return found;
}

export const BOARD_WORDS: Readonly<Record<ClaimState, string>> = {
  held: 'holds',
  failed: 'does not hold',
  'not-run': 'not run yet',
  'not-judged': 'not judged',
};

/** `5 hold, 1 does not hold, 2 not run yet` */
export function countWords(rows: readonly Pick<ClaimRow, 'state'>[]): string {
  const count = (state: ClaimState) => rows.filter((row) => row.state === state).length;
  const words = [
    [count('failed'), count('failed') === 1 ? 'does not hold' : 'do not hold'],
    [count('held'), count('held') === 1 ? 'holds' : 'hold'],
    [count('not-judged'), 'not judged'],
    [count('not-run'), 'not run yet'],
  ] as const;
  return words.flatMap(([n, verb]) => (n === 0 ? [] : [`${n} ${verb}`])).join(', ');
}
