/**
 * `interleave record LESSON [PROGRAM...]`: runs programs of a lesson where learners run them and keeps the runs in the lesson's folder,
 * for pages where a program cannot run. Refuses, in a sentence, what would not make a good replay; writes a recording only when the
 * lesson's claims hold on it. The exit status is 1 if anything was refused, 2 for a wrong call.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkClaim, type ProgramResult } from '../src/lesson/check';
import { recordedPath, type Lesson, type Program } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { formatProblem } from '../src/lesson/problem';
import { programsOf } from '../src/lesson/schema';
import { loadRecording, saveRecording, sourcesHash, type Recording } from '../src/protocol/recording';
import type { Capabilities } from '../src/protocol/realm';
import { DEFAULT_LIMITS, type RunRequest } from '../src/runtimes/runtime';
import type { LabRun, RunListener } from './browser';
import { requestFor } from './check';
import { lessonIds, lessonNamed, lessonPath, lessonsRoot, readLessonFolder } from './lesson-folder';
import { didYouMean } from './nearest';

/** What a recording may weigh: a page fetches it while somebody waits. */
export const MOST_BYTES = 150_000;
/** Uncontended lock events that are listed, tried one after the other until the file is small enough. */
const LOCK_EVENTS = [DEFAULT_LIMITS.lockEvents, 20_000, 5_000, 1_000, 0] as const;
/** Chance, or a busy machine, may give a run that does not show what the lesson says. */
const TRIES = 3;

/** What recording needs of the lab. */
export interface Recorder {
  readonly capabilities: Pick<Capabilities, 'cores' | 'isolation'>;
  readonly engine: string;
  run(request: RunRequest, listener?: RunListener): Promise<LabRun>;
}

export type Recorded =
  | { readonly ok: true; readonly text: string; readonly recording: Recording; readonly lockEvents: number }
  /** `why` goes on after the program's name: "it waits for input, ...". */
  | { readonly ok: false; readonly why: string };

/** One program, recorded; nothing is written. */
export async function recordProgram(
  lesson: Lesson,
  program: Program,
  recorder: Recorder,
  recordedOn: string,
): Promise<Recorded> {
  const own = lesson.claims.filter((claim) => programsOf(claim).every((id) => id === program.id));
  const request = requestFor(program, lesson);
  let why = '';
  for (const lockEvents of LOCK_EVENTS) {
    for (let tries = 1; tries <= TRIES; tries++) {
      let asked = false;
      const run = await recorder.run(
        { ...request, limits: { ...request.limits, lockEvents } },
        {
          onInput: () => {
            asked = true;
            return Promise.resolve(null);
          },
          wantsFiles: true,
        },
      );
      if (asked) return { ok: false, why: 'it waits for input, which nobody types into a recording' };
      const unfit = unfitBecause(run);
      if (unfit !== null) return { ok: false, why: unfit };
      const failed = own.map((claim) => checkClaim(claim, new Map([[program.id, run]]))).find((verdict) => !verdict.ok);
      if (failed !== undefined) {
        why = `the run does not bear out "${failed.claim.says}": ${failed.sentence}`;
        continue;
      }
      const about = {
        lesson: lesson.id,
        program: program.id,
        recordedOn,
        engine: recorder.engine,
        cores: recorder.capabilities.cores,
        isolation: recorder.capabilities.isolation,
        sources: sourcesHash(program.files),
        lockEvents,
      };
      const text = await saveRecording(about, run.summary, run.trace, run.output);
      if (text.length > MOST_BYTES) {
        why = `its recording would have ${text.length.toLocaleString('en')} bytes, more than the ${MOST_BYTES.toLocaleString('en')} that it may`;
        break;
      }
      const loaded = await loadRecording(text);
      if (!loaded.ok) return { ok: false, why: `its recording cannot be read again (${loaded.error})` };
      return { ok: true, text, recording: loaded.value, lockEvents };
    }
    // Fewer lock events make a file smaller, not a run truer.
    if (why.startsWith('the run')) break;
  }
  return { ok: false, why };
}

function unfitBecause({ summary: { outcome }, traceError, files, moreFiles }: LabRun): string | null {
  if (outcome.kind === 'platform-fault') return `it could not be run (${outcome.message})`;
  if (outcome.kind === 'timed-out') return `it had not ended after ${outcome.afterMs / 1000} seconds`;
  if (outcome.kind === 'interrupted') return 'it was stopped';
  if (traceError !== null) return `its trace ends early (${traceError})`;
  if (files.length + moreFiles > 0) return 'it writes files, which a recording does not hold';
  return null;
}

