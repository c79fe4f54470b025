import { traceTime } from '../../trace/ids';
import { nextEventTime, previousEventTime } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';
import type { PlaybackSource } from './playback-source';

/** The playback of several runs at once: a step leads to the next moment at which anything happened in any of them. */
export function steppingThrough(playback: PlaybackSource, runs: readonly { readonly trace: Trace }[]): PlaybackSource {
  const step = (to: (t: number, end: number) => number) => {
    const { t, end, playing } = playback.getState();
    if (playing) playback.toggle();
    playback.seek(to(t, end));
  };
  return {
    speeds: playback.speeds,
    getState: playback.getState,
    subscribe: playback.subscribe,
    seek: (t) => playback.seek(t),
    toggle: () => playback.toggle(),
    setSpeed: (speed) => playback.setSpeed(speed),
    stepForward: () =>
      step((t, end) =>
        runs.reduce((next, { trace }) => Math.min(next, nextEventTime(trace, traceTime(t)) ?? end), end),
      ),
    stepBack: () =>
      step((t) => runs.reduce((last, { trace }) => Math.max(last, previousEventTime(trace, traceTime(t)) ?? 0), 0)),
  };
}
