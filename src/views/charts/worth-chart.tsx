import { charts } from '../../texts/en/charts';
import { useId } from 'react';
import {
  ComposedChart,
  Line,
  Scatter,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
  type ScatterShapeProps,
} from 'recharts';
import { countTick, logAxis, logTimeTick } from './axis';
import { AxisTick, SideTick } from './axis-tick';
import { looksOf, markPath, type Look } from './looks';
import { pictureProps } from './picture-props';

export interface WorthLine {
  readonly id: string;
  readonly name: string;
  readonly variant: string;
  /** Rising by size. */
  readonly points: readonly { readonly size: number; readonly median: number; readonly trials: readonly number[] }[];
}

/** The size at which the second way becomes the faster one, or stops to be it. */
export interface Crossing {
  readonly size: number;
  readonly words: string;
  /** 95 %; null at an end that lies beyond the sizes measured; no interval where it could not be told. */
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
}

interface WorthPictureProps {
  readonly lines: readonly WorthLine[];
  /** Null when the lines do not cross in the sizes measured, or nobody can tell where. */
  readonly crossing: Crossing | null;
  readonly unitOf: string;
  readonly width: number;
  readonly unit: number;
  readonly label: string;
}

/** Time against the size of the task, both in powers of ten, and where the lines cross. */
export function WorthPicture({ lines, crossing, unitOf, width, unit, label }: WorthPictureProps) {
  const height = Math.round(Math.min(340 * unit, Math.max(240 * unit, width * 0.55)));
  const right = 14 * unit;
  const sizes = lines.flatMap(({ points }) => points.map(({ size }) => size));
  const times = lines.flatMap(({ points }) => points.flatMap(({ median, trials }) => [median, ...trials]));
  if (sizes.length === 0) return null;
  const looks = looksOf(lines.map(({ variant }) => variant));
  const across = logAxis(sizes, (width - 60 * unit) / unit);
  // Room for a name under the lowest point.
  const below = (34 * unit) / (height - 64 * unit);
  const air = ((1.3 * Math.max(...times)) / Math.min(...times)) ** (below / (1 - below));
  const up = logAxis(times, (height - 60 * unit) / unit, Math.max(1.3, air));
  return (
    <ComposedChart
      width={width}
      height={height}
      margin={{ top: 22 * unit, right, bottom: 18 * unit, left: 0 }}
      {...pictureProps(label)}
    >
      <XAxis
        type="number"
        scale="log"
        dataKey="size"
        domain={[...across.domain]}
        ticks={across.ticks}
        interval={0}
        tickFormatter={countTick}
        tick={<AxisTick unit={unit} width={width} />}
        axisLine={{ style: { stroke: 'var(--edge)' } }}
        tickLine={false}
        height={24 * unit}
        allowDataOverflow
      />
      <YAxis
        type="number"
        scale="log"
        dataKey="ms"
        domain={[...up.domain]}
        ticks={up.ticks}
        interval={0}
        tickFormatter={logTimeTick}
        tick={<SideTick unit={unit} />}
        axisLine={false}
        tickLine={false}
        width={56 * unit}
        allowDataOverflow
      />
      <text x={0} y={13 * unit} style={{ fontSize: 13 * unit, fill: 'var(--soft)' }}>
        {charts.time}
      </text>
      <text
        x={width - right}
        y={height - 6 * unit}
        style={{ fontSize: 13 * unit, fill: 'var(--soft)', textAnchor: 'end' }}
      >
        {unitOf}
      </text>
      {crossing !== null && (
        <CrossingMark crossing={crossing} domain={across.domain} height={height} width={width} unit={unit} />
      )}
      {lines.map(({ id, points }, i) => (
        <Line
          key={id}
          data={points.map(({ size, median }) => ({ size, ms: median }))}
          dataKey="ms"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          style={{ stroke: looks[i]?.colour, strokeWidth: 2 * unit }}
          {...(i === 0 ? {} : { strokeDasharray: `${8 * unit} ${4 * unit}` })}
        />
      ))}
      {lines.map(({ id, points }, i) => (
        <Scatter
          key={id}
          data={points.flatMap(({ size, median, trials }) => [
            ...trials.map((ms) => ({ size, ms, median: false })),
            { size, ms: median, median: true },
          ])}
          isAnimationActive={false}
          shape={({ cx, cy, payload }: ScatterShapeProps) => {
            const look = looks[i];
            if (cx == null || cy == null || look === undefined) return null;
            const middle = (payload as { median: boolean }).median;
            return (
              <path
                d={markPath(look.mark, cx, cy, (middle ? 5.5 : 2.8) * unit)}
                style={
                  middle
                    ? { fill: look.colour, stroke: 'var(--paper)', strokeWidth: 1.25 * unit }
                    : { fill: 'none', stroke: look.colour, strokeOpacity: 0.7, strokeWidth: 1 * unit }
                }
              />
            );
          }}
        />
      ))}
      <LineNames lines={lines} looks={looks} width={width} unit={unit} />
    </ComposedChart>
  );
}

