import { charts } from '../../texts/en/charts';
import { useMemo } from 'react';
import { ratioInterval } from '../../measure/bootstrap';
import type { RaceResult } from '../../measure/race';
import { fitSpeedUp, speedUpAt, type ScalingLaw, type SpeedUpFit } from '../../measure/speed-up';
import { numbers } from '../../texts/en/numbers';
import { medianTime } from './axis';
import { CurvePicture, type MeasuredPoint } from './curve-chart';
import type { CurveLine } from './curve-layout';
import { ChartFigure, type ChartTable } from './figure';
import { CurveMarks } from './marks';

interface CurveFigureProps {
  readonly result: RaceResult;
  /** `workers` */
  readonly unitOf: string;
  readonly fileName: string;
}

/** One program over a rising number of workers. */
export function CurveFigure({ result, unitOf, fileName }: CurveFigureProps) {
  const fit = useMemo(() => fitSpeedUp(result), [result]);
  const points = useMemo(() => measured(result, fit), [result, fit]);
  const laws: readonly CurveLine[] = [
    ...lineOf('amdahl', 'Amdahl', fit.amdahl),
    // Where workers cost each other nothing the two laws are one line.
    ...(fit.usl !== null && fit.usl.coherency > 0 ? lineOf('usl', 'USL', fit.usl) : []),
  ];
  return (
    <ChartFigure
      title={result.title}
      titled={false}
      sentences={fit.words}
      table={curveTable(result, unitOf, points)}
      fileName={fileName}
      marks={<CurveMarks variant={variantOf(result)} amdahl={fit.amdahl !== null} usl={laws.length > 1} />}
      picture={({ width, unit, label }) => (
        <CurvePicture
          points={points}
          fits={laws}
          cores={result.environment.cores}
          variant={variantOf(result)}
          unitOf={unitOf}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    />
  );
}

const variantOf = (result: RaceResult): string => result.contestants[0]?.variant ?? '';

function lineOf(id: string, name: string, law: ScalingLaw | null): CurveLine[] {
  return law === null ? [] : [{ id, name, at: (workers) => speedUpAt(law, workers) }];
}

interface CurvePoint extends MeasuredPoint {
  readonly median: number;
}

function measured(result: RaceResult, { points }: SpeedUpFit): readonly CurvePoint[] {
  const base = points.find(({ workers }) => workers === 1);
  if (base === undefined) return [];
  return points.flatMap(({ workers, times, median, speedUp }, i): CurvePoint[] => {
    if (speedUp === null) return [];
    const interval = workers === 1 || times.length < 3 ? null : ratioInterval(base.times, times, result.seed + i);
    return [
      {
        at: workers,
        median,
        speedUp,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        trials: times.map((ms) => (speedUp * median) / ms),
      },
    ];
  });
}

function curveTable(result: RaceResult, unitOf: string, points: readonly CurvePoint[]): ChartTable {
  return {
    caption: charts.speedUpCaption(result.title),
    columns: [unitOf, charts.median, charts.speedUp, charts.interval, charts.trials],
    rows: points.map(({ at, median, speedUp, low, high, trials }) => [
      String(at),
      medianTime(median),
      numbers.decimal(speedUp.toFixed(2)),
      low === null || high === null
        ? ''
        : charts.fromTo(numbers.decimal(low.toFixed(2)), numbers.decimal(high.toFixed(2))),
      String(trials.length),
    ]),
  };
}
