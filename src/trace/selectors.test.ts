import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import type { ActorId, TraceEvent } from './events';
import { actorId, resourceId, traceTime } from './ids';
import { deadlock, fullPipe, lockContention } from './samples';
import {
  depthOf,
  findCycle,
  gilHoldAt,
  holdersAt,
  holdersBetween,
  holdsAt,
  longestWait,
  messagesAt,
  nextEventTime,
  overlap,
  previousEventTime,
  processOf,
  stateAt,
  totals,
  waitForGraph,
  waitersAt,
  type WaitEdge,
} from './selectors';
import { Story } from './story';
import { holdsOf, messagesOf, segmentsOf } from './testing/oracle';
import { processStory } from './testing/processes';
import { randomStory } from './testing/story';
import type { Trace } from './trace';

function traceOf(events: readonly TraceEvent[], end?: number): Trace {
  const builder = new TraceBuilder();
  for (const event of events) builder.add(event);
  return end === undefined ? builder.snapshot() : builder.finish(traceTime(end));
}

/** A story, its trace, and an instant: often exactly that of an event, where mistakes live. */
const moments = fc
  .tuple(
    fc.integer(),
    fc.integer({ min: 1, max: 200 }),
    fc.nat(),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.boolean(),
  )
  .map(([seed, steps, pick, part, exact]) => {
    const events = randomStory(seed, steps);
    const trace = traceOf(events);
    const t = exact ? trace.timeAt(pick % trace.length) : traceTime(part * trace.end);
    return { events, trace, t };
  });

describe('selectors at a moment', () => {
  it('give the state that the last state event before it gave', () => {
    fc.assert(
      fc.property(moments, ({ events, trace, t }) => {
        for (const { id, end } of trace.actors) {
          const segment = segmentsOf(events, id, trace.end).findLast(({ start }) => start <= t) ?? null;
          expect(stateAt(trace, id, t)).toEqual(end !== null && end <= t ? null : segment);
        }
      }),
    );
  });

  it('give the holders that a walk through all holds gives', () => {
    fc.assert(
      fc.property(moments, ({ events, trace, t }) => {
        const expected = trace.resources.flatMap(({ id }) =>
          holdsOf(events, id, trace.end)
            .filter((hold) => hold.start <= t && (hold.end > t || hold.open))
            .map((hold) => ({ ...hold, resource: id })),
        );
        expect(holdersAt(trace, t)).toEqual(expected);
      }),
    );
  });

  it('name everybody who waits, the longest waiter first', () => {
    fc.assert(
      fc.property(moments, ({ trace, t }) => {
        const waiters = waitersAt(trace, t);
        const expected = trace.actors
          .map(({ id }) => ({ id, state: stateAt(trace, id, t)?.state }))
          .filter(({ state }) => state === 'ready' || state === 'blocked' || state === 'joining');
        expect(waiters.map(({ actor }) => actor).sort()).toEqual(expected.map(({ id }) => id).sort());
        const since = waiters.map(({ segment }) => segment.start);
        expect(since).toEqual(since.toSorted((a, b) => a - b));
      }),
    );
  });

  it('step to the neighbouring event in both directions', () => {
    fc.assert(
      fc.property(moments, ({ events, trace, t }) => {
        const isMark = ({ kind }: TraceEvent): boolean => kind === 'mark';
        expect(nextEventTime(trace, t)).toBe(events.find((event) => event.t > t)?.t ?? null);
        expect(previousEventTime(trace, t)).toBe(events.findLast((event) => event.t < t)?.t ?? null);
        expect(nextEventTime(trace, t, isMark)).toBe(events.find((event) => event.t > t && isMark(event))?.t ?? null);
        expect(previousEventTime(trace, t, isMark)).toBe(events.findLast((e) => e.t < t && isMark(e))?.t ?? null);
      }),
    );
  });

  it('show at the very end what is still held, and not what was just released', () => {
    const story = new Story();
    const process = story.actor('process', 'Main');
    const thread = story.actor('thread', 'A', process);
    const kept = story.resource('lock', 'kept', process);
    const freed = story.resource('lock', 'freed', process);
    story.acquire(thread, kept);
    story.acquire(thread, freed);
    story.pass(5).release(thread, freed);
    const trace = traceOf(story.events);
    expect(holdersAt(trace, trace.end).map(({ resource }) => resource)).toEqual([kept]);
  });

  it('give the GIL of the process that is asked for', () => {
    const trace = traceOf(randomStory(3, 200));
    const gils = trace.resources.filter(({ kind }) => kind === 'gil');
    expect(gils.length).toBeGreaterThan(1);
    for (const gil of gils) {
      for (let i = 0; i < trace.length; i++) {
        const hold = gilHoldAt(trace, trace.timeAt(i), gil.process);
        expect(hold).toEqual(holdsAt(trace, gil.id, trace.timeAt(i))[0] ?? null);
        if (hold !== null) expect(processOf(trace, hold.actor)).toBe(gil.process);
      }
    }
  });
});