interface CrossingMarkProps {
  readonly crossing: Crossing;
  readonly domain: readonly [number, number];
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

function CrossingMark({ crossing, domain, width, height, unit }: CrossingMarkProps) {
  const scale = useXAxisScale();
  const hatch = useId();
  if (scale === undefined) return null;
  const { size, words, interval } = crossing;
  const x = scale(size) ?? 0;
  const from = scale(interval?.low ?? domain[0]) ?? x;
  const to = scale(interval?.high ?? domain[1]) ?? x;
  const [top, bottom] = [22 * unit, height - 42 * unit];
  const right = x > width * 0.6;
  return (
    <g>
      <defs>
        <pattern
          id={hatch}
          width={6 * unit}
          height={6 * unit}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line
            x1={0}
            y1={0}
            x2={0}
            y2={6 * unit}
            style={{ stroke: 'var(--edge)', strokeWidth: 1 * unit, strokeOpacity: 0.5 }}
          />
        </pattern>
      </defs>
      {interval !== null && (
        <rect
          x={from}
          y={top}
          width={Math.max(1, to - from)}
          height={bottom - top}
          style={{ fill: `url(#${hatch})` }}
        />
      )}
      <line x1={x} x2={x} y1={top} y2={bottom} style={{ stroke: 'var(--ink)', strokeWidth: 1.5 * unit }} />
      <text
        x={x + (right ? -6 : 6) * unit}
        y={top + 11 * unit}
        style={{
          fontSize: 13 * unit,
          fontWeight: 600,
          fill: 'var(--ink)',
          textAnchor: right ? 'end' : 'start',
          stroke: 'var(--paper)',
          strokeWidth: 4 * unit,
          paintOrder: 'stroke',
        }}
      >
        {words}
      </text>
    </g>
  );
}

/** Each line's name at its left end, where the two are furthest apart: over the upper one, under the lower one. */
function LineNames({
  lines,
  looks,
  width,
  unit,
}: Pick<WorthPictureProps, 'lines' | 'width' | 'unit'> & { readonly looks: readonly Look[] }) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (x === undefined || y === undefined) return null;
  const ends = lines.flatMap(({ id, name, points }, i) => {
    const [first] = points;
    return first === undefined
      ? []
      : [{ id, name, colour: looks[i]?.colour, x: x(first.size) ?? 0, y: y(first.median) ?? 0 }];
  });
  const upper = Math.min(...ends.map((end) => end.y));
  const places = ends.map((end) => end.y + (end.y === upper ? -11 : 22) * unit);
  return (
    <g>
      {ends.map((end, i) => (
        <text
          key={end.id}
          x={Math.min(end.x + 2 * unit, width - 60 * unit)}
          y={places[i]}
          style={{
            fontSize: 14 * unit,
            fontWeight: 600,
            fill: end.colour,
            stroke: 'var(--paper)',
            strokeWidth: 4 * unit,
            paintOrder: 'stroke',
          }}
        >
          {end.name}
        </text>
      ))}
    </g>
  );
}
