/**
 * Draws the strands: the part of the cloth of which there may be tens of thousands of pieces in one picture. They go into bitmaps
 * (`raster.ts`), one below what the canvas draws between them (the ribbon's thread, the arrows) and one above it.
 *
 *     below    thin states, woven columns, hatched waits
 *     between  the ribbon's thread, arrows                       (cloth-painter.ts)
 *     above    pickling, running, the wefts that lie over strands, short holds of locks
 *
 * State is told by shape as well as by colour: running is thick, ready thin, blocked hatched, waiting dotted, sleeping dashed,
 * joining dotted and faint; pickling is barred, unpickling barred on an open ground, waiting for room in a pipe hatched the
 * other way, waiting for a message dots and dashes.
 */
import { ACTOR_STATES } from '../../trace/events';
import { ALONE, COLUMN, NODE_HOLD, SPAN_OPEN, STATE_CODE, WITH_ALONE, type ClothGeometry } from './cloth-layout';
import { inkOf, Raster, type Ink, type Tile } from './raster';
import { rowCentre, type Rows } from './rows';
import { thickness, type ClothTheme } from './theme';
import type { Axis } from './viewport';

/** A lock held for fewer pixels is a rule above and below the strand, not a band around it. */
export const NARROWEST_BAND = 9;

/** How faintly a state is continued of which nothing has been heard yet. */
const OPEN_ALPHA = 0.3;
/** A smaller share of a column's time is not hatched. */
const LEAST_HATCHED = 0.04;

interface Line {
  readonly width: number;
  readonly alpha: number;
  /** Lengths of strokes and of the gaps between them, in turn; null is unbroken. */
  readonly dash: readonly number[] | null;
  readonly round: boolean;
}

const SOLID: Line = { width: 2, alpha: 1, dash: null, round: false };
/** The states that are drawn as lines; the others are bodies. */
const LINES: readonly (Line | null)[] = ACTOR_STATES.map((state) => {
  switch (state) {
    case 'starting':
      return { ...SOLID, width: 1, alpha: 0.45 };
    case 'ready':
      return { ...SOLID, alpha: 0.8 };
    case 'sleeping':
      return { ...SOLID, dash: [6, 5] };
    case 'waiting':
      return { ...SOLID, width: 3, dash: [0.1, 5], round: true };
    case 'joining':
      return { ...SOLID, alpha: 0.75, dash: [0.1, 7], round: true };
    case 'receiving':
      return { ...SOLID, dash: [8, 5, 0.1, 5], round: true };
    case 'running':
    case 'blocked':
    case 'sending':
    case 'pickling':
    case 'unpickling':
      return null;
  }
});

/** A bitmap over a part of the canvas. */
interface Sheet {
  readonly ratio: number;
  /** The bitmap's corner on the canvas, in device pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where the first row's top lies in the bitmap, in device pixels. */
  readonly shift: number;
  /** First and one past the last row that can be seen. */
  readonly first: number;
  readonly end: number;
}

interface Inks {
  readonly strands: readonly Ink[];
  readonly panel: Ink;
  readonly gil: Ink;
  readonly ink: Ink;
}

type Pattern = 'hatch' | 'back' | 'bars';

export class StrandPainter {
  readonly #owner: Document;
  readonly #below: Raster;
  readonly #above: Raster;
  readonly #tiles = new Map<string, Tile>();
  #theme: ClothTheme | null = null;
  #inks: Inks = { strands: [], panel: 0, gil: 0, ink: 0 };

  constructor(owner: Document) {
    this.#owner = owner;
    this.#below = new Raster(owner);
    this.#above = new Raster(owner);
  }

  /** What lies beneath the ribbon's thread. */
  paintBelow(c: CanvasRenderingContext2D, geometry: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme): void {
    this.#read(theme);
    this.#below.begin(sheet.width, sheet.height);
    this.#lines(geometry, rows, sheet, theme);
    this.#woven(geometry, rows, sheet, theme);
    this.#hatched(geometry, rows, sheet, theme);
    this.#below.draw(c, sheet.left, sheet.top);
  }

  /** What lies above it. */
  paintAbove(c: CanvasRenderingContext2D, geometry: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme): void {
    this.#read(theme);
    this.#above.begin(sheet.width, sheet.height);
    this.#barred(geometry, rows, sheet, theme);
    this.#running(geometry, rows, sheet, theme);
    this.#wefts(geometry, rows, sheet, theme);
    this.#rules(geometry, rows, sheet, theme);
    this.#above.draw(c, sheet.left, sheet.top);
  }

  #read(theme: ClothTheme) {
    if (this.#theme === theme) return;
    this.#theme = theme;
    this.#tiles.clear();
    const ink = (colour: string) => inkOf(colour, this.#owner);
    this.#inks = {
      strands: theme.strands.map(ink),
      panel: ink(theme.panel),
      gil: ink(theme.gil),
      ink: ink(theme.ink),
    };
  }

