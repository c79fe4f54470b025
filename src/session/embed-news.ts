/** What a frame has to tell the page that embeds it, read off the session's stores: runs, answers, and how far the learner has come. */
import type { Lesson } from '../lesson/lesson';
import {
  answerTo,
  decodeProgress,
  encodeProgress,
  isSolved,
  NO_PROGRESS,
  type LessonProgress,
} from '../lesson/progress';
import type { LabSession } from './lab-session';
import type { News } from './embed-link';
import type { ProgressStore } from './progress-store';
import type { RunState } from './run-machine';

/**
 * Tells of each run that begins and ends here. One that was recorded elsewhere and is only shown is no run.
 *
 * @param nameOf what the page calls the program of a run's key; null for what is not its business
 */
export function watchRuns(
  lab: Pick<LabSession, 'store'>,
  nameOf: (key: string) => string | null,
  tell: (news: News) => void,
): () => void {
  /** By key: the number of the latest run whose beginning was told, and whether its end was. */
  const told = new Map<string, { readonly run: number; readonly ended: boolean }>();
  const look = (key: string, state: RunState): void => {
    if (state.phase === 'idle' || state.phase === 'preparing') return;
    const program = nameOf(key);
    if (program === null) return;
    const before = told.get(key);
    const ended = state.phase === 'ended';
    if (before?.run !== state.run) tell({ type: 'run', program });
    else if (before.ended || !ended) return;
    told.set(key, { run: state.run, ended });
    if (!ended) return;
    const { outcome, wallMs } = state.summary;
    tell({ type: 'outcome', program, kind: outcome.kind, ms: wallMs });
  };
  return lab.store.subscribe(({ runs }, { runs: before }) => {
    if (runs === before) return;
    for (const [key, run] of Object.entries(runs)) {
      if (run.state !== before[key]?.state && run.recorded === null) look(key, run.state);
    }
  });
}

/** What can be asked of a learner in (a part of) a lesson. */
export interface Asked {
  /** Predictions and quizzes. */
  readonly questions: readonly { readonly id: string; readonly answer: string }[];
  /** Ids. */
  readonly exercises: readonly string[];
}

/** @param step null for all steps */
export function askedIn(lesson: Pick<Lesson, 'steps'>, step: string | null): Asked {
  const blocks = lesson.steps.filter(({ id }) => step === null || id === step).flatMap((each) => each.blocks);
  return {
    questions: blocks.flatMap((block) =>
      block.kind === 'predict' || block.kind === 'quiz' ? [{ id: block.id, answer: block.answer }] : [],
    ),
    exercises: blocks.flatMap((block) => (block.kind === 'exercise' ? [block.id] : [])),
  };
}

/** `progress`, and `done` when nothing is left; nothing where nothing is asked. */
export function standingOf({ questions, exercises }: Asked, progress: LessonProgress): readonly News[] {
  const total = questions.length + exercises.length;
  if (total === 0) return [];
  const solved = exercises.filter((id) => isSolved(progress, id)).length;
  const done = questions.filter(({ id }) => answerTo(progress, id) !== null).length + solved;
  const first = questions.filter(({ id, answer }) => answerTo(progress, id)?.first === answer).length;
  const news: News[] = [{ type: 'progress', done, total }];
  if (done === total) news.push({ type: 'done', score: (first + solved) / total });
  return news;
}

/** Where the learner stands, for a page that keeps it; `placeFrom` reads it. */
export const placeOf = (lesson: string, progress: LessonProgress): News => ({
  type: 'kept',
  lesson,
  kept: JSON.stringify(encodeProgress(progress)),
});

/** What a page has kept, or nothing: it comes from outside, and may be anything. */
export function placeFrom(kept: string): LessonProgress {
  try {
    return decodeProgress(JSON.parse(kept));
  } catch {
    return NO_PROGRESS;
  }
}

/** Tells of the learner's place whenever it has changed. */
export function watchPlace(
  progress: Pick<ProgressStore, 'store'>,
  lesson: string,
  tell: (news: News) => void,
): () => void {
  return progress.store.subscribe(({ lessons }, { lessons: before }) => {
    const now = lessons[lesson];
    if (now !== undefined && now !== before[lesson]) tell(placeOf(lesson, now));
  });
}

/** Tells of each answer that is given from now on, and where that leaves the learner. Answers that were kept earlier are no news. */
export function watchAnswers(
  progress: Pick<ProgressStore, 'store'>,
  lesson: string,
  asked: Asked,
  tell: (news: News) => void,
): () => void {
  const answers = new Map<string, string>([
    ...asked.questions.map(({ id, answer }) => [id, answer] as const),
    ...asked.exercises.map((id) => [id, 'solved'] as const),
  ]);
  let wasDone = false;
  return progress.store.subscribe(({ lessons, loaded }, { lessons: lessonsBefore, loaded: loadedBefore }) => {
    const now = lessons[lesson] ?? NO_PROGRESS;
    const before = lessonsBefore[lesson] ?? NO_PROGRESS;
    if (now === before) return;
    if (loaded === loadedBefore)
      for (const [question, right] of answers) {
        const choice = answerTo(now, question)?.choice;
        if (choice !== undefined && choice !== answerTo(before, question)?.choice)
          tell({ type: 'answer', question, correct: choice === right });
      }
    const was = JSON.stringify(standingOf(asked, before));
    const standing = standingOf(asked, now);
    if (JSON.stringify(standing) === was) return;
    for (const news of standing) {
      // Once; what is answered differently afterwards changes neither the score nor that it is done.
      if (news.type === 'done' && wasDone) continue;
      tell(news);
    }
    wasDone = standing.some(({ type }) => type === 'done');
  });
}
