import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { EVENT, NONE, ROW_INTS, SHARED_ID, STATE } from './codec';
import { TraceError } from './error';
import { EVENT_KINDS, type TraceEvent } from './events';
import { traceTime } from './ids';
import { MAX_LIVE_SOURCES, PATIENCE_MS, TraceMerger } from './merger';
import { voiceOf, type TracePart } from './part';
import { arrivals, processStory, type Clock, type ProcessStory } from './testing/processes';
import type { Series, Trace } from './trace';
import { TraceWriter } from './writer';

function list<T>(series: Series<T>): T[] {
  return Array.from({ length: series.length }, (_, i) => series.at(i));
}

/** Everything that a trace can say, with actors and resources numbered by their appearance. */
function everything(trace: Trace) {
  const events = Array.from({ length: trace.length }, (_, i) => trace.at(i));
  const actors = new Map<number | null, number | null>([[null, null]]);
  const resources = new Map<number | null, number | null>([[null, null]]);
  for (const event of events) {
    if (event.kind === 'actor-start') actors.set(event.actor, actors.size - 1);
    if (event.kind === 'resource') resources.set(event.resource, resources.size - 1);
  }
  const rename = (value: object): object =>
    Object.fromEntries(
      Object.entries(value).map(([key, inner]: [string, unknown]) => {
        const isActor = ['actor', 'parent', 'target', 'from', 'to', 'process', 'sender', 'receiver'].includes(key);
        if (isActor) return [key, actors.get(inner as number)];
        return [key, key === 'resource' ? resources.get(inner as number) : inner];
      }),
    );
  const byAppearance = <T>(items: readonly T[], order: Map<number | null, number | null>): T[] =>
    [...order.keys()].filter((id) => id !== null).map((id) => items[id] as T);
  return {
    events: events.map(rename),
    end: trace.end,
    actors: byAppearance(trace.actors, actors).map((actor) => rename({ ...actor, id: 0 })),
    resources: byAppearance(trace.resources, resources).map((resource) => rename({ ...resource, id: 0 })),
    lanes: byAppearance(trace.lanes, actors).map(({ segments }) => list(segments).map(rename)),
    holds: byAppearance(trace.resources, resources).map(({ id }) => list(trace.holds(id)).map(rename)),
    messages: list(trace.messages).map(rename),
    counts: { ...trace.counts },
  };
}

function eventsOf(trace: Trace): object[] {
  return everything(trace).events;
}

function truth(events: readonly TraceEvent[]): Trace {
  const builder = new TraceBuilder();
  for (const event of events) builder.add(event);
  return builder.finish(traceTime(0));
}

function merged(parts: readonly TracePart[], look?: (merger: TraceMerger, i: number) => void): Trace {
  const merger = new TraceMerger();
  for (const [i, part] of parts.entries()) {
    merger.add(part);
    look?.(merger, i);
  }
  const trace = merger.finish(traceTime(0));
  if (merger.error !== null) throw merger.error;
  return trace;
}

const seeds = fc.integer();
const sizes = fc.integer({ min: 0, max: 300 });

