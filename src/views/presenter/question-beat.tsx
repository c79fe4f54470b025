import { Check } from 'lucide-react';
import { textOfHtml, type Shows } from '../../lesson/beats';
import { barsOf, handsKey, type Talk, type TalkState } from '../../session/present';
import { present } from '../../texts/en/present';
import { Html } from '../lesson-page/html';
import { Countdown } from './countdown';
import { HandsField } from './hands-field';
import styles from './question-beat.module.css';

interface QuestionBeatProps {
  readonly lesson: string;
  readonly block: Extract<Shows, { kind: 'question' }>['block'];
  readonly answered: boolean;
  readonly talk: Talk;
  readonly state: TalkState;
}

/** A question for the hall: choices with room for hands, and after the run the right one, the hands as bars, and why. */
export function QuestionBeat({ lesson, block, answered, talk, state }: QuestionBeatProps) {
  const key = handsKey(lesson, block.id);
  const bars = barsOf(
    state.hands,
    key,
    block.choices.map(({ id }) => id),
  );
  return (
    <div className={styles['question']}>
      <div className={styles['ask']}>
        <Html html={block.question} />
      </div>
      <ol className={styles['choices']} aria-label={present.choices}>
        {block.choices.map((choice, i) => {
          const bar = bars?.[i] ?? null;
          const right = answered && choice.id === block.answer;
          return (
            <li key={choice.id} className={styles['choice']} data-right={right ? true : undefined}>
              <span className={styles['letter']} aria-hidden="true">
                {right ? <Check size="1em" strokeWidth={3} /> : String.fromCharCode(65 + i)}
              </span>
              <span className={styles['words']}>
                <Html look="inline" html={choice.html} />
                {right && <span className={styles['tag']}>{present.right}</span>}
              </span>
              {!answered && (
                <HandsField
                  choice={textOfHtml(choice.html)}
                  count={bar?.count ?? null}
                  onCount={(count) => talk.setHands(key, choice.id, count)}
                />
              )}
              {answered && bar !== null && (
                <span className={styles['bar']}>
                  <i style={{ inlineSize: `${bar.share * 100}%` }} aria-hidden="true" />
                  {bar.count !== null && <span>{present.counted(bar.count, Math.round(bar.share * 100))}</span>}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {answered ? (
        <div className={styles['why']}>
          <Html html={block.explanation} />
        </div>
      ) : (
        <Countdown talk={talk} state={state} />
      )}
    </div>
  );
}
