import { useId } from 'react';
import { Bar, BarChart, useXAxisScale, XAxis, YAxis } from 'recharts';
import { axisFromZero } from './axis';
import { AxisTick } from './axis-tick';
import { PatternDefinition, type PatternKind } from './patterns';
import { pictureProps } from './picture-props';

export interface StackPart {
  readonly key: string;
  readonly title: string;
  readonly colour: string;
  readonly pattern: PatternKind;
}

export interface StackRow {
  readonly id: string;
  readonly title: string;
  /** At the far end of the row's name. */
  readonly note: string;
  readonly values: Readonly<Record<string, number>>;
}

interface StackPictureProps {
  readonly parts: readonly StackPart[];
  readonly rows: readonly StackRow[];
  readonly tick: (value: number, most: number) => string;
  /** For the tooltip of a part. */
  readonly words: (value: number) => string;
  readonly width: number;
  readonly unit: number;
  readonly label: string;
}

/** A bar for each row, its parts one after the other, each with a pattern of its own. */
export function StackPicture({ parts, rows, tick, words, width, unit, label }: StackPictureProps) {
  const patterns = useId();
  const right = 14 * unit;
  const rowHeight = 62 * unit;
  const axis = 26 * unit;
  const bar = 24 * unit;
  const sum = (row: StackRow) => parts.reduce((total, { key }) => total + (row.values[key] ?? 0), 0);
  const { end, ticks } = axisFromZero(Math.max(...rows.map(sum), 0), (width - right) / unit);
  const data = rows.map((row) => ({ ...row.values, id: row.id }));
  return (
    <BarChart
      layout="vertical"
      data={data}
      width={width}
      height={rows.length * rowHeight + axis}
      margin={{ top: 0, right, bottom: 0, left: 0 }}
      barSize={bar}
      {...pictureProps(label)}
    >
      <defs>
        {parts.map((part) => (
          <PatternDefinition
            key={part.key}
            id={`${patterns}-${part.key}`}
            kind={part.pattern}
            colour={part.colour}
            unit={unit}
          />
        ))}
      </defs>
      <XAxis
        type="number"
        domain={[0, end]}
        ticks={[...ticks]}
        interval={0}
        tickFormatter={(value: number) => tick(value, end)}
        tick={<AxisTick unit={unit} width={width} />}
        axisLine={false}
        tickLine={false}
        height={axis}
        allowDataOverflow
      />
      <YAxis type="category" dataKey="id" hide width={0} />
      {parts.map((part) => (
        <Bar
          key={part.key}
          dataKey={part.key}
          stackId="all"
          isAnimationActive={false}
          shape={(props: BarRect) => (
            <Part {...props} part={part} fill={`url(#${patterns}-${part.key})`} words={words} unit={unit} />
          )}
        />
      ))}
      <RowNames rows={rows} rowHeight={rowHeight} bar={bar} width={width - right} unit={unit} />
    </BarChart>
  );
}

interface BarRect {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly value?: unknown;
}

interface PartProps extends BarRect {
  readonly part: StackPart;
  readonly fill: string;
  readonly words: (value: number) => string;
  readonly unit: number;
}

/** Bars lie in the lower half of their row: the name is above. */
const LOWER = 9;

function Part({ x = 0, y = 0, width = 0, height = 0, value, part, fill, words, unit }: PartProps) {
  if (!(width > 0)) return null;
  const [from, to] = Array.isArray(value) ? [Number(value[0]), Number(value[1])] : [0, Number(value)];
  return (
    <g>
      <rect x={x} y={y + LOWER * unit} width={width} height={height} style={{ fill: 'var(--paper)' }} />
      <rect
        x={x}
        y={y + LOWER * unit}
        width={width}
        height={height}
        style={{ fill, stroke: part.colour, strokeWidth: 1 * unit }}
      >
        <title>{`${part.title}: ${words(to - from)}`}</title>
      </rect>
    </g>
  );
}

interface RowNamesProps {
  readonly rows: readonly StackRow[];
  readonly rowHeight: number;
  readonly bar: number;
  readonly width: number;
  readonly unit: number;
}

function RowNames({ rows, rowHeight, bar, width, unit }: RowNamesProps) {
  const scale = useXAxisScale();
  if (scale === undefined) return null;
  return (
    <g>
      {rows.map((row, i) => {
        const y = i * rowHeight + rowHeight / 2 - bar / 2 + (LOWER - 6) * unit;
        return (
          <g key={row.id}>
            <text x={scale(0)} y={y} style={{ fontSize: 14.5 * unit, fontWeight: 600, fill: 'var(--ink)' }}>
              {row.title}
            </text>
            <text x={width} y={y} style={{ fontSize: 13.5 * unit, fill: 'var(--soft)', textAnchor: 'end' }}>
              {row.note}
            </text>
          </g>
        );
      })}
    </g>
  );
}