describe('TraceMerger', () => {
  it('tells the same story as one who saw everything, whatever the delays', () => {
    fc.assert(
      fc.property(seeds, sizes, seeds, (seed, steps, delays) => {
        const story = processStory(seed, steps);
        expect(everything(merged(arrivals(story, delays)))).toEqual(everything(truth(story.truth)));
      }),
      { numRuns: 200 },
    );
  });

  it('gives that story however often it was looked at meanwhile, and keeps every id that it has shown', () => {
    fc.assert(
      fc.property(seeds, sizes, seeds, fc.infiniteStream(fc.nat(9)), (seed, steps, delays, looks) => {
        const story = processStory(seed, steps);
        const merger = new TraceMerger();
        const actors: string[] = [];
        const resources: string[] = [];
        const look = (trace: Trace): void => {
          trace.actors.forEach(({ kind, start, parent }, id) => {
            const said = `${kind} ${start} ${parent}`;
            expect((actors[id] ??= said)).toBe(said);
          });
          trace.resources.forEach(({ kind, process, runWide }, id) => {
            // Who made something of the run's known first can turn out to be another than it seemed.
            const said = `${kind} ${runWide ? 'run' : process}`;
            expect((resources[id] ??= said)).toBe(said);
          });
          for (const { sentAt, receivedAt } of list(trace.messages)) {
            if (receivedAt !== null) expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
          }
          everything(trace);
        };
        for (const part of arrivals(story, delays)) {
          merger.add(part);
          const chance = looks.next().value as number;
          if (chance < 4) look(merger.snapshot(chance === 0 ? 1e6 : 0));
          else if (chance === 9) merger.speaker(voiceOf(part.process, 1));
        }
        const trace = merger.finish(traceTime(0));
        look(trace);
        expect(merger.error).toBeNull();
        expect(everything(trace)).toEqual(everything(truth(story.truth)));
      }),
      { numRuns: 200 },
    );
  });

  it('shows a beginning of the true story while nothing comes late', () => {
    fc.assert(
      fc.property(seeds, sizes, (seed, steps) => {
        const story = processStory(seed, steps);
        const whole = truth(story.truth);
        const merger = new TraceMerger();
        for (const [i, part] of inOrder(story).entries()) {
          merger.add(part);
          if (i % 7 > 0) continue;
          const trace = merger.snapshot();
          expect(eventsOf(trace)).toEqual(eventsOf(whole).slice(0, trace.length));
          const heard = Math.round((part.kind === 'rows' ? timeOf(part.rows, 0) : part.t) * 1000);
          const due = story.truth.findIndex(({ t }) => Math.round(t * 1000) > heard - PATIENCE_MS * 1000);
          expect(trace.length).toBeGreaterThanOrEqual(due < 0 ? story.truth.length : due);
        }
        expect(everything(merger.finish(traceTime(0)))).toEqual(everything(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('bears clocks that are a step apart: nothing is refused, and nothing arrives before it was sent', () => {
    const clocks = fc
      .tuple(fc.constantFrom(1, 5, 100), fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 5, maxLength: 5 }))
      .map(
        ([step, offsets]): Clock =>
          (micros, process) =>
            Math.max(0, Math.floor((micros + (offsets[process] ?? 0)) / step) * step),
      );
    fc.assert(
      fc.property(seeds, sizes, clocks, seeds, seeds, (seed, steps, clock, delays, otherDelays) => {
        const story = processStory(seed, steps, 5, clock, 120);
        const trace = merged(arrivals(story, delays));
        const looked = merged(arrivals(story, otherDelays), (merger, i) => {
          // By that clock, nobody is waited for: receipts come without their sending, and everything comes late.
          if (i % 3 === 0) merger.snapshot(1e6);
        });
        expect(everything(trace), 'delays must not matter').toEqual(everything(looked));
        const whole = truth(story.truth);
        const sent = (one: Trace): number => list(one.messages).filter(({ receiver }) => receiver !== null).length;
        expect([trace.length, trace.messages.length, sent(trace)]).toEqual([
          whole.length,
          whole.messages.length,
          sent(whole),
        ]);
        for (const { sentAt, receivedAt } of list(trace.messages)) {
          if (receivedAt !== null) expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
        }
        expect(perProcess(trace)).toEqual(perProcess(whole));
      }),
      { numRuns: 200 },
    );
  });
});

/** A run by hand: a root, its pipe, and what its children need to speak. */
function stage(merger = new TraceMerger()) {
  const writers = new Map<number, TraceWriter>();
  const writer = (process: number): TraceWriter => {
    let known = writers.get(process);
    if (known === undefined) writers.set(process, (known = new TraceWriter()));
    return known;
  };
  const send = (process: number): void => {
    const batch = writer(process).take();
    if (batch !== null) merger.addBatch(process, batch.rows, batch.strings);
  };
  /** The main thread of a process comes to its first line, at `t`. */
  const begin = (process: number, t: number): void => {
    if (process === 0) writer(0).actorStart(t, 0, 'process', 'MainProcess', null);
    writer(process).actorStart(t, 1, 'thread', 'MainThread', 0);
    writer(process).resource(t, 0, 'gil', 'GIL', 0, false);
    writer(process).acquire(t, 1, 0, NONE);
    writer(process).state(t, 1, STATE.running, NONE, 0, NONE);
  };
  const child = (process: number, t: number, parent = 0): void => {
    merger.startSource(process, parent, t, `Process-${process}`);
    begin(process, t);
  };
  begin(0, 0);
  return { merger, root: writer(0), writer, send, begin, child };
}

const PIPE = SHARED_ID + 7;
const LOCK = SHARED_ID + 8;

function said(trace: Trace): string[] {
  return eventsOf(trace).map((event) => (event as TraceEvent).kind);
}

function refusal(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof TraceError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('TraceMerger with one process', () => {
  it('is the builder, row for row and refusal for refusal', () => {
    fc.assert(
      fc.property(seeds, sizes, (seed, steps) => {
        const parts = processStory(seed, steps, 1).tellings[0]?.parts ?? [];
        const builder = new TraceBuilder();
        const merger = new TraceMerger();
        // Its pipes and locks are the run's: for the builder alone they get numbers of its own.
        const ids = new Map<number, number>();
        for (const part of parts) {
          if (part.kind !== 'rows') continue;
          merger.add(part);
          builder.addBatch(withOwnIds(part.rows, ids), part.strings);
          expect(everything(merger.snapshot())).toEqual(everything(builder.snapshot()));
        }
        expect(everything(merger.finish(traceTime(1e6)))).toEqual(everything(builder.finish(traceTime(1e6))));
      }),
    );
  });

  it('shows at once what came, and is never behind', () => {
    const { merger, root, send } = stage();
    send(0);
    expect([merger.length, merger.isBehind]).toEqual([5, false]);
    root.mark(3, 1, 'here');
    send(0);
    expect(merger.snapshot().end).toBe(3);
    expect(refusal(() => merger.addBatch(0, Int32Array.of(1, 2, 3), []))).toContain('not a multiple of 6');
    expect(merger.error?.message).toContain('not a multiple of 6');
    expect(merger.snapshot().length).toBe(6);
  });
});

describe('TraceMerger', () => {
  it('shows a process from the moment of its start, before it has said a word', () => {
    const { merger, root, send } = stage();
    send(0);
    merger.startSource(1, 0, 2, 'Process-1');
    root.mark(3, 1, 'later');
    send(0);
    const trace = merger.snapshot();
    expect(trace.actors[2]).toMatchObject({ kind: 'process', name: 'Process-1', parent: 0, start: 2, end: null });
    expect(list(trace.lanes[2]?.segments ?? fail())).toMatchObject([{ start: 2, state: 'starting' }]);
  });

  it('waits for a silent process for a tenth of a second, by the rows or by the caller', () => {
    const { merger, root, send, child } = stage();
    send(0);
    child(1, 2);
    send(1);
    root.mark(10, 1, 'one');
    root.mark(101, 1, 'two');
    send(0);
    const marks = (now?: number): number => said(merger.snapshot(now)).filter((kind) => kind === 'mark').length;
    expect([marks(), merger.isBehind]).toEqual([0, true]);
    root.mark(110, 1, 'three');
    send(0);
    expect(marks()).toBe(1);
    expect([marks(200), merger.isBehind]).toEqual([1, true]);
    expect([marks(210), merger.isBehind]).toEqual([3, false]);
  });

  it('does not wait for a process that has ended', () => {
    const { merger, root, send, child } = stage();
    send(0);
    child(1, 2);
    send(1);
    merger.endSource(1, 3, 'returned');
    root.mark(10, 1, 'one');
    send(0);
    expect(said(merger.snapshot()).at(-1)).toBe('mark');
    expect(merger.isBehind).toBe(false);
  });

  it('puts what comes seconds late into its place, and keeps what earlier snapshots have said', () => {
    const { merger, root, writer, send, child } = stage();
    send(0);
    child(1, 1);
    send(1);
    writer(1).mark(5, 1, 'early');
    root.mark(4000, 1, 'late');
    send(0);
    const before = merger.snapshot(5000);
    expect(marksOf(before)).toEqual(['late']);
    send(1);
    expect(marksOf(merger.snapshot())).toEqual(['early', 'late']);
    expect(marksOf(before)).toEqual(['late']);
    expect(before.end).toBe(4000);
  });

  it('corrects a long story at most once in a time that grows with it', () => {
    const { merger, root, writer, send, child } = stage();
    send(0);
    child(1, 1);
    for (let i = 0; i < 20_000; i++) root.mark(2 + i / 1000, 1, 'x');
    send(0);
    send(1);
    merger.snapshot(1000);
    const late = (t: number): void => {
      writer(1).mark(t, 1, 'late');
      send(1);
    };
    const lates = (now: number): number => marksOf(merger.snapshot(now)).filter((text) => text === 'late').length;
    late(3);
    expect(lates(1000)).toBe(1);
    late(4);
    expect([lates(1010), merger.isBehind]).toEqual([1, true]);
    expect([lates(1030), merger.isBehind]).toEqual([2, false]);
    late(5);
    expect(marksOf(merger.finish(traceTime(0))).filter((text) => text === 'late')).toHaveLength(3);
  });

  it('tells a receipt at the time of its sending when a stamp is a step too early', () => {
    const { merger, root, writer, send, child } = stage();
    root.resource(0, PIPE, 'pipe', 'results', 0, false);
    child(1, 1);
    writer(1).resource(1, PIPE, 'pipe', 'results', 0, false);
    writer(1).send(10.4, 1, PIPE, 0, 100, 0.2);
    root.receive(10, 1, PIPE, 0, 100, 0);
    root.mark(10.2, 1, 'after');
    send(0);
    send(1);
    const trace = merger.finish(traceTime(0));
    expect(list(trace.messages)).toMatchObject([{ sentAt: 10.4, receivedAt: 10.4, bytes: 100, picklingMs: 0.2 }]);
    // What came after the receipt stays after it.
    expect(list({ ...seriesOf(trace), length: trace.length }).slice(-3)).toMatchObject([
      { kind: 'send', t: 10.4 },
      { kind: 'receive', t: 10.4 },
      { kind: 'mark', t: 10.4 },
    ]);
  });

  it('shows a receipt without its sending, and an arrow once the sending has come', () => {
    const { merger, root, writer, send, child } = stage();
    root.resource(0, PIPE, 'pipe', 'results', 0, false);
    send(0);
    child(1, 1);
    send(1);
    writer(1).resource(2, PIPE, 'pipe', 'results', 0, false);
    writer(1).send(3, 1, PIPE, 0, 100, 0);
    root.receive(3.5, 1, PIPE, 0, 100, 0);
    send(0);
    const before = merger.snapshot(500);
    expect([said(before).includes('receive'), before.messages.length]).toEqual([true, 0]);
    send(1);
    expect(list(merger.snapshot().messages)).toMatchObject([{ sender: 3, receiver: 1, sentAt: 3, receivedAt: 3.5 }]);
  });

  it('tells what a run shares once, by the first to speak of it, and takes a better name from the next', () => {
    const { merger, root, writer, send, child } = stage();
    child(1, 1);
    writer(1).resource(2, PIPE, 'pipe', 'Pipe 3', 0, true);
    root.resource(3, PIPE, 'pipe', 'results', 0, false);
    child(2, 4);
    writer(2).resource(5, PIPE, 'pipe', 'other', 0, false);
    for (const process of [0, 2, 1]) send(process);
    const trace = merger.finish(traceTime(0));
    expect(trace.resources.filter(({ kind }) => kind === 'pipe')).toMatchObject([
      { name: 'results', runWide: true, internal: true },
    ]);
    expect(trace.actors[trace.resources.find(({ kind }) => kind === 'pipe')?.process ?? -1]?.name).toBe('Process-1');
  });

  it('lets a lock of several processes be taken a step before it was given back', () => {
    const { merger, root, writer, send, child } = stage();
    child(1, 1);
    for (const process of [0, 1]) writer(process).resource(1, LOCK, 'lock', 'lock', 0, false);
    root.acquire(2, 1, LOCK, NONE);
    writer(1).acquire(5, 1, LOCK, NONE);
    root.release(5.1, 1, LOCK, NONE);
    writer(1).release(9, 1, LOCK, NONE);
    root.acquire(9, 1, LOCK, NONE);
    for (const process of [0, 1]) send(process);
    const trace = merger.finish(traceTime(10));
    const lock = trace.resources.find(({ name }) => name === 'lock') ?? fail();
    const nameOf = (actor: number): string => trace.actors[trace.actors[actor]?.parent ?? -1]?.name ?? '';
    expect(list(trace.holds(lock.id)).map(({ actor, start, end, open }) => [nameOf(actor), start, end, open])).toEqual([
      ['MainProcess', 2, 5, false],
      ['Process-1', 5, 9, false],
      ['MainProcess', 9, 10, true],
    ]);
  });

  it('ends what a killed process leaves behind: its threads, its own locks and its ends of pipes, but not a shared lock', () => {
    const { merger, root, writer, send, child } = stage();
    child(1, 1);
    const worker = writer(1);
    worker.resource(1, LOCK, 'lock', 'shared', 0, false);
    worker.resource(1, PIPE, 'pipe', 'results', 0, false);
    worker.resource(1, 1, 'lock', 'own', 0, false);
    worker.actorStart(2, 2, 'thread', 'Feeder', 0);
    for (const resource of [LOCK, PIPE, 1]) worker.acquire(3, 1, resource, NONE);
    send(1);
    root.state(4, 1, STATE.joining, SHARED_ID + 1, 0, NONE);
    send(0);
    merger.endSource(1, 7, 'killed');
    const trace = merger.finish(traceTime(10));
    expect(trace.actors.filter(({ ending }) => ending !== null)).toMatchObject([
      { name: 'Process-1', end: 7, ending: 'killed' },
      { name: 'MainThread', end: 7, ending: 'killed' },
      { name: 'Feeder', end: 7, ending: 'killed' },
    ]);
    const holds = trace.resources.flatMap(({ id, name }) =>
      list(trace.holds(id)).map(({ end, open }) => [name, end, open]),
    );
    expect(holds.slice(1)).toEqual([
      ['GIL', 7, false],
      ['shared', 10, true],
      ['results', 7, false],
      ['own', 7, false],
    ]);
    expect(trace.at(trace.length - 4)).toMatchObject({ kind: 'state', target: 2 });
  });

  it('leaves an end alone that the process has told by itself', () => {
    const { merger, writer, send, child } = stage();
    send(0);
    child(1, 1);
    writer(1).release(5, 1, 0, NONE);
    writer(1).actorEnd(5, 1, 'raised');
    writer(1).actorEnd(5, 0, 'raised');
    send(1);
    merger.endSource(1, 6, 'killed');
    const trace = merger.finish(traceTime(0));
    expect(trace.actors.slice(2).map(({ end, ending }) => [end, ending])).toEqual([
      [5, 'raised'],
      [5, 'raised'],
    ]);
  });

  it('knows whose actor is whose as soon as it has come', () => {
    const { merger, root, send, child } = stage();
    const actorOf = (process: number, actor: number) => merger.speaker(voiceOf(process, actor));
    expect(actorOf(0, 1)).toBeNull();
    send(0);
    expect([actorOf(0, 1), actorOf(0, 2), actorOf(1, 1), actorOf(0, -1)]).toEqual([1, null, null, null]);
    child(1, 1);
    send(1);
    root.actorStart(50, 2, 'thread', 'Late', 0);
    send(0);
    expect(merger.snapshot().actors).toHaveLength(4);
    const [late, worker] = [actorOf(0, 2), actorOf(1, 1)];
    const trace = merger.snapshot();
    expect([trace.actors[late ?? -1]?.name, trace.actors[worker ?? -1]?.parent]).toEqual(['Late', 2]);
    expect(actorOf(1, 9)).toBeNull();
  });

  it('shows all that it has shown when it tells anew, though nothing but a question had brought it forth', () => {
    const { merger, root, writer, send, child } = stage();
    send(0);
    child(1, 1);
    send(1);
    root.actorStart(50, 2, 'thread', 'Late', 0);
    send(0);
    const late = merger.speaker(voiceOf(0, 2));
    writer(1).mark(10, 1, 'meanwhile');
    send(1);
    const trace = merger.snapshot();
    expect([trace.actors[late ?? -1]?.name, marksOf(trace)]).toEqual(['Late', ['meanwhile']]);
  });

  it('tells first what makes room and then what needs it, when all of it bears one stamp', () => {
    const { merger, root, writer, send, child } = stage();
    child(1, 1);
    for (const process of [0, 1]) {
      writer(process).resource(2, LOCK, 'lock', 'lock', 0, false);
      writer(process).resource(2, PIPE, 'pipe', 'results', 0, false);
    }
    writer(1).acquire(3, 1, LOCK, NONE);
    root.receive(5, 1, PIPE, 0, 4, 0);
    root.acquire(5, 1, LOCK, NONE);
    writer(1).release(5, 1, LOCK, NONE);
    writer(1).send(5, 1, PIPE, 0, 4, 0);
    for (const process of [0, 1]) send(process);
    expect(said(merger.finish(traceTime(0))).slice(-4)).toEqual(['release', 'send', 'receive', 'acquire']);
  });

  it('has room for a file under a number that places can hold, and none for others', () => {
    const { merger, root, writer, send, child } = stage();
    for (let i = 0; i < 3000; i++) root.intern(`string ${i}`);
    root.mark(1, 1, 'x');
    send(0);
    child(1, 2);
    writer(1).state(3, 1, STATE.running, NONE, 0, writer(1).place('late.py', 7));
    writer(1).state(4, 1, STATE.running, NONE, 0, writer(1).place('string 5', 7));
    send(1);
    const trace = merger.finish(traceTime(0));
    expect(trace.at(trace.length - 2)).toMatchObject({ place: null });
    expect(trace.at(trace.length - 1)).toMatchObject({ place: { file: 'string 5', line: 7 } });
  });
});

describe('TraceMerger refuses, by name,', () => {
  /** What is wrong with what a child does, told by a snapshot or at once. */
  function refused(act: (worker: TraceWriter, stageOf: ReturnType<typeof stage>) => void): string {
    const it = stage();
    it.send(0);
    it.child(1, 1);
    it.send(1);
    const atOnce = refusal(() => {
      act(it.writer(1), it);
      it.send(1);
      it.send(0);
    });
    const trace = it.merger.finish(traceTime(0));
    everything(trace);
    expect(it.merger.error?.message ?? 'accepted').toBe(atOnce === 'accepted' ? it.merger.error?.message : atOnce);
    expect(refusal(() => it.merger.addBatch(0, new Int32Array(0), []))).toBe(it.merger.error?.message);
    return it.merger.error?.message ?? 'accepted';
  }

  it('a story that cannot be', () => {
    expect(
      refused((worker) => (worker.release(41.2, 1, 0, NONE), worker.release(41.3, 1, 0, NONE))),
    ).toMatchInlineSnapshot(`"in Process-1, at 41.3 ms, thread MainThread released the GIL, but nobody holds it"`);
    expect(refused((worker) => worker.acquire(2, 1, 5, NONE))).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an event speaks of resource 5, but there is no such resource yet"`,
    );
    expect(refused((worker) => worker.mark(2, 9, 'who'))).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an event speaks of actor 9, but no actor with that number has started"`,
    );
    expect(refused((worker) => worker.actorStart(2, 7, 'thread', 'X', 0))).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an actor started with number 7, but the next number is 2"`,
    );
    expect(refused((worker) => worker.resource(2, 7, 'lock', 'X', 0, false))).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, a resource came to be with number 7, but the next number is 1"`,
    );
    expect(refused((worker) => worker.acquire(2, 1, LOCK, NONE))).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an event speaks of resource 16777224, but there is no such resource yet"`,
    );
    expect(refused((worker) => worker.state(2, 1, STATE.joining, SHARED_ID + 5, 0, NONE))).toMatchInlineSnapshot(
      `"Process-1 speaks of a process that never told of its start"`,
    );
  });

  it('rows that are none', () => {
    const row = (...words: number[]) => refused((_, { merger }) => merger.addBatch(1, Int32Array.from(words), []));
    expect(row(99, 0, 2000, 0, 0, 0)).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an event has the unknown kind 99"`,
    );
    expect(row(1, 2, 3)).toMatchInlineSnapshot(
      `"a batch of trace rows of Process-1 has 3 numbers, which is not a multiple of 6"`,
    );
    expect(row(11, 1, 2000, 77, 0, 0)).toMatchInlineSnapshot(
      `"in Process-1, at 2 ms, an event speaks of string 77, but there are only 3 strings"`,
    );
    expect(refused((_, { merger }) => merger.addBatch(1, new Int32Array(0), ['x'.repeat(5000)]))).toMatchInlineSnapshot(
      `"one of the trace's strings is longer than 4096 characters or no string"`,
    );
    expect(row(11, 1, 2000, 0, 0, 0, 11, 1, 1000, 0, 0, 0)).toMatchInlineSnapshot(
      `"in Process-1, at 1 ms, time ran backwards: an event is dated so, but the process had already reached 2 ms"`,
    );
  });

  it('a message whose stamps cannot be of one clock', () => {
    const told = refused((worker, { root }) => {
      root.resource(1, PIPE, 'pipe', 'results', 0, false);
      worker.resource(1, PIPE, 'pipe', 'results', 0, false);
      root.receive(10, 1, PIPE, 0, 100, 0);
      worker.send(12, 1, PIPE, 0, 100, 0);
    });
    expect(told).toMatchInlineSnapshot(
      `"at 10 ms, MainProcess received a message that was sent by Process-1 only at 12 ms: the clocks of the two disagree"`,
    );
  });

  it('messages that wait for each other', () => {
    const told = refused((worker, { root }) => {
      root.resource(1, PIPE, 'pipe', 'a', 0, false);
      worker.resource(1, PIPE, 'pipe', 'a', 0, false);
      root.receive(10, 1, PIPE, 0, 1, 0);
      root.send(10, 1, PIPE, 1, 1, 0);
      worker.receive(10, 1, PIPE, 1, 1, 0);
      worker.send(10, 1, PIPE, 0, 1, 0);
    });
    expect(told).toMatchInlineSnapshot(
      `"at 10 ms, MainProcess received a message that was sent only after what came of it"`,
    );
  });

  it('processes that cannot be', () => {
    const started = (...args: [number, number, number]) =>
      refused((_, { merger }) => merger.startSource(args[0], args[1], args[2], 'X'));
    expect(started(1, 0, 5)).toMatchInlineSnapshot(`"process 1 was started a second time, or has no proper number"`);
    expect(started(2, 9, 5)).toMatchInlineSnapshot(`"process 2 was started by process 9, which is not there"`);
    expect(started(-1, 0, 5)).toMatchInlineSnapshot(`"process -1 was started a second time, or has no proper number"`);
    expect(started(2, 0, Number.NaN)).toMatchInlineSnapshot(
      `"X started or ended at NaN, which is no time since the run's start"`,
    );
    expect(refused((_, { merger }) => merger.endSource(5, 2, 'killed'))).toMatchInlineSnapshot(
      `"process 5 tells something, but it was never started"`,
    );
    expect(
      refused((_, { merger }) => {
        merger.endSource(1, 2, 'killed');
        merger.endSource(1, 2, 'killed');
      }),
    ).toMatchInlineSnapshot(`"Process-1 ended a second time"`);
    expect(
      refused((worker, { merger }) => {
        merger.endSource(1, 2, 'killed');
        worker.mark(3, 1, 'undead');
      }),
    ).toMatchInlineSnapshot(`"Process-1 went on to tell after its end"`);
    expect(
      refused((_, { merger }) => {
        for (let i = 2; i <= MAX_LIVE_SOURCES; i++) merger.startSource(i, 0, 5, `P${i}`);
      }),
    ).toMatchInlineSnapshot(`"the run started more than 256 processes at a time"`);
  });

  it('anything after the end', () => {
    const { merger, send } = stage();
    send(0);
    merger.finish(traceTime(5));
    expect(refusal(() => merger.startSource(1, 0, 5, 'X'))).toContain('finished');
    expect(refusal(() => merger.addBatch(0, new Int32Array(0), []))).toContain('finished');
  });

  it('random words, with a TraceError or a trace that can be read in full', () => {
    const word = fc.oneof(
      fc.integer({ min: -2, max: 14 }),
      fc.constantFrom(SHARED_ID, SHARED_ID + 1, PIPE, LOCK, 256, 512),
      fc.integer(),
    );
    const part = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.tuple(
          fc.constant('rows'),
          fc.nat(3),
          fc.array(fc.tuple(word, word, fc.nat(5000), word, word, word), { maxLength: 6 }),
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constant('start'), fc.nat(3), fc.nat(3)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('end'), fc.nat(3), fc.constant(0)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('look'), fc.nat(200), fc.constant(0)) },
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const { merger, send, child } = stage();
        send(0);
        child(1, 0);
        send(1);
        for (const [what, process, detail] of parts) {
          try {
            if (what === 'look') everything(merger.snapshot(process));
            else if (what === 'start') merger.startSource(process, detail, 1, 'P');
            else if (what === 'end') merger.endSource(process, 2, 'returned');
            else merger.addBatch(process, Int32Array.from((detail as number[][]).flat()), ['a']);
          } catch (error) {
            if (!(error instanceof TraceError)) throw error;
          }
        }
        everything(merger.finish(traceTime(0)));
      }),
      { numRuns: 1000 },
    );
  });
});

