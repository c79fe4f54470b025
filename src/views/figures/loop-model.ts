/**
 * The event loop of a page, millisecond by millisecond: one thread, and a queue of what is ready for it. A model: each callback has a
 * length, and nothing else costs time.
 *
 * Timers and answers lie outside and cost the thread nothing. One whose time has come joins the queue's end. The thread takes the queue's
 * first and runs it to its end: nothing interrupts it, whatever comes meanwhile. Every `FRAME` milliseconds the screen asks for a new
 * picture; a beat at which the thread is in the midst of a callback is missed.
 */
export type Kind = 'timer' | 'answer' | 'computation';

/** Between two pictures of the screen. */
export const FRAME = 16;
export const OUTSIDE: Readonly<Record<'timer' | 'answer', number>> = { timer: 50, answer: 30 };
/** How long the thread has to do with each. */
export const LENGTHS: Readonly<Record<Kind, number>> = { timer: 4, answer: 8, computation: 70 };

export interface Callback {
  /** Counted from 1 over all that were ever added. */
  readonly id: number;
  readonly kind: Kind;
  /** When it may run. */
  readonly due: number;
}

export interface Ran {
  readonly callback: Callback;
  readonly from: number;
  readonly to: number;
}

export interface Beat {
  readonly at: number;
  readonly missed: boolean;
}

export interface Loop {
  readonly at: number;
  /** By their time, those that are due first in front. */
  readonly outside: readonly Callback[];
  /** The next one in front. */
  readonly queue: readonly Callback[];
  readonly running: { readonly callback: Callback; readonly from: number } | null;
  readonly ran: readonly Ran[];
  readonly beats: readonly Beat[];
  readonly added: number;
  readonly news: readonly News[];
}

/** What happened in the last millisecond; `late` is for how long it had been ready. */
export type News =
  | { readonly kind: 'added' | 'ready' | 'ended'; readonly callback: Callback }
  | { readonly kind: 'began'; readonly callback: Callback; readonly late: number }
  | { readonly kind: 'missed' };

export const IDLE: Loop = { at: 0, outside: [], queue: [], running: null, ran: [], beats: [], added: 0, news: [] };

/** A computation is ready at once; a timer and an answer have to come first. */
export function add(loop: Loop, kind: Kind): Loop {
  const callback = { id: loop.added + 1, kind, due: loop.at + (kind === 'computation' ? 0 : OUTSIDE[kind]) };
  const next: Loop = { ...loop, added: callback.id, news: [{ kind: 'added', callback }] };
  return kind === 'computation'
    ? { ...next, queue: [...loop.queue, callback] }
    : { ...next, outside: [...loop.outside, callback].sort((a, b) => a.due - b.due) };
}

/** One millisecond later. */
export function tick(before: Loop): Loop {
  const at = before.at + 1;
  const news: News[] = [];
  // What is due joins the queue before the thread looks at it.
  const due = before.outside.filter((callback) => callback.due <= at);
  news.push(...due.map((callback): News => ({ kind: 'ready', callback })));
  const outside = before.outside.filter((callback) => callback.due > at);
  let queue = [...before.queue, ...due];
  let { running } = before;
  const ran = [...before.ran];
  const busyBefore = running;
  if (running !== null && at - running.from >= LENGTHS[running.callback.kind]) {
    ran.push({ ...running, to: at });
    news.push({ kind: 'ended', callback: running.callback });
    running = null;
  }
  const beats = [...before.beats];
  if (at % FRAME === 0) {
    // One that ends with the beat leaves the thread free for the picture.
    const missed = busyBefore !== null && running !== null;
    beats.push({ at, missed });
    if (missed) news.push({ kind: 'missed' });
  }
  const [first, ...rest] = queue;
  if (running === null && first !== undefined) {
    running = { callback: first, from: at };
    queue = rest;
    news.push({ kind: 'began', callback: first, late: at - first.due });
  }
  return { ...before, at, outside, queue, running, ran, beats, news };
}

export const isIdle = ({ outside, queue, running }: Loop): boolean =>
  outside.length === 0 && queue.length === 0 && running === null;

/** On to the next moment at which something happens; with nothing to come, to the next picture. */
export function toNextNews(loop: Loop): Loop {
  let next = tick(loop);
  while (next.news.length === 0 && !(isIdle(next) && next.at % FRAME === 0)) next = tick(next);
  return next;
}

/** Without what ended before `from`. */
export const forget = (loop: Loop, from: number): Loop => ({
  ...loop,
  ran: loop.ran.filter(({ to }) => to > from),
  beats: loop.beats.filter(({ at }) => at > from),
});
