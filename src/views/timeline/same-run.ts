import type { Trace } from '../../trace/trace';

/** Looked at, besides the last one: where two runs agree in so many times, they are one. */
const LOOKS = 8;

/** Whether `now` is the same run as `before`, or a longer snapshot of it. */
export function isSameRun(before: Trace, now: Trace): boolean {
  if (before === now) return true;
  if (before.complete || now.length < before.length || now.end < before.end) return false;
  const last = before.length - 1;
  for (let look = 1; look <= LOOKS && last >= 0; look++) {
    const i = Math.floor((last * look) / LOOKS);
    if (before.timeAt(i) !== now.timeAt(i)) return false;
  }
  return true;
}
