/** The event loop of a page: callbacks of three kinds, and the screen's beats. Times are in milliseconds. */
import { section } from '../section';
import { and } from '../prose-en';

type Kind = 'timer' | 'answer' | 'computation';

const THE: Readonly<Record<Kind, string>> = {
  timer: "the timer's callback",
  answer: "the answer's callback",
  computation: 'the long computation',
};

export const figureLoop = section('figureLoop', {
  add: 'Add to the loop',
  addTimer: 'Set a timer',
  addAnswer: 'Ask the network',
  addComputation: 'Long computation',
  model: (timer: number, answer: number, computation: number, frame: number) =>
    `Thick: a callback runs. Dashed above it: how long it had been ready. A square: a picture in time, a cross: none. A model, not a measurement: a timer takes ${timer} ms to come, an answer ${answer} ms, and the computation ${computation} ms; the screen wants a picture every ${frame} ms.`,

  // The drawing: a row has room for seven letters beside it, a card for seven and a time.
  outside: 'Outside',
  queue: 'Queue',
  thread: 'Thread',
  screen: 'Screen',
  empty: 'empty',
  card: (kind: Kind) => (kind === 'computation' ? 'compute' : kind),

  begin: 'Nothing is to be done, and the thread sleeps. Add something, then press Play or go step by step.',
  idle: (at: number) => `${at} ms: nothing to do. The thread sleeps, and the screen gets its picture in time.`,
  timerSet: (at: number, outside: number) =>
    `${at} ms: a timer is set. It lies outside for ${outside} ms and costs the thread nothing.`,
  requestSent: (at: number, outside: number) =>
    `${at} ms: a request is sent. Its answer comes in ${outside} ms; until then it costs the thread nothing.`,
  computationQueued: (at: number) =>
    `${at} ms: a long computation joins the queue. It needs the thread from its beginning to its end.`,
  /** What happened, in the sentences that follow. */
  news: (at: number, news: readonly string[]) => `${at} ms: ${and(news)}.`,
  ready: (kind: Kind) => `the ${kind} has come and has to queue`,
  ended: (kind: Kind) => `${THE[kind]} is over`,
  began: (kind: Kind, late: number) => `${THE[kind]} runs${late > 1 ? `, ${late} ms late` : ''}`,
  /** What the thread was busy with, if that is known. */
  missed: (kind: Kind | null) =>
    `the screen wants a picture, and ${kind === null ? 'the thread' : THE[kind]} is in its way: a beat is missed`,
});
