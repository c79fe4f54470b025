/** How far the learner has come, lesson by lesson: kept as `lesson/progress.ts` defines it, in a place of its own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  NO_PROGRESS,
  decodeProgress,
  encodeProgress,
  mergeProgress,
  progressIn,
  withAnswer,
  withStepDone,
  type LessonProgress,
} from '../lesson/progress';
import type { Lesson } from '../lesson/lesson';
import type { Busy } from './busy';
import type { Storage } from './storage';

const PREFIX = 'progress/';

export interface ProgressState {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** Lessons that were read to the end with every question answered; known without loading them. */
  readonly done: Readonly<Record<string, boolean>>;
  readonly loaded: boolean;
}

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  readonly ready: Promise<void>;
  answer(lesson: Lesson, question: string, choice: string): void;
  /** The step was read to its end. */
  stepDone(lesson: Lesson, step: string): void;
}

export function createProgress(storage: Promise<Storage>, busy: Busy): ProgressStore {
  const store = createStore<ProgressState>(() => ({ lessons: {}, done: {}, loaded: false }));

  const ready = busy.during(
    'load your progress',
    (async () => {
      const kept: Record<string, LessonProgress> = {};
      const done: Record<string, boolean> = {};
      try {
        for (const [key, value] of await (await storage).entries(PREFIX)) {
          const id = key.slice(PREFIX.length);
          kept[id] = decodeProgress(value);
          if (typeof value === 'object' && value !== null && 'done' in value && value.done === true) done[id] = true;
        }
      } catch {
        // Unreadable progress is no reason to keep a learner from going on.
      }
      store.setState((state) => {
        const lessons = { ...kept };
        for (const [id, newer] of Object.entries(state.lessons))
          lessons[id] = mergeProgress(kept[id] ?? NO_PROGRESS, newer);
        return { lessons, done: { ...done, ...state.done }, loaded: true };
      });
    })(),
  );

  function change(lesson: Lesson, patch: (before: LessonProgress) => LessonProgress): void {
    const state = store.getState();
    const before = state.lessons[lesson.id] ?? NO_PROGRESS;
    const after = patch(before);
    if (after === before) return;
    const count = progressIn(lesson, after);
    const done =
      state.done[lesson.id] === true || (count.stepsDone === count.steps && count.answered === count.questions);
    store.setState({
      lessons: { ...state.lessons, [lesson.id]: after },
      done: { ...state.done, ...(done ? { [lesson.id]: true } : {}) },
    });
    void busy
      .during(
        'save your progress',
        // After what was kept is here: a save must not overwrite what nobody has read yet.
        ready.then(async () => {
          const now = store.getState();
          const latest = now.lessons[lesson.id] ?? after;
          const record = { ...(encodeProgress(latest) as object), done: now.done[lesson.id] === true };
          await (await storage).set(PREFIX + lesson.id, record);
        }),
      )
      .catch(() => undefined);
  }

  return {
    store,
    ready,
    answer: (lesson, question, choice) => change(lesson, (before) => withAnswer(before, question, choice)),
    stepDone: (lesson, step) => change(lesson, (before) => withStepDone(before, step)),
  };
}
