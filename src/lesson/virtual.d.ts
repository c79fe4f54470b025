/** All lessons, made by `scripts/vite/lessons.ts` from the folders in `lessons/`. */
declare module 'virtual:lessons' {
  /** In reading order. */
  export const summaries: readonly import('./lesson').LessonSummary[];

  /** The same in another language, as far as the lessons are translated; rejects when the network fails. */
  export function loadSummaries(
    locale: import('../texts/locale').Locale,
  ): Promise<readonly import('./lesson').LessonSummary[]>;

  /**
   * Fetches a lesson's content (a chunk of its own for each language); in English when it is not translated (`Lesson.locale`). Rejects
   * for an id that is in no summary, or when the network fails.
   */
  export function load(id: string, locale?: import('../texts/locale').Locale): Promise<import('./lesson').Lesson>;

  /**
   * Fetches the recorded run of a program (a chunk of its own) as the text of its file, which whoever shows it has to parse. Rejects
   * when there is none, or when the network fails.
   */
  export function loadRecorded(lesson: string, program: string): Promise<string>;

  /**
   * Fetches what whoever presents the lesson is to say (a chunk of its own), in the order of the text; nothing for a lesson without notes.
   * Rejects when the network fails.
   */
  export function loadNotes(lesson: string): Promise<readonly import('./lesson').Note[]>;

  /** Fetches what can be searched in all lessons (a chunk of its own); rejects when the network fails. */
  export function loadDocuments(
    locale?: import('../texts/locale').Locale,
  ): Promise<readonly import('./search-text').SearchDocument[]>;

  /**
   * Fetches the glossary (a chunk of its own for each language), in the order of the alphabet; what is not translated is in English
   * (`Term.untranslated`). Rejects when the network fails.
   */
  export function loadTerms(locale?: import('../texts/locale').Locale): Promise<readonly import('./glossary').Term[]>;
}
