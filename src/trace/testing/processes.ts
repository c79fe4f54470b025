/**
 * A legal story of several processes by chance, told twice: by somebody who sees everything (`truth`), and by each process
 * for itself, in its own ids and strings (`tellings`), as the workers of a run do.
 */
import { seededRandom, type Random } from '../../base/random';
import { SHARED_ID, STATE, type NONE as None } from '../codec';
import type { ActorState, Ending, ResourceKind, TraceEvent } from '../events';
import type { TracePart } from '../part';
import { Story } from '../story';
import { TraceWriter } from '../writer';

export interface Clock {
  /** What a process's clock shows at a true time, both in microseconds. */
  (micros: number, process: number): number;
}

export interface Telling {
  readonly process: number;
  readonly parent: number;
  /** In order: its start (but for process 0), its rows in batches, its end if it has one. */
  readonly parts: TracePart[];
}

export interface ProcessStory {
  readonly truth: readonly TraceEvent[];
  readonly tellings: readonly Telling[];
}

interface Pipe {
  readonly number: number;
  truth: number;
  offset: number;
  readonly content: { readonly offset: number; readonly bytes: number }[];
}

interface SharedLock {
  readonly number: number;
  readonly kind: 'lock' | 'semaphore';
  truth: number;
  /** The actors that hold it, as the truth calls them. */
  holders: number[];
}

const NOBODY: typeof None = -1;

/** One process, which writes by its own count what the truth writes by its. */
class Teller {
  readonly writer = new TraceWriter();
  readonly parts: TracePart[] = [];
  /** The truth's ids. */
  readonly actors: number[] = [];
  readonly resources: number[] = [];
  readonly announced = new Set<number>();
  /** Own ids. */
  threads: number[] = [];
  asleep = new Set<number>();
  readonly locks: { readonly id: number; holder: number }[] = [];
  running: number = NOBODY;
  over = false;

  constructor(
    readonly number: number,
    readonly parent: number,
    readonly story: Story,
    readonly clock: Clock,
  ) {}

  get ms(): number {
    return this.clock(Math.round(this.story.now * 1000), this.number) / 1000;
  }

  get process(): number {
    return this.actors[0] as number;
  }

  startThread(name: string): number {
    const id = this.actors.length;
    this.actors.push(this.story.actor('thread', name, this.process));
    this.writer.actorStart(this.ms, id, 'thread', name, 0);
    this.threads.push(id);
    return id;
  }

  state(actor: number, state: ActorState, on?: { readonly truth: number; readonly own: number }, via = ''): void {
    this.story.state(this.actors[actor] as number, state, {
      ...(on === undefined ? {} : { on: on.truth }),
      via,
      place: { file: `part${this.number % 3}.py`, line: 1 + (actor % 7) },
    });
    const place = this.writer.place(`part${this.number % 3}.py`, 1 + (actor % 7));
    this.writer.state(this.ms, actor, STATE[state], on?.own ?? NOBODY, this.writer.intern(via), place);
  }

  resource(kind: ResourceKind, name: string): number {
    const id = this.resources.length;
    this.resources.push(this.story.resource(kind, name, this.process));
    this.writer.resource(this.ms, id, kind, name, 0, false);
    return id;
  }

  /** Makes something of the run's known, unless it has done so before. The truth hears of it once. */
  announce(shared: { readonly number: number; truth: number }, kind: ResourceKind, name: string): void {
    if (this.announced.has(shared.number)) return;
    this.announced.add(shared.number);
    if (shared.truth < 0) shared.truth = this.story.resource(kind, name, this.process, false, true);
    this.writer.resource(this.ms, SHARED_ID + shared.number, kind, name, 0, false);
  }

  take(actor: number, on: { readonly truth: number; readonly own: number }): void {
    this.story.acquire(this.actors[actor] as number, on.truth);
    this.writer.acquire(this.ms, actor, on.own, NOBODY);
  }

  give(actor: number, on: { readonly truth: number; readonly own: number }): void {
    this.story.release(this.actors[actor] as number, on.truth);
    this.writer.release(this.ms, actor, on.own, NOBODY);
  }

  get gil(): { readonly truth: number; readonly own: number } {
    return { truth: this.resources[0] as number, own: 0 };
  }

  flush(): void {
    const batch = this.writer.take();
    if (batch !== null)
      this.parts.push({ kind: 'rows', process: this.number, rows: batch.rows, strings: batch.strings });
  }
}

const exact: Clock = (micros) => micros;

