import { MOST_HANDS } from '../../session/present';
import { present } from '../../texts/en/present';
import styles from './question-beat.module.css';

interface HandsFieldProps {
  /** The choice, in words. */
  readonly choice: string;
  readonly count: number | null;
  readonly onCount: (count: number | null) => void;
}

/** How many hands were raised for one choice. */
export function HandsField({ choice, count, onCount }: HandsFieldProps) {
  return (
    <input
      className={styles['hands']}
      type="number"
      inputMode="numeric"
      min={0}
      max={MOST_HANDS}
      aria-label={present.handsFor(choice)}
      data-hands
      value={count ?? ''}
      onChange={({ target }) => onCount(target.value === '' ? null : target.valueAsNumber)}
    />
  );
}
