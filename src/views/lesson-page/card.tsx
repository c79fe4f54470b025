import { useState } from 'react';
import type { Block, CARD_CHOICES } from '../../lesson/lesson';
import { lessonPage } from '../../texts/en/lesson-page';
import { Button } from '../kit/button';
import { Html } from './html';
import styles from './card.module.css';

type CardBlock = Extract<Block, { kind: 'card' }>;
export type CardChoice = (typeof CARD_CHOICES)[number];

const CHOICES: Readonly<Record<CardChoice, string>> = {
  get knew() {
    return lessonPage.knewIt;
  },
  get 'not-yet'() {
    return lessonPage.notYet;
  },
};
const SAID: Readonly<Record<CardChoice, string>> = {
  get knew() {
    return lessonPage.youKnew;
  },
  get 'not-yet'() {
    return lessonPage.notKnown;
  },
};

export const cardElement = (id: string): string => `card-${id}`;

interface CardProps {
  readonly block: CardBlock;
  /** What the learner has said of it, ever. */
  readonly given: CardChoice | null;
  readonly onSay: (choice: CardChoice) => void;
}

/** A question to oneself: think, look, and say whether you knew. */
export function Card({ block, given, onSay }: CardProps) {
  const [shown, setShown] = useState(false);
  const answer = `${cardElement(block.id)}-answer`;
  return (
    <section id={cardElement(block.id)} className={styles['card']} tabIndex={-1} aria-label={lessonPage.card}>
      <div className={styles['ask']}>
        <Html html={block.question} />
      </div>
      <p className={styles['turn']}>
        <Button aria-expanded={shown} aria-controls={answer} onClick={() => setShown(!shown)}>
          {shown ? lessonPage.hideAnswer : lessonPage.showAnswer}
        </Button>
        {given !== null && !shown && <span className={styles['said']}>{lessonPage.lastGiven(SAID[given])}</span>}
      </p>
      <div id={answer} className={styles['answer']} hidden={!shown}>
        <Html html={block.answer} />
        <fieldset className={styles['say']}>
          <legend className="visually-hidden">{lessonPage.didYouKnow}</legend>
          {(Object.keys(CHOICES) as readonly CardChoice[]).map((choice) => (
            <Button key={choice} aria-pressed={given === choice} onClick={() => onSay(choice)}>
              {CHOICES[choice]}
            </Button>
          ))}
        </fieldset>
      </div>
    </section>
  );
}

interface CardsLeftProps {
  readonly cards: readonly { readonly block: CardBlock; readonly given: CardChoice | null }[];
}

/** At a lesson's end: which of its cards are worth another look. */
export function CardsLeft({ cards }: CardsLeftProps) {
  const left = cards.filter(({ given }) => given !== 'knew');
  const known = cards.length - left.length;
  const looked = cards.some(({ given }) => given !== null);
  return (
    <section className={styles['left']} aria-label={lessonPage.cardsLeft}>
      <p>
        {known === cards.length
          ? lessonPage.knewAll(cards.length)
          : looked
            ? lessonPage.knewSome(known, cards.length)
            : lessonPage.hasCards(cards.length)}
      </p>
      {left.length > 0 && (
        <ul>
          {left.map(({ block, given }) => (
            <li key={block.id}>
              <button type="button" className={styles['link']} onClick={() => goTo(block.id)}>
                <Html html={flat(block.question)} look="inline" />
              </button>
              {given === 'not-yet' && <small> {lessonPage.cardNotYet}</small>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function goTo(card: string): void {
  const element = document.getElementById(cardElement(card));
  element?.scrollIntoView({ block: 'center' });
  element?.focus({ preventScroll: true });
}

/** The words of a question in one line. Links would be buttons in a button. */
function flat(html: string): string {
  return html
    .replace(/<\/p>\s*<p>/g, ' ')
    .replace(/<pre[\s\S]*?<\/pre>/g, '')
    .replace(/<\/?(?:p|a|ul|ol|li|div)\b[^>]*>/g, '');
}
