/** Numbers along an axis, and how times and factors read beside it. Pure. */
import { charts } from '../../texts/en/charts';
import { numbers } from '../../texts/en/numbers';
import { scaleLinear, scaleLog } from 'd3-scale';

/** An axis from zero that holds `most`, and its ticks: a few round numbers, as many as there is room for. */
export function axisFromZero(most: number, room: number): { readonly end: number; readonly ticks: readonly number[] } {
  const wanted = Math.max(2, Math.floor(room / 90));
  const end = most > 0 && Number.isFinite(most) ? most : 1;
  const ticks = scaleLinear([0, end], [0, 1]).ticks(wanted);
  return { end, ticks };
}

/** Powers of ten that hold all values with a little air (`air` times below the least), and the ticks inside. Values are above zero. */
export function logAxis(
  values: readonly number[],
  room: number,
  air = 1.3,
): { domain: readonly [number, number]; ticks: number[] } {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const domain: [number, number] = [least / air, most * 1.3];
  const inside = (tick: number) => tick >= domain[0] && tick <= domain[1];
  const all = scaleLog(domain, [0, 1]).ticks().filter(inside);
  const leading = (tick: number) => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const few = [[1], [1, 3], [1, 2, 5]].map((digits) => all.filter((tick) => digits.includes(leading(tick))));
  const wanted = Math.max(2, Math.floor(room / 60));
  // As many as there is room for, at least two if there are two.
  const fitting = few.filter((ticks) => ticks.length >= 2 && ticks.length <= wanted).at(-1);
  return { domain, ticks: fitting ?? few.find((ticks) => ticks.length >= 2) ?? all };
}

/** Ticks of one axis in one unit: `0`, `0.5`, `1 s`. */
export function timeTick(ms: number, most: number): string {
  if (ms === 0) return '0';
  return most >= 1000 ? `${numbers.decimal(plain(ms / 1000))} s` : `${numbers.decimal(plain(ms))} ms`;
}

/** A tick of a logarithmic axis: each in the unit that suits it. */
export function logTimeTick(ms: number): string {
  return ms >= 1000 ? `${numbers.decimal(plain(ms / 1000))} s` : `${numbers.decimal(plain(ms))} ms`;
}

/** `1000000` becomes `1 million`; small numbers are left as they are. */
export function countTick(count: number): string {
  if (count >= 1_000_000) return charts.million(numbers.decimal(plain(count / 1_000_000)));
  const three = Number(count.toPrecision(3));
  return Number.isInteger(three) ? numbers.digits(three) : numbers.decimal(String(three));
}

function plain(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/**
 * Dots that would cover one another are moved apart, across the axis: for each x (in pixels) an offset (in pixels), the nearest free one to the
 * middle, the same for the same values. Beyond `reach` they stay on top of each other.
 */
export function swarm(xs: readonly number[], diameter: number, reach: number): number[] {
  const placed: { x: number; y: number }[] = [];
  const step = diameter * 0.5;
  const offsets = [0];
  for (let k = 1; k * step <= reach; k++) offsets.push(-k * step, k * step);
  return xs.map((x) => {
    const near = placed.filter((other) => Math.abs(other.x - x) < diameter);
    const free = offsets.find((y) => near.every((other) => Math.hypot(other.x - x, other.y - y) >= diameter * 0.95));
    const y = free ?? 0;
    placed.push({ x, y });
    return y;
  });
}

/** A time with three digits that mean something, for figures that are compared by eye: `621 ms`, `1.85 s`, `12.3 s`. */
export function medianTime(ms: number): string {
  if (!(ms > 0)) return '0 ms';
  const three = (value: number): string =>
    value >= 100 ? numbers.digits(Math.round(value)) : numbers.decimal(value.toPrecision(3));
  return ms >= 999.5 ? `${three(ms / 1000)} s` : `${three(ms)} ms`;
}
