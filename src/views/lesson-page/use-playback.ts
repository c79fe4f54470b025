import { useEffect, useRef, useState } from 'react';
import { Playback } from '../../session/playback';
import type { Trace } from '../../trace/trace';

export function makePlayback(): Playback {
  return new Playback({
    now: () => performance.now(),
    request: (callback) => requestAnimationFrame(callback),
    cancel: (handle) => cancelAnimationFrame(handle),
  });
}

/** One playback for the bench; it is handed each newer snapshot, and starts over with another run. */
export function usePlayback(trace: Trace | null, run: string): Playback {
  const [playback] = useState(makePlayback);
  const shown = useRef('');
  useEffect(() => {
    playback.setTrace(trace, shown.current !== run);
    shown.current = run;
  }, [playback, trace, run]);
  useEffect(() => () => playback.pause(), [playback]);
  return playback;
}
