/**
 * Draws the cloth's geometry. Two layers: the cloth itself, painted when the window, the trace or the theme changes; and
 * above it what moves (playhead, beads, hover), painted at every frame of a playback.
 * The strands themselves, of which there may be very many, are bitmaps (`strand-painter.ts`). What is left to the canvas's paths
 * are the few things that bend; and what is a rectangle is filled as one, because a path of thousands takes a tenth of a second.
 */
import { timeline } from '../../texts/en/timeline';
import type { Trace } from '../../trace/trace';
import { CLOTH_FOOT } from './compare-layout';
import { NODE_HOLD, SPAN_LIT, SPAN_OPEN, STATE_CODE, type Bead, type ClothGeometry } from './cloth-layout';
import type { DepthGeometry } from './depth-layout';
import { ARROW_LOOP, ARROW_OPEN, loopHeight, STUB, type MessageGeometry } from './message-layout';
import { COLOURS, rowCentre, type Rows } from './rows';
import { paintBirths, paintSigns } from './sign-painter';
import { bandHeight, NARROWEST_BAND, sheetOf, StrandPainter, weftWidth } from './strand-painter';
import type { SignGeometry } from './sign-layout';
import { thickness, type ClothTheme } from './theme';
import { ticks, toX, type Axis } from './viewport';
import { formatMs } from '../../trace/format';
import { callWords, waitsInside } from '../../trace/words';

/** Where the cloth lies on its canvas, in CSS pixels. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  /** Where the strands begin: to the left are their names. */
  readonly left: number;
  /** The height of the time axis: the rows begin below it. */
  readonly top: number;
  readonly scrollTop: number;
  readonly ratio: number;
  /** False where the times stand elsewhere, over several cloths. */
  readonly times: boolean;
}

/** One edge of a deadlock: the strand on row `from` wants what the one on row `to` holds. */
export interface KnotEdge {
  readonly from: number;
  readonly to: number;
  readonly colour: number;
}

/** More arrows than this are drawn without a rim. */
const RIMMED = 160;

