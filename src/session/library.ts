/** The course: summaries at once, lessons when they are opened, each loaded once. */
import { err, type Result } from '../base/result';
import type { Term } from '../lesson/glossary';
import type { Lesson, LessonSummary, Note, Program } from '../lesson/lesson';
import type { SearchDocument } from '../lesson/search-text';
import { runTexts } from '../texts/en/run';
import type { Busy } from './busy';
import { openRecording, type RecordedRun } from './recording';
import type { Search } from './search';

export interface LessonSource {
  readonly summaries: readonly LessonSummary[];
  load(id: string): Promise<Lesson>;
  /** The text of a recorded run's file. */
  loadRecorded(lesson: string, program: string): Promise<string>;
  /** What whoever presents the lesson is to say. */
  loadNotes(lesson: string): Promise<readonly Note[]>;
  loadDocuments(): Promise<readonly SearchDocument[]>;
  loadTerms(): Promise<readonly Term[]>;
}

export interface Library {
  readonly summaries: readonly LessonSummary[];
  /** What there is to do: all lessons but those that are optional. */
  readonly course: readonly LessonSummary[];
  /** The parts of the course in the order of their first lessons. */
  readonly parts: readonly { readonly title: string; readonly lessons: readonly LessonSummary[] }[];
  /** The same promise for the same lesson; a failed load is forgotten after a moment, so that it can be tried again. */
  load(id: string): Promise<Lesson>;
  /** The recorded run of a lesson's program. Fetched when it is wanted, and never rejects: what is wrong is said in a sentence. */
  recorded(lesson: string, program: Pick<Program, 'id' | 'files'>): Promise<Result<RecordedRun>>;
  /** What whoever presents the lesson is to say; nothing when there is nothing, or when it cannot be had. */
  notes(lesson: string): Promise<readonly Note[]>;
  /** The same promise each time; a failure is forgotten, so that it can be tried again. */
  search(): Promise<Search>;
  /** The glossary. The same promise each time; a failure is forgotten after a moment, so that it can be tried again. */
  terms(): Promise<readonly Term[]>;
  /** Never leads from the course to a lesson that is optional. */
  next(id: string): LessonSummary | null;
  previous(id: string): LessonSummary | null;
}

/**
 * How long a failure is remembered. A view that waited for a promise asks for it once more when it was rejected: were that a new one by then,
 * it would wait for ever, and never say that anything failed.
 */
const FORGET_MS = 1_000;

export function createLibrary(source: LessonSource, busy: Busy): Library {
  const loading = new Map<string, Promise<Lesson>>();
  let searching: Promise<Search> | null = null;
  let glossary: Promise<readonly Term[]> | null = null;
  const parts = new Map<string, LessonSummary[]>();
  for (const summary of source.summaries) {
    const part = parts.get(summary.part);
    if (part) part.push(summary);
    else parts.set(summary.part, [summary]);
  }
  const course = source.summaries.filter(({ optional }) => optional !== true);
  const beside = (id: string, by: 1 | -1): LessonSummary | null => {
    const list = course.some((summary) => summary.id === id) ? course : source.summaries;
    const at = list.findIndex((summary) => summary.id === id);
    return at < 0 ? null : (list[at + by] ?? null);
  };
  return {
    summaries: source.summaries,
    course,
    parts: [...parts].map(([title, lessons]) => ({ title, lessons })),
    load(id) {
      const known = loading.get(id);
      if (known) return known;
      const loaded = source.load(id).catch((error: unknown) => {
        // What browsers throw when a module cannot be had.
        throw error instanceof TypeError ? new Error(runTexts.lessonNotFetched, { cause: error }) : error;
      });
      const promise = busy.during(`load lesson ${id}`, loaded);
      loading.set(id, promise);
      promise.catch(() => setTimeout(() => loading.delete(id), FORGET_MS));
      return promise;
    },
    recorded: (lesson, program) =>
      busy.during(
        `load the recorded run of ${lesson}/${program.id}`,
        source.loadRecorded(lesson, program.id).then(
          (text) => openRecording(text, lesson, program),
          () => err(runTexts.recordedNotFetched),
        ),
      ),
    notes: (lesson) =>
      busy.during(
        `load the notes of ${lesson}`,
        source.loadNotes(lesson).catch(() => []),
      ),
    search() {
      if (searching !== null) return searching;
      const made = Promise.all([import('./search'), source.loadDocuments()]).then(([{ createSearch }, documents]) =>
        createSearch(documents, source.summaries),
      );
      searching = busy.during('load the search', made);
      searching.catch(() => (searching = null));
      return searching;
    },
    terms() {
      if (glossary !== null) return glossary;
      glossary = busy.during('load the glossary', source.loadTerms());
      glossary.catch(() => setTimeout(() => (glossary = null), FORGET_MS));
      return glossary;
    },
    next: (id) => beside(id, 1),
    previous: (id) => beside(id, -1),
  };
}
