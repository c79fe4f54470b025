import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { NO_PROGRESS, withAnswer, withAttempt, type LessonProgress } from '../lesson/progress';
import type { RunSummary } from '../runtimes/runtime';
import type { News } from './embed-link';
import { placeFrom, placeOf, standingOf, watchAnswers, watchPlace, watchRuns, type Asked } from './embed-news';
import type { LabState, ProgramRun } from './lab-session';
import { EMPTY_OUTPUT } from './output-log';
import type { ProgressState } from './progress-store';
import { IDLE, runReducer, type RunEvent, type RunState } from './run-machine';

const IDS = ['a', 'b', 'constructor', '__proto__'];
const CHOICES = ['x', 'y', 'z'];
const asked: fc.Arbitrary<Asked> = fc.record({
  questions: fc
    .uniqueArray(fc.constantFrom(...IDS))
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), answer: fc.constantFrom(...CHOICES) }))),
    ),
  exercises: fc.uniqueArray(fc.constantFrom('e1', 'e2')),
});
/** What a learner does: answers, or tries an exercise. Some of it is about another part of the lesson. */
const deed = fc.oneof(
  fc.tuple(fc.constantFrom(...IDS, 'elsewhere'), fc.constantFrom(...CHOICES)),
  fc.tuple(fc.constantFrom('e1', 'e2', 'e3'), fc.boolean()),
);
type Deed = readonly [string, string | boolean];
const done = (progress: LessonProgress, [id, what]: Deed) =>
  typeof what === 'string' ? withAnswer(progress, id, what) : withAttempt(progress, id, what);

const only = <T extends News['type']>(heard: readonly News[], type: T) =>
  heard.filter((each): each is Extract<News, { readonly type: T }> => each.type === type);

function progressStore() {
  const store = createStore<Pick<ProgressState, 'lessons' | 'loaded'>>(() => ({ lessons: {}, loaded: true }));
  const set = (lesson: string, change: (progress: LessonProgress) => LessonProgress) =>
    store.setState(({ lessons }) => ({ lessons: { ...lessons, [lesson]: change(lessons[lesson] ?? NO_PROGRESS) } }));
  return { store: store as never, set };
}

describe('how far a learner has come', () => {
  test('is a share of what is asked; all of it and a score when nothing is left, and never less than before', () => {
    fc.assert(
      fc.property(asked, fc.array(deed), (asked, deeds) => {
        let progress = NO_PROGRESS;
        let before = 0;
        for (const each of deeds) {
          progress = done(progress, each);
          const standing = standingOf(asked, progress);
          const total = asked.questions.length + asked.exercises.length;
          const [now] = only(standing, 'progress');
          const [all] = only(standing, 'done');
          if (total === 0) {
            expect(standing).toEqual([]);
            continue;
          }
          expect(now?.total).toBe(total);
          expect(now?.done).toBeGreaterThanOrEqual(before);
          before = now?.done ?? 0;
          expect(all !== undefined).toBe(before === total);
          if (all === undefined) continue;
          // Counted again, from what was done first.
          const first = new Map<string, unknown>([...deeds].reverse().filter(([, what]) => typeof what === 'string'));
          const right = asked.questions.filter(({ id, answer }) => first.get(id) === answer).length;
          expect(all.score).toBeCloseTo((right + asked.exercises.length) / total);
        }
      }),
    );
  });

  test('is told as it changes: each answer, the latest standing, and once that it is done', () => {
    fc.assert(
      fc.property(asked, fc.array(deed), (asked, deeds) => {
        const heard: News[] = [];
        const { store, set } = progressStore();
        const stop = watchAnswers({ store }, 'lesson', asked, (news) => heard.push(news));
        let progress = NO_PROGRESS;
        const expected: unknown[] = [];
        for (const each of deeds) {
          const now = done(progress, each);
          const right = new Map<string, unknown>([
            ...asked.questions.map(({ id, answer }) => [id, answer] as const),
            ...asked.exercises.map((id) => [id, true] as const),
          ]);
          if (now !== progress && right.has(each[0]))
            expected.push({ type: 'answer', question: each[0], correct: right.get(each[0]) === each[1] });
          progress = now;
          set('lesson', (known) => done(known, each));
          set('another', (known) => done(known, each));
        }
        expect(only(heard, 'answer')).toEqual(expected);
        const last = only(heard, 'progress').at(-1);
        if (last !== undefined) expect(last).toEqual(standingOf(asked, progress)[0]);
        expect(only(heard, 'done')).toEqual(only(standingOf(asked, progress), 'done'));
        stop();
        const count = heard.length;
        set('lesson', (known) => withAnswer(known, 'a', 'never'));
        expect(heard.length).toBe(count);
      }),
    );
  });

  test('that was known from an earlier visit is no answer given now', () => {
    const heard: News[] = [];
    const { store, set } = progressStore();
    (store as { setState(state: object): void }).setState({ loaded: false });
    watchAnswers({ store }, 'lesson', { questions: [{ id: 'a', answer: 'x' }], exercises: [] }, (news) =>
      heard.push(news),
    );
    (store as { setState(state: object): void }).setState({
      loaded: true,
      lessons: { lesson: withAnswer(NO_PROGRESS, 'a', 'x') },
    });
    expect(heard).toEqual([
      { type: 'progress', done: 1, total: 1 },
      { type: 'done', score: 1 },
    ]);
    set('lesson', (known) => withAnswer(known, 'a', 'y'));
    expect(heard.slice(2)).toEqual([{ type: 'answer', question: 'a', correct: false }]);
  });

  test('is a text that only the frame can read, told at each change, and read back as it was', () => {
    fc.assert(
      fc.property(fc.array(deed), (deeds) => {
        const heard: News[] = [];
        const { store, set } = progressStore();
        watchPlace({ store }, 'lesson', (news) => heard.push(news));
        let progress = NO_PROGRESS;
        for (const each of deeds) {
          progress = done(progress, each);
          set('lesson', () => progress);
          set('another', (known) => done(known, each));
        }
        const last = only(heard, 'kept').at(-1);
        expect(placeFrom(last?.kept ?? 'nothing')).toEqual(progress);
        expect(placeOf('lesson', progress)).toEqual(last ?? placeOf('lesson', NO_PROGRESS));
      }),
    );
  });

  test('may be any text, when it comes back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = placeFrom(text);
        expect(placeFrom(JSON.stringify({ ...read }))).toBeDefined();
        expect(standingOf({ questions: [{ id: 'a', answer: 'x' }], exercises: [] }, read)[0]).toMatchObject({
          total: 1,
        });
      }),
    );
  });
});

