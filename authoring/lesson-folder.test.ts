import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadLesson } from '../src/lesson/load';
import { lessonFolders, lessonIds, lessonNamed, lessonPath, readLessonFolder } from './lesson-folder';

const root = mkdtempSync(join(tmpdir(), 'lessons-'));
for (const name of ['10-second', '02-first', '_draft', '.hidden']) {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, 'lesson.md'), name);
}
afterAll(() => rmSync(root, { recursive: true }));

describe('the folders of lessons', () => {
  it('are in the order of their numbers, which are no part of the ids', () => {
    expect(lessonFolders(root)).toEqual(['02-first', '10-second']);
    expect(lessonIds(root)).toEqual(['first', 'second']);
    expect(lessonPath(root, 'second')).toBe(join(root, '10-second'));
    expect(readLessonFolder(root, 'first')).toEqual({ name: '02-first', files: new Map([['lesson.md', '02-first']]) });
  });

  it.each(['second', '10-second', 'lessons/10-second/', '07-second'])('are found by what authors type: %s', (named) => {
    expect(lessonNamed(root, named)).toBe('second');
  });

  it('are not found by anything else', () => {
    for (const named of ['', 'third', 'draft', '_draft', '10', '--all']) expect(lessonNamed(root, named)).toBeNull();
  });

  it('may not hold two lessons of one id', async () => {
    const result = await loadLesson(readLessonFolder(root, 'first'), { lessonIds: ['first', 'second', 'first'] });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining('two lessons') as string }],
    });
  });
});
