/**
 * Traces that another tool recorded, a run outside of Interleave: what their pictures can tell and what not.
 *
 * Such a tool writes down which function calls were on each thread's stack. It does not know who held the GIL, who waited for
 * which lock, or whether a thread had a core. In a `Trace` that is told thus:
 *
 * - A thread is `running` while any call is on its stack, and `via` names the innermost one. It need not have run.
 * - Of a few calls that do nothing but wait (`time.sleep`, a lock's `acquire`), the name says so: then it is `sleeping`,
 *   `blocked` (on nobody knows what) or `waiting`.
 * - Between calls it is `ready`, which here means only that nothing was recorded.
 * - There is no GIL, and no other resource but one that nobody ever holds: the mark by which such a trace is known, also
 *   when it was saved in our own format and opened again.
 */
import type { Trace } from './trace';

export const IMPORTED = 'calls that another tool recorded';

/** Whether a trace tells of function calls that another tool recorded, and not of a run of Interleave's. */
export function isImported({ resources: [first] }: Pick<Trace, 'resources'>): boolean {
  return first !== undefined && first.kind === 'other' && first.internal && first.name === IMPORTED;
}
