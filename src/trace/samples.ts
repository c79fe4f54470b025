/**
 * Small traces, written by hand (no program made them): for the gallery, for views' tests and for whoever wants to see in a
 * page of code what a trace looks like. `samples/*.json` holds the same as files.
 */
import { TraceBuilder } from './builder';
import { actorId, traceTime } from './ids';
import { Story } from './story';
import type { Trace } from './trace';

export interface Sample {
  /** The file's name in `samples/`, without its ending. */
  readonly id: string;
  readonly title: string;
  readonly trace: Trace;
}

function finished(story: Story): Trace {
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return builder.finish(story.now);
}

const FILE = 'main.py';
const line = (number: number) => ({ place: { file: FILE, line: number } });

/** A process, its GIL and its main thread, which runs. */
function python(story: Story): { process: number; gil: number; main: number } {
  const process = story.actor('process', 'MainProcess');
  const main = story.actor('thread', 'MainThread', process);
  const gil = story.resource('gil', 'GIL', process);
  story.acquire(main, gil);
  story.state(main, 'running', line(1));
  return { process, gil, main };
}

/** Three threads that count, and share one GIL in turns of 5 ms; MainThread waits for them. */
export function gilTurns(): Trace {
  const story = new Story();
  const { process, gil, main } = python(story);
  const threads = ['A', 'B', 'C'].map((name) => {
    story.pass(0.2);
    const id = story.actor('thread', name, process);
    story.state(id, 'starting');
    return id;
  });
  const left = threads.map(() => 15);
  story.pass(0.1).state(main, 'joining', { on: threads[0] as number, via: 'Thread.join', ...line(14) });
  let running = threads[0] as number;
  story.handOver(gil, main, running, 'blocked');
  story.state(running, 'running', line(5));
  for (let turn = 0; left.some((ms) => ms > 0); turn++) {
    const now = turn % 3;
    story.pass(5);
    left[now] = (left[now] ?? 0) - 5;
    const next = threads[(turn + 1) % 3] as number;
    if (left[now] > 0) {
      story.state(running, 'ready', line(5));
      story.handOver(gil, running, next, 'interval');
    } else {
      // The end of A wakes MainThread, which queues up behind B and C and finds both ended when its turn comes.
      const isLast = left.every((ms) => ms <= 0);
      story.handOver(gil, running, isLast ? main : next, 'ended');
      story.end(running);
      if (now === 0) story.state(main, 'ready', line(14));
      if (isLast) {
        story.state(main, 'running', line(15));
        story.pass(0.3).output(main, 'stdout', 0, 15);
        break;
      }
    }
    story.state(next, 'running', line(5));
    running = next;
  }
  story.pass(0.2).release(main, gil);
  story.end(main);
  story.end(process);
  return finished(story);
}

/** Three threads that append to one list under one lock, with some work of their own in between. */
export function lockContention(): Trace {
  const story = new Story();
  const { process, gil, main } = python(story);
  const lock = story.resource('lock', 'results_lock', process);
  const [a, b, c] = ['A', 'B', 'C'].map((name) => {
    story.pass(0.2);
    const id = story.actor('thread', name, process);
    story.state(id, 'starting');
    return id;
  }) as [number, number, number];

  story.pass(0.1).state(main, 'joining', { on: a, via: 'Thread.join', ...line(20) });
  story.handOver(gil, main, a, 'blocked');
  story.state(a, 'running', line(7));
  story.pass(0.9).acquire(a, lock, { file: FILE, line: 8 });
  story.state(a, 'running', line(9));
  story.pass(0.6).state(a, 'sleeping', { via: 'time.sleep', ...line(10) });
  story.handOver(gil, a, b, 'blocked');
  story.state(b, 'running', line(7));
  story.pass(1.1).state(b, 'blocked', { on: lock, ...line(8) });
  story.handOver(gil, b, c, 'blocked');
  story.state(c, 'running', line(7));
  story.pass(0.8).state(c, 'blocked', { on: lock, ...line(8) });
  story.release(c, gil);
  story.pass(0.5).state(a, 'ready', line(10));
  story.acquire(a, gil);
  story.state(a, 'running', line(11));
  story.pass(0.4).handOver(lock, a, b, 'released');
  story.state(b, 'ready', line(8));
  story.pass(0.2).handOver(gil, a, b, 'ended');
  story.end(a);
  story.state(main, 'ready', line(20));
  story.state(b, 'running', line(9));
  story.pass(1.2).handOver(lock, b, c, 'released');
  story.state(c, 'ready', line(8));
  story.pass(0.2).handOver(gil, b, main, 'ended');
  story.end(b);
  story.state(main, 'running', line(20));
  story.pass(0.1).state(main, 'joining', { on: c, via: 'Thread.join', ...line(20) });
  story.handOver(gil, main, c, 'blocked');
  story.state(c, 'running', line(9));
  story.pass(1).release(c, lock, { file: FILE, line: 11 });
  story.pass(0.1).handOver(gil, c, main, 'ended');
  story.end(c);
  story.state(main, 'running', line(21));
  story.pass(0.3).output(main, 'stdout', 0, 24);
  story.pass(0.1).release(main, gil);
  story.end(main);
  story.end(process);
  return finished(story);
}

