import { timeline } from '../../texts/en/timeline';
import { Maximize2, Pause, Play, StepBack, StepForward, ZoomIn, ZoomOut } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { numbers } from '../../texts/en/numbers';
import { formatMs } from '../../trace/format';
import { traceTime } from '../../trace/ids';
import { gilHoldAt, stateAt } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';
import { IconButton } from '../kit/button';
import type { ClothHandle } from './cloth';
import type { PlaybackSource } from './playback-source';
import styles from './playback-bar.module.css';

interface PlaybackBarProps {
  readonly trace: Trace;
  readonly playback: PlaybackSource;
  readonly cloth: { readonly current: ClothHandle | null };
  /** The whole run is in sight: there is nothing to fit. */
  readonly whole: boolean;
  /** The moment in words, where it is not one run's alone. */
  readonly say?: (t: number) => string;
}

export function PlaybackBar({ trace, playback, cloth, whole, say = (t) => sayMoment(trace, t) }: PlaybackBarProps) {
  const { t, end, playing, speed } = useSyncExternalStore(playback.subscribe, playback.getState);
  const idle = end === 0;
  return (
    <section className={styles['bar']} aria-label={timeline.playback}>
      <IconButton
        label={playing ? timeline.pause : t >= end ? timeline.playFromStart : timeline.playButton}
        disabled={idle}
        onClick={() => playback.toggle()}
      >
        {playing ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />}
      </IconButton>
      <IconButton label={timeline.stepBack} disabled={t <= 0} onClick={() => playback.stepBack()}>
        <StepBack size={17} />
      </IconButton>
      <IconButton label={timeline.stepForward} disabled={t >= end} onClick={() => playback.stepForward()}>
        <StepForward size={17} />
      </IconButton>
      <input
        className={styles['scrubber']}
        type="range"
        aria-label={timeline.momentOfRun}
        aria-valuetext={say(t)}
        min={0}
        max={end || 1}
        step="any"
        value={t}
        disabled={idle}
        style={{ '--share': `${end > 0 ? (t / end) * 100 : 0}%` } as React.CSSProperties}
        onChange={(event) => playback.seek(event.target.valueAsNumber)}
        onKeyDown={(event) => {
          // A native slider would move by a hundredth of the run; a moment that tells something is the next event.
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          if (event.key === 'ArrowLeft') playback.stepBack();
          else playback.stepForward();
        }}
      />
      <output className={styles['time']} aria-hidden="true">
        <b>{clockWords(t, end)}</b>
        <span>{` / ${formatMs(end)}`}</span>
      </output>
      <label className={styles['speed']}>
        <span className={styles['speedName']}>{timeline.speed}</span>
        <select
          value={speed}
          aria-label={timeline.playbackSpeed}
          onChange={(event) => playback.setSpeed(Number(event.target.value))}
        >
          {playback.speeds.map((value) => (
            <option key={value} value={value}>
              {speedWords(value)}
            </option>
          ))}
        </select>
      </label>
      <span className={styles['zooms']}>
        <IconButton label={timeline.zoomOut} disabled={whole} onClick={() => cloth.current?.zoomBy(1.6)}>
          <ZoomOut size={17} />
        </IconButton>
        <IconButton label={timeline.zoomInButton} disabled={idle} onClick={() => cloth.current?.zoomBy(1 / 1.6)}>
          <ZoomIn size={17} />
        </IconButton>
        <IconButton label={timeline.fit} disabled={whole} onClick={() => cloth.current?.fit()}>
          <Maximize2 size={16} />
        </IconButton>
      </span>
    </section>
  );
}

function speedWords(speed: number): string {
  return speed === 1 ? timeline.asItRan : `1/${Math.round(1 / speed)}`;
}

/** As many decimals as the run's length deserves, always the same number, so that nothing jumps while it plays. */
function clockWords(t: number, end: number): string {
  if (end >= 10_000) return `${numbers.decimal((t / 1000).toFixed(2))} s`;
  return `${numbers.decimal(t.toFixed(end >= 1000 ? 0 : end >= 100 ? 1 : 2))} ms`;
}

/** "18 ms, A runs line 9" */
export function sayMoment(trace: Trace, t: number): string {
  const at = traceTime(t);
  const hold = gilHoldAt(trace, at);
  const actor =
    hold !== null
      ? trace.actors[hold.actor]
      : trace.actors.find(({ id, kind }) => kind !== 'process' && stateAt(trace, id, at)?.state === 'running');
  if (actor === undefined) return timeline.nobodyRuns(formatMs(t));
  const place = stateAt(trace, actor.id, at)?.place;
  return timeline.runsAt(formatMs(t), actor.name, place?.line ?? null);
}
