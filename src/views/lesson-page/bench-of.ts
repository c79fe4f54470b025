import type { Lesson } from '../../lesson/lesson';

/** What a workbench needs of a lesson; a bench without one makes this up. */
export type BenchOf = Pick<Lesson, 'id' | 'programs' | 'hosts'>;

/** The name that a program's runs bear in the session. */
export function runKey(lesson: string, program: string): string {
  return `${lesson}/${program}`;
}
