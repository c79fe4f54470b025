import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { exportTrace } from './chrome-trace';
import { actorId, traceTime } from './ids';
import { loadTrace, parseTraceFile, saveTrace, toTraceFile, type SavedOutput } from './json';
import { TraceMerger } from './merger';
import { lockContention, sampleTraces } from './samples';
import { arrivals, processStory } from './testing/processes';
import { randomStory } from './testing/story';
import type { Trace } from './trace';

function eventsOf(trace: Trace): unknown[] {
  return Array.from({ length: trace.length }, (_, i) => trace.at(i));
}

const traces = fc
  .tuple(fc.integer(), fc.nat(120), fc.boolean(), fc.boolean())
  .map(([seed, steps, finished, several]) => {
    const builder = new TraceBuilder();
    if (several) {
      const merger = new TraceMerger();
      for (const part of arrivals(processStory(seed, steps), seed)) merger.add(part);
      return finished ? merger.finish(traceTime(1000)) : merger.snapshot();
    }
    for (const event of randomStory(seed, steps)) builder.add(event);
    return finished ? builder.finish(traceTime(1000)) : builder.snapshot();
  });

const output = fc.array(
  fc.record<SavedOutput>({
    stream: fc.constantFrom('stdout', 'stderr', 'notice'),
    text: fc.string(),
    t: fc.double({ min: 0, max: 1e6, noNaN: true }).map((t) => t + 0),
    actor: fc.integer({ min: -1, max: 9 }),
  }),
  { maxLength: 4 },
);

describe('a saved trace', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(traces, output, (trace, log) => {
        for (const text of [saveTrace(trace, log), exportTrace(trace, log)]) {
          const loaded = loadTrace(text);
          if (!loaded.ok) throw new Error(loaded.error);
          expect(eventsOf(loaded.value.trace)).toEqual(eventsOf(trace));
          expect(loaded.value.trace).toMatchObject({ end: trace.end, complete: trace.complete, counts: trace.counts });
          expect(loaded.value.output).toEqual(JSON.parse(JSON.stringify(log)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is refused with one sentence when it is no trace', () => {
    const good = toTraceFile(lockContention());
    const refusals = [
      loadTrace('hello'),
      loadTrace('[1, 2]'),
      loadTrace('{"a": 1}'),
      loadTrace('{"traceEvents": []}'),
      parseTraceFile({ ...good, version: 99 }),
      parseTraceFile({ ...good, version: 'one' }),
      parseTraceFile({ ...good, version: 0 }),
      parseTraceFile({ ...good, endMicros: -4 }),
      parseTraceFile({ ...good, complete: 'yes' }),
      parseTraceFile({ ...good, strings: [1] }),
      parseTraceFile({ ...good, rows: good.rows.slice(0, -5) }),
      parseTraceFile({ ...good, rows: good.rows.replace(/.$/, '!') }),
      parseTraceFile({ ...good, output: [{ text: 'x' }] }),
      parseTraceFile({ ...good, strings: [] }),
    ];
    expect(refusals.map((result) => (result.ok ? 'accepted' : result.error))).toMatchInlineSnapshot(`
      [
        "This file is not a trace: it is not JSON.",
        "This file is not a trace of Interleave.",
        "This file is not a trace of Interleave.",
        "This is a Chrome trace from elsewhere; only those that Interleave wrote can be opened here.",
        "The trace has version 99, and this Interleave reads up to 2: a newer one is needed.",
        "The trace does not say its version.",
        "The trace has version 0, which this Interleave does not read.",
        "The trace is damaged: its end is not a time.",
        "The trace is damaged: it does not say whether the run had ended.",
        "The trace is damaged: its strings are not a list of strings.",
        "The trace is damaged: its rows are not whole, so a part of the file may be missing.",
        "The trace is damaged: its rows are not whole, so a part of the file may be missing.",
        "The trace is damaged: its output is not a list of pieces of text.",
        "The trace tells a story that cannot be: at 0 ms, an actor-start event speaks of string 2, but there are only 1 strings.",
      ]
    `);
  });

  it('of an earlier version is read as it was, and none may lack what it counts', () => {
    const good = toTraceFile(lockContention());
    const old = parseTraceFile({ ...good, version: 1 });
    expect(old.ok && eventsOf(old.value.trace)).toEqual(eventsOf(lockContention()));
    const builder = new TraceBuilder('any');
    builder.add({
      kind: 'actor-start',
      t: traceTime(0),
      actor: actorId(1),
      actorKind: 'process',
      name: 'B',
      parent: null,
    });
    builder.add({
      kind: 'actor-start',
      t: traceTime(1),
      actor: actorId(0),
      actorKind: 'process',
      name: 'A',
      parent: null,
    });
    const file = toTraceFile(builder.snapshot());
    expect(parseTraceFile(file).ok).toBe(true);
    const half = toTraceFile({ ...builder.snapshot(), length: 1, at: (i) => builder.snapshot().at(i) });
    expect(parseTraceFile(half)).toMatchObject({
      ok: false,
      error:
        'The trace tells a story that cannot be: actor 0 is missing, although there are actors with higher numbers.',
    });
  });

  it('never throws, whatever is in the file', () => {
    const good = toTraceFile(lockContention());
    fc.assert(fc.property(fc.anything(), (value) => void parseTraceFile(value)));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), fc.anything(), (key, value) => {
        void parseTraceFile({ ...good, [key]: value });
      }),
    );
    fc.assert(
      fc.property(fc.nat(good.rows.length - 1), fc.constantFrom('A', '/', 'z', '='), (at, sign) => {
        void parseTraceFile({ ...good, rows: good.rows.slice(0, at) + sign + good.rows.slice(at + 1) });
      }),
    );
  });

  it('in samples/ is what the maker makes today', () => {
    for (const { id, trace } of sampleTraces()) {
      const file = readFileSync(new URL(`../../samples/${id}.trace.json`, import.meta.url), 'utf8');
      expect(file, `${id}: run node --import tsx samples/make-samples.ts`).toBe(`${exportTrace(trace)}\n`);
    }
  });
});
