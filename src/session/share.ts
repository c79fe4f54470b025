/** Programs that are sent and received: from what the learner has before her to a link or a file, and from there to a bench. */
import { ok, type Result } from '../base/result';
import { sha256 } from '../base/sha256';
import type { Program } from '../lesson/lesson';
import { loadRecording, saveRecording, sourcesHash } from '../protocol/recording';
import {
  readSharedFile,
  readSharedPayload,
  sharedFile,
  sharedPayload,
  type ReadProgram,
  type SharedProgram,
} from '../protocol/shared-program';
import { DEFAULT_LIMITS } from '../runtimes/runtime';
import { linkTexts } from '../texts/en/link-words';
import { whole } from '../texts/format';
import type { ProgramRun } from './lab-session';
import { ENDINGS } from './playground';
import { recordedRun, type RecordedRun } from './recording';
import { savedOutputOf } from './trace-file';

// No folder of a lesson can be called so.
export const SHARED_ID = '~shared';

/** What a recording of a shared program calls it: whose it is, its link tells. */
const RECORDED_AS = { lesson: SHARED_ID, program: 'program' };

/** What is told of the machine that a run was recorded on. */
export interface Machine {
  /** `2026-11-21`, in UTC. */
  readonly date: string;
  /** `Chromium 156`. */
  readonly engine: string;
  readonly cores: number;
  readonly isolation: 'isolated' | 'not-isolated';
}

/** Can this run go along? Only one that is over, has a picture, was made here or came whole, and is of the text as it stands. */
export function isShareable(
  run: Pick<ProgramRun, 'state' | 'trace' | 'files'>,
  files: readonly { readonly path: string; readonly content: string }[],
): boolean {
  if (run.state.phase !== 'ended' || run.trace === null || !run.trace.complete || run.trace.lanes.length === 0)
    return false;
  return files.every(({ path, content }) => run.files.some((ran) => ran.path === path && ran.content === content));
}

/** The recording of a run that `isShareable`, as text. */
export async function recordingOf(
  run: Pick<ProgramRun, 'state' | 'trace' | 'output' | 'speakers' | 'recorded'>,
  files: readonly { readonly path: string; readonly content: string }[],
  machine: Machine,
): Promise<string | null> {
  if (run.state.phase !== 'ended' || run.trace === null) return null;
  const { date, ...rest } = machine;
  const about = run.recorded?.about ?? { ...rest, recordedOn: date, lockEvents: DEFAULT_LIMITS.lockEvents };
  return saveRecording(
    { ...about, ...RECORDED_AS, sources: sourcesHash(files) },
    run.state.summary,
    run.trace,
    savedOutputOf(run.trace, run.output, run.speakers),
  );
}

/** The path behind the `#`. */
export function sharedPath(program: SharedProgram): string {
  return `/shared/${sharedPayload(program)}`;
}

export { sharedFile as fileText };

/**
 * A file of somebody's as the path that shows it, so that a file and a link are shown by one page; and what was lost of it, which a path
 * made anew does not tell. The error is one sentence.
 */
export function pathOfFile(text: string): Result<{ readonly path: string; readonly losses: readonly string[] }> {
  const read = readSharedFile(text);
  return read.ok ? ok({ path: sharedPath(read.value.program), losses: read.value.losses }) : read;
}

export interface Received extends ReadProgram {
  /** As a bench takes it. Its id is made of the payload: changes to it are kept, and found again by the same link. */
  readonly own: Program;
  /** The run that came along; null for none. */
  readonly recorded: RecordedRun | null;
}

/** Reads what a link holds, and what came along with it. Never rejects; the error is one sentence. */
export async function receive(payload: string): Promise<Result<Received>> {
  const read = readSharedPayload(payload);
  if (!read.ok) return read;
  const { program, losses } = read.value;
  const own: Program = {
    id: sha256(new TextEncoder().encode(payload)).slice(0, 16),
    title: program.title + ENDINGS[program.language],
    language: program.language,
    variant: program.language === 'python' ? 'threads' : 'event-loop',
    entry: program.entry,
    files: program.files,
    ...(program.startMethod === null ? {} : { startMethod: program.startMethod }),
  };
  if (program.recording === null) return ok({ program, losses, own, recorded: null });
  const loaded = await loadRecording(program.recording);
  if (!loaded.ok)
    return ok({
      program,
      losses: losses.length > 0 ? losses : [linkTexts.runNotRead],
      own,
      recorded: null,
    });
  return ok({ program, losses, own, recorded: recordedRun(loaded.value, program.files) });
}

/** How long links may be, in words, by how many characters this one has. */
export function lengthWords(length: number): { readonly words: string; readonly safe: boolean } {
  const count = linkTexts.characters(whole(length));
  if (length <= 2_000) return { words: linkTexts.everyTakes(count), safe: true };
  if (length <= 8_000) return { words: linkTexts.nearlyEvery(count), safe: true };
  if (length <= LONGEST_LINK)
    return {
      words: linkTexts.someCut(count),
      safe: false,
    };
  return { words: linkTexts.tooLong(count), safe: false };
}

/** Chromium opens addresses of up to two million characters; other browsers take about half of that. */
export const LONGEST_LINK = 1_000_000;
