import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTOR_STATES } from '../../trace/events';
import { actorId, traceTime } from '../../trace/ids';
import { deadlock, EMPTY_TRACE, gilTurns, lockContention, sleepers } from '../../trace/samples';
import { TraceBuilder } from '../../trace/builder';
import { Story } from '../../trace/story';
import type { Trace } from '../../trace/trace';
import { ALONE, beadAt, createGeometry, layoutCloth, NODE_HOLD, SPAN_LIT, SPAN_OPEN, STATE_CODE } from './cloth-layout';
import { deadlockOf } from '../../trace/deadlock';
import { layRows, rowAt, rowCentre, strandColours } from './rows';
import { traceOf, workload } from './testing/story-traces';
import { toT, type Axis, type Viewport } from './viewport';

const WIDTH = 1000;

function lay(
  trace: Trace,
  view: Viewport,
  more: Partial<Parameters<typeof layoutCloth>[3]> = {},
  out = createGeometry(),
) {
  const rows = layRows(trace, 400);
  const axis: Axis = { ...view, x0: 0, x1: WIDTH };
  const options = { firstRow: 0, endRow: rows.rows.length, highlight: null, edge: null, showInternal: false, ...more };
  return { rows, axis, out: layoutCloth(trace, rows, axis, options, out) };
}

const anyWorkload = fc.record({
  threads: fc.integer({ min: 1, max: 9 }),
  ms: fc.integer({ min: 5, max: 800 }),
  away: fc.constantFrom(0, 0.2, 0.7),
  locking: fc.constantFrom(0, 0.4),
  interval: fc.constantFrom(0.3, 5),
  seed: fc.integer({ min: 0, max: 1000 }),
});
/** One lane with many short stretches and a few long ones, some of no length at all. */
const anyLane = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 2, 3, 40, 900, 20_000), fc.constantFrom(...ACTOR_STATES)), {
    minLength: 1,
    maxLength: 300,
  })
  .map((parts) => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'T', process);
    for (const [micros, state] of parts) {
      story.pass(micros / 1000);
      story.state(thread, state);
    }
    return traceOf(story.events, story.now + 1);
  });
const anyView = fc
  .tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.double({ min: 0.001, max: 1, noNaN: true }))
  .map(([from, length]) => (trace: Trace) => {
    const t0 = from * trace.end;
    return { t0, t1: Math.min(trace.end, t0 + Math.max(length * trace.end, 0.02)) };
  });

