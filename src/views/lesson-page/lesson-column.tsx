import { Fragment, useEffect, useRef } from 'react';
import type { Block, Lesson, Program } from '../../lesson/lesson';
import { NO_PROGRESS, answerTo } from '../../lesson/progress';
import { Button } from '../kit/button';
import { Card, CardsLeft, type CardChoice } from './card';
import { ExercisePlace } from './exercise';
import { Html } from './html';
import { Prediction, Quiz } from './question';
import { href, lessonPath } from './routes';
import { RacePanel } from './race-panel';
import { useServices, useStore } from './services';
import styles from './lesson-column.module.css';

interface LessonColumnProps {
  readonly lesson: Lesson;
  /** Ids of programs that have run to an end since the lesson was opened. */
  readonly ran: ReadonlySet<string>;
  readonly onOpenProgram: (program: string) => void;
}

/** The lesson's words: a column of text with its questions, figures and ways into the programs. */
export function LessonColumn({ lesson, ran, onOpenProgram }: LessonColumnProps) {
  const { library } = useServices();
  const next = library.next(lesson.id);
  return (
    <article className={styles['column']}>
      <h1 className={styles['title']}>{lesson.title}</h1>
      <p className={styles['lede']}>{lesson.question}</p>
      {lesson.steps.map((step, i) => (
        <section key={step.id} aria-labelledby={`step-${step.id}`}>
          <h2 id={`step-${step.id}`} className={i === 0 ? `${styles['step']} ${styles['first']}` : styles['step']}>
            {step.title}
          </h2>
          {step.blocks.map((block, at) => (
            <Fragment key={blockKey(block, at)}>
              <BlockView lesson={lesson} block={block} ran={ran} onOpenProgram={onOpenProgram} />
            </Fragment>
          ))}
          <StepEnd lesson={lesson} step={step.id} />
        </section>
      ))}
      <Cards lesson={lesson} />
      <footer className={styles['end']}>
        {next ? (
          <a href={href(lessonPath(next.id))} className={styles['next']}>
            <small>Next</small>
            {next.title}
          </a>
        ) : (
          <a href={href('/')} className={styles['next']}>
            <small>That was the last lesson so far</small>
            Back to the course
          </a>
        )}
      </footer>
    </article>
  );
}

function blockKey(block: Block, at: number): string {
  return 'id' in block ? block.id : String(at);
}

interface BlockViewProps extends LessonColumnProps {
  readonly block: Block;
}

function BlockView({ lesson, block, ran, onOpenProgram }: BlockViewProps) {
  const { progress } = useServices();
  const learner = useStore(progress.store, (state) => state.lessons[lesson.id] ?? NO_PROGRESS);
  const given = (question: string) => answerTo(learner, question)?.choice ?? null;

  switch (block.kind) {
    case 'prose':
      return <Html html={block.html} />;
    case 'predict': {
      const { program } = block;
      return (
        <Prediction
          block={block}
          given={given(block.id)}
          revealed={program === null || ran.has(program)}
          programTitle={programOf(lesson, program)?.title ?? null}
          onAnswer={(choice) => progress.answer(lesson, block.id, choice)}
          onOpenProgram={() => program !== null && onOpenProgram(program)}
        />
      );
    }
    case 'quiz':
      return (
        <Quiz block={block} given={given(block.id)} onAnswer={(choice) => progress.answer(lesson, block.id, choice)} />
      );
    case 'figure':
      return (
        <figure className={styles['figure']}>
          <Html html={block.svg} look="picture" />
          {block.caption !== '' && <figcaption>{block.caption}</figcaption>}
        </figure>
      );
    case 'program':
      return (
        <p className={styles['open']}>
          <Button onClick={() => onOpenProgram(block.program)}>{block.label}</Button>
        </p>
      );
    case 'exercise': {
      const exercise = lesson.exercises?.find(({ id }) => id === block.id);
      return exercise === undefined ? null : (
        <ExercisePlace lesson={lesson} block={block} exercise={exercise} onOpenProgram={onOpenProgram} />
      );
    }
    case 'card':
      return (
        <Card
          block={block}
          given={cardChoice(given(block.id))}
          onSay={(choice) => progress.answer(lesson, block.id, choice)}
        />
      );
    case 'live':
      return (
        <figure className={styles['figure']}>
          <p>{block.alt}</p>
          {block.caption !== '' && <figcaption>{block.caption}</figcaption>}
        </figure>
      );
    case 'race': {
      const race = lesson.races?.find(({ id }) => id === block.race);
      return race === undefined ? null : <RacePanel lesson={lesson} race={race} />;
    }
  }
}

/** Stands at a step's end: once it has been on the screen, the step has been read. */
function StepEnd({ lesson, step }: { readonly lesson: Lesson; readonly step: string }) {
  const { progress } = useServices();
  const end = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (end.current === null || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      progress.stepDone(lesson, step);
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [progress, lesson, step]);
  return <span ref={end} className={styles['stepEnd']} />;
}

/** What is left to be known of the lesson's cards. */
function Cards({ lesson }: { readonly lesson: Lesson }) {
  const { progress } = useServices();
  const learner = useStore(progress.store, (state) => state.lessons[lesson.id] ?? NO_PROGRESS);
  const cards = lesson.steps.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'card' ? [{ block, given: cardChoice(answerTo(learner, block.id)?.choice ?? null) }] : [],
    ),
  );
  return cards.length === 0 ? null : <CardsLeft cards={cards} />;
}

function cardChoice(kept: string | null): CardChoice | null {
  return kept === 'knew' || kept === 'not-yet' ? kept : null;
}

function programOf(lesson: Lesson, id: string | null): Program | null {
  return lesson.programs.find((program) => program.id === id) ?? null;
}
