/** The course: summaries at once, lessons when they are opened, each loaded once. */
import { err, type Result } from '../base/result';
import type { Lesson, LessonSummary, Program } from '../lesson/lesson';
import type { Busy } from './busy';
import { openRecording, type RecordedRun } from './recording';

export interface LessonSource {
  readonly summaries: readonly LessonSummary[];
  load(id: string): Promise<Lesson>;
  /** The text of a recorded run's file. */
  loadRecorded(lesson: string, program: string): Promise<string>;
}

export interface Library {
  readonly summaries: readonly LessonSummary[];
  /** The parts of the course in the order of their first lessons. */
  readonly parts: readonly { readonly title: string; readonly lessons: readonly LessonSummary[] }[];
  /** The same promise for the same lesson; a failed load is forgotten, so that it can be tried again. */
  load(id: string): Promise<Lesson>;
  /** The recorded run of a lesson's program. Fetched when it is wanted, and never rejects: what is wrong is said in a sentence. */
  recorded(lesson: string, program: Pick<Program, 'id' | 'files'>): Promise<Result<RecordedRun>>;
  next(id: string): LessonSummary | null;
  previous(id: string): LessonSummary | null;
}

export function createLibrary(source: LessonSource, busy: Busy): Library {
  const loading = new Map<string, Promise<Lesson>>();
  const parts = new Map<string, LessonSummary[]>();
  for (const summary of source.summaries) {
    const part = parts.get(summary.part);
    if (part) part.push(summary);
    else parts.set(summary.part, [summary]);
  }
  return {
    summaries: source.summaries,
    parts: [...parts].map(([title, lessons]) => ({ title, lessons })),
    load(id) {
      const known = loading.get(id);
      if (known) return known;
      const promise = busy.during(`load lesson ${id}`, source.load(id));
      loading.set(id, promise);
      promise.catch(() => loading.delete(id));
      return promise;
    },
    recorded: (lesson, program) =>
      busy.during(
        `load the recorded run of ${lesson}/${program.id}`,
        source.loadRecorded(lesson, program.id).then(
          (text) => openRecording(text, lesson, program),
          () => err('The recorded run could not be fetched. Check the connection and try again.'),
        ),
      ),
    next: (id) => source.summaries[source.summaries.findIndex((summary) => summary.id === id) + 1] ?? null,
    previous: (id) => source.summaries[source.summaries.findIndex((summary) => summary.id === id) - 1] ?? null,
  };
}
