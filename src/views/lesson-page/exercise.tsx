import { useEffect, useState } from 'react';
import { Check, Circle, Minus, X } from 'lucide-react';
import type { Block, Exercise, Lesson } from '../../lesson/lesson';
import { NO_PROGRESS, isSolved } from '../../lesson/progress';
import { fileKey } from '../../session/edits';
import type { Judgement } from '../../session/judge';
import { lessonPage } from '../../texts/en/lesson-page';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { judgementWords, stateOf, STATE_WORDS, type CheckState } from './exercise-words';
import { Html } from './html';
import { useServices, useStore } from './services';
import { runKey } from './bench-of';
import styles from './exercise.module.css';

type ExerciseBlock = Extract<Block, { kind: 'exercise' }>;

interface ExercisePlaceProps {
  readonly lesson: Lesson;
  readonly block: ExerciseBlock;
  readonly exercise: Exercise;
  readonly onOpenProgram: (program: string) => void;
}

/** An exercise in its lesson: judged by the latest run of its program. */
export function ExercisePlace({ lesson, block, exercise, onOpenProgram }: ExercisePlaceProps) {
  const { edits, progress } = useServices();
  const learner = useStore(progress.store, (state) => state.lessons[lesson.id] ?? NO_PROGRESS);
  const judgement = useJudged(lesson, exercise);
  const { program, solution } = exercise;
  const originals = lesson.programs.find(({ id }) => id === program)?.files ?? [];
  const files = solution.files.map(({ path, content }) => {
    const key = { lesson: lesson.id, program, path };
    return { key, content, original: originals.find((each) => each.path === path)?.content ?? '' };
  });
  const kept = useStore(edits.store, ({ edits: all }) => all);
  const inEditor = files.every(({ key, content, original }) => (kept[fileKey(key)]?.text ?? original) === content);
  const aside = files.filter(({ key }) => kept[fileKey(key)]?.aside != null);

  return (
    <ExercisePanel
      block={block}
      checks={exercise.checks.map(({ says }) => says)}
      programTitle={lesson.programs.find(({ id }) => id === program)?.title ?? program}
      judgement={judgement}
      solvedBefore={isSolved(learner, block.id)}
      solution={solution.files.find(({ path }) => path === solution.entry)?.content ?? ''}
      solutionState={!inEditor ? 'elsewhere' : aside.length > 0 ? 'in-place-of-mine' : 'in-editor'}
      onOpenProgram={() => onOpenProgram(program)}
      onTakeSolution={() => {
        for (const { key, content, original } of files) edits.replace(key, content, original);
        onOpenProgram(program);
      }}
      onTakeMine={() => {
        for (const { key } of aside) edits.restore(key);
        onOpenProgram(program);
      }}
    />
  );
}

/** What the latest run of the exercise's program was worth; null before there was one. It stays while the next one is on. */
function useJudged(lesson: Lesson, exercise: Exercise): Judgement | null {
  const { busy, lab, progress } = useServices();
  const key = runKey(lesson.id, exercise.program);
  const ended = useStore(lab.store, ({ runs }) => {
    const run = runs[key];
    return run?.state.phase === 'ended' && run.recorded === null ? run.state.run : null;
  });
  const [judged, setJudged] = useState<Judgement | null>(null);

  useEffect(() => {
    const run = lab.store.getState().runs[key];
    if (ended === null || run?.state.phase !== 'ended') return;
    const { summary } = run.state;
    let wanted = true;
    const over = busy.begin('check the exercise');
    void import('../../session/judge')
      .then(
        ({ judge }) => judge(exercise, { ...run, summary }),
        (): Judgement => ({
          kind: 'not-judged',
          why: lessonPage.checksMissing,
        }),
      )
      .then((judgement) => {
        if (!wanted) return;
        setJudged(judgement);
        if (judgement.kind === 'judged') progress.attempted(lesson, exercise.id, judgement.solved);
      })
      .finally(over);
    return () => {
      wanted = false;
    };
  }, [busy, lab, progress, lesson, exercise, key, ended]);

  return judged;
}

interface ExercisePanelProps {
  readonly block: ExerciseBlock;
  /** What each check says, in order. */
  readonly checks: readonly string[];
  readonly programTitle: string;
  readonly judgement: Judgement | null;
  /** Solved at any time, as far as this device remembers. */
  readonly solvedBefore: boolean;
  readonly solution: string;
  /** Where the solution is now. `in-place-of-mine`: in the editor, and the learner's text is put aside. */
  readonly solutionState: 'elsewhere' | 'in-editor' | 'in-place-of-mine';
  readonly onOpenProgram: () => void;
  readonly onTakeSolution: () => void;
  readonly onTakeMine: () => void;
}

export function ExercisePanel({
  block,
  checks,
  programTitle,
  judgement,
  solvedBefore,
  solution,
  solutionState,
  onOpenProgram,
  onTakeSolution,
  onTakeMine,
}: ExercisePanelProps) {
  const judged = judgement?.kind === 'judged' ? judgement : null;
  const solved = solvedBefore || judged?.solved === true;
  const title = `exercise-${block.id}`;
  return (
    <section className={styles['exercise']} aria-labelledby={title} data-solved={solved || undefined}>
      <h3 id={title} className={styles['title']}>
        {lessonPage.exercise}
        {solved && <span className={styles['solved']}>{lessonPage.solved}</span>}
      </h3>
      <Html html={block.task} />
      <p className={styles['open']}>
        <Button onClick={onOpenProgram}>{lessonPage.open(programTitle)}</Button>
        <span className={styles['hint']}>{lessonPage.changeAndRun}</span>
      </p>
      <ul className={styles['checks']} aria-label={lessonPage.checks}>
        {checks.map((says, i) => {
          const state = stateOf(judgement, i);
          return (
            <li key={says} data-state={state}>
              <Sign state={state} />
              <span>
                {says} <small>{STATE_WORDS[state]}</small>
              </span>
            </li>
          );
        })}
      </ul>
      <output className={styles['news']} data-solved={judged?.solved === true || undefined}>
        {judgement !== null && judgementWords(judgement)}
      </output>
      {judged !== null && (
        <details className={styles['more']}>
          <summary>{lessonPage.measured}</summary>
          <ul>
            {judged.checks.map(({ sentence }, i) => (
              <li key={checks[i]}>{sentence}.</li>
            ))}
          </ul>
        </details>
      )}
      {solved && block.explanation !== '' && (
        <div className={styles['explanation']}>
          <Html html={block.explanation} />
        </div>
      )}
      <details className={styles['more']}>
        <summary>{lessonPage.showSolution}</summary>
        <pre className={styles['code']} {...scrollsByKeyboard} aria-label={lessonPage.solution}>
          <code>{solution}</code>
        </pre>
        <p className={styles['take']}>
          {solutionState === 'elsewhere' ? (
            <Button onClick={onTakeSolution}>{lessonPage.putIn}</Button>
          ) : (
            <>
              <span>{lessonPage.isIn}</span>
              {solutionState === 'in-place-of-mine' && <Button onClick={onTakeMine}>{lessonPage.bringBack}</Button>}
            </>
          )}
          {solutionState === 'elsewhere' && <span className={styles['hint']}>{lessonPage.keptAside}</span>}
        </p>
      </details>
    </section>
  );
}

const SIGNS = { untried: Circle, passed: Check, failed: X, 'not-judged': Minus } as const;

function Sign({ state }: { readonly state: CheckState }) {
  const Icon = SIGNS[state];
  return <Icon className={styles['sign']} size="1.05em" aria-hidden="true" />;
}
