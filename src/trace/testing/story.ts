/**
 * A legal story by chance, for property tests: a small scheduler with a GIL per process, threads, locks, rlocks and
 * semaphores; threads run tasks. It writes events the way `writer.ts` describes, in every order of rows that the builder allows.
 */
import { seededRandom, type Random } from '../../base/random';
import type { ActorState, HandOverReason, Place, TraceEvent } from '../events';
import { actorId, resourceId } from '../ids';
import { Story } from '../story';

interface Thread {
  readonly id: number;
  state: ActorState;
  wants: number;
  /** Those of its tasks that live; the first of them is running if `stepping`. */
  readonly tasks: number[];
  stepping: boolean;
}

interface Lock {
  readonly id: number;
  readonly kind: 'lock' | 'rlock' | 'semaphore';
  holders: number[];
}

interface Process {
  readonly id: number;
  readonly gil: number;
  holder: number;
  readonly threads: Thread[];
  readonly locks: Lock[];
}

const FILES = ['main.py', 'bank.py'];

/** About `steps` decisions of a scheduler with up to three processes. The same seed tells the same story. */
export function randomStory(seed: number, steps: number): TraceEvent[] {
  const random = seededRandom(seed);
  const story = new Story();
  const processes: Process[] = [];
  startProcess(story, processes, random, null);
  for (let i = 0; i < steps; i++) {
    story.pass(random.below(3) === 0 ? 0 : random.below(5000) / 1000);
    const process = random.pick(processes);
    if (processes.length < 3 && random.below(40) === 0) startProcess(story, processes, random, 0);
    else step(story, process, random);
  }
  return story.events;
}

function startProcess(story: Story, processes: Process[], random: Random, parent: number | null): void {
  const id = story.actor('process', `Process-${processes.length}`, parent);
  const main = story.actor('thread', 'MainThread', id);
  story.state(main, 'starting');
  const gil = story.resource('gil', 'GIL', id);
  const process: Process = { id, gil, holder: -1, threads: [thread(main)], locks: [] };
  for (const kind of ['lock', 'rlock', 'semaphore'] as const) {
    process.locks.push({ id: story.resource(kind, `${kind}_${id}`, id, random.below(4) === 0), kind, holders: [] });
  }
  processes.push(process);
}

function thread(id: number): Thread {
  return { id, state: 'starting', wants: -1, tasks: [], stepping: false };
}

/** A running thread makes a task, begins a step of one, or comes to the end of that step. */
function runTasks(story: Story, self: Thread, random: Random): void {
  const { id, tasks } = self;
  const [first] = tasks;
  if (self.stepping && first !== undefined && random.below(2) === 0) {
    self.stepping = false;
    if (random.below(3) === 0) {
      tasks.shift();
      story.end(first, random.pick(['returned', 'raised', 'cancelled'] as const));
    } else {
      const state = random.pick(['sleeping', 'joining', 'waiting', 'ready'] as const);
      story.state(first, state, {
        ...(state === 'joining' && tasks.length > 1 ? { on: random.pick(tasks) } : {}),
        via: 'asyncio.sleep',
        place: place(random),
      });
    }
  } else if (tasks.length < 4 && random.below(3) === 0) {
    const task = story.actor('task', `Task-${id}`, self.stepping && first !== undefined ? first : id);
    story.state(task, 'starting', { place: place(random) });
    tasks.push(task);
  } else if (!self.stepping && tasks.length > 0) {
    const next = random.pick(tasks);
    tasks.splice(tasks.indexOf(next), 1);
    tasks.unshift(next);
    self.stepping = true;
    story.state(next, 'running', { place: place(random) });
  } else if (self.stepping && tasks.length > 1) {
    // Something has come about that another task waits for.
    story.state(tasks[1] as number, 'ready', { place: place(random) });
  }
}

function place(random: Random): Place | null {
  return random.below(5) === 0 ? null : { file: random.pick(FILES), line: 1 + random.below(60) };
}

function enter(story: Story, thread: Thread, state: ActorState, random: Random, on?: number, via = ''): void {
  thread.state = state;
  thread.wants = state === 'blocked' && on !== undefined ? on : -1;
  story.state(thread.id, state, { ...(on === undefined ? {} : { on }), via, place: place(random) });
}

