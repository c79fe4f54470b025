import { useMemo } from 'react';
import { judge, type Judgement } from '../../measure/judge';
import type { RaceResult } from '../../measure/race';
import { summarise, timesOf } from '../../measure/statistics';
import { ChartFigure } from './figure';
import { RaceMarks } from './marks';
import { RacePicture } from './race-chart';
import { raceLayout } from './race-layout';
import { marksIn, notesOf, raceTable, saidOf, shortVerdict, verdictSentences } from './race-words';
import styles from './charts.module.css';

interface RaceFigureProps {
  readonly result: RaceResult;
  /** The race is still on: its trials are shown, and nothing is judged, which would cost the race the time that it measures. */
  readonly live: boolean;
  readonly fileName: string;
}

/** Ways of doing one task, compared: the verdicts first, then every trial. */
export function RaceFigure({ result, live, fileName }: RaceFigureProps) {
  const judgement = useMemo(() => (live ? unjudged(result) : judge(result)), [result, live]);
  const { standings } = judgement;
  const said = saidOf(result, standings);
  const figures = standings.map(({ contestant, summary }) => ({
    contestant: contestant.id,
    median: summary?.median ?? null,
    low: summary?.q1 ?? null,
    high: summary?.q3 ?? null,
  }));
  const verdicts = new Map(standings.map((standing) => [standing.contestant.id, live ? '' : shortVerdict(standing)]));
  return (
    <ChartFigure
      title={result.title}
      sentences={verdictSentences(judgement)}
      table={raceTable(result, standings)}
      fileName={fileName}
      marks={<RaceMarks {...marksIn(result, said)} variant={result.contestants[0]?.variant ?? ''} />}
      picture={({ width, unit, label }) => (
        <RacePicture
          layout={raceLayout(result, figures, said, width, unit)}
          contestants={result.contestants}
          verdicts={verdicts}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    >
      <Notes judgement={judgement} />
    </ChartFigure>
  );
}

function Notes({ judgement }: { readonly judgement: Judgement }) {
  const notes = notesOf(judgement);
  if (notes.length === 0) return null;
  return (
    <ul className={styles['notes']} aria-label="What to keep in mind">
      {notes.map(({ words, remedy }) => (
        <li key={`${words} ${remedy ?? ''}`}>
          {words} {remedy}
        </li>
      ))}
    </ul>
  );
}

function unjudged(result: RaceResult): Judgement {
  return {
    headline: 'The race is on; the verdicts come at its end.',
    warnings: [],
    prediction: null,
    standings: result.contestants.map((contestant) => {
      const times = timesOf(result, contestant.id);
      return { contestant, times, summary: summarise(times), failures: 0, verdict: null };
    }),
  };
}
