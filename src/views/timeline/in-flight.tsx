import { timeline } from '../../texts/en/timeline';
import { useMemo, useSyncExternalStore } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { PlaybackSource } from './playback-source';
import styles from './tools.module.css';
import { toT, toX, type Axis } from './viewport';

/** From `t` on so many are in flight; just before that, at most `most` (what changes at nearly the same time is one point). */
export interface FlightPoint {
  readonly t: number;
  readonly most: number;
  readonly inFlight: number;
}

interface InFlightProps {
  readonly points: readonly FlightPoint[];
  /** The cloth's, which moves sixty times a second while somebody drags it: nobody else is to be drawn anew for that. */
  readonly axis: StoreApi<Axis | null>;
  readonly end: number;
  readonly playback: PlaybackSource;
}

const HEIGHT = 36;
const GROUND = 33;
const ROOM = 25;

/** How many requests are in flight, as an area on the cloth's own axis of time. */
export function InFlight({ axis: where, ...props }: InFlightProps) {
  const axis = useStore(where);
  return axis !== null && <Area {...props} axis={axis} />;
}

function Area({ points, axis, end, playback }: Omit<InFlightProps, 'axis'> & { readonly axis: Axis }) {
  const most = points.reduce((max, point) => Math.max(max, point.most, point.inFlight), 0);
  const path = useMemo(() => areaOf(points, axis, end, most), [points, axis, end, most]);
  const t = useSyncExternalStore(playback.subscribe, () => playback.getState().t);
  const now = countAt(points, t);
  const x = toX(axis, t);
  return (
    <figure className={styles['flight']} aria-label={timeline.requestsInFlight(now, most)}>
      <figcaption className={styles['flightName']} style={{ width: axis.x0 - 18 }} aria-hidden="true">
        {timeline.inFlight}
      </figcaption>
      <svg aria-hidden="true">
        <clipPath id="flight-window">
          <rect x={axis.x0} y="0" width={Math.max(0, axis.x1 - axis.x0 + 1)} height={HEIGHT} />
        </clipPath>
        <g clipPath="url(#flight-window)">
          <path d={`${path}V${GROUND}Z`} fill="var(--accent)" opacity="0.22" />
          <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.2" />
          <path d={`M${axis.x0} ${GROUND + 0.5}H${Math.min(axis.x1, toX(axis, end))}`} stroke="var(--line)" />
          {x >= axis.x0 && x <= axis.x1 && <path d={`M${x} 0V${HEIGHT}`} stroke="var(--ink)" strokeWidth="1.4" />}
        </g>
      </svg>
      <span className={styles['flightCount']} aria-hidden="true">
        {timeline.nowAndMost(now, most)}
      </span>
    </figure>
  );
}

function countAt(points: readonly FlightPoint[], t: number): number {
  let count = 0;
  for (const point of points) {
    if (point.t > t) break;
    count = point.inFlight;
  }
  return count;
}

/** Steps; where many changes share a pixel, the most that there were. */
function areaOf(points: readonly FlightPoint[], axis: Axis, end: number, most: number): string {
  const y = (count: number): number => GROUND - (most === 0 ? 0 : (count / most) * ROOM);
  const edge = toT(axis, axis.x0);
  let path = `M${axis.x0} ${GROUND}V${y(countAt(points, edge))}`;
  let [column, high] = [axis.x0, 0];
  for (const { t, most: peak, inFlight } of points) {
    if (t <= edge) continue;
    if (t > axis.t1) break;
    const x = Math.round(toX(axis, t));
    if (x !== column) high = 0;
    column = x;
    if (peak > Math.max(high, inFlight)) path += `H${x}V${y(peak)}`;
    high = Math.max(high, peak, inFlight);
    path += `H${x}V${y(inFlight)}`;
  }
  return `${path}H${Math.min(axis.x1, toX(axis, end))}`;
}
