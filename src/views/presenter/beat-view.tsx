import type { Ref } from 'react';
import type { Beat } from '../../lesson/beats';
import type { Talk, TalkState } from '../../session/present';
import type { RunNews } from '../../session/present-link';
import type { CodeEditorHandle } from '../editor/code-editor';
import { present } from '../../texts/en/present';
import { LiveFigure } from '../figures/live-figure';
import { Html } from '../lesson-page/html';
import { RacePanel } from '../lesson-page/race-panel';
import { ProgramBeat } from './program-beat';
import { QuestionBeat } from './question-beat';
import type { RunControls } from './run-controls';
import styles from './beat-view.module.css';

interface BeatViewProps {
  readonly beat: Beat;
  readonly talk: Talk;
  readonly state: TalkState;
  readonly onRunNews: (news: RunNews | null) => void;
  readonly controls: Ref<RunControls>;
  readonly code: Ref<CodeEditorHandle>;
  readonly onMoreCode: (more: boolean) => void;
}

/** The one thing that is shown. */
export function BeatView({ beat, talk, state, onRunNews, controls, code, onMoreCode }: BeatViewProps) {
  const { lesson, shows } = beat;
  switch (shows.kind) {
    case 'title':
      return (
        <div className={styles['title']}>
          <p className={styles['question']}>{lesson.question}</p>
          <p className={styles['part']}>{present.lessonOf(lesson.part, lesson.minutes)}</p>
        </div>
      );
    case 'text':
      return (
        <div className={styles['text']}>
          <Html html={shows.html} />
        </div>
      );
    case 'figure': {
      const { block } = shows;
      if (block.kind === 'live')
        return (
          <div className={styles['live']}>
            <LiveFigure figure={block.figure} alt={block.alt} caption={block.caption} />
          </div>
        );
      return (
        <figure className={styles['figure']}>
          <Html html={block.svg} look="picture" />
          {block.caption !== '' && <figcaption>{block.caption}</figcaption>}
        </figure>
      );
    }
    case 'code':
    case 'run':
      return (
        <ProgramBeat
          lesson={lesson}
          program={shows.program}
          codeOnly={shows.kind === 'code'}
          solution={shows.kind === 'run' && shows.solution}
          onRunNews={onRunNews}
          controls={shows.kind === 'run' ? controls : null}
          code={code}
          onMoreCode={onMoreCode}
        />
      );
    case 'question':
    case 'answer':
      return (
        <QuestionBeat
          lesson={lesson.id}
          block={shows.block}
          answered={shows.kind === 'answer'}
          talk={talk}
          state={state}
        />
      );
    case 'card':
      return (
        <div className={styles['text']}>
          <div className={styles['card']}>
            <Html html={shows.block.question} />
          </div>
          {shows.answered && <Html html={shows.block.answer} />}
        </div>
      );
    case 'race': {
      const race = lesson.races?.find(({ id }) => id === shows.race);
      return race === undefined ? null : (
        <div className={styles['race']}>
          <RacePanel lesson={lesson} race={race} />
        </div>
      );
    }
    case 'exercise':
      return (
        <div className={styles['text']}>
          <p className={styles['kind']}>{present.exercise}</p>
          <Html html={shows.task} />
        </div>
      );
  }
}
