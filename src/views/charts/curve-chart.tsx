import { charts } from '../../texts/en/charts';
import { numbers } from '../../texts/en/numbers';
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
import { axisFromZero } from './axis';
import { AxisTick, SideTick } from './axis-tick';
import { curveTop, sampled, spreadOut, type CurveLine } from './curve-layout';
import { lookOf, markPath } from './looks';
import { pictureProps } from './picture-props';

export interface MeasuredPoint {
  readonly at: number;
  readonly speedUp: number;
  /** Of `speedUp`; null where the trials are too few to tell. */
  readonly low: number | null;
  readonly high: number | null;
  /** Each trial's own speed-up over the median of the first. */
  readonly trials: readonly number[];
}

interface CurvePictureProps {
  readonly points: readonly MeasuredPoint[];
  /** What was fitted, besides the ideal line. */
  readonly fits: readonly CurveLine[];
  readonly cores: number;
  readonly variant: string;
  /** What is counted along the axis: `workers`. */
  readonly unitOf: string;
  readonly width: number;
  readonly unit: number;
  readonly label: string;
}

/** Speed-up over the number of workers: what was measured, what it would be if nothing were lost, and the fitted curves. */
export function CurvePicture(props: CurvePictureProps) {
  const { points, fits, cores, variant, unitOf, width, unit, label } = props;
  const look = lookOf(variant);
  const most = Math.max(2, ...points.map(({ at }) => at));
  const highest = Math.max(1, ...points.flatMap(({ speedUp, high, trials }) => [speedUp, high ?? 0, ...trials]));
  const height = Math.round(Math.min(340 * unit, Math.max(230 * unit, width * 0.55)));
  const { end: top, ticks } = axisFromZero(curveTop(highest, most, cores), (height * 1.6) / unit);
  const lines: readonly (CurveLine & { readonly dash: string | undefined; readonly stroke: string })[] = [
    { id: 'ideal', name: 'ideal', at: (n) => n, dash: `${7 * unit} ${5 * unit}`, stroke: 'var(--edge)' },
    ...fits.map((fit, i) => ({ ...fit, dash: i === 0 ? undefined : `${2 * unit} ${4 * unit}`, stroke: 'var(--ink)' })),
  ];
  const drawn = lines.map((line) => ({ ...line, points: sampled(line.at, 1, most, top) }));
  // Every number of workers while there is room, else the even ones.
  const room = (width - 110 * unit) / (22 * unit);
  const wanted = points.map(({ at }) => at);
  const shown = wanted.length <= room ? wanted : wanted.filter((at, i) => i === 0 || at % 2 === 0);
  return (
    <ComposedChart
      width={width}
      height={height}
      margin={{ top: 22 * unit, right: 66 * unit, bottom: 18 * unit, left: 0 }}
      {...pictureProps(label)}
    >
      <XAxis
        type="number"
        dataKey="x"
        domain={[0.7, most + 0.3]}
        ticks={shown}
        interval={0}
        tickFormatter={String}
        tick={<AxisTick unit={unit} width={width} />}
        axisLine={{ style: { stroke: 'var(--edge)' } }}
        tickLine={false}
        height={24 * unit}
        allowDataOverflow
      />
      <YAxis
        type="number"
        dataKey="y"
        domain={[0, top]}
        ticks={[...ticks]}
        tickFormatter={(times: number) => (times === 0 ? '0' : `${times}×`)}
        tick={<SideTick unit={unit} />}
        axisLine={false}
        tickLine={false}
        width={34 * unit}
        allowDataOverflow
      />
      <Ground cores={cores} most={most} unitOf={unitOf} width={width} height={height} unit={unit} />
      {drawn.map(({ id, points: path, dash, stroke }) => (
        <Line
          key={id}
          data={[...path]}
          dataKey="y"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          style={{ stroke, strokeWidth: 1.5 * unit }}
          {...(dash === undefined ? {} : { strokeDasharray: dash })}
        />
      ))}
      <Scatter
        data={points.flatMap(({ at, trials }) => trials.map((y) => ({ x: at, y })))}
        isAnimationActive={false}
        shape={({ cx, cy }: ScatterShapeProps) =>
          cx == null || cy == null ? null : (
            <path
              d={markPath(look.mark, cx, cy, 3 * unit)}
              style={{ fill: 'none', stroke: look.colour, strokeOpacity: 0.75, strokeWidth: 1 * unit }}
            />
          )
        }
      />
      <Medians points={points} variant={variant} unit={unit} />
      <Names
        lines={drawn.map(({ id, name, points: path }) => ({ id, name, end: path.at(-1) ?? { x: most, y: 0 } }))}
        width={width}
        height={height}
        unit={unit}
      />
    </ComposedChart>
  );
}

