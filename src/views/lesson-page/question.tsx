import { useId, useState } from 'react';
import type { Block } from '../../lesson/lesson';
import { lessonPage } from '../../texts/en/lesson-page';
import { Button } from '../kit/button';
import { Html } from './html';
import radio from '../kit/radio.module.css';
import styles from './question.module.css';

type PredictBlock = Extract<Block, { kind: 'predict' }>;
type QuizBlock = Extract<Block, { kind: 'quiz' }>;

interface PredictionProps {
  readonly block: PredictBlock;
  /** The learner's guess, null before one was made. */
  readonly given: string | null;
  /** True once the program has run to whatever end, or when there is no program to wait for. */
  readonly revealed: boolean;
  readonly programTitle: string | null;
  readonly onAnswer: (choice: string) => void;
  readonly onOpenProgram: () => void;
}

/** Asked before the run; the run answers. A wrong guess blocks nothing and is worth as much as a right one. */
export function Prediction({ block, given, revealed, programTitle, onAnswer, onOpenProgram }: PredictionProps) {
  const shown = revealed && (block.program !== null || given !== null);
  return (
    <div className={styles['question']} data-kind="predict">
      <Choices block={block} kind={lessonPage.prediction} given={given} settled={shown} onChoose={onAnswer} />
      {!shown && given !== null && block.program !== null && (
        <p className={styles['next']}>
          {lessonPage.nowRun}{' '}
          <button type="button" className={styles['link']} onClick={onOpenProgram}>
            {programTitle ?? lessonPage.theProgram}
          </button>{' '}
          {lessonPage.andSee}
        </p>
      )}
      <div aria-live="polite">
        {shown && (
          <div className={styles['answer']}>
            <Verdict block={block} given={given} />
            <Html html={block.explanation} />
          </div>
        )}
      </div>
    </div>
  );
}

interface QuizProps {
  readonly block: QuizBlock;
  readonly given: string | null;
  readonly onAnswer: (choice: string) => void;
}

/** A question about what was read: answer, check, and try again as often as wanted. */
export function Quiz({ block, given, onAnswer }: QuizProps) {
  const [picked, setPicked] = useState<string | null>(null);
  const checked = given !== null && (picked === null || picked === given);
  const right = checked && given === block.answer;
  return (
    <div className={styles['question']} data-kind="quiz">
      <Choices
        block={block}
        kind={lessonPage.quiz}
        given={picked ?? given}
        settled={right}
        marked={checked}
        onChoose={setPicked}
      />
      {!right && (
        <p className={styles['next']}>
          <Button disabled={picked === null || checked} onClick={() => picked !== null && onAnswer(picked)}>
            {lessonPage.check}
          </Button>
        </p>
      )}
      <div aria-live="polite">
        {checked && (
          <div className={styles['answer']}>
            {right ? (
              <>
                <p className={styles['verdict']}>{lessonPage.yes}</p>
                <Html html={block.explanation} />
              </>
            ) : (
              <p className={styles['verdict']}>{lessonPage.notThatOne}</p>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

function Verdict({ block, given }: { readonly block: PredictBlock; readonly given: string | null }) {
  const html = (id: string) => block.choices.find((choice) => choice.id === id)?.html ?? '';
  const answer = <Html look="inline" html={html(block.answer)} />;
  if (given === null) {
    return (
      <p className={styles['verdict']}>
        {lessonPage.runAnswered} <em>{answer}</em>
        {lessonPage.notGuessed}
      </p>
    );
  }
  if (given === block.answer) {
    return (
      <p className={styles['verdict']}>
        {lessonPage.youSaid} <em>{answer}</em>
        {lessonPage.andSo}
      </p>
    );
  }
  return (
    <p className={styles['verdict']}>
      {lessonPage.youSaid}{' '}
      <em>
        <Html look="inline" html={html(given)} />
      </em>
      {lessonPage.butIs} <em>{answer}</em>.
    </p>
  );
}

interface ChoicesProps {
  readonly block: PredictBlock | QuizBlock;
  readonly kind: string;
  readonly given: string | null;
  /** The question is over: the right choice is marked and nothing can be changed. */
  readonly settled: boolean;
  /** Mark the given choice as wrong when it is. */
  readonly marked?: boolean;
  readonly onChoose: (choice: string) => void;
}

function Choices({ block, kind, given, settled, marked = settled, onChoose }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset className={styles['choices']} aria-labelledby={id}>
      <legend className="visually-hidden">{kind}</legend>
      <div id={id} className={styles['ask']}>
        <Html html={block.question} />
      </div>
      {block.choices.map((choice) => {
        const chosen = choice.id === given;
        const verdict =
          settled && choice.id === block.answer
            ? 'right'
            : marked && chosen && choice.id !== block.answer
              ? 'wrong'
              : null;
        return (
          <label key={choice.id} className={styles['choice']} data-verdict={verdict ?? undefined}>
            <input
              type="radio"
              className={radio['radio']}
              name={id}
              value={choice.id}
              checked={chosen}
              disabled={settled}
              onChange={() => onChoose(choice.id)}
            />
            <span>
              <Html look="inline" html={choice.html} />
              {verdict !== null && (
                <span className={styles['tag']}>
                  {verdict === 'right' ? (chosen ? lessonPage.rightYours : lessonPage.right) : lessonPage.yours}
                </span>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
