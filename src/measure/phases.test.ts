import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../trace/builder';
import type { ActorId, ActorState, TraceEvent } from '../trace/events';
import { segmentsOf } from '../trace/testing/oracle';
import { randomStory } from '../trace/testing/story';
import { processStory } from '../trace/testing/processes';
import { blockedLoop, fullPipe, gilTurns, lockContention, processPool, sleepers } from '../trace/samples';
import { Story } from '../trace/story';
import { actorPhases, addPhases, NO_TIME, PHASES, phasesOf, type Phase } from './phases';
import type { Trace } from '../trace/trace';
import type { PhaseTimes } from './race';

function build(events: readonly TraceEvent[]): Trace {
  const builder = new TraceBuilder('any');
  for (const event of events) builder.add(event);
  return builder.snapshot();
}

const micros = (ms: number): number => Math.round(ms * 1000);
const sum = (phases: PhaseTimes): number => PHASES.reduce((total, phase) => total + micros(phases[phase]), 0);

/**
 * The slow and obvious reading: between two neighbouring instants of the story nothing changes, so it is enough to ask once in the
 * middle of each what everybody is at, by going through all that is known.
 */
function bruteForce(trace: Trace): Map<ActorId, Record<Phase, number>> {
  const instants = new Set<number>();
  const lives = trace.actors.map((actor) => {
    const events = Array.from({ length: trace.length }, (_, i) => trace.at(i));
    const segments = segmentsOf(events, actor.id, trace.end);
    const [start, end] = [micros(actor.start), micros(actor.end ?? trace.end)];
    for (const t of [start, end, ...segments.flatMap((one) => [micros(one.start), micros(one.end)])]) instants.add(t);
    return { actor, segments, start, end };
  });
  const messages = Array.from({ length: trace.messages.length }, (_, i) => trace.messages.at(i));
  for (const { sentAt, receivedAt } of messages) {
    instants.add(micros(sentAt));
    if (receivedAt !== null) instants.add(micros(receivedAt));
  }
  const times = [...instants].sort((a, b) => a - b);
  const result = new Map<ActorId, Record<Phase, number>>();
  const homeOf = (id: ActorId): ActorId | null => {
    let at = trace.actors[id]?.parent ?? null;
    while (at !== null && trace.actors[at]!.kind !== 'process') at = trace.actors[at]!.parent;
    return at;
  };
  const threadOf = (id: ActorId): ActorId | null => {
    let at = trace.actors[id]?.parent ?? null;
    while (at !== null && ['task', 'process'].includes(trace.actors[at]!.kind)) at = trace.actors[at]!.parent;
    return at;
  };
  for (const life of lives) {
    if (life.actor.kind !== 'task') result.set(life.actor.id, { ...NO_TIME });
  }
  times.slice(1).forEach((to, i) => {
    const from = times[i]!;
    const middle = (from + to) / 2;
    const alive = lives.filter(({ start, end }) => start < middle && middle < end);
    const segmentOf = (life: (typeof lives)[number]) =>
      life.segments.find((one) => micros(one.start) < middle && middle < micros(one.end)) ?? null;
    for (const life of alive) {
      const { actor } = life;
      if (actor.kind === 'task') continue;
      const segment = segmentOf(life);
      const add = (phase: Phase): void => {
        result.get(actor.id)![phase] += to - from;
      };
      const isHost = (resource: number | null): boolean =>
        resource !== null && trace.resources[resource]!.kind === 'host';
      if (actor.kind === 'process') {
        const mine = lives.filter(
          (one) => one.actor.kind !== 'task' && one.actor.kind !== 'process' && homeOf(one.actor.id) === actor.id,
        );
        if (mine.some((one) => alive.includes(one))) continue;
        if (segment?.state === 'starting' || (segment === null && mine.length === 0)) add('startUp');
        else add(mine.length === 0 ? 'compute' : 'idle');
        continue;
      }
      const home = lives.find((one) => one.actor.id === homeOf(actor.id));
      if (segment === null || segment.state === 'starting' || (home && segmentOf(home)?.state === 'starting')) {
        add('startUp');
        continue;
      }
      const { state, resource } = segment;
      const moving = messages.some(
        (message) =>
          message.receiver === actor.id &&
          micros(message.sentAt) < middle &&
          middle < micros(message.receivedAt!) &&
          (resource === null || message.resource === resource),
      );
      const writing = alive.some((one) => segmentOf(one)?.state === 'sending' && segmentOf(one)!.resource === resource);
      if (state === 'running') add('compute');
      else if (state === 'pickling' || state === 'unpickling') add('pickling');
      else if (state === 'ready') add('waitingForGil');
      else if (state === 'joining') add('waitingForOthers');
      else if (state === 'blocked') add(isHost(resource) ? 'waitingForIo' : 'waitingForOthers');
      else if (state === 'sending') add('transfer');
      else if (state === 'receiving') add(moving || (resource !== null && writing) ? 'transfer' : 'waitingForOthers');
      else if (actor.kind !== 'thread' && resource === null && moving) add('transfer');
      else {
        const tasks = alive
          .filter((one) => one.actor.kind === 'task' && threadOf(one.actor.id) === actor.id)
          .map(segmentOf);
        const plain: Phase = actor.kind === 'thread' && state === 'waiting' ? 'waitingForIo' : 'idle';
        const has = (...states: ActorState[]): boolean =>
          tasks.some((one) => one !== null && states.includes(one.state));
        if (has('running', 'pickling', 'unpickling', 'sending', 'receiving')) add(plain);
        else if (has('waiting') || tasks.some((one) => one?.state === 'blocked' && isHost(one.resource)))
          add('waitingForIo');
        else if (has('sleeping')) add('idle');
        else if (has('blocked')) add('waitingForOthers');
        else add(plain);
      }
    }
  });
  return result;
}

