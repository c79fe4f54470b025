/** The page of the guide: which tool for which work. */
import { section } from '../section';

export const guide = section('guide', {
  documentTitle: (title: string) => `${title} · Guide · Interleave`,
  title: 'Which tool for which work?',
  lede: 'A few questions, and only those whose answers matter here. Your answers stand in the address: keep it, or send it to somebody.',
  fits: 'What fits',
  whole: 'The whole decision at once',
  answers: 'Your answers',
  change: 'change',
  inYourCase: 'In your case',
  costs: 'What it costs',
  seeYourself: 'See for yourself',
  openBoth: 'Open both, ready to race',
  changesTitle: 'What would change the answer',
  moreQuestions: 'and a few more questions',
  whereShown: 'Where the course shows it',
  rest: (rest: string) =>
    `The end of this address, “${rest}”, is no answer that the guide knows. It goes on from what it knows.`,
  changeAnswer: (question: string) => `Change the answer: ${question}`,
  open: (file: string) => `Open ${file}`,
  read: (file: string) => `Read ${file}`,
  or: (tools: readonly string[]) => tools.join(', or: '),
});
