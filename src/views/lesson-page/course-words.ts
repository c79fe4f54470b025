/** How far a learner is in the course, in numbers and words. */
import type { LessonSummary } from '../../lesson/lesson';
import { shareOf, type ProgressCount } from '../../lesson/progress';
import type { ProgressState } from '../../session/progress-store';
import { home } from '../../texts/en/home';

export type Known = Pick<ProgressState, 'counts' | 'done'>;

export interface LessonStand {
  readonly done: boolean;
  /** From 0 to 1; null when nothing of it is known. */
  readonly share: number | null;
  /** `3 of 5 steps, 2 of 3 questions, 1 exercise to solve`; empty when nothing of it is known. */
  readonly words: string;
}

export function standOf({ counts, done }: Known, lesson: string): LessonStand {
  const finished = done[lesson] === true;
  const count = Object.hasOwn(counts, lesson) ? counts[lesson] : undefined;
  if (count === undefined) return { done: finished, share: finished ? 1 : null, words: '' };
  return { done: finished, share: finished ? 1 : shareOf(count), words: countWords(count) };
}

/** What of a lesson is behind its learner, kind by kind. */
export function countWords(count: ProgressCount): string {
  const of = (done: number, all: number, words: (done: number, all: number) => string) =>
    all === 0 ? [] : [words(done, all)];
  return [
    ...of(count.stepsDone, count.steps, home.stepsRead),
    ...of(count.answered, count.questions, home.questionsAnswered),
    ...of(count.solved, count.exercises, home.exercisesSolved),
    ...of(count.known, count.cards, home.cardsKnown),
  ].join(', ');
}

export interface PartStand {
  readonly done: number;
  readonly lessons: number;
  /** About how long all of it takes, and what is not done yet. */
  readonly minutes: number;
  readonly minutesLeft: number;
}

export function partStand(known: Known, lessons: readonly Pick<LessonSummary, 'id' | 'minutes'>[]): PartStand {
  const left = lessons.reduce((sum, { id, minutes }) => sum + minutes * (1 - (standOf(known, id).share ?? 0)), 0);
  return {
    done: lessons.filter(({ id }) => known.done[id] === true).length,
    lessons: lessons.length,
    minutes: lessons.reduce((sum, { minutes }) => sum + minutes, 0),
    minutesLeft: Math.ceil(left),
  };
}

/** `5 lessons, 40 min`, and once something is done `2 of 5 done, 24 min left`. */
export function partWords({ done, lessons, minutes, minutesLeft }: PartStand): string {
  if (done === lessons) return home.allDone;
  if (done === 0 && minutesLeft === minutes) return home.partLessons(lessons, timeWords(minutes));
  return home.partLeft(done, lessons, timeWords(minutesLeft));
}

/** `40 min`, `3 h 20 min` */
export function timeWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/**
 * Where to go on: the lesson that was read last, unless it is done; then the first after it that is not, or the first of all. Null when
 * everything is done.
 */
export function whereToGoOn(
  { counts, done, lastLesson }: Known & Pick<ProgressState, 'lastLesson'>,
  summaries: readonly LessonSummary[],
): { readonly lesson: LessonSummary; readonly begun: boolean } | null {
  const at = summaries.findIndex(({ id }) => id === lastLesson);
  const open = (lesson: LessonSummary) => done[lesson.id] !== true;
  const lesson = summaries.slice(Math.max(0, at)).find(open) ?? summaries.find(open);
  return lesson === undefined ? null : { lesson, begun: lesson.id === lastLesson || Object.hasOwn(counts, lesson.id) };
}