describe('totals', () => {
  it("add up to an actor's life from its first state on", () => {
    fc.assert(
      fc.property(moments, ({ trace }) => {
        for (const { actor, segments } of trace.lanes) {
          const sum = Object.values(totals(trace, actor.id)).reduce((a, b) => a + b, 0);
          const life = segments.length === 0 ? 0 : (actor.end ?? trace.end) - segments.start(0);
          expect(sum).toBeCloseTo(life, 6);
        }
      }),
    );
  });
});

describe('overlap', () => {
  it('agrees with counting at every microsecond', () => {
    const stretch = fc.tuple(fc.nat(60), fc.nat(30));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        // One thread for each stretch, sleeping from `start` to `start + length` microseconds.
        const rows = stretches.flatMap(([start, length], i) => [
          { micros: start, sleeps: true, i },
          { micros: start + length, sleeps: false, i },
        ]);
        const story = new Story();
        stretches.forEach((_, i) => story.actor('thread', `T${i}`));
        for (const { micros, sleeps, i } of rows.toSorted((a, b) => a.micros - b.micros)) {
          story.at(micros / 1000).state(i, sleeps ? 'sleeping' : 'ready');
        }
        const counts = Array.from(
          { length: 100 },
          (_, at) => stretches.filter(([start, length]) => start <= at && at < start + length).length,
        );
        const { most, span, sum } = overlap(
          traceOf(story.events),
          stretches.map((_, i) => actorId(i)),
          'sleeping',
        );
        expect(most).toBe(Math.max(0, ...counts));
        expect(Math.round(span * 1000)).toBe(counts.filter((count) => count > 0).length);
        expect(Math.round(sum * 1000)).toBe(counts.reduce((a, b) => a + b, 0));
      }),
    );
  });
});

describe('longestWait', () => {
  it('names the lock, who waited, and everybody who held it meanwhile', () => {
    const trace = lockContention();
    const wait = longestWait(trace);
    expect(wait && { ...wait, segment: wait.segment.end - wait.segment.start }).toMatchObject({
      actor: 4,
      resource: 1,
      heldBy: [2, 3],
      among: 2,
    });
    expect(holdersBetween(trace, resourceId(1), traceTime(6.5), traceTime(7))).toEqual([4]);
  });

  it("prefers the learner's locks to the library's own", () => {
    const story = new Story();
    const a = story.actor('thread', 'A');
    const mine = story.resource('lock', 'mine', a);
    const theirs = story.resource('lock', 'theirs', a, true);
    story.state(a, 'blocked', { on: theirs });
    story.pass(9).state(a, 'blocked', { on: mine });
    story.pass(1).state(a, 'ready');
    expect(longestWait(traceOf(story.events))).toMatchObject({ resource: mine, among: 1 });
    expect(longestWait(traceOf(story.events.slice(0, 4)))).toMatchObject({ resource: theirs });
  });

  it('does not blame the waiter, who has the lock an instant before it wakes up, unless it held it from the first', () => {
    const story = new Story();
    const a = story.actor('thread', 'A');
    const b = story.actor('thread', 'B');
    const lock = story.resource('lock', 'lock', a);
    story.acquire(a, lock);
    story.pass(1).state(b, 'blocked', { on: lock });
    story.pass(5).release(a, lock);
    story.acquire(b, lock);
    story.pass(0.1).state(b, 'ready');
    expect(longestWait(traceOf(story.events))).toMatchObject({ actor: b, heldBy: [a] });
    story.pass(1).state(b, 'blocked', { on: lock });
    story.pass(9).state(b, 'ready');
    expect(longestWait(traceOf(story.events))).toMatchObject({ actor: b, heldBy: [b] });
  });
});

