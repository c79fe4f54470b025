/**
 * `interleave check [LESSON...]`: runs lessons' programs where learners run them and holds the lessons' claims against what
 * happened. One line for each claim, then `N passed, N failed`; the exit status is 1 if anything failed, 2 for a wrong call.
 */
import { fileURLToPath } from 'node:url';
import { FAIR_WEATHER } from '../src/lab/conditions';
import { checkClaim, type ProgramResult } from '../src/lesson/check';
import type { Exercise, Lesson, Program } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { formatProblem } from '../src/lesson/problem';
import { isTimed, programsOf } from '../src/lesson/schema';
import { DEFAULT_LIMITS, type RunRequest } from '../src/runtimes/runtime';
import { lessonIds, lessonNamed, readLessonFolder } from './lesson-folder';

/** What a check needs of the lab. */
export interface ProgramRunner {
  run(request: RunRequest): Promise<ProgramResult>;
}

export interface Tally {
  passed: number;
  failed: number;
}

/** A program that takes longer has failed its lesson in any case. */
const TIMEOUT_MS = 60_000;
/** A busy machine may spoil a measurement, but not three times. Only claims about time are tried again. */
const TRIES = 3;

const LESSONS = fileURLToPath(new URL('../lessons/', import.meta.url));

export function requestFor(program: Program, { hosts = [] }: Pick<Lesson, 'hosts'> = {}): RunRequest {
  return {
    language: program.language,
    entry: program.entry,
    files: program.files,
    args: [],
    traced: true,
    startMethod: program.startMethod ?? 'fork',
    prepareProcesses: true,
    seed: null,
    network: { hosts, conditions: FAIR_WEATHER },
    limits: { ...DEFAULT_LIMITS, timeoutMs: TIMEOUT_MS },
  };
}

export async function checkClaims(lesson: Lesson, runner: ProgramRunner, say: (line: string) => void): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const programs = new Map([...lesson.programs, ...(lesson.edits ?? [])].map((program) => [program.id, program]));
  const results = new Map<string, ProgramResult>();
  const runAll = async (ids: readonly string[]) => {
    for (const id of ids) {
      const program = programs.get(id);
      if (program !== undefined) results.set(id, await runner.run(requestFor(program, lesson)));
    }
  };
  for (const claim of lesson.claims) {
    await runAll(programsOf(claim).filter((id) => !results.has(id)));
    let verdict = checkClaim(claim, results);
    let tries = 1;
    while (!verdict.ok && isTimed(claim) && tries < TRIES) {
      await runAll(programsOf(claim));
      verdict = checkClaim(claim, results);
      tries += 1;
    }
    if (verdict.ok) tally.passed += 1;
    else tally.failed += 1;
    const again = tries > 1 ? ` (try ${tries})` : '';
    say(`${verdict.ok ? 'ok    ' : 'FAILED'} ${lesson.id}:${claim.line} "${claim.says}": ${verdict.sentence}${again}`);
  }
  for (const exercise of lesson.exercises ?? []) await checkExercise(lesson, exercise, runner, say, tally);
  return tally;
}

/** The solution passes every check, and the program that learners begin with fails one: otherwise the exercise asks for nothing. */
async function checkExercise(
  lesson: Lesson,
  { id, program: start, checks, solution }: Exercise,
  runner: ProgramRunner,
  say: (line: string) => void,
  tally: Tally,
): Promise<void> {
  const program = lesson.programs.find((each) => each.id === start);
  if (program === undefined) return;
  const tell = (ok: boolean, line: number, words: string) => {
    if (ok) tally.passed += 1;
    else tally.failed += 1;
    say(`${ok ? 'ok    ' : 'FAILED'} ${lesson.id}:${line} exercise ${id}: ${words}`);
  };
  const judge = async (what: Program) => {
    const result = await runner.run(requestFor(what, lesson));
    return checks.map((check) => checkClaim(check, new Map([[start, result]])));
  };
  let verdicts = await judge(solution);
  for (let tries = 1; tries < TRIES && verdicts.some(({ ok, claim }) => !ok && isTimed(claim)); tries++)
    verdicts = await judge(solution);
  for (const { claim, ok, sentence } of verdicts) tell(ok, claim.line, `the solution, "${claim.says}": ${sentence}`);
  const failing = (await judge(program)).filter(({ ok }) => !ok);
  tell(
    failing.length > 0,
    checks[0]?.line ?? 1,
    failing.length > 0
      ? `as given, ${start} does not pass "${failing[0]?.claim.says ?? ''}"`
      : `as given, ${start} passes every check already: there is nothing to do`,
  );
}

/** `args` are names of lessons or their folders' paths; none means all. */
export async function check(args: readonly string[]): Promise<number> {
  const all = lessonIds(LESSONS);
  const wanted = args.flatMap((arg) => lessonNamed(LESSONS, arg) ?? []);
  const unknown = args.filter((arg) => lessonNamed(LESSONS, arg) === null);
  if (unknown.length > 0) {
    const what = unknown.some((id) => id.startsWith('-'))
      ? 'check takes names of lessons only, not'
      : 'there is no lesson';
    process.stderr.write(`interleave: ${what} ${unknown.join(', ')}; lessons are ${all.join(', ')}\n`);
    return 2;
  }
  const total: Tally = { passed: 0, failed: 0 };
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const lessons: Lesson[] = [];
  for (const id of wanted.length > 0 ? wanted : all) {
    const folder = readLessonFolder(LESSONS, id);
    const result = await loadLesson(folder, { lessonIds: all });
    if (result.ok) lessons.push(result.lesson);
    else {
      for (const problem of result.problems) say(`FAILED ${formatProblem(folder.name, problem)}`);
      total.failed += result.problems.length;
    }
  }
  if (lessons.length > 0) {
    const { withLab } = await import('./browser');
    await withLab(async (lab) => {
      for (const lesson of lessons) {
        const { passed, failed } = await checkClaims(lesson, lab, say);
        total.passed += passed;
        total.failed += failed;
      }
    });
  }
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}