/** What a claim is held against: the recording as the page will have it. */
export function resultOf({ summary, trace, output }: Recording): ProgramResult {
  const textOf = (stream: string) =>
    output
      .filter((chunk) => chunk.stream === stream)
      .map(({ text }) => text)
      .join('');
  return { summary, trace, stdout: textOf('stdout'), stderr: textOf('stderr') };
}

/** `args` are the name of a lesson, or its folder's path, and the ids of programs; none means all. */
export async function record(args: readonly string[]): Promise<number> {
  const wrong = (message: string): number => {
    process.stderr.write(`interleave: ${message}\n`);
    return 2;
  };
  const [first, ...wanted] = args;
  const all = lessonIds(lessonsRoot());
  if (first === undefined) return wrong(`record wants a lesson, and perhaps some of its programs: ${all.join(', ')}`);
  const id = lessonNamed(lessonsRoot(), first);
  if (id === null)
    return wrong(`there is no lesson ${first}${didYouMean(first, all) || `; lessons are ${all.join(', ')}`}`);
  const folder = readLessonFolder(lessonsRoot(), id);
  const loaded = await loadLesson(folder, { lessonIds: all });
  if (!loaded.ok) {
    for (const problem of loaded.problems) process.stderr.write(`interleave: ${formatProblem(folder.name, problem)}\n`);
    return 1;
  }
  const { lesson } = loaded;
  const known = lesson.programs.map((program) => program.id);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) return wrong(`${id} has no program ${unknown.join(', ')}; it has ${known.join(', ')}`);

  const say = (line: string) => process.stdout.write(`${line}\n`);
  const recordedOn = new Date().toISOString().slice(0, 10);
  const fresh = new Map<string, Extract<Recorded, { ok: true }>>();
  let refused = 0;
  const { withLab } = await import('./browser');
  await withLab(async (lab) => {
    const recorder: Recorder = {
      capabilities: lab.capabilities,
      engine: `Chromium ${(lab.page.context().browser()?.version() ?? '').split('.')[0] ?? ''}`.trim(),
      run: (request, listener) => lab.run(request, listener),
    };
    const earlier = await recordingsOf(lesson);
    // What compares several programs has to hold between their recordings, too: those of now, and those of earlier.
    const untrue = () => {
      const all = [...earlier, ...[...fresh].map(([name, { recording }]) => [name, recording] as const)];
      const results = new Map(all.map(([name, recording]) => [name, resultOf(recording)]));
      return lesson.claims
        .filter((claim) => programsOf(claim).some((name) => fresh.has(name)))
        .filter((claim) => programsOf(claim).every((name) => results.has(name)))
        .map((claim) => checkClaim(claim, results))
        .filter((verdict) => !verdict.ok);
    };
    let due = lesson.programs.filter((program) => wanted.length === 0 || wanted.includes(program.id));
    for (let tries = 1; tries <= TRIES && due.length > 0; tries++) {
      for (const program of due) {
        const recorded = await recordProgram(lesson, program, recorder, recordedOn);
        if (recorded.ok) {
          fresh.set(program.id, recorded);
        } else {
          fresh.delete(program.id);
          refused += 1;
          say(`REFUSED ${id}/${program.id}: ${recorded.why}`);
        }
      }
      const again = new Set(untrue().flatMap(({ claim }) => programsOf(claim)));
      due = lesson.programs.filter((program) => again.has(program.id) && fresh.has(program.id));
    }
    for (const { claim, sentence } of untrue()) {
      for (const name of programsOf(claim)) {
        if (!fresh.delete(name)) continue;
        refused += 1;
        say(`REFUSED ${id}/${name}: the recordings do not bear out "${claim.says}": ${sentence}`);
      }
    }
  });

  for (const [name, { text, lockEvents, recording }] of fresh) {
    const path = join(lessonPath(lessonsRoot(), id), recordedPath(name));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const budget =
      lockEvents === DEFAULT_LIMITS.lockEvents
        ? ''
        : `; of uncontended lock events only ${lockEvents.toLocaleString('en')} are listed, so that it stays small`;
    say(
      `recorded ${id}/${name}: ${recording.trace.length.toLocaleString('en')} events, ${text.length.toLocaleString('en')} bytes${budget}`,
    );
  }
  return refused > 0 ? 1 : 0;
}

/** Those on the disk that can be read and are of the programs as they are. */
async function recordingsOf(lesson: Lesson): Promise<readonly (readonly [string, Recording])[]> {
  const found: (readonly [string, Recording])[] = [];
  for (const program of lesson.programs) {
    if (program.recorded !== true) continue;
    const loaded = await loadRecording(
      readFileSync(join(lessonPath(lessonsRoot(), lesson.id), recordedPath(program.id)), 'utf8'),
    );
    if (loaded.ok && loaded.value.about.sources === sourcesHash(program.files)) found.push([program.id, loaded.value]);
  }
  return found;
}
