import { useId, useState } from 'react';
import { Check, Circle, Minus, X } from 'lucide-react';
import { BOARD_WORDS, countWords, type BoardState, type ClaimRow, type ClaimState } from '../../session/claims-board';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import styles from './claims-panel.module.css';

interface ClaimsPanelProps {
  readonly board: BoardState;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onRunAll: () => void;
  readonly onStop: () => void;
}

/** The claims of the lesson that is being written, beside it, and what the latest runs made of them. */
export function ClaimsPanel({ board, open, onOpen, onRunAll, onStop }: ClaimsPanelProps) {
  const id = useId();
  const [only, setOnly] = useState(false);
  const { lesson, rows, running, note } = board;
  const broken = lesson !== null && lesson.claims.length === 0;
  const shown = only ? rows.filter(({ state }) => state !== 'held') : rows;
  return (
    <section className={styles['panel']} aria-labelledby={id} data-open={open || undefined}>
      <header className={styles['head']}>
        <h2 id={id}>Claims</h2>
        <output className={styles['count']}>
          {lesson === null
            ? 'Open a lesson to see what it claims.'
            : broken
              ? 'This lesson cannot be loaded yet: what to mend stands in its place.'
              : running === null
                ? countWords(rows)
                : `Running ${running} …`}
        </output>
        {rows.length > 0 && (
          <>
            <label className={styles['only']}>
              <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />
              Hide what holds
            </label>
            {running === null ? <Button onClick={onRunAll}>Run all</Button> : <Button onClick={onStop}>Stop</Button>}
            <Button look="quiet" aria-expanded={open} onClick={() => onOpen(!open)}>
              {open ? 'Fold' : 'Show'}
            </Button>
          </>
        )}
      </header>
      {note !== null && <p className={styles['note']}>{note}</p>}
      {open && rows.length > 0 && (
        <section className={styles['rows']} {...scrollsByKeyboard} aria-label="Each claim">
          <table>
            <thead>
              <tr>
                <th scope="col">Verdict</th>
                <th scope="col">lesson.md</th>
                <th scope="col">Claim</th>
                <th scope="col">What was measured</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={`${row.exercise ?? ''}/${row.line}/${row.kind}`} row={row} />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p className={styles['note']}>Everything holds.</p>}
        </section>
      )}
    </section>
  );
}

const SIGNS = { held: Check, failed: X, 'not-run': Circle, 'not-judged': Minus } as const satisfies Record<
  ClaimState,
  unknown
>;

function Row({ row }: { readonly row: ClaimRow }) {
  const Sign = SIGNS[row.state];
  return (
    <tr data-state={row.state}>
      <td className={styles['state']}>
        <Sign size="1em" aria-hidden="true" /> {BOARD_WORDS[row.state]}
      </td>
      <td className={styles['line']}>:{row.line}</td>
      <td>
        <span className={styles['says']}>“{row.says}”</span>{' '}
        <small>
          {row.exercise === null ? row.kind : `exercise ${row.exercise}, ${row.kind}`}, {row.programs.join(' and ')}
        </small>
      </td>
      <td className={styles['measured']}>
        {row.sentence}
        {row.state === 'failed' && row.timed && (
          <small> It is about time: interleave check tries it three times.</small>
        )}
      </td>
    </tr>
  );
}
