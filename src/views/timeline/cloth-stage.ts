/**
 * The cloth's moving parts, outside React: it owns the two canvases, the window of time and the frame loop. React mounts it
 * and tells it what changed; everything that happens at frame rate (a live run's edge, a playback, a drag) stays in here.
 */
import type { ActorId, Place, ResourceId } from '../../trace/events';
import { traceTime } from '../../trace/ids';
import type { LaneOrder } from '../../trace/lane-order';
import { depthOf, processOf, threadOf } from '../../trace/selectors';
import type { Mark, Message, Segment, Trace } from '../../trace/trace';
import { beadAt, createGeometry, layoutCloth, type Bead } from './cloth-layout';
import { ClothPainter, KNOT_WIDTH, paintOverlay, type KnotEdge, type Stage } from './cloth-painter';
import { CLOTH_FOOT, SHARED_TOP } from './compare-layout';
import type { SharedWindow, WindowMember } from './compare-window';
import { deadlockOf } from '../../trace/deadlock';
import { createDepthGeometry, layoutDepths } from './depth-layout';
import { ARROW_LOOP, ARROW_OPEN, arrowAt, createMessageGeometry, layoutMessages, nextMessage } from './message-layout';
import { LANE_MAX, LANE_MIN, layRows, rowAt, rowCentre, type Row, type Rows } from './rows';
import { isSameRun } from './same-run';
import { createSignGeometry, endAt, layoutSigns, markAt } from './sign-layout';
import type { PlaybackState } from './playback-source';
import { holderOf } from './segment-words';
import { readTheme, watchTheme, type ClothTheme } from './theme';
import { paintRange, paintVeil, type TimeRange } from './tools-painter';
import { createVeilGeometry, layoutSpotlight, layoutVeil } from './veil-layout';
import { clampViewport, fit, isFit, pan, reveal, toT, toX, zoom, type Axis, type Viewport } from './viewport';

/** What the pointer or the keyboard is at. */
export type Hover = StretchHover | MessageHover | DepthHover | MarkHover;

interface AnyHover {
  readonly row: number;
  /** Of the stretch in its lane, of the message in the trace, of the step of a depth. */
  readonly index: number;
  /** How many stretches share the pixel; above 1 they cannot be told apart at this zoom. */
  readonly crowd: number;
  /** In pixels of the cloth, for the tooltip. */
  readonly x: number;
  readonly y: number;
}

export interface StretchHover extends AnyHover {
  readonly kind: 'stretch';
  readonly segment: Segment;
}

export interface MessageHover extends AnyHover {
  readonly kind: 'message';
  readonly message: Message;
}

export interface MarkHover extends AnyHover {
  readonly kind: 'mark';
  readonly mark: Mark;
}

export interface DepthHover extends AnyHover {
  readonly kind: 'depth';
  readonly resource: ResourceId;
}

/** How many of the messages in the window have an arrow of their own. */
export interface Density {
  readonly drawn: number;
  readonly total: number;
}

/** What React has to draw again when it changes: rows of labels. */
export interface LabelView {
  readonly rows: Rows;
  readonly first: number;
  readonly end: number;
  readonly labelWidth: number;
  /** Rows are so low that names have to be small. */
  readonly small: boolean;
  readonly contentHeight: number;
}

export interface ClothElements {
  /** Scrolls vertically. Holds a sizer, which holds the sticky stage. */
  readonly scroller: HTMLElement;
  /** Receives the pointer. */
  readonly surface: HTMLElement;
  readonly cloth: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  /** Moved along with the rows. */
  readonly labels: HTMLElement;
}

export interface ClothEvents {
  onSeek(t: number): void;
  onHover(hover: Hover | null): void;
  onLabels(view: LabelView): void;
  onViewport(viewport: Viewport, whole: boolean): void;
  /** Null while every message has an arrow of its own. */
  onDensity(density: Density | null): void;
  /** A range is being selected with the pointer; `done` when the pointer has let go. */
  onRange(range: TimeRange, done: boolean): void;
  /** Where time lies has changed: for whatever is drawn beside the cloth on the same axis. */
  onAxis(axis: Axis): void;
}

/** Which drags select a range instead of moving the window. */
export type RangeDrags = 'never' | 'with-shift' | 'always';

/** While a run is live, the cloth shows this much of it at first. */
const LIVE_SPAN_MS = 250;
const GLIDE_MS = 180;
const AXIS_HEIGHT = 38;
const HOVER_REACH = 4;
/** Below this height of a lane names are small. */
const SMALL_NAMES = 15;
/** Milliseconds of rest for each message whose depth was counted: 50,000 are counted twice a second. */
const DEPTH_COST = 0.01;
/** In pixels: how near to an arrow the pointer is at it. */
const ARROW_REACH = 6;

export class ClothStage implements WindowMember {
  readonly #elements: ClothElements;
  readonly #events: ClothEvents;
  readonly #painter: ClothPainter | null;
  /** Where this cloth is one of several on one axis. */
  readonly #shared: SharedWindow | null;
  readonly #overlayContext: CanvasRenderingContext2D | null;
  #geometry = createGeometry();
  readonly #messages = createMessageGeometry();
  readonly #depths = createDepthGeometry();
  readonly #signs = createSignGeometry();
  readonly #looked = createMessageGeometry();
  #folded: ReadonlySet<ActorId> = new Set();
  #depthTrace: { readonly trace: Trace; readonly since: number } | null = null;
  #showInternal = false;
  #order: LaneOrder = 'start';
  /** What is followed: all else fades. */
  #followed: ResourceId | null = null;
  readonly #veil = createVeilGeometry();
  /** The one lane that is pointed at: all others fade. */
  #spotlight: ActorId | null = null;
  #range: TimeRange | null = null;
  /** Which drags select a range. */
  #selects: RangeDrags = 'with-shift';
  #axisKey = '';
  #densityKey = '';
  readonly #undo: (() => void)[] = [];
  readonly #pointers = new Map<number, { x: number; y: number }>();