export class ClothPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #strands: StrandPainter;
  readonly #widths = new Map<string, number>();
  /** Where this picture has words already. */
  #said: { readonly x: number; readonly y: number; readonly width: number }[] = [];
  #theme: ClothTheme | null = null;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    this.#strands = new StrandPainter(context.canvas.ownerDocument);
  }

  paint(
    geometry: ClothGeometry,
    trace: Trace,
    rows: Rows,
    axis: Axis,
    stage: Stage,
    theme: ClothTheme,
    knot: readonly KnotEdge[],
    edge: number | null,
    labels: boolean,
    messages: MessageGeometry,
    depths: DepthGeometry,
    signs: SignGeometry,
  ): void {
    const c = this.#context;
    if (this.#theme !== theme) {
      this.#theme = theme;
      this.#widths.clear();
    }
    c.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
    c.clearRect(0, 0, stage.width, stage.height);
    this.#said = [];
    c.lineJoin = 'round';
    c.font = `${12.5 * theme.unit}px ${theme.family}`;
    const bottom = Math.min(stage.height, stage.top + rows.height - stage.scrollTop + 4);
    this.#axis(axis, stage, theme, bottom);

    c.save();
    c.beginPath();
    c.rect(axis.x0 - 14, stage.top - 6, stage.width - axis.x0 + 14, stage.height);
    c.clip();
    c.translate(0, stage.top - stage.scrollTop);
    this.#headers(rows, axis, stage, theme);
    this.#tracks(depths, trace, rows, axis, stage, theme);
    this.#lit(geometry, rows, theme, stage);
    this.#glow(geometry, rows, theme, stage);
    this.#wefts(geometry, rows, theme, stage);
    paintBirths(c, signs, rows, theme);
    const sheet = sheetOf(rows, axis, stage, stage.scrollTop);
    this.#strands.paintBelow(c, geometry, rows, sheet, theme);
    this.#core(geometry, rows, theme, stage);
    this.#arrows(messages, rows, theme);
    this.#strands.paintAbove(c, geometry, rows, sheet, theme);
    this.#bands(geometry, trace, rows, theme, stage, labels);
    this.#arrowEnds(messages, rows, theme);
    if (labels) this.#waits(geometry, trace, rows, theme, stage);
    if (edge !== null) this.#edge(toX(axis, edge), rows, theme);
    if (knot.length > 0) this.#knot(knot, rows, toX(axis, trace.end), theme);
    paintSigns(c, signs, trace, rows, theme, stage.width);
    c.restore();
  }

  #axis(axis: Axis, stage: Stage, theme: ClothTheme, bottom: number) {
    const c = this.#context;
    if (stage.times)
      paintTimes(c, axis, stage.width, stage.top - 14 * theme.unit, theme, (label) => this.#width(label));
    c.lineWidth = 1;
    c.strokeStyle = theme.hair;
    c.beginPath();
    for (const { t } of ticks(axis, axis.x1 - axis.x0, 74 * theme.unit)) {
      const x = Math.round(toX(axis, t)) + 0.5;
      c.moveTo(x, stage.times ? stage.top - 6 : 0);
      c.lineTo(x, stage.times ? bottom : stage.height);
    }
    c.stroke();
  }

  #headers(rows: Rows, axis: Axis, stage: Stage, theme: ClothTheme) {
    const c = this.#context;
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    c.beginPath();
    for (let i = 1; i < rows.rows.length; i++) {
      if (rows.rows[i]?.kind !== 'process') continue;
      const y = Math.round(rows.tops[i] ?? 0) + 0.5;
      c.moveTo(axis.x0 - 14, y);
      c.lineTo(stage.width, y);
    }
    c.stroke();
  }

  /** The stretches of the editor's line: a wash across the lane, and a rule under it for whoever cannot see the wash. */
  #lit(geometry: ClothGeometry, rows: Rows, theme: ClothTheme, stage: Stage) {
    const c = this.#context;
    const { spans, weave } = geometry;
    const half = Math.min(rows.laneHeight * 0.42, theme.strandWidth * 1.6);
    const wash = (row: number, from: number, to: number) => {
      const x0 = Math.max(from, -20);
      const x1 = Math.min(to, stage.width + 20);
      if (x1 <= x0) return;
      const y = rowCentre(rows, row);
      c.fillStyle = theme.hi;
      c.fillRect(x0, y - half, x1 - x0, half * 2);
      c.fillStyle = theme.accent;
      c.fillRect(x0, y + half - 1, x1 - x0, 2);
    };
    for (let i = 0; i < spans.length; i++) {
      if ((spans.get('flags', i) & SPAN_LIT) !== 0) wash(spans.get('row', i), spans.get('x0', i), spans.get('x1', i));
    }
    for (let i = 0; i < weave.length; i++) {
      if (weave.get('lit', i) === 0) continue;
      const row = weave.get('row', i);
      const x0 = weave.get('x', i);
      let x1 = x0 + geometry.columnWidth;
      while (
        i + 1 < weave.length &&
        weave.get('lit', i + 1) !== 0 &&
        weave.get('row', i + 1) === row &&
        weave.get('x', i + 1) - x1 < 1e-6
      ) {
        x1 = weave.get('x', ++i) + geometry.columnWidth;
      }
      wash(row, x0, x1);
    }
  }

  /** Traces the ribbon's way into the current path: holds joined by swings; `gaps` traces the idle ways instead. */
  #way(geometry: ClothGeometry, rows: Rows, stage: Stage, gaps: boolean) {
    const c = this.#context;
    const { ribbon } = geometry;
    const n = ribbon.length;
    let open = false;
    for (let i = 0; i < n; i++) {
      if (ribbon.get('kind', i) !== NODE_HOLD) {
        open = false;
        continue;
      }
      const x0 = ribbon.get('x0', i);
      const x1 = ribbon.get('x1', i);
      const row = ribbon.get('row', i);
      const y = rowCentre(rows, row);
      const from = ribbon.get('from', i);
      const swing = ribbon.get('swingIn', i);
      const gapFrom = ribbon.get('gapFrom', i);
      const joined = from >= 0 && x0 - gapFrom < 0.75;
      const fromY = from >= 0 ? rowCentre(rows, from) : y;
      if (gaps) {
        if (from >= 0 && !joined) {
          c.moveTo(Math.max(gapFrom, -20), fromY);
          c.lineTo(x0 - swing, fromY);
          if (from !== row) c.bezierCurveTo(x0, fromY, x0, y, x0 + swing, y);
          else c.lineTo(x0, y);
        }
        continue;
      }
      if (joined && from !== row) {
        if (!open) c.moveTo(Math.max(Math.min(gapFrom, x0) - swing, -40), fromY);
        c.lineTo(x0 - swing, fromY);
        c.bezierCurveTo(x0, fromY, x0, y, x0 + swing, y);
      } else if (!open || !joined) {
        c.moveTo(Math.max(x0, -40), y);
      }
      // Stop short of the next swing: it begins before the hand-over.
      const next = i + 1;
      const follows =
        next < n &&
        ribbon.get('kind', next) === NODE_HOLD &&
        ribbon.get('gil', next) === ribbon.get('gil', i) &&
        ribbon.get('x0', next) - x1 < 0.75;
      const stop = follows && ribbon.get('row', next) !== row ? x1 - ribbon.get('swingIn', next) : x1;
      c.lineTo(Math.min(Math.max(stop, x0), stage.width + 40), y);
      open = follows;
    }
  }

  #glow(geometry: ClothGeometry, rows: Rows, theme: ClothTheme, stage: Stage) {
    const c = this.#context;
    const { ribbon } = geometry;
    const width = ribbonWidth(rows, theme);
    c.save();
    c.globalAlpha = theme.glowAlpha;
    c.strokeStyle = theme.glow;
    c.lineCap = 'round';
    c.lineWidth = width;
    c.beginPath();
    this.#way(geometry, rows, stage, false);
    c.stroke();
    // The ground of the woven part, joined as long as it keeps its height.
    c.fillStyle = theme.glow;
    c.globalAlpha = theme.glowAlpha * 0.4;
    for (let i = 0; i < ribbon.length; i++) {
      if (ribbon.get('kind', i) === NODE_HOLD) continue;
      const lo = ribbon.get('lo', i);
      const hi = ribbon.get('hi', i);
      const x0 = ribbon.get('x0', i);
      let x1 = ribbon.get('x1', i);
      while (
        i + 1 < ribbon.length &&
        ribbon.get('kind', i + 1) !== NODE_HOLD &&
        ribbon.get('lo', i + 1) === lo &&
        ribbon.get('hi', i + 1) === hi &&
        ribbon.get('x0', i + 1) - x1 < 1
      ) {
        x1 = ribbon.get('x1', ++i);
      }
      const y = rowCentre(rows, lo) - width / 2;
      c.fillRect(x0, y, Math.max(x1 - x0, 1), rowCentre(rows, hi) - rowCentre(rows, lo) + width);
    }
    c.restore();
  }

  /** The ribbon's own thread, thin and clear in the middle of its glow; dashed where nobody holds the GIL. */
  #core(geometry: ClothGeometry, rows: Rows, theme: ClothTheme, stage: Stage) {
    const c = this.#context;
    c.save();
    c.strokeStyle = theme.gil;
    c.lineWidth = 1.8 * theme.unit;
    c.lineCap = 'round';
    c.beginPath();
    this.#way(geometry, rows, stage, false);
    c.stroke();
    c.globalAlpha = 0.6;
    c.lineWidth = 1.2 * theme.unit;
    c.setLineDash([1, 4]);
    c.beginPath();
    this.#way(geometry, rows, stage, true);
    c.stroke();
    c.restore();
  }

  /** Gold threads across the strands, under them. Where they lie over a strand, the strands' painter draws them again. */
  #wefts(geometry: ClothGeometry, rows: Rows, theme: ClothTheme, stage: Stage) {
    const c = this.#context;
    const { ribbon } = geometry;
    const wide = weftWidth(rows, theme);
    c.save();
    c.fillStyle = theme.gil;
    c.globalAlpha = 0.38;
    for (let i = 0; i < ribbon.length; i++) {
      if (ribbon.get('kind', i) === NODE_HOLD) continue;
      const x = ribbon.get('x0', i);
      const lo = ribbon.get('lo', i);
      const hi = ribbon.get('hi', i);
      if (x < -10 || x > stage.width || hi <= lo) continue;
      c.fillRect(x, rowCentre(rows, lo), wide, rowCentre(rows, hi) - rowCentre(rows, lo));
    }
    c.restore();
  }

  /** What is in flight through a pipe or queue: its messages as an area, their bytes as a dotted line. */
  #tracks(depths: DepthGeometry, trace: Trace, rows: Rows, axis: Axis, stage: Stage, theme: ClothTheme) {
    const c = this.#context;
    c.save();
    const ground = (row: number) => (rows.tops[row + 1] ?? 0) - 3;
    const room = (row: number) => Math.max(4, (rows.tops[row + 1] ?? 0) - (rows.tops[row] ?? 0) - 8);
    c.fillStyle = theme.accent;
    c.globalAlpha = 0.22;
    c.beginPath();
    for (let i = 0; i < depths.length; i++) {
      const row = depths.get('row', i);
      const height = Math.max(1.5, depths.get('messages', i) * room(row));
      c.rect(depths.get('x0', i), ground(row) - height, Math.max(depths.get('x1', i) - depths.get('x0', i), 1), height);
    }
    c.fill();
    for (const kind of ['messages', 'bytes'] as const) {
      c.globalAlpha = kind === 'messages' ? 1 : 0.85;
      c.strokeStyle = kind === 'messages' ? theme.accent : theme.ink;
      c.lineWidth = 1.2 * theme.unit;
      c.setLineDash(kind === 'messages' ? [] : [1.5, 2.5]);
      c.beginPath();
      let [lastRow, lastX, lastY] = [-1, 0, 0];
      for (let i = 0; i < depths.length; i++) {
        const row = depths.get('row', i);
        const [x0, x1] = [depths.get('x0', i), depths.get('x1', i)];
        const y = ground(row) - Math.max(1.5, depths.get(kind, i) * room(row));
        if (row !== lastRow || x0 - lastX > 0.5) {
          if (lastRow >= 0) c.lineTo(lastX, ground(lastRow));
          c.moveTo(x0, ground(row));
        } else if (y !== lastY) {
          c.lineTo(x0, lastY);
        }
        c.lineTo(x0, y);
        c.lineTo(x1, y);
        [lastRow, lastX, lastY] = [row, x1, y];
      }
      if (lastRow >= 0) c.lineTo(lastX, ground(lastRow));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    c.beginPath();
    rows.rows.forEach(({ kind }, row) => {
      if (kind !== 'track') return;
      const y = Math.round(ground(row)) + 0.5;
      c.moveTo(axis.x0, y);
      c.lineTo(Math.min(toX(axis, trace.end), stage.width), y);
    });
    c.stroke();
    c.restore();
  }

  /** The ways of messages, behind the strands that run. */
  #arrows({ arrows }: MessageGeometry, rows: Rows, theme: ClothTheme) {
    if (arrows.length === 0) return;
    const c = this.#context;
    c.save();
    c.lineCap = 'round';
    const passes = arrows.length <= RIMMED ? ['rim', 'line'] : ['line'];
    for (const pass of passes) {
      c.globalAlpha = pass === 'rim' ? 0.75 : arrows.length <= RIMMED ? 0.95 : 0.6;
      c.lineWidth = (pass === 'rim' ? 4 : arrows.length <= RIMMED ? 1.3 : 1) * theme.unit;
      for (let colour = 0; colour < COLOURS; colour++) {
        let any = false;
        c.beginPath();
        for (let i = 0; i < arrows.length; i++) {
          if (arrows.get('colour', i) !== colour) continue;
          any = true;
          trackArrow(c, arrows, i, rows);
        }
        if (!any) continue;
        c.strokeStyle = pass === 'rim' ? theme.panel : (theme.strands[colour] as string);
        c.stroke();
      }
    }
    c.restore();
  }

  /** Where messages leave (a dot) and arrive (a head), above everything: these are the moments that count. */
  #arrowEnds({ arrows }: MessageGeometry, rows: Rows, theme: ClothTheme) {
    if (arrows.length === 0) return;
    const c = this.#context;
    const most = arrows.length <= RIMMED ? 6.5 : 4;
    const size = Math.max(3, Math.min(most, rows.laneHeight * 0.22)) * theme.unit;
    c.save();
    c.lineWidth = (arrows.length <= RIMMED ? 2 : 1) * theme.unit;
    c.strokeStyle = theme.panel;
    for (let colour = 0; colour < COLOURS; colour++) {
      let any = false;
      c.beginPath();
      for (let i = 0; i < arrows.length; i++) {
        if (arrows.get('colour', i) !== colour) continue;
        any = true;
        arrowEnds(c, arrows, i, rows, size);
      }
      if (!any) continue;
      c.stroke();
      c.fillStyle = theme.strands[colour] as string;
      c.fill();
    }
    c.strokeStyle = theme.bad;
    c.lineWidth = 1.5 * theme.unit;
    c.beginPath();
    for (let i = 0; i < arrows.length; i++) {
      if ((arrows.get('flags', i) & ARROW_OPEN) === 0) continue;
      const x = arrows.get('x0', i) + STUB.dx;
      const y = arrows.get('y0', i) + STUB.dy;
      c.moveTo(x - 2.5, y - 2.5);
      c.lineTo(x + 2.5, y + 2.5);
      c.moveTo(x - 2.5, y + 2.5);
      c.lineTo(x + 2.5, y - 2.5);
    }
    c.stroke();
    c.restore();
  }

  #bands(geometry: ClothGeometry, trace: Trace, rows: Rows, theme: ClothTheme, stage: Stage, labels: boolean) {
    const c = this.#context;
    const { bands } = geometry;
    const full = thickness(rows, theme);
    c.save();
    c.strokeStyle = theme.ink;
    c.fillStyle = theme.ink;
    c.lineWidth = 1.5 * theme.unit;
    c.beginPath();
    for (let i = 0; i < bands.length; i++) {
      const x0 = Math.max(bands.get('x0', i), -60);
      const x1 = Math.min(bands.get('x1', i), stage.width + 60);
      if (x1 - x0 < NARROWEST_BAND) continue;
      const height = bandHeight(rows, full, bands.get('level', i));
      const y = rowCentre(rows, bands.get('row', i));
      c.roundRect(x0, y - height / 2, x1 - x0, height, Math.min(height / 2, (x1 - x0) / 2));
    }
    c.stroke();
    const gap = rows.laneHeight - bandHeight(rows, full, 0);
    if (labels && gap >= 13 * theme.unit) {
      c.textBaseline = 'alphabetic';
      c.textAlign = 'center';
      let free = Number.NEGATIVE_INFINITY;
      let freeRow = -1;
      for (let i = 0; i < bands.length; i++) {
        const level = bands.get('level', i);
        if (level > 1) continue;
        const row = bands.get('row', i);
        const x0 = Math.max(bands.get('x0', i), stage.left);
        const x1 = Math.min(bands.get('x1', i), stage.width);
        const name = trace.resources[bands.get('resource', i)]?.name ?? '';
        const width = this.#width(name);
        const middle = (x0 + x1) / 2;
        if (x1 - x0 < width * 0.6) continue;
        if (row * 2 + level !== freeRow) free = Number.NEGATIVE_INFINITY;
        if (middle - width / 2 < free) continue;
        const y = rowCentre(rows, row);
        const away = bandHeight(rows, full, 0) / 2 + (gap < 20 * theme.unit ? 3 : 5) * theme.unit;
        this.#say(name, middle, level === 0 ? y - away : y + away + 9 * theme.unit, theme);
        free = middle + width / 2 + 10;
        freeRow = row * 2 + level;
      }
    }
    c.restore();
  }

  /** What the wide waits wait for, and how long, under their lane. */
  #waits(geometry: ClothGeometry, trace: Trace, rows: Rows, theme: ClothTheme, stage: Stage) {
    if (rows.laneHeight - bandHeight(rows, thickness(rows, theme), 0) < 20 * theme.unit) return;
    const c = this.#context;
    const { spans } = geometry;
    c.save();
    c.textAlign = 'center';
    c.textBaseline = 'alphabetic';
    c.fillStyle = theme.soft;
    for (let i = 0; i < spans.length; i++) {
      if (spans.get('state', i) !== STATE_CODE.blocked || (spans.get('flags', i) & SPAN_OPEN) !== 0) continue;
      const x0 = Math.max(spans.get('x0', i), stage.left);
      const x1 = Math.min(spans.get('x1', i), stage.width);
      if (x1 - x0 < 40 * theme.unit) continue;
      const row = spans.get('row', i);
      const actor = rows.rows[row]?.actor;
      const segment = actor === undefined ? undefined : trace.lanes[actor.id]?.segments.at(spans.get('index', i));
      if (segment === undefined) continue;
      const name = segment.resource === null ? segment.via : (trace.resources[segment.resource]?.name ?? '');
      const time = formatMs(segment.end - segment.start);
      const y = rowCentre(rows, row) + bandHeight(rows, thickness(rows, theme), 0) / 2 + 12 * theme.unit;
      const texts = waitsInside(trace, segment)
        ? [timeline.waitsWhere(time, callWords(segment.via)), `${segment.via}, ${time}`]
        : [timeline.waitsFor(time, name), `${name}, ${time}`];
      for (const text of [...texts, time]) {
        const width = this.#width(text);
        if (width > x1 - x0 + 24 || !this.#isFree((x0 + x1) / 2, y, width, theme)) continue;
        this.#say(text, (x0 + x1) / 2, y, theme);
        break;
      }
    }
    c.restore();
  }

  /** Whether nothing has been said yet where a text of this width would stand. */
  #isFree(x: number, y: number, width: number, theme: ClothTheme): boolean {
    const apart = 13 * theme.unit;
    return !this.#said.some((at) => Math.abs(at.y - y) < apart && Math.abs(at.x - x) < (at.width + width) / 2 + 8);
  }

  /** Text with a rim of the ground's colour, so that a strand that passes behind does not cut it. */
  #say(text: string, x: number, y: number, theme: ClothTheme) {
    this.#said.push({ x, y, width: this.#width(text) });
    const c = this.#context;
    c.save();
    c.strokeStyle = theme.panel;
    c.globalAlpha = 0.85;
    c.lineWidth = 4;
    c.strokeText(text, x, y);
    c.restore();
    c.fillText(text, x, y);
  }

  #edge(x: number, rows: Rows, theme: ClothTheme) {
    const c = this.#context;
    c.save();
    c.strokeStyle = theme.accent;
    c.lineWidth = 1.5;
    c.setLineDash([2, 3]);
    c.beginPath();
    c.moveTo(x, -6);
    c.lineTo(x, rows.height);
    c.stroke();
    c.restore();
  }

  /** Each strand of a deadlock bends over to the strand that it waits for; they cross over and under, and none can leave. */
  #knot(knot: readonly KnotEdge[], rows: Rows, x: number, theme: ClothTheme) {
    const c = this.#context;
    const width = Math.min(5, rows.laneHeight / 5) * theme.unit;
    const reach = KNOT_WIDTH * theme.unit;
    c.save();
    c.lineCap = 'round';
    const trace = (edge: KnotEdge) => {
      const y0 = rowCentre(rows, edge.from);
      const y1 = rowCentre(rows, edge.to);
      c.beginPath();
      c.moveTo(x, y0);
      c.bezierCurveTo(x + reach * 0.72, y0, x + reach * 0.28, y1, x + reach, y1);
      const r = Math.min(7 * theme.unit, rows.laneHeight / 4);
      c.arc(
        x + reach,
        y1 + (y1 > y0 ? -r : r),
        r,
        y1 > y0 ? Math.PI / 2 : -Math.PI / 2,
        y1 > y0 ? -Math.PI : Math.PI,
        y1 > y0,
      );
    };
    for (const edge of knot) {
      trace(edge);
      c.strokeStyle = theme.panel;
      c.lineWidth = width + 5;
      c.stroke();
      c.strokeStyle = theme.strands[edge.colour] as string;
      c.lineWidth = width;
      c.stroke();
    }
    let lowest = 0;
    for (const edge of knot) lowest = Math.max(lowest, rowCentre(rows, edge.to), rowCentre(rows, edge.from));
    c.fillStyle = theme.bad;
    c.font = `600 ${12.5 * theme.unit}px ${theme.family}`;
    c.textAlign = 'center';
    // Where the lowest strand of the knot is the last one of all, there is no more room below it than the cloth's foot.
    this.#say('deadlock', x + reach / 2 + 4, Math.min(lowest + 26 * theme.unit, rows.height + CLOTH_FOOT - 3), theme);
    c.restore();
  }

  #width(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > 2000) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width;
  }
}

