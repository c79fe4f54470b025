/** What is said of an exercise's checks. */
import type { Judgement } from '../../session/judge';

export type CheckState = 'untried' | 'passed' | 'failed' | 'not-judged';

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  untried: 'not tried yet',
  passed: 'passes',
  failed: 'does not pass yet',
  'not-judged': 'not judged',
};

export function stateOf(judgement: Judgement | null, check: number): CheckState {
  if (judgement === null) return 'untried';
  if (judgement.kind === 'not-judged') return 'not-judged';
  return judgement.checks[check]?.ok === true ? 'passed' : 'failed';
}

/** One sentence or two, said after each run. */
export function judgementWords(judgement: Judgement): string {
  if (judgement.kind === 'not-judged') return `Not judged. ${judgement.why}`;
  const { passed, checks, solved } = judgement;
  if (checks.length === 1) return solved ? 'The check passes: solved.' : 'The check does not pass yet.';
  if (checks.length === 2 && passed !== 1) return solved ? 'Both checks pass: solved.' : 'Neither check passes yet.';
  if (solved) return `All ${checks.length} checks pass: solved.`;
  return passed === 0
    ? `None of the ${checks.length} checks passes yet.`
    : `${passed} of ${checks.length} checks pass.`;
}