  #theme: ClothTheme;
  #trace: Trace | null = null;
  #rows: Rows | null = null;
  #knot: readonly KnotEdge[] = [];
  #liveNow: (() => number) | null = null;
  #highlight: Place | null = null;
  #play: PlaybackState = { t: 0, end: 0, playing: false, speed: 1, following: false };
  #viewport: Viewport = fit(0);
  #span = LIVE_SPAN_MS;
  /** While live: the window moves with the edge. Looking elsewhere stops that. */
  #following = true;
  #glide: { from: Viewport; to: Viewport; began: number } | null = null;
  #hover: Hover | null = null;
  #width = 0;
  #height = 0;
  #labelWidth = 60;
  /** How high a lane might be when rows were laid last. */
  #highest = 0;
  #frame = 0;
  #clothDirty = true;
  #still = false;
  #labelKey = '';
  #viewportKey = '';
  #drag: { kind: 'pan' | 'seek' | 'press' | 'range'; x: number; y: number; moved: boolean } | null = null;
  #pinch: { span: number; middle: number } | null = null;

  constructor(elements: ClothElements, events: ClothEvents, shared: SharedWindow | null = null) {
    this.#elements = elements;
    this.#events = events;
    this.#shared = shared;
    if (shared !== null) {
      this.#viewport = shared.viewport;
      this.#undo.push(shared.join(this));
    }
    const context = elements.cloth.getContext('2d');
    this.#painter = context === null ? null : new ClothPainter(context);
    this.#overlayContext = elements.overlay.getContext('2d');
    this.#theme = readTheme(elements.surface);
    this.#readMotion();
    this.#undo.push(
      watchTheme(elements.surface, () => {
        this.#theme = readTheme(elements.surface);
        this.#readMotion();
        this.#layRows();
      }),
    );
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(elements.scroller);
    this.#undo.push(() => observer.disconnect());
    this.#listen(elements.scroller, 'scroll', () => this.#touch());
    this.#listen(elements.surface, 'wheel', (event) => this.#wheel(event), { passive: false });
    this.#listen(elements.surface, 'pointerdown', (event) => this.#down(event));
    this.#listen(elements.surface, 'pointermove', (event) => this.#move(event));
    this.#listen(elements.surface, 'pointerup', (event) => this.#up(event));
    this.#listen(elements.surface, 'pointercancel', (event) => this.#up(event));
    this.#listen(elements.surface, 'pointerleave', () => this.#setHover(null));
    this.#listen(elements.surface, 'dblclick', (event) => this.#doubleClick(event));
    // A web font that arrives late changes the width of every label.
    void elements.surface.ownerDocument.fonts?.ready.then(() => this.#layRows());
    this.#resize();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const undo of this.#undo.splice(0)) undo();
  }

