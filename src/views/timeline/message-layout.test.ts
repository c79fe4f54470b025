import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorId, traceTime } from '../../trace/ids';
import { fullPipe, processPool } from '../../trace/samples';
import { depthOf } from '../../trace/selectors';
import { Story } from '../../trace/story';
import type { Trace } from '../../trace/trace';
import { createDepthGeometry, layoutDepths } from './depth-layout';
import {
  ARROW_LOOP,
  ARROW_OPEN,
  arrowAt,
  createMessageGeometry,
  layoutMessages,
  MOST_ARROWS,
  nextMessage,
  STUB,
} from './message-layout';
import { layRows, rowCentre, type Rows } from './rows';
import { conversation, traceOf } from './testing/story-traces';
import { toX, type Axis } from './viewport';

const whole = (trace: Trace): Axis => ({ t0: 0, t1: trace.end, x0: 100, x1: 1100 });
const ALL = { firstRow: 0, endRow: Number.POSITIVE_INFINITY, showInternal: false };

function arrowsOf(trace: Trace, axis = whole(trace), rows: Rows = layRows(trace, 400), more = {}) {
  const out = layoutMessages(trace, rows, axis, { ...ALL, ...more }, createMessageGeometry());
  const { arrows } = out;
  return {
    out,
    rows,
    list: Array.from({ length: arrows.length }, (_, i) => ({
      index: arrows.get('index', i),
      x0: arrows.get('x0', i),
      y0: arrows.get('y0', i),
      x1: arrows.get('x1', i),
      y1: arrows.get('y1', i),
      flags: arrows.get('flags', i),
      count: arrows.get('count', i),
    })),
  };
}

/** Two processes with a pipe; what is in it is up to the test. */
function pair(internal = false) {
  const story = new Story();
  const start = (name: string, parent: number | null) => {
    const process = story.actor('process', name, parent);
    const thread = story.actor('thread', `${name} main`, process);
    story.state(thread, 'sleeping');
    return { process, thread };
  };
  const a = start('A', null);
  const b = start('B', a.process);
  const pipe = story.resource('pipe', 'pipe', a.process, internal, true);
  return { story, a, b, pipe };
}

