import { useEffect, useEffectEvent } from 'react';

/** Calls `onTick` every `ms` while `playing`: a model moves in steps, and style sheets draw what lies between two of them. */
export function useTicks(playing: boolean, ms: number, onTick: () => void): void {
  const tick = useEffectEvent(onTick);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => tick(), ms);
    return () => clearInterval(timer);
  }, [playing, ms]);
}
