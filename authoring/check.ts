/**
 * `interleave check [LESSON...] [--times N] [--jobs N]`: runs lessons' programs where learners run them and holds the lessons' claims
 * against what happened, as many lessons at a time as there are jobs. One line for each claim (its place, as terminals and editors open it; its kind; its words; what was expected and
 * measured), then `N passed, N failed`; the exit status is 1 if anything failed, 2 for a wrong call.
 */
import { dirname, join } from 'node:path';
import { FAIR_WEATHER } from '../src/lab/conditions';
import { checkClaim, type ProgramResult } from '../src/lesson/check';
import { habitProblems, uncovered } from '../src/lesson/course';
import type { Exercise, Lesson, Program } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { isTimed, mindsCompany, programsOf, type Claim } from '../src/lesson/schema';
import { DEFAULT_LIMITS, type RunRequest } from '../src/runtimes/runtime';
import { Floor } from './floor';
import { COURSE, lessonIds, lessonNamed, lessonPath, lessonsRoot, readLessonFolder, shownPath } from './lesson-folder';
import { didYouMean } from './nearest';
import { parseWords, wholeNumber } from './words';

/** What a check needs of the lab. */
export interface ProgramRunner {
  run(request: RunRequest): Promise<ProgramResult>;
  /** For one who works beside others: the same with nothing beside it. */
  runAlone?(request: RunRequest): Promise<ProgramResult>;
}

export interface Tally {
  passed: number;
  failed: number;
}

/** A program that takes longer has failed its lesson in any case. */
const TIMEOUT_MS = 60_000;
/** A busy machine may spoil a measurement, but not three times. Only claims about time are tried again. */
const TRIES = 3;

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

/** One thing that was checked: a claim, or a part of an exercise. */
export interface Finding {
  readonly ok: boolean;
  /** Where it stands in `lesson.md`. */
  readonly line: number;
  /** Which claim it is, the same in each round: its kind and the words that it stands for. */
  readonly what: string;
  /** What was expected and what was measured, without a full stop. */
  readonly sentence: string;
  /** Which try it is that the sentence is about: claims about time have three. */
  readonly tries: number;
}

/** Runs every program once, as far as no claim about time has to be tried again, and tells each finding as soon as it is there. */
export async function checkClaims(
  lesson: Lesson,
  runner: ProgramRunner,
  tell: (finding: Finding) => void,
): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const count = (finding: Finding) => {
    if (finding.ok) tally.passed += 1;
    else tally.failed += 1;
    tell(finding);
  };
  const programs = new Map([...lesson.programs, ...(lesson.edits ?? [])].map((program) => [program.id, program]));
  const results = new Map<string, ProgramResult>();
  const runAll = async (ids: readonly string[], run = (request: RunRequest) => runner.run(request)) => {
    for (const id of ids) {
      const program = programs.get(id);
      if (program !== undefined) results.set(id, await run(requestFor(program, lesson)));
    }
  };
  for (const claim of lesson.claims) {
    await runAll(programsOf(claim).filter((id) => !results.has(id)));
    let verdict = checkClaim(claim, results);
    let tries = 1;
    while (!verdict.ok && tries < triesFor(claim, runner)) {
      await runAll(programsOf(claim), again(runner));
      verdict = checkClaim(claim, results);
      tries += 1;
    }
    const { ok, sentence } = verdict;
    count({ ok, line: claim.line, what: `${claim.claim} "${claim.says}"`, sentence, tries });
  }
  for (const exercise of lesson.exercises ?? []) await checkExercise(lesson, exercise, runner, count);
  return tally;
}

/** What was measured beside others says nothing against a claim that minds them. */
const triesFor = (claim: Claim, runner: ProgramRunner): number =>
  isTimed(claim) ? TRIES : 'runAlone' in runner && mindsCompany(claim) ? 2 : 1;

const again = (runner: ProgramRunner) => (request: RunRequest) => runner.runAlone?.(request) ?? runner.run(request);

/** The solution passes every check, and the program that learners begin with fails one: otherwise the exercise asks for nothing. */
async function checkExercise(
  lesson: Lesson,
  { id, program: start, checks, solution }: Exercise,
  runner: ProgramRunner,
  tell: (finding: Finding) => void,
): Promise<void> {
  const program = lesson.programs.find((each) => each.id === start);
  if (program === undefined) return;
  const judge = async (what: Program, run = (request: RunRequest) => runner.run(request)) => {
    const result = await run(requestFor(what, lesson));
    return checks.map((check) => checkClaim(check, new Map([[start, result]])));
  };
  let verdicts = await judge(solution);
  let tries = 1;
  for (; verdicts.some(({ ok, claim }) => !ok && tries < triesFor(claim, runner)); tries++)
    verdicts = await judge(solution, again(runner));
  for (const { claim, ok, sentence } of verdicts) {
    const what = `exercise ${id}, ${claim.claim} "${claim.says}"`;
    tell({ ok, line: claim.line, what, sentence: `the solution (${solution.title}): ${sentence}`, tries });
  }
  let failing = (await judge(program)).filter(({ ok }) => !ok);
  if ('runAlone' in runner && failing.length > 0 && failing.every(({ claim }) => isTimed(claim)))
    failing = (await judge(program, again(runner))).filter(({ ok }) => !ok);
  tell({
    ok: failing.length > 0,
    line: checks[0]?.line ?? 1,
    what: `exercise ${id}, as given`,
    sentence:
      failing.length > 0
        ? `${start} does not pass "${failing[0]?.claim.says ?? ''}" yet`
        : `${start} passes every check already, so there is nothing to do`,
    tries: 1,
  });
}