function agree(trace: Trace): void {
  const expected = bruteForce(trace);
  const told = actorPhases(trace);
  expect(told.map(({ actor }) => actor)).toEqual([...expected.keys()]);
  for (const { actor, name, phases } of told) {
    for (const phase of PHASES)
      expect([name, phase, micros(phases[phase])]).toEqual([name, phase, expected.get(actor)![phase]]);
  }
}

describe('where the time of a run went', () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`agrees with asking at every instant: story ${seed}`, () => {
      agree(build(randomStory(seed, 120)));
    });
  }
  for (let seed = 1; seed <= 20; seed++) {
    it(`agrees with asking at every instant: several processes and their pipes, story ${seed}`, () => {
      agree(build(processStory(seed, 120).truth));
    });
  }

  it('agrees for every sample', () => {
    for (const make of [gilTurns, lockContention, sleepers, processPool, fullPipe, blockedLoop]) agree(make());
  });

  it('adds up to every actor’s life, and for a process to its life without its threads’', () => {
    for (let seed = 100; seed < 140; seed++) {
      const trace = build(randomStory(seed, 200));
      for (const { actor, kind, phases } of actorPhases(trace)) {
        if (kind === 'process') continue;
        const { start, end } = trace.actors[actor]!;
        expect(sum(phases)).toBe(micros(end ?? trace.end) - micros(start));
      }
    }
  });

  it('is, summed, the sum of its actors’', () => {
    const trace = processPool();
    const total = actorPhases(trace).reduce((all, { phases }) => addPhases(all, phases), NO_TIME);
    expect(phasesOf(trace)).toEqual(total);
  });

  it('tells a pool: workers boot, tasks and results are pickled and moved, the main thread waits', () => {
    const { startUp, pickling, compute, waitingForOthers, waitingForIo } = phasesOf(processPool());
    expect(startUp).toBeGreaterThan(60);
    expect(compute).toBeGreaterThan(4 * 23);
    expect(pickling).toBeGreaterThan(2);
    expect(waitingForOthers).toBeGreaterThan(30);
    expect(waitingForIo).toBe(0);
  });

  it('counts a full pipe as transfer on both sides: the one that cannot go on writing, and the one that is being written to', () => {
    const told = actorPhases(fullPipe());
    expect(told.reduce((total, { phases }) => total + phases.transfer, 0)).toBeGreaterThan(0);
  });
});

describe('an event loop at rest', () => {
  function loop(
    taskStates: readonly { readonly state: ActorState; readonly via: string }[],
    kind: 'thread' | 'event-loop',
  ) {
    const story = new Story();
    const process = kind === 'thread' ? story.actor('process', 'MainProcess') : null;
    const main = story.actor(kind, 'main', process);
    const gil = process === null ? null : story.resource('gil', 'GIL', process);
    if (gil !== null) story.acquire(main, gil);
    story.state(main, 'running');
    const tasks = taskStates.map((_, i) => story.actor('task', `Task-${i}`, main));
    tasks.forEach((task, i) => story.state(task, taskStates[i]!.state, { via: taskStates[i]!.via }));
    story.pass(1);
    story.state(main, 'waiting', { via: kind === 'thread' ? 'run' : 'event loop' });
    if (gil !== null) story.release(main, gil);
    story.pass(10);
    if (gil !== null) story.acquire(main, gil);
    story.state(main, 'running');
    const { waitingForIo, idle, waitingForOthers } = actorPhases(build(story.events)).find(
      ({ actor }) => actor === main,
    )!.phases;
    return { waitingForIo, idle, waitingForOthers };
  }
  const [io, rest, others] = [
    { waitingForIo: 10, idle: 0, waitingForOthers: 0 },
    { waitingForIo: 0, idle: 10, waitingForOthers: 0 },
    { waitingForIo: 0, idle: 0, waitingForOthers: 10 },
  ];
  const read = { state: 'waiting', via: 'StreamReader.read' } as const;
  const nap = { state: 'sleeping', via: 'asyncio.sleep' } as const;
  const helper = { state: 'waiting', via: 'asyncio.to_thread' } as const;
  const gather = { state: 'joining', via: 'asyncio.gather' } as const;

  it('waits for I/O if one task does, rests if one sleeps, waits for others if one waits for a thread', () => {
    expect(loop([gather, nap, read, helper], 'thread')).toEqual(io);
    expect(loop([gather, nap, helper], 'thread')).toEqual(rest);
    expect(loop([gather, helper], 'thread')).toEqual(others);
  });

  it('in a page waits for what it knows before what it does not, and is idle when nobody waits for anything', () => {
    const promise = { state: 'waiting', via: 'Promise.all' } as const;
    const worker = { state: 'waiting', via: 'count in a worker' } as const;
    expect(loop([promise, { state: 'sleeping', via: 'sleep' }], 'event-loop')).toEqual(rest);
    expect(loop([promise, worker], 'event-loop')).toEqual(others);
    expect(loop([promise], 'event-loop')).toEqual(io);
    expect(loop([], 'event-loop')).toEqual(rest);
  });
});
