import { timeline } from '../../texts/en/timeline';
import { useMemo, useRef } from 'react';
import { formatMs } from '../../trace/format';
import { rangeStats } from '../../trace/range-stats';
import { rangeTables, rangeWords } from '../../trace/range-words';
import type { Trace } from '../../trace/trace';
import { Button } from '../kit/button';
import { CopyButton } from './copy-button';
import styles from './tools.module.css';
import type { TimeRange } from './tools-painter';
import { Table } from './trace-table';
import { useScrollable } from './use-scrollable';

interface RangeViewProps {
  readonly trace: Trace;
  readonly range: TimeRange;
  readonly onShow: () => void;
  readonly onClear: () => void;
}

/** What the selected range holds, in sentences. */
export function RangeView({ trace, range, onShow, onClear }: RangeViewProps) {
  const sentences = useMemo(() => rangeWords(trace, rangeStats(trace, range.t0, range.t1)), [trace, range]);
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  return (
    <section className={styles['asked']} aria-label={timeline.range} ref={box}>
      <div className={styles['head']}>
        <h3 className={styles['title']}>{sentences[0]}</h3>
        <Button look="quiet" aria-label={timeline.zoomToRange} onClick={onShow}>
          {timeline.zoom}
        </Button>
        <CopyButton label={timeline.copyRange} text={() => sentences.join('\n')} />
        <Button look="quiet" onClick={onClear}>
          {timeline.clear}
        </Button>
      </div>
      <ul className={styles['sentences']}>
        {sentences.slice(1).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** The same in figures, in the picture's place. */
export function RangeTables({
  trace,
  range,
  showInternal,
}: Pick<RangeViewProps, 'trace' | 'range'> & { readonly showInternal: boolean }) {
  const { actors, resources } = useMemo(
    () => rangeTables(trace, rangeStats(trace, range.t0, range.t1), showInternal),
    [trace, range, showInternal],
  );
  const box = useRef<HTMLElement>(null);
  useScrollable(box);
  const when = [formatMs(range.t0), formatMs(range.t1)] as const;
  return (
    <section className={styles['tables']} aria-label={timeline.rangeTable} ref={box}>
      <Table words={actors}>
        <caption className={styles['caption']}>{timeline.ranIn(...when)}</caption>
      </Table>
      {resources.rows.length > 0 && (
        <Table words={resources}>
          <caption className={styles['caption']}>{timeline.heldIn(...when)}</caption>
        </Table>
      )}
    </section>
  );
}
