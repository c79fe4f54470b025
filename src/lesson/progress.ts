/**
 * How far a learner has come in one lesson: values and pure functions. Where it is kept is the session's business; the
 * learner's code is kept apart from this (`session/edits.ts`), because it is worth more.
 *
 * What was stored may be old, new, cut off or made by somebody else. `decodeProgress` takes every entry that it understands
 * and leaves out the rest; it never fails. A question or step that a lesson no longer has does no harm: `progressIn` counts only
 * what the lesson asks today.
 */
import * as v from 'valibot';
import type { CARD_CHOICES, Lesson } from './lesson';

type CardChoice = (typeof CARD_CHOICES)[number];

export interface Answer {
  /** The id of the choice that stands now. */
  readonly choice: string;
  /** The id of the first choice: a prediction is what one thought before one saw. */
  readonly first: string;
}

export interface LessonProgress {
  /** By the id of the prediction, quiz, exercise (`EXERCISE_CHOICES`) or card (`CARD_CHOICES`). */
  readonly answers: Readonly<Record<string, Answer>>;
  /** Ids of steps that were read to their end, in the order in which that happened. */
  readonly stepsDone: readonly string[];
  /** Where the learner was last; null before the first step. */
  readonly lastStep: string | null;
}

export const NO_PROGRESS: LessonProgress = { answers: {}, stepsDone: [], lastStep: null };

/** Ids come from lessons and from storage: `constructor` must not find anything that is not the learner's. */
export const answerTo = (progress: LessonProgress, question: string): Answer | null =>
  Object.hasOwn(progress.answers, question) ? (progress.answers[question] ?? null) : null;

export function withAnswer(progress: LessonProgress, question: string, choice: string): LessonProgress {
  const before = answerTo(progress, question);
  if (before?.choice === choice) return progress;
  const answer: Answer = { choice, first: before?.first ?? choice };
  return { ...progress, answers: withEntry(progress.answers, question, answer) };
}

export function withStepDone(progress: LessonProgress, step: string): LessonProgress {
  return progress.stepsDone.includes(step) ? progress : { ...progress, stepsDone: [...progress.stepsDone, step] };
}

export function withLastStep(progress: LessonProgress, step: string): LessonProgress {
  return progress.lastStep === step ? progress : { ...progress, lastStep: step };
}

/** What two tabs know together; where they differ, `newer` is right, except about what came first. */
export function mergeProgress(older: LessonProgress, newer: LessonProgress): LessonProgress {
  let answers = older.answers;
  for (const [question, answer] of Object.entries(newer.answers))
    answers = withEntry(answers, question, {
      choice: answer.choice,
      first: answerTo(older, question)?.first ?? answer.first,
    });
  return {
    answers,
    stepsDone: [...new Set([...older.stepsDone, ...newer.stepsDone])],
    lastStep: newer.lastStep ?? older.lastStep,
  };
}

/**
 * What is kept of an exercise, as an answer under its id: that a run was judged, or that a run passed every check. Never back from `solved`.
 */
export const EXERCISE_CHOICES = ['tried', 'solved'] as const;

export function withAttempt(progress: LessonProgress, exercise: string, solved: boolean): LessonProgress {
  const known = answerTo(progress, exercise)?.choice === 'solved';
  return withAnswer(progress, exercise, (solved || known ? 'solved' : 'tried') satisfies ExerciseChoice);
}

type ExerciseChoice = (typeof EXERCISE_CHOICES)[number];

export const isSolved = (progress: LessonProgress, exercise: string): boolean =>
  answerTo(progress, exercise)?.choice === ('solved' satisfies ExerciseChoice);

export interface ProgressCount {
  readonly steps: number;
  readonly stepsDone: number;
  /** Predictions and quizzes. */
  readonly questions: number;
  readonly answered: number;
  /** Questions whose standing choice is the right one. */
  readonly right: number;
  readonly exercises: number;
  readonly solved: number;
  readonly cards: number;
  /** Cards whose answer the learner has known. */
  readonly known: number;
}

