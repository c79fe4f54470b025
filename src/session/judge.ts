/**
 * Holds a learner's run against the checks of an exercise. Fetched when the first run of an exercise is over: it brings all of
 * `lesson/check.ts` with it, which a page that is only read does not need.
 */
import { checkClaim, type ProgramResult } from '../lesson/check';
import type { Exercise } from '../lesson/lesson';
import type { RunSummary } from '../runtimes/runtime';
import { TraceBuilder } from '../trace/builder';
import { traceTime } from '../trace/ids';
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
  if (recorded !== null) return 'A recorded run was shown. Run the program here to have it checked.';
  if (summary.outcome.kind === 'interrupted') return 'The run was stopped before its end. Let it come to its end.';
  if (summary.outcome.kind === 'platform-fault')
    return 'The run failed for a reason that is not the program’s. Run it again.';
  if (traceProblem !== null) return 'Part of what happened in this run is not known. Run it again.';
  if (output.droppedLines > 0) return 'The program printed so much that the beginning is gone. Let it print less.';
  return null;
}
