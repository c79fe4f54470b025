import { charts } from '../../texts/en/charts';
import { useId } from 'react';
import { Scatter, ScatterChart, useXAxisScale, XAxis, YAxis, type ScatterShapeProps } from 'recharts';
import type { Contestant } from '../../measure/race';
import { medianTime, timeTick } from './axis';
import { AxisTick } from './axis-tick';
import { lookOf, markPath, type Look } from './looks';
import { pictureProps } from './picture-props';
import type { Dot, Mark, RaceLayout, Row } from './race-layout';

interface RacePictureProps {
  readonly layout: RaceLayout;
  readonly contestants: readonly Contestant[];
  /** Beside each name: how fast it was, in few words. */
  readonly verdicts: ReadonlyMap<string, string>;
  readonly width: number;
  readonly unit: number;
  /** What the picture says, for who does not see it. */
  readonly label: string;
}

/** A strip for each contestant: every trial a mark, over the middle half of them, and their median with its figure. */
export function RacePicture({ layout, contestants, verdicts, width, unit, label }: RacePictureProps) {
  const { rows, end, ticks } = layout;
  const axis = 26 * unit;
  return (
    <ScatterChart
      width={width}
      height={layout.height + axis}
      margin={{ top: 0, right: 14 * unit, bottom: 0, left: 0 }}
      {...pictureProps(label)}
    >
      <XAxis
        type="number"
        dataKey="ms"
        domain={[0, end]}
        ticks={[...ticks]}
        interval={0}
        tickFormatter={(ms: number) => timeTick(ms, end)}
        tick={<AxisTick unit={unit} width={width} />}
        axisLine={false}
        tickLine={false}
        height={axis}
        allowDataOverflow
      />
      {/* Down the page the layout counts pixels. */}
      <YAxis type="number" dataKey="y" domain={[0, layout.height]} reversed hide width={0} allowDataOverflow />
      {rows.map((row) => {
        const contestant = contestants.find(({ id }) => id === row.contestant);
        return (
          contestant !== undefined && (
            <RowGround
              key={`ground ${row.contestant}`}
              row={row}
              contestant={contestant}
              verdict={verdicts.get(row.contestant) ?? ''}
              layout={layout}
              width={width}
              unit={unit}
            />
          )
        );
      })}
      {rows.map((row) => {
        const look = lookOf(contestants.find(({ id }) => id === row.contestant)?.variant ?? '');
        return (
          <Scatter
            key={row.contestant}
            data={row.dots.map((dot) => ({ ms: dot.ms, y: row.y + dot.offset, dot }))}
            isAnimationActive={false}
            shape={(props: ScatterShapeProps) => (
              <TrialMark {...props} look={look} radius={layout.radius} unit={unit} />
            )}
          />
        );
      })}
      {rows.map((row) => (
        <Median key={row.contestant} row={row} width={width} unit={unit} />
      ))}
    </ScatterChart>
  );
}

interface TrialMarkProps extends ScatterShapeProps {
  readonly look: Look;
  readonly radius: number;
  readonly unit: number;
}

/** Full for a trial that counts, hollow for a warm-up, hollow and struck through for one that was disturbed. */
function TrialMark({ cx, cy, payload, look, radius, unit }: TrialMarkProps) {
  const { dot } = payload as { readonly dot: Dot };
  const { trial } = dot;
  if (cx == null || cy == null) return null;
  const hollow = trial.warmUp || trial.disturbed;
  return (
    <g>
      <path
        d={markPath(look.mark, cx, cy, hollow ? radius * 0.85 : radius)}
        style={{
          fill: hollow ? 'var(--paper)' : look.colour,
          stroke: hollow ? look.colour : 'var(--paper)',
          strokeWidth: (hollow ? 1.4 : 1) * unit,
        }}
      >
        <title>{trialWords(dot)}</title>
      </path>
      {trial.disturbed && (
        <path
          d={`M${cx - radius * 1.3},${cy + radius * 1.3}L${cx + radius * 1.3},${cy - radius * 1.3}`}
          style={{ stroke: look.colour, strokeWidth: 1.4 * unit }}
        />
      )}
    </g>
  );
}

function trialWords({ trial, ms }: Dot): string {
  const kind = trial.warmUp ? charts.warmUp : trial.disturbed ? charts.disturbed : charts.trial;
  return charts.trialNumber(kind, medianTime(ms), trial.order + 1);
}

interface RowGroundProps {
  readonly row: Row;
  readonly contestant: Contestant;
  readonly verdict: string;
  readonly layout: RaceLayout;
  readonly width: number;
  readonly unit: number;
}

