import { timeline } from '../../texts/en/timeline';
import { Cog, Search, Table2, Waypoints } from 'lucide-react';
import { useCallback, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { compareTable, compareWords, type RunToCompare } from '../../trace/compare-words';
import type { Place } from '../../trace/events';
import { formatMs } from '../../trace/format';
import type { Trace } from '../../trace/trace';
import { Button, IconButton } from '../kit/button';
import { Cloth, type ClothHandle } from './cloth';
import { ComparedMoment, ComparedRange, ComparedRangeTables } from './compare-asked';
import styles from './compare.module.css';
import { CompareAxis } from './compare-axis';
import { layCompared } from './compare-layout';
import { steppingThrough } from './compare-steps';
import { findInRuns, followableNames, followedWords, type FoundInRuns } from './compare-tools';
import { SharedWindow } from './compare-window';
import { FindBar } from './find-bar';
import { KeysHelp } from './keys-help';
import { PlaybackBar } from './playback-bar';
import type { PlaybackSource } from './playback-source';
import { ToolsMenu } from './tools-menu';
import type { TimeRange } from './tools-painter';
import { Table, TraceTable } from './trace-table';
import { useCalmed } from './use-calmed';
import { useCompareTools } from './use-compare-tools';
import { isField, useKeys } from './use-keys';
import { useScrollable } from './use-scrollable';
import { usesInternal } from './uses-internal';

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
  const [showInternal, setShowInternal] = useState(false);
  const [foundPlace, setFoundPlace] = useState<Place | null>(null);
  const [shared] = useState(() => new SharedWindow());
  const [handles] = useState(() => new Map<string, ClothHandle>());
  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
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
        showInternal,
      ),
    [shown, runs.length, room, showInternal],
  );
  const longest = shown.reduce<Trace | null>(
    (best, { trace }) => (best === null || trace.end > best.end ? trace : best),
    null,
  );
  const steps = useMemo(() => steppingThrough(playback, shown), [playback, shown]);
  const whole = useWhole(shared);
  const tools = useCompareTools(shown, playback, handles);
  const { order, range, finding, explaining, followed } = tools;
  const toldRange = useCalmed(range, tools.isSelecting ? 150 : 0);
  const hasInternal = useMemo(() => runs.some(({ trace }) => usesInternal(trace)), [runs]);
  const firstShown = shown[0]?.id ?? '';
  /** All of them move together: what is done to one is done to all. */
  const anyCloth = useMemo(
    () => ({
      get current() {
        return handles.get(firstShown) ?? null;
      },
    }),
    [handles, firstShown],
  );
  const find = useCallback((query: string) => findInRuns(shown, query, showInternal), [shown, showInternal]);
  const lookAt = (item: FoundInRuns | null) => {
    const found = item?.found[0]?.found;
    setFoundPlace(found?.kind === 'line' ? found.place : null);
  };
  const closeFind = () => {
    setFoundPlace(null);
    tools.closeFind();
  };
  const toggleInternal = () => setShowInternal((now) => !now);

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
    if (event.target instanceof HTMLSelectElement || isField(event.target)) return;
    event.preventDefault();
    toggleByKey();
  });

  const asks = !asTable && (explaining || toldRange !== null);
  const toggleRun = (id: string) => {
    const next = new Set(leftOut);
    if (!next.delete(id)) next.add(id);
    setLeftOut(next);
  };

  return (
    <section className={styles['compare']} aria-label={timeline.comparison} ref={root}>
      {asTable ? (
        <Tables runs={shown} range={toldRange} showInternal={showInternal} />
      ) : (
        <div className={styles['pictures']}>
          {finding && <FindBar find={find} onGo={tools.goToFound} onLookAt={lookAt} onClose={closeFind} />}
          <div className={styles['scroller']} ref={scroller}>
            <CompareAxis shared={shared} playback={playback} />
            {runs.map(({ id, name, wallMs, note, trace }) => {
              const place = shown.findIndex((run) => run.id === id);
              return (
                <section key={id} className={styles['run']} aria-label={timeline.runOf(name)}>
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
                    <Button look="quiet" aria-label={timeline.openAlone(name)} onClick={() => onOpen(id)}>
                      {timeline.open}
                    </Button>
                  </div>
                  {place >= 0 && (
                    <div style={{ height: layout.heights[place] }}>
                      <Cloth
                        ref={(handle) => {
                          if (handle === null) handles.delete(id);
                          else handles.set(id, handle);
                        }}
                        trace={trace}
                        tools={tools.toolsOf({ id, name, trace })}
                        highlightPlace={foundPlace}
                        showInternal={showInternal}
                        onToggleInternal={toggleInternal}
                        playback={steps}
                        shared={shared}
                        label={timeline.pictureOf(name)}
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
        </div>
      )}
      <div className={styles['words']}>
        <div className={styles['said']}>
          {explaining && !asTable ? (
            <ComparedMoment runs={shown} playback={playback} onClose={tools.toggleExplain} />
          ) : (
            toldRange !== null &&
            !asTable && (
              <ComparedRange
                runs={shown}
                range={toldRange}
                onShow={() => anyCloth.current?.zoomTo(toldRange.t0, toldRange.t1)}
                onClear={tools.clearRange}
              />
            )
          )}
          <div className={asks ? 'visually-hidden' : undefined}>
            <p id={sentence} className={asks ? undefined : styles['sentence']} ref={sentenceBox}>
              {shown.length === 0 ? timeline.allLeftOut : compareWords(shown)}
            </p>
            <p className={styles['caution']}>{timeline.oneRunEach}</p>
          </div>
          {followed !== null && !asTable && <p className={styles['caution']}>{`${followedWords(shown, followed)}.`}</p>}
          <p className="visually-hidden" aria-live="polite">
            {tools.said}
          </p>
        </div>
        <span className={styles['toggle']}>
          {!asTable && shown.length > 0 && (
            <>
              <IconButton
                label={finding ? timeline.closeSearch : timeline.findInAll}
                aria-pressed={finding}
                onClick={() => (finding ? closeFind() : tools.openFind())}
              >
                <Search size={17} />
              </IconButton>
              <ToolsMenu
                order={order}
                onOrder={tools.setOrder}
                followable={() => followableNames(shown, showInternal).map((name) => ({ id: name, name }))}
                followed={followed}
                onFollow={tools.follow}
                onAction={tools.act}
              />
            </>
          )}
          {hasInternal && (
            <IconButton label={timeline.internal(showInternal)} aria-pressed={showInternal} onClick={toggleInternal}>
              <Cog size={17} />
            </IconButton>
          )}
          <IconButton
            label={asTable ? timeline.showPictures : timeline.showTables}
            aria-pressed={asTable}
            onClick={() => setAsTable((now) => !now)}
          >
            {asTable ? <Waypoints size={17} /> : <Table2 size={17} />}
          </IconButton>
        </span>
      </div>
      {longest !== null && (
        <div className={styles['playback']}>
          <PlaybackBar trace={longest} playback={steps} cloth={anyCloth} whole={whole || asTable} say={formatMs} />
        </div>
      )}
      {tools.helping && <KeysHelp onClose={tools.closeHelp} />}
    </section>
  );
}

interface TablesProps {
  readonly runs: readonly ComparedRun[];
  readonly range: TimeRange | null;
  readonly showInternal: boolean;
}

/** What was to be compared, in figures, and then each run's own stretches, or its part of the range. */
function Tables({ runs, range, showInternal }: TablesProps) {
  return (
    <div className={styles['scroller']}>
      <div className={styles['figures']}>
        <Table words={compareTable(runs)}>
          <caption>{runs.length === 1 ? timeline.runInFigures : timeline.runsInFigures}</caption>
        </Table>
      </div>
      {runs.map(({ id, name, trace }) => (
        <div key={id} className={styles['table']}>
          <h3 className={styles['title']}>{name}</h3>
          {range === null ? (
            <TraceTable
              trace={trace}
              caption={timeline.runOf(name)}
              label={timeline.tableOf(name)}
              showInternal={showInternal}
            />
          ) : (
            <ComparedRangeTables run={{ name, trace }} range={range} showInternal={showInternal} />
          )}
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