/** About `steps` events in up to `most` processes. Each step has a time of its own, up to `gap` us after the one before. */
export function processStory(seed: number, steps: number, most = 5, clock: Clock = exact, gap = 3000): ProcessStory {
  const random = seededRandom(seed);
  const story = new Story();
  const all: Teller[] = [];
  const pipes: Pipe[] = [0, 1].map((number) => ({ number, truth: -1, offset: 2 ** 32 - 50, content: [] }));
  const locks: SharedLock[] = [
    { number: 10, kind: 'lock', truth: -1, holders: [] },
    { number: 11, kind: 'semaphore', truth: -1, holders: [] },
  ];

  const root = new Teller(0, -1, story, clock);
  root.actors.push(story.actor('process', 'MainProcess'));
  root.writer.actorStart(root.ms, 0, 'process', 'MainProcess', null);
  begin(root);
  all.push(root);

  for (let i = 0; i < steps; i++) {
    story.pass((1 + random.below(gap)) / 1000);
    const living = all.filter(({ over }) => !over);
    if (living.length === 0) break;
    const teller = random.pick(living);
    if (random.below(4) === 0) teller.flush();
    if (all.length < most && random.below(25) === 0) all.push(spawn(teller, all.length));
    else if (teller.number > 0 && random.below(60) === 0) end(teller, random, locks);
    else if (teller.threads.length === 0) begin(teller);
    else step(teller, random, all, pipes, locks);
  }
  for (const teller of all) teller.flush();
  return {
    truth: story.events,
    tellings: all.map(({ number, parent, parts }) => ({
      process: number,
      parent,
      // The end is told when it happens, and rows that were written before it may have been flushed after it.
      parts: [...parts].sort((a, b) => Number(a.kind === 'process-ended') - Number(b.kind === 'process-ended')),
    })),
  };
}

/** A process comes to its first line. */
function begin(teller: Teller): void {
  const main = teller.startThread('MainThread');
  teller.resource('gil', 'GIL');
  if (teller.number > 0) teller.state(0, 'running');
  teller.take(main, teller.gil);
  teller.state(main, 'running');
  teller.running = main;
}

function spawn(parent: Teller, number: number): Teller {
  const { story } = parent;
  const child = new Teller(number, parent.number, story, parent.clock);
  const name = `Process-${number}`;
  child.actors.push(story.actor('process', name, parent.process));
  story.state(child.process, 'starting');
  child.parts.push({ kind: 'process-started', process: number, parent: parent.number, t: parent.ms, name });
  return child;
}

/** Its worker is gone: by itself, in good order, or from one moment to the next. */
function end(teller: Teller, random: Random, locks: readonly SharedLock[]): void {
  const { story } = teller;
  const ending: Ending = random.pick(['returned', 'raised', 'killed'] as const);
  if (ending !== 'killed' && teller.running !== NOBODY) {
    story.release(teller.actors[teller.running] as number, teller.gil.truth);
    teller.writer.release(teller.ms, teller.running, 0, NOBODY);
    story.end(teller.actors[teller.running] as number, ending);
    teller.writer.actorEnd(teller.ms, teller.running, ending);
    teller.threads = teller.threads.filter((id) => id !== teller.running);
  }
  for (const id of teller.threads) story.end(teller.actors[id] as number, 'killed');
  story.end(teller.process, ending);
  for (const lock of locks) lock.holders = lock.holders.filter((holder) => !teller.actors.includes(holder));
  teller.over = true;
  teller.flush();
  teller.parts.push({ kind: 'process-ended', process: teller.number, t: teller.ms, ending });
}

