import { plural } from '../format';
import { section } from '../section';

export const home = section('home', {
  partLessons: (lessons: number, time: string) => `${plural(lessons, 'lesson', 'lessons')}, ${time}`,
  partLeft: (done: number, lessons: number, time: string) => `${done} of ${lessons} done, ${time} left`,
  stepsRead: (done: number, all: number) => `${done} of ${plural(all, 'step', 'steps')} read`,
  questionsAnswered: (done: number, all: number) => `${done} of ${plural(all, 'question', 'questions')} answered`,
  exercisesSolved: (done: number, all: number) => `${done} of ${plural(all, 'exercise', 'exercises')} solved`,
  cardsKnown: (done: number, all: number) => `${done} of ${plural(all, 'card', 'cards')} known`,
  title: 'Interleave: concurrency, run for real',
  heading: 'See who runs, who waits, and who holds the lock',
  lede: 'Every program here really runs, in this page: Python on CPython itself, with real threads; TypeScript on your browser’s own event loop and workers. Predict what it will do, run it, and look at the picture that the run has left.',
  goOn: 'Go on',
  begin: 'Begin',
  orOwn: 'or run a program of your own',
  done: 'done',
  absent: 'needs the network',
  minutes: (minutes: number) => `${minutes} min`,
  foot: (lessons: number, time: string, left: string) =>
    `${plural(lessons, 'lesson', 'lessons')}, about ${time}${left === '' ? '' : `, ${left} left`}. Your code and answers stay in this browser.`,
  more: 'More',
  allDone: 'all done',
});