describe('runs', () => {
  const summary = (ms: number) => ({ outcome: { kind: 'finished' }, wallMs: ms }) as RunSummary;
  const NOTHING_YET: ProgramRun = {
    state: IDLE,
    output: EMPTY_OUTPUT,
    trace: null,
    speakers: new Map(),
    traceProblem: null,
    inputWanted: false,
    made: null,
    network: null,
    frames: null,
    files: [],
    recorded: null,
  };
  // All that is asked of it is whether it is there.
  const RECORDED = {} as NonNullable<ProgramRun['recorded']>;
  const KEYS = ['lesson/p', 'lesson/q', 'other/p'];
  const step = fc.record({
    key: fc.constantFrom(...KEYS),
    event: fc.constantFrom('ask', 'progress', 'started', 'stop', 'ended', 'leave'),
    recorded: fc.boolean(),
  });

  function labStore() {
    return createStore<Pick<LabState, 'runs'>>(() => ({ runs: {} }));
  }

  test('are told in pairs, beginning and end, of the page’s business only, and none that was recorded elsewhere', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const store = labStore();
        const heard: News[] = [];
        watchRuns(
          { store: store as never },
          (key) => (key.startsWith('lesson/') ? key.slice('lesson/'.length) : null),
          (news) => heard.push(news),
        );
        const states = new Map<string, RunState>();
        const begun: Record<string, number> = { p: 0, q: 0 };
        const ended: Record<string, number> = { p: 0, q: 0 };
        const live = new Map<string, boolean>();
        let number = 0;
        for (const { key, event, recorded } of steps) {
          const before = states.get(key) ?? IDLE;
          const run = before.phase === 'idle' || event === 'ask' ? ++number : before.run;
          const made: RunEvent =
            event === 'progress'
              ? { type: event, run, progress: { step: 's', loaded: 0, total: 0 } }
              : event === 'started'
                ? { type: event, run, at: 0 }
                : event === 'ended'
                  ? { type: event, run, summary: summary(run) }
                  : event === 'leave'
                    ? { type: event }
                    : { type: event, run };
          const after = runReducer(before, made);
          states.set(key, after);
          // A recorded run stands there as one that has ended; it has no life of its own.
          const shown = recorded && (after.phase === 'ended' || after.phase === 'idle');
          const state: RunState = shown ? { phase: 'ended', run: ++number, summary: summary(0) } : after;
          if (shown) states.set(key, state);
          store.setState(({ runs }) => ({
            runs: { ...runs, [key]: { ...NOTHING_YET, state, recorded: shown ? RECORDED : null } },
          }));
          const program = key.slice('lesson/'.length);
          if (!key.startsWith('lesson/') || shown) {
            live.set(key, false);
            continue;
          }
          const active = state.phase === 'running' || state.phase === 'stopping';
          if (active && live.get(key) !== true) {
            live.set(key, true);
            begun[program] = (begun[program] ?? 0) + 1;
          } else if (state.phase === 'ended' && before.phase !== 'ended') {
            if (live.get(key) !== true) begun[program] = (begun[program] ?? 0) + 1;
            live.set(key, false);
            ended[program] = (ended[program] ?? 0) + 1;
          }
        }
        for (const program of ['p', 'q']) {
          const ours = heard.filter(
            (news) => (news.type === 'run' || news.type === 'outcome') && news.program === program,
          );
          // Never two beginnings without an end between them, nor an end without a beginning.
          ours.forEach(({ type }, i) => expect(type).toBe(i % 2 === 0 ? 'run' : 'outcome'));
          expect(only(ours, 'run').length).toBe(begun[program]);
          expect(only(ours, 'outcome').length).toBe(ended[program]);
        }
        expect(heard.every((news) => news.type === 'run' || news.type === 'outcome')).toBe(true);
      }),
    );
  });
});
