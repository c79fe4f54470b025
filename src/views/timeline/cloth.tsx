import { timeline } from '../../texts/en/timeline';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useEffectEvent, useId, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { ActorId, Place, ResourceId, TraceTime } from '../../trace/events';
import type { StretchAt } from '../../trace/find';
import { actorsAround, wantedIn } from '../../trace/follow';
import { traceTime } from '../../trace/ids';
import { longWaits, type LongWait } from '../../trace/long-waits';
import { depthOf, stateAt } from '../../trace/selectors';
import type { Segment, Trace } from '../../trace/trace';
import { actorName, makerWords } from '../../trace/words';
import { ClothStage, type Density, type Hover, type LabelView } from './cloth-stage';
import styles from './cloth.module.css';
import type { ClothTools } from './cloth-tools';
import type { SharedWindow } from './compare-window';
import { commandOf } from './keyboard';
import { nameParts } from './lane-names';
import type { PlaybackSource } from './playback-source';
import type { Row } from './rows';
import {
  describeArrow,
  describeDepth,
  describeMark,
  describeStretch,
  sayWords,
  type SegmentWords,
} from './segment-words';
import { useKeys } from './use-keys';
import { useScrollable } from './use-scrollable';
import type { TimeRange } from './tools-painter';
import type { Axis, Viewport } from './viewport';

/** What buttons outside the cloth do to it. */
export interface ClothHandle {
  fit(): void;
  zoomBy(factor: number): void;
  /** Chooses the lane of this stretch, puts the playhead at its start, shows all of it and says what it is. */
  goTo(stretch: StretchAt): void;
  /** Fills the window with a stretch of time. */
  zoomTo(t0: number, t1: number): void;
  longWait(direction: 1 | -1): void;
  focus(): void;
  /** Points at a lane, so that all others fade: the next, the one before, none (0). Gives its actor's name, null for none. */
  spotlight(by: 1 | -1 | 0): string | null;
  /** Says something to whoever hears the page. */
  say(words: string): void;
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
  /** Null while every message in the window has an arrow of its own. */
  readonly onDensity?: ((density: Density | null) => void) | undefined;
  readonly onToggleTable?: (() => void) | undefined;
  /** Whether what the library uses for itself is drawn too. */
  readonly showInternal?: boolean | undefined;
  readonly onToggleInternal?: (() => void) | undefined;
  /** Says what the picture shows: the sentence under it. */
  readonly describedBy?: string | undefined;
  /** What the picture is called, where it is one of several. */
  readonly label?: string | undefined;
  /** The axis that it shares with others; the same one as long as it is shown. */
  readonly shared?: SharedWindow | undefined;
  /** What its tools are set to; without them it has none. */
  readonly tools?: ClothTools | undefined;
  /** Where time lies on it, whenever that has changed. */
  readonly onAxis?: ((axis: Axis) => void) | undefined;
  readonly ref?: Ref<ClothHandle>;
}

