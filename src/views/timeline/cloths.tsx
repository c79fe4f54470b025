import { useMemo, type CSSProperties } from 'react';
import { formatMs } from '../../trace/format';
import type { Trace } from '../../trace/trace';
import { Cloth } from './cloth';
import styles from './cloths.module.css';
import type { PlaybackSource, PlaybackState } from './playback-source';

export interface ComparedRun {
  readonly id: string;
  readonly title: string;
  /** Complete. */
  readonly trace: Trace;
}

interface ClothsProps {
  readonly runs: readonly ComparedRun[];
  /** Asked to show a run by itself. */
  readonly onOpen: (id: string) => void;
}

/** Several runs above one another on one axis of time: how long each took, and what it did meanwhile, is seen at a glance. */
export function Cloths({ runs, onOpen }: ClothsProps) {
  const span = Math.max(...runs.map(({ trace }) => trace.end));
  const moment = useMemo(() => new SharedMoment(span), [span]);
  return (
    <div className={styles['cloths']}>
      <p className={styles['sentence']}>{compared(runs)}</p>
      {runs.map(({ id, title, trace }) => (
        <section key={id} className={styles['run']} aria-label={`The run of ${title}`}>
          <h3 className={styles['title']}>
            <button type="button" className={styles['open']} onClick={() => onOpen(id)}>
              {title}
            </button>{' '}
            <span className={styles['took']}>{formatMs(trace.end)}</span>
          </h3>
          <div className={styles['picture']} style={{ '--rows': rowsOf(trace) } as CSSProperties}>
            <Cloth
              trace={trace}
              playback={moment}
              span={span}
              label={`${title}: who ran, who waited, and who held what`}
            />
          </div>
        </section>
      ))}
    </div>
  );
}

/** "On one time axis: b.py was over first, after 412 ms; a.py took 2.1 times as long." */
function compared(runs: readonly ComparedRun[]): string {
  const [first, ...others] = [...runs].sort((a, b) => a.trace.end - b.trace.end);
  if (first === undefined) return '';
  const slower = others.map(
    ({ title, trace }) => `${title} took ${(trace.end / Math.max(first.trace.end, 0.001)).toFixed(1)} times as long`,
  );
  return `On one time axis: ${first.title} was over first, after ${formatMs(first.trace.end)}; ${slower.join(', ')}.`;
}

/** Strands that want a row, as far as a small picture has room for them. */
function rowsOf(trace: Trace): number {
  return Math.min(12, Math.max(2, trace.lanes.filter(({ segments }) => segments.length > 0).length));
}

/** One moment for all of them: a press in one moves the playhead in each. Nothing plays here. */
class SharedMoment implements PlaybackSource {
  readonly speeds: readonly number[] = [1];
  readonly #listeners = new Set<() => void>();
  #state: PlaybackState;

  constructor(end: number) {
    this.#state = { t: end, end, playing: false, speed: 1, following: false };
  }

  readonly getState = (): PlaybackState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  seek(t: number): void {
    this.#state = { ...this.#state, t: Math.min(Math.max(t, 0), this.#state.end) };
    for (const listener of [...this.#listeners]) listener();
  }

  toggle(): void {}
  stepForward(): void {}
  stepBack(): void {}
  setSpeed(): void {}
}
