import { timeline } from '../../texts/en/timeline';
import { Cog, FoldVertical, Hourglass, Search, Table2, UnfoldVertical, Waypoints } from 'lucide-react';
import { useCallback, useEffect, useId, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import type { Place } from '../../trace/events';
import { findIn, type Found } from '../../trace/find';
import { followable } from '../../trace/follow';
import type { Trace } from '../../trace/trace';
import { resourceName, summarise } from '../../trace/words';
import { createStore } from 'zustand';
import { IconButton } from '../kit/button';
import { Explain } from '../kit/disclosure';
import { Cloth, type ClothHandle } from './cloth';
import type { Density } from './cloth-stage';
import { FindBar } from './find-bar';
import { foundKey, foundName, foundNote, type FoundItem } from './found-words';
import { InFlight, type FlightPoint } from './in-flight';
import { KeysHelp } from './keys-help';
import { Legend } from './legend';
import { Moment } from './moment';
import { Ornament } from './ornament';
import { PlaybackBar } from './playback-bar';
import type { PlaybackSource } from './playback-source';
import { RangeTables, RangeView } from './range-view';
import { StatesSeen } from './states-seen';
import styles from './timeline.module.css';
import { ToolsMenu } from './tools-menu';
import { TraceTable } from './trace-table';
import { useCalmed } from './use-calmed';
import { isField, useKeys } from './use-keys';
import { useScrollable } from './use-scrollable';
import { useTools } from './use-tools';
import { usesInternal } from './uses-internal';
import type { Axis } from './viewport';

/** What buttons outside the timeline do to it. */
export interface TimelineHandle {
  /** Points at a lane, so that all others fade: the next, the one before, none (0). Gives its actor's name, null for none. */
  spotlight(by: 1 | -1 | 0): string | null;
}

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
  /** How many requests were in flight, over time; drawn on the same axis. */
  readonly requests?: readonly FlightPoint[] | undefined;
  /** Asked to give it all the room, or to take that back. Without it there is no button for that. */
  readonly onEnlarge?: (() => void) | undefined;
  readonly ref?: Ref<TimelineHandle>;
}