function step(
  teller: Teller,
  random: Random,
  all: readonly Teller[],
  pipes: readonly Pipe[],
  locks: readonly SharedLock[],
): void {
  const { story, writer } = teller;
  const me = teller.running;
  if (me === NOBODY) {
    const next = random.pick(teller.threads);
    teller.asleep.delete(next);
    teller.take(next, teller.gil);
    teller.state(next, random.pick(['running', 'unpickling'] as const));
    teller.running = next;
    return;
  }
  const self = teller.actors[me] as number;
  switch (random.below(14)) {
    case 0: {
      const pipe = random.pick(pipes);
      const state = random.pick(['sleeping', 'sending', 'receiving'] as const);
      if (state !== 'sleeping') teller.announce(pipe, 'pipe', `pipe_${pipe.number}`);
      const on = { truth: pipe.truth, own: SHARED_ID + pipe.number };
      teller.state(me, state, state === 'sleeping' ? undefined : on, random.pick(['', 'Connection.recv']));
      teller.give(me, teller.gil);
      teller.asleep.add(me);
      teller.running = NOBODY;
      return;
    }
    case 1:
      if (teller.threads.length < 4) teller.startThread(`Thread-${teller.threads.length}`);
      return;
    case 2: {
      const heirs = teller.threads.filter((id) => id !== me);
      if (heirs.length === 0) return;
      const heir = random.pick(heirs);
      teller.state(me, 'ready');
      story.handOver(teller.gil.truth, self, teller.actors[heir] as number, 'interval');
      writer.handOver(teller.ms, 0, me, heir, 'interval');
      teller.state(heir, 'running');
      teller.asleep.delete(heir);
      teller.running = heir;
      return;
    }
    case 3:
    case 4:
    case 5: {
      const pipe = random.pick(pipes);
      teller.announce(pipe, 'pipe', `pipe_${pipe.number}`);
      const bytes = 1 + random.below(40);
      const pickling = random.below(3) * 50;
      story.send(self, pipe.truth, pipe.offset, bytes, pickling);
      writer.send(teller.ms, me, SHARED_ID + pipe.number, pipe.offset, bytes, pickling / 1000);
      pipe.content.push({ offset: pipe.offset, bytes });
      pipe.offset = (pipe.offset + bytes) % 2 ** 32;
      return;
    }
    case 6:
    case 7:
    case 8: {
      const pipe = random.pick(pipes);
      const message = pipe.content.shift();
      if (message === undefined) return;
      teller.announce(pipe, 'pipe', `pipe_${pipe.number}`);
      story.receive(self, pipe.truth, message.offset, message.bytes);
      writer.receive(teller.ms, me, SHARED_ID + pipe.number, message.offset, message.bytes, 0);
      return;
    }
    case 9: {
      const lock = random.pick(locks);
      teller.announce(lock, lock.kind, `shared_${lock.kind}`);
      const on = { truth: lock.truth, own: SHARED_ID + lock.number };
      const mine = lock.holders.indexOf(self);
      if (mine >= 0) {
        teller.give(me, on);
        lock.holders.splice(mine, 1);
      } else if (lock.kind === 'semaphore' || lock.holders.length === 0) {
        teller.take(me, on);
        lock.holders.push(self);
      }
      return;
    }
    case 10: {
      if (teller.locks.length === 0 || random.below(5) === 0) {
        teller.locks.push({
          id: teller.resource('lock', `lock_${teller.number}_${teller.locks.length}`),
          holder: NOBODY,
        });
      }
      const lock = random.pick(teller.locks);
      const on = { truth: teller.resources[lock.id] as number, own: lock.id };
      if (lock.holder === me) teller.give(me, on);
      else if (lock.holder === NOBODY) teller.take(me, on);
      else return;
      lock.holder = lock.holder === me ? NOBODY : me;
      return;
    }
    case 11: {
      const other = random.pick(all);
      if (other === teller) return;
      teller.state(me, 'joining', { truth: other.process, own: SHARED_ID + other.number }, 'Process.join');
      teller.give(me, teller.gil);
      teller.running = NOBODY;
      return;
    }
    case 12:
      story.output(self, 'stdout', 3, 4);
      writer.output(teller.ms, me, 'stdout', 3, 4);
      story.mark(self, `mark ${random.below(5)}`);
      writer.mark(teller.ms, me, (story.events.at(-1) as Extract<TraceEvent, { kind: 'mark' }>).text);
      return;
    case 13:
      teller.state(me, random.pick(['pickling', 'running'] as const));
      return;
  }
}

/** The parts of all tellings in one of the orders in which they may arrive: each telling's own order is kept. */
export function arrivals(story: ProcessStory, seed: number): TracePart[] {
  const random = seededRandom(seed);
  const queues = story.tellings.map(({ parts }) => [...parts]);
  const known = new Set([0]);
  const order: TracePart[] = [];
  for (;;) {
    // A process that nobody has heard of cannot be a parent.
    const ready = queues.filter(({ 0: part }) => part?.kind !== 'process-started' || known.has(part.parent));
    const queue = ready.filter(({ length }) => length > 0);
    if (queue.length === 0) return order;
    const chosen = random.pick(queue);
    // Long runs of one telling are long delays of the others.
    for (let n = 1 + random.below(random.below(2) === 0 ? 2 : 12); n > 0; n--) {
      const part = chosen[0];
      if (part === undefined || (part.kind === 'process-started' && !known.has(part.parent))) break;
      chosen.shift();
      known.add(part.process);
      order.push(part);
    }
  }
}
