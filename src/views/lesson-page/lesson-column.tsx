import { Fragment, Suspense, lazy, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Block, Lesson, Program } from '../../lesson/lesson';
import { NO_PROGRESS, answerTo } from '../../lesson/progress';
import { LiveFigure } from '../figures/live-figure';
import { lessonPage } from '../../texts/en/lesson-page';
import { Button } from '../kit/button';
import { Card, CardsLeft, type CardChoice } from './card';
import { Coming } from './coming';
import { Downloads } from './downloads';
import { ExercisePlace } from './exercise';
import { Html, ProseLanguage } from './html';
import { PaneBoundary } from './pane-boundary';
import { Prediction, Quiz } from './question';
import { foreignOf, locale } from '../../texts/locale';
import { showStep, stepElement } from './place';
import { href, lessonPath, stepPath } from './routes';
import { useServices, useStore } from './services';
import styles from './lesson-column.module.css';

const RacePanel = lazy(async () => ({ default: (await import('./race-panel')).RacePanel }));

interface LessonColumnProps {
  readonly lesson: Lesson;
  /** Ids of programs that have run to an end since the lesson was opened. */
  readonly ran: ReadonlySet<string>;
  readonly onOpenProgram: (program: string) => void;
  /** Where the lesson stands in somebody else's page, perhaps not all of it. */
  readonly excerpt?: Excerpt;
}

export interface Excerpt {
  /** The one step that is shown; null for all. */
  readonly step: string | null;
  readonly races: boolean;
}

