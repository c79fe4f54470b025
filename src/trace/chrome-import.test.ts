import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportTrace, toChromeTrace } from './chrome-trace';
import { describeImport, openTrace, openTraceValue, type OpenedTrace } from './chrome-import';
import { isImported } from './imported';
import { saveTrace } from './json';
import { deadlock } from './samples';
import { stateAt } from './selectors';
import { anyOutput, anyTrace, eventsOf } from './testing/arbitrary';
import { problemsOfChromeTrace } from './testing/chrome-format';
import { threeFetches, vizTracerFile } from './testing/viztracer';
import { traceTime } from './ids';
import type { Result } from '../base/result';
import type { Trace } from './trace';
import { describeMoment, summarise } from './words';

function opened(result: Result<OpenedTrace>): OpenedTrace {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function refusal(result: Result<OpenedTrace>): string {
  return result.ok ? 'opened' : result.error;
}

/** A thread's stretches, as `via from-to`. */
function stretches(trace: Trace, name: string): string[] {
  const lane = trace.lanes.find(({ actor }) => actor.name === name);
  return Array.from({ length: lane?.segments.length ?? 0 }, (_, i) => {
    const { state, via, start, end } = lane!.segments.at(i);
    return `${state === 'ready' ? '-' : via} ${start * 1000}-${end * 1000}`;
  });
}

const call = (name: string, ts: number, dur: number, tid = 1) => ({ ph: 'X', pid: 1, tid, name, ts, dur });

describe('opening a file of our own', () => {
  it('gives back the very trace that was exported or saved', () => {
    fc.assert(
      fc.property(anyTrace, anyOutput, (trace, log) => {
        for (const text of [exportTrace(trace, log), saveTrace(trace, log)]) {
          const { trace: again, output, imported } = opened(openTrace(text));
          expect(eventsOf(again)).toEqual(eventsOf(trace));
          expect(again).toMatchObject({ end: trace.end, complete: trace.complete, counts: trace.counts });
          expect(output).toEqual(JSON.parse(JSON.stringify(log)));
          expect(imported).toBeNull();
        }
      }),
      { numRuns: 50 },
    );
  });

  it('finds what the export carries without a look at the rest, and reads a file that another tool has put in order', () => {
    const whole = exportTrace(deadlock());
    const spoiled = whole.replace('"traceEvents":[{', '"traceEvents":[{{{');
    expect(eventsOf(opened(openTrace(spoiled)).trace)).toEqual(eventsOf(deadlock()));
    const { interleave, ...rest } = toChromeTrace(deadlock());
    const sorted = JSON.stringify({ interleave, ...rest }, null, 2);
    expect(eventsOf(opened(openTrace(sorted)).trace)).toEqual(eventsOf(deadlock()));
  });

  it('is not misled by a program that prints what looks like a trace', () => {
    const text = '"interleave":{"format":"interleave-trace"}';
    const log = [{ stream: 'stdout' as const, text, t: 1, actor: 1 }];
    const { trace, output } = opened(openTrace(exportTrace(deadlock(), log)));
    expect(eventsOf(trace)).toEqual(eventsOf(deadlock()));
    expect(output[0]?.text).toBe(text);
  });

  it('says what is wrong with one that is damaged', () => {
    const file = toChromeTrace(deadlock());
    const damaged = { ...file, interleave: { ...file.interleave, endMicros: -1 } };
    expect(refusal(openTrace(JSON.stringify(damaged)))).toBe('The trace is damaged: its end is not a time.');
  });
});

describe("opening another tool's file", () => {
  it('draws each thread of a VizTracer file as a lane, with the innermost call at each moment', () => {
    const { trace, imported } = opened(openTraceValue(threeFetches()));
    expect(isImported(trace)).toBe(true);
    expect(trace.actors.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'process MainProcess',
      'thread MainThread',
      'thread Thread-1 (fetch)',
      'thread Thread-2 (fetch)',
      'thread Thread-3 (fetch)',
    ]);
    expect(stretches(trace, 'Thread-1 (fetch)')).toEqual([
      'fetch 700-1100',
      'time.sleep 1100-101100',
      'fetch 101100-101150',
      'parse 101150-101450',
      'fetch 101450-101700',
    ]);
    const thread = trace.actors[2]!;
    expect(stateAt(trace, thread.id, traceTime(50))).toMatchObject({ state: 'sleeping', via: 'time.sleep' });
    expect(stateAt(trace, thread.id, traceTime(1))).toMatchObject({
      state: 'running',
      place: { file: 'pages.py', line: 5 },
    });
    expect(stateAt(trace, trace.actors[1]!.id, traceTime(50))).toMatchObject({ state: 'blocked' });
    expect(imported).toMatchObject({
      tool: 'VizTracer 1.0.4',
      threads: 4,
      processes: 1,
      calls: 14,
      cut: 0,
      leftOut: [],
    });
    expect(summarise(trace)).toMatchInlineSnapshot(
      `"Up to two threads were in calls that do more than wait at the same time; which of them ran, that tool did not record. Three threads slept at the same time: 300 ms of waiting took 101 ms."`,
    );
    expect(describeMoment(trace, traceTime(50))).toMatchInlineSnapshot(`
      [
        "MainThread waits in _thread.lock.acquire.",
        "Thread-1 (fetch) waits in time.sleep.",
        "Thread-2 (fetch) waits in time.sleep.",
        "Thread-3 (fetch) waits in time.sleep.",
      ]
    `);
    expect(describeImport(imported!, trace.end)).toMatchInlineSnapshot(`
      [
        "Imported from VizTracer 1.0.4: the picture shows function calls as that tool recorded them, 14 calls in four threads over 104 ms.",
        "A strand is thick while a function is on its thread’s stack. That is not the same as running: the file does not say who held the GIL, or who waited for which lock.",
        "Calls that do nothing but wait by their names, such as time.sleep or a lock’s acquire, are drawn as waits.",
      ]
    `);
  });

  it('reads the names that older versions of VizTracer wrote, and the waits of C functions', () => {
    const { trace, imported } = opened(
      openTraceValue([
        { ...call('/usr/lib/python3.6/threading.py(727)._newname', 0, 10), cat: 'FEE' },
        call('select.epoll.poll', 10, 10),
        call('socket.socket.recv', 20, 10),
        call('my_time.sleep', 30, 10),
      ]),
    );
    expect(imported?.tool).toBe('VizTracer');
    const { segments } = trace.lanes[1]!;
    expect(segments.at(0)).toMatchObject({ via: '_newname', place: { file: 'threading.py', line: 727 } });
    expect(Array.from({ length: 4 }, (_, i) => segments.at(i).state)).toEqual([
      'running',
      'waiting',
      'waiting',
      'running',
    ]);
  });

  it('pairs B with E, ends what never ended with the recording, and takes lists without their end', () => {
    const list = [
      { ph: 'B', pid: 1, tid: 1, ts: 100, name: 'outer' },
      { ph: 'B', pid: 1, tid: 1, ts: 110, name: 'inner' },
      { ph: 'E', pid: 1, tid: 1, ts: 120 },
      { ph: 'i', pid: 1, tid: 1, ts: 150, name: 'here', s: 't' },
    ];
    const text = JSON.stringify(list);
    for (const each of [text, text.slice(0, -1), `${text.slice(0, -1)},\n`]) {
      const { trace, imported } = opened(openTrace(each));
      expect(stretches(trace, 'MainThread')).toEqual(['outer 0-10', 'inner 10-20', 'outer 20-50']);
      expect(imported?.open).toBe(1);
      expect(trace.marks.at(0)).toMatchObject({ text: 'here', t: 0.05 });
    }
  });

  it('cuts what outlasts the call around it, and says so', () => {
    const { trace, imported } = opened(
      openTraceValue([call('outer', 0, 20), call('late', 15, 20), call('next', 40, 5)]),
    );
    expect(stretches(trace, 'MainThread')).toEqual(['outer 0-15', 'late 15-20', '- 20-40', 'next 40-45']);
    expect(imported?.cut).toBe(1);
  });

  it('says what it leaves out', () => {
    const { imported } = opened(
      openTraceValue([
        call('work', 0, 5),
        { ph: 'C', pid: 1, tid: 1, ts: 1, name: 'n', args: { n: 1 } },
        { ph: 's', pid: 1, tid: 1, ts: 1, name: 'n', id: 1 },
        { ph: 'f', pid: 1, tid: 1, ts: 2, name: 'n', id: 1 },
        { ph: 'X', pid: 1, tid: 1, name: 'when?' },
        7,
      ]),
    );
    expect(describeImport(imported!, 0.005).at(-1)).toBe(
      'Not shown: 1 counters, 2 flows, 1 events without a time, 1 things that are no events.',
    );
  });

  it('opens our own export as calls when what it carries was taken away, and a foreign one again after it was saved', () => {
    const { interleave: _, ...foreign } = toChromeTrace(deadlock());
    const { trace } = opened(openTraceValue(foreign));
    expect(isImported(trace)).toBe(true);
    const again = opened(openTrace(exportTrace(trace))).trace;
    expect(eventsOf(again)).toEqual(eventsOf(trace));
    expect(isImported(again)).toBe(true);
    expect(problemsOfChromeTrace(toChromeTrace(trace))).toEqual([]);
  });

  it('at every moment shows the innermost call that goes on, as sampling the file by force does', () => {
    const calls = fc.array(
      fc.record({ start: fc.nat(40), dur: fc.integer({ min: 1, max: 30 }), tid: fc.constantFrom(1, 2) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(calls, (list) => {
        const events = list.map(({ start, dur, tid }, i) => call(`f${i}`, start, dur, tid));
        const { trace } = opened(openTraceValue(events));
        const origin = Math.min(...list.map(({ start }) => start));
        for (const lane of trace.lanes.slice(1)) {
          const tid = lane.actor.name === 'MainThread' ? 1 : 2;
          // By force: in order of their beginnings, each call within the latest one around it that has not ended.
          const cut: { name: string; start: number; end: number; depth: number }[] = [];
          for (const { name, ts, dur } of events
            .filter((event) => event.tid === tid)
            .sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
            const around = cut.filter(({ start, end }) => start <= ts && ts < end).at(-1);
            cut.push({ name, start: ts, end: Math.min(ts + dur, around?.end ?? Infinity), depth: cut.length });
          }
          for (let t = 0; t < 70; t++) {
            const inner = cut.filter(({ start, end }) => start <= t && t < end).at(-1);
            const segment = stateAt(trace, lane.actor.id, traceTime((t - origin + 0.5) / 1000));
            if (inner !== undefined) expect(segment?.via).toBe(inner.name);
            else expect(segment === null || segment.state === 'ready').toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a file that cannot be opened', () => {
  it('is refused with one sentence', () => {
    const many = Array.from({ length: 1_000_001 }, (_, i) => ({ ph: 'X', pid: 1, tid: 1, ts: i, dur: 1, name: 'f' }));
    const refusals = [
      openTrace(''),
      openTrace('hello'),
      openTrace('[1, 2'),
      openTrace('"text"'),
      openTrace('{"a": 1}'),
      openTrace('{"traceEvents": 5}'),
      openTrace('[]'),
      openTrace('[{"ph":"M","name":"process_name","args":{"name":"x"}}]'),
      openTraceValue([call('a', 0, 1), call('b', 1e12, 1)]),
      openTraceValue([call('a', -1e308, 1), call('b', 1e308, 1e308)]),
      openTraceValue(many),
      openTrace('{"format":"interleave-trace","version":99}'),
    ];
    expect(refusals.map(refusal)).toMatchInlineSnapshot(`
      [
        "This file is empty.",
        "This file is not a trace: it is not JSON. A part of it may be missing.",
        "This trace holds no function call with a time, so there is nothing to draw.",
        "This is JSON, but no trace: neither a list of events nor an object with "traceEvents".",
        "This is JSON, but no trace: neither a list of events nor an object with "traceEvents".",
        "This is JSON, but no trace: neither a list of events nor an object with "traceEvents".",
        "This trace is empty: it holds no event.",
        "This trace holds no function call with a time, so there is nothing to draw.",
        "More than 71 min 35 s pass from the first event of this trace to its last, which is more than can be drawn.",
        "More than 71 min 35 s pass from the first event of this trace to its last, which is more than can be drawn.",
        "This trace holds more than 1 million function calls, which is as much as can be drawn here. Record less of the run: VizTracer's --min_duration, --max_stack_depth and --ignore_c_function leave calls out.",
        "The trace has version 99, and this Interleave reads up to 2: a newer one is needed.",
      ]
    `);
  });

  it('never makes it throw, whatever is in it', () => {
    const value = fc.oneof(fc.anything(), fc.integer(), fc.double(), fc.constantFrom('f', 1, 2, null, -0, 1e300));
    const event = fc.record(
      {
        ph: fc.constantFrom('X', 'B', 'E', 'i', 'M', 'C', 's', 'Q', 5),
        name: fc.oneof(fc.string(), value, fc.constantFrom('process_name', 'thread_name', 'f (a.py:3)')),
        pid: fc.oneof(fc.constantFrom(1, 2, '3', 'main', NaN), value),
        tid: fc.oneof(fc.constantFrom(1, 2, '3', 'main', -1), value),
        ts: fc.oneof(fc.nat(1000), fc.double({ min: 0, max: 1e6 }), value),
        dur: fc.oneof(fc.nat(1000), value),
        args: fc.oneof(fc.record({ name: fc.string() }), value),
        cat: value,
      },
      { requiredKeys: ['ph'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: value })), (events) => {
        for (const file of [events, { traceEvents: events, viztracer_metadata: events[0] }]) {
          const result = openTraceValue(file);
          if (result.ok) {
            expect(result.value.trace.complete).toBe(true);
            expect(describeImport(result.value.imported!, 1).every((sentence) => sentence.endsWith('.'))).toBe(true);
          } else expect(result.error).toMatch(/^[A-Z].*\.$/s);
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.json(), (text) => void expect(refusal(openTrace(text))).toMatch(/opened|\.$/s)));
    fc.assert(fc.property(fc.string(), (text) => void expect(refusal(openTrace(text))).toMatch(/opened|\.$/s)));
    fc.assert(
      fc.property(fc.anything(), (anything) => void expect(refusal(openTraceValue(anything))).toMatch(/opened|\.$/s)),
    );
  });

  it('of whatever calls, makes a trace that the builder accepts', () => {
    const file = fc.array(
      fc.record({
        at: fc.nat(3000),
        dur: fc.nat(2000),
        tid: fc.nat(3),
        name: fc.constantFrom('f', 'time.sleep', 'g (a.py:4)'),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(file, (calls) => {
        const threads = [0, 1, 2, 3].map((tid) => ({
          name: `T${tid}`,
          tid,
          calls: calls
            .filter((each) => each.tid === tid)
            .map(({ at, dur, name }) => ({ at: at / 10, dur: dur / 10, name })),
        }));
        expect(refusal(openTraceValue(vizTracerFile(threads)))).toBe('opened');
      }),
    );
  });
});
