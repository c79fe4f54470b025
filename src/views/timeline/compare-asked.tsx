import { timeline } from '../../texts/en/timeline';
import { useMemo, useRef, useSyncExternalStore } from 'react';
import { formatMs } from '../../trace/format';
import { traceTime } from '../../trace/ids';
import { explainMoment } from '../../trace/moment-words';
import { rangeStats } from '../../trace/range-stats';
import { rangeTables } from '../../trace/range-words';
import { Button } from '../kit/button';
import styles from './compare.module.css';
import { rangeInRun, type NamedRun } from './compare-tools';
import { CopyButton } from './copy-button';
import type { PlaybackSource } from './playback-source';
import type { TimeRange } from './tools-painter';
import { Table } from './trace-table';
import { useCalmed } from './use-calmed';
import { useScrollable } from './use-scrollable';

/** Of so many actors a run's moment is told; the others are counted. */
const SENTENCES = 8;

interface SideBySideProps {
  readonly label: string;
  readonly title: string;
  readonly runs: readonly { readonly name: string; readonly sentences: readonly string[] }[];
  /** What `Copy` is for, to somebody who hears it. */
  readonly copyLabel: string;
  readonly children: React.ReactNode;
}

/** The same question answered for each run, in columns where there is room for them. */
function SideBySide({ label, title, runs, copyLabel, children }: SideBySideProps) {
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const text = () => [title, ...runs.flatMap(({ name, sentences }) => ['', `${name}:`, ...sentences])].join('\n');
  return (
    <section className={styles['asked']} aria-label={label} ref={box}>
      <div className={styles['askedHead']}>
        <h3>{title}</h3>
        <CopyButton label={copyLabel} text={text} />
        {children}
      </div>
      <div className={styles['columns']}>
        {runs.map(({ name, sentences }) => (
          <div key={name}>
            <h4>{name}</h4>
            <ul>
              {sentences.map((sentence, i) => (
                <li key={i}>{sentence}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

interface ComparedRangeProps {
  readonly runs: readonly NamedRun[];
  readonly range: TimeRange;
  readonly onShow: () => void;
  readonly onClear: () => void;
}

/** What the same span of time holds in each run. */
export function ComparedRange({ runs, range, onShow, onClear }: ComparedRangeProps) {
  const told = useMemo(() => runs.map((run) => ({ name: run.name, sentences: rangeInRun(run, range) })), [runs, range]);
  return (
    <SideBySide
      label={timeline.range}
      title={timeline.rangeOfEach(formatMs(range.t1 - range.t0), formatMs(range.t0), formatMs(range.t1))}
      runs={told}
      copyLabel={timeline.copyRange}
    >
      <Button look="quiet" aria-label={timeline.zoomToRange} onClick={onShow}>
        {timeline.zoom}
      </Button>
      <Button look="quiet" onClick={onClear}>
        {timeline.clear}
      </Button>
    </SideBySide>
  );
}

interface ComparedMomentProps {
  readonly runs: readonly NamedRun[];
  readonly playback: PlaybackSource;
  readonly onClose: () => void;
}

/** What every actor of every run does at the playhead. */
export function ComparedMoment({ runs, playback, onClose }: ComparedMomentProps) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState);
  const t = useCalmed(state.t, state.playing ? 100 : 0);
  const told = useMemo(
    () =>
      runs.map(({ name, trace }) => {
        const all = explainMoment(trace, traceTime(Math.min(t, trace.end)));
        const rest = all.length - SENTENCES;
        if (t > trace.end || all.length === 0) return { name, sentences: [timeline.allEnded] };
        return { name, sentences: rest > 0 ? [...all.slice(0, SENTENCES), timeline.andMore(rest)] : all };
      }),
    [runs, t],
  );
  return (
    <SideBySide label={timeline.moment} title={timeline.at(formatMs(t))} runs={told} copyLabel={timeline.copyMoment}>
      <Button look="quiet" onClick={onClose}>
        {timeline.close}
      </Button>
    </SideBySide>
  );
}

/** The range of one run in figures. */
export function ComparedRangeTables({
  run: { name, trace },
  range,
  showInternal,
}: {
  readonly run: NamedRun;
  readonly range: TimeRange;
  readonly showInternal: boolean;
}) {
  const { actors, resources } = useMemo(
    () => rangeTables(trace, rangeStats(trace, range.t0, range.t1), showInternal),
    [trace, range, showInternal],
  );
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const isOver = range.t0 >= trace.end;
  return (
    <section className={styles['figures']} aria-label={timeline.rangeTableOf(name)} ref={box}>
      {isOver ? (
        <p className={styles['over']}>{timeline.wasOver(formatMs(trace.end))}</p>
      ) : (
        <>
          <Table words={actors}>
            <caption>{timeline.ranInOf(name, formatMs(range.t0), formatMs(range.t1))}</caption>
          </Table>
          {resources.rows.length > 0 && (
            <Table words={resources}>
              <caption>{timeline.heldInOf(name, formatMs(range.t0), formatMs(range.t1))}</caption>
            </Table>
          )}
        </>
      )}
    </section>
  );
}
