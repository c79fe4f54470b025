/** The frame's time, injectable so that tests need no waiting. Milliseconds. */
export interface Timers {
  now(): number;
  /** Now, on the clock that all documents and workers of the browser share: ms since the Unix epoch. */
  epochNow(): number;
  /** Calls `act` once after `ms`; the answer cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const frameTimers: Timers = {
  now: () => performance.now(),
  epochNow: () => performance.timeOrigin + performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
