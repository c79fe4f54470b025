/** A new version of the site waits: said once, beside everything, and never while a program runs or a lesson is presented. */
import { useState } from 'react';
import { offline as texts } from '../../texts/en/offline';
import { Button } from '../kit/button';
import { useServices, useStore } from './services';
import styles from './update-bar.module.css';

export function UpdateBar() {
  const { offline, lab, edits } = useServices();
  const isRunning = useStore(lab.store, ({ active }) => active !== null);
  const [isLater, setLater] = useState(false);
  if (isRunning || isLater) return null;
  return (
    <div className={styles['bar']}>
      <output>{texts.update}</output>
      <Button
        look="primary"
        onClick={() => {
          void edits.flush().finally(() => offline.takeOver());
        }}
      >
        {texts.reload}
      </Button>
      <Button look="quiet" onClick={() => setLater(true)}>
        {texts.later}
      </Button>
    </div>
  );
}