export function Cloth(props: ClothProps) {
  const { trace, playback, liveNow, highlightPlace, describedBy, showInternal = false, shared, tools, ref } = props;
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
  /** Which of the longest waits was gone to last. */
  const waits = useRef<{ readonly found: readonly LongWait[]; readonly of: Trace; at: number } | null>(null);

  const hovered = useEffectEvent((next: Hover | null) => {
    setHover(next);
    props.onHoverPlace?.(next === null || next.crowd > 1 ? null : placeOf(trace, next));
  });
  const moved = useEffectEvent((viewport: Viewport, whole: boolean) => props.onViewport?.(viewport, whole));
  const dense = useEffectEvent((density: Density | null) => props.onDensity?.(density));
  const sought = useEffectEvent((t: number) => playback.seek(t));
  const ranged = useEffectEvent((range: TimeRange, done: boolean) => props.tools?.onRange(range, done));
  const lies = useEffectEvent((axis: Axis) => props.onAxis?.(axis));

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
      {
        onSeek: sought,
        onHover: hovered,
        onLabels: setView,
        onViewport: moved,
        onDensity: dense,
        onRange: ranged,
        onAxis: lies,
      },
      shared,
    );
    stage.current = made;
    return () => {
      stage.current = null;
      made.dispose();
    };
  }, [shared]);

  useEffect(() => stage.current?.setTrace(trace, liveNow ?? null), [trace, liveNow]);
  useEffect(() => stage.current?.setShowInternal(showInternal), [showInternal]);
  useEffect(() => stage.current?.setHighlight(highlightPlace ?? null), [highlightPlace]);
  const { order = 'start', followed = null, range = null, selects = false } = tools ?? {};
  useEffect(() => stage.current?.setOrder(order), [order]);
  useEffect(() => stage.current?.setFollowed(followed), [followed]);
  useEffect(() => stage.current?.setRange(range), [range]);
  // Without a tool of this kind, Shift and a drag move the window as any drag does.
  useEffect(() => stage.current?.setSelects(tools === undefined ? 'never' : selects ? 'always' : 'with-shift'));
  useEffect(() => {
    const tell = () => stage.current?.setPlayback(playback.getState());
    tell();
    return playback.subscribe(tell);
  }, [playback]);
  useImperativeHandle(ref, () => ({
    fit: () => stage.current?.fit(),
    zoomBy: (factor: number) => stage.current?.zoomBy(factor),
    goTo,
    zoomTo: (t0: number, t1: number) => stage.current?.zoomTo(t0, t1),
    longWait: goToLongWait,
    spotlight: (by) => {
      const row = stage.current?.spotlight(by) ?? null;
      setLane(row ?? -1);
      return row === null ? null : (stage.current?.rows?.rows[row]?.actor.name ?? null);
    },
    focus: () => root.current?.focus(),
    say: setSaid,
  }));

  function say(at: Hover) {
    const row = stage.current?.rows?.rows[at.row];
    if (row !== undefined) setSaid(sayWords(wordsOf(trace, row, at)));
  }

  function goToLane(direction: 1 | -1) {
    const rows = stage.current?.rows;
    if (rows === null || rows === undefined) return;
    const next = lane < 0 ? (direction === 1 ? 0 : rows.rows.length - 1) : lane + direction;
    const row = rows.rows[next];
    if (row === undefined) return;
    setLane(next);
    const reached = stage.current?.point(next, indexAt(trace, row, traceAt(playback))) ?? null;
    if (reached === null) setSaid(timeline.neverRan(row.actor.name));
    else say(reached);
  }

  function goAlong(direction: 1 | -1) {
    const isHere = hover !== null && hover.row === lane && hover.kind !== 'message' && hover.kind !== 'mark';
    const row = stage.current?.rows?.rows[lane];
    const here = isHere ? hover.index : row === undefined ? 0 : indexAt(trace, row, traceAt(playback));
    const reached = stage.current?.point(lane, here + direction) ?? null;
    if (reached === null) return;
    playback.seek(startOf(trace, reached));
    say(reached);
  }

  function goTo({ actor, index }: Pick<StretchAt, 'actor' | 'index'>, before = '') {
    const row = stage.current?.unfold(actor) ?? -1;
    const segment = trace.lanes[actor]?.segments.at(index);
    if (row < 0 || segment === undefined) {
      setSaid(timeline.noLane(trace.actors[actor]?.name ?? null));
      return;
    }
    setLane(row);
    playback.seek(segment.start);
    stage.current?.show(segment.start, segment.end);
    const reached = stage.current?.point(row, index) ?? null;
    const spec = stage.current?.rows?.rows[row];
    if (reached !== null && spec !== undefined) setSaid(`${before}${sayWords(wordsOf(trace, spec, reached))}`);
  }

  function goToLongWait(direction: 1 | -1) {
    let known = waits.current;
    if (known === null || known.of !== trace) {
      known = { found: longWaits(trace), of: trace, at: direction === 1 ? -1 : 0 };
      waits.current = known;
    }
    const { found } = known;
    if (found.length === 0) {
      setSaid(timeline.nobodyWaited);
      return;
    }
    known.at = (known.at + direction + found.length) % found.length;
    const wait = found[known.at];
    if (wait !== undefined) goTo(wait, timeline.waitOf(known.at + 1, found.length));
  }

  /** What is looked at, as a lock or queue: what a stretch waits for, what a message went through. */
  function resourceLookedAt(): ResourceId | null {
    if (hover === null) return null;
    if (hover.kind === 'message') return hover.message.resource;
    if (hover.kind === 'depth') return hover.resource;
    const actor = stage.current?.rows?.rows[hover.row]?.actor.id;
    if (hover.kind === 'mark' || actor === undefined) return null;
    return wantedIn(trace, actor, hover.segment) ?? heldIn(trace, actor, hover.segment);
  }

  function onTool(kind: 'range' | 'range-of-stretch' | 'follow' | 'order' | 'explain' | 'find' | 'help') {
    if (tools === undefined) return;
    if (kind === 'follow') return tools.onFollow(resourceLookedAt());
    if (kind !== 'range-of-stretch') return tools.onTool(kind);
    if (hover?.kind === 'stretch') tools.onRange({ t0: hover.segment.start, t1: hover.segment.end }, true);
    else setSaid(timeline.chooseStretch);
  }

  function goToMessage(direction: 1 | -1) {
    // From the one that is looked at; otherwise from the playhead.
    const here = hover?.kind === 'message' ? hover.index : beside(trace, playback, direction);
    const reached = stage.current?.pointMessage(here, direction) ?? null;
    if (reached === null) {
      setSaid(trace.messages.length === 0 ? timeline.noMessage : timeline.noFurtherMessage);
      return;
    }
    playback.seek(startOf(trace, reached));
    say(reached);
  }

  function goToMark(direction: 1 | -1) {
    const here = hover?.kind === 'mark' ? hover.index : besideMark(trace, playback, direction);
    const reached = stage.current?.pointMark(here, direction) ?? null;
    if (reached === null) {
      setSaid(trace.marks.length === 0 ? timeline.noWarning : timeline.noFurtherWarning);
      return;
    }
    playback.seek(startOf(trace, reached));
    say(reached);
  }

  function fold(row: number) {
    const process = stage.current?.fold(row);
    if (process === null || process === undefined) return;
    setLane((now) => (now < 0 ? now : (stage.current?.rows?.rowOf[process.actor.id] ?? now)));
    setSaid(timeline.isFolded(process.actor.name, process.folded));
  }

  function onKeyDown(event: KeyboardEvent) {
    // What is written into a field is no command.
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    const looks = hover?.kind === 'message' || hover?.kind === 'mark';
    const command = commandOf(event, lane >= 0, looks || tools?.leavable === true);
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
      case 'message':
        return goToMessage(command.direction);
      case 'mark':
        return goToMark(command.direction);
      case 'fold':
        return fold(lane);
      case 'toggle-internal':
        return props.onToggleInternal?.();
      case 'long-wait':
        return goToLongWait(command.direction);
      case 'range':
      case 'range-of-stretch':
      case 'follow':
      case 'order':
      case 'explain':
      case 'find':
      case 'help':
        return onTool(command.kind);
      case 'leave-lane':
        if (lane >= 0 || looks) leaveLane();
        else tools?.onLeave();
    }
  }

  function leaveLane() {
    setLane(-1);
    stage.current?.clearHover();
  }

  useKeys(root, onKeyDown, leaveLane);
  useScrollable(scroller);

  return (
    <div
      ref={root}
      className={styles['cloth']}
      role="application"
      aria-roledescription={timeline.role}
      aria-label={props.label ?? timeline.picture}
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
            <div className={shared === undefined ? `${styles['labels']} ${styles['belowTimes']}` : styles['labels']}>
              <div ref={labels}>
                {view !== null && <Labels trace={trace} view={view} lane={lane} followed={followed} onFold={fold} />}
              </div>
            </div>
            {hover !== null && view !== null && <Tooltip trace={trace} hover={hover} view={view} />}
          </div>
        </div>
      </div>
      <p id={help} className={styles['hidden']}>
        {timeline.keysHelp}
      </p>
      <p className={styles['hidden']} aria-live="polite">
        {said}
      </p>
    </div>
  );
}

