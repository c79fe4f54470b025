/** A program of a lesson finds the lesson's hosts also when the command runs it by itself. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostDeclaration } from '../src/lab/declaration';
import { parseHostDeclarations } from '../src/lab/parse-declarations';
import { parseFrontMatter } from '../src/lesson/front-matter';
import { UsageError } from './files';

const lessonOf = (program: string): string => join(dirname(program), 'lesson.md');

/** Does a program lie in the folder of a lesson? */
export function isOfLesson(program: string): boolean {
  return existsSync(lessonOf(program));
}

/** The hosts that the `lesson.md` beside a program declares; none where there is no such file. */
export function lessonHosts(program: string): readonly HostDeclaration[] {
  const lesson = lessonOf(program);
  if (!existsSync(lesson)) return [];
  const [, yaml] = /^---\r?\n([^]*?)\r?\n---\s/.exec(readFileSync(lesson, 'utf8')) ?? [];
  // A lesson that is wrong in other ways is for `check` to complain of.
  const hosts = parseHostDeclarations(yaml === undefined ? [] : (parseFrontMatter(yaml, 2).value?.hosts ?? []));
  if (hosts.ok) return hosts.value;
  throw new UsageError(`${lesson}: ${hosts.error[0]?.message ?? 'its hosts cannot be read'}`);
}
