import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { FAIR_WEATHER } from '../lab/conditions';
import type { Lesson, Program } from '../lesson/lesson';
import type { Claim } from '../lesson/schema';
import type { Outcome } from '../runtimes/runtime';
import { EMPTY_TRACE } from '../trace/samples';
import { createBusy } from './busy';
import { claimRows, countWords, createClaimsBoard, type Ran } from './claims-board';
import type { LabSession, LabState, ProgramRun, RunAsk } from './lab-session';
import { OutputLog } from './output-log';
import { memoryStorage, type Storage } from './storage';

const program = (id: string, content = `# ${id}\n`): Program => ({
  id,
  title: `${id}.py`,
  language: 'python',
  variant: 'threads',
  entry: `${id.replace(/-.*/, '')}.py`,
  files: [{ path: `${id.replace(/-.*/, '')}.py`, content }],
});
const prints = (about: string, matches: string, line = 7): Claim => ({
  claim: 'output',
  program: about,
  matches,
  says: `${about} prints ${matches}`,
  line,
});
const LESSON: Lesson = {
  id: 'l',
  title: 'L',
  question: '',
  part: '',
  minutes: 1,
  steps: [],
  programs: [program('a'), program('b')],
  edits: [program('a-edited')],
  exercises: [{ id: 'e', program: 'b', checks: [prints('b', 'b-solution', 3)], solution: program('b-solution') }],
  claims: [prints('a', '^# a$', 8), prints('a-edited', 'edited', 9)],
};

const FINISHED: Outcome = { kind: 'finished', exitCode: 0 };
const runOf = (number: number, files: ProgramRun['files'], text: string, outcome: Outcome = FINISHED): ProgramRun => {
  const log = new OutputLog();
  log.append([{ stream: 'stdout', text, actor: 0 }]);
  return {
    state: { phase: 'ended', run: number, summary: { outcome, wallMs: 5 } },
    output: log.snapshot(),
    trace: EMPTY_TRACE,
    speakers: new Map(),
    traceProblem: null,
    inputWanted: false,
    network: null,
    made: null,
    frames: null,
    files,
    recorded: null,
  };
};

/** A laboratory in which every program prints its own text, at once. */
function fakeLab(outcome: Outcome = FINISHED) {
  const asked: string[] = [];
  const store = createStore<LabState>(() => ({
    capabilities: null,
    interpreters: { python: { phase: 'absent' }, typescript: { phase: 'absent' } },
    runs: {},
    active: null,
    conditions: FAIR_WEATHER,
    realNetwork: false,
  }));
  let number = 0;
  const show = (key: string, files: ProgramRun['files']) =>
    store.setState(({ runs }) => ({
      runs: { ...runs, [key]: runOf(++number, files, String(files[0]?.content), outcome) },
    }));
  const lab = {
    store,
    run: ({ key, entry, files }: RunAsk) => {
      if (store.getState().active !== null) return false;
      asked.push(`${key} ${entry}`);
      queueMicrotask(() => show(key, files));
      return true;
    },
    input: () => undefined,
    stop: () => undefined,
  } as Partial<LabSession> as LabSession;
  return { lab, asked, show, store };
}

const busy = createBusy({
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
});

async function open(fake = fakeLab(), lesson = LESSON, storage: Storage = memoryStorage()) {
  const board = createClaimsBoard({
    lab: fake.lab,
    busy,
    storage: Promise.resolve(storage),
    runKey: (of, id) => `${of}/${id}`,
  });
  await board.open(lesson);
  const states = () => board.store.getState().rows.map(({ state }) => state);
  return { board, states, storage, ...fake };
}

describe('the rows of the board', () => {
  it('are the claims, then each exercise with its checks and whether there is something to do', () => {
    const rows = claimRows(LESSON, new Map());
    expect(rows.map(({ line, kind, exercise, programs }) => [line, kind, exercise, ...programs])).toEqual([
      [8, 'output', null, 'a.py'],
      [9, 'output', null, 'a-edited.py'],
      [3, 'output', 'e', 'b-solution.py'],
      [3, 'as given', 'e', 'b.py'],
    ]);
    expect(countWords(rows)).toBe('4 not run yet');
  });

  it('fail for an exercise that is solved before it is begun', () => {
    const result = {
      summary: { outcome: FINISHED, wallMs: 1 },
      stdout: 'b-solution\n',
      stderr: '',
      trace: EMPTY_TRACE,
    };
    const ran = new Map<string, Ran>([['b', { ok: true, result }]]);
    expect(claimRows(LESSON, ran).at(-1)).toMatchObject({ state: 'failed', sentence: /nothing to do/ });
  });

  it('say why a run says nothing', () => {
    const rows = claimRows(LESSON, new Map<string, Ran>([['a', { ok: false, why: 'It was stopped.' }]]));
    expect(rows[0]).toMatchObject({ state: 'not-judged', sentence: 'It was stopped.' });
    expect(countWords(rows)).toBe('1 not judged, 3 not run yet');
  });
});

describe('the board', () => {
  it('judges what was run in the page, by the text that ran', async () => {
    const { states, show, board } = await open();
    show('l/a', LESSON.programs[0]?.files ?? []);
    expect(states()).toEqual(['held', 'not-run', 'not-run', 'not-run']);
    // The author has made the change that the lesson asks for, in the editor.
    show('l/a', LESSON.edits?.[0]?.files ?? []);
    expect(states()).toEqual(['held', 'held', 'not-run', 'not-run']);
    show('l/a', [{ path: 'a.py', content: 'something else' }]);
    expect(states()).toEqual(['held', 'held', 'not-run', 'not-run']);
    expect(board.store.getState().note).toMatch(/^What ran was a\.py as it stands in the editor/);
  });

  it('runs everything once: programs, edits and solutions, and then no more', async () => {
    const { board, states, asked } = await open();
    await board.runAll();
    expect(asked).toEqual(['author:a a.py', 'author:b b.py', 'author:a-edited a.py', 'author:b-solution b.py']);
    expect(states()).toEqual(['held', 'held', 'held', 'held']);
    expect(board.store.getState().running).toBeNull();
  });

  it('ends with a program that was stopped', async () => {
    const { board, asked, states } = await open(fakeLab({ kind: 'interrupted', forced: false, exitCode: 130 }));
    await board.runAll();
    expect(asked).toHaveLength(1);
    expect(states()[0]).toBe('not-judged');
  });

  it('says so when something else runs', async () => {
    const { board, store, asked } = await open();
    store.setState({ active: 'l/a' });
    await board.runAll();
    expect(asked).toEqual([]);
    expect(board.store.getState().note).toMatch(/^Something else runs/);
  });

  it('knows runs of an earlier page, as long as their text is the lesson’s, and judges changed claims by them', async () => {
    const first = await open();
    await first.board.runAll();
    await busy.whenIdle();
    const [claim = prints('a', ''), ...rest] = LESSON.claims;
    const changed: Lesson = {
      ...LESSON,
      programs: [program('a'), program('b', '# another text\n')],
      claims: [{ ...claim, matches: '^# c$' } as Claim, ...rest],
    };
    const { states } = await open(fakeLab(), changed, first.storage);
    expect(states()).toEqual(['failed', 'held', 'held', 'not-run']);
  });

  it('takes no harm from what it cannot read', async () => {
    const storage = memoryStorage();
    await storage.set('ran/l/a', 'nonsense');
    await storage.set('ran/l/b', null);
    const { states } = await open(fakeLab(), LESSON, storage);
    expect(states()).toEqual(['not-run', 'not-run', 'not-run', 'not-run']);
  });
});