/** The round times of an axis, above whatever is drawn along it. */
export function paintTimes(
  c: CanvasRenderingContext2D,
  axis: Axis,
  width: number,
  baseline: number,
  theme: ClothTheme,
  measure: (label: string) => number,
): void {
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  c.fillStyle = theme.soft;
  let free = Number.NEGATIVE_INFINITY;
  for (const { t, label } of ticks(axis, axis.x1 - axis.x0, 74 * theme.unit)) {
    const half = measure(label) / 2;
    // A label never leaves the canvas, and never touches its neighbour.
    const at = Math.min(Math.max(Math.round(toX(axis, t)) + 0.5, half + 2), width - half - 2);
    if (at - half <= free) continue;
    c.fillText(label, at, baseline);
    free = at + half + 8;
  }
}

/** How far to the right of the run's end a knot reaches. */
export const KNOT_WIDTH = 64;

type Arrows = MessageGeometry['arrows'];

function trackArrow(c: CanvasRenderingContext2D, arrows: Arrows, i: number, rows: Rows): void {
  const x0 = arrows.get('x0', i);
  const y0 = arrows.get('y0', i);
  const flags = arrows.get('flags', i);
  c.moveTo(x0, y0);
  if (flags & ARROW_OPEN) c.lineTo(x0 + STUB.dx, y0 + STUB.dy);
  else if (flags & ARROW_LOOP) {
    const x1 = arrows.get('x1', i);
    // A quadratic's control point stands twice as high as its top.
    c.quadraticCurveTo((x0 + x1) / 2, y0 - 2 * loopHeight(rows), x1, y0);
  } else c.lineTo(arrows.get('x1', i), arrows.get('y1', i));
}