/** A run as a picture, as a sentence and as a table. */
export function Timeline({
  trace,
  playback,
  liveNow,
  highlightPlace,
  onHoverPlace,
  emptyText = timeline.emptyText,
  showMoment = true,
  enlarged = false,
  requests,
  onEnlarge,
  ref,
}: TimelineProps) {
  const [asTable, setAsTable] = useState(false);
  const [whole, setWhole] = useState(true);
  const [showInternal, setShowInternal] = useState(false);
  const [density, setDensity] = useState<Density | null>(null);
  const root = useRef<HTMLElement>(null);
  const cloth = useRef<ClothHandle>(null);
  useImperativeHandle(ref, () => ({ spotlight: (by) => cloth.current?.spotlight(by) ?? null }));
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

  const tools = useTools(trace, playback, cloth);
  const { order, followed, range, finding, explaining } = tools;
  // Dragged, a range changes at every frame; its words need not.
  const toldRange = useCalmed(range, tools.isSelecting ? 150 : 0);
  const [axis] = useState(() => createStore<Axis | null>(() => null));
  const seeAxis = useCallback((next: Axis) => axis.setState(next, true), [axis]);
  const [foundPlace, setFoundPlace] = useState<Place | null>(null);

  const find = useCallback(
    (query: string) =>
      told === null ? [] : findIn(told, query, { internal: showInternal }).map((found) => itemOf(told, found)),
    [told, showInternal],
  );
  const lookAt = (item: FoundThing | null) => setFoundPlace(item?.found.kind === 'line' ? item.found.place : null);
  const closeFind = () => {
    tools.setFinding(false);
    setFoundPlace(null);
    cloth.current?.focus();
  };

  const hasInternal = useMemo(() => told !== null && usesInternal(told), [told]);

  const asks = explaining || toldRange !== null;

  // What had the focus is gone: what took its place gets it, so that the same key leads back.
  useEffect(() => {
    if (byKey.current) picture.current?.querySelector<HTMLElement>('[tabindex]')?.focus();
    byKey.current = false;
  }, [asTable]);

  useKeys(root, (event) => {
    if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (trace === null || event.target instanceof HTMLSelectElement || isField(event.target)) return;
    event.preventDefault();
    toggleByKey();
  });

  return (
    <section className={styles['timeline']} aria-label={timeline.label} ref={root}>
      {trace === null || trace.lanes.length === 0 ? (
        <Ornament text={emptyText} />
      ) : (
        <>
          <div className={styles['picture']} ref={picture}>
            {finding && !asTable && (
              <FindBar
                find={find}
                onGo={({ found }, direction) => tools.goToFound(found, direction)}
                onLookAt={lookAt}
                onClose={closeFind}
              />
            )}
            {asTable && toldRange !== null ? (
              <RangeTables trace={told ?? trace} range={toldRange} showInternal={showInternal} />
            ) : asTable ? (
              <TraceTable trace={told ?? trace} caption={words} showInternal={showInternal} />
            ) : (
              <Cloth
                ref={cloth}
                trace={trace}
                playback={playback}
                liveNow={live ? liveNow : undefined}
                highlightPlace={foundPlace ?? highlightPlace}
                tools={tools.cloth}
                onAxis={seeAxis}
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
          {requests !== undefined && requests.length > 0 && !asTable && (
            <InFlight points={requests} axis={axis} end={trace.end} playback={playback} />
          )}
          <div className={styles['words']}>
            <span className={styles['toggle']}>
              {!asTable && states !== null && (
                <span className={styles['legendButton']}>
                  <Explain trigger={timeline.legend} label={timeline.legend}>
                    <Legend trace={trace} states={states} showInternal={showInternal} density={density} />
                  </Explain>
                </span>
              )}
              {!asTable && (
                <>
                  <IconButton
                    label={finding ? timeline.closeSearch : timeline.find}
                    aria-pressed={finding}
                    onClick={() => (finding ? closeFind() : tools.setFinding(true))}
                  >
                    <Search size={17} />
                  </IconButton>
                  <IconButton label={timeline.longestWait} onClick={() => cloth.current?.longWait(1)}>
                    <Hourglass size={16} />
                  </IconButton>
                  <ToolsMenu
                    order={order}
                    onOrder={tools.setOrder}
                    followable={() =>
                      followable(trace, showInternal).map(({ id }) => ({ id: `${id}`, name: resourceName(trace, id) }))
                    }
                    followed={followed === null ? null : `${followed}`}
                    onFollow={(id) => tools.follow(trace.resources.find((each) => `${each.id}` === id)?.id ?? null)}
                    onAction={tools.act}
                  />
                </>
              )}
              {hasInternal && (
                <IconButton
                  label={timeline.internal(showInternal)}
                  aria-pressed={showInternal}
                  onClick={toggleInternal}
                >
                  <Cog size={17} />
                </IconButton>
              )}
              {onEnlarge !== undefined && (
                <IconButton
                  label={enlarged ? timeline.giveBack : timeline.enlarge}
                  aria-pressed={enlarged}
                  onClick={onEnlarge}
                >
                  {enlarged ? <FoldVertical size={17} /> : <UnfoldVertical size={17} />}
                </IconButton>
              )}
              <IconButton
                label={asTable ? timeline.showPicture : timeline.showTable}
                aria-pressed={asTable}
                onClick={toggle}
              >
                {asTable ? <Waypoints size={17} /> : <Table2 size={17} />}
              </IconButton>
            </span>
            {!asTable && !asks && states !== null && (
              <div className={styles['legend']}>
                <Legend trace={trace} states={states} showInternal={showInternal} density={density} />
              </div>
            )}
            {explaining ? (
              <Moment trace={trace} playback={playback} onClose={tools.toggleExplain} />
            ) : (
              toldRange !== null && (
                <RangeView
                  trace={told ?? trace}
                  range={toldRange}
                  onShow={() => cloth.current?.zoomTo(toldRange.t0, toldRange.t1)}
                  onClear={tools.clearRange}
                />
              )
            )}
            <p id={sentence} className={asks ? styles['heard'] : styles['sentence']} ref={sentenceBox}>
              {words}
            </p>
          </div>
          <div className={styles['playback']}>
            <PlaybackBar trace={trace} playback={playback} cloth={cloth} whole={whole || asTable} />
          </div>
          {tools.helping && <KeysHelp onClose={tools.closeHelp} />}
          {showMoment && !explaining && <Moment trace={trace} playback={playback} />}
        </>
      )}
    </section>
  );
}

interface FoundThing extends FoundItem {
  readonly found: Found;
}

function itemOf(trace: Trace, found: Found): FoundThing {
  return { key: foundKey(found), name: foundName(trace, found), note: foundNote(trace, found), found };
}