/** Two threads that take two locks in opposite order, and wait for each other for ever. */
export function deadlock(): Trace {
  const story = new Story();
  const { process, gil, main } = python(story);
  const lockA = story.resource('lock', 'lock_a', process);
  const lockB = story.resource('lock', 'lock_b', process);
  const [one, two] = ['transfer-1', 'transfer-2'].map((name) => {
    story.pass(0.2);
    const id = story.actor('thread', name, process);
    story.state(id, 'starting');
    return id;
  }) as [number, number];
  story.pass(0.1).state(main, 'joining', { on: one, via: 'Thread.join', ...line(22) });
  story.handOver(gil, main, one, 'blocked');
  story.state(one, 'running', line(5));
  story.pass(0.4).acquire(one, lockA, { file: FILE, line: 6 });
  story.state(one, 'running', line(7));
  story.pass(0.5).state(one, 'sleeping', { via: 'time.sleep', ...line(7) });
  story.handOver(gil, one, two, 'blocked');
  story.state(two, 'running', line(11));
  story.pass(0.4).acquire(two, lockB, { file: FILE, line: 12 });
  story.state(two, 'running', line(13));
  story.pass(0.5).state(two, 'sleeping', { via: 'time.sleep', ...line(13) });
  story.release(two, gil);
  story.pass(9.1).state(one, 'ready', line(7));
  story.acquire(one, gil);
  story.state(one, 'running', line(8));
  story.pass(0.3).state(one, 'blocked', { on: lockB, ...line(8) });
  story.release(one, gil);
  story.pass(0.6).state(two, 'ready', line(13));
  story.acquire(two, gil);
  story.state(two, 'running', line(14));
  story.pass(0.3).state(two, 'blocked', { on: lockA, ...line(14) });
  story.release(two, gil);
  story.pass(5);
  return finished(story);
}

/** Five threads that sleep for a second each, all at the same time. */
export function sleepers(): Trace {
  const story = new Story();
  const { process, gil, main } = python(story);
  const threads: number[] = [];
  for (const name of ['A', 'B', 'C', 'D', 'E']) {
    story.pass(0.3);
    const id = story.actor('thread', name, process);
    threads.push(id);
    story.state(id, 'starting');
    story.state(main, 'ready', line(10));
    story.handOver(gil, main, id, 'interval');
    story.state(id, 'running', line(5));
    story.pass(0.2).state(id, 'sleeping', { via: 'time.sleep', ...line(6) });
    story.handOver(gil, id, main, 'blocked');
    story.state(main, 'running', line(10));
  }
  story.pass(0.2).state(main, 'joining', { on: threads[0] as number, via: 'Thread.join', ...line(12) });
  story.release(main, gil);
  threads.forEach((id, i) => {
    story.at(1000.5 + 0.5 * i).state(id, 'ready', line(6));
    story.acquire(id, gil);
    story.state(id, 'running', line(7));
    story.pass(0.1).output(id, 'stdout', i * 7, 7);
    story.pass(0.05).handOver(gil, id, main, 'ended');
    story.end(id);
    story.state(main, 'running', line(12));
    story.pass(0.05);
    const next = threads[i + 1];
    if (next === undefined) return;
    story.state(main, 'joining', { on: next, via: 'Thread.join', ...line(12) });
    story.release(main, gil);
  });
  story.pass(0.2).mark(main, 'all joined');
  story.release(main, gil);
  story.end(main);
  story.end(process);
  return finished(story);
}

