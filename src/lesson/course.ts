/**
 * What the lessons of a course have in common, and what they teach together: rules that one lesson alone cannot break. Pure: lessons
 * in, problems out.
 */
import type { Lesson } from './lesson';
import type { Problem } from './problem';

/** What a lesson ends with: what differs outside the browser. The page offers the programs there, to take away. */
export const LAST_STEP = 'In your terminal';

/** How many topics the course has; `docs/curriculum.md` tells what they are. */
export const TOPICS = 106;

/** `E01`, `E02` ... */
export const topics = (): readonly string[] =>
  Array.from({ length: TOPICS }, (_, i) => `E${String(i + 1).padStart(2, '0')}`);

/** Topics that no lesson covers. */
export function uncovered(lessons: readonly Pick<Lesson, 'covers'>[]): readonly string[] {
  const covered = new Set(lessons.flatMap(({ covers = [] }) => covers));
  return topics().filter((topic) => !covered.has(topic));
}

/** A lesson asks before it tells, gives something to do, and ends outside the browser. */
export function habitProblems({ steps, exercises = [] }: Pick<Lesson, 'steps' | 'exercises'>): readonly Problem[] {
  const problems: string[] = [];
  const asks = steps[0]?.blocks.some(({ kind }) => kind === 'predict' || kind === 'card') ?? false;
  if (!asks) problems.push('the first step asks nothing: a lesson opens with a :::predict');
  if (exercises.length === 0) problems.push('there is no :::exercise: give the reader something to make');
  if (steps.at(-1)?.title !== LAST_STEP)
    problems.push(`the last step must be \`## ${LAST_STEP}\`, and say what differs there`);
  return problems.map((message) => ({ file: 'lesson.md', line: 1, message }));
}