  #lines({ spans }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const raster = this.#below;
    const { ratio, left, shift } = sheet;
    const small = rows.laneHeight < 16 ? 0.7 : 1;
    const stateOf = spans.column('state');
    const x0s = spans.column('x0');
    const x1s = spans.column('x1');
    const rowOf = spans.column('row');
    const colourOf = spans.column('colour');
    const flagsOf = spans.column('flags');
    for (let i = 0; i < spans.length; i++) {
      const line = LINES[stateOf[i] as number];
      if (line === null || line === undefined) continue;
      const ink = this.#inks.strands[colourOf[i] as number] as Ink;
      const alpha = ((flagsOf[i] as number) & SPAN_OPEN) !== 0 ? line.alpha * OPEN_ALPHA : line.alpha;
      const half = (small * theme.unit * line.width * ratio) / 2;
      const y = rowCentre(rows, rowOf[i] as number) * ratio + shift;
      const x0 = (x0s[i] as number) * ratio - left;
      const x1 = (x1s[i] as number) * ratio - left;
      if (line.dash === null) {
        raster.rect(x0, y - half, x1, y + half, ink, alpha);
        continue;
      }
      const period = line.dash.reduce((sum, length) => sum + length, 0) * ratio;
      const end = Math.min(x1, sheet.width + period);
      // (Strokes that lie before the bitmap are left out in whole periods, so that the others stay where they are.)
      for (let x = x0 < -period ? x0 + Math.floor((-period - x0) / period) * period : x0; x < end;) {
        for (let k = 0; k < line.dash.length && x < end; k += 2) {
          const stop = Math.min(x + (line.dash[k] as number) * ratio, end);
          if (line.round) raster.pill(x - half, y - half, stop + half, y + half, half, ink, alpha);
          else raster.rect(x, y - half, stop, y + half, ink, alpha);
          x += ((line.dash[k] as number) + (line.dash[k + 1] as number)) * ratio;
        }
      }
    }
  }

  /** What is too narrow for spans: a strand as thick as the share of time that it ran, hatched behind as it was blocked. */
  #woven({ weave, columnWidth }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const raster = this.#below;
    const { ratio, left, shift } = sheet;
    const full = thickness(rows, theme);
    const thin = 2 * theme.unit;
    const rowOf = weave.column('row');
    const xs = weave.column('x');
    const running = weave.column('running');
    const blocked = weave.column('blocked');
    const alone = weave.column('alone');
    const colourOf = weave.column('colour');
    const wide = columnWidth * ratio;
    const hatch = this.#tile('hatch', theme, ratio);
    /** In quarters of a device pixel. */
    const halfAt = (i: number) =>
      Math.round(4 * halfOf(alone[i] === WITH_ALONE ? 0 : (running[i] as number), thin, full) * ratio) / 4;
    for (let i = 0; i < weave.length; i++) {
      const row = rowOf[i] as number;
      const y = rowCentre(rows, row) * ratio + shift;
      const x = (xs[i] as number) * ratio - left;
      const ink = this.#inks.strands[colourOf[i] as number] as Ink;
      if ((blocked[i] as number) > LEAST_HATCHED) {
        const half = full * 0.45 * ratio;
        raster.tile(x, y - half, x + wide, y + half, hatch, -left, Math.round(shift), ink, 1);
      }
      if (alone[i] === ALONE) {
        const middle = x + wide / 2;
        const half = (full / 2) * ratio;
        raster.pill(middle - 1.5 * ratio, y - half, middle + 1.5 * ratio, y + half, 1.5 * ratio, ink, 1);
        continue;
      }
      // Columns of the same thickness, as far as can be seen, are one: they lie next to each other far more often than not.
      const half = halfAt(i);
      let next = i + 1;
      while (
        next < weave.length &&
        rowOf[next] === row &&
        alone[next] === 0 &&
        !((blocked[next] as number) > LEAST_HATCHED) &&
        (xs[next] as number) - (xs[next - 1] as number) < columnWidth * 1.5 &&
        halfAt(next) === half
      ) {
        next++;
      }
      raster.rect(x, y - half, (xs[next - 1] as number) * ratio - left + wide, y + half, ink, 1);
      i = next - 1;
    }
  }

  #hatched({ spans }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const { ratio, left, shift } = sheet;
    const half = (thickness(rows, theme) * 0.82 * ratio) / 2;
    for (let i = 0; i < spans.length; i++) {
      const state = spans.get('state', i);
      if (state !== STATE_CODE.blocked && state !== STATE_CODE.sending) continue;
      const tile = this.#tile(state === STATE_CODE.sending ? 'back' : 'hatch', theme, ratio);
      const y = rowCentre(rows, spans.get('row', i)) * ratio + shift;
      const x0 = spans.get('x0', i) * ratio - left;
      const x1 = spans.get('x1', i) * ratio - left;
      const ink = this.#inks.strands[spans.get('colour', i)] as Ink;
      this.#body(this.#below, x0, y - half, x1, y + half, tile, ink, 0, spans.get('flags', i), sheet, theme);
    }
  }

  /** Turning objects into bytes and back: as thick as running, because it computes. Bars on the strand, or on open ground. */
  #barred({ spans }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const { ratio, left, shift } = sheet;
    const half = (thickness(rows, theme) * ratio) / 2;
    for (let i = 0; i < spans.length; i++) {
      const state = spans.get('state', i);
      if (state !== STATE_CODE.pickling && state !== STATE_CODE.unpickling) continue;
      const y = rowCentre(rows, spans.get('row', i)) * ratio + shift;
      const x0 = spans.get('x0', i) * ratio - left;
      const x1 = spans.get('x1', i) * ratio - left;
      const ink = this.#inks.strands[spans.get('colour', i)] as Ink;
      const wash = state === STATE_CODE.pickling ? 0.45 : 0;
      const tile = this.#tile('bars', theme, ratio);
      this.#body(this.#above, x0, y - half, x1, y + half, tile, ink, wash, spans.get('flags', i), sheet, theme);
    }
  }

  /** A frame with a pattern in it, which hides what is behind. */
  #body(
    raster: Raster,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    tile: Tile,
    ink: Ink,
    wash: number,
    flags: number,
    { ratio, left, shift, width }: Sheet,
    theme: ClothTheme,
  ) {
    if (x1 <= x0 || x1 < -40 || x0 > width + 40) return;
    const alpha = (flags & SPAN_OPEN) !== 0 ? OPEN_ALPHA : 1;
    raster.rect(x0, y0, x1, y1, this.#inks.panel, alpha);
    if (wash > 0) raster.rect(x0, y0, x1, y1, ink, alpha * wash);
    raster.tile(x0, y0, x1, y1, tile, -left, Math.round(shift), ink, alpha);
    const rim = (1.2 * theme.unit * ratio) / 2;
    raster.rect(x0 - rim, y0 - rim, x1 + rim, y0 + rim, ink, alpha);
    raster.rect(x0 - rim, y1 - rim, x1 + rim, y1 + rim, ink, alpha);
    raster.rect(x0 - rim, y0 + rim, x0 + rim, y1 - rim, ink, alpha);
    raster.rect(x1 - rim, y0 + rim, x1 + rim, y1 - rim, ink, alpha);
  }

  #running({ spans }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const raster = this.#above;
    const { ratio, left, shift } = sheet;
    const full = thickness(rows, theme);
    const stateOf = spans.column('state');
    const x0s = spans.column('x0');
    const x1s = spans.column('x1');
    const rowOf = spans.column('row');
    const colourOf = spans.column('colour');
    const flagsOf = spans.column('flags');
    for (let i = 0; i < spans.length; i++) {
      if (stateOf[i] !== STATE_CODE.running) continue;
      const wide = (x1s[i] as number) - (x0s[i] as number);
      if (!(wide > 0)) continue;
      // A breath between neighbours; never so much that a short turn loses its width.
      const inset = Math.min(1.5, wide * 0.08);
      const row = rowOf[i] as number;
      const half = ((rows.rows[row]?.kind === 'process' ? full * 0.4 : full) * ratio) / 2;
      const x0 = ((x0s[i] as number) + inset) * ratio - left;
      const x1 = ((x1s[i] as number) - inset) * ratio - left;
      const y = rowCentre(rows, row) * ratio + shift;
      const ink = this.#inks.strands[colourOf[i] as number] as Ink;
      const alpha = ((flagsOf[i] as number) & SPAN_OPEN) !== 0 ? OPEN_ALPHA : 1;
      if (wide - 2 * inset < 3) raster.rect(x0, y - half, x1, y + half, ink, alpha);
      else raster.pill(x0, y - half, x1, y + half, Math.min(half, (x1 - x0) / 2), ink, alpha);
    }
  }

  /** Gold threads over every second strand, beginning with the other one at every second thread. */
  #wefts({ ribbon }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const { ratio, left, shift } = sheet;
    const reach = (thickness(rows, theme) / 2 + 0.5) * ratio;
    const wide = weftWidth(rows, theme) * ratio;
    for (let i = 0; i < ribbon.length; i++) {
      if (ribbon.get('kind', i) === NODE_HOLD) continue;
      const x = ribbon.get('x0', i) * ratio - left;
      if (x < -wide || x > sheet.width) continue;
      const lo = ribbon.get('lo', i);
      const hi = Math.min(ribbon.get('hi', i), sheet.end - 1);
      const odd = (lo + i) & 1;
      let row = lo + odd;
      if (row < sheet.first) row = sheet.first + ((sheet.first - row) & 1);
      for (; row <= hi; row += 2) {
        const y = rowCentre(rows, row) * ratio + shift;
        this.#above.rect(x, y - reach, x + wide, y + reach, this.#inks.gil, 0.8);
      }
    }
  }

  /** A hold that is too narrow to be wrapped: a rule above the strand and one below it, as long as the lock was held. */
  #rules({ bands }: ClothGeometry, rows: Rows, sheet: Sheet, theme: ClothTheme) {
    const { ratio, left, shift } = sheet;
    const full = thickness(rows, theme);
    const rule = Math.max(1, 1.5 * theme.unit) * ratio;
    for (let i = 0; i < bands.length; i++) {
      const wide = bands.get('x1', i) - bands.get('x0', i);
      if (wide >= NARROWEST_BAND) continue;
      const x = bands.get('x0', i) * ratio - left;
      const half = (bandHeight(rows, full, bands.get('level', i)) / 2 - 1) * ratio;
      const y = rowCentre(rows, bands.get('row', i)) * ratio + shift;
      const until = x + Math.max(wide, COLUMN) * ratio;
      this.#above.rect(x, y - half - rule, until, y - half, this.#inks.ink, 0.7);
      this.#above.rect(x, y + half, until, y + half + rule, this.#inks.ink, 0.7);
    }
  }

  #tile(kind: Pattern, theme: ClothTheme, ratio: number): Tile {
    const key = `${kind}/${ratio}`;
    let tile = this.#tiles.get(key);
    if (tile === undefined) this.#tiles.set(key, (tile = makeTile(kind, theme.unit * ratio, this.#owner)));
    return tile;
  }
}

