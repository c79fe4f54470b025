import { useEffect, useEffectEvent, useId, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { Place } from '../../trace/events';
import { traceTime } from '../../trace/ids';
import type { Trace } from '../../trace/trace';
import { ClothStage, type Hover, type LabelView } from './cloth-stage';
import styles from './cloth.module.css';
import { commandOf, KEYS_HELP } from './keyboard';
import type { PlaybackSource } from './playback-source';
import { describeSegment, sayWords } from './segment-words';
import { useKeys } from './use-keys';
import type { Viewport } from './viewport';

/** What buttons outside the cloth do to it. */
export interface ClothHandle {
  fit(): void;
  zoomBy(factor: number): void;
}

export interface ClothProps {
  readonly trace: Trace;
  readonly playback: PlaybackSource;
  /** While the run goes on: milliseconds since its start. Without it the edge is the last event. */
  readonly liveNow?: (() => number) | undefined;
  /** The line whose stretches are lit (the editor's cursor). */
  readonly highlightPlace?: Place | null | undefined;
  /** The line of the stretch under the pointer. */
  readonly onHoverPlace?: ((place: Place | null) => void) | undefined;
  readonly onViewport?: ((viewport: Viewport, whole: boolean) => void) | undefined;
  readonly onToggleTable?: (() => void) | undefined;
  /** Says what the picture shows: the sentence under it. */
  readonly describedBy?: string | undefined;
  readonly ref?: Ref<ClothHandle>;
}

export function Cloth(props: ClothProps) {
  const { trace, playback, liveNow, highlightPlace, describedBy, ref } = props;
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const cloth = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const stage = useRef<ClothStage | null>(null);
  const [view, setView] = useState<LabelView | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const [lane, setLane] = useState(-1);
  const [said, setSaid] = useState('');
  const help = useId();

  const hovered = useEffectEvent((next: Hover | null) => {
    setHover(next);
    props.onHoverPlace?.(next === null || next.crowd > 1 ? null : next.segment.place);
  });
  const moved = useEffectEvent((viewport: Viewport, whole: boolean) => props.onViewport?.(viewport, whole));
  const sought = useEffectEvent((t: number) => playback.seek(t));

  useEffect(() => {
    if (!scroller.current || !surface.current || !cloth.current || !overlay.current || !labels.current) return;
    const made = new ClothStage(
      {
        scroller: scroller.current,
        surface: surface.current,
        cloth: cloth.current,
        overlay: overlay.current,
        labels: labels.current,
      },
      { onSeek: sought, onHover: hovered, onLabels: setView, onViewport: moved },
    );
    stage.current = made;
    return () => {
      stage.current = null;
      made.dispose();
    };
  }, []);

  useEffect(() => stage.current?.setTrace(trace, liveNow ?? null), [trace, liveNow]);
  useEffect(() => stage.current?.setHighlight(highlightPlace ?? null), [highlightPlace]);
  useEffect(() => {
    const tell = () => stage.current?.setPlayback(playback.getState());
    tell();
    return playback.subscribe(tell);
  }, [playback]);
  useImperativeHandle(
    ref,
    () => ({ fit: () => stage.current?.fit(), zoomBy: (factor: number) => stage.current?.zoomBy(factor) }),
    [],
  );

  function say(at: Hover | null) {
    const name = at === null ? undefined : stage.current?.rows?.rows[at.row]?.actor.name;
    if (at !== null && name !== undefined) setSaid(sayWords(describeSegment(trace, name, at.segment)));
  }

  function goToLane(direction: 1 | -1) {
    const rows = stage.current?.rows;
    if (rows === null || rows === undefined) return;
    let next = lane < 0 ? (direction === 1 ? 0 : rows.rows.length - 1) : lane + direction;
    while (rows.rows[next]?.kind === 'process') next += direction;
    const row = rows.rows[next];
    if (row === undefined) return;
    setLane(next);
    const at = trace.lanes[row.actor.id]?.segments.indexAt(traceAt(playback)) ?? 0;
    const reached = stage.current?.point(next, Math.max(0, at)) ?? null;
    if (reached === null) setSaid(`${row.actor.name} never ran`);
    else say(reached);
  }

  function goAlong(direction: 1 | -1) {
    const here = hover !== null && hover.row === lane ? hover.index : 0;
    const reached = stage.current?.point(lane, here + direction) ?? null;
    if (reached === null) return;
    playback.seek(reached.segment.start);
    say(reached);
  }

  function onKeyDown(event: KeyboardEvent) {
    const command = commandOf(event, lane >= 0);
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    switch (command.kind) {
      case 'pan':
        return stage.current?.panBy(command.by);
      case 'zoom':
        return stage.current?.zoomBy(command.factor);
      case 'fit':
        return stage.current?.fit();
      case 'go':
        return playback.seek(command.to === 'start' ? 0 : trace.end);
      case 'step':
        return command.direction === 1 ? playback.stepForward() : playback.stepBack();
      case 'toggle-play':
        return playback.toggle();
      case 'toggle-table':
        return props.onToggleTable?.();
      case 'lane':
        return goToLane(command.direction);
      case 'segment':
        return goAlong(command.direction);
      case 'leave-lane':
        leaveLane();
    }
  }

  function leaveLane() {
    setLane(-1);
    stage.current?.clearHover();
  }

  useKeys(root, onKeyDown, leaveLane);

  return (
    <div
      ref={root}
      className={styles['cloth']}
      role="application"
      aria-roledescription="timeline"
      aria-label="Who ran, who waited, and who held what"
      aria-describedby={describedBy === undefined ? help : `${describedBy} ${help}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes keys of its own
      tabIndex={0}
    >
      <div ref={scroller} className={styles['scroller']} tabIndex={-1}>
        <div
          className={styles['sizer']}
          style={{ height: view === null ? '100%' : `max(100%, ${view.contentHeight}px)` }}
        >
          <div ref={surface} className={styles['surface']}>
            <canvas ref={cloth} className={styles['layer']} aria-hidden="true" />
            <canvas ref={overlay} className={styles['layer']} aria-hidden="true" />
            <div className={styles['labels']} aria-hidden="true">
              <div ref={labels}>{view !== null && <Labels view={view} lane={lane} />}</div>
            </div>
            {hover !== null && view !== null && <Tooltip trace={trace} hover={hover} view={view} />}
          </div>
        </div>
      </div>
      <p id={help} className={styles['hidden']}>
        {KEYS_HELP}
      </p>
      <p className={styles['hidden']} aria-live="polite">
        {said}
      </p>
    </div>
  );
}

function Labels({ view, lane }: { view: LabelView; lane: number }) {
  const { rows, first, end, labelWidth, every } = view;
  const shown = [];
  for (let i = first; i < end; i++) {
    const row = rows.rows[i];
    if (row === undefined || (row.kind === 'strand' && row.ordinal % every !== 0 && i !== lane)) continue;
    const top = rows.tops[i] ?? 0;
    const height = (rows.tops[i + 1] ?? top) - top;
    const classes = [styles[row.kind], i === lane && styles['chosen']];
    shown.push(
      <div
        key={row.actor.id}
        className={classes.filter((name) => typeof name === 'string').join(' ')}
        style={{ top, height, ...(row.kind === 'strand' ? { width: labelWidth } : {}) }}
        title={row.actor.name}
      >
        <span>{row.actor.name}</span>
      </div>,
    );
  }
  return shown;
}

function Tooltip({ trace, hover, view }: { trace: Trace; hover: Hover; view: LabelView }) {
  const name = view.rows.rows[hover.row]?.actor.name ?? '';
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0, room: 0 });
  const words = describeSegment(trace, name, hover.segment);
  const text = hover.crowd > 1 ? '' : `${words.title}/${words.why}/${words.where}/${words.when}`;
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    setSize({
      width: current.offsetWidth,
      height: current.offsetHeight,
      room: current.parentElement?.clientWidth ?? 0,
    });
  }, [text, view]);
  const left = Math.max(8, Math.min(hover.x + 12, size.room - size.width - 8));
  const below = hover.y + view.rows.laneHeight / 2 + 4;
  const above = hover.y - view.rows.laneHeight / 2 - size.height - 4;
  return (
    <div
      ref={box}
      className={styles['tooltip']}
      aria-hidden="true"
      style={{ left, top: above > 4 ? above : below, visibility: size.width === 0 ? 'hidden' : 'visible' }}
    >
      {hover.crowd > 1 ? (
        <>
          <strong>{`${name}: ${hover.crowd} changes here`}</strong>
          <span>Zoom in to tell them apart.</span>
        </>
      ) : (
        <>
          <strong>{words.title}</strong>
          {words.why !== '' && <span>{words.why}</span>}
          <span>{words.where === '' ? words.when : `${words.where} · ${words.when}`}</span>
        </>
      )}
    </div>
  );
}

function traceAt(playback: PlaybackSource) {
  return traceTime(playback.getState().t);
}
