/** Where things lie: the stretches of a request on the axis of time, and the outline of the load. Pure. */
import { scaleLinear } from 'd3-scale';
import { numbers } from '../../texts/en/numbers';
import type { Exchange, LoadPoint } from '../../session/network-log';

/**
 * - `connecting`: the handshake is on its way.
 * - `queued`: the host serves as many connections as it may; this one is in its backlog.
 * - `idle`: connected, and nothing was asked yet.
 * - `waiting`: asked, and nothing has come back.
 * - `receiving`: from the answer's first byte to its last.
 */
export const PHASES = ['connecting', 'queued', 'idle', 'waiting', 'receiving'] as const;
export type Phase = (typeof PHASES)[number];

export interface Stretch {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** The stretches of one exchange, in order and without gaps, up to its end or to `now`. Those without length are left out. */
export function stretchesOf(exchange: Exchange, now: number): Stretch[] {
  const { began, queued, connected, requested, receiving, done } = exchange;
  const end = done ?? Math.max(now, receiving ?? requested ?? connected ?? queued ?? began);
  const marks: [Phase, number][] = requested === began ? [] : [['connecting', began]];
  if (queued !== null) marks.push(['queued', queued]);
  if (connected !== null) marks.push(['idle', connected]);
  if (requested !== null) marks.push(['waiting', requested]);
  if (receiving !== null) marks.push(['receiving', receiving]);
  return marks
    .map(([phase, from], i) => ({ phase, from, to: marks[i + 1]?.[1] ?? end }))
    .filter(({ from, to }) => to > from);
}

/** What it is doing now; null once it is done. */
export function phaseNow({ queued, connected, requested, receiving, outcome }: Exchange): Phase | null {
  if (outcome !== null) return null;
  if (receiving !== null) return 'receiving';
  if (requested !== null) return 'waiting';
  if (connected !== null) return 'idle';
  return queued === null ? 'connecting' : 'queued';
}

/**
 * The end of the axis. Of a run that is over: its own. While it goes on: the next round number, so that bars grow into a
 * picture that stands still.
 */
export function axisEnd(now: number, live: boolean): number {
  if (!live) return Math.max(now, 1);
  const least = Math.max(now * 1.05, 200);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 1.5, 2, 3, 5, 7, 10].map((step) => step * power).find((end) => end >= least) ?? least;
}

export interface Tick {
  readonly t: number;
  readonly label: string;
}

/** A few round times; the first carries the unit. */
export function timeTicks(end: number, count = 4): Tick[] {
  const inSeconds = end >= 2_000;
  const scale = scaleLinear().domain([0, inSeconds ? end / 1000 : end]);
  const format = scale.tickFormat(count);
  const unit = inSeconds ? 's' : 'ms';
  return scale.ticks(count).map((value, i) => ({
    t: inSeconds ? value * 1000 : value,
    label:
      i === 0 ? `${numbers.decimal(format(value))} ${unit}` : numbers.decimal(format(value).replaceAll(',', '\u2009')),
  }));
}

/**
 * The load up to `now` as an outline for an SVG path, in a box `width` by `height`, the most at its top. A bin's highest value is drawn
 * where the bin begins: a spike that was over at once is seen.
 */
export function loadPath(
  load: readonly LoadPoint[],
  { now, end }: { readonly now: number; readonly end: number },
  most: number,
  width: number,
  height: number,
): string {
  if (load.length === 0 || most === 0) return '';
  const x = (t: number) => round((Math.min(t, end) / end) * width);
  const y = (count: number) => round(height - (count / most) * height);
  let path = `M${x(load[0]?.t ?? 0)} ${height}`;
  for (const point of load) {
    path += `H${x(point.t)}V${y(point.most)}`;
    if (point.inFlight !== point.most) path += `V${y(point.inFlight)}`;
  }
  return `${path}H${x(Math.max(now, load.at(-1)?.t ?? 0))}V${height}Z`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