/** The part of the canvas that strands lie on. `top` is where rows begin to be seen, `shift` where the first row's top is. */
export function sheetOf(
  rows: Rows,
  axis: Axis,
  stage: { readonly width: number; readonly height: number; readonly top: number; readonly ratio: number },
  scrollTop: number,
): Sheet {
  const { ratio } = stage;
  const left = Math.max(0, Math.floor((axis.x0 - 14) * ratio));
  const top = Math.max(0, Math.floor((stage.top - 6) * ratio));
  const bottom = Math.min(stage.height, stage.top + rows.height - scrollTop + 16);
  const visible = (y: number) => {
    let lo = 0;
    let hi = rows.rows.length;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      if ((rows.tops[middle + 1] ?? 0) < y) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  };
  return {
    ratio,
    left,
    top,
    width: Math.max(1, Math.ceil(stage.width * ratio) - left),
    height: Math.max(1, Math.ceil(bottom * ratio) - top),
    shift: (stage.top - scrollTop) * ratio - top,
    first: visible(scrollTop - 16),
    end: Math.min(rows.rows.length, visible(scrollTop + stage.height - stage.top + 16) + 1),
  };
}

/** The width of a gold thread. */
export function weftWidth(rows: Rows, theme: ClothTheme): number {
  return Math.max(1, Math.min(1.6, rows.laneHeight / 10)) * theme.unit;
}

