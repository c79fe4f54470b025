import { figuresTable, trialsTable } from '../../measure/export';
import type { Judgement } from '../../measure/judge';
import type { RaceResult } from '../../measure/race';
import { ChartFigure } from './figure';
import { RaceMarks } from './marks';
import { RacePicture } from './race-chart';
import { raceLayout } from './race-layout';
import { marksIn, raceTable, saidOf, shortVerdict, verdictSentences } from './race-words';

interface RaceFigureProps {
  readonly result: RaceResult;
  readonly judgement: Judgement;
  /** The race is still on: no verdicts yet. */
  readonly live: boolean;
  readonly fileName: string;
}

/** Ways of doing one task, compared: the verdicts first, then every trial. */
export function RaceFigure({ result, judgement, live, fileName }: RaceFigureProps) {
  const { standings } = judgement;
  const said = saidOf(result, standings);
  const figures = standings.map(({ contestant, summary }) => ({
    contestant: contestant.id,
    median: summary?.median ?? null,
    low: summary?.q1 ?? null,
    high: summary?.q3 ?? null,
  }));
  const verdicts = new Map(standings.map((standing) => [standing.contestant.id, live ? '' : shortVerdict(standing)]));
  const judged = new Set([...verdicts].flatMap(([id, words]) => (words === '' ? [] : [id])));
  return (
    <ChartFigure
      title={result.title}
      titled={false}
      sentences={verdictSentences(judgement)}
      table={raceTable(result, standings)}
      figures={() => figuresTable(result)}
      trials={() => trialsTable(result)}
      fileName={fileName}
      marks={<RaceMarks {...marksIn(result, said)} variant={result.contestants[0]?.variant ?? ''} />}
      picture={({ width, unit, label }) => (
        <RacePicture
          layout={raceLayout(result, figures, said, judged, width, unit)}
          contestants={result.contestants}
          verdicts={verdicts}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    />
  );
}
