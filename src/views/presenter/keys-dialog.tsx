import { useEffect, useRef } from 'react';
import { present } from '../../texts/en/present';
import { Button } from '../kit/button';
import styles from './presenter.module.css';

interface KeysDialogProps {
  readonly letters: boolean;
  readonly onLetters: (on: boolean) => void;
  readonly onClose: () => void;
}

/** All keys, and the switch for those that are letters. */
export function KeysDialog({ letters, onLetters, onClose }: KeysDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    if (current?.open === false) current.showModal();
  }, []);
  const keys: readonly (readonly [readonly string[], string])[] = [
    [[present.space, present.pageDown, present.pageUp], present.keyGo],
    [['→', '←'], present.keyStep],
    [['↓', '↑'], present.keyScroll],
    [['Home', 'End'], present.keyEnds],
    [['R', 'S'], present.keyRun],
    [['D'], present.keyRecorded],
    [['P'], present.keyReplay],
    [['−', '+'], present.keySpeed],
    [['L', `${present.shift} L`, 'A'], present.keyLane],
    [['V'], present.keyLook],
    [['C'], present.keyCountdown],
    [['H'], present.keyHands],
    [['B', '.'], present.keyBlank],
    [['N'], present.keyNotes],
    [['?'], present.keyHelp],
    [['Escape'], present.keyLeave],
  ];
  return (
    <dialog
      ref={dialog}
      className={styles['keys']}
      aria-label={present.keysTitle}
      onClose={onClose}
      // A press beside it closes it, where the browser knows how; Escape does everywhere.
      {...{ closedby: 'any' }}
    >
      <div className={styles['keysHead']}>
        <h2>{present.keysTitle}</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {present.close}
        </Button>
      </div>
      <dl>
        {keys.map(([names, does]) => (
          <div key={does}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className={styles['switch']}>
        <input type="checkbox" checked={letters} onChange={({ target }) => onLetters(target.checked)} />
        {present.letters}
      </label>
      <p className={styles['why']}>{present.lettersWhy}</p>
    </dialog>
  );
}