/** What happens when, for stories in which several processes act at once. */
class Timetable {
  readonly #entries: { readonly ms: number; readonly act: () => void }[] = [];

  at(ms: number, act: () => void): void {
    this.#entries.push({ ms, act });
  }

  tell(story: Story): void {
    for (const { ms, act } of this.#entries.sort((a, b) => a.ms - b.ms)) {
      story.at(ms);
      act();
    }
  }
}

/** A process with its main thread; its strand is the thread's, and the process's own shows that it starts. */
interface Process {
  readonly process: number;
  readonly gil: number;
  readonly main: number;
}

/** Started by `parent` now; `arrive` is when its main thread comes to its first line. */
function child(story: Story, parent: number, name: string): () => Process {
  const process = story.actor('process', name, parent);
  story.state(process, 'starting');
  return () => {
    const main = story.actor('thread', 'MainThread', process);
    const gil = story.resource('gil', 'GIL', process);
    story.state(process, 'running');
    story.acquire(main, gil);
    story.state(main, 'running', line(4));
    return { process, gil, main };
  };
}

/** The main thread stops computing, for `state`; nobody else of its process wants to run. */
function pause(story: Story, { main, gil }: Process, state: 'sending' | 'receiving', on: number, at: number): void {
  story.state(main, state, { on, via: state === 'sending' ? 'Connection.send' : 'Connection.recv', ...line(at) });
  story.release(main, gil);
}

function resume(story: Story, { main, gil }: Process, state: 'running' | 'unpickling', at: number): void {
  story.acquire(main, gil);
  story.state(main, state, line(at));
}

function finish(story: Story, { process, main, gil }: Process): void {
  story.release(main, gil);
  story.end(main);
  story.end(process);
}

/** A pool of two processes: four tasks go out, each is computed on a core of its own, four results come back. */
export function processPool(): Trace {
  const story = new Story();
  const plan = new Timetable();
  const root = python(story);
  const { process, main, gil } = root;
  const tasks = story.resource('pipe', 'tasks', process, false, true);
  const results = story.resource('pipe', 'results', process, false, true);
  const lock = story.resource('lock', 'results_lock', process, false, true);
  const names = ['SpawnPoolWorker-1', 'SpawnPoolWorker-2'];
  const arrivals: (() => Process)[] = [];
  const workers: Process[] = [];
  let taken = 0;
  let given = 0;
  let read = 0;

  names.forEach((name, i) => {
    plan.at(1 + i * 0.8, () => (arrivals[i] = child(story, process, name)));
    plan.at(38.5 + i * 3.2, () => {
      workers[i] = (arrivals[i] as () => Process)();
      story.pass(0.2);
      pause(story, workers[i], 'receiving', tasks, 12);
    });
  });
  // The tasks leave long before the workers are there to take them.
  for (let i = 0; i < 4; i++) {
    plan.at(4 + i * 0.3, () => story.state(main, 'pickling', { via: 'Pool.map', ...line(20) }));
    plan.at(4.08 + i * 0.3, () => {
      story.send(main, tasks, 1200 * i, 1200, 80);
      story.state(main, 'running', line(20));
    });
  }
  plan.at(5.4, () => pause(story, root, 'receiving', results, 21));
  for (let i = 0; i < 4; i++) {
    const worker = (): Process => workers[i % 2] as Process;
    const start = 39 + (i % 2) * 3.2 + Math.floor(i / 2) * 26;
    plan.at(start, () => {
      story.receive(worker().main, tasks, 1200 * taken++, 1200, 60);
      resume(story, worker(), 'unpickling', 12);
    });
    plan.at(start + 0.06, () => story.state(worker().main, 'running', line(6)));
    plan.at(start + 24, () => story.state(worker().main, 'pickling', { via: 'Pool worker', ...line(9) }));
    plan.at(start + 24.5, () => {
      story.acquire(worker().main, lock, { file: FILE, line: 9 });
      story.send(worker().main, results, 34_000 * given++, 34_000, 500);
      story.release(worker().main, lock);
      story.state(worker().main, 'running', line(10));
      story.pass(0.1);
      pause(story, worker(), 'receiving', tasks, 12);
    });
    plan.at(start + 24.8, () => {
      story.receive(main, results, 34_000 * read++, 34_000, 400);
      resume(story, root, 'unpickling', 21);
    });
    plan.at(start + 25.2, () => story.state(main, 'running', line(21)));
    if (i < 3) plan.at(start + 25.3, () => pause(story, root, 'receiving', results, 21));
  }
  plan.at(95, () => {
    story.output(main, 'stdout', 0, 18);
    story.state(main, 'joining', { on: (workers[0] as Process).process, via: 'Process.join', ...line(23) });
    story.release(main, gil);
  });
  names.forEach((_, i) =>
    plan.at(95.4 + i * 0.5, () => {
      resume(story, workers[i] as Process, 'running', 14);
      story.pass(0.1);
      finish(story, workers[i] as Process);
    }),
  );
  plan.at(96.2, () => {
    resume(story, root, 'running', 24);
    story.pass(0.2);
    finish(story, root);
  });
  plan.tell(story);
  return finished(story);
}