interface LabelsProps {
  readonly trace: Trace;
  readonly view: LabelView;
  readonly lane: number;
  readonly followed: ResourceId | null;
  readonly onFold: (row: number) => void;
}

function taskWords({ actor, tasks, folded }: Row): string {
  return folded ? timeline.showTasks(actor.name, tasks) : timeline.foldTasks(actor.name, tasks);
}

function Labels({ trace, view, lane, followed, onFold }: LabelsProps) {
  const { rows, first, end, labelWidth, small } = view;
  const around = followed === null ? null : actorsAround(trace, followed);
  const shown = [];
  for (let i = first; i < end; i++) {
    const row = rows.rows[i];
    if (row === undefined) continue;
    const top = rows.tops[i] ?? 0;
    const height = (rows.tops[i + 1] ?? top) - top;
    const isFar =
      around !== null &&
      (row.resource === null ? row.kind !== 'process' && !around.has(row.actor.id) : row.resource.id !== followed);
    const className = [
      styles[row.kind],
      small && styles['small'],
      i === lane && styles['chosen'],
      isFar && styles['far'],
    ]
      .filter((name) => typeof name === 'string')
      .join(' ');
    if (row.kind === 'process' || row.tasks > 0) {
      const Chevron = row.folded ? ChevronRight : ChevronDown;
      shown.push(
        <button
          key={row.actor.id}
          type="button"
          tabIndex={-1}
          className={className}
          style={row.kind === 'process' ? { top, height } : { top, height, width: labelWidth }}
          aria-expanded={!row.folded}
          title={row.kind === 'strand' ? taskWords(row) : row.folded ? timeline.showStrands : timeline.foldProcess}
          onClick={() => onFold(i)}
        >
          <Chevron size="1.1em" aria-hidden="true" />
          <span>{row.actor.name}</span>
        </button>,
      );
      continue;
    }
    const name = row.resource?.name ?? row.actor.name;
    const [head, tail] = nameParts(name);
    shown.push(
      <div
        key={row.resource === null ? row.actor.id : `track ${row.resource.id}`}
        className={className}
        style={{ top, height, width: labelWidth }}
        title={
          row.resource === null
            ? [name, makerWords(trace, row.actor.id)].filter((part) => part !== '').join(', ')
            : name
        }
        aria-hidden="true"
      >
        <span>{head}</span>
        {tail !== '' && <span className={styles['tail']}>{tail}</span>}
      </div>,
    );
  }
  return shown;
}