/** `ok     lessons/08-locks/lesson.md:43: number "0.6 seconds": narrow printed 0.61 (0.6 to 0.9)` */
export function findingLine(file: string, { ok, line, what, sentence, tries }: Finding): string {
  return `${ok ? 'ok    ' : 'FAILED'} ${file}:${line}: ${what}: ${sentence}${tries > 1 ? ` (try ${tries})` : ''}`;
}

/** Several rounds of the same claims: which of them did not hold every time, or only when they were tried again. */
export class Rounds {
  readonly #seen = new Map<
    string,
    { readonly place: string; times: number; held: number; late: number; why: string }
  >();

  add(file: string, finding: Finding): void {
    const place = `${file}:${finding.line}: ${finding.what}`;
    const seen = this.#seen.get(place) ?? { place, times: 0, held: 0, late: 0, why: '' };
    this.#seen.set(place, seen);
    seen.times += 1;
    if (finding.ok) seen.held += 1;
    else seen.why = finding.sentence;
    if (finding.ok && finding.tries > 1) seen.late += 1;
  }

  summary(): readonly string[] {
    const shaky = [...this.#seen.values()].filter(({ times, held, late }) => held < times || late > 0);
    const all = this.#seen.size;
    if (shaky.length === 0) return [`All ${all} held every time, at the first try.`];
    return [
      `${shaky.length} of ${all} did not hold every time at the first try:`,
      ...shaky.map(({ place, times, held, late, why }) => {
        const again = late === 0 ? '' : `, ${late} of them only when tried again`;
        return `${place}: held ${held} of ${times} times${again}${why === '' ? '' : `; when it did not: ${why}`}`;
      }),
    ];
  }
}

/** `words` are names of lessons or their folders' paths, none for all, and options. */
export async function check(words: readonly string[]): Promise<number> {
  const wrong = (message: string): number => {
    process.stderr.write(`interleave: ${message}\n`);
    return 2;
  };
  const parsed = parseWords('check', words, ['--times', '--jobs']);
  if (typeof parsed === 'string') return wrong(parsed);
  const { rest, given } = parsed;
  const times = given.times === undefined ? 1 : wholeNumber(given.times, 2, 50);
  if (times === null) return wrong(`--times wants a whole number from 2 to 50, not "${given.times}"`);
  const jobs = given.jobs === undefined ? 1 : wholeNumber(given.jobs, 1, 4);
  if (jobs === null) return wrong(`--jobs wants a whole number from 1 to 4, not "${given.jobs}"`);
  const root = lessonsRoot();
  const all = lessonIds(root);
  for (const name of rest)
    if (lessonNamed(root, name) === null)
      return wrong(`there is no lesson ${name}${didYouMean(name, all) || `; lessons are ${all.join(', ')}`}`);
  const wanted = rest.length > 0 ? [...new Set(rest.flatMap((name) => lessonNamed(root, name) ?? []))] : all;

  const total: Tally = { passed: 0, failed: 0 };
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const fail = (line: string) => {
    total.failed += 1;
    say(`FAILED ${line}`);
  };
  const lessons: { readonly lesson: Lesson; readonly file: string }[] = [];
  for (const id of wanted) {
    const file = join(lessonPath(root, id), 'lesson.md');
    const result = await loadLesson(readLessonFolder(root, id), { lessonIds: all });
    const problems = result.ok ? habitProblems(result.lesson) : result.problems;
    if (result.ok) lessons.push({ lesson: result.lesson, file: shownPath(file) });
    for (const { file: of, line, message } of problems)
      fail(`${shownPath(join(dirname(file), of))}:${line}: ${message}`);
  }
  // Topics are the course's own; somebody else's lessons have none.
  if (rest.length === 0 && root === COURSE && lessons.length === all.length)
    for (const topic of uncovered(lessons.map(({ lesson }) => lesson)))
      fail(`docs/curriculum.md: no lesson covers ${topic}: name it under \`covers\` where it is taught`);

  if (lessons.length > 0) {
    const rounds = new Rounds();
    const { withLab } = await import('./browser');
    const floor = new Floor();
    const waiting = [...lessons];
    const job = () =>
      withLab(async (lab) => {
        const run = (request: RunRequest) => floor.together(() => lab.run(request));
        const runAlone = (request: RunRequest) => floor.alone(() => lab.run(request));
        const runner: ProgramRunner = jobs > 1 ? { run, runAlone } : { run };
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { lesson, file } = next;
          for (let round = 1; round <= times; round++) {
            if (times > 1) say(`${lesson.id}, round ${round} of ${times}`);
            const { passed, failed } = await checkClaims(lesson, runner, (finding) => {
              rounds.add(file, finding);
              say(findingLine(file, finding));
            });
            total.passed += passed;
            total.failed += failed;
          }
        }
      });
    await Promise.all(Array.from({ length: Math.min(jobs, lessons.length) }, job));
    if (times > 1) for (const line of ['', ...rounds.summary()]) say(line);
  }
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}
