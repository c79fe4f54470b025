import { Cog, FoldVertical, Table2, UnfoldVertical, Waypoints } from 'lucide-react';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Place } from '../../trace/events';
import type { Trace } from '../../trace/trace';
import { summarise } from '../../trace/words';
import { IconButton } from '../kit/button';
import { Explain } from '../kit/disclosure';
import { Cloth, type ClothHandle } from './cloth';
import type { Density } from './cloth-stage';
import { Legend } from './legend';
import { Moment } from './moment';
import { Ornament } from './ornament';
import { PlaybackBar } from './playback-bar';
import type { PlaybackSource } from './playback-source';
import { trafficOf } from './rows';
import { StatesSeen } from './states-seen';
import styles from './timeline.module.css';
import { TraceTable } from './trace-table';
import { useCalmed } from './use-calmed';
import { useKeys } from './use-keys';
import { useScrollable } from './use-scrollable';

export interface TimelineProps {
  /** The run so far; null before the first one. A longer snapshot of the same run continues it. */
  readonly trace: Trace | null;
  /** Give it the same traces with `setTrace`. */
  readonly playback: PlaybackSource;
  /** While the run goes on: milliseconds since its start, so that the edge moves although nothing happens. */
  readonly liveNow?: (() => number) | undefined;
  /** The line whose stretches are lit (the editor's cursor). */
  readonly highlightPlace?: Place | null | undefined;
  /** The line under the pointer, null when there is none. */
  readonly onHoverPlace?: ((place: Place | null) => void) | undefined;
  /** Said before the first run. */
  readonly emptyText?: string | undefined;
  /** False where the moment's sentences stand elsewhere on the page. */
  readonly showMoment?: boolean | undefined;
  /** Whether the timeline has all the room of its surroundings. */
  readonly enlarged?: boolean | undefined;
  /** Asked to give it all the room, or to take that back. Without it there is no button for that. */
  readonly onEnlarge?: (() => void) | undefined;
}

/** A run as a picture, as a sentence and as a table. */
export function Timeline({
  trace,
  playback,
  liveNow,
  highlightPlace,
  onHoverPlace,
  emptyText = 'Run the program, and its threads are drawn here as they take turns.',
  showMoment = true,
  enlarged = false,
  onEnlarge,
}: TimelineProps) {
  const [asTable, setAsTable] = useState(false);
  const [whole, setWhole] = useState(true);
  const [showInternal, setShowInternal] = useState(false);
  const [density, setDensity] = useState<Density | null>(null);
  const root = useRef<HTMLElement>(null);
  const cloth = useRef<ClothHandle>(null);
  const [seen] = useState(() => new StatesSeen());
  const sentence = useId();
  const sentenceBox = useRef<HTMLParagraphElement>(null);
  useScrollable(sentenceBox);
  const picture = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  const toggle = useCallback(() => setAsTable((now) => !now), []);
  const toggleByKey = useCallback(() => {
    byKey.current = true;
    toggle();
  }, [toggle]);
  const toggleInternal = useCallback(() => setShowInternal((now) => !now), []);
  const seeViewport = useCallback((_: unknown, isWhole: boolean) => setWhole(isWhole), []);

  const live = trace !== null && !trace.complete;
  // Words about a run that goes on are made twice a second, not at every snapshot.
  const told = useCalmed(trace, live ? 500 : 0);
  const words = useMemo(() => (told === null ? '' : summarise(told)), [told]);
  const states = useMemo(() => (told === null ? null : seen.of(told)), [seen, told]);

  const hasInternal = useMemo(() => told !== null && usesInternal(told), [told]);

  // What had the focus is gone: what took its place gets it, so that the same key leads back.
  useEffect(() => {
    if (byKey.current) picture.current?.querySelector<HTMLElement>('[tabindex]')?.focus();
    byKey.current = false;
  }, [asTable]);

  useKeys(root, (event) => {
    if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (trace === null || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    toggleByKey();
  });

  return (
    <section className={styles['timeline']} aria-label="Timeline" ref={root}>
      {trace === null || trace.lanes.length === 0 ? (
        <Ornament text={emptyText} />
      ) : (
        <>
          <div className={styles['picture']} ref={picture}>
            {asTable ? (
              <TraceTable trace={told ?? trace} caption={words} showInternal={showInternal} />
            ) : (
              <Cloth
                ref={cloth}
                trace={trace}
                playback={playback}
                liveNow={live ? liveNow : undefined}
                highlightPlace={highlightPlace}
                onHoverPlace={onHoverPlace}
                onViewport={seeViewport}
                onDensity={setDensity}
                showInternal={showInternal}
                onToggleInternal={toggleInternal}
                onToggleTable={toggleByKey}
                describedBy={sentence}
              />
            )}
          </div>
          <div className={styles['words']}>
            {!asTable && states !== null && (
              <div className={styles['legend']}>
                <Legend trace={trace} states={states} showInternal={showInternal} density={density} />
              </div>
            )}
            <p id={sentence} className={styles['sentence']} ref={sentenceBox}>
              {words}
            </p>
            <span className={styles['toggle']}>
              {!asTable && states !== null && (
                <span className={styles['legendButton']}>
                  <Explain trigger="Legend" label="Legend">
                    <Legend trace={trace} states={states} showInternal={showInternal} density={density} />
                  </Explain>
                </span>
              )}
              {hasInternal && (
                <IconButton
                  label={`${showInternal ? 'Hide' : 'Show'} what the library uses for itself (I)`}
                  aria-pressed={showInternal}
                  onClick={toggleInternal}
                >
                  <Cog size={17} />
                </IconButton>
              )}
              {onEnlarge !== undefined && (
                <IconButton
                  label={enlarged ? 'Give the room back to code and output' : 'Give the timeline all the room'}
                  aria-pressed={enlarged}
                  onClick={onEnlarge}
                >
                  {enlarged ? <FoldVertical size={17} /> : <UnfoldVertical size={17} />}
                </IconButton>
              )}
              <IconButton
                label={asTable ? 'Show the picture (T)' : 'Show the same as a table (T)'}
                aria-pressed={asTable}
                onClick={toggle}
              >
                {asTable ? <Waypoints size={17} /> : <Table2 size={17} />}
              </IconButton>
            </span>
          </div>
          <div className={styles['playback']}>
            <PlaybackBar trace={trace} playback={playback} cloth={cloth} whole={whole || asTable} />
          </div>
          {showMoment && <Moment trace={trace} playback={playback} />}
        </>
      )}
    </section>
  );
}

/** Whether there is anything to show of what the library made for its own use. */
function usesInternal(trace: Trace): boolean {
  if (trafficOf(trace).some(({ internal }) => internal)) return true;
  return trace.resources.some(({ id, internal }) => internal && trace.holds(id).length > 0);
}