function fail(): never {
  throw new Error('this should be there');
}

function marksOf(trace: Trace): string[] {
  return eventsOf(trace).flatMap((event) => ('text' in event ? [event.text as string] : []));
}

function seriesOf(trace: Trace): Series<TraceEvent> {
  return {
    length: trace.length,
    start: (i) => trace.timeAt(i),
    end: (i) => trace.timeAt(i),
    at: (i) => trace.at(i),
    indexAt: (t) => trace.indexAt(t),
  };
}

/** Rows of a process that is alone, with its run-wide resources counted as if they were its own. */
function withOwnIds(rows: Int32Array, ids: Map<number, number>): Int32Array {
  const own = rows.slice();
  let next = ids.get(Infinity) ?? 0;
  const idOf = (id: number): number => ids.get(id) ?? id;
  for (let at = 0; at < own.length; at += ROW_INTS) {
    const kind = (own[at] as number) & 0xff;
    if (kind === EVENT.resource) {
      ids.set(own[at + 1] as number, next);
      own[at + 1] = next++;
    } else if (kind === EVENT.state) {
      if (((own[at + 3] as number) & 0xff) !== STATE.joining) own[at + 4] = idOf(own[at + 4] as number);
    } else if (['acquire', 'release', 'hand-over', 'omitted', 'send', 'receive'].includes(EVENT_KINDS[kind] ?? '')) {
      own[at + 3] = idOf(own[at + 3] as number);
    }
  }
  ids.set(Infinity, next);
  return own;
}