export function bandHeight(rows: Rows, full: number, level: number): number {
  return Math.max(full + 4, Math.min(full + 12, rows.laneHeight * 0.8) - Math.min(level, 2) * 4);
}

function halfOf(running: number, thin: number, full: number): number {
  return running <= 0 ? thin / 2 : Math.max(thin / 2, (full / 2) * (0.34 + 0.66 * Math.min(1, running)));
}

function makeTile(kind: Pattern, unit: number, owner: Document): Tile {
  const size = Math.max(1, Math.round(6 * unit));
  const canvas = owner.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const c = canvas.getContext('2d', { willReadFrequently: true });
  const cover = new Uint8ClampedArray(size * size);
  if (c === null) return { size, cover };
  c.lineWidth = (kind === 'bars' ? 2.2 : 1.7) * unit;
  c.beginPath();
  if (kind === 'bars') {
    c.moveTo(size / 2, -2);
    c.lineTo(size / 2, size + 2);
  } else {
    for (const shift of [-size, 0, size]) {
      c.moveTo(shift - 2, kind === 'hatch' ? size + 2 : -2);
      c.lineTo(shift + size + 2, kind === 'hatch' ? -2 : size + 2);
    }
  }
  c.stroke();
  const { data } = c.getImageData(0, 0, size, size);
  for (let i = 0; i < cover.length; i++) cover[i] = data[i * 4 + 3] as number;
  return { size, cover };
}