export function progressIn(lesson: Pick<Lesson, 'steps'>, progress: LessonProgress): ProgressCount {
  const blocks = lesson.steps.flatMap((step) => step.blocks);
  const questions = blocks.flatMap((block) => (block.kind === 'predict' || block.kind === 'quiz' ? [block] : []));
  const exercises = blocks.flatMap((block) => (block.kind === 'exercise' ? [block] : []));
  const cards = blocks.flatMap((block) => (block.kind === 'card' ? [block] : []));
  const answered = questions.filter(({ id, choices }) =>
    choices.some((choice) => choice.id === answerTo(progress, id)?.choice),
  );
  return {
    steps: lesson.steps.length,
    stepsDone: lesson.steps.filter((step) => progress.stepsDone.includes(step.id)).length,
    questions: questions.length,
    answered: answered.length,
    right: answered.filter(({ id, answer }) => answerTo(progress, id)?.choice === answer).length,
    exercises: exercises.length,
    solved: exercises.filter(({ id }) => isSolved(progress, id)).length,
    cards: cards.length,
    known: cards.filter(({ id }) => answerTo(progress, id)?.choice === ('knew' satisfies CardChoice)).length,
  };
}

/**
 * How much of a lesson is behind the learner, from 0 to 1: steps read, questions answered, exercises solved, each counting the same. Cards
 * are for looking at again, and never keep a lesson from being done.
 */
export function shareOf(count: ProgressCount): number {
  const all = count.steps + count.questions + count.exercises;
  return all === 0 ? 0 : (count.stepsDone + count.answered + count.solved) / all;
}

/** Bumped when an older reader would misunderstand a newer record. Readers try all versions all the same. */
export const PROGRESS_VERSION = 1;

/** Plain data, fit for JSON and for structured clone. */
export function encodeProgress(progress: LessonProgress): unknown {
  return {
    version: PROGRESS_VERSION,
    answers: Object.entries(progress.answers).map(([question, { choice, first }]) => ({ question, choice, first })),
    stepsDone: [...progress.stepsDone],
    lastStep: progress.lastStep,
  };
}

// An id is an author's slug; the bound keeps a mangled record from growing without end.
const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const StoredAnswer = v.object({ question: Id, choice: Id, first: v.fallback(v.nullable(Id), null) });

export function decodeProgress(stored: unknown): LessonProgress {
  const record = typeof stored === 'object' && stored !== null ? (stored as Readonly<Record<string, unknown>>) : {};
  let answers: LessonProgress['answers'] = {};
  for (const entry of listIn(record, 'answers')) {
    const parsed = v.safeParse(StoredAnswer, entry);
    if (!parsed.success) continue;
    const { question, choice, first } = parsed.output;
    answers = withEntry(answers, question, { choice, first: first ?? choice });
  }
  const steps = listIn(record, 'stepsDone').filter((step) => v.is(Id, step));
  const lastStep = Object.hasOwn(record, 'lastStep') && v.is(Id, record['lastStep']) ? record['lastStep'] : null;
  return { answers, stepsDone: [...new Set(steps)], lastStep };
}

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000));
const StoredCount = v.object({
  steps: Count,
  stepsDone: Count,
  questions: Count,
  answered: Count,
  right: Count,
  exercises: Count,
  solved: Count,
  cards: Count,
  known: Count,
});

/** A count as it was kept beside a lesson's progress, so that a course can be shown without loading its lessons. */
export function decodeCount(stored: unknown): ProgressCount | null {
  const parsed = v.safeParse(StoredCount, stored);
  return parsed.success ? parsed.output : null;
}

function listIn(record: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Sets an own property, whatever its name: `{ ...record, [key]: value }` does, `record[key] = value` would not for `__proto__`. */
function withEntry<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  return { ...record, [key]: value };
}
