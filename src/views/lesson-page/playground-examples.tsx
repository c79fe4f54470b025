/** The examples and the dialog that lists them: loaded together, when somebody asks for them. */
import { useEffect, useId, useRef } from 'react';
import type { Language } from '../../runtimes/runtime';
import { EXAMPLES, type Example } from '../../session/examples/examples';
import { playgroundTexts } from '../../texts/en/playground';
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
        <h2 id={id}>{playgroundTexts.examples}</h2>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {playgroundTexts.close}
        </Button>
      </div>
      <div className={styles['body']}>
        <p className={styles['words']}>{playgroundTexts.examplesAre}</p>
        <p className={styles['empty']}>
          {playgroundTexts.orNothing}
          <Button onClick={() => onEmpty('python')}>{playgroundTexts.emptyPython}</Button>
          <Button onClick={() => onEmpty('typescript')}>{playgroundTexts.emptyTypeScript}</Button>
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
