import type { Beat } from '../../lesson/beats';
import { present } from '../../texts/en/present';

/** What stands over the beat. */
export function beatTitle({ lesson, step }: Beat): string {
  return step?.title ?? lesson.title;
}

/** What the beat is, in a few words: for the notes, and for whoever hears the page. */
export function beatKind({ lesson, shows }: Beat): string {
  switch (shows.kind) {
    case 'title':
      return present.kindTitle(lesson.title);
    case 'text':
      return present.kindText;
    case 'figure':
      return present.kindFigure;
    case 'code':
      return present.kindCode(shows.program.title);
    case 'run':
      return shows.solution ? present.kindSolution : present.kindRun(shows.program.title);
    case 'question':
      return present.kindQuestion;
    case 'answer':
      return present.kindAnswer;
    case 'card':
      return shows.answered ? present.kindAnswer : present.kindQuestion;
    case 'race':
      return present.kindRace(lesson.races?.find(({ id }) => id === shows.race)?.title ?? '');
    case 'exercise':
      return present.kindExercise;
  }
}
