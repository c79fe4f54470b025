import { useEffect, useState } from 'react';

/** What this room needs of a playback. */
export interface MomentSource {
  readonly getState: () => { readonly t: number; readonly playing: boolean; readonly following: boolean };
  readonly subscribe: (listener: () => void) => () => void;
  seek(t: number): void;
}

/** A picture that changes more often than this cannot be followed. */
const CALM_MS = 100;

/** Where the playhead stands; while it moves by itself, at most ten times a second. Where it comes to rest always arrives. */
export function useMoment(source: MomentSource): number {
  const [t, setT] = useState(() => source.getState().t);
  useEffect(() => {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      last = performance.now();
      setT(source.getState().t);
    };
    const hear = (): void => {
      const { playing, following } = source.getState();
      const wait = playing || following ? last + CALM_MS - performance.now() : 0;
      if (wait <= 0) {
        if (timer !== null) clearTimeout(timer);
        show();
      } else timer ??= setTimeout(show, wait);
    };
    hear();
    const leave = source.subscribe(hear);
    return () => {
      leave();
      if (timer !== null) clearTimeout(timer);
    };
  }, [source]);
  return t;
}
