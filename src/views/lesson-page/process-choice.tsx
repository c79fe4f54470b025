import { isolation as isolationSection } from '../../texts/en/isolation';
import { useId } from 'react';
import type { IsolationLevel, StartMethod } from '../../runtimes/runtime';
import type { ProcessStart } from '../../session/start-method';
import { benchTexts } from '../../texts/en/bench';
import { Explain } from '../kit/disclosure';
import styles from './process-choice.module.css';

const METHODS: readonly { readonly id: StartMethod; readonly meaning: string }[] = [
  {
    id: 'fork',
    get meaning() {
      return benchTexts.forkMeans;
    },
  },
  {
    id: 'spawn',
    get meaning() {
      return benchTexts.spawnMeans;
    },
  },
];

const WHOSE_WORD: Readonly<Record<ProcessStart['chosenBy'], (method: StartMethod) => string>> = {
  lesson: (method) => benchTexts.lessonDepends(method),
  sender: (method) => benchTexts.sentWith(method),
  learner: () => benchTexts.learnerChooses,
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
          <span className={styles['wide']}>{benchTexts.startBy} </span>
          <b>{start.method}</b>
        </span>
      }
      label={benchTexts.howStart}
    >
      <fieldset className={styles['group']} disabled={fixed}>
        <legend>{benchTexts.howStart}</legend>
        {METHODS.map(({ id, meaning }) => (
          <label key={id} className={styles['choice']}>
            <input type="radio" name={name} checked={start.method === id} onChange={() => onChoose(id)} />
            <span>
              {benchTexts.by} <code>{id}</code>
              <small>{meaning}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p className={styles['note']}>{WHOSE_WORD[start.chosenBy](start.method)}</p>
      <label className={styles['choice']}>
        <input type="checkbox" checked={keepReady} onChange={(event) => onKeepReady(event.target.checked)} />
        <span>
          {benchTexts.keepReady}
          <small>{benchTexts.keepReadyHint}</small>
        </span>
      </label>
      {isolation === 'not-isolated' && <p className={styles['note']}>{isolationSection.slowerProcesses}</p>}
    </Explain>
  );
}