function wordsOf(trace: Trace, row: Row, hover: Hover): SegmentWords {
  switch (hover.kind) {
    case 'stretch':
      return describeStretch(trace, row.actor, hover.segment, hover.index);
    case 'mark':
      return describeMark(trace, hover.mark);
    case 'message':
      return describeArrow(trace, hover.message);
    case 'depth':
      return describeDepth(trace, hover.resource, hover.index);
  }
}

function startOf(trace: Trace, hover: Hover): number {
  switch (hover.kind) {
    case 'stretch':
      return hover.segment.start;
    case 'message':
      return hover.message.sentAt;
    case 'mark':
      return hover.mark.since;
    case 'depth':
      return hover.index < 0 ? 0 : depthOf(trace, hover.resource).start(hover.index);
  }
}

/** The line that the hovered thing comes from: of a message, where its sender was. */
function placeOf(trace: Trace, hover: Hover): Place | null {
  if (hover.kind === 'stretch') return hover.segment.place;
  if (hover.kind === 'mark') return hover.mark.place;
  return hover.kind === 'message' ? (stateAt(trace, hover.message.sender, hover.message.sentAt)?.place ?? null) : null;
}

/** What somebody got hold of in a stretch, or held in it: the latest of it that the learner knows. */
function heldIn(trace: Trace, actor: ActorId, { start, end }: Segment): ResourceId | null {
  let held: { resource: ResourceId; since: number } | null = null;
  for (const { id, kind, internal } of trace.resources) {
    if (kind === 'gil' || internal) continue;
    const holds = trace.holds(id);
    const hold = holds.length === 0 ? null : holds.at(Math.max(0, holds.indexAt(end)));
    if (hold === null || hold.actor !== actor || hold.end <= start || hold.start >= end) continue;
    if (held === null || hold.start > held.since) held = { resource: id, since: hold.start };
  }
  return held?.resource ?? null;
}

