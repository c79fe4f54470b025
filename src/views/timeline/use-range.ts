import { timeline } from '../../texts/en/timeline';
import { useState, useSyncExternalStore } from 'react';
import { formatMs } from '../../trace/format';
import type { PlaybackSource } from './playback-source';
import type { TimeRange } from './tools-painter';

const NO_TIME = -1;

interface Asked {
  readonly range: TimeRange | null;
  /** Where a range begins that still moves with the playhead. */
  readonly anchor: number | null;
  /** The pointer is at it, or is to be. */
  readonly drags: 'no' | 'armed' | 'yes';
}

const NOTHING: Asked = { range: null, anchor: null, drags: 'no' };

/** A range of time: selected by a drag, or between two presses of a key, from playhead to playhead. `tell` says what it holds. */
export function useRange(playback: PlaybackSource, say: (words: string) => void, tell: (range: TimeRange) => void) {
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const { anchor, drags } = asked;
  const t = useSyncExternalStore(playback.subscribe, () => (anchor === null ? NO_TIME : playback.getState().t));
  const range = anchor === null ? asked.range : between(anchor, t);
  return {
    range,
    /** It still moves, with the playhead or with the pointer. */
    isSelecting: anchor !== null || drags === 'yes',
    /** Any drag selects. */
    selects: drags === 'armed' || drags === 'yes',
    leavable: range !== null || drags !== 'no',
    /** Begins one at the playhead, or ends it there. */
    mark: () => {
      const { t: now } = playback.getState();
      if (anchor === null) {
        setAsked({ ...asked, anchor: now, drags: 'no' });
        say(timeline.rangeBegins(formatMs(now)));
        return;
      }
      const chosen = between(anchor, now);
      setAsked({ ...asked, range: chosen, anchor: null });
      tell(chosen);
    },
    drag: (next: TimeRange, done: boolean) => {
      const chosen = { t0: inMicros(next.t0), t1: inMicros(next.t1) };
      setAsked({ range: chosen, anchor: null, drags: done ? 'no' : 'yes' });
      if (done) tell(chosen);
    },
    arm: () => {
      setAsked({ ...asked, drags: 'armed', anchor: null });
      say(timeline.dragToSelect);
    },
    clear: () => setAsked(NOTHING),
  };
}

function between(a: number, b: number): TimeRange {
  return { t0: inMicros(Math.min(a, b)), t1: inMicros(Math.max(a, b)) };
}

/** The trace knows whole microseconds. */
function inMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
