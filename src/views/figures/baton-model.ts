/**
 * Threads and the one GIL between them, millisecond by millisecond: a model of how CPython hands it round.
 *
 * A thread runs only while it holds the GIL. One that computes gives it up when asked to, and it is asked when some thread has
 * been waiting for it for a whole switch interval without any change of holder. One that is about to wait for something else gives it
 * up at once, and needs it again only when what it waited for has come. The GIL goes to the thread that has been ready for the longest time:
 * real ones leave that to the operating system, which is why a real picture is less even.
 */
export type Job = 'compute' | 'wait';
export type BatonState = 'running' | 'ready' | 'waiting';

/** How long somebody wants the GIL before its holder is asked for it. */
export const INTERVAL = 5;
/** What a thread that waits does between two waits, and how long it waits. */
const HANDLE = 1;
const ANSWER = 12;

export interface BatonThread {
  readonly job: Job;
  readonly state: BatonState;
  /** Since when it is in this state. */
  readonly since: number;
}

/** From millisecond `from` up to, and not including, `to`. */
export interface Stretch {
  readonly thread: number;
  readonly state: BatonState;
  readonly from: number;
  readonly to: number;
}

export interface Baton {
  readonly at: number;
  /** Null while every thread waits for something else. */
  readonly holder: number | null;
  readonly threads: readonly BatonThread[];
  /** What has been, oldest first; the state that a thread is in has no stretch before it ends. */
  readonly past: readonly Stretch[];
  /** Why the GIL changed hands in the last millisecond, if it did. */
  readonly handOver: HandOver | null;
}

export interface HandOver {
  readonly from: number | null;
  readonly to: number | null;
  /** `asked`: the interval was over. `waits`: its holder had to wait. `woke`: nobody held it, and an answer came. */
  readonly why: 'asked' | 'waits' | 'woke';
}

export function startBaton(jobs: readonly Job[]): Baton {
  const threads = jobs.map((job, i): BatonThread => ({ job, state: i === 0 ? 'running' : 'ready', since: 0 }));
  return { at: 0, holder: threads.length > 0 ? 0 : null, threads, past: [], handOver: null };
}

/** The thread does something else from now on; if it is waiting, when its answer has come. */
export function assign(baton: Baton, thread: number, job: Job): Baton {
  return { ...baton, threads: baton.threads.map((one, i) => (i === thread ? { ...one, job } : one)) };
}

/** One millisecond later. */
export function tick(before: Baton): Baton {
  const at = before.at + 1;
  const threads = [...before.threads];
  const past = [...before.past];
  const change = (thread: number, state: BatonState): void => {
    const old = threads[thread];
    if (old === undefined || old.state === state) return;
    past.push({ thread, state: old.state, from: old.since, to: at });
    threads[thread] = { ...old, state, since: at };
  };

  for (const [i, one] of threads.entries()) {
    if (one.state === 'waiting' && at - one.since >= ANSWER) change(i, 'ready');
  }
  let holder = before.holder;
  let why: HandOver['why'] = 'woke';
  const held = holder === null ? undefined : threads[holder];
  if (holder !== null && held !== undefined) {
    const ready = threads.filter(({ state }) => state === 'ready');
    // The interval counts from when the first of them began to wait, and anew after every hand-over.
    const wanted = Math.max(held.since, Math.min(...ready.map(({ since }) => since)));
    if (held.job === 'wait' && at - held.since >= HANDLE) {
      change(holder, 'waiting');
      [holder, why] = [null, 'waits'];
    } else if (ready.length > 0 && at - wanted >= INTERVAL) {
      change(holder, 'ready');
      [holder, why] = [null, 'asked'];
    }
  }
  if (holder === null) {
    holder = longestReady(threads, before.holder);
    if (holder !== null) change(holder, 'running');
  }
  const handOver = holder === before.holder ? null : { from: before.holder, to: holder, why };
  return { at, holder, threads, past, handOver };
}

/** Who has been ready for the longest time; whoever has just let go of it comes last. */
function longestReady(threads: readonly BatonThread[], last: number | null): number | null {
  let best: number | null = null;
  for (let turn = 1; turn <= threads.length; turn += 1) {
    const i = ((last ?? -1) + turn) % threads.length;
    const one = threads[i];
    if (one?.state === 'ready' && (best === null || one.since < (threads[best]?.since ?? 0))) best = i;
  }
  return best;
}

/** Everything up to now, with what still goes on. */
export const stretches = ({ at, past, threads }: Baton): readonly Stretch[] => [
  ...past,
  ...threads.map(({ state, since }, thread) => ({ thread, state, from: since, to: at })),
];

/** On to the next moment at which a thread does something else than before; `most` milliseconds at most. */
export function toNextChange(baton: Baton, most = 60): Baton {
  let next = tick(baton);
  while (next.past.length === baton.past.length && next.at < baton.at + most) next = tick(next);
  return next;
}

/** Without what ended before `from`: a figure that runs on keeps what it shows. */
export const forget = (baton: Baton, from: number): Baton => ({
  ...baton,
  past: baton.past.filter(({ to }) => to > from),
});