  setTrace(trace: Trace, liveNow: (() => number) | null): void {
    const before = this.#trace;
    const anew = before === null || !isSameRun(before, trace);
    this.#trace = trace;
    this.#liveNow = liveNow;
    if (anew) {
      this.#geometry = createGeometry();
      this.#span = LIVE_SPAN_MS;
      this.#following = true;
      this.#glide = null;
      this.#folded = new Set();
      this.#spotlight = null;
      this.#depthTrace = null;
      this.#setHover(null);
      this.#elements.scroller.scrollTop = 0;
      if (this.#shared !== null) this.#viewport = this.#shared.viewport;
      else if (trace.complete) this.#viewport = fit(trace.end);
    } else if (trace.complete && !before.complete) {
      // The run is over: whoever followed it sees the whole of it; whoever looked at a place stays there.
      if (this.#following) this.#glideTo(fit(trace.end));
      else this.#viewport = clampViewport(this.#viewport, trace.end);
      this.#hover = null;
    }
    this.#layRows();
  }

  /**
   * Folds the tasks of the thread on `row` into it, or unfolds them; on any other row, the process to which what is on it belongs.
   * Gives the row that is left.
   */
  fold(row: number): Row | null {
    const spec = this.#rows?.rows[row];
    if (this.#trace === null || spec === undefined) return null;
    const thread = spec.tasks > 0 || spec.actor.kind === 'task' ? threadOf(this.#trace, spec.actor.id) : null;
    if (thread === null && this.#trace.counts.processes < 2) return null;
    const process = thread ?? processOf(this.#trace, spec.actor.id);
    const folded = new Set(this.#folded);
    if (!folded.delete(process)) folded.add(process);
    this.#folded = folded;
    this.#setHover(null);
    this.#layRows();
    return this.#rows?.rows[this.#rows.rowOf[process] ?? -1] ?? null;
  }

  /** Whether what the library uses for itself is drawn too. */
  setShowInternal(show: boolean): void {
    this.#showInternal = show;
    this.#setHover(null);
    this.#layRows();
  }

  /** In which order lanes stand. */
  setOrder(order: LaneOrder): void {
    if (order === this.#order) return;
    this.#order = order;
    this.#setHover(null);
    this.#layRows();
  }

  /** All that has nothing to do with `resource` fades; nothing does with null. */
  setFollowed(resource: ResourceId | null): void {
    this.#followed = resource;
    this.#touch();
  }

  /**
   * Points at a lane, so that all others fade: the next or the one before (round, and through none), or none with 0. Gives the row that is
   * lit now, null for none.
   */
  spotlight(by: 1 | -1 | 0): number | null {
    const rows = this.#rows;
    if (rows === null || rows.rows.length === 0 || by === 0) this.#spotlight = null;
    else {
      const lit = this.#spotlight === null ? -1 : (rows.rowOf[this.#spotlight] ?? -1);
      const next = lit === -1 ? (by === 1 ? 0 : rows.rows.length - 1) : lit + by;
      this.#spotlight = rows.rows[next]?.actor.id ?? null;
    }
    this.#touch();
    return this.#spotlight === null ? null : (rows?.rowOf[this.#spotlight] ?? null);
  }

  setRange(range: TimeRange | null): void {
    this.#range = range;
    this.#request();
  }

  setSelects(selects: RangeDrags): void {
    this.#selects = selects;
  }

  /** Brings a stretch of time into sight: all of it, and wide enough to be seen. */
  show(t0: number, t1: number): void {
    this.#following = false;
    const { t0: from, t1: to } = this.viewport;
    const length = Math.max(t1 - t0, 0);
    if (t0 >= from && t1 <= to && length >= (to - from) / 12) return;
    const span = Math.min(Math.max(length * 3, 0.5), Math.max(to - from, length * 1.2));
    const middle = (t0 + t1) / 2;
    this.#glideTo(clampViewport({ t0: middle - span / 2, t1: middle + span / 2 }, this.#end));
  }

  /** Fills the window with a stretch of time, and a little on both sides of it. */
  zoomTo(t0: number, t1: number): void {
    this.#following = false;
    const around = Math.max((t1 - t0) * 0.04, 0.02);
    this.#glideTo(clampViewport({ t0: t0 - around, t1: t1 + around }, this.#end));
  }

  /** Unfolds what hides an actor's lane, and gives its row; -1 where it has none. */
  unfold(actor: ActorId): number {
    const trace = this.#trace;
    for (const _ of [0, 1]) {
      const row = this.#rows?.rowOf[actor] ?? -1;
      const spec = this.#rows?.rows[row];
      if (trace === null || spec === undefined || !spec.folded || spec.actor.id === actor) return row;
      this.fold(row);
    }
    return this.#rows?.rowOf[actor] ?? -1;
  }

  /** The window that this cloth shares with others has changed, and not through this one. */
  refresh(): void {
    if (this.#shared === null) return;
    this.#glide = null;
    this.#viewport = this.#shared.viewport;
    this.#labelWidth = this.#shared.names;
    if (this.#shared.laneHeight === this.#highest) this.#touch();
    else this.#layRows();
  }

  setHighlight(place: Place | null): void {
    this.#highlight = place;
    this.#touch();
  }

  setPlayback(view: PlaybackState): void {
    const before = this.#play;
    this.#play = view;
    if (view.following && !before.following && this.#isLive) this.#following = true;
    // When a followed run ends the playhead comes to rest at its end, before or after the last snapshot arrives here: that
    // is not somebody who looks elsewhere.
    const rests = (before.following || this.#isLive) && view.t >= view.end;
    if (view.t !== before.t && !view.following && !rests && this.#trace !== null && this.#drag === null) {
      // Keep the playhead in sight, but do not fight whoever looks elsewhere while it plays.
      const { t0, t1 } = this.viewport;
      if (!view.playing || (before.t >= t0 && before.t <= t1)) {
        // (Of several cloths one is pressed, and it is where it is pressed that the playhead comes to stand.)
        const margin = view.playing ? 0.14 : this.#shared === null ? 0.04 : 0;
        const next = reveal({ t0, t1 }, view.t, this.#end, margin);
        if (next.t0 !== t0 || next.t1 !== t1) {
          if (this.#isLive) this.#following = false;
          this.#setViewport(next);
        }
      }
    }
    this.#request();
  }

  get viewport(): Viewport {
    return this.#glide?.to ?? this.#viewport;
  }

  fit(): void {
    if (this.#isLive) {
      this.#following = true;
      this.#span = Math.max(LIVE_SPAN_MS, this.#edge);
      this.#touch();
    } else {
      this.#glideTo(fit(this.#end));
    }
  }

  /** About the playhead when it is in sight, otherwise about the middle. */
  zoomBy(factor: number): void {
    const { t0, t1 } = this.viewport;
    const anchor = this.#play.t >= t0 && this.#play.t <= t1 && !this.#following ? this.#play.t : (t0 + t1) / 2;
    this.#zoom(factor, anchor, true);
  }

  panBy(windows: number): void {
    this.#following = false;
    const view = this.viewport;
    this.#glideTo(pan(view, (view.t1 - view.t0) * windows, this.#end));
  }

  /** Puts the hover at a stretch, as the keyboard does: in sight, in the row, with its words. */
  point(row: number, index: number): Hover | null {
    const trace = this.#trace;
    const rows = this.#rows;
    const spec = rows?.rows[row];
    if (rows === null || trace === null || spec === undefined) return null;
    if (spec.resource !== null) return this.#pointDepth(trace, rows, row, spec.resource.id, index);
    const segments = trace.lanes[spec.actor.id]?.segments;
    if (segments === undefined || segments.length === 0) return null;
    const i = Math.min(Math.max(index, 0), segments.length - 1);
    const segment = segments.at(i);
    this.#reveal(rows, row, segment.start);
    const axis = this.#axis;
    const x = Math.min(Math.max(toX(axis, (segment.start + segment.end) / 2), axis.x0), axis.x1);
    const hover: Hover = { kind: 'stretch', row, segment, index: i, crowd: 1, x, y: this.#rowY(rows, row) };
    this.#setHover(hover);
    return hover;
  }

  #pointDepth(trace: Trace, rows: Rows, row: number, resource: ResourceId, index: number): Hover | null {
    const depth = depthOf(trace, resource);
    if (depth.length === 0) return null;
    const i = Math.min(Math.max(index, 0), depth.length - 1);
    this.#reveal(rows, row, depth.start(i));
    const x = toX(this.#axis, depth.start(i));
    const hover: Hover = { kind: 'depth', row, resource, index: i, crowd: 1, x, y: this.#rowY(rows, row) };
    this.#setHover(hover);
    return hover;
  }

  /** Puts the hover at the next message that is shown, from `index` on; in sight, with its words. */
  pointMessage(index: number, direction: 1 | -1): Hover | null {
    const trace = this.#trace;
    const rows = this.#rows;
    if (trace === null || rows === null) return null;
    const i = nextMessage(trace, rows, index, direction, this.#showInternal);
    if (i < 0) return null;
    const message = trace.messages.at(i);
    const row = rows.rowOf[message.sender] ?? 0;
    this.#reveal(rows, row, message.sentAt);
    const hover = this.#messageHover(trace, rows, i, 1, Math.max(toX(this.#axis, message.sentAt), 0));
    this.#setHover(hover);
    return hover;
  }

  /** Puts the hover at the next remark from `index` on whose strand has a row; in sight, with its words. */
  pointMark(index: number, direction: 1 | -1): Hover | null {
    const trace = this.#trace;
    const rows = this.#rows;
    if (trace === null || rows === null) return null;
    let i = index + direction;
    while (i >= 0 && i < trace.marks.length && (rows.rowOf[trace.marks.actor(i)] ?? -1) < 0) i += direction;
    if (i < 0 || i >= trace.marks.length) return null;
    const { t, since } = trace.marks.at(i);
    const row = rows.rowOf[trace.marks.actor(i)] ?? 0;
    this.#reveal(rows, row, t);
    this.#reveal(rows, row, since);
    const axis = this.#axis;
    const x = Math.min(Math.max(toX(axis, (since + t) / 2), axis.x0), axis.x1);
    const hover = this.#markHover(trace, rows, i, 1, x);
    this.#setHover(hover);
    return hover;
  }

  #markHover(trace: Trace, rows: Rows, index: number, crowd: number, x: number): MarkHover {
    const mark = trace.marks.at(index);
    const row = rows.rowOf[mark.actor] ?? 0;
    return { kind: 'mark', row, mark, index, crowd, x, y: this.#rowY(rows, row) };
  }

  #messageHover(trace: Trace, rows: Rows, index: number, crowd: number, x: number): MessageHover {
    const message = trace.messages.at(index);
    const row = rows.rowOf[message.sender] ?? 0;
    return { kind: 'message', row, message, index, crowd, x, y: this.#rowY(rows, row) };
  }

  /** Brings a row and a time into sight. */
  #reveal(rows: Rows, row: number, t: number) {
    const top = rows.tops[row] ?? 0;
    const height = (rows.tops[row + 1] ?? top) - top;
    const { scroller } = this.#elements;
    const room = scroller.clientHeight - this.#top - 12;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
    this.#following = false;
    this.#setViewport(reveal(this.#viewport, t, this.#end, 0.04));
  }

  clearHover(): void {
    this.#setHover(null);
  }

  get rows(): Rows | null {
    return this.#rows;
  }

  // The rest is how.

  get #isLive(): boolean {
    return this.#trace !== null && !this.#trace.complete;
  }

  /** The present of a live run, otherwise its end. */
  get #edge(): number {
    const end = this.#trace?.end ?? 0;
    return this.#isLive && this.#liveNow !== null ? Math.max(end, this.#liveNow()) : end;
  }

  /** Where the axis may end: a live run keeps some room before its edge. */
  get #end(): number {
    if (this.#shared !== null) return this.#shared.end;
    return this.#isLive ? Math.max(this.#edge + this.#span * 0.08, this.#span) : this.#edge;
  }

  get #top(): number {
    return (this.#shared === null ? AXIS_HEIGHT : SHARED_TOP) * this.#theme.unit;
  }

  get #axis(): Axis {
    return axisOf(this.#viewport, this.#width, this.#labelWidth, this.#shared?.margin ?? this.#margin);
  }

  /** What is left free beside the run's end. */
  get #margin(): number {
    return (this.#knot.length > 0 ? KNOT_WIDTH + 34 : 24) * this.#theme.unit;
  }

  #rowY(rows: Rows, row: number): number {
    return this.#top + rowCentre(rows, row) - this.#elements.scroller.scrollTop;
  }

  #listen<K extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ) {
    target.addEventListener(type, listener, options);
    this.#undo.push(() => target.removeEventListener(type, listener, options));
  }

  #readMotion() {
    this.#still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #resize() {
    const { scroller, cloth, overlay } = this.#elements;
    this.#width = scroller.clientWidth;
    this.#height = scroller.clientHeight;
    const ratio = devicePixelRatio || 1;
    for (const canvas of [cloth, overlay]) {
      const width = Math.round(this.#width * ratio);
      const height = Math.round(this.#height * ratio);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      canvas.style.width = `${this.#width}px`;
      canvas.style.height = `${this.#height}px`;
    }
    this.#layRows();
    // Painted now, not at the next frame: a resized canvas is empty until then.
    this.#paint();
  }

  #layRows() {
    const trace = this.#trace;
    if (trace === null) return;
    const { unit } = this.#theme;
    this.#highest = this.#shared?.laneHeight ?? LANE_MAX * unit;
    this.#rows = layRows(trace, this.#height - this.#top - CLOTH_FOOT, LANE_MIN * unit, this.#highest, {
      folded: this.#folded,
      showInternal: this.#showInternal,
      order: this.#order,
    });
    const rows = this.#rows;
    this.#knot = deadlockOf(trace).map(({ from, to }) => ({
      from: rows.rowOf[from] ?? 0,
      to: rows.rowOf[to] ?? 0,
      colour: rows.rows[rows.rowOf[from] ?? 0]?.colour ?? 0,
    }));
    this.#labelWidth = this.#measureLabels(rows);
    if (this.#shared !== null) {
      this.#shared.measure(this, this.#labelWidth, this.#margin);
      this.#labelWidth = this.#shared.names;
    }
    this.#touch();
  }

  #measureLabels(rows: Rows): number {
    const context = this.#overlayContext;
    const { unit, family } = this.#theme;
    const limit = (this.#width < 560 * unit ? 78 : 150) * unit;
    if (context === null) return limit;
    context.font = `${13.5 * unit}px ${family}`;
    let widest = 34 * unit;
    for (const row of rows.rows.slice(0, 400)) {
      const name = row.kind === 'strand' ? row.actor.name : (row.resource?.name ?? '');
      // (A thread with tasks has a sign before its name.)
      const sign = row.tasks > 0 ? 24 * unit : 0;
      if (name !== '') widest = Math.max(widest, context.measureText(name).width + 14 + sign);
      if (widest >= limit) return limit;
    }
    return Math.ceil(widest);
  }

  /** The cloth has to be painted anew. */
  #touch() {
    this.#clothDirty = true;
    this.#request();
  }

  #request() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number) => {
    this.#frame = 0;
    if (this.#glide !== null) {
      const share = Math.min(1, (now - this.#glide.began) / GLIDE_MS);
      const eased = 1 - (1 - share) ** 3;
      const { from, to } = this.#glide;
      this.#viewport =
        share >= 1 ? to : { t0: from.t0 + (to.t0 - from.t0) * eased, t1: from.t1 + (to.t1 - from.t1) * eased };
      if (share >= 1) this.#glide = null;
      this.#clothDirty = true;
      this.#shared?.set(this.#viewport, this);
    }
    if (this.#isLive && this.#following) {
      const t1 = this.#end;
      const t0 = Math.max(0, t1 - this.#span);
      if (t1 !== this.#viewport.t1 || t0 !== this.#viewport.t0) {
        this.#viewport = { t0, t1 };
        this.#clothDirty = true;
      }
    }
    this.#paint();
    if (this.#glide !== null || (this.#isLive && this.#liveNow !== null)) this.#request();
  };

  #paint() {
    const trace = this.#trace;
    const rows = this.#rows;
    if (trace === null || rows === null || this.#width === 0) return;
    const axis = this.#axis;
    const scrollTop = this.#elements.scroller.scrollTop;
    const stage: Stage = {
      width: this.#width,
      height: this.#height,
      left: axis.x0,
      top: this.#top,
      scrollTop,
      ratio: devicePixelRatio || 1,
      times: this.#shared === null,
    };
    const first = Math.max(0, rowAt(rows, scrollTop));
    const lowest = rowAt(rows, Math.min(rows.height - 1, scrollTop + this.#height - this.#top));
    const end = lowest < 0 ? rows.rows.length : lowest + 1;
    // Among others, a run that ended before them has its end marked.
    const ended = this.#shared !== null && trace.end < this.#shared.end;
    const edge = this.#isLive ? this.#edge : ended ? trace.end : null;
    if (this.#clothDirty || (edge !== null && this.#liveNow !== null)) {
      this.#clothDirty = false;
      layoutCloth(
        trace,
        rows,
        axis,
        { firstRow: first, endRow: end, highlight: this.#highlight, edge, showInternal: this.#showInternal },
        this.#geometry,
      );
      const followed = this.#followed !== null && trace.resources[this.#followed] !== undefined ? this.#followed : null;
      const shown = { firstRow: first, endRow: end, showInternal: this.#showInternal, through: followed };
      layoutMessages(trace, rows, axis, shown, this.#messages);
      layoutDepths(this.#depthsOf(trace), rows, axis, first, end, this.#depths);
      layoutSigns(trace, rows, axis, first, end, this.#signs);
      this.#painter?.paint(
        this.#geometry,
        trace,
        rows,
        axis,
        stage,
        this.#theme,
        this.#knot,
        edge,
        true,
        this.#messages,
        this.#depths,
        this.#signs,
      );
      if (followed !== null) layoutVeil(trace, rows, axis, followed, first, end, this.#veil);
      this.#tell(rows, first, end);
    }
    this.#paintOverlay(trace, rows, axis, stage);
  }

  #paintOverlay(trace: Trace, rows: Rows, axis: Axis, stage: Stage) {
    if (this.#overlayContext === null) return;
    const atEdge = this.#isLive && this.#play.following;
    const t = atEdge ? trace.end : this.#play.t;
    const beads: Bead[] = [];
    for (const resource of trace.resources) {
      if (resource.kind !== 'gil') continue;
      const process = trace.actors[resource.process];
      if (process !== undefined && process.end !== null && process.end < t) continue;
      // On the way between two strands only while it moves: at rest the bead stands with whoever holds the GIL.
      const still = this.#still || !this.#play.playing;
      const bead = beadAt(trace, resource.id, t, axis, (row) => rowCentre(rows, row), rows, still);
      if (bead !== null) beads.push(bead);
    }
    const hover = this.#hover;
    let link = null;
    if (hover?.kind === 'stretch' && hover.segment.state === 'blocked') {
      const holder = holderOf(trace, hover.segment);
      const toRow = holder === null ? -1 : (rows.rowOf[holder] ?? -1);
      if (toRow >= 0 && toRow !== hover.row) {
        link = { fromRow: hover.row, toRow, x: Math.max(toX(axis, hover.segment.start) + 5, axis.x0 + 5) };
      }
    }
    let birth = null;
    const looked = hover?.kind === 'stretch' && hover.index === 0 ? rows.rows[hover.row]?.actor : undefined;
    if (looked?.kind === 'task' && looked.parent !== null && hover !== null) {
      const fromRow = rows.rowOf[looked.parent] ?? -1;
      if (fromRow >= 0 && fromRow !== hover.row) {
        birth = { fromRow, toRow: hover.row, x: toX(axis, looked.start) };
      }
    }
    paintOverlay(
      this.#overlayContext,
      {
        playhead: atEdge ? null : toX(axis, t),
        beads,
        hover:
          hover === null || hover.kind === 'message'
            ? null
            : hover.kind === 'depth'
              ? { row: hover.row, x0: hover.x - 1, x1: hover.x + 1 }
              : hover.kind === 'mark'
                ? { row: hover.row, x0: toX(axis, hover.mark.since), x1: toX(axis, hover.mark.t) }
                : { row: hover.row, x0: toX(axis, hover.segment.start), x1: toX(axis, hover.segment.end) },
        link,
        birth,
        message: hover?.kind === 'message' ? this.#lookAt(hover, rows, axis) : null,
      },
      rows,
      axis,
      stage,
      this.#theme,
    );
    const c = this.#overlayContext;
    if (this.#range !== null) paintRange(c, this.#range, axis, stage, this.#theme);
    const lit = this.#spotlight === null ? -1 : (rows.rowOf[this.#spotlight] ?? -1);
    if (lit >= 0) {
      layoutSpotlight(axis, lit, 0, rows.rows.length, this.#veil);
      paintVeil(c, this.#veil, null, rows, axis, stage, this.#theme);
    } else if (this.#followed !== null) paintVeil(c, this.#veil, this.#messages, rows, axis, stage, this.#theme);
  }

  /** Depths are counted anew for each snapshot; of a live run with very many messages, not for every one. */
  #depthsOf(trace: Trace): Trace {
    const now = performance.now();
    const known = this.#depthTrace;
    const young = known !== null && now - known.since < trace.messages.length * DEPTH_COST;
    if (known !== null && !trace.complete && young) return known.trace;
    this.#depthTrace = { trace, since: now };
    return trace;
  }

  /** The arrow of one message, although its own may be among those that were left out. */
  #lookAt({ message }: MessageHover, rows: Rows, axis: Axis) {
    const { arrows } = this.#looked;
    arrows.clear();
    const row0 = rows.rowOf[message.sender] ?? -1;
    const row1 = message.receiver === null ? row0 : (rows.rowOf[message.receiver] ?? -1);
    if (row0 < 0 || row1 < 0) return null;
    const at = arrows.add();
    arrows.set('x0', at, toX(axis, message.sentAt));
    arrows.set('y0', at, rowCentre(rows, row0));
    arrows.set('x1', at, toX(axis, message.receivedAt ?? message.sentAt));
    arrows.set('y1', at, rowCentre(rows, row1));
    arrows.set('flags', at, message.receiver === null ? ARROW_OPEN : row0 === row1 ? ARROW_LOOP : 0);
    return this.#looked;
  }

  /** Tells React what changed, and only then. */
  #tell(rows: Rows, first: number, end: number) {
    this.#elements.labels.style.transform = `translateY(${this.#top - this.#elements.scroller.scrollTop}px)`;
    const small = rows.laneHeight < SMALL_NAMES * this.#theme.unit;
    const contentHeight = Math.max(this.#top + rows.height + CLOTH_FOOT, 0);
    let names = 0;
    for (let i = first; i < end; i++) {
      const row = rows.rows[i];
      if (row === undefined) continue;
      for (let k = 0; k < row.actor.name.length; k++) names = (names * 31 + row.actor.name.charCodeAt(k)) | 0;
      names = (names * 31 + (row.actor.end === null ? 1 : 2) + row.actor.id + (row.folded ? 7 : 0)) | 0;
      names = (names * 31 + (row.resource === null ? 0 : row.resource.name.length + row.resource.id)) | 0;
    }
    const key = `${rows.key}/${first}/${end}/${rows.laneHeight}/${contentHeight}/${this.#labelWidth}/${names}`;
    if (key !== this.#labelKey) {
      this.#labelKey = key;
      this.#events.onLabels({ rows, first, end, labelWidth: this.#labelWidth, small, contentHeight });
    }
    const { arrows, total } = this.#messages;
    const density = total > arrows.length ? `${arrows.length}/${total}` : '';
    if (density !== this.#densityKey) {
      this.#densityKey = density;
      this.#events.onDensity(density === '' ? null : { drawn: arrows.length, total });
    }
    const whole = isFit(this.#viewport, this.#end);
    const view = `${this.#viewport.t0}/${this.#viewport.t1}/${whole}`;
    if (view !== this.#viewportKey) {
      this.#viewportKey = view;
      this.#events.onViewport(this.#viewport, whole);
    }
    const axis = this.#axis;
    const lies = `${axis.t0}/${axis.t1}/${axis.x0}/${axis.x1}`;
    if (lies !== this.#axisKey) {
      this.#axisKey = lies;
      this.#events.onAxis(axis);
    }
  }

  #setViewport(next: Viewport) {
    this.#glide = null;
    if (next.t0 === this.#viewport.t0 && next.t1 === this.#viewport.t1) return;
    this.#viewport = next;
    this.#shared?.set(next, this);
    this.#touch();
  }

  #glideTo(to: Viewport) {
    if (this.#still) {
      this.#setViewport(to);
      return;
    }
    this.#glide = { from: this.#viewport, to, began: performance.now() };
    this.#request();
  }

  #zoom(factor: number, anchor: number, glide: boolean) {
    if (this.#isLive && this.#following) {
      this.#span = Math.min(Math.max(this.#span * factor, 2), Math.max(this.#edge, LIVE_SPAN_MS));
      this.#touch();
      return;
    }
    const next = zoom(this.viewport, factor, anchor, this.#end);
    if (glide) this.#glideTo(next);
    else this.#setViewport(next);
  }

  #wheel(event: WheelEvent) {
    const axis = this.#axis;
    const { x } = this.#at(event);
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 200 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const delta = Math.max(-60, Math.min(60, event.deltaY * unit));
      this.#zoom(Math.exp(delta * 0.008), toT(axis, x), false);
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (sideways === 0 || Math.abs(sideways) < Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    this.#following = false;
    const dt = ((sideways * unit) / (axis.x1 - axis.x0)) * (axis.t1 - axis.t0);
    this.#setViewport(pan(this.#viewport, dt, this.#end));
  }

  #at(event: MouseEvent): { x: number; y: number } {
    const box = this.#elements.surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event: PointerEvent) {
    // Captured, the pointer would never click the name of a process.
    const onButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (event.button !== 0 || onButton) return;
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    if (this.#pointers.size === 2) {
      this.#pinch = this.#fingers();
      this.#drag = null;
      return;
    }
    this.#elements.surface.setPointerCapture(event.pointerId);
    const axis = this.#axis;
    const nearPlayhead = Math.abs(at.x - toX(axis, this.#play.t)) < (event.pointerType === 'mouse' ? 5 : 14);
    const seek = at.y < this.#top || (nearPlayhead && !this.#play.following);
    if (this.#selects === 'always' || (event.shiftKey && this.#selects === 'with-shift')) {
      this.#drag = { kind: 'range', ...at, moved: false };
      this.#setHover(null);
      return;
    }
    this.#drag = { kind: seek ? 'seek' : 'press', ...at, moved: false };
    if (at.y < this.#top) this.#seek(at.x);
  }

  #move(event: PointerEvent) {
    const at = this.#at(event);
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, at);
    if (this.#pinch !== null && this.#pointers.size === 2) {
      const now = this.#fingers();
      const anchor = toT(this.#axis, this.#pinch.middle);
      this.#following = false;
      let next = zoom(this.#viewport, this.#pinch.span / now.span, anchor, this.#end);
      const axis = this.#axis;
      next = pan(next, ((this.#pinch.middle - now.middle) / (axis.x1 - axis.x0)) * (next.t1 - next.t0), this.#end);
      this.#setViewport(next);
      this.#pinch = now;
      return;
    }
    const drag = this.#drag;
    if (drag === null) {
      if (event.pointerType !== 'touch') this.#hoverAt(at.x, at.y);
      return;
    }
    const dx = at.x - drag.x;
    if (drag.kind === 'range') {
      drag.moved = drag.moved || Math.abs(dx) > 2;
      if (drag.moved) this.#events.onRange(this.#rangeBetween(drag.x, at.x), false);
      return;
    }
    if (drag.kind === 'seek') {
      drag.moved = true;
      this.#seek(at.x);
      return;
    }
    if (drag.kind === 'press' && Math.abs(dx) > 4) {
      drag.kind = 'pan';
      this.#setHover(null);
    }
    if (drag.kind === 'pan') {
      drag.moved = true;
      const axis = this.#axis;
      this.#following = false;
      this.#setViewport(pan(this.#viewport, (-dx / (axis.x1 - axis.x0)) * (axis.t1 - axis.t0), this.#end));
      if (event.pointerType === 'mouse') this.#elements.scroller.scrollTop -= at.y - drag.y;
      drag.x = at.x;
      drag.y = at.y;
    }
  }

  #up(event: PointerEvent) {
    this.#pointers.delete(event.pointerId);
    if (this.#pinch !== null) {
      if (this.#pointers.size < 2) this.#pinch = null;
      this.#drag = null;
      return;
    }
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.kind === 'range' && drag.moved) {
      this.#events.onRange(this.#rangeBetween(drag.x, this.#at(event).x), true);
      return;
    }
    if (drag === null || drag.moved || event.type === 'pointercancel') return;
    const at = this.#at(event);
    if (at.x < this.#labelWidth) return;
    this.#seek(at.x);
    this.#hoverAt(at.x, at.y);
  }

  #doubleClick(event: MouseEvent) {
    const { x, y } = this.#at(event);
    if (y >= this.#top && x > this.#labelWidth) this.#zoom(event.shiftKey ? 2.5 : 0.4, toT(this.#axis, x), true);
  }

  #fingers(): { span: number; middle: number } {
    const [a, b] = [...this.#pointers.values()];
    if (a === undefined || b === undefined) return { span: 1, middle: 0 };
    return { span: Math.max(8, Math.abs(a.x - b.x)), middle: (a.x + b.x) / 2 };
  }

  #seek(x: number) {
    const t = toT(this.#axis, x);
    this.#events.onSeek(Math.min(Math.max(t, 0), this.#shared?.end ?? this.#trace?.end ?? 0));
  }

  /** From pixel to pixel, in the run's time and inside it. */
  #rangeBetween(x0: number, x1: number): TimeRange {
    const inside = (x: number) => Math.min(Math.max(toT(this.#axis, x), 0), this.#shared?.end ?? this.#trace?.end ?? 0);
    return { t0: inside(Math.min(x0, x1)), t1: inside(Math.max(x0, x1)) };
  }

  #hoverAt(x: number, y: number) {
    const rows = this.#rows;
    const trace = this.#trace;
    if (rows === null || trace === null) return;
    const axis = this.#axis;
    const row = y < this.#top ? -1 : rowAt(rows, y - this.#top + this.#elements.scroller.scrollTop);
    const spec = rows.rows[row];
    const shift = this.#top - this.#elements.scroller.scrollTop;
    const arrow = y < this.#top ? -1 : arrowAt(this.#messages, rows, x, y - shift, ARROW_REACH);
    if (arrow >= 0 && this.#isArrow(rows, row, arrow, x, y - shift)) {
      const { arrows } = this.#messages;
      this.#setHover(this.#messageHover(trace, rows, arrows.get('index', arrow), arrows.get('count', arrow), x));
      return;
    }
    if (x >= axis.x0 - 12 && y >= this.#top) {
      const sign = markAt(this.#signs, rows, this.#theme, x, y - shift);
      if (sign >= 0) {
        const { marks } = this.#signs;
        this.#setHover(this.#markHover(trace, rows, marks.get('index', sign), marks.get('count', sign), x));
        return;
      }
      if (this.#hoverEnd(trace, rows, endAt(this.#signs, rows, this.#theme, x, y - shift), x)) return;
    }
    if (spec !== undefined && spec.resource !== null) {
      this.#hoverDepth(trace, rows, row, spec.resource.id, x);
      return;
    }
    const segments = spec === undefined ? undefined : trace.lanes[spec.actor.id]?.segments;
    if (x < axis.x0 - 6 || x > axis.x1 + 8 || segments === undefined) {
      this.#setHover(null);
      return;
    }
    const reach = (HOVER_REACH / (axis.x1 - axis.x0)) * (axis.t1 - axis.t0);
    const t = toT(axis, x);
    const from = Math.max(0, segments.indexAt(traceTime(t - reach)));
    const to = segments.indexAt(traceTime(t + reach));
    let best = segments.indexAt(traceTime(t));
    const crowd = to - from + 1;
    // Near an edge, the stretch that is hard to hit wins if it is all within reach.
    if (best >= 0 && crowd <= 8) {
      for (let i = from; i <= to; i++) {
        const whole = segments.start(i) >= t - reach && segments.end(i) <= t + reach;
        if (whole && segments.end(i) - segments.start(i) > 0) best = i;
      }
    }
    if (best < 0 || segments.end(best) < t - reach) {
      this.#setHover(null);
      return;
    }
    this.#setHover({
      kind: 'stretch',
      row,
      segment: segments.at(best),
      index: best,
      crowd: crowd > 8 ? crowd : 1,
      x,
      y: this.#rowY(rows, row),
    });
  }

  /** The sign at a strand's end stands for its last stretch, which says how it ended. */
  #hoverEnd(trace: Trace, rows: Rows, row: number, x: number): boolean {
    const spec = rows.rows[row];
    const segments = spec === undefined ? undefined : trace.lanes[spec.actor.id]?.segments;
    if (segments === undefined || segments.length === 0) return false;
    const index = segments.length - 1;
    const segment = segments.at(index);
    this.#setHover({ kind: 'stretch', row, segment, index, crowd: 1, x, y: this.#rowY(rows, row) });
    return true;
  }

  /** On a strand the strand is meant, unless the pointer is at one of the arrow's ends. */
  #isArrow(rows: Rows, row: number, arrow: number, x: number, y: number): boolean {
    const { arrows } = this.#messages;
    const end = Math.min(
      Math.hypot(x - arrows.get('x0', arrow), y - arrows.get('y0', arrow)),
      Math.hypot(x - arrows.get('x1', arrow), y - arrows.get('y1', arrow)),
    );
    if (end < ARROW_REACH || rows.rows[row]?.kind !== 'strand') return true;
    return Math.abs(y - rowCentre(rows, row)) > Math.min(this.#theme.strandWidth, rows.laneHeight * 0.42) / 2 + 1;
  }

  #hoverDepth(trace: Trace, rows: Rows, row: number, resource: ResourceId, x: number) {
    const axis = this.#axis;
    const t = toT(axis, x);
    if (x < axis.x0 - 6 || t > trace.end) {
      this.#setHover(null);
      return;
    }
    const index = depthOf(trace, resource).indexAt(traceTime(t));
    this.#setHover({ kind: 'depth', row, resource, index, crowd: 1, x, y: this.#rowY(rows, row) });
  }

  #setHover(hover: Hover | null) {
    const before = this.#hover;
    if (before === null && hover === null) return;
    this.#hover = hover;
    this.#request();
    const same = before?.kind === hover?.kind;
    if (same && before !== null && hover !== null && before.row === hover.row && before.index === hover.index) {
      if (before.crowd === hover.crowd && Math.abs(before.x - hover.x) < 1) return;
    }
    this.#events.onHover(hover);
  }
}

/** Where time lies beside names so wide, with so much room left free at the end. */
export function axisOf(viewport: Viewport, width: number, names: number, margin: number): Axis {
  const x0 = names + 18;
  return { ...viewport, x0, x1: Math.max(width - margin, x0 + 40) };
}
