import { timeline } from '../../texts/en/timeline';
import { useMemo, useRef, useSyncExternalStore } from 'react';
import { formatMs } from '../../trace/format';
import { traceTime } from '../../trace/ids';
import { explainMoment, momentText } from '../../trace/moment-words';
import type { Trace } from '../../trace/trace';
import { Button } from '../kit/button';
import { CopyButton } from './copy-button';
import styles from './moment.module.css';
import type { PlaybackSource } from './playback-source';
import { useCalmed } from './use-calmed';
import { useScrollable } from './use-scrollable';

/** Beyond this many sentences nobody reads them; the rest is counted. All of them are copied. */
const SENTENCES = 12;

interface MomentProps {
  readonly trace: Trace;
  readonly playback: PlaybackSource;
  /** Where it was asked for, it can be sent away. */
  readonly onClose?: (() => void) | undefined;
}

/** What every actor does at the playhead, in sentences. */
export function Moment({ trace, playback, onClose }: MomentProps) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState);
  // Words that change sixty times a second cannot be read; ten times is enough while it plays.
  const t = useCalmed(state.t, state.playing ? 100 : 0);
  const at = traceTime(Math.min(t, trace.end));
  // Of thousands of actors they take a while: not again for whatever else around them changes.
  const sentences = useMemo(() => explainMoment(trace, at), [trace, at]);
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const rest = sentences.length - SENTENCES;
  return (
    <section
      className={onClose === undefined ? styles['moment'] : `${styles['moment']} ${styles['asked']}`}
      aria-label={onClose === undefined ? timeline.atPlayhead : timeline.moment}
      ref={box}
    >
      <div className={styles['head']}>
        <h3>{timeline.at(formatMs(t))}</h3>
        <CopyButton label={timeline.copyMoment} text={() => momentText(trace, at)} />
        {onClose !== undefined && (
          <Button look="quiet" onClick={onClose}>
            {timeline.close}
          </Button>
        )}
      </div>
      <ul>
        {sentences.slice(0, SENTENCES).map((sentence, i) => (
          <li key={i}>{sentence}</li>
        ))}
        {sentences.length === 0 && <li>{t > 0 ? timeline.allEnded : timeline.nothingBegun}</li>}
        {rest > 0 && <li>{timeline.andMore(rest)}</li>}
      </ul>
    </section>
  );
}
