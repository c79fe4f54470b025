import { useEffect, useState } from 'react';

/** Milliseconds of the clock, read anew that often while `on`. The screen's and the notes' clocks are the same one. */
export function useTick(every: number, on: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every, on]);
  return now;
}