function arrowEnds(c: CanvasRenderingContext2D, arrows: Arrows, i: number, rows: Rows, size: number): void {
  const x0 = arrows.get('x0', i);
  const y0 = arrows.get('y0', i);
  const flags = arrows.get('flags', i);
  c.moveTo(x0 + size * 0.45, y0);
  c.arc(x0, y0, size * 0.45, 0, Math.PI * 2);
  if (flags & ARROW_OPEN) return;
  const x1 = arrows.get('x1', i);
  const y1 = arrows.get('y1', i);
  const angle =
    flags & ARROW_LOOP ? Math.atan2(4 * loopHeight(rows), Math.max(x1 - x0, 1)) : Math.atan2(y1 - y0, x1 - x0);
  c.moveTo(x1, y1);
  c.lineTo(x1 - size * 1.5 * Math.cos(angle - 0.42), y1 - size * 1.5 * Math.sin(angle - 0.42));
  c.lineTo(x1 - size * 1.5 * Math.cos(angle + 0.42), y1 - size * 1.5 * Math.sin(angle + 0.42));
  c.closePath();
}

function ribbonWidth(rows: Rows, theme: ClothTheme): number {
  return Math.max(6, Math.min(theme.strandWidth * 1.8, rows.laneHeight * 0.8));
}

