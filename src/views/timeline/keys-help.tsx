import { timeline } from '../../texts/en/timeline';
import { useEffect, useRef } from 'react';
import { Button } from '../kit/button';
import { keyGroups } from './keyboard';
import styles from './tools.module.css';

/** Every key of the timeline. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    if (current?.open === false) current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['keys']}
      aria-label={timeline.keys}
      onClose={onClose}
      // A press beside it closes it, where the browser knows how; Escape does everywhere.
      {...{ closedby: 'any' }}
    >
      <div className={styles['keysHead']}>
        <h2>{timeline.keys}</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {timeline.close}
        </Button>
      </div>
      <div className={styles['groups']}>
        {keyGroups().map(({ title, keys }) => (
          <section key={title} className={styles['group']}>
            <h3>{title}</h3>
            <dl>
              {keys.map((row) => (
                <div key={row.does} style={{ display: 'contents' }}>
                  <dt>
                    {row.keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{row.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
