/**
 * Does a frame's main thread keep the page's from everything else? Browsers differ (and so do settings of one browser): where an
 * opaque origin has a process of its own, a loop without end in it is nobody's trouble but its own; where it has not, the page
 * stands still with it and cannot even press Stop. So the page asks a fresh frame to compute for a while, and looks at its own
 * timers meanwhile.
 *
 * A page can be held up by other things at that moment: its own start, a busy machine. So it takes three times, each as long as
 * asked for and each with as much time of rest behind it in which the page was *not* held up, to be believed; one time without is
 * enough for the contrary.
 */
import type { Clock } from './clock';
import type { Connection } from './connection';
import { PATIENCE } from './limits';

const TRIES = 3;
/** A page that is busy by itself says nothing; after so many looks it cannot be said. */
const MOST_LOOKS = 8;
/** Between two looks at the clock. */
const TICK_MS = 2;
/** Timers are not exact, and the frame may have begun while the page was between two ticks. */
const MOST_OF_IT = 0.8;
const AT_REST = 0.4;

/** Null when it cannot be said: the page is hidden, and browsers hold its timers back; or the frame does not answer. */
export async function sharesThread(frame: Pick<Connection, 'spin'>, clock: Clock): Promise<boolean | null> {
  let held = 0;
  for (let looks = 0; looks < MOST_LOOKS && held < TRIES; looks++) {
    if (!clock.attentive()) return null;
    const gap = await longestGap(frame.spin(PATIENCE.spin), clock);
    if (gap === null) return null;
    if (gap < PATIENCE.spin * MOST_OF_IT) return false;
    const rest = await longestGap(new Promise((done) => clock.after(PATIENCE.spin, () => done())), clock);
    if (rest === null) return null;
    if (rest < PATIENCE.spin * AT_REST) held += 1;
  }
  return held === TRIES ? true : null;
}

/** The longest time between two ticks of the page until one tick after `work` is done. */
function longestGap(work: Promise<void>, clock: Clock): Promise<number | null> {
  return new Promise((resolve) => {
    let isOver = false;
    let longest = 0;
    const begin = clock.now();
    let last = begin;
    const tick = (): void => {
      const now = clock.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (isOver) resolve(longest);
      else if (now - begin > PATIENCE.spun) resolve(null);
      else clock.after(TICK_MS, tick);
    };
    clock.after(TICK_MS, tick);
    work.then(
      () => void (isOver = true),
      () => resolve(null),
    );
  });
}
