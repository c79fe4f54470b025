import { charts } from '../../texts/en/charts';
import { useMemo } from 'react';
import { breakEven, type BreakEven } from '../../measure/break-even';
import type { RaceResult } from '../../measure/race';
import { formatSize, wholeNumber } from '../../measure/words';
import { numbers } from '../../texts/en/numbers';
import { medianTime } from './axis';
import { ChartFigure, type ChartTable } from './figure';
import { WorthMarks } from './marks';
import { WorthPicture, type Crossing, type WorthLine } from './worth-chart';

interface WorthFigureProps {
  readonly result: RaceResult;
  /** What the size of the task counts: `numbers to test`. */
  readonly unitOf: string;
  readonly fileName: string;
}

/** Two ways over the size of a task: from where on the second one is worth its start. */
export function WorthFigure({ result, unitOf, fileName }: WorthFigureProps) {
  const worth = useMemo(() => breakEven(result, unitOf), [result, unitOf]);
  const lines = useMemo(() => linesOf(result, worth), [result, worth]);
  if (worth === null) return null;
  return (
    <ChartFigure
      title={result.title}
      titled={false}
      sentences={[worth.words]}
      table={worthTable(result, unitOf, worth)}
      fileName={fileName}
      marks={<WorthMarks variants={lines.map(({ variant }) => variant)} crossing={crossingOf(worth) !== null} />}
      picture={({ width, unit, label }) => (
        <WorthPicture
          lines={lines}
          crossing={crossingOf(worth)}
          unitOf={unitOf}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    />
  );
}

function crossingOf({ outcome, size, interval }: BreakEven): Crossing | null {
  if (size === null || (outcome !== 'from' && outcome !== 'until')) return null;
  return {
    size,
    interval,
    words: outcome === 'from' ? charts.worthFrom(formatSize(size)) : charts.worthUpTo(formatSize(size)),
  };
}

function linesOf(result: RaceResult, worth: BreakEven | null): readonly WorthLine[] {
  if (worth === null) return [];
  const variants = [...new Set(result.contestants.map(({ variant }) => variant))];
  const line = (id: 'first' | 'second', variant: string): WorthLine => ({
    id,
    name: worth[id],
    variant,
    points: worth.points.map((point) => ({ size: point.size, median: point[`${id}Median`], trials: point[id] })),
  });
  return [line('first', variants[0] ?? ''), line('second', variants[1] ?? variants[0] ?? '')];
}

function worthTable(result: RaceResult, unitOf: string, { first, second, points }: BreakEven): ChartTable {
  return {
    caption: charts.medianCaption(result.title),
    columns: [unitOf, first, second, charts.speedUp, charts.trials],
    rows: points.map((point) => [
      wholeNumber(point.size),
      medianTime(point.firstMedian),
      medianTime(point.secondMedian),
      numbers.decimal((point.firstMedian / point.secondMedian).toFixed(2)),
      charts.trialsOfBoth(point.first.length, point.second.length),
    ]),
  };
}