describe('the arrows of messages', () => {
  it('lead from the sender’s row at its time to the receiver’s row at its own', () => {
    const trace = processPool();
    const { list, rows } = arrowsOf(trace);
    expect(list).toHaveLength(trace.messages.length);
    for (const { index, x0, y0, x1, y1 } of list) {
      const { sender, receiver, sentAt, receivedAt } = trace.messages.at(index);
      expect(x0).toBeCloseTo(toX(whole(trace), sentAt));
      expect(x1).toBeCloseTo(toX(whole(trace), receivedAt!));
      expect(y0).toBe(rowCentre(rows, rows.rowOf[sender]!));
      expect(y1).toBe(rowCentre(rows, rows.rowOf[receiver!]!));
    }
  });

  it('never run backwards in time, and stand for every message in the window, whatever the window', () => {
    const trace = traceOf(conversation(3, 800));
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (a, b) => {
          const t0 = a * trace.end;
          const axis = { ...whole(trace), t0, t1: t0 + b * trace.end };
          const { list, out } = arrowsOf(trace, axis);
          let touching = 0;
          for (let i = 0; i < trace.messages.length; i++) {
            if (trace.messages.start(i) <= axis.t1 && trace.messages.end(i) >= axis.t0) touching++;
          }
          expect(list.length).toBeLessThanOrEqual(MOST_ARROWS);
          expect(out.total).toBe(touching);
          const stoodFor = list.reduce((sum, { count }) => sum + count, 0);
          if (touching <= MOST_ARROWS) expect(stoodFor).toBe(touching);
          else expect(stoodFor / touching).toBeCloseTo(1, 0);
          for (const { x0, x1 } of list) expect(x1).toBeGreaterThanOrEqual(x0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are bounded by pixels, not by messages', () => {
    const trace = traceOf(conversation(4, 60_000));
    const { list, out } = arrowsOf(trace);
    expect(trace.messages.length).toBe(120_000);
    expect(list.length).toBeLessThanOrEqual(MOST_ARROWS);
    expect(list.length).toBeGreaterThan(100);
    expect(out.steps).toBeLessThan(200_000);
    // Some are not looked at one by one, but all are counted.
    expect(out.total / trace.messages.length).toBeCloseTo(1, 2);
  });

  it('are as dense in the picture as the messages are in the run, and of all senders, where some are left out', () => {
    const trace = traceOf(conversation(4, 10_000));
    const { list, rows } = arrowsOf(trace);
    expect(list.length).toBeGreaterThan(150);
    for (let tenth = 0; tenth < 10; tenth++) {
      const here = list.filter(({ x0 }) => Math.floor((x0 - 100) / 100) === tenth).length;
      expect(here / list.length).toBeGreaterThan(0.06);
      expect(here / list.length).toBeLessThan(0.14);
    }
    const senders = new Set(list.map(({ index }) => rows.rowOf[trace.messages.sender(index)]));
    expect(senders.size).toBe(5);
  });

  it('break off where nobody received the message', () => {
    const { story, a, pipe } = pair();
    story.pass(1).send(a.thread, pipe, 0, 10);
    story.pass(1);
    const { list } = arrowsOf(traceOf(story.events, 2));
    expect(list).toMatchObject([{ flags: ARROW_OPEN }]);
  });

  it('leave out what the library sends for its own use, unless it is asked for', () => {
    const { story, a, b, pipe } = pair(true);
    story.pass(1).send(a.thread, pipe, 0, 10);
    story.pass(1).receive(b.thread, pipe, 0, 10);
    const trace = traceOf(story.events, 3);
    expect(arrowsOf(trace).list).toHaveLength(0);
    expect(arrowsOf(trace, whole(trace), layRows(trace, 400), { showInternal: true }).list).toHaveLength(1);
    expect(nextMessage(trace, layRows(trace, 400), -1, 1, false)).toBe(-1);
    expect(nextMessage(trace, layRows(trace, 400), -1, 1, true)).toBe(0);
  });

  it('end at the row of a folded process, and are not seen inside it', () => {
    const { story, a, b, pipe } = pair();
    const helper = story.actor('thread', 'B helper', b.process);
    story.pass(1).send(a.thread, pipe, 0, 10);
    story.pass(1).receive(b.thread, pipe, 0, 10);
    story.send(b.thread, pipe, 10, 10);
    story.pass(1).receive(helper, pipe, 10, 10);
    const trace = traceOf(story.events, 4);
    expect(arrowsOf(trace).list).toHaveLength(2);
    const rows = layRows(trace, 400, 11, 62, { folded: new Set([actorId(b.process)]), showInternal: false });
    const { list } = arrowsOf(trace, whole(trace), rows);
    expect(list).toHaveLength(1);
    expect(list[0]?.y1).toBe(rowCentre(rows, rows.rowOf[b.process]!));
    expect(rows.rowOf[helper]).toBe(rows.rowOf[b.process]);
  });

  it('come back in an arc to the row that they left', () => {
    const { story, a, pipe } = pair();
    story.pass(1).send(a.thread, pipe, 0, 10);
    story.pass(5).receive(a.thread, pipe, 0, 10);
    expect(arrowsOf(traceOf(story.events, 8)).list).toMatchObject([{ flags: ARROW_LOOP }]);
  });

  it('stay where they are when a later snapshot is longer', () => {
    const events = conversation(2, 50);
    const before = traceOf(events.slice(0, 150));
    const after = traceOf(events);
    const axis = { t0: 0, t1: 5, x0: 100, x1: 1100 };
    const arrived = arrowsOf(before, axis).list.filter(({ flags }) => flags === 0);
    expect(arrived.length).toBeGreaterThan(10);
    const later = arrowsOf(after, axis).list;
    for (const arrow of arrived) expect(later).toContainEqual(arrow);
  });
});

describe('pointing at an arrow', () => {
  const trace = fullPipe();
  const { out, rows, list } = arrowsOf(trace);

  it('finds it anywhere along its way, and at both ends', () => {
    list.forEach(({ x0, y0, x1, y1, index }) => {
      for (const share of [0, 0.5, 1]) {
        const found = arrowAt(out, rows, x0 + share * (x1 - x0), y0 + share * (y1 - y0), 6);
        // Another may cross it just there; the end of one is its own.
        expect(found).toBeGreaterThanOrEqual(0);
        if (share !== 0.5) expect(list[found]?.index).toBe(index);
      }
    });
  });

  it('finds nothing where there is none', () => {
    expect(arrowAt(out, rows, 101, rows.height - 1, 6)).toBe(-1);
    expect(arrowAt(out, rows, 5000, 10, 6)).toBe(-1);
  });

  it('finds the stub of one that was never received', () => {
    const { story, a, pipe } = pair();
    story.pass(1).send(a.thread, pipe, 0, 10);
    story.pass(1);
    const lone = arrowsOf(traceOf(story.events, 2));
    const { x0, y0 } = lone.list[0]!;
    expect(arrowAt(lone.out, lone.rows, x0 + STUB.dx, y0 + STUB.dy, 4)).toBe(0);
    expect(arrowAt(lone.out, lone.rows, x0 + 200, y0, 4)).toBe(-1);
  });
});

describe('the tracks of pipes and queues', () => {
  const tracksOf = (trace: Trace, folded: number[] = []) =>
    layRows(trace, 400, 11, 62, { folded: new Set(folded.map(actorId)), showInternal: false });

  it('stand below the strands of the process that made them, and go with them when it is folded', () => {
    const trace = processPool();
    const names = (rows: Rows) =>
      rows.rows.map(({ kind, actor, resource }) => `${kind} ${resource?.name ?? actor.name}`);
    expect(names(tracksOf(trace)).slice(0, 4)).toEqual([
      'process MainProcess',
      'strand MainThread',
      'track tasks',
      'track results',
    ]);
    expect(names(tracksOf(trace, [0])).slice(0, 2)).toEqual(['process MainProcess', 'process SpawnPoolWorker-1']);
  });

  it.each([
    ['with few steps', fullPipe()],
    ['with more steps than pixels', traceOf(conversation(3, 4000))],
  ])('are as high as there was in flight, %s', (_, trace) => {
    const rows = tracksOf(trace);
    const axis = whole(trace);
    const out = layoutDepths(trace, rows, axis, 0, rows.rows.length, createDepthGeometry());
    expect(out.length).toBeGreaterThan(2);
    let highest = 0;
    for (let i = 0; i < out.length; i++) {
      const { id } = rows.rows[out.get('row', i)]!.resource!;
      const depth = depthOf(trace, id);
      const t = traceTime(axis.t0 + ((out.get('x0', i) + out.get('x1', i)) / 2 - axis.x0) / (1000 / trace.end));
      const there = depth.messages(depth.indexAt(t)) / depth.most.messages;
      if (depth.length < 500) expect(out.get('messages', i)).toBeCloseTo(there);
      highest = Math.max(highest, out.get('messages', i));
      expect(out.get('x1', i)).toBeGreaterThan(out.get('x0', i));
      expect(out.get('bytes', i)).toBeLessThanOrEqual(1);
    }
    expect(highest).toBe(1);
    expect(out.length).toBeLessThan(2200);
  });
});

describe('rows of several processes', () => {
  it('give a process a row of its own before it has threads, and no colour from them', () => {
    const story = new Story();
    const root = story.actor('process', 'Main', null);
    const main = story.actor('thread', 'MainThread', root);
    story.state(main, 'sleeping');
    const child = story.actor('process', 'Child', root);
    story.state(child, 'starting');
    const helper = story.actor('thread', 'Helper', root);
    story.state(helper, 'sleeping');
    const before = layRows(traceOf(story.events, 5), 400);
    expect(before.rows.map(({ kind, actor }) => `${kind} ${actor.name}`)).toEqual([
      'process Main',
      'strand MainThread',
      'strand Helper',
      'process Child',
    ]);
    const thread = story.actor('thread', 'MainThread', child);
    story.state(thread, 'sleeping');
    const after = layRows(traceOf(story.events, 5), 400);
    const colourOf = (rows: Rows) => rows.rows.find(({ actor }) => actor.id === helper)?.colour;
    expect(colourOf(after)).toBe(colourOf(before));
    expect(after.key).not.toBe(before.key);
  });
});
