import { useMemo } from 'react';
import type { RaceResult } from '../../measure/race';
import { standings } from '../../measure/verdict';
import { ChartFigure, Sentences } from './figure';
import { RaceMarks } from './marks';
import { RacePicture } from './race-chart';
import { raceLayout } from './race-layout';
import { failureWords, marksIn, predictionWords, raceTable, saidOf, shortVerdict } from './race-words';

interface RaceFigureProps {
  readonly result: RaceResult;
  readonly fileName: string;
}

/** Ways of doing one task, compared: the verdicts first, then every trial. */
export function RaceFigure({ result, fileName }: RaceFigureProps) {
  const all = useMemo(() => standings(result), [result]);
  const said = useMemo(() => saidOf(result, all), [result, all]);
  const sentences = useMemo(() => verdictSentences(result), [result]);
  const figures = all.map(({ contestant, summary }) => ({
    contestant: contestant.id,
    median: summary?.median ?? null,
    low: summary?.q1 ?? null,
    high: summary?.q3 ?? null,
  }));
  const verdicts = new Map(all.map((standing) => [standing.contestant.id, shortVerdict(standing)]));
  return (
    <ChartFigure
      title={result.title}
      sentences={sentences}
      words={<Sentences sentences={sentences} />}
      table={raceTable(result, all)}
      fileName={fileName}
      marks={<RaceMarks {...marksIn(result, said)} variant={result.contestants[0]?.variant ?? ''} />}
      picture={({ width, unit }) => (
        <RacePicture
          layout={raceLayout(result, figures, said, width, unit)}
          contestants={result.contestants}
          verdicts={verdicts}
          width={width}
          unit={unit}
        />
      )}
    />
  );
}

function verdictSentences(result: RaceResult): readonly string[] {
  const all = standings(result);
  const guess = predictionWords(result, all);
  return [
    ...all.flatMap(({ verdict }) => (verdict === null ? [] : [verdict.sentence])),
    ...(guess === null ? [] : [guess]),
    ...failureWords(result),
  ];
}
