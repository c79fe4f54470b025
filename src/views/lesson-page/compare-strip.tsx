import { ArrowLeft } from 'lucide-react';
import { benchTexts } from '../../texts/en/bench';
import { Button } from '../kit/button';
import styles from './compare-strip.module.css';

interface CompareStripProps {
  /** How many programs have a run to be compared. */
  readonly count: number;
  readonly comparing: boolean;
  /** The program to go back to. */
  readonly program: string;
  /** To the comparison, or back from it. */
  readonly onCompare: () => void;
}

/** Leads from one program's picture to those of all that have run, and back. It is one button, so that the focus stays. */
export function CompareStrip({ count, comparing, program, onCompare }: CompareStripProps) {
  return (
    <div className={styles['strip']}>
      <Button onClick={onCompare}>
        {comparing && <ArrowLeft size={16} aria-hidden="true" />}
        {comparing ? benchTexts.backTo(program) : benchTexts.compare}
      </Button>
      <p>{comparing ? benchTexts.runsOnOneAxis(count) : benchTexts.seeAbove(count)}</p>
    </div>
  );
}
