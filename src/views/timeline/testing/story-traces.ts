/**
 * Traces for the gallery and for this room's tests, larger than the samples: a small scheduler plays `processes` times
 * `threads` threads that compute, sleep, wait and share locks.
 */
import { seededRandom, type Random } from '../../../base/random';
import { TraceBuilder } from '../../../trace/builder';
import type { TraceEvent } from '../../../trace/events';
import { traceTime } from '../../../trace/ids';
import { Story } from '../../../trace/story';
import type { Trace } from '../../../trace/trace';

export interface Workload {
  readonly processes?: number;
  readonly threads: number;
  /** How long the run lasts. */
  readonly ms: number;
  /** The switch interval. */
  readonly interval?: number;
  /** How likely a turn ends in a sleep or a wait, not at the interval. */
  readonly away?: number;
  /** How likely a turn takes the lock. */
  readonly locking?: number;
  readonly seed?: number;
}

interface Process {
  readonly gil: number;
  readonly lock: number;
  readonly queue: number[];
  readonly blocked: number[];
  readonly asleep: { thread: number; wake: number }[];
  running: number;
  holder: number;
  /** When the running thread's turn ends. */
  turn: number;
}

/** The events of such a run, in order of time. */
export function workload(options: Workload): TraceEvent[] {
  const { processes = 1, threads, ms, interval = 5, away = 0.15, locking = 0 } = options;
  const random: Random = seededRandom(options.seed ?? 7);
  const chance = () => random.float();
  const story = new Story();
  const line = (n: number) => ({ place: { file: 'main.py', line: n } });
  const all: Process[] = [];
  let root: number | null = null;

  for (let p = 0; p < processes; p++) {
    const process = story.actor('process', p === 0 ? 'MainProcess' : `SpawnProcess-${p}`, root);
    root ??= process;
    const gil = story.resource('gil', 'GIL', process);
    const lock = story.resource('lock', 'results_lock', process);
    const names = Array.from({ length: threads }, (_, i) => (i === 0 ? 'MainThread' : `Thread-${i}`));
    const queue = names.map((name) => story.actor('thread', name, process));
    for (const thread of queue) story.state(thread, 'ready');
    all.push({ gil, lock, queue, blocked: [], asleep: [], running: -1, holder: -1, turn: 0 });
    story.pass(0.1);
  }

  const turnOf = () => interval * (chance() < away ? 0.2 + chance() * 0.6 : 1);
  const next = (p: Process, from: number, reason: 'interval' | 'blocked') => {
    const to = p.queue.shift();
    if (to === undefined) {
      if (from >= 0) story.release(from, p.gil);
      p.running = -1;
      p.turn = p.asleep.reduce((least, { wake }) => Math.min(least, wake), Number.POSITIVE_INFINITY);
      return;
    }
    if (from >= 0) story.handOver(p.gil, from, to, reason);
    else story.acquire(to, p.gil);
    story.state(to, 'running', line(3 + Math.floor(chance() * 6)));
    p.running = to;
    p.turn = story.now + turnOf();
  };
  const wake = (p: Process) => {
    for (let i = 0; i < p.asleep.length; i++) {
      const sleeper = p.asleep[i] as { thread: number; wake: number };
      if (sleeper.wake > story.now + 0.001) continue;
      p.asleep.splice(i--, 1);
      story.state(sleeper.thread, 'ready', line(9));
      p.queue.push(sleeper.thread);
    }
  };

  for (const p of all) next(p, -1, 'interval');
  for (;;) {
    const p = all.reduce((least, q) => (q.turn < least.turn ? q : least));
    if (p.turn >= ms) break;
    story.at(Math.max(p.turn, story.now));
    wake(p);
    const from = p.running;
    if (from < 0) {
      next(p, -1, 'interval');
      continue;
    }
    if (p.holder === from) {
      // A fair lock: the longest waiter gets it and may run again.
      const heir = p.blocked.shift();
      if (heir === undefined) story.release(from, p.lock, { file: 'main.py', line: 8 });
      else {
        story.handOver(p.lock, from, heir, 'released');
        story.state(heir, 'ready', line(7));
        p.queue.push(heir);
      }
      p.holder = heir ?? -1;
    } else if (chance() < locking) {
      if (p.holder >= 0) {
        story.state(from, 'blocked', { on: p.lock, via: 'Lock.acquire', ...line(7) });
        p.blocked.push(from);
        next(p, from, 'blocked');
        continue;
      }
      story.acquire(from, p.lock, { file: 'main.py', line: 7 });
      p.holder = from;
    }
    if (chance() < away) {
      const sleeps = chance() < 0.6;
      story.state(from, sleeps ? 'sleeping' : 'waiting', { via: sleeps ? 'time.sleep' : 'Queue.get', ...line(9) });
      p.asleep.push({ thread: from, wake: story.now + interval * (1 + chance() * 4) });
      next(p, from, 'blocked');
    } else if (p.queue.length > 0) {
      story.state(from, 'ready', line(5));
      p.queue.push(from);
      next(p, from, 'interval');
    } else {
      p.turn = story.now + turnOf();
    }
  }
  story.at(ms);
  return story.events;
}

export function traceOf(events: readonly TraceEvent[], end?: number): Trace {
  const builder = new TraceBuilder();
  for (const event of events) builder.add(event);
  return builder.finish(traceTime(end ?? events.at(-1)?.t ?? 0));
}

/** A process that sends `count` numbered messages to `workers` others, in turns, and hears back of each. */
export function conversation(workers: number, count: number, seed = 5): TraceEvent[] {
  const random = seededRandom(seed);
  const story = new Story();
  const start = (name: string, parent: number | null) => {
    const process = story.actor('process', name, parent);
    const main = story.actor('thread', 'MainThread', process);
    const gil = story.resource('gil', 'GIL', process);
    story.acquire(main, gil);
    story.state(main, 'running', { place: { file: 'main.py', line: 1 } });
    return { process, main, gil };
  };
  const root = start('MainProcess', null);
  const tasks = story.resource('queue', 'tasks', root.process, false, true);
  const results = story.resource('queue', 'results', root.process, false, true);
  const hands = Array.from({ length: workers }, (_, i) => start(`ForkProcess-${i + 1}`, root.process));
  type Step = { readonly t: number; readonly tell: () => void };
  const steps: Step[] = [];
  for (let i = 0; i < count; i++) {
    const hand = hands[i % workers] as (typeof hands)[number];
    const sent = 1 + i * 0.06;
    const taken = sent + 0.1 + random.float() * 4;
    const back = taken + 0.2 + random.float();
    steps.push({ t: sent, tell: () => story.send(root.main, tasks, 100 * i, 100, 20) });
    steps.push({ t: taken, tell: () => story.receive(hand.main, tasks, 100 * i, 100, 10) });
    steps.push({ t: back, tell: () => story.send(hand.main, results, 400 * i, 400, 30) });
    steps.push({ t: back + 0.15, tell: () => story.receive(root.main, results, 400 * i, 400, 30) });
  }
  steps.sort((a, b) => a.t - b.t);
  for (const { t, tell } of steps) {
    story.at(t);
    tell();
  }
  story.pass(1);
  for (const { process, main, gil } of [...hands, root]) {
    story.release(main, gil);
    story.end(main);
    story.end(process);
  }
  return story.events;
}
