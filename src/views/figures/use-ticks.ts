import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** Time to read the sentence of a step. */
const STEP_MS = 1500;

/**
 * While `playing`, moves a model on: by `onTick` every `ms`, and for whoever wants no motion by `onStep`, from one event to
 * the next, with time to read in between.
 */
export function useTicks(playing: boolean, ms: number, onTick: () => void, onStep: () => void): void {
  const still = useSyncExternalStore(watchWish, wishesStillness);
  const move = useEffectEvent(() => (still ? onStep() : onTick()));
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => move(), still ? STEP_MS : ms);
    return () => clearInterval(timer);
  }, [playing, still, ms]);
}

const wish = (): MediaQueryList | null =>
  typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)');
const wishesStillness = (): boolean => wish()?.matches ?? false;
const watchWish = (onChange: () => void): (() => void) => {
  const query = wish();
  query?.addEventListener('change', onChange);
  return () => query?.removeEventListener('change', onChange);
};
