import { charts } from '../../texts/en/charts';
import { useEffect, useMemo } from 'react';
import { judge, type Judgement } from '../../measure/judge';
import type { RaceResult } from '../../measure/race';
import { summarise, timesOf } from '../../measure/statistics';
import { CurveFigure } from './curve-figure';
import { MemoryFigure } from './memory-figure';
import { PhasesFigure } from './phases-figure';
import { RaceFigure } from './race-figure';
import { environmentWords, notesOf } from './race-words';
import { WorthFigure } from './worth-figure';
import styles from './charts.module.css';

interface RaceResultsProps {
  readonly result: RaceResult;
  /** The race is still on: trials are shown as they come, and nothing is judged, which would cost the race the time that it measures. */
  readonly live: boolean;
  /** What is counted where contestants differ in a number: `workers`. For results that do not say so themselves. */
  readonly unit: string | null;
  /** Told the result in one sentence once it has been judged. */
  readonly onJudged?: (headline: string) => void;
}

/** All that a race has to show: how fast, where the time went, how much memory, and where it was measured. */
export function RaceResults({ result, live, unit: unitUnlessTold, onJudged }: RaceResultsProps) {
  const unit = result.unit ?? unitUnlessTold;
  const judgement = useMemo(() => (live ? unjudged(result) : judge(result)), [result, live]);
  const { headline } = judgement;
  useEffect(() => {
    if (!live) onJudged?.(headline);
  }, [live, headline, onJudged]);
  const fileName = `${result.lesson ?? 'playground'}-${result.race}`;
  return (
    <div className={styles['results']}>
      {live || result.kind === 'variants' ? (
        <RaceFigure result={result} judgement={judgement} live={live} fileName={fileName} />
      ) : result.kind === 'curve' ? (
        <CurveFigure result={result} unitOf={unit ?? charts.workers} fileName={fileName} />
      ) : (
        <WorthFigure result={result} unitOf={unit ?? charts.sizeOfTask} fileName={fileName} />
      )}
      {!live && <Notes judgement={judgement} />}
      {result.trials.length > 0 && (
        <p className={styles['where']}>{environmentWords(live ? { ...result, complete: true } : result)}</p>
      )}
      {!live && <PhasesFigure result={result} fileName={fileName} />}
      {!live && <MemoryFigure result={result} fileName={fileName} />}
    </div>
  );
}

function Notes({ judgement }: { readonly judgement: Judgement }) {
  const notes = notesOf(judgement);
  if (notes.length === 0) return null;
  return (
    <ul className={styles['notes']} aria-label={charts.keepInMind}>
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
    headline: charts.raceIsOn,
    warnings: [],
    prediction: null,
    standings: result.contestants.map((contestant) => {
      const times = timesOf(result, contestant.id);
      return { contestant, times, summary: summarise(times), failures: 0, verdict: null };
    }),
  };
}
