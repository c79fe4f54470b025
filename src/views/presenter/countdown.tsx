import { useState } from 'react';
import { isTold, secondsLeft, SECONDS, type Talk, type TalkState } from '../../session/present';
import { present } from '../../texts/en/present';
import { Button } from '../kit/button';
import { useTick } from './use-tick';
import styles from './question-beat.module.css';

/** The time that the hall has to guess: chosen, started, stopped, and said now and then rather than each second. */
export function Countdown({ talk, state }: { readonly talk: Talk; readonly state: TalkState }) {
  const { seconds, endsAt } = state;
  const counting = endsAt !== null;
  const now = useTick(200, counting);
  const [written, setWritten] = useState(String(seconds));
  const [known, setKnown] = useState(seconds);
  if (known !== seconds) {
    setKnown(seconds);
    setWritten(String(seconds));
  }
  // The clock was last read when the countdown stood still.
  const left = endsAt === null ? null : Math.min(seconds, secondsLeft(state, now) ?? 0);
  return (
    <fieldset className={styles['countdown']} aria-label={present.countdown}>
      <label className={styles['seconds']}>
        {present.seconds}
        <input
          type="number"
          inputMode="numeric"
          min={SECONDS.least}
          max={SECONDS.most}
          step={5}
          value={written}
          onChange={({ target }) => {
            setWritten(target.value);
            if (target.value !== '') talk.setSeconds(target.valueAsNumber);
          }}
          onBlur={() => setWritten(String(talk.store.getState().seconds))}
        />
      </label>
      <Button onClick={() => talk.setCounting(!counting)}>{counting ? present.stopCounting : present.start}</Button>
      <span className={styles['left']} data-over={left === 0 ? true : undefined} aria-hidden="true">
        {left ?? ''}
      </span>
      <Told left={left} seconds={seconds} />
    </fieldset>
  );
}

function Told({ left, seconds }: { readonly left: number | null; readonly seconds: number }) {
  const [said, setSaid] = useState('');
  const next =
    left === null ? '' : !isTold(left, seconds) ? said : left === 0 ? present.timeIsUp : present.secondsLeft(left);
  if (next !== said) setSaid(next);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