function Medians({ points, variant, unit }: Pick<CurvePictureProps, 'points' | 'variant' | 'unit'>) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (x === undefined || y === undefined) return null;
  const look = lookOf(variant);
  return (
    <g>
      {points.map(({ at, speedUp, low, high }) => {
        const cx = x(at) ?? 0;
        const cap = 4 * unit;
        return (
          <g key={at}>
            {low !== null && high !== null && (
              <path
                d={`M${cx - cap},${y(low)}H${cx + cap}M${cx},${y(low)}V${y(high)}M${cx - cap},${y(high)}H${cx + cap}`}
                style={{ fill: 'none', stroke: look.colour, strokeWidth: 1.5 * unit }}
              />
            )}
            <path
              d={markPath(look.mark, cx, y(speedUp) ?? 0, 5.5 * unit)}
              style={{ fill: look.colour, stroke: 'var(--paper)', strokeWidth: 1.25 * unit }}
            >
              <title>{charts.speedUpAt(at, numbers.decimal(speedUp.toFixed(2)))}</title>
            </path>
          </g>
        );
      })}
    </g>
  );
}

interface GroundProps {
  readonly cores: number;
  readonly most: number;
  readonly unitOf: string;
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

function Ground({ cores, most, unitOf, width, height, unit }: GroundProps) {
  const scale = useXAxisScale();
  if (scale === undefined) return null;
  const small = { fontSize: 13 * unit, fill: 'var(--soft)' };
  const x = scale(cores) ?? 0;
  return (
    <g>
      <text x={0} y={13 * unit} style={small}>
        {charts.timesAsOne}
      </text>
      <text x={width - 66 * unit} y={height - 6 * unit} style={{ ...small, textAnchor: 'end' }}>
        {unitOf}
      </text>
      {cores > 1 && cores < most && (
        <>
          <line
            x1={x}
            x2={x}
            y1={22 * unit}
            y2={height - 42 * unit}
            style={{ stroke: 'var(--line)', strokeWidth: 1 * unit }}
          />
          <text x={x + 5 * unit} y={height - 48 * unit} style={small}>
            {charts.cores(cores)}
          </text>
        </>
      )}
    </g>
  );
}

interface NamesProps {
  readonly lines: readonly { readonly id: string; readonly name: string; readonly end: { x: number; y: number } }[];
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}

/** Each line's name at its end; one that leaves through the top has it there. */
function Names({ lines, width, height, unit }: NamesProps) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (x === undefined || y === undefined) return null;
  const right = width - 66 * unit;
  const ends = lines.map(({ id, name, end }) => ({ id, name, x: x(end.x) ?? 0, y: y(end.y) ?? 0 }));
  // Those that end where the picture does may end close to one another.
  const last = Math.max(...ends.map((end) => end.x));
  const aside = ends.filter((end) => end.x > last - unit);
  const places = spreadOut(
    aside.map((end) => end.y),
    15 * unit,
    26 * unit,
    height - 46 * unit,
  );
  return (
    <g>
      {ends.map((end) => {
        const at = aside.indexOf(end);
        const beside = at >= 0;
        return (
          <text
            key={end.id}
            x={beside ? right + 4 * unit : end.x + 6 * unit}
            y={(beside ? (places[at] ?? end.y) : end.y + 4 * unit) + 4 * unit}
            style={{ fontSize: 13 * unit, fill: 'var(--soft)' }}
          >
            {end.name}
          </text>
        );
      })}
    </g>
  );
}
