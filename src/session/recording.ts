/** A recorded run, made ready to stand in the place of a program's own. */
import { err, ok, type Result } from '../base/result';
import type { Program } from '../lesson/lesson';
import { loadRecording, sourcesHash, type Recording, type RecordingAbout } from '../protocol/recording';
import type { RunSummary, SourceFile } from '../runtimes/runtime';
import type { ActorId } from '../trace/events';
import { actorId } from '../trace/ids';
import type { Trace } from '../trace/trace';
import { runTexts } from '../texts/en/run';
import { locale } from '../texts/locale';
import { OutputLog, type OutputSnapshot } from './output-log';

export interface RecordedRun {
  readonly about: RecordingAbout;
  /** The program's text is another one by now: lines and numbers may no longer fit it. */
  readonly outdated: boolean;
  readonly summary: RunSummary;
  readonly trace: Trace;
  readonly output: OutputSnapshot;
  readonly speakers: ReadonlyMap<number, ActorId>;
  /** What the lines of the trace and of errors mean; empty where that text is gone. */
  readonly files: readonly SourceFile[];
}

/** The error is one sentence for people. */
export async function openRecording(
  text: string,
  lesson: string,
  program: Pick<Program, 'id' | 'files'>,
): Promise<Result<RecordedRun>> {
  const loaded = await loadRecording(text);
  if (!loaded.ok) return loaded;
  const { about } = loaded.value;
  if (about.lesson !== lesson || about.program !== program.id) {
    return err(runTexts.otherProgram(about.program, about.lesson));
  }
  return ok(recordedRun(loaded.value, program.files));
}

/** A recording of whatever program: `files` is how that program stands now. */
export function recordedRun(
  { about, summary, trace, output }: Recording,
  files: readonly { readonly path: string; readonly content: string }[],
): RecordedRun {
  const log = new OutputLog();
  log.append(output);
  const outdated = about.sources !== sourcesHash(files);
  return {
    about,
    outdated,
    summary,
    trace,
    output: log.snapshot(),
    // A saved trace names its actors as they are; there is nothing left to find out.
    speakers: new Map(output.filter(({ actor }) => actor >= 0).map(({ actor }) => [actor, actorId(actor)])),
    files: outdated ? [] : files,
  };
}

const day = (at: number): string =>
  new Intl.DateTimeFormat(locale() === 'en' ? 'en-GB' : locale(), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at);

/** "Recorded on 21 November 2026 with 2 cores in Chromium 156. It was not run here." */
export function recordedWords({ about, outdated }: Pick<RecordedRun, 'about' | 'outdated'>): string {
  const when = day(Date.parse(about.recordedOn));
  const changed = outdated ? runTexts.changedSince : '';
  return runTexts.recordedOn(when, about.cores, about.engine, changed);
}
