import type { EditsClock } from '../session/edits';
import type { RaceEnvironment } from '../session/race';

/** A hidden page paints nothing; its news still has to get through, only less often. */
const HIDDEN_MS = 250;

/** Calls back before the next paint, or soon when nothing is painted. */
export function requestFrame(callback: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
}

export const windowTimers: EditsClock = {
  setTimeout: (callback, ms) => window.setTimeout(callback, ms),
  clearTimeout: (handle) => window.clearTimeout(handle as number),
};

export const tabAttention: RaceEnvironment['attention'] = {
  hidden: () => document.visibilityState === 'hidden',
  onChange(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};
