/** How far the learner has come, lesson by lesson: kept as `lesson/progress.ts` defines it, in a place of its own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  NO_PROGRESS,
  decodeCount,
  decodeProgress,
  encodeProgress,
  mergeProgress,
  progressIn,
  shareOf,
  withAnswer,
  withAttempt,
  withLastStep,
  withStepDone,
  type LessonProgress,
  type ProgressCount,
} from '../lesson/progress';
import type { Lesson } from '../lesson/lesson';
import type { Busy } from './busy';
import type { Storage } from './storage';

const PREFIX = 'progress/';
/** Outside of the prefix: no lesson is called this. */
const LAST = 'progress-last';

export interface ProgressState {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** Lessons that were read to the end with every question answered and every exercise solved; known without loading them. */
  readonly done: Readonly<Record<string, boolean>>;
  /** How far each lesson was when something in it was last done; known without loading them. */
  readonly counts: Readonly<Record<string, ProgressCount>>;
  /** The lesson that was read last, whether it is done or not. */
  readonly lastLesson: string | null;
  readonly loaded: boolean;
}

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  readonly ready: Promise<void>;
  answer(lesson: Lesson, question: string, choice: string): void;
  /** The step was read to its end. */
  stepDone(lesson: Lesson, step: string): void;
  /** The learner is at this step now. */
  visited(lesson: Lesson, step: string): void;
  /** Adds what was kept elsewhere; where the two differ, what is known here is newer. */
  restore(lesson: Lesson, kept: LessonProgress): void;
  /** A run was held against an exercise's checks. What was solved once stays solved. */
  attempted(lesson: Lesson, exercise: string, solved: boolean): void;
}

export function createProgress(storage: Promise<Storage>, busy: Busy): ProgressStore {
  const store = createStore<ProgressState>(() => ({
    lessons: {},
    done: {},
    counts: {},
    lastLesson: null,
    loaded: false,
  }));

  const ready = busy.during(
    'load your progress',
    (async () => {
      const kept: Record<string, LessonProgress> = {};
      const done: Record<string, boolean> = {};
      const counts: Record<string, ProgressCount> = {};
      let last: string | null = null;
      try {
        for (const [key, value] of await (await storage).entries(PREFIX)) {
          const id = key.slice(PREFIX.length);
          kept[id] = decodeProgress(value);
          if (typeof value === 'object' && value !== null && 'done' in value && value.done === true) done[id] = true;
          const count =
            typeof value === 'object' && value !== null && 'count' in value ? decodeCount(value.count) : null;
          if (count !== null) counts[id] = count;
        }
        for (const [key, value] of await (await storage).entries(LAST))
          if (key === LAST && typeof value === 'string') last = value;
      } catch {
        // Unreadable progress is no reason to keep a learner from going on.
      }
      store.setState((state) => {
        const lessons = { ...kept };
        for (const [id, newer] of Object.entries(state.lessons))
          lessons[id] = mergeProgress(kept[id] ?? NO_PROGRESS, newer);
        return {
          lessons,
          done: { ...done, ...state.done },
          counts: { ...counts, ...state.counts },
          lastLesson: state.lastLesson ?? last,
          loaded: true,
        };
      });
    })(),
  );

  function change(lesson: Lesson, patch: (before: LessonProgress) => LessonProgress): void {
    const state = store.getState();
    const before = state.lessons[lesson.id] ?? NO_PROGRESS;
    const after = patch(before);
    if (after === before) return;
    const count = progressIn(lesson, after);
    const done = state.done[lesson.id] === true || shareOf(count) === 1;
    store.setState({
      lessons: { ...state.lessons, [lesson.id]: after },
      done: { ...state.done, ...(done ? { [lesson.id]: true } : {}) },
      counts: { ...state.counts, [lesson.id]: count },
    });
    void busy
      .during(
        'save your progress',
        // After what was kept is here: a save must not overwrite what nobody has read yet.
        ready.then(async () => {
          const now = store.getState();
          const latest = now.lessons[lesson.id] ?? after;
          const record = {
            ...(encodeProgress(latest) as object),
            done: now.done[lesson.id] === true,
            count: progressIn(lesson, latest),
          };
          await (await storage).set(PREFIX + lesson.id, record);
        }),
      )
      .catch(() => undefined);
  }

  function remember(lesson: Lesson): void {
    if (store.getState().lastLesson === lesson.id) return;
    store.setState({ lastLesson: lesson.id });
    void busy
      .during(
        'save your place',
        storage.then((open) => open.set(LAST, lesson.id)),
      )
      .catch(() => undefined);
  }

  return {
    store,
    ready,
    answer: (lesson, question, choice) => change(lesson, (before) => withAnswer(before, question, choice)),
    stepDone: (lesson, step) => change(lesson, (before) => withStepDone(before, step)),
    visited(lesson, step) {
      remember(lesson);
      change(lesson, (before) => withLastStep(before, step));
    },
    restore(lesson, kept) {
      void ready.then(() => change(lesson, (before) => mergeProgress(kept, before)));
    },
    attempted(lesson, exercise, solved) {
      // What was kept may say that it is solved already.
      void ready.then(() => change(lesson, (before) => withAttempt(before, exercise, solved)));
    },
  };
}