/** A process sends faster than another receives: the pipe holds 64 kB, and then the sender has to wait for room. */
export function fullPipe(): Trace {
  const story = new Story();
  const plan = new Timetable();
  const root = python(story);
  const { process, main } = root;
  const pipe = story.resource('pipe', 'pipe', process, false, true);
  const SIZE = 24_000;
  let arrive: (() => Process) | null = null;
  let reader: Process | null = null;
  const consumer = (): Process => reader as Process;
  plan.at(0.5, () => (arrive = child(story, process, 'Consumer')));
  const send = (i: number): void => {
    story.send(main, pipe, SIZE * i, SIZE, 300);
    story.state(main, 'running', line(9));
  };
  const pickle = (): void => story.state(main, 'pickling', { via: 'Connection.send', ...line(8) });
  // Two fit in; the third one waits, half of it in the pipe, until the first is out.
  [0, 1].forEach((i) => {
    plan.at(1 + i, pickle);
    plan.at(1.3 + i, () => send(i));
  });
  plan.at(3, pickle);
  plan.at(3.3, () => pause(story, root, 'sending', pipe, 8));
  plan.at(30, () => (reader = (arrive as () => Process)()));
  for (let i = 0; i < 5; i++) {
    const start = 30.2 + i * 8;
    plan.at(start, () => {
      story.receive(consumer().main, pipe, SIZE * i, SIZE, 200);
      story.state(consumer().main, 'unpickling', { via: 'Connection.recv', ...line(14) });
    });
    plan.at(start + 0.2, () => story.state(consumer().main, 'running', line(15)));
    if (i + 2 > 4) continue;
    plan.at(start + 0.1, () => {
      resume(story, root, 'running', 8);
      send(i + 2);
    });
    if (i + 2 < 4) {
      plan.at(start + 0.3, pickle);
      plan.at(start + 0.6, () => pause(story, root, 'sending', pipe, 8));
    } else {
      plan.at(start + 0.3, () => {
        story.state(main, 'joining', { on: consumer().process, via: 'Process.join', ...line(17) });
        story.release(main, root.gil);
      });
    }
  }
  plan.at(70, () => finish(story, consumer()));
  plan.at(70.3, () => {
    resume(story, root, 'running', 18);
    story.pass(0.1).output(main, 'stdout', 0, 9);
    finish(story, root);
  });
  plan.tell(story);
  return finished(story);
}

/** In the order in which a gallery shows them. */
/**
 * An event loop with four tasks: `resize` computes for 80 ms without an await and keeps all others waiting, `save` waits for
 * the lock that `load` holds, `parse` raises, and `poll` is cancelled where it sleeps.
 */