describe('the wait-for graph', () => {
  it('of a deadlock is a knot, and the bystander who joins is not part of it', () => {
    const trace = deadlock();
    const edges = waitForGraph(trace, trace.end);
    expect(edges).toEqual(
      expect.arrayContaining([
        { from: 1, to: 2, resource: null },
        { from: 2, to: 3, resource: 2 },
        { from: 3, to: 2, resource: 1 },
      ]),
    );
    expect(findCycle(edges)?.map(({ from }) => from)).toEqual([2, 3]);
    expect(findCycle(waitForGraph(trace, traceTime(5)))).toBeNull();
  });

  it('sees a thread that waits for the lock that it holds', () => {
    const story = new Story();
    const a = story.actor('thread', 'A');
    const lock = story.resource('lock', 'lock', a);
    story.acquire(a, lock);
    story.state(a, 'blocked', { on: lock });
    const trace = traceOf(story.events, 5);
    expect(findCycle(waitForGraph(trace, trace.end))).toEqual([{ from: a, to: a, resource: lock }]);
  });

  it('has a cycle exactly when somebody can reach itself, and what is found is one', () => {
    const edge = fc.tuple(fc.nat(7), fc.nat(7)).map(([from, to]): WaitEdge => {
      return { from: actorId(from), to: actorId(to), resource: null };
    });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 14 }), (edges) => {
        const reach = Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => false));
        const row = (id: ActorId | number): boolean[] => reach[id] ?? [];
        for (const { from, to } of edges) row(from)[to] = true;
        for (let via = 0; via < 8; via++) {
          for (let from = 0; from < 8; from++) {
            for (let to = 0; to < 8; to++) if (row(from)[via] === true && row(via)[to] === true) row(from)[to] = true;
          }
        }
        const cycle = findCycle(edges);
        expect(cycle !== null).toBe(reach.some((reached, id) => reached[id] === true));
        if (cycle === null) return;
        cycle.forEach((one, i) => {
          expect(edges).toContain(one);
          expect(one.to).toBe(cycle[(i + 1) % cycle.length]?.from);
        });
        const members = cycle.map(({ from }) => from);
        expect(new Set(members).size).toBe(members.length);
        expect(members[0]).toBe(Math.min(...members));
      }),
      { numRuns: 500 },
    );
  });
});

describe('messages in flight', () => {
  it('are what was sent and has not arrived, by a walk through the story', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 300 }), fc.nat(), (seed, steps, pick) => {
        const events = processStory(seed, steps).truth;
        const trace = traceOf(events);
        const messages = messagesOf(events);
        const t = (events[pick % events.length] as TraceEvent).t;
        const inFlight = messages.filter(
          ({ sentAt, receivedAt }) => sentAt <= t && (receivedAt === null || receivedAt > t),
        );
        expect(messagesAt(trace, t)).toEqual(inFlight);
        for (const { id, kind } of trace.resources) {
          const through = inFlight.filter(({ resource }) => resource === id);
          expect(messagesAt(trace, t, id)).toEqual(through);
          const depth = depthOf(trace, id);
          const step = depth.indexAt(t);
          expect(step < 0 ? [0, 0] : [depth.messages(step), depth.bytes(step)]).toEqual([
            through.length,
            through.reduce((sum, { bytes }) => sum + bytes, 0),
          ]);
          if (kind !== 'pipe') expect(depth.length).toBe(0);
        }
      }),
    );
  });

  it('have a depth that goes up and down in steps, and is kept with the trace', () => {
    const trace = fullPipe();
    const pipe = trace.resources.find(({ kind }) => kind === 'pipe')?.id ?? resourceId(-1);
    const depth = depthOf(trace, pipe);
    const steps = Array.from({ length: depth.length }, (_, i) => [depth.start(i), depth.messages(i), depth.bytes(i)]);
    expect(steps.slice(0, 4)).toEqual([
      [1.3, 1, 24_000],
      [2.3, 2, 48_000],
      [30.2, 1, 24_000],
      [30.3, 2, 48_000],
    ]);
    expect([depth.most, depth.indexAt(traceTime(1)), depthOf(trace, pipe) === depth]).toEqual([
      { messages: 2, bytes: 48_000 },
      -1,
      true,
    ]);
  });
});
