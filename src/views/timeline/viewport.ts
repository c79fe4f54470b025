/**
 * The window of time that the cloth shows, and how it moves. Pure; times are trace milliseconds, widths CSS pixels.
 */
import { scaleLinear } from 'd3-scale';
import { numbers } from '../../texts/en/numbers';

export interface Viewport {
  readonly t0: number;
  readonly t1: number;
}

/** Where time lies on the screen: `x0` is `t0`'s pixel, `x1` is `t1`'s. */
export interface Axis extends Viewport {
  readonly x0: number;
  readonly x1: number;
}

/** Two steps of the isolated clock: nearer than this there is nothing to see. */
export const SHORTEST_SPAN_MS = 0.02;

/** A run of no length still needs an axis. */
const EMPTY_SPAN_MS = 1;

export function fit(end: number): Viewport {
  return { t0: 0, t1: end > 0 ? end : EMPTY_SPAN_MS };
}

/** The nearest allowed window: no shorter than the clock's steps, no longer than the run, and inside it. */
export function clampViewport({ t0, t1 }: Viewport, end: number): Viewport {
  const whole = end > 0 ? end : EMPTY_SPAN_MS;
  const span = Math.min(Math.max(t1 - t0, Math.min(SHORTEST_SPAN_MS, whole)), whole);
  const start = Math.min(Math.max(t0, 0), whole - span);
  return { t0: start, t1: start + span };
}

export function isFit(viewport: Viewport, end: number): boolean {
  const whole = fit(end);
  return viewport.t0 <= 0 && viewport.t1 >= whole.t1 * (1 - 1e-9);
}

/** Shows `factor` times as long a stretch (below 1: nearer), keeping `anchor` at its pixel as far as the ends allow. */
export function zoom({ t0, t1 }: Viewport, factor: number, anchor: number, end: number): Viewport {
  const whole = end > 0 ? end : EMPTY_SPAN_MS;
  const span = t1 - t0;
  const next = Math.min(Math.max(span * factor, Math.min(SHORTEST_SPAN_MS, whole)), whole);
  const share = span > 0 ? (anchor - t0) / span : 0.5;
  const start = anchor - share * next;
  return clampViewport({ t0: start, t1: start + next }, end);
}

/** Moves the window by `dt` milliseconds, up to the ends. */
export function pan({ t0, t1 }: Viewport, dt: number, end: number): Viewport {
  return clampViewport({ t0: t0 + dt, t1: t1 + dt }, end);
}

/** Moves the window no more than needed for `t` to stand inside its middle part (`margin` of the span is left free). */
export function reveal(viewport: Viewport, t: number, end: number, margin = 0.08): Viewport {
  const span = viewport.t1 - viewport.t0;
  if (t < viewport.t0 + span * margin) return pan(viewport, t - (viewport.t0 + span * margin), end);
  if (t > viewport.t1 - span * margin) return pan(viewport, t - (viewport.t1 - span * margin), end);
  return viewport;
}

export function toX(axis: Axis, t: number): number {
  return axis.x0 + ((t - axis.t0) / (axis.t1 - axis.t0)) * (axis.x1 - axis.x0);
}

export function toT(axis: Axis, x: number): number {
  return axis.t0 + ((x - axis.x0) / (axis.x1 - axis.x0)) * (axis.t1 - axis.t0);
}

export interface Tick {
  readonly t: number;
  readonly label: string;
}

/** Round times, far enough apart for their labels; the first one shown carries the unit. */
export function ticks({ t0, t1 }: Viewport, width: number, apart = 74): Tick[] {
  const inSeconds = t1 >= 10_000;
  const inMicros = !inSeconds && t1 - t0 < 0.5;
  const unit = inSeconds ? 1000 : inMicros ? 0.001 : 1;
  const scale = scaleLinear().domain([t0 / unit, t1 / unit]);
  const count = Math.max(2, Math.floor(width / apart));
  const format = scale.tickFormat(count);
  const name = inSeconds ? 's' : inMicros ? 'µs' : 'ms';
  return scale.ticks(count).map((value, i) => ({
    t: value * unit,
    // d3 writes the typographic minus and thousands commas; a plain thin space reads better on an axis.
    label: `${numbers.decimal(format(value).replaceAll(',', '\u2009'))}${i === 0 ? ` ${name}` : ''}`,
  }));
}
