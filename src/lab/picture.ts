/**
 * Pictures made on the spot: a gradient of two colours with discs and bands over it, and a fine weave in all of it, so that
 * scaling, cropping and blurring can be seen to have happened. Drawn row by row, in whole spans: quick at any size, and no
 * larger in memory than a row.
 */
import { chanceFor } from './chance';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Fills `into` with the row's red, green and blue, three bytes a pixel. */
  row(y: number, into: Uint8Array): void;
}

type Colour = readonly [red: number, green: number, blue: number];

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** A ring where it is not 0. */
  readonly hole: number;
  readonly colour: Colour;
  /** From 0 to 256: how much of it covers what is below. */
  readonly cover: number;
}

export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** The same words give the same picture at any size. */
  readonly words: readonly (string | number)[];
  readonly grey?: boolean;
}

export function makePicture({ width, height, words, grey = false }: PictureOptions): Picture {
  const random = chanceFor(0x91c, ...words);
  const colour = (): Colour => colourOf(random.float(), 0.35 + random.float() * 0.4, 0.25 + random.float() * 0.55);
  const corners = [colour(), colour(), colour(), colour()] as const;
  const size = Math.min(width, height);
  const discs = Array.from({ length: 5 + random.below(6) }, (): Disc => {
    const radius = size * (0.06 + random.float() * 0.26);
    return {
      x: random.float() * width,
      y: random.float() * height,
      radius,
      hole: random.below(3) === 0 ? radius * (0.4 + random.float() * 0.4) : 0,
      colour: colour(),
      cover: 96 + random.below(160),
    };
  });
  const band = { from: random.float() * 0.8, thick: 0.04 + random.float() * 0.1, slope: random.float() * 0.6 - 0.3 };
  const bandColour = colour();
  // A thread of the weave: some hundred of them across a large picture, at least two pixels each.
  const thread = Math.max(2, Math.round(size / 160));

  return {
    width,
    height,
    row(y, into) {
      gradient(into, width, corners, height > 1 ? y / (height - 1) : 0);
      const bandAt = (band.from + (band.slope * y) / height) * width;
      span(into, width, bandAt, bandAt + band.thick * width, bandColour, 150);
      for (const disc of discs) {
        const reach = halfChord(disc.radius, y - disc.y);
        if (reach <= 0) continue;
        const gap = halfChord(disc.hole, y - disc.y);
        if (gap > 0) {
          span(into, width, disc.x - reach, disc.x - gap, disc.colour, disc.cover);
          span(into, width, disc.x + gap, disc.x + reach, disc.colour, disc.cover);
        } else {
          span(into, width, disc.x - reach, disc.x + reach, disc.colour, disc.cover);
        }
      }
      weave(into, width, Math.floor(y / thread), thread);
      if (grey) drain(into, width);
    },
  };
}

const halfChord = (radius: number, away: number): number => Math.sqrt(Math.max(0, radius * radius - away * away));

function gradient(
  into: Uint8Array,
  width: number,
  corners: readonly [Colour, Colour, Colour, Colour],
  down: number,
): void {
  for (let channel = 0; channel < 3; channel++) {
    const at = (corner: Colour): number => corner[channel] as number;
    const left = at(corners[0]) * (1 - down) + at(corners[2]) * down;
    const right = at(corners[1]) * (1 - down) + at(corners[3]) * down;
    const step = width > 1 ? (right - left) / (width - 1) : 0;
    let value = left;
    for (let i = channel; i < width * 3; i += 3) {
      into[i] = value;
      value += step;
    }
  }
}

function span(into: Uint8Array, width: number, from: number, to: number, colour: Colour, cover: number): void {
  const end = Math.min(width, Math.round(to)) * 3;
  const [red, green, blue] = [colour[0] * cover, colour[1] * cover, colour[2] * cover];
  const left = 256 - cover;
  for (let i = Math.max(0, Math.round(from)) * 3; i < end; i += 3) {
    into[i] = ((into[i] as number) * left + red) >> 8;
    into[i + 1] = ((into[i + 1] as number) * left + green) >> 8;
    into[i + 2] = ((into[i + 2] as number) * left + blue) >> 8;
  }
}

/** Over and under: every other crossing a shade darker. */
function weave(into: Uint8Array, width: number, row: number, thread: number): void {
  for (let column = row & 1; column * thread < width; column += 2) {
    const end = Math.min(width, (column + 1) * thread) * 3;
    for (let i = column * thread * 3; i < end; i++) {
      const value = into[i] as number;
      into[i] = value - (value >> 4);
    }
  }
}

function drain(into: Uint8Array, width: number): void {
  for (let i = 0; i < width * 3; i += 3) {
    const light = ((into[i] as number) * 77 + (into[i + 1] as number) * 151 + (into[i + 2] as number) * 28) >> 8;
    into[i] = into[i + 1] = into[i + 2] = light;
  }
}

/** From hue, saturation and lightness, each from 0 to 1. */
function colourOf(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/**
 * The picture out of focus: drawn small and stretched, with everything between its pixels. `strength` is from 1 to 10.
 * `draw` is asked for the small picture.
 */
export function blurred(
  draw: (width: number, height: number) => Picture,
  width: number,
  height: number,
  strength: number,
): Picture {
  const shrink = 2 + strength * 3;
  const small = draw(Math.max(2, Math.round(width / shrink)), Math.max(2, Math.round(height / shrink)));
  const stride = small.width * 3;
  const pixels = new Uint8Array(stride * small.height);
  for (let y = 0; y < small.height; y++) small.row(y, pixels.subarray(y * stride, (y + 1) * stride));
  const mixed = new Float32Array(stride);
  return {
    width,
    height,
    row(y, into) {
      const down = (Math.max(0, y) / Math.max(1, height - 1)) * (small.height - 1);
      const above = Math.min(small.height - 2, Math.floor(down));
      const part = down - above;
      for (let i = 0; i < stride; i++) {
        const upper = pixels[above * stride + i] as number;
        mixed[i] = upper + ((pixels[(above + 1) * stride + i] as number) - upper) * part;
      }
      const step = (small.width - 1) / Math.max(1, width - 1);
      for (let x = 0; x < width; x++) {
        const across = Math.min(x * step, small.width - 1.001);
        const left = Math.floor(across);
        for (let channel = 0; channel < 3; channel++) {
          const from = mixed[left * 3 + channel] as number;
          into[x * 3 + channel] = from + ((mixed[left * 3 + 3 + channel] as number) - from) * (across - left);
        }
      }
    },
  };
}