function timeOf(rows: Int32Array, row: number): number {
  return ((rows[row * ROW_INTS + 2] as number) >>> 0) / 1000;
}

/** The parts of all tellings, row by row, in the order in which it all happened. */
function inOrder(story: ProcessStory): TracePart[] {
  const timed = story.tellings.flatMap(({ parts }) =>
    parts.flatMap((part): { readonly t: number; readonly part: TracePart }[] => {
      if (part.kind !== 'rows') return [{ t: part.t, part }];
      return Array.from({ length: part.rows.length / ROW_INTS }, (_, i) => ({
        t: timeOf(part.rows, i),
        part: {
          ...part,
          rows: part.rows.slice(i * ROW_INTS, (i + 1) * ROW_INTS),
          strings: i === 0 ? part.strings : [],
        },
      }));
    }),
  );
  return timed.sort((a, b) => a.t - b.t).map(({ part }) => part);
}

/** What each process says, in its order, without times and ids. */
function perProcess(trace: Trace): Record<string, string[]> {
  const said: Record<string, string[]> = {};
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind === 'resource' || !('actor' in event)) continue;
    let home = trace.actors[event.actor];
    while (home !== undefined && home.kind !== 'process') home = trace.actors[home.parent ?? -1];
    const detail = event.kind === 'state' ? event.state : event.kind === 'actor-end' ? event.ending : '';
    (said[home?.name ?? ''] ??= []).push(`${event.kind} ${trace.actors[event.actor]?.name} ${detail}`);
  }
  return said;
}
