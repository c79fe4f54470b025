import { useRef, useSyncExternalStore } from 'react';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { describeMoment, formatMs } from '../../trace/words';
import styles from './moment.module.css';
import type { PlaybackSource } from './playback-source';
import { useCalmed } from './use-calmed';
import { useScrollable } from './use-scrollable';

/** Beyond this many sentences nobody reads them; the rest is counted. */
const SENTENCES = 12;

/** What every actor does at the playhead, in sentences. */
export function Moment({ trace, playback }: { trace: Trace; playback: PlaybackSource }) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState);
  // Words that change sixty times a second cannot be read; ten times is enough while it plays.
  const t = useCalmed(state.t, state.playing ? 100 : 0);
  const sentences = describeMoment(trace, traceTime(Math.min(t, trace.end)));
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const rest = sentences.length - SENTENCES;
  return (
    <section className={styles['moment']} aria-label="At the playhead" ref={box}>
      <h3>{`At ${formatMs(t)}`}</h3>
      <ul>
        {sentences.slice(0, SENTENCES).map((sentence, i) => (
          <li key={i}>{sentence}</li>
        ))}
        {sentences.length === 0 && <li>{t > 0 ? 'Everything has ended.' : 'Nothing has begun yet.'}</li>}
        {rest > 0 && <li>{`And ${rest} more.`}</li>}
      </ul>
    </section>
  );
}
