/** Every lesson can be presented: whatever it holds is shown, in its order, in parts that a hall can take in. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { beatsOf, elementsOf, textOfHtml, type Beat } from '../src/lesson/beats';
import { loadLesson } from '../src/lesson/load';
import { lessonIds, readLessonFolder } from './lesson-folder';

const LESSONS = fileURLToPath(new URL('../lessons/', import.meta.url));
const ids = lessonIds(LESSONS);
const lessons = (
  await Promise.all(ids.map((id) => loadLesson(readLessonFolder(LESSONS, id), { lessonIds: ids })))
).flatMap((loaded) => (loaded.ok ? [loaded.lesson] : []));

const textBeats = (beats: readonly Beat[]) => beats.flatMap(({ shows }) => (shows.kind === 'text' ? [shows.html] : []));

describe('each lesson, presented', () => {
  it('is one of all that there are', () => {
    expect(lessons).toHaveLength(ids.length);
    expect(ids.length).toBeGreaterThan(30);
  });

  it.each(lessons.map((lesson) => ({ name: lesson.id, lesson })))('$name: nothing is left out', ({ lesson }) => {
    const beats = beatsOf(lesson);
    const blocks = lesson.steps.flatMap((step) => step.blocks);
    const prose = blocks.flatMap((block) => (block.kind === 'prose' ? [block.html] : []));
    const shown = textBeats(beats).join('');
    for (const html of prose) expect(shown).toContain(html);
    const kinds = (kind: string) => beats.filter(({ shows }) => shows.kind === kind).length;
    const questions = blocks.filter(({ kind }) => kind === 'predict' || kind === 'quiz');
    expect(kinds('question')).toBe(questions.length);
    expect(kinds('answer')).toBe(questions.length);
    for (const kind of ['race', 'exercise'] as const)
      expect(kinds(kind), kind).toBe(blocks.filter((block) => block.kind === kind).length);
    expect(kinds('figure')).toBe(blocks.filter(({ kind }) => kind === 'figure' || kind === 'live').length);
    expect(kinds('card')).toBe(2 * blocks.filter(({ kind }) => kind === 'card').length);
    const run = new Set(beats.flatMap(({ shows }) => (shows.kind === 'run' ? [shows.program.id] : [])));
    for (const block of blocks) if (block.kind === 'program') expect(run).toContain(block.program);
  });

  it.each(lessons.map((lesson) => ({ name: lesson.id, lesson })))(
    '$name: no program runs before the question about it, and none is asked about unread',
    ({ lesson }) => {
      for (const step of lesson.steps) {
        const beats = beatsOf(lesson).filter((beat) => beat.step === step);
        beats.forEach(({ shows }, at) => {
          if (shows.kind !== 'question' || shows.block.kind !== 'predict' || shows.block.program === null) return;
          const { program } = shows.block;
          const before = beats.slice(0, at).map((beat) => beat.shows);
          expect(before.some((one) => one.kind === 'code' && one.program.id === program)).toBe(true);
          expect(before.some((one) => one.kind === 'run' && one.program.id === program)).toBe(false);
          const [next, then] = beats.slice(at + 1).map((beat) => beat.shows);
          expect(next).toMatchObject({ kind: 'run', program: { id: program } });
          expect(then).toMatchObject({ kind: 'answer', block: { id: shows.block.id } });
        });
      }
    },
  );

  it.each(lessons.map((lesson) => ({ name: lesson.id, lesson })))(
    '$name: stands on one screen at a time',
    ({ lesson }) => {
      const beats = beatsOf(lesson);
      expect(beats.length).toBeGreaterThan(lesson.steps.length);
      expect(beats.length).toBeLessThanOrEqual(70);
      for (const html of textBeats(beats)) {
        // What is longer is one thing that cannot be parted, with the line that leads to it.
        if (textOfHtml(html).length > 560) expect(elementsOf(html).length).toBeLessThanOrEqual(2);
      }
    },
  );
});
