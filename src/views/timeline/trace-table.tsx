import { useMemo, useRef } from 'react';
import type { Trace } from '../../trace/trace';
import { toTable } from '../../trace/words';
import styles from './trace-table.module.css';
import { useScrollable } from './use-scrollable';

/** More rows than this make a page slow; the last row says how many there are beyond. */
const ROWS = 500;

/** The cloth as a table: the same stretches, one a row, by start. */
export function TraceTable({ trace, caption }: { trace: Trace; caption: string }) {
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const table = useMemo(() => toTable(trace, ROWS), [trace]);
  return (
    <section className={styles['scroller']} aria-label="The run as a table" ref={box}>
      <table className={styles['table']}>
        <caption className={styles['caption']}>{caption}</caption>
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
