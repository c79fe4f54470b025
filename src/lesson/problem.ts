/** What is wrong with a lesson, for its author: one sentence, and where to look. */
export interface Problem {
  /** Relative to the lesson's folder; `lesson.md` mostly. */
  readonly file: string;
  readonly line: number;
  /** One sentence without its full stop; names the allowed values where there is a choice. */
  readonly message: string;
}

export const formatProblem = (folder: string, problem: Problem): string =>
  `lessons/${folder}/${problem.file}:${problem.line}: ${problem.message}`;

/** "a, b or c" */
export function listOf(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
