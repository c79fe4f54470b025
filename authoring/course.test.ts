/** What the lessons teach together, and the habits that they share. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { habitProblems, topics, uncovered } from '../src/lesson/course';
import type { Lesson } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { formatProblem } from '../src/lesson/problem';
import { lessonIds, readLessonFolder } from './lesson-folder';

const LESSONS = fileURLToPath(new URL('../lessons/', import.meta.url));
const CURRICULUM = fileURLToPath(new URL('../docs/curriculum.md', import.meta.url));
/** The articles' own list, which stands beside the project where it is developed and is absent elsewhere. */
const ELEMENTS = fileURLToPath(new URL('../../shared/seeds/elements.md', import.meta.url));

const ids = lessonIds(LESSONS);
const lessons: readonly Lesson[] = (
  await Promise.all(ids.map((id) => loadLesson(readLessonFolder(LESSONS, id), { lessonIds: ids })))
).flatMap((loaded) => (loaded.ok ? [loaded.lesson] : []));

describe('the course', () => {
  it('has a lesson for each topic', () => {
    expect(lessons).toHaveLength(ids.length);
    expect(uncovered(lessons)).toEqual([]);
  });

  it('would tell a topic without a lesson', () => {
    const [topic] = lessons.find(({ covers }) => covers !== undefined)?.covers ?? [];
    const without = lessons.map(({ covers = [] }) => ({ covers: covers.filter((other) => other !== topic) }));
    expect(uncovered(without)).toEqual([topic]);
  });

  it('lists its topics in docs/curriculum.md', () => {
    const listed = [...readFileSync(CURRICULUM, 'utf8').matchAll(/^- \*\*(E\d+)\*\* /gm)].map(([, id]) => id);
    expect(listed).toEqual(topics());
  });

  it.skipIf(!existsSync(ELEMENTS))(
    'has the topics of the articles that it answers to (skipped where they are not)',
    () => {
      const theirs = [...readFileSync(ELEMENTS, 'utf8').matchAll(/^\| (E\d+) \|/gm)].map(([, id]) => id);
      expect(theirs).toEqual(topics());
    },
  );

  it('would tell a lesson that asks only once it has told something', () => {
    for (const lesson of lessons) {
      const [first, ...others] = lesson.steps;
      if (first === undefined) throw new Error(`${lesson.id} has no step`);
      const preface = { ...first, blocks: first.blocks.filter(({ kind }) => kind === 'prose') };
      expect(habitProblems({ ...lesson, steps: [preface, first, ...others] })).toHaveLength(1);
    }
  });

  it.each(lessons.map((lesson) => ({ id: lesson.id, lesson })))(
    '$id asks before it tells, gives something to make, and ends in a terminal',
    ({ id, lesson }) => {
      expect(habitProblems(lesson).map((problem) => formatProblem(id, problem))).toEqual([]);
    },
  );
});
