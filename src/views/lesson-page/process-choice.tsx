import { isolation as isolationSection } from '../../texts/en/isolation';
import { useId } from 'react';
import type { IsolationLevel, StartMethod } from '../../runtimes/runtime';
import type { ProcessStart } from '../../session/start-method';
import { Explain } from '../kit/disclosure';
import styles from './process-choice.module.css';

const METHODS: readonly { readonly id: StartMethod; readonly meaning: string }[] = [
  { id: 'fork', meaning: 'The new process sees the program as it stands: its variables, as they are now, are copied.' },
  {
    id: 'spawn',
    meaning:
      'The new process begins empty and imports the program anew, so what starts processes has to stand under if __name__ == "__main__".',
  },
];

const WHOSE_WORD: Readonly<Record<ProcessStart['chosenBy'], (method: StartMethod) => string>> = {
  lesson: (method) => `This lesson depends on ${method}, so it cannot be changed here.`,
  sender: (method) => `The program was sent with ${method}. Keep it in the playground to choose.`,
  learner: () => 'A program that chooses by itself, with set_start_method or get_context, gets what it asks for.',
};

interface ProcessChoiceProps {
  readonly start: ProcessStart;
  readonly keepReady: boolean;
  /** Null while it is not known yet. */
  readonly isolation: IsolationLevel | null;
  readonly onChoose: (method: StartMethod) => void;
  readonly onKeepReady: (keep: boolean) => void;
}

/** In the run bar of a program that starts processes: how they start, and what that means. */
export function ProcessChoice({ start, keepReady, isolation, onChoose, onKeepReady }: ProcessChoiceProps) {
  const name = useId();
  const fixed = start.chosenBy !== 'learner';
  return (
    <Explain
      trigger={
        <span>
          <span className={styles['wide']}>Processes start by </span>
          <b>{start.method}</b>
        </span>
      }
      label="How processes start"
    >
      <fieldset className={styles['group']} disabled={fixed}>
        <legend>How processes start</legend>
        {METHODS.map(({ id, meaning }) => (
          <label key={id} className={styles['choice']}>
            <input type="radio" name={name} checked={start.method === id} onChange={() => onChoose(id)} />
            <span>
              by <code>{id}</code>
              <small>{meaning}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p className={styles['note']}>{WHOSE_WORD[start.chosenBy](start.method)}</p>
      <label className={styles['choice']}>
        <input type="checkbox" checked={keepReady} onChange={(event) => onKeepReady(event.target.checked)} />
        <span>
          Keep processes ready
          <small>Interpreters wait before the program begins. Switch it off to see what a start costs.</small>
        </span>
      </label>
      {isolation === 'not-isolated' && <p className={styles['note']}>{isolationSection.slowerProcesses}</p>}
    </Explain>
  );
}
