/**
 * Holds a learner's run against the checks of an exercise. Fetched when the first run of an exercise is over: it brings all of
 * `lesson/check.ts` with it, which a page that is only read does not need.
 */
import { checkClaim, type ProgramResult } from '../lesson/check';
import type { Exercise } from '../lesson/lesson';
import type { RunSummary } from '../runtimes/runtime';
import { TraceBuilder } from '../trace/builder';
import { traceTime } from '../trace/ids';
import { judging } from '../texts/en/judging';
import type { ProgramRun } from './lab-session';
import { streamText } from './output-log';

export interface Checked {
  readonly ok: boolean;
  /** What was expected and what was measured, without a full stop. */
  readonly sentence: string;
}

export type Judgement =
  | {
      readonly kind: 'judged';
      /** One for each check of the exercise, in its order. */
      readonly checks: readonly Checked[];
      readonly passed: number;
      readonly solved: boolean;
    }
  /** The run tells nothing about the program. `why` is a sentence for the learner. */
  | { readonly kind: 'not-judged'; readonly why: string };

/** What of a run is judged; `summary` is the one that its end has brought. */
export type JudgedRun = Pick<ProgramRun, 'output' | 'trace' | 'traceProblem' | 'recorded'> & {
  readonly summary: RunSummary;
};

export function judge({ program, checks }: Pick<Exercise, 'program' | 'checks'>, run: JudgedRun): Judgement {
  const why = reasonNotToJudge(run);
  if (why !== null) return { kind: 'not-judged', why };
  const results = new Map([[program, resultOf(run)]]);
  const verdicts = checks.map((claim): Checked => {
    const { ok, sentence } = checkClaim(claim, results);
    return { ok, sentence };
  });
  const passed = verdicts.filter(({ ok }) => ok).length;
  return { kind: 'judged', checks: verdicts, passed, solved: passed === verdicts.length };
}

/** What claims are held against. */
export function resultOf(run: Pick<JudgedRun, 'summary' | 'output' | 'trace'>): ProgramResult {
  return {
    summary: run.summary,
    stdout: streamText(run.output, 'stdout'),
    stderr: streamText(run.output, 'stderr'),
    trace: run.trace ?? new TraceBuilder().finish(traceTime(0)),
  };
}

/** A sentence for the learner; null: the run can be judged. */
export function reasonNotToJudge({ summary, traceProblem, recorded, output }: JudgedRun): string | null {
  if (recorded !== null) return judging.wasRecorded;
  if (summary.outcome.kind === 'interrupted') return judging.stopped;
  if (summary.outcome.kind === 'platform-fault') return judging.ours;
  if (traceProblem !== null) return judging.partUnknown;
  if (output.droppedLines > 0) return judging.tooMuch;
  return null;
}