/** What is on a row at `t`: which of its stretches, or of its steps. */
function indexAt(trace: Trace, row: Row, t: TraceTime): number {
  const at =
    row.resource === null ? trace.lanes[row.actor.id]?.segments.indexAt(t) : depthOf(trace, row.resource.id).indexAt(t);
  return Math.max(0, at ?? 0);
}

/** Like `beside`, for remarks. */
function besideMark(trace: Trace, playback: PlaybackSource, direction: 1 | -1): number {
  const { t, end } = playback.getState();
  const last = trace.marks.indexAt(traceTime(t));
  return direction === 1 ? (t >= end ? -1 : last) : last + 1;
}

/** The message before the playhead when looking ahead, the one after it when looking back. */
function beside(trace: Trace, playback: PlaybackSource, direction: 1 | -1): number {
  const { t, end } = playback.getState();
  // At rest at the run's end, one begins with the first.
  const last = trace.messages.indexAt(traceTime(t));
  return direction === 1 ? (t >= end ? -1 : last) : last + 1;
}

const NO_WORDS: SegmentWords = { title: '', why: '', when: '', where: '' };

function Tooltip({ trace, hover, view }: { trace: Trace; hover: Hover; view: LabelView }) {
  const row = view.rows.rows[hover.row];
  const name = row === undefined ? '' : actorName(trace, row.actor.id);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0, room: 0 });
  const words = row === undefined ? NO_WORDS : wordsOf(trace, row, hover);
  const several = hover.crowd > 1 && (hover.kind === 'stretch' || hover.kind === 'mark');
  const text = several ? '' : `${words.title}/${words.why}/${words.note}/${words.where}/${words.when}`;
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    setSize({
      width: current.offsetWidth,
      height: current.offsetHeight,
      room: current.parentElement?.clientWidth ?? 0,
    });
  }, [text, view]);
  // A message leads to the right: its words keep out of its way where they can.
  const before = hover.x - size.width - 14;
  const beside = hover.kind === 'message' && before >= 8 ? before : hover.x + 12;
  const left = Math.max(8, Math.min(beside, size.room - size.width - 8));
  const below = hover.y + view.rows.laneHeight / 2 + 4;
  const above = hover.y - view.rows.laneHeight / 2 - size.height - 4;
  return (
    <div
      ref={box}
      className={styles['tooltip']}
      aria-hidden="true"
      style={{ left, top: above > 4 ? above : below, visibility: size.width === 0 ? 'hidden' : 'visible' }}
    >
      {several ? (
        <>
          <strong>
            {hover.kind === 'mark' ? timeline.warningsHere(name, hover.crowd) : timeline.changesHere(name, hover.crowd)}
          </strong>
          <span>{timeline.zoomIn}</span>
        </>
      ) : (
        <>
          <strong>{words.title}</strong>
          {words.why !== '' && <span>{words.why}</span>}
          {words.note !== undefined && words.note !== '' && <span>{words.note}</span>}
          <span>{words.where === '' ? words.when : `${words.where} · ${words.when}`}</span>
          {hover.crowd > 1 && <span>{timeline.arrowOfMany(hover.crowd)}</span>}
        </>
      )}
    </div>
  );
}

function traceAt(playback: PlaybackSource) {
  return traceTime(playback.getState().t);
}
