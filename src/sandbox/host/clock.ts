/**
 * Every deadline of the sandbox runs on one of these, so that tests need no waiting and a laptop that slept is told from a
 * realm that died.
 */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Calls `act` once after `ms`; the answer cancels it. */
  after(ms: number, act: () => void): () => void;
  /** False while the page is hidden: browsers then hold its timers back and its clock proves nothing. */
  attentive(): boolean;
}

export function pageClock(): Clock {
  return {
    now: () => performance.now(),
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    attentive: () => document.visibilityState === 'visible',
  };
}
