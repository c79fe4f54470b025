/** The examples and the dialog that lists them: loaded together, when somebody asks for them. */
import { useEffect, useId, useRef } from 'react';
import type { Language } from '../../runtimes/runtime';
import { EXAMPLES, type Example } from '../../session/examples/examples';
import { Button } from '../kit/button';
import { examplePath, href } from './routes';
import styles from './playground-examples.module.css';

export { exampleIn, exampleNamed } from '../../session/examples/examples';

interface ExamplesDialogProps {
  readonly onChoose: (example: Example) => void;
  readonly onEmpty: (language: Language) => void;
  readonly onClose: () => void;
}

export function ExamplesDialog({ onChoose, onEmpty, onClose }: ExamplesDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={id}
      onClose={onClose}
      // A press beside it closes it, where the browser knows how; Escape does everywhere.
      {...{ closedby: 'any' }}
    >
      <div className={styles['head']}>
        <h2 id={id}>Examples</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
      <div className={styles['body']}>
        <p className={styles['words']}>
          Each gets a tab of its own, and what you have stays as it is. Run it, look, then change it. Each is also a
          link that you can hand on.
        </p>
        <p className={styles['empty']}>
          Or begin with nothing:
          <Button onClick={() => onEmpty('python')}>Empty Python program</Button>
          <Button onClick={() => onEmpty('typescript')}>Empty TypeScript program</Button>
        </p>
        {EXAMPLES.map(({ title, examples }, i) => (
          <section key={title} aria-labelledby={`${id}-${i}`}>
            <h3 id={`${id}-${i}`}>{title}</h3>
            <ul>
              {examples.map((example) => (
                <li key={example.id}>
                  <a
                    href={href(examplePath(example.id))}
                    aria-describedby={`${id}-${example.id}`}
                    onClick={(event) => {
                      // In a window of its own it opens by its address.
                      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
                      event.preventDefault();
                      onChoose(example);
                    }}
                  >
                    {example.title}
                  </a>
                  <p id={`${id}-${example.id}`}>{example.words}</p>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </dialog>
  );
}
