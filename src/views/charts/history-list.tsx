import { charts } from '../../texts/en/charts';
import { useMemo } from 'react';
import { compareWithEarlier } from '../../measure/compare';
import type { RaceResult } from '../../measure/race';
import { summarise, timesOf } from '../../measure/statistics';
import { formatTimes } from '../../measure/words';
import { Button } from '../kit/button';
import { medianTime } from './axis';
import { dateWords } from './race-words';
import styles from './charts.module.css';

interface HistoryListProps {
  /** The newest first. */
  readonly kept: readonly { readonly key: string; readonly result: RaceResult }[];
  /** The one that is shown above; it may be none of these. */
  readonly shown: RaceResult | null;
  readonly onOpen: (result: RaceResult) => void;
  readonly onClear: () => void;
  readonly disabled: boolean;
}

/** Earlier results of a race on this device, each in a line; any of them can be shown again. */
export function HistoryList({ kept, shown, onOpen, onClear, disabled }: HistoryListProps) {
  // Judged from many draws: not while a race is on, when this list is not shown, and not twice.
  const comparison = useMemo(
    () =>
      shown === null
        ? null
        : compareWithEarlier(
            shown,
            kept.map(({ result }) => result),
          ),
    [shown, kept],
  );
  return (
    <section className={styles['history']} aria-label={charts.earlier}>
      <div className={styles['historyHead']}>
        <h4>{charts.earlier}</h4>
        <Button look="quiet" onClick={onClear} disabled={disabled}>
          {charts.clear}
        </Button>
      </div>
      {comparison !== null && <p className={styles['compared']}>{comparison.words}</p>}
      <ul>
        {kept.map(({ key, result }) => {
          const now = shown !== null && sameRun(shown, result);
          return (
            <li key={key}>
              <button
                type="button"
                className={styles['historyDate']}
                aria-current={now}
                disabled={disabled}
                onClick={() => onOpen(result)}
              >
                {dateWords(result.environment.date)}
              </button>
              <span>
                {medianWords(result)}
                {now && <small>{charts.shownAbove}</small>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function sameRun(a: RaceResult, b: RaceResult): boolean {
  return a === b || (a.environment.date === b.environment.date && a.seed === b.seed);
}

/** Each contestant's median; of many, the fastest. */
function medianWords(result: RaceResult): string {
  const all = result.contestants.flatMap(({ id, title }) => {
    const median = summarise(timesOf(result, id))?.median;
    return median === undefined ? [] : [{ title, median }];
  });
  const [first] = all;
  if (first === undefined) return charts.noTrial;
  if (all.length <= 4) return all.map(({ title, median }) => `${title} ${medianTime(median)}`).join(' · ');
  const best = all.reduce((a, b) => (b.median < a.median ? b : a));
  return charts.fastestOf(best.title, medianTime(best.median), formatTimes(first.median / best.median), first.title);
}
