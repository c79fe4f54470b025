import { useMemo } from 'react';
import type { Trace } from '../../trace/trace';
import { toTable } from '../../trace/words';
import styles from './trace-table.module.css';

/** More rows than this make a page slow; the last row says how many there are beyond. */
const ROWS = 500;

/** The cloth as a table: the same stretches, one a row, by start. */
export function TraceTable({ trace, caption }: { trace: Trace; caption: string }) {
  const table = useMemo(() => toTable(trace, ROWS), [trace]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <section className={styles['scroller']} aria-label="The run as a table" tabIndex={0}>
      <table className={styles['table']}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, k) => (
                <td key={k}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