export function blockedLoop(): Trace {
  const story = new Story();
  const { process, gil, main } = python(story);
  const lock = story.resource('lock', 'cache_lock', process);
  const step = (task: number, ms: number, number: number) => {
    story.state(task, 'running', line(number));
    story.pass(ms);
  };
  const idle = (ms: number) => {
    story.state(main, 'sleeping', { via: 'select', ...line(40) });
    story.release(main, gil);
    story.pass(ms).acquire(main, gil);
    story.state(main, 'running', line(40));
  };
  story.pass(1);
  const first = story.actor('task', 'Task-1', main);
  story.state(first, 'starting', line(40));
  step(first, 1, 30);
  const [load, save, resize, parse, poll] = ['load', 'save', 'resize', 'parse', 'poll'].map((name, i) => {
    const task = story.actor('task', name, first);
    story.pass(0.2).state(task, 'starting', line(31 + i));
    return task;
  }) as [number, number, number, number, number];
  story.state(first, 'joining', { via: 'asyncio.gather', ...line(36) });
  step(load, 2, 5);
  story.acquire(load, lock, { file: FILE, line: 5 });
  story.state(load, 'sleeping', { via: 'asyncio.sleep', ...line(6) });
  step(save, 1, 10);
  story.state(save, 'blocked', { on: lock, via: 'Lock.acquire', ...line(11) });
  step(resize, 1, 15);
  story.state(resize, 'sleeping', { via: 'asyncio.sleep', ...line(16) });
  step(parse, 1, 20);
  story.state(parse, 'waiting', { via: 'StreamReader.read', ...line(21) });
  step(poll, 1, 25);
  story.state(poll, 'sleeping', { via: 'asyncio.sleep', ...line(26) });
  idle(20);
  step(resize, 30, 17);
  story.state(load, 'ready', line(6));
  story.pass(50).state(resize, 'sleeping', { via: 'asyncio.sleep', ...line(18) });
  story.mark(main, 'resize kept its event loop busy for 80 ms', 80_000, { file: FILE, line: 17 });
  step(load, 2, 6);
  story.release(load, lock, { file: FILE, line: 7 });
  story.state(save, 'ready', line(11));
  story.end(load);
  story.acquire(save, lock, { file: FILE, line: 11 });
  step(save, 3, 12);
  story.release(save, lock, { file: FILE, line: 12 });
  story.end(save);
  idle(15);
  step(parse, 2, 22);
  story.end(parse, 'raised');
  step(resize, 2, 18);
  story.end(resize);
  step(first, 1, 37);
  story.state(poll, 'ready', line(26));
  story.state(first, 'joining', { on: poll, ...line(38) });
  step(poll, 1, 26);
  story.end(poll, 'cancelled');
  step(first, 1, 39);
  story.end(first);
  story.release(main, gil);
  story.end(main);
  story.end(process);
  return finished(story);
}

export function sampleTraces(): readonly Sample[] {
  return [
    { id: 'gil-turns', title: 'Three threads take turns', trace: gilTurns() },
    { id: 'lock-contention', title: 'Three threads want one lock', trace: lockContention() },
    { id: 'deadlock', title: 'Two threads wait for each other', trace: deadlock() },
    { id: 'sleepers', title: 'Five threads sleep at the same time', trace: sleepers() },
    { id: 'process-pool', title: 'Two processes compute at the same time', trace: processPool() },
    { id: 'full-pipe', title: 'A sender waits for room in a pipe', trace: fullPipe() },
  ];
}

export const EMPTY_TRACE: Trace = new TraceBuilder().snapshot();

/** For tests of views: `n` threads that take turns under one GIL, `turns` turns of `ms` each. */
export function manyTurns(n: number, turns: number, ms: number): Trace {
  const story = new Story();
  const process = story.actor('process', 'MainProcess');
  const threads = Array.from({ length: n }, (_, i) => story.actor('thread', `Thread-${i + 1}`, process));
  const gil = story.resource('gil', 'GIL', process);
  for (const id of threads) story.state(id, 'ready');
  let running = threads[0] as number;
  story.acquire(running, gil);
  story.state(running, 'running', line(1));
  for (let turn = 1; turn < turns; turn++) {
    const next = threads[turn % n] as number;
    story.pass(ms);
    if (next === running) continue;
    story.state(running, 'ready', line(1 + (turn % 20)));
    story.handOver(gil, running, next, 'interval');
    story.state(next, 'running', line(1 + (turn % 20)));
    running = next;
  }
  story.pass(ms);
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  builder.add({ kind: 'actor-end', t: story.now, actor: actorId(running), ending: 'returned' });
  return builder.finish(traceTime(story.now));
}
