/** What is said of an exercise's checks. */
import type { Judgement } from '../../session/judge';
import { lessonPage } from '../../texts/en/lesson-page';

export type CheckState = 'untried' | 'passed' | 'failed' | 'not-judged';

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  get untried() {
    return lessonPage.untried;
  },
  get passed() {
    return lessonPage.passes;
  },
  get failed() {
    return lessonPage.failed;
  },
  get 'not-judged'() {
    return lessonPage.notJudged;
  },
};

export function stateOf(judgement: Judgement | null, check: number): CheckState {
  if (judgement === null) return 'untried';
  if (judgement.kind === 'not-judged') return 'not-judged';
  return judgement.checks[check]?.ok === true ? 'passed' : 'failed';
}

/** One sentence or two, said after each run. */
export function judgementWords(judgement: Judgement): string {
  if (judgement.kind === 'not-judged') return lessonPage.notJudgedWhy(judgement.why);
  const { passed, checks, solved } = judgement;
  if (checks.length === 1) return solved ? lessonPage.onePasses : lessonPage.oneFails;
  if (checks.length === 2 && passed !== 1) return solved ? lessonPage.bothPass : lessonPage.neither;
  if (solved) return lessonPage.allPass(checks.length);
  return passed === 0 ? lessonPage.nonePasses(checks.length) : lessonPage.somePass(passed, checks.length);
}
