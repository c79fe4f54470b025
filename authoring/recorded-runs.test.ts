import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkClaim } from '../src/lesson/check';
import { recordedPath } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { programsOf } from '../src/lesson/schema';
import { loadRecording, sourcesHash, type Recording } from '../src/protocol/recording';
import { lackOf } from '../src/session/lacks';
import { usesNetwork } from '../src/session/uses-network';
import { lessonIds, lessonPath, readLessonFolder } from './lesson-folder';
import { MOST_BYTES, resultOf } from './record';

const LESSONS = fileURLToPath(new URL('../lessons/', import.meta.url));
const ids = lessonIds(LESSONS);

const lessons = await Promise.all(
  ids.map(async (id) => {
    const loaded = await loadLesson(readLessonFolder(LESSONS, id), { lessonIds: ids });
    if (!loaded.ok) throw new Error(`${id} has problems: npm run -s interleave -- check ${id}`);
    return loaded.lesson;
  }),
);
const programs = lessons.flatMap((lesson) => lesson.programs.map((program) => ({ lesson, program })));
const recorded = programs.filter(({ program }) => program.recorded === true);

const command = (lesson: string, program: string) => `npm run -s interleave -- record ${lesson} ${program}`;
const textOf = (lesson: string, program: string) =>
  readFileSync(join(lessonPath(LESSONS, lesson), recordedPath(program)), 'utf8');

async function recordingOf(lesson: string, program: string): Promise<Recording> {
  const loaded = await loadRecording(textOf(lesson, program));
  if (!loaded.ok) throw new Error(`${loaded.error} Record it again: ${command(lesson, program)}`);
  return loaded.value;
}

describe('the recorded runs of the lessons', () => {
  it('are there for every program that a page may not be able to run', () => {
    const missing = programs
      .filter(({ program }) => program.needs !== undefined && program.recorded !== true)
      .map(({ lesson, program }) => command(lesson.id, program.id));
    expect(missing, 'programs that need more than every page has, and have no recording: run').toEqual([]);
    // Otherwise nothing below means anything.
    expect(recorded.length).toBeGreaterThan(0);
  });

  it('are there in every lesson, so that none lets down whoever presents it', () => {
    // A lesson whose programs cannot be recorded stands here with the reason.
    const without: Readonly<Record<string, string>> = {};
    const missing = lessons
      .filter((lesson) => !recorded.some((each) => each.lesson === lesson) && without[lesson.id] === undefined)
      .map((lesson) => command(lesson.id, lesson.programs[0]?.id ?? ''));
    expect(missing, 'lessons without a recorded run: run').toEqual([]);
    const main = lessons
      .filter(({ programs: [first] }) => first !== undefined && first.recorded !== true)
      .map((lesson) => command(lesson.id, lesson.programs[0]?.id ?? ''));
    expect(main, 'lessons whose first program has no recorded run: run').toEqual([]);
  });

  it('weigh little together: whoever takes the course along takes all of them', () => {
    const bytes = recorded.reduce((sum, { lesson, program }) => sum + textOf(lesson.id, program.id).length, 0);
    expect(bytes).toBeLessThan(1_000_000);
  });

  it.each(recorded.map(({ lesson, program }) => ({ name: `${lesson.id}/${program.id}`, lesson, program })))(
    '$name: is of the program as it stands, small, and opens',
    async ({ lesson, program }) => {
      const { about, trace, summary } = await recordingOf(lesson.id, program.id);
      expect(about.sources, `the program has changed: ${command(lesson.id, program.id)}`).toBe(
        sourcesHash(program.files),
      );
      expect(about).toMatchObject({ lesson: lesson.id, program: program.id });
      expect(about.engine).toMatch(/^Chromium \d+$/);
      expect(textOf(lesson.id, program.id).length).toBeLessThanOrEqual(MOST_BYTES);
      expect(trace.complete).toBe(true);
      expect(trace.end).toBeGreaterThan(0.9 * summary.wallMs);
    },
  );

  it.each(
    lessons
      .filter((lesson) => recorded.some((each) => each.lesson === lesson))
      .map((lesson) => ({ name: lesson.id, lesson })),
  )('$name: bear out what the lesson claims of them', async ({ lesson }) => {
    const ours = recorded.filter((each) => each.lesson === lesson).map(({ program }) => program.id);
    const results = new Map(
      await Promise.all(ours.map(async (id) => [id, resultOf(await recordingOf(lesson.id, id))] as const)),
    );
    const claims = lesson.claims.filter((claim) => programsOf(claim).every((id) => results.has(id)));
    expect(claims.length).toBeGreaterThan(0);
    const failed = claims
      .map((claim) => checkClaim(claim, results))
      .filter((verdict) => !verdict.ok)
      .map(
        ({ claim, sentence }) =>
          `"${claim.says}": ${sentence} (${programsOf(claim)
            .map((id) => command(lesson.id, id))
            .join('; ')})`,
      );
    expect(failed).toEqual([]);
  });

  it('stand in for Run where a browser has one stack, just for programs that start a thread or a process, or use the network', async () => {
    const oneStack = {
      isolation: 'isolated',
      stackSwitching: false,
      webAssembly: true,
      cores: 2,
      clockStepMs: 1,
    } as const;
    const python = recorded.filter(({ program }) => program.language === 'python');
    const wrong = await Promise.all(
      python.map(async ({ lesson, program }) => {
        const { trace } = await recordingOf(lesson.id, program.id);
        const starts = trace.actors.filter(({ kind }) => kind === 'thread' || kind === 'process').length > 2;
        const needs = starts || usesNetwork(program);
        const lack = lackOf({ ...program, changed: false }, oneStack);
        return (lack === 'stacks') === needs ? [] : [`${lesson.id}/${program.id}: ${String(lack)}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
    expect(python.length).toBeGreaterThan(50);
  });

  it('leave nothing behind of programs that are gone', () => {
    const orphans = ids.flatMap((id) =>
      [...readLessonFolder(LESSONS, id).files.keys()]
        .filter((path) => path.startsWith('recorded/'))
        .filter(
          (path) => !recorded.some(({ lesson, program }) => lesson.id === id && recordedPath(program.id) === path),
        )
        .map((path) => `lessons/${id}/${path}`),
    );
    expect(orphans, 'recordings of no program: delete').toEqual([]);
  });
});