function RowGround({ row, contestant, verdict, layout, width, unit }: RowGroundProps) {
  const scale = useXAxisScale();
  const hatch = useId();
  if (scale === undefined) return null;
  const x = (ms: number) => scale(ms) ?? 0;
  const look = lookOf(contestant.variant);
  const { low, high } = row.figures;
  const band = low === null || high === null ? null : { from: x(low), to: x(high) };
  const text = { fontSize: 14.5 * unit, fill: 'var(--ink)' };
  return (
    <g>
      <defs>
        <pattern
          id={hatch}
          width={5 * unit}
          height={5 * unit}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line
            x1={0}
            y1={0}
            x2={0}
            y2={5 * unit}
            style={{ stroke: look.colour, strokeWidth: 1.5 * unit, strokeOpacity: 0.5 }}
          />
        </pattern>
      </defs>
      <path
        d={markPath(look.mark, 6 * unit, row.nameY - 5 * unit, 5 * unit)}
        style={{ fill: look.colour, stroke: 'none' }}
      />
      <text x={17 * unit} y={row.nameY} style={{ ...text, fontWeight: 600 }}>
        {contestant.title}
      </text>
      <text
        x={layout.narrow ? 17 * unit : width - 14 * unit}
        y={row.nameY + (layout.narrow ? 19 * unit : 0)}
        style={{ ...text, fontSize: 14 * unit, textAnchor: layout.narrow ? 'start' : 'end', fill: 'var(--soft)' }}
      >
        {verdict}
      </text>
      <line
        x1={x(0)}
        x2={width - 14 * unit}
        y1={row.y}
        y2={row.y}
        style={{ stroke: 'var(--hair)', strokeWidth: 1 * unit }}
      />
      <line
        x1={x(0)}
        x2={x(0)}
        y1={row.y - row.half}
        y2={row.y + row.half}
        style={{ stroke: 'var(--edge)', strokeWidth: 1 * unit }}
      />
      {band !== null && (
        <rect
          x={band.from - (band.to - band.from < 3 * unit ? 1.5 * unit : 0)}
          y={row.y - row.half}
          width={Math.max(3 * unit, band.to - band.from)}
          height={2 * row.half}
          rx={2 * unit}
          style={{ fill: `url(#${hatch})`, stroke: look.colour, strokeOpacity: 0.55, strokeWidth: 1 * unit }}
        />
      )}
      {row.marks.map((mark) => (
        <SaidMark
          key={`${mark.kind} ${mark.words}`}
          mark={mark}
          row={row}
          x={x(mark.ms)}
          median={row.figures.median === null ? null : x(row.figures.median)}
          width={width}
          unit={unit}
        />
      ))}
    </g>
  );
}

/** The median's tick reaches out above and below the marks, which lie over it: they are what was measured. */
function Median({ row, width, unit }: { readonly row: Row; readonly width: number; readonly unit: number }) {
  const scale = useXAxisScale();
  const { median } = row.figures;
  if (scale === undefined || median === null) return null;
  const x = scale(median) ?? 0;
  const words = medianTime(median);
  const reach = words.length * 4 * unit;
  return (
    <g>
      <line
        x1={x}
        x2={x}
        y1={row.y - row.half - 6 * unit}
        y2={row.y + row.half + 6 * unit}
        style={{ stroke: 'var(--ink)', strokeWidth: 2.25 * unit }}
      />
      <text
        x={Math.min(Math.max(x, reach), width - reach - 2 * unit)}
        y={row.medianY}
        style={{ fontSize: 14 * unit, fontWeight: 600, fill: 'var(--ink)', textAnchor: 'middle' }}
      >
        {words}
      </text>
    </g>
  );
}

interface SaidMarkProps {
  readonly mark: Mark;
  readonly row: Row;
  readonly x: number;
  /** Where the median is. */
  readonly median: number | null;
  readonly width: number;
  readonly unit: number;
}

/** A hollow mark that hangs from the strip by a thread: what was said, not what was measured. */
function SaidMark({ mark, row, x, median, width, unit }: SaidMarkProps) {
  const size = 5.5 * unit;
  const right = x > width * 0.55;
  const y = mark.y - 5 * unit;
  const room = (right ? x : width - x) - 12 * unit;
  const words = mark.words.length * 6.3 * unit <= room ? mark.words : mark.short;
  // The median's figure hangs in the thread's way when the two are near.
  const under = median !== null && Math.abs(median - x) < 34 * unit;
  return (
    <g>
      <line
        x1={x}
        x2={x}
        y1={under ? row.medianY + 4 * unit : row.y - row.half}
        y2={Math.max(y - size, row.medianY)}
        style={{ stroke: 'var(--accent)', strokeWidth: 1.25 * unit, strokeDasharray: `${2 * unit} ${3 * unit}` }}
      />
      <path
        d={
          mark.beyond
            ? `M${x - size},${y - size}L${x + size * 0.6},${y}L${x - size},${y + size}Z`
            : mark.kind === 'prediction'
              ? markPath('diamond', x, y, size)
              : `M${x - size},${y - size}L${x + size},${y - size}L${x},${y + size}Z`
        }
        style={{ fill: 'var(--paper)', stroke: 'var(--accent)', strokeWidth: 1.75 * unit }}
      />
      <text
        x={x + (right ? -12 : 12) * unit}
        y={mark.y}
        style={{ fontSize: 13 * unit, fill: 'var(--accent)', textAnchor: right ? 'end' : 'start' }}
      >
        {words}
      </text>
    </g>
  );
}
