import type { PageToRealm } from '../../protocol/realm';
import type { Outcome, RunRequest } from '../../runtimes/runtime';

/** The outcome of a run that the page had ended, by the page's reason. */
export function killed(
  why: Extract<PageToRealm, { readonly type: 'kill' }>['why'],
  wallMs: number,
  request: RunRequest,
): Outcome {
  switch (why) {
    case 'learner':
      return { kind: 'interrupted', forced: true, exitCode: 130 };
    case 'timeout':
      return { kind: 'timed-out', afterMs: request.limits.timeoutMs ?? wallMs };
    case 'unresponsive':
      return {
        kind: 'platform-fault',
        reason: 'unresponsive',
        message: 'The program did not answer and was ended.',
        context: '',
      };
  }
}
