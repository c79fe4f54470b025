/** How far the learner has come: answers given and programs run, kept as `lesson/progress.ts` defines them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import * as v from 'valibot';
import type { Busy } from './busy';
import type { Storage } from './storage';

const PREFIX = 'progress/';

const Kept = v.object({
  /** Question id to choice id. */
  answers: v.fallback(v.record(v.string(), v.string()), {}),
  done: v.fallback(v.boolean(), false),
});

export type LessonProgress = Readonly<v.InferOutput<typeof Kept>>;

export interface ProgressState {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  readonly loaded: boolean;
}

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  readonly ready: Promise<void>;
  answer(lesson: string, question: string, choice: string): void;
  setDone(lesson: string): void;
}

export const NO_PROGRESS: LessonProgress = { answers: {}, done: false };

export function createProgress(storage: Promise<Storage>, busy: Busy): ProgressStore {
  const store = createStore<ProgressState>(() => ({ lessons: {}, loaded: false }));

  const ready = busy.during(
    'load your progress',
    (async () => {
      const lessons: Record<string, LessonProgress> = {};
      try {
        for (const [key, value] of await (await storage).entries(PREFIX)) {
          const parsed = v.safeParse(Kept, value);
          if (parsed.success) lessons[key.slice(PREFIX.length)] = parsed.output;
        }
      } catch {
        // Unreadable progress is no reason to keep a learner from going on.
      }
      store.setState((state) => ({ lessons: { ...lessons, ...state.lessons }, loaded: true }));
    })(),
  );

  function change(lesson: string, patch: (before: LessonProgress) => LessonProgress): void {
    const after = patch(store.getState().lessons[lesson] ?? NO_PROGRESS);
    store.setState((state) => ({ lessons: { ...state.lessons, [lesson]: after } }));
    void busy
      .during(
        'save your progress',
        storage.then((kept) => kept.set(PREFIX + lesson, after)),
      )
      .catch(() => undefined);
  }

  return {
    store,
    ready,
    answer: (lesson, question, choice) =>
      change(lesson, (before) => ({ ...before, answers: { ...before.answers, [question]: choice } })),
    setDone: (lesson) => {
      if (store.getState().lessons[lesson]?.done !== true) change(lesson, (before) => ({ ...before, done: true }));
    },
  };
}
