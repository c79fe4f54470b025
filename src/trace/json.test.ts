import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok, type Result } from '../base/result';
import { MAX_EVENTS, TraceBuilder } from './builder';
import { exportTrace } from './chrome-trace';
import { actorId, traceTime } from './ids';
import {
  loadTrace,
  parseTraceFile,
  saveTrace,
  toTraceFile,
  type LoadedTrace,
  type SavedOutput,
  type TraceFile,
} from './json';
import { TraceMerger } from './merger';
import { lockContention, sampleTraces } from './samples';
import { arrivals, processStory } from './testing/processes';
import { randomStory } from './testing/story';
import type { Trace } from './trace';
import { TraceWriter, type TraceBatch } from './writer';

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

  describe('that was changed', () => {
    /** Whatever is opened can be read to its end and told again; whatever is refused is refused in one sentence. */
    function holdsUp(result: Result<LoadedTrace>): void {
      if (!result.ok) {
        expect(result.error).toMatch(/^(?:The|This) [^\n]{5,450}\.$/u);
        return;
      }
      const { trace } = result.value;
      const builder = new TraceBuilder('any');
      for (let i = 0; i < trace.length; i++) builder.add(trace.at(i));
      const again = trace.complete ? builder.finish(trace.end) : builder.snapshot();
      expect(again.counts).toEqual(trace.counts);
      for (const { segments } of trace.lanes) for (let i = 0; i < segments.length; i++) segments.at(i);
      for (const { id } of trace.resources) {
        const holds = trace.holds(id);
        for (let i = 0; i < holds.length; i++) expect(holds.at(i).actor).toBe(holds.holder(i));
      }
      for (let i = 0; i < trace.messages.length; i++) trace.messages.at(i);
      for (let i = 0; i < trace.marks.length; i++) trace.marks.at(i);
    }
    const rowsOf = (file: TraceFile) => new Int32Array(Uint8Array.from(Buffer.from(file.rows, 'base64')).buffer);
    const withRows = (file: TraceFile, rows: Int32Array): TraceFile => ({
      ...file,
      rows: Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength).toString('base64'),
    });
    const word = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }));
    const spot = fc.nat(1_000_000);

    it('in one of its numbers is a trace all the same or is refused in a sentence', () => {
      let refused = 0;
      let opened = 0;
      fc.assert(
        fc.property(traces, fc.array(fc.tuple(spot, word), { minLength: 1, maxLength: 3 }), (trace, changes) => {
          const file = toTraceFile(trace);
          const rows = rowsOf(file);
          if (rows.length === 0) return;
          for (const [at, value] of changes) rows[at % rows.length] = value;
          const result = parseTraceFile(withRows(file, rows));
          holdsUp(result);
          if (result.ok) opened++;
          else refused++;
        }),
        { numRuns: 250 },
      );
      // Both happen, or this test says nothing.
      expect(Math.min(refused, opened)).toBeGreaterThan(5);
    });

    it('by rows that are missing, doubled or out of order is a trace all the same or is refused in a sentence', () => {
      fc.assert(
        fc.property(traces, fc.constantFrom('drop', 'double', 'swap', 'cut'), spot, spot, (trace, how, from, to) => {
          const file = toTraceFile(trace);
          if (trace.length === 0) return;
          const all = rowsOf(file);
          const rows = Array.from({ length: trace.length }, (_, i) => [...all.subarray(i * 6, i * 6 + 6)]);
          const [a, b] = [from % rows.length, to % rows.length];
          if (how === 'drop') rows.splice(a, 1);
          else if (how === 'double') rows.splice(b, 0, rows[a] as number[]);
          else if (how === 'cut') rows.length = a;
          else [rows[a], rows[b]] = [rows[b] as number[], rows[a] as number[]];
          holdsUp(parseTraceFile(withRows(file, Int32Array.from(rows.flat()))));
        }),
        { numRuns: 150 },
      );
    });

    it('in its text is a trace all the same or is refused in a sentence', () => {
      fc.assert(
        fc.property(traces, output, spot, fc.nat(30), fc.string({ maxLength: 9 }), (trace, log, from, length, text) => {
          const whole = saveTrace(trace, log);
          const at = from % whole.length;
          holdsUp(loadTrace(whole.slice(0, at) + text + whole.slice(at + length)));
        }),
        { numRuns: 150 },
      );
    });

    it('in one of its members is a trace all the same or is refused in a sentence', () => {
      const file = toTraceFile(lockContention());
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(file)), fc.jsonValue(), (key, value) =>
          holdsUp(parseTraceFile({ ...file, [key]: value })),
        ),
      );
      const strings = file.strings.map((text) => `${text}\n${'x'.repeat(3000)}`);
      const rows = rowsOf(file);
      rows[rows.length - 5] = 99;
      holdsUp(parseTraceFile({ ...withRows(file, rows), strings }));
    });

    it('is refused without a look at it when it is larger than any trace can be', () => {
      const file = toTraceFile(lockContention());
      expect(parseTraceFile({ ...file, rows: 'A'.repeat(MAX_EVENTS * 32 + 32) })).toEqual({
        ok: false,
        error: 'The trace has more than 5,000,000 events, which is more than can be opened.',
      });
      let deep: unknown = file;
      for (let i = 0; i < 100_000; i++) deep = { interleave: deep };
      holdsUp(parseTraceFile(deep));
      holdsUp(parseTraceFile({ interleave: file }));
      expect(parseTraceFile({ interleave: file }).ok).toBe(true);
    });

    it('is read in time that grows with its length, whoever holds what for how long', { timeout: 60_000 }, () => {
      const count = 60_000;
      for (const kind of ['semaphore', 'pipe'] as const) {
        const writer = new TraceWriter();
        for (let p = 0; p < 3; p++) writer.actorStart(0, p, 'process', `P${p}`, p === 0 ? null : 0);
        writer.resource(0, 0, kind, 'shared', 0, false);
        for (let i = 0; i < count; i++) writer.acquire(1, 1, 0, -1);
        // One that holds nothing lets go, and the oldest hold ends.
        for (let i = 0; i < count / 2; i++) writer.release(2, 2, 0, -1);
        for (let i = 0; i < count && kind === 'pipe'; i++) writer.send(3, 0, 0, 7, 1, 0);
        for (let i = 0; i < count && kind === 'pipe'; i++) writer.receive(4, 1, 0, 7, 1, 0);
        const batch = writer.take() as TraceBatch;
        const builder = new TraceBuilder();
        const began = performance.now();
        builder.addBatch(batch.rows, batch.strings);
        expect(performance.now() - began).toBeLessThan(10_000);
        holdsUp(ok({ trace: builder.finish(traceTime(5)), output: [] }));
      }
    });
  });

  it('in samples/ is what the maker makes today', () => {
    for (const { id, trace } of sampleTraces()) {
      const file = readFileSync(new URL(`../../samples/${id}.trace.json`, import.meta.url), 'utf8');
      expect(file, `${id}: run node --import tsx samples/make-samples.ts`).toBe(`${exportTrace(trace)}\n`);
    }
  });
});