function step(story: Story, process: Process, random: Random): void {
  const running = process.threads.find((thread) => thread.id === process.holder);
  if (running === undefined) {
    wakeSomebody(story, process, random);
    const next = process.threads.filter((thread) => thread.state === 'ready' || thread.state === 'starting');
    if (next.length === 0) return;
    const thread = random.pick(next);
    story.acquire(thread.id, process.gil);
    process.holder = thread.id;
    enter(story, thread, 'running', random);
    return;
  }
  switch (random.below(15)) {
    case 0:
      if (process.threads.length < 6) {
        const id = story.actor('thread', `Thread-${process.threads.length}`, process.id);
        const started = thread(id);
        process.threads.push(started);
        enter(story, started, 'starting', random);
      }
      break;
    case 1:
      letGo(story, process, running, random, 'sleeping', 'blocked', undefined, 'time.sleep');
      break;
    case 2:
      letGo(story, process, running, random, 'ready', 'interval');
      break;
    case 3: {
      const others = process.threads.filter((thread) => thread !== running);
      if (others.length > 0) {
        letGo(story, process, running, random, 'joining', 'blocked', random.pick(others).id, 'Thread.join');
      }
      break;
    }
    case 4:
      if (process.threads.length > 1 && random.below(4) === 0) {
        if (running.stepping) story.end(running.tasks.shift() as number);
        handGil(story, process, running, 'ended', random, () => {
          story.end(running.id, random.below(5) === 0 ? 'raised' : 'returned');
          process.threads.splice(process.threads.indexOf(running), 1);
        });
      }
      break;
    case 5:
    case 6:
    case 7:
      take(story, process, running, random.pick(process.locks), random);
      break;
    case 8:
    case 9:
      give(story, process, running, random.pick(process.locks), random);
      break;
    case 10:
      story.push({
        kind: 'output',
        actor: actorId(running.id),
        stream: random.pick(['stdout', 'stderr'] as const),
        offset: random.below(1000),
        length: random.below(80),
      });
      break;
    case 11:
      story.mark(running.id, `mark ${random.below(10)}`, random.below(3) * random.below(9000), place(random));
      if (random.below(3) === 0) story.omitted(running.id, null, 1 + random.below(9));
      story.push({
        kind: 'omitted',
        actor: actorId(running.id),
        resource: resourceId(random.pick(process.locks).id),
        count: 1 + random.below(9),
      });
      story.push({ kind: 'actor-name', actor: actorId(running.id), name: `renamed-${random.below(9)}` });
      break;
    case 12:
    case 13:
    case 14:
      runTasks(story, running, random);
      break;
  }
  wakeSomebody(story, process, random);
}

function wakeSomebody(story: Story, process: Process, random: Random): void {
  const waiting = process.threads.filter((thread) => ['sleeping', 'joining', 'waiting'].includes(thread.state));
  if (waiting.length > 0 && random.below(2) === 0) enter(story, random.pick(waiting), 'ready', random);
}

function letGo(
  story: Story,
  process: Process,
  thread: Thread,
  random: Random,
  state: ActorState,
  reason: HandOverReason,
  on?: number,
  via = '',
): void {
  const stop = (): void => enter(story, thread, state, random, on, via);
  if (state === 'ready' && !process.threads.some((other) => other !== thread && other.state === 'ready')) return;
  handGil(story, process, thread, reason, random, stop, stop);
}

/** The rows of a switch in any of the orders that the builder allows. */
function handGil(
  story: Story,
  process: Process,
  from: Thread,
  reason: HandOverReason,
  random: Random,
  stop: () => void,
  before?: () => void,
): void {
  const heirs = process.threads.filter(
    (thread) => thread !== from && (thread.state === 'ready' || thread.state === 'starting'),
  );
  const heir = heirs.length > 0 ? random.pick(heirs) : undefined;
  const stopFirst = before !== undefined && random.below(2) === 0;
  if (stopFirst) stop();
  if (heir === undefined) {
    story.release(from.id, process.gil);
    process.holder = -1;
  } else {
    story.handOver(process.gil, from.id, heir.id, reason);
    process.holder = heir.id;
  }
  if (!stopFirst) stop();
  if (heir !== undefined) enter(story, heir, 'running', random);
}

function take(story: Story, process: Process, thread: Thread, lock: Lock, random: Random): void {
  const free =
    lock.kind === 'semaphore'
      ? lock.holders.length < 2
      : lock.holders.length === 0 || (lock.kind === 'rlock' && lock.holders[0] === thread.id);
  if (free) {
    story.acquire(thread.id, lock.id, place(random));
    lock.holders.push(thread.id);
  } else {
    letGo(story, process, thread, random, 'blocked', 'blocked', lock.id);
  }
}

function give(story: Story, process: Process, thread: Thread, lock: Lock, random: Random): void {
  const mine = lock.holders.lastIndexOf(thread.id);
  const may = mine >= 0 || (lock.kind === 'lock' && lock.holders.length > 0 && random.below(4) === 0);
  if (!may) return;
  const waiter = process.threads.find((other) => other.wants === lock.id);
  const direct = waiter !== undefined && lock.holders.length === 1 && random.below(8) > 0;
  if (direct) {
    story.handOver(lock.id, thread.id, waiter.id, 'released');
    lock.holders = [waiter.id];
    enter(story, waiter, 'ready', random);
    return;
  }
  story.release(thread.id, lock.id, place(random));
  lock.holders.splice(Math.max(mine, 0), 1);
  if (waiter !== undefined) enter(story, waiter, 'ready', random);
}
