import { Table2, Waypoints } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { compareTable, compareWords, type RunToCompare } from '../../trace/compare-words';
import type { Place } from '../../trace/events';
import { formatMs } from '../../trace/format';
import type { Trace } from '../../trace/trace';
import { Button, IconButton } from '../kit/button';
import { Cloth, type ClothHandle } from './cloth';
import styles from './compare.module.css';
import { CompareAxis } from './compare-axis';
import { layCompared } from './compare-layout';
import { steppingThrough } from './compare-steps';
import { SharedWindow } from './compare-window';
import { PlaybackBar } from './playback-bar';
import type { PlaybackSource } from './playback-source';
import { Table, TraceTable } from './trace-table';
import { useKeys } from './use-keys';
import { useScrollable } from './use-scrollable';

export interface ComparedRun extends RunToCompare {
  readonly id: string;
  /** What else there is to know of it in a word or two: how it ended, say; may be empty. */
  readonly note: string;
}

export interface ComparePlayback extends PlaybackSource {
  setTrace(trace: Trace | null, restart?: boolean): void;
}

interface CompareProps {
  /** Finished ones, in the order in which they are to stand. */
  readonly runs: readonly ComparedRun[];
  /** One for all of them; nobody else's meanwhile. */
  readonly playback: ComparePlayback;
  /** Asked to show one program by itself. */
  readonly onOpen: (id: string) => void;
  /** The line of the stretch under the pointer, and whose it is. */
  readonly onHoverPlace?: ((id: string, place: Place | null) => void) | undefined;
}

/** In rem: the times, and the heading of a run with the space around it. */
const AXIS_REM = 2;
const HEADING_REM = 2.375;

/** Several runs above one another on one axis of time, as pictures, as a sentence and as a table. */
export function Compare({ runs, playback, onOpen, onHoverPlace }: CompareProps) {
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [asTable, setAsTable] = useState(false);
  const [shared] = useState(() => new SharedWindow());
  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const cloth = useRef<ClothHandle>(null);
  const byKey = useRef(false);
  const room = useRoomOf(scroller);
  const sentence = useId();
  const sentenceBox = useRef<HTMLParagraphElement>(null);
  useScrollable(scroller);
  useScrollable(sentenceBox);

  const shown = useMemo(() => runs.filter(({ id }) => !leftOut.has(id)), [runs, leftOut]);
  const layout = useMemo(
    () =>
      layCompared(
        shown.map(({ trace }) => trace),
        room.height - (AXIS_REM + HEADING_REM * runs.length) * room.unit * 16,
        room.unit,
      ),
    [shown, runs.length, room],
  );
  const longest = shown.reduce<Trace | null>(
    (best, { trace }) => (best === null || trace.end > best.end ? trace : best),
    null,
  );
  const steps = useMemo(() => steppingThrough(playback, shown), [playback, shown]);
  const whole = useWhole(shared);

  useEffect(() => shared.setRuns(layout.end, layout.laneHeight), [shared, layout]);
  useEffect(() => {
    playback.setTrace(longest, true);
    // Whoever has the playback next finds it at rest.
    return () => playback.setTrace(null);
  }, [playback, longest]);

  useEffect(() => {
    if (byKey.current) root.current?.querySelector<HTMLElement>(asTable ? 'section[tabindex]' : '[role]')?.focus();
    byKey.current = false;
  }, [asTable]);
  const toggleByKey = () => {
    byKey.current = true;
    setAsTable((now) => !now);
  };
  useKeys(root, (event) => {
    if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    toggleByKey();
  });

  const toggleRun = (id: string) => {
    const next = new Set(leftOut);
    if (!next.delete(id)) next.add(id);
    setLeftOut(next);
  };

  return (
    <section className={styles['compare']} aria-label="Comparison" ref={root}>
      {asTable ? (
        <Tables runs={shown} />
      ) : (
        <div className={styles['scroller']} ref={scroller}>
          <CompareAxis shared={shared} playback={playback} />
          {runs.map(({ id, name, wallMs, note, trace }) => {
            const place = shown.findIndex((run) => run.id === id);
            return (
              <section key={id} className={styles['run']} aria-label={`The run of ${name}`}>
                <div className={styles['heading']}>
                  <h3 className={styles['title']}>
                    <label>
                      <input type="checkbox" checked={place >= 0} onChange={() => toggleRun(id)} />
                      <span>{name}</span>
                    </label>
                  </h3>
                  <span className={styles['took']}>
                    {note === '' ? formatMs(wallMs) : `${formatMs(wallMs)}, ${note}`}
                  </span>
                  <Button look="quiet" aria-label={`Open by itself: ${name}`} onClick={() => onOpen(id)}>
                    Open
                  </Button>
                </div>
                {place >= 0 && (
                  <div style={{ height: layout.heights[place] }}>
                    <Cloth
                      ref={place === 0 ? cloth : null}
                      trace={trace}
                      playback={steps}
                      shared={shared}
                      label={`${name}: who ran, who waited, and who held what`}
                      describedBy={sentence}
                      onHoverPlace={(at) => onHoverPlace?.(id, at)}
                      onToggleTable={toggleByKey}
                    />
                  </div>
                )}
              </section>
            );
          })}
        </div>
      )}
      <div className={styles['words']}>
        <div className={styles['said']}>
          <p id={sentence} className={styles['sentence']} ref={sentenceBox}>
            {shown.length === 0 ? 'Every run is left out: tick one to see it.' : compareWords(shown)}
          </p>
          <p className={styles['caution']}>One run each: a single run proves nothing about speed.</p>
        </div>
        <IconButton
          label={asTable ? 'Show the pictures (T)' : 'Show the same as tables (T)'}
          aria-pressed={asTable}
          onClick={() => setAsTable((now) => !now)}
        >
          {asTable ? <Waypoints size={17} /> : <Table2 size={17} />}
        </IconButton>
      </div>
      {longest !== null && (
        <div className={styles['playback']}>
          <PlaybackBar trace={longest} playback={steps} cloth={cloth} whole={whole || asTable} say={formatMs} />
        </div>
      )}
    </section>
  );
}

/** What was to be compared, in figures, and then each run's own stretches. */
function Tables({ runs }: { readonly runs: readonly ComparedRun[] }) {
  return (
    <div className={styles['scroller']}>
      <div className={styles['figures']}>
        <Table words={compareTable(runs)}>
          <caption>{runs.length === 1 ? 'The run in figures' : 'The runs in figures'}</caption>
        </Table>
      </div>
      {runs.map(({ id, name, trace }) => (
        <div key={id} className={styles['table']}>
          <h3 className={styles['title']}>{name}</h3>
          <TraceTable trace={trace} caption={`The run of ${name}`} label={`The run of ${name} as a table`} />
        </div>
      ))}
    </div>
  );
}

/** How high the pane is, and the page's type as a multiple of 16 px. */
function useRoomOf(element: React.RefObject<HTMLElement | null>) {
  const [room, setRoom] = useState({ height: 0, unit: 1 });
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () => {
      const unit = (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
      const height = current.clientHeight;
      setRoom((known) => (known.height === height && known.unit === unit ? known : { height, unit }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return room;
}

function useWhole(shared: SharedWindow): boolean {
  const subscribe = useMemo(() => (changed: () => void) => shared.join({ refresh: changed }), [shared]);
  return useSyncExternalStore(subscribe, () => shared.whole);
}
