/**
 * A bitmap that is filled by ourselves. The canvas draws a path of ten thousand small rectangles in a quarter of a second where there
 * is no GPU, because it looks at all of their edges on every line; a bitmap takes them in half a millisecond.
 *
 *     raster.begin(width, height)
 *     raster.rect(...)                      // in device pixels; edges between pixels are softened, as the canvas does it
 *     raster.draw(context, x, y)            // lays it over what the canvas has
 *
 * Colours are numbers as `inkOf` gives them, without their alpha. Where a colour meets itself in one pixel, coverage adds up: two
 * rectangles that touch between two pixels leave no seam.
 */

/** Red in the lowest byte, then green and blue: the order of an image's bytes in a word. */
export type Ink = number;

/** A square of coverages, repeated over the plane. */
export interface Tile {
  readonly size: number;
  readonly cover: Uint8ClampedArray;
}

export class Raster {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #image: ImageData | null = null;
  #words = new Uint32Array(0);
  #width = 0;
  #height = 0;
  #empty = true;

  constructor(owner: Document) {
    this.#canvas = owner.createElement('canvas');
    this.#context = this.#canvas.getContext('2d');
  }

  /** Empties it. */
  begin(width: number, height: number): void {
    if (this.#context === null) return;
    if (width !== this.#width || height !== this.#height || this.#image === null) {
      this.#width = this.#canvas.width = Math.max(1, width);
      this.#height = this.#canvas.height = Math.max(1, height);
      this.#image = this.#context.createImageData(this.#width, this.#height);
      this.#words = new Uint32Array(this.#image.data.buffer);
    } else if (!this.#empty) {
      this.#words.fill(0);
    }
    this.#empty = true;
  }

  draw(target: CanvasRenderingContext2D, x: number, y: number): void {
    if (this.#empty || this.#image === null || this.#context === null) return;
    this.#context.putImageData(this.#image, 0, 0);
    target.save();
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.globalAlpha = 1;
    target.drawImage(this.#canvas, x, y);
    target.restore();
  }

  rect(x0: number, y0: number, x1: number, y1: number, ink: Ink, alpha: number): void {
    const left = Math.max(x0, 0);
    const right = Math.min(x1, this.#width);
    const top = Math.max(y0, 0);
    const bottom = Math.min(y1, this.#height);
    if (!(right > left) || !(bottom > top)) return;
    this.#empty = false;
    const first = Math.ceil(top);
    const last = Math.floor(bottom);
    if (first > last) {
      this.#line(first - 1, left, right, ink, alpha * (bottom - top), alpha);
      return;
    }
    if (first > top) this.#line(first - 1, left, right, ink, alpha * (first - top), alpha);
    if (bottom > last) this.#line(last, left, right, ink, alpha * (bottom - last), alpha);
    this.#block(first, last, left, right, ink, alpha);
  }

  /** Whole lines, from `y0` up to and without `y1`. */
  #block(y0: number, y1: number, left: number, right: number, ink: Ink, alpha: number): void {
    const words = this.#words;
    const width = this.#width;
    const first = Math.floor(left);
    const last = Math.ceil(right) - 1;
    const full = Math.round(alpha * 255);
    const before = first >= last ? right - left : first + 1 - left;
    const a0 = Math.round(before * alpha * 255);
    const a1 = first >= last ? 0 : Math.round((right - last) * alpha * 255);
    const word = (ink | (full << 24)) >>> 0;
    for (let y = y0, row = y0 * width; y < y1; y++, row += width) {
      this.#over(row + first, ink, a0, full);
      if (a1 > 0) this.#over(row + last, ink, a1, full);
      for (let at = row + first + 1; at < row + last; at++) {
        if (full >= 255 || words[at] === 0) words[at] = word;
        else this.#over(at, ink, full, full);
      }
    }
  }

  /** A rectangle with round corners of radius `r`, which is at most half of its width and of its height. */
  pill(x0: number, y0: number, x1: number, y1: number, r: number, ink: Ink, alpha: number): void {
    if (x1 <= 0 || x0 >= this.#width) return;
    const top = Math.max(y0, 0);
    const bottom = Math.min(y1, this.#height);
    if (!(bottom > top)) return;
    this.#empty = false;
    for (let y = Math.floor(top); y < bottom; y++) {
      const from = Math.max(y, top);
      const to = Math.min(y + 1, bottom);
      // How deep the middle of this line lies within the rounded part, from the nearer end.
      const depth = Math.min((from + to) / 2 - y0, y1 - (from + to) / 2);
      const inset = depth >= r ? 0 : r - Math.sqrt(Math.max(0, r * r - (r - depth) * (r - depth)));
      const left = Math.max(x0 + inset, 0);
      const right = Math.min(x1 - inset, this.#width);
      if (right > left) this.#line(y, left, right, ink, alpha * (to - from), alpha);
    }
  }

  /** Fills with a pattern, whose corner lies at a multiple of its size from (`originX`, `originY`). */
  tile(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    tile: Tile,
    originX: number,
    originY: number,
    ink: Ink,
    alpha: number,
  ): void {
    const left = Math.max(Math.round(x0), 0);
    const right = Math.min(Math.round(x1), this.#width);
    const top = Math.max(Math.round(y0), 0);
    const bottom = Math.min(Math.round(y1), this.#height);
    if (right <= left || bottom <= top) return;
    this.#empty = false;
    const { size, cover } = tile;
    const cap = Math.round(alpha * 255);
    for (let y = top; y < bottom; y++) {
      const line = (((y - originY) % size) + size) % size;
      for (let x = left; x < right; x++) {
        const column = (((x - originX) % size) + size) % size;
        const share = cover[line * size + column] as number;
        if (share > 0) this.#over(y * this.#width + x, ink, Math.round(share * alpha), cap);
      }
    }
  }

  #line(y: number, left: number, right: number, ink: Ink, alpha: number, most: number): void {
    const row = y * this.#width;
    const first = Math.floor(left);
    const last = Math.ceil(right) - 1;
    const cap = Math.round(most * 255);
    if (first >= last) {
      this.#over(row + first, ink, Math.round((right - left) * alpha * 255), cap);
      return;
    }
    this.#over(row + first, ink, Math.round((first + 1 - left) * alpha * 255), cap);
    this.#over(row + last, ink, Math.round((right - last) * alpha * 255), cap);
    const full = Math.round(alpha * 255);
    const words = this.#words;
    if (full >= 255) {
      const word = (ink | 0xff000000) >>> 0;
      for (let at = row + first + 1; at < row + last; at++) words[at] = word;
    } else {
      for (let at = row + first + 1; at < row + last; at++) this.#over(at, ink, full, cap);
    }
  }

  /** Colour over what is there; an image's colours are not multiplied with their alpha. */
  #over(at: number, ink: Ink, alpha: number, cap: number): void {
    if (alpha <= 0) return;
    const words = this.#words;
    const under = words[at] as number;
    const below = under >>> 24;
    if (alpha >= 255 || below === 0) {
      words[at] = (ink | (alpha << 24)) >>> 0;
      return;
    }
    if ((under & 0xffffff) === ink) {
      const sum = Math.max(below, Math.min(cap, below + alpha));
      words[at] = (ink | (sum << 24)) >>> 0;
      return;
    }
    const kept = (below * (255 - alpha)) / 255;
    const sum = alpha + kept;
    const share = alpha / sum;
    const red = (under & 0xff) + ((ink & 0xff) - (under & 0xff)) * share;
    const green = ((under >>> 8) & 0xff) + (((ink >>> 8) & 0xff) - ((under >>> 8) & 0xff)) * share;
    const blue = ((under >>> 16) & 0xff) + (((ink >>> 16) & 0xff) - ((under >>> 16) & 0xff)) * share;
    words[at] = ((red + 0.5) | ((green + 0.5) << 8) | ((blue + 0.5) << 16) | ((sum + 0.5) << 24)) >>> 0;
  }
}

/** A colour as the canvas understands it, as a number: whatever way of writing colours a theme uses. */
export function inkOf(colour: string, owner: Document): Ink {
  const canvas = owner.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return 0;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return red | (green << 8) | (blue << 16);
}