describe('the layout of the cloth', () => {
  it('never shows two running stretches of one process at the same time', () => {
    fc.assert(
      fc.property(anyWorkload, anyView, (work, viewOf) => {
        const trace = traceOf(workload(work), work.ms);
        const { spans } = lay(trace, viewOf(trace)).out;
        const running = [];
        for (let i = 0; i < spans.length; i++) {
          if (spans.get('state', i) === STATE_CODE.running)
            running.push([spans.get('x0', i), spans.get('x1', i)] as const);
        }
        running.sort((a, b) => a[0] - b[0]);
        for (let i = 1; i < running.length; i++)
          expect(running[i]![0]).toBeGreaterThanOrEqual(running[i - 1]![1] - 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('costs no more than the pixels it covers, however many events lie under them', () => {
    const few = traceOf(workload({ threads: 4, ms: 2000, interval: 1 }), 2000);
    const many = traceOf(workload({ threads: 4, ms: 60_000, interval: 1 }), 60_000);
    expect(many.length).toBeGreaterThan(20 * few.length);
    for (const trace of [few, many]) {
      const { out } = lay(trace, { t0: 0, t1: trace.end });
      // Four lanes and one ribbon: a span and a woven part at most for two pixels, and two ends of a block to count for each.
      expect(out.spans.length + out.weave.length).toBeLessThanOrEqual(4 * 2 * (WIDTH / 2 + 4));
      expect(out.steps).toBeLessThanOrEqual(5 * (WIDTH / 2 + 4) * 70);
    }
  });

  it('costs less when the same stretch is laid out again', () => {
    const trace = traceOf(workload({ threads: 4, ms: 60_000, interval: 1 }), 60_000);
    const out = createGeometry();
    const first = lay(trace, { t0: 0, t1: 60_000 }, {}, out).out.steps;
    const second = lay(trace, { t0: 10, t1: 60_000 }, {}, out).out.steps;
    expect(second).toBeLessThan(first / 3);
  });

  it('lays out the same with what it kept from before as without', () => {
    fc.assert(
      fc.property(anyWorkload, fc.array(anyView, { minLength: 2, maxLength: 5 }), (work, views) => {
        const trace = traceOf(workload(work), work.ms);
        const kept = createGeometry();
        for (const viewOf of views) {
          const view = viewOf(trace);
          const again = lay(trace, view, {}, kept).out;
          const anew = lay(trace, view).out;
          for (const table of ['spans', 'weave', 'ribbon', 'bands'] as const) {
            expect(again[table].length).toBe(anew[table].length);
          }
          for (let i = 0; i < anew.weave.length; i++) {
            expect(again.weave.get('running', i)).toBe(anew.weave.get('running', i));
            expect(again.weave.get('x', i)).toBe(anew.weave.get('x', i));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what it counted while the run grows, without keeping what may still change', () => {
    const events = workload({ threads: 3, ms: 300, away: 0.3, interval: 1 });
    const builder = new TraceBuilder();
    const kept = createGeometry();
    events.forEach((event, i) => {
      builder.add(event);
      if (i % 29 === 0) lay(builder.snapshot(), { t0: 0, t1: 300 }, {}, kept);
    });
    const trace = builder.finish(traceTime(300));
    const again = lay(trace, { t0: 0, t1: 300 }, {}, kept).out;
    const anew = lay(trace, { t0: 0, t1: 300 }).out;
    const shares = (out: typeof anew) =>
      Array.from({ length: out.weave.length }, (_, i) => out.weave.get('running', i));
    expect(shares(again)).toEqual(shares(anew));
    expect(again.spans.length).toBe(anew.spans.length);
  });

  it('never hides the only turn of a lane, however far it is zoomed out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_000 }), fc.integer({ min: 1, max: 2000 }), (at, micros) => {
        const story = new Story();
        const process = story.actor('process', 'P');
        const thread = story.actor('thread', 'T', process);
        story.state(thread, 'sleeping');
        story.at(at).state(thread, 'running');
        story.pass(micros / 1000).state(thread, 'sleeping');
        const { out } = lay(traceOf(story.events, 100_000), { t0: 0, t1: 100_000 });
        const wide = Array.from({ length: out.spans.length }, (_, i) => out.spans.get('state', i));
        const woven = Array.from({ length: out.weave.length }, (_, i) => out.weave.get('alone', i));
        expect(wide.includes(STATE_CODE.running) || woven.filter((mark) => mark === ALONE).length === 1).toBe(true);
      }),
    );
  });

  it('says of every column what brute force says, and loses no time between columns and spans', () => {
    const CLASSES = ['running', 'ready', 'blocked', 'away'] as const;
    const classOf = (state: string) =>
      ['running', 'pickling', 'unpickling'].includes(state)
        ? 'running'
        : state === 'ready'
          ? 'ready'
          : state === 'blocked' || state === 'sending'
            ? 'blocked'
            : 'away';
    const overlap = (a0: number, a1: number, b0: number, b1: number) =>
      Math.max(0, Math.min(a1, b1) - Math.max(a0, b0));
    fc.assert(
      fc.property(
        fc.oneof(
          anyWorkload.map((work) => traceOf(workload(work), work.ms)),
          anyLane,
        ),
        fc.array(anyView, { minLength: 1, maxLength: 3 }),
        (trace, views) => {
          const kept = createGeometry();
          for (const viewOf of views) {
            const view = viewOf(trace);
            const { out, rows, axis } = lay(trace, view, {}, kept);
            const dt = toT(axis, axis.x0 + out.columnWidth) - axis.t0;
            const first = Math.floor(axis.t0 / dt + 1e-9);
            const woven = new Map<string, number>();
            for (let i = 0; i < out.weave.length; i++) {
              const key = `${out.weave.get('row', i)}/${Math.round(toT(axis, out.weave.get('x', i)) / dt)}`;
              expect(woven.has(key)).toBe(false);
              woven.set(key, i);
            }
            rows.rows.forEach((row, r) => {
              const segments = trace.lanes[row.actor.id]!.segments;
              const spans = [];
              for (let i = 0; i < out.spans.length; i++) {
                if (out.spans.get('row', i) === r)
                  spans.push([toT(axis, out.spans.get('x0', i)), toT(axis, out.spans.get('x1', i))] as const);
              }
              for (let c = first; c * dt < axis.t1; c++) {
                const shares = { running: 0, ready: 0, blocked: 0, away: 0 };
                let living = 0;
                for (let i = 0; i < segments.length; i++) {
                  const part = overlap(segments.start(i), segments.end(i), c * dt, (c + 1) * dt);
                  living += part;
                  if (segments.end(i) - segments.start(i) < dt * (1 - 1e-9))
                    shares[classOf(segments.at(i).state)] += part / dt;
                }
                const at = woven.get(`${r}/${c}`);
                let told = spans.reduce((sum, [t0, t1]) => sum + overlap(t0, t1, c * dt, (c + 1) * dt), 0);
                for (const name of at === undefined ? [] : CLASSES) {
                  const share = out.weave.get(name, at!);
                  expect(share).toBeCloseTo(shares[name], 6);
                  told += share * dt;
                }
                expect(told / dt).toBeCloseTo(living / dt, 4);
              }
            });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('says between which rows the GIL went to and fro as brute force does', () => {
    fc.assert(
      fc.property(anyWorkload, anyView, (work, viewOf) => {
        const trace = traceOf(workload({ ...work, interval: 0.3 }), work.ms);
        const { out, rows, axis } = lay(trace, viewOf(trace));
        const holds = trace.holds(trace.resources.find(({ kind }) => kind === 'gil')!.id);
        for (let i = 0; i < out.ribbon.length; i++) {
          if (out.ribbon.get('kind', i) === NODE_HOLD) continue;
          const [t0, t1] = [toT(axis, out.ribbon.get('x0', i)), toT(axis, out.ribbon.get('x1', i))];
          const touched = [];
          for (let k = 0; k < holds.length; k++) {
            if (holds.start(k) > t0 - 1e-6 && holds.end(k) < t1 + 1e-6) touched.push(rows.rowOf[holds.at(k).actor]!);
          }
          const from = out.ribbon.get('from', i);
          if (from >= 0) touched.push(from);
          expect([out.ribbon.get('lo', i), out.ribbon.get('hi', i)]).toEqual([
            Math.min(...touched),
            Math.max(...touched),
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('shares a column among the states in proportion to their time', () => {
    const trace = traceOf(workload({ threads: 4, ms: 20_000, interval: 1, away: 0 }), 20_000);
    const { out } = lay(trace, { t0: 0, t1: 20_000 });
    let sum = 0;
    for (let i = 0; i < out.weave.length; i++) sum += out.weave.get('running', i) * out.columnWidth;
    for (let i = 0; i < out.spans.length; i++) {
      if (out.spans.get('state', i) === STATE_CODE.running) sum += out.spans.get('x1', i) - out.spans.get('x0', i);
    }
    // Somebody runs all the time, so the running shares of all lanes together fill the width once.
    expect(sum / WIDTH).toBeGreaterThan(0.9);
    expect(sum / WIDTH).toBeLessThan(1.1);
  });

  it('joins what looks the same, but not what is lit with what is not', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'T', process);
    for (const line of [1, 2, 2, 3]) {
      story.state(thread, 'running', { place: { file: 'main.py', line } });
      story.pass(10);
    }
    const trace = traceOf(story.events, 40);
    const view = { t0: 0, t1: 40 };
    expect(lay(trace, view).out.spans.length).toBe(1);
    const { spans } = lay(trace, view, { highlight: { file: 'main.py', line: 2 } }).out;
    expect(Array.from({ length: spans.length }, (_, i) => spans.get('flags', i))).toEqual([0, SPAN_LIT, 0]);
    expect(spans.get('x1', 1) - spans.get('x0', 1)).toBeCloseTo(WIDTH / 2);
  });

  it('draws the ribbon through each holder in turn, from one to the next', () => {
    const trace = gilTurns();
    const { out, rows } = lay(trace, { t0: 0, t1: trace.end });
    const names = [];
    for (let i = 0; i < out.ribbon.length; i++) {
      expect(out.ribbon.get('kind', i)).toBe(NODE_HOLD);
      if (i > 0) expect(out.ribbon.get('from', i)).toBe(out.ribbon.get('row', i - 1));
      names.push(rows.rows[out.ribbon.get('row', i)]?.actor.name);
    }
    expect(names.join(' ')).toBe('MainThread A B C A B C A B C MainThread');
  });

  it('puts the bead on the strand that holds the GIL, at rest exactly and while it moves between the two', () => {
    const trace = gilTurns();
    const { rows, axis } = lay(trace, { t0: 0, t1: trace.end });
    const gil = trace.resources.find(({ kind }) => kind === 'gil')!;
    const holds = trace.holds(gil.id);
    for (let i = 0; i < holds.length; i++) {
      const hold = holds.at(i);
      const row = rows.rowOf[hold.actor]!;
      const at = (t: number, still: boolean) => beadAt(trace, gil.id, t, axis, (r) => rowCentre(rows, r), rows, still)!;
      expect(at(hold.start, true)).toMatchObject({ row, y: rowCentre(rows, row), held: true });
      const middle = (hold.start + hold.end) / 2;
      expect(at(middle, false).y).toBeCloseTo(rowCentre(rows, row), 3);
      if (i === 0) continue;
      const before = rowCentre(rows, rows.rowOf[holds.at(i - 1).actor]!);
      expect(at(hold.start, false).y).toBeCloseTo((before + rowCentre(rows, row)) / 2, 0);
    }
  });

  it('wraps each hold of a lock in a band on its holder, and hides the library’s own locks unless asked', () => {
    const trace = lockContention();
    const { out, rows } = lay(trace, { t0: 0, t1: trace.end });
    const names = Array.from({ length: out.bands.length }, (_, i) => rows.rows[out.bands.get('row', i)]?.actor.name);
    expect(names).toEqual(['A', 'B', 'C']);

    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'T', process);
    const mutex = story.resource('lock', 'mutex', process, true);
    story.state(thread, 'running');
    story.acquire(thread, mutex);
    story.pass(5).release(thread, mutex);
    const inner = traceOf(story.events, 10);
    expect(lay(inner, { t0: 0, t1: 10 }).out.bands.length).toBe(0);
    expect(lay(inner, { t0: 0, t1: 10 }, { showInternal: true }).out.bands.length).toBe(1);
  });

  it('continues the states of a live run to its edge, marked as not yet heard of', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const thread = story.actor('thread', 'T', process);
    story.state(thread, 'sleeping');
    story.pass(10).mark(thread, 'x');
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    const { spans } = lay(builder.snapshot(), { t0: 0, t1: 100 }, { edge: 50 }).out;
    expect(spans.length).toBe(2);
    expect([spans.get('x0', 1), spans.get('x1', 1), spans.get('flags', 1)]).toEqual([100, 500, SPAN_OPEN]);
  });

  it('lays out nothing for nothing', () => {
    const { out } = lay(EMPTY_TRACE, { t0: 0, t1: 1 });
    expect([out.spans.length, out.weave.length, out.ribbon.length, out.bands.length]).toEqual([0, 0, 0, 0]);
    expect(lay(sleepers(), { t0: 5, t1: 5 }).out.spans.length).toBe(0);
  });
});

describe('the rows of the cloth', () => {
  it('puts tasks under the thread that runs them, and folds them into it where there are many or where it is asked to', () => {
    const withTasks = (count: number) => {
      const story = new Story();
      const process = story.actor('process', 'MainProcess');
      const thread = story.actor('thread', 'MainThread', process);
      const main = story.actor('task', 'main', thread);
      // Made by another task, and run by the same thread.
      for (let i = 1; i < count; i++) story.actor('task', `task-${i}`, main);
      for (let i = 0; i < count; i++) story.state(main + i, 'sleeping');
      story.actor('thread', 'Other', process);
      const builder = new TraceBuilder();
      for (const event of story.events) builder.add(event);
      return { trace: builder.finish(story.now), thread };
    };
    const names = (count: number, folded: boolean) => {
      const { trace, thread } = withTasks(count);
      const rows = layRows(trace, 4000, 11, 62, {
        folded: new Set(folded ? [actorId(thread)] : []),
        showInternal: false,
      });
      for (const { id, kind } of trace.actors) {
        const row = rows.rows[rows.rowOf[id] ?? -1];
        expect(row === undefined).toBe(kind === 'process');
        if (kind === 'task' && row?.actor.id !== id) expect(row?.actor.id).toBe(thread);
      }
      return rows.rows.map(({ actor }) => actor.name);
    };
    expect(names(3, false)).toEqual(['MainThread', 'main', 'task-1', 'task-2', 'Other']);
    expect(names(3, true)).toEqual(['MainThread', 'Other']);
    expect(names(100, false)).toEqual(['MainThread', 'Other']);
    expect(names(100, true)).toHaveLength(102);
  });

  it('shows threads and not their only process', () => {
    expect(layRows(gilTurns(), 400).rows.map(({ actor }) => actor.name)).toEqual(['MainThread', 'A', 'B', 'C']);
  });

  it('puts each of several processes over its own threads', () => {
    const rows = layRows(traceOf(workload({ processes: 2, threads: 2, ms: 20 }), 20), 400).rows;
    expect(rows.map(({ kind, actor }) => `${kind} ${actor.name}`)).toEqual([
      'process MainProcess',
      'strand MainThread',
      'strand Thread-1',
      'process SpawnProcess-1',
      'strand MainThread',
      'strand Thread-1',
    ]);
  });

  it('gives the main colour to the program’s first thread alone, and one of eight to every other', () => {
    const trace = traceOf(workload({ processes: 3, threads: 4, ms: 20 }), 20);
    const colours = trace.actors.filter(({ kind }) => kind === 'thread').map(({ id }) => strandColours(trace)[id]);
    expect(colours).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3]);
  });

  it('shrinks lanes to fit, down to a least height, and then becomes higher than its space', () => {
    const heights = [1, 8, 30, 1000].map((threads) => {
      const rows = layRows(traceOf(workload({ threads, ms: 10 }), 10), 400);
      return [rows.laneHeight, rows.height > 400];
    });
    expect(heights).toEqual([
      [62, false],
      [50, false],
      [13, false],
      [12, true],
    ]);
  });

  it('finds the row at any height', () => {
    const rows = layRows(traceOf(workload({ processes: 2, threads: 3, ms: 10 }), 10), 300);
    rows.rows.forEach((_, i) => expect(rowAt(rows, rowCentre(rows, i))).toBe(i));
    expect([rowAt(rows, -1), rowAt(rows, rows.height + 1)]).toEqual([-1, -1]);
  });
});

describe('a deadlock', () => {
  it('is found at the end of a run that ended in one, and nowhere else', () => {
    const names = (trace: Trace) =>
      deadlockOf(trace).map(({ from, to }) => [trace.actors[from]?.name, trace.actors[to]?.name]);
    expect(names(deadlock())).toEqual([
      ['transfer-1', 'transfer-2'],
      ['transfer-2', 'transfer-1'],
    ]);
    expect(names(gilTurns())).toEqual([]);
  });

  it('is found although the stuck threads were ended by force', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const threads = ['x', 'y'].map((name) => story.actor('thread', name, process));
    const locks = ['a', 'b'].map((name) => story.resource('lock', name, process));
    threads.forEach((thread, i) => story.acquire(thread, locks[i]!));
    threads.forEach((thread, i) => story.state(thread, 'blocked', { on: locks[1 - i]! }));
    story.pass(5);
    for (const thread of threads) story.end(thread, 'killed');
    expect(deadlockOf(traceOf(story.events, 5))).toHaveLength(2);
  });
});
