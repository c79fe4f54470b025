import { timeline } from '../../texts/en/timeline';
import { useMemo, useRef, type ReactNode } from 'react';
import type { Trace } from '../../trace/trace';
import { toMarkTable, toMessageTable, toTable, type TraceTable as TableWords } from '../../trace/words';
import styles from './trace-table.module.css';
import { useScrollable } from './use-scrollable';

/** More rows than this make a page slow; the last row says how many there are beyond. */
const ROWS = 500;

interface TraceTableProps {
  readonly trace: Trace;
  readonly caption: string;
  readonly showInternal?: boolean;
  /** What the tables together are called, where there are those of other runs too. */
  readonly label?: string;
}

/** The cloth as tables: the same stretches, one a row, by start; then the same remarks; then the same messages, by their sending. */
export function TraceTable({ trace, caption, showInternal = false, label = timeline.tableLabel }: TraceTableProps) {
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const table = useMemo(() => toTable(trace, ROWS), [trace]);
  const messages = useMemo(() => toMessageTable(trace, ROWS, showInternal), [trace, showInternal]);
  const marks = useMemo(() => toMarkTable(trace, ROWS), [trace]);
  return (
    <section className={styles['scroller']} aria-label={label} ref={box}>
      <Table words={table}>
        <caption className={styles['caption']}>{caption}</caption>
      </Table>
      {marks.rows.length > 0 && (
        <Table words={marks}>
          <caption className={styles['heading']}>{timeline.remarksCaption}</caption>
        </Table>
      )}
      {messages.rows.length > 0 && (
        <Table words={messages}>
          <caption className={styles['heading']}>{timeline.messagesCaption}</caption>
        </Table>
      )}
    </section>
  );
}

export function Table({ words, children }: { words: TableWords; children: ReactNode }) {
  return (
    <table className={styles['table']}>
      {children}
      <thead>
        <tr>
          {words.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {words.rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, k) => (
              <td key={k}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
