import { useId, type ReactNode } from 'react';
import { figureControls } from '../../texts/en/figure-controls';
import { Button } from '../kit/button';
import radio from '../kit/radio.module.css';
import styles from './figures.module.css';

interface ChoiceProps<Value extends string | number> {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string | number>({ legend, value, options, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className={styles['choice']}>
      <legend>{legend}</legend>
      {options.map(([one, label]) => (
        <label key={one}>
          <input
            type="radio"
            className={radio['radio']}
            name={name}
            checked={one === value}
            onChange={() => onChoose(one)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

interface PlayControlsProps {
  readonly playing: boolean;
  /** Nothing is left to be played: Play begins anew. */
  readonly ended?: boolean;
  readonly fresh: boolean;
  readonly onPlay: (playing: boolean) => void;
  readonly onStep: () => void;
  readonly onReset: () => void;
}

export function PlayControls({ playing, ended = false, fresh, onPlay, onStep, onReset }: PlayControlsProps) {
  return (
    <div className={styles['controls']}>
      <Button onClick={() => onPlay(!playing)}>
        {playing ? figureControls.pause : ended ? figureControls.playAgain : figureControls.play}
      </Button>
      {/* Never disabled: a button that goes away under the finger takes the keyboard's place with it. */}
      <Button aria-disabled={ended} onClick={() => !ended && onStep()}>
        {figureControls.step}
      </Button>
      <Button look="quiet" aria-disabled={fresh} onClick={() => !fresh && onReset()}>
        {figureControls.reset}
      </Button>
    </div>
  );
}

interface WordsProps {
  /** While it plays nobody can listen to every sentence: they are read out when it stands. */
  readonly playing?: boolean;
  /** What the model leaves out; null where nothing is modelled. */
  readonly model: string | null;
  readonly children: ReactNode;
}

/** What the drawing shows, in one sentence, and what it is not. */
export function Words({ playing = false, model, children }: WordsProps) {
  return (
    <div className={styles['words']}>
      <p className={styles['say']} aria-live={playing ? 'off' : 'polite'}>
        {children}
      </p>
      {model !== null && <p className={styles['model']}>{model}</p>}
    </div>
  );
}