/** What lies above the cloth and moves. */
export interface Overlay {
  readonly playhead: number | null;
  readonly beads: readonly Bead[];
  readonly hover: { readonly row: number; readonly x0: number; readonly x1: number } | null;
  /** From the waiter to the strand that holds what it waits for. */
  readonly link: { readonly fromRow: number; readonly toRow: number; readonly x: number } | null;
  /** From whoever made a task to the task's beginning. */
  readonly birth: { readonly fromRow: number; readonly toRow: number; readonly x: number } | null;
  /** The message that is looked at, alone in its geometry. */
  readonly message: MessageGeometry | null;
}

export function paintOverlay(
  c: CanvasRenderingContext2D,
  overlay: Overlay,
  rows: Rows,
  axis: Axis,
  stage: Stage,
  theme: ClothTheme,
): void {
  c.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
  c.clearRect(0, 0, stage.width, stage.height);
  const shift = stage.top - stage.scrollTop;
  const bottom = Math.min(stage.height, shift + rows.height + 4);
  const full = thickness(rows, theme);

  c.save();
  c.beginPath();
  c.rect(axis.x0 - 16, stage.top - 6, stage.width, stage.height);
  c.clip();
  if (overlay.hover !== null) {
    const y = shift + rowCentre(rows, overlay.hover.row);
    const x0 = Math.max(overlay.hover.x0, axis.x0 - 16);
    const x1 = Math.min(overlay.hover.x1, stage.width + 20);
    const half = Math.min(rows.laneHeight / 2 - 1, full / 2 + 3);
    c.strokeStyle = theme.accent;
    c.lineWidth = 2;
    c.beginPath();
    c.roundRect(x0 - 1, y - half, Math.max(x1 - x0 + 2, 4), half * 2, 4);
    c.stroke();
  }
  if (overlay.message !== null && overlay.message.arrows.length > 0) {
    const { arrows } = overlay.message;
    c.save();
    c.translate(0, shift);
    c.lineCap = 'round';
    for (const pass of ['rim', 'line']) {
      c.beginPath();
      trackArrow(c, arrows, 0, rows);
      c.strokeStyle = pass === 'rim' ? theme.panel : theme.accent;
      c.lineWidth = (pass === 'rim' ? 6 : 2.6) * theme.unit;
      c.stroke();
    }
    c.beginPath();
    arrowEnds(c, arrows, 0, rows, 9 * theme.unit);
    c.strokeStyle = theme.panel;
    c.lineWidth = 3;
    c.stroke();
    c.fillStyle = theme.accent;
    c.fill();
    c.restore();
  }
  if (overlay.birth !== null) {
    const { x } = overlay.birth;
    const y0 = shift + rowCentre(rows, overlay.birth.fromRow);
    c.strokeStyle = theme.accent;
    c.fillStyle = theme.accent;
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(x, y0);
    c.lineTo(x, shift + rowCentre(rows, overlay.birth.toRow));
    c.stroke();
    c.beginPath();
    c.arc(x, y0, 4 * theme.unit, 0, Math.PI * 2);
    c.fill();
  }
  if (overlay.link !== null) {
    const y0 = shift + rowCentre(rows, overlay.link.fromRow);
    const y1 = shift + rowCentre(rows, overlay.link.toRow);
    const { x } = overlay.link;
    const side = y1 < y0 ? -1 : 1;
    c.strokeStyle = theme.bad;
    c.fillStyle = theme.bad;
    c.lineWidth = 1.5;
    c.setLineDash([3, 3]);
    c.beginPath();
    c.moveTo(x, y0 + (side * full) / 2);
    c.lineTo(x, y1 - side * (full / 2 + 6));
    c.stroke();
    c.setLineDash([]);
    c.beginPath();
    const tip = y1 - side * (full / 2 + 1);
    c.moveTo(x, tip);
    c.lineTo(x - 4, tip - side * 7);
    c.lineTo(x + 4, tip - side * 7);
    c.closePath();
    c.fill();
  }
  c.restore();

  if (overlay.playhead !== null && overlay.playhead >= axis.x0 - 1 && overlay.playhead <= stage.width) {
    const x = Math.round(overlay.playhead) + 0.5;
    c.strokeStyle = theme.ink;
    c.fillStyle = theme.ink;
    c.lineWidth = 1.4;
    c.beginPath();
    c.moveTo(x, stage.times ? stage.top - 5 : 0);
    c.lineTo(x, stage.times ? bottom : stage.height);
    c.stroke();
    if (stage.times) paintHandle(c, x, stage.top - 8, theme);
  }

  c.save();
  c.beginPath();
  c.rect(0, stage.top - 10, stage.width, stage.height);
  c.clip();
  const radius = Math.max(4.5, Math.min(8 * theme.unit, rows.laneHeight * 0.3));
  for (const bead of overlay.beads) {
    if (bead.x < axis.x0 - 12 || bead.x > stage.width) continue;
    const below = shift + bead.y > stage.height;
    if (below || shift + bead.y < stage.top - 4) {
      pointAway(c, bead.x, below ? stage.height - 3 : stage.top + 12, below ? 1 : -1, theme);
      continue;
    }
    c.beginPath();
    c.arc(bead.x, shift + bead.y, radius, 0, Math.PI * 2);
    c.fillStyle = bead.held ? theme.glow : theme.panel;
    c.strokeStyle = bead.held ? theme.panel : theme.gil;
    c.lineWidth = bead.held ? 5 : 2.4;
    if (bead.held) {
      c.stroke();
      c.fill();
    } else {
      c.fill();
      c.stroke();
    }
  }
  c.restore();
}

/** The playhead's handle; its fill is the caller's. */
export function paintHandle(c: CanvasRenderingContext2D, x: number, top: number, theme: ClothTheme): void {
  const s = 5.5 * theme.unit;
  c.beginPath();
  c.moveTo(x - s, top);
  c.lineTo(x + s, top);
  c.lineTo(x, top + s * 1.4);
  c.closePath();
  c.fill();
}

/** The bead is on a strand that is scrolled out of sight: an arrow says where. */
function pointAway(c: CanvasRenderingContext2D, x: number, tip: number, side: 1 | -1, theme: ClothTheme) {
  const s = 6 * theme.unit;
  c.beginPath();
  c.moveTo(x, tip);
  c.lineTo(x - s, tip - side * s * 1.3);
  c.lineTo(x + s, tip - side * s * 1.3);
  c.closePath();
  c.fillStyle = theme.glow;
  c.strokeStyle = theme.panel;
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.stroke();
  c.fill();
}
