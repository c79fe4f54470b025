import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { habitProblems } from '../src/lesson/course';
import { loadLesson } from '../src/lesson/load';
import { COURSE, lessonIds, readLessonFolder } from './lesson-folder';
import { beginLesson, ranges, type NewLesson } from './new';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'new-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const begin = (name: string, more: Partial<NewLesson> = {}) =>
  beginLesson(root, { name, after: null, part: null, ...more });
const refusal = (name: string, more: Partial<NewLesson> = {}) => {
  const begun = begin(name, more);
  return begun.ok ? expect.unreachable(`${name} was taken`) : begun.message;
};
const have = (...folders: string[]) => folders.forEach((folder) => mkdirSync(join(root, folder)));

describe('a new lesson', () => {
  it('is a lesson: it loads without a problem, has the habits of the course, and its number comes last', async () => {
    have('01-first', '07-seventh');
    const begun = begin('two-locks');
    expect(begun.ok && basename(begun.folder)).toBe('08-two-locks');
    const ids = lessonIds(root);
    const loaded = await loadLesson(readLessonFolder(root, 'two-locks'), { lessonIds: ids });
    expect(loaded).toMatchObject({ ok: true, lesson: { id: 'two-locks', title: 'Two locks', part: 'First steps' } });
    if (!loaded.ok) return;
    const { lesson } = loaded;
    expect(habitProblems(lesson)).toEqual([]);
    expect(lesson.steps[0]?.blocks.map(({ kind }) => kind)).toContain('predict');
    expect(lesson.claims.length).toBeGreaterThan(1);
    expect(lesson.exercises).toHaveLength(1);
    for (const { files } of lesson.programs)
      for (const line of files.flatMap(({ content }) => content.split('\n')))
        expect(line.length).toBeLessThanOrEqual(72);
  });

  it('is the first of an empty course', () => {
    const begun = begin('hello');
    expect(begun.ok && basename(begun.folder)).toBe('01-hello');
  });

  it('takes a free number right after the lesson that is named, and its part', async () => {
    writeFileSync(join(root, 'README.md'), '');
    begin('one', { part: 'A: part "with" signs' });
    have('05-five', '06-six');
    expect(begin('two', { after: 'one' })).toMatchObject({ ok: true, folder: join(root, '02-two') });
    expect(begin('three', { after: '02-two' })).toMatchObject({ ok: true, folder: join(root, '03-three') });
    const loaded = await loadLesson(readLessonFolder(root, 'three'));
    expect(loaded).toMatchObject({ ok: true, lesson: { part: 'A: part "with" signs' } });
  });

  it('says so where no number is free, which are, and renumbers nothing', () => {
    have('01-one', '02-two', '04-four');
    expect(refusal('between', { after: 'one' })).toBe(
      'there is no free number between 01-one and 02-two (free are 3, 5 to 99): give it another place, or rename the folders after it by hand',
    );
    have('99-last');
    expect(refusal('beyond')).toMatch(/^there is no number after 99-last: .* free are 3, 5 to 98; say --after LESSON$/);
    expect(refusal('beyond', { after: 'last' })).toMatch(/^there is no free number between 99-last and the end/);
    expect(lessonIds(root)).toEqual(['one', 'two', 'four', 'last']);
  });

  it('names the lesson that was probably meant by --after', () => {
    have('01-two-locks');
    expect(refusal('x', { after: 'two-lock' })).toBe('there is no lesson two-lock; did you mean "two-locks"?');
    expect(refusal('x', { after: 'queues' })).toBe('there is no lesson queues; lessons are two-locks');
  });

  it.each(['', 'Two-Locks', 'two_locks', 'two locks', '-x', 'x-', 'a--b', '../x', 'é', '_x', 'x'.repeat(51)])(
    'refuses the name "%s" in one sentence that says how names look',
    (name) => {
      expect(refusal(name)).toMatch(
        /^"[^\n]*" is no name: a lesson's name is lower-case words with dashes, .* two-locks$/,
      );
      expect(lessonIds(root)).toEqual([]);
    },
  );

  it('refuses a name with a number before it, and one that is taken', () => {
    expect(refusal('12-x')).toMatch(/begins with a number: .*; its place is found by itself$/);
    have('01-x');
    expect(refusal('x')).toMatch(/^there is a lesson "x" already, in .*01-x; choose another name$/);
  });

  it('never writes over a file', () => {
    begin('x');
    const before = readFileSync(join(root, '01-x', 'lesson.md'), 'utf8');
    writeFileSync(join(root, '01-x', 'lesson.md'), `${before}\nmine`);
    refusal('x');
    expect(readFileSync(join(root, '01-x', 'lesson.md'), 'utf8')).toBe(`${before}\nmine`);
  });

  it('would find its place in the course as it is', () => {
    expect(lessonIds(COURSE).length).toBeGreaterThan(30);
    expect(ranges([3, 5, 6, 7, 9])).toBe('3, 5 to 7, 9');
    expect(ranges([])).toBe('');
  });
});
