/** Named traces, each as the timeline draws it. `gallery.html` shows them; pictures of them are looked at in review. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Place, TraceEvent } from '../../trace/events';
import { TraceBuilder } from '../../trace/builder';
import { traceTime } from '../../trace/ids';
import { blockedLoop, deadlock, fullPipe, gilTurns, lockContention, processPool, sleepers } from '../../trace/samples';
import type { Trace } from '../../trace/trace';
import type { PlaybackSource } from './playback-source';
import { conversation, traceOf, workload } from './testing/story-traces';
import { Timeline } from './timeline';

export interface GalleryPlayback extends PlaybackSource {
  setTrace(trace: Trace | null): void;
}

export interface StoryProps {
  readonly makePlayback: () => GalleryPlayback;
}

export interface TimelineStory {
  readonly id: string;
  readonly title: string;
  readonly Story: (props: StoryProps) => React.JSX.Element;
}

function still(id: string, title: string, make: () => Trace | null, at?: number, highlight?: Place): TimelineStory {
  function Story({ makePlayback }: StoryProps) {
    const trace = useMemo(make, []);
    const playback = usePlayback(makePlayback);
    useEffect(() => {
      playback.setTrace(trace);
      if (at !== undefined) playback.seek(at);
    }, [playback, trace]);
    return <Timeline trace={trace} playback={playback} highlightPlace={highlight} />;
  }
  return { id, title, Story };
}

function usePlayback(make: () => GalleryPlayback): GalleryPlayback {
  const [playback] = useState(make);
  return playback;
}

/** Feeds a recorded workload by the clock, as a run would. */
function LiveStory({ makePlayback }: StoryProps) {
  const playback = usePlayback(makePlayback);
  const [trace, setTrace] = useState<Trace | null>(null);
  const began = useRef(0);
  useEffect(() => {
    const events = workload({ threads: 4, ms: 6000, away: 0.3, locking: 0.3 });
    const builder = new TraceBuilder();
    let next = 0;
    began.current = performance.now();
    const timer = setInterval(() => {
      const now = performance.now() - began.current;
      for (; next < events.length && (events[next] as TraceEvent).t <= now; next++)
        builder.add(events[next] as TraceEvent);
      const snapshot = next < events.length ? builder.snapshot() : builder.finish(traceTime(6000));
      playback.setTrace(snapshot);
      setTrace(snapshot);
      if (snapshot.complete) clearInterval(timer);
    }, 50);
    return () => clearInterval(timer);
  }, [playback]);
  const liveNow = useMemo(() => () => performance.now() - began.current, []);
  return <Timeline trace={trace} playback={playback} liveNow={liveNow} />;
}

export const TIMELINE_STORIES: readonly TimelineStory[] = [
  still('gil-turns', 'Three threads take turns', gilTurns, 18),
  still('lock', 'Three threads want one lock', lockContention, 4.6, { file: 'main.py', line: 9 }),
  still('deadlock', 'Two threads wait for each other', deadlock),
  still('sleepers', 'Five threads sleep at the same time', sleepers, 600),
  still('blocked-loop', 'A step keeps its event loop busy', blockedLoop, 60),
  still('process-pool', 'Two processes compute at the same time', processPool, 50),
  still('full-pipe', 'A sender waits for room in a pipe', fullPipe, 20),
  still('many-messages', 'Ten thousand messages', () => traceOf(conversation(4, 10_000)), 300),
  still(
    'processes',
    'Three processes',
    () => traceOf(workload({ processes: 3, threads: 2, ms: 90, away: 0.1 }), 90),
    40,
  ),
  still(
    'busy',
    'Four threads, ten seconds',
    () => traceOf(workload({ threads: 4, ms: 10_000, away: 0.2, locking: 0.2 }), 10_000),
    4000,
  ),
  still('twenty', 'Twenty threads', () => traceOf(workload({ threads: 20, ms: 600, away: 0.3 }), 600), 250),
  still(
    'thousand',
    'A thousand threads',
    () => traceOf(workload({ threads: 1000, ms: 8000, away: 0.3, interval: 1 }), 8000),
    3000,
  ),
  still(
    'million',
    'A million events',
    () => traceOf(workload({ threads: 8, ms: 1_700_000, away: 0.05 }), 1_700_000),
    800_000,
  ),
  { id: 'live', title: 'A run that goes on', Story: LiveStory },
  still('empty', 'Before the first run', () => null),
];
