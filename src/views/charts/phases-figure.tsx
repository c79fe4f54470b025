import { charts } from '../../texts/en/charts';
import type { RaceResult } from '../../measure/race';
import { medianTime, timeTick } from './axis';
import { ChartFigure } from './figure';
import { PartMarks } from './marks';
import { phased, phaseParts, phaseRows, phaseSentences, phaseTable } from './phases-words';
import { StackPicture } from './stack-chart';

/** Where the time of each contestant went; nothing where no run was looked into. */
export function PhasesFigure({ result, fileName }: { readonly result: RaceResult; readonly fileName: string }) {
  const all = phased(result);
  if (all.length === 0) return null;
  const parts = phaseParts(all);
  return (
    <ChartFigure
      title={charts.whereTime}
      sentences={phaseSentences(all)}
      table={phaseTable(result.title, all)}
      fileName={`${fileName}-time`}
      marks={<PartMarks parts={parts} />}
      picture={({ width, unit, label }) => (
        <StackPicture
          parts={parts}
          rows={phaseRows(all)}
          tick={timeTick}
          words={medianTime}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    />
  );
}