/** The lesson's words: a column of text with its questions, figures and ways into the programs. */
export function LessonColumn({ lesson, ran, onOpenProgram, excerpt }: LessonColumnProps) {
  const { library } = useServices();
  const previous = library.previous(lesson.id);
  const next = library.next(lesson.id);
  const column = useRef<HTMLElement>(null);
  useWhereabouts(lesson, column);
  const foreign = foreignOf(lesson);
  const only = excerpt?.step ?? null;
  const steps = only === null ? lesson.steps : lesson.steps.filter(({ id }) => id === only);
  return (
    <article ref={column} className={styles['column']}>
      {only === null && (
        <>
          <h1 className={styles['title']} lang={foreign}>
            {lesson.title}
          </h1>
          <p className={styles['lede']} lang={foreign}>
            {lesson.question}
          </p>
        </>
      )}
      {foreign !== undefined && <p className={styles['untranslated']}>{lessonPage.inEnglish}</p>}
      {excerpt === undefined && <LastTime lesson={lesson} />}
      {steps.map((step, i) => (
        <ProseLanguage key={step.id} value={step.untranslated === true ? 'en' : foreign}>
          <section data-step={step.id} aria-labelledby={stepElement(step.id)}>
            <h2
              id={stepElement(step.id)}
              tabIndex={-1}
              lang={step.untranslated === true ? 'en' : foreign}
              className={i === 0 ? `${styles['step']} ${styles['first']}` : styles['step']}
            >
              {step.title}
            </h2>
            {step.untranslated === true && <NotTranslated />}
            {step.blocks.map((block, at) => {
              if (block.kind === 'race' && excerpt?.races === false) return null;
              const view = <BlockView lesson={lesson} block={block} ran={ran} onOpenProgram={onOpenProgram} />;
              return block.untranslated === true ? (
                <ProseLanguage key={blockKey(block, at)} value="en">
                  <NotTranslated />
                  {view}
                </ProseLanguage>
              ) : (
                <Fragment key={blockKey(block, at)}>{view}</Fragment>
              );
            })}
            {excerpt === undefined && step === lesson.steps.at(-1) && lesson.programs.length > 0 && (
              <Downloads lesson={lesson} />
            )}
            <StepEnd lesson={lesson} step={step.id} />
          </section>
        </ProseLanguage>
      ))}
      {only === null && (
        <ProseLanguage value={foreign}>
          <Cards lesson={lesson} />
        </ProseLanguage>
      )}
      {only === null && lesson.sources !== undefined && lesson.sources.length > 0 && (
        <section className={styles['sources']} aria-labelledby="sources">
          <h2 id="sources">{lessonPage.sources}</h2>
          <ul>
            {lesson.sources.map(({ title, url }) => (
              <li key={url}>
                {/* Titles of what was written elsewhere, in English as far as the course goes. */}
                <a href={url} target="_blank" rel="noopener noreferrer" lang={locale() === 'en' ? undefined : 'en'}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {excerpt === undefined && (
        <nav className={styles['end']} aria-label={lessonPage.nextAndPrevious}>
          {previous !== null && (
            <a href={href(lessonPath(previous.id))} className={styles['previous']}>
              <small>{lessonPage.previous}</small>
              <span lang={foreignOf(previous)}>{previous.title}</span>
            </a>
          )}
          {next ? (
            <a href={href(lessonPath(next.id))} className={styles['next']}>
              <small>{lessonPage.next(next.minutes)}</small>
              <span lang={foreignOf(next)}>{next.title}</span>
            </a>
          ) : (
            <a href={href('/')} className={styles['next']}>
              <small>{lessonPage.last}</small>
              {lessonPage.toCourse}
            </a>
          )}
        </nav>
      )}
    </article>
  );
}

/** Stands over what a translation does not have. */
function NotTranslated() {
  return <p className={styles['untranslated']}>{lessonPage.partInEnglish}</p>;
}

function blockKey(block: Block, at: number): string {
  return 'id' in block ? block.id : String(at);
}

interface BlockViewProps extends Omit<LessonColumnProps, 'excerpt'> {
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
      return <LiveFigure figure={block.figure} alt={block.alt} caption={block.caption} />;
    case 'race': {
      const race = lesson.races?.find(({ id }) => id === block.race);
      return race === undefined ? null : (
        // The text is there before it, and stays if it cannot be had.
        <PaneBoundary name={race.title} resetKey={race.id}>
          <Suspense fallback={<Coming what={race.title} />}>
            <RacePanel lesson={lesson} race={race} />
          </Suspense>
        </PaneBoundary>
      );
    }
  }
}

/** Where the learner was when the lesson was last open, if that is not where it begins. */
function LastTime({ lesson }: { readonly lesson: Lesson }) {
  const { progress } = useServices();
  const loaded = useStore(progress.store, (state) => state.loaded);
  // As it was when the lesson was opened: reading on must not move what one is about to press.
  return loaded ? <LastTimeKnown lesson={lesson} /> : null;
}

function LastTimeKnown({ lesson }: { readonly lesson: Lesson }) {
  const { progress } = useServices();
  const [last] = useState(() => progress.store.getState().lessons[lesson.id]?.lastStep ?? null);
  const step = lesson.steps.find(({ id }, i) => id === last && i > 0);
  if (step === undefined) return null;
  return (
    <p className={styles['lastTime']}>
      {lessonPage.lastTime}{' '}
      <a
        href={href(stepPath(lesson.id, step.id))}
        onClick={() => {
          // An address that is there already would move nothing.
          showStep(step.id);
        }}
      >
        {step.title}
      </a>
      .
    </p>
  );
}

/** Keeps at which step the learner is: the last one that has come into the upper part of the screen. */
function useWhereabouts(lesson: Lesson, column: React.RefObject<HTMLElement | null>): void {
  const { progress } = useServices();
  const say = useEffectEvent((step: string, first: boolean) => {
    const known = progress.store.getState().lessons[lesson.id]?.lastStep ?? null;
    // A lesson opens at its top: that is no reason to forget where the learner was.
    progress.visited(lesson, first && known !== null && step === lesson.steps[0]?.id ? known : step);
  });
  useEffect(() => {
    if (column.current === null || typeof IntersectionObserver === 'undefined') return;
    const inSight = new Set<string>();
    let begun = false;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const step = target.getAttribute('data-step') ?? '';
          if (isIntersecting) inSight.add(step);
          else inSight.delete(step);
        }
        const at = lesson.steps.findLast(({ id }) => inSight.has(id));
        if (at === undefined) return;
        const first = !begun;
        begun = true;
        // What was kept from earlier visits comes first.
        void progress.ready.then(() => say(at.id, first));
      },
      { rootMargin: '0px 0px -65% 0px' },
    );
    for (const section of column.current.querySelectorAll(':scope > [data-step]')) observer.observe(section);
    return () => observer.disconnect();
  }, [lesson, column, progress]);
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
