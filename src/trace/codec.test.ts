import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EVENT,
  MAX_FILE_INDEX,
  MAX_LINE,
  MAX_PICKLING_MICROS,
  MAX_STRINGS,
  MAX_TEXT,
  NONE,
  ROW_INTS,
  SHARED_ID,
  STATE,
  decodeEvent,
  decodePlace,
  encodeEvent,
  encodePlace,
  fromMicros,
  toMicros,
} from './codec';
import {
  ACTOR_KINDS,
  ACTOR_STATES,
  ENDINGS,
  EVENT_KINDS,
  HAND_OVER_REASONS,
  RESOURCE_KINDS,
  STREAMS,
  type Place,
  type TraceEvent,
} from './events';
import { actorId, resourceId } from './ids';
import { TraceWriter, type TraceBatch } from './writer';

const t = fc.integer({ min: 0, max: 0xffff_ffff }).map(fromMicros);
const id = fc.nat(0x7fff_ffff);
const unsigned = fc.integer({ min: 0, max: 0xffff_ffff });
const actor = id.map(actorId);
const resource = id.map(resourceId);
const text = fc.string({ maxLength: 40 });
const place: fc.Arbitrary<Place | null> = fc.option(
  fc.record({ file: fc.constantFrom('main.py', 'bank.py', 'pkg/a.py'), line: fc.integer({ min: 1, max: MAX_LINE }) }),
);

/** Every event that the layout can carry, legal in a story or not. */
const event: fc.Arbitrary<TraceEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('actor-start' as const),
    t,
    actor,
    actorKind: fc.constantFrom(...ACTOR_KINDS),
    name: text,
    parent: fc.option(actor),
  }),
  fc.record({ kind: fc.constant('actor-name' as const), t, actor, name: text }),
  fc.record({ kind: fc.constant('actor-end' as const), t, actor, ending: fc.constantFrom(...ENDINGS) }),
  fc.record({
    kind: fc.constant('state' as const),
    t,
    actor,
    state: fc.constantFrom(...ACTOR_STATES.filter((state) => state !== 'joining')),
    resource: fc.option(resource),
    target: fc.constant(null),
    via: text,
    place,
  }),
  fc.record({
    kind: fc.constant('state' as const),
    t,
    actor,
    state: fc.constant('joining' as const),
    resource: fc.constant(null),
    target: fc.option(actor),
    via: text,
    place,
  }),
  fc.record({
    kind: fc.constant('resource' as const),
    t,
    resource,
    resourceKind: fc.constantFrom(...RESOURCE_KINDS),
    name: text,
    process: actor,
    internal: fc.boolean(),
    runWide: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('resource-name' as const), t, resource, name: text }),
  fc.record({ kind: fc.constantFrom('acquire' as const, 'release' as const), t, actor, resource, place }),
  fc.record({
    kind: fc.constant('hand-over' as const),
    t,
    resource,
    from: actor,
    to: actor,
    reason: fc.constantFrom(...HAND_OVER_REASONS),
  }),
  fc.record({
    kind: fc.constant('output' as const),
    t,
    actor,
    stream: fc.constantFrom(...STREAMS),
    offset: id,
    length: id,
  }),
  fc.record({ kind: fc.constant('omitted' as const), t, actor, resource: fc.option(resource), count: id }),
  fc.record({ kind: fc.constant('mark' as const), t, actor, text, lastedMicros: unsigned, place }),
  fc.record({
    kind: fc.constant('send' as const),
    t,
    actor,
    resource,
    offset: unsigned,
    bytes: unsigned,
    picklingMicros: fc.nat(MAX_PICKLING_MICROS),
  }),
  fc.record({
    kind: fc.constant('receive' as const),
    t,
    actor,
    resource,
    offset: unsigned,
    bytes: unsigned,
    unpicklingMicros: fc.nat(MAX_PICKLING_MICROS),
  }),
);

function taken(writer: TraceWriter): TraceBatch {
  return writer.take() ?? { rows: new Int32Array(0), strings: [] };
}

describe('the codec', () => {
  it('gives back every event that it was given', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const writer = new TraceWriter();
        for (const file of ['main.py', 'bank.py', 'pkg/a.py']) writer.intern(file);
        const rows = new Int32Array(events.length * ROW_INTS);
        events.forEach((one, i) => encodeEvent(one, writer, rows, i * ROW_INTS));
        const strings = ['', ...taken(writer).strings];
        expect(events.map((_, i) => decodeEvent(rows, i, strings))).toEqual(events);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every place that fits, and makes "no place" of every other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 3000 }), fc.integer({ min: -5, max: 2 ** 21 }), (file, line) => {
        const code = encodePlace(file, line);
        const fits = file >= 1 && file <= MAX_FILE_INDEX && line >= 1 && line <= MAX_LINE;
        const strings: string[] = [];
        strings[file < 0 ? 0 : file] = 'x.py';
        expect(decodePlace(code, strings)).toEqual(fits ? { file: 'x.py', line } : null);
      }),
    );
    expect(encodePlace(MAX_FILE_INDEX, MAX_LINE)).toBe(0x7fff_ffff);
  });

  it('holds times within the word, to the microsecond', () => {
    expect([toMicros(-1), toMicros(0.0004), toMicros(41.2), toMicros(Number.NaN)]).toEqual([0, 0, 41_200, 0]);
    expect(toMicros(1e9)).toBe(0xffff_ffff);
  });

  it('never changes a code: traces of last year stay readable', () => {
    expect([...EVENT_KINDS, ...ACTOR_STATES, ...RESOURCE_KINDS, ...ACTOR_KINDS].join(' ')).toMatchInlineSnapshot(
      `"actor-start actor-name actor-end state resource resource-name acquire release hand-over output omitted mark send receive starting running ready blocked joining sleeping waiting pickling unpickling sending receiving gil lock rlock semaphore condition event queue pipe host other shared-memory barrier process thread task worker event-loop"`,
    );
    expect([...ENDINGS, ...HAND_OVER_REASONS, ...STREAMS].join(' ')).toMatchInlineSnapshot(
      `"returned raised killed cancelled interval blocked ended released stdout stderr notice"`,
    );
    expect([EVENT['hand-over'], STATE.waiting]).toEqual([8, 6]);
  });
});

describe('TraceWriter', () => {
  /** One call of each method, with what it must mean. */
  it('writes what its methods say', () => {
    const writer = new TraceWriter();
    const place = writer.place('main.py', 12);
    writer.actorStart(0, 0, 'process', 'Main', null);
    writer.actorStart(0.1, 1, 'thread', 'A', 0);
    writer.actorName(0.2, 1, 'Alice');
    writer.resource(0.3, 0, 'lock', 'lock_a', 0, true);
    writer.resourceName(0.4, 0, 'lock_b');
    writer.state(0.5, 1, STATE.blocked, 0, writer.intern('Lock.acquire'), place);
    writer.state(0.6, 1, STATE.joining, 0, 0, NONE);
    writer.acquire(0.7, 1, 0, place);
    writer.release(0.8, 1, 0, NONE);
    writer.handOver(0.9, 0, 1, 0, 'released');
    writer.output(1, 1, 'stderr', 5, 7);
    writer.omitted(1.1, 1, 0, 40);
    writer.mark(1.2, 1, 'here', 0.7);
    writer.actorEnd(1.3, 1, 'raised');
    writer.resource(1.4, SHARED_ID + 5, 'pipe', 'results', 0, false);
    writer.send(1.5, 1, SHARED_ID + 5, 0xffff_fff0, 1200, 0.08);
    writer.send(1.6, 1, SHARED_ID + 5, 2 ** 32 + 1, 4, 1e9);
    writer.receive(1.7, 1, SHARED_ID + 5, 0xffff_fff0, 1200, 0.0001);
    writer.receive(1.8, 1, SHARED_ID + 5, 0, 0, 0);
    const { rows, strings } = taken(writer);
    const at = { file: 'main.py', line: 12 };
    const pipe = SHARED_ID + 5;
    expect(Array.from({ length: 19 }, (_, i) => decodeEvent(rows, i, ['', ...strings]))).toEqual([
      { kind: 'actor-start', t: 0, actor: 0, actorKind: 'process', name: 'Main', parent: null },
      { kind: 'actor-start', t: 0.1, actor: 1, actorKind: 'thread', name: 'A', parent: 0 },
      { kind: 'actor-name', t: 0.2, actor: 1, name: 'Alice' },
      {
        kind: 'resource',
        t: 0.3,
        resource: 0,
        resourceKind: 'lock',
        name: 'lock_a',
        process: 0,
        internal: true,
        runWide: false,
      },
      { kind: 'resource-name', t: 0.4, resource: 0, name: 'lock_b' },
      { kind: 'state', t: 0.5, actor: 1, state: 'blocked', resource: 0, target: null, via: 'Lock.acquire', place: at },
      { kind: 'state', t: 0.6, actor: 1, state: 'joining', resource: null, target: 0, via: '', place: null },
      { kind: 'acquire', t: 0.7, actor: 1, resource: 0, place: at },
      { kind: 'release', t: 0.8, actor: 1, resource: 0, place: null },
      { kind: 'hand-over', t: 0.9, resource: 0, from: 1, to: 0, reason: 'released' },
      { kind: 'output', t: 1, actor: 1, stream: 'stderr', offset: 5, length: 7 },
      { kind: 'omitted', t: 1.1, actor: 1, resource: 0, count: 40 },
      { kind: 'mark', t: 1.2, actor: 1, text: 'here', lastedMicros: 700, place: null },
      { kind: 'actor-end', t: 1.3, actor: 1, ending: 'raised' },
      {
        kind: 'resource',
        t: 1.4,
        resource: pipe,
        resourceKind: 'pipe',
        name: 'results',
        process: 0,
        internal: false,
        runWide: true,
      },
      { kind: 'send', t: 1.5, actor: 1, resource: pipe, offset: 0xffff_fff0, bytes: 1200, picklingMicros: 80 },
      { kind: 'send', t: 1.6, actor: 1, resource: pipe, offset: 1, bytes: 4, picklingMicros: MAX_PICKLING_MICROS },
      { kind: 'receive', t: 1.7, actor: 1, resource: pipe, offset: 0xffff_fff0, bytes: 1200, unpicklingMicros: 1 },
      { kind: 'receive', t: 1.8, actor: 1, resource: pipe, offset: 0, bytes: 0, unpicklingMicros: 0 },
    ]);
  });

  it('never lets time run backwards, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (clock) => {
        const writer = new TraceWriter();
        clock.forEach((ms, i) => {
          if (i % 3 === 0) writer.appendRows(Int32Array.of(EVENT.mark, 0, toMicros(ms) | 0, 0, 0, 0));
          else writer.mark(ms, 0, '');
        });
        const { rows } = taken(writer);
        let last = 0;
        for (let at = 2; at < rows.length; at += ROW_INTS) {
          const micros = (rows[at] as number) >>> 0;
          expect(micros).toBeGreaterThanOrEqual(last);
          last = micros;
        }
      }),
    );
  });

  it('gives each batch only what is new, in an array of its own', () => {
    const writer = new TraceWriter();
    expect(writer.take()).toBeNull();
    writer.mark(1, 0, 'one');
    const first = taken(writer);
    writer.mark(2, 0, 'one');
    writer.mark(3, 0, 'two');
    expect([writer.length, writer.total]).toEqual([2, 3]);
    const second = taken(writer);
    expect([first.strings, second.strings]).toEqual([['one'], ['two']]);
    expect([first.rows.length, second.rows.length]).toEqual([ROW_INTS, 2 * ROW_INTS]);
    expect(first.rows.buffer.byteLength).toBe(first.rows.byteLength);
    expect(writer.take()).toBeNull();
  });

  it('grows past its first room without losing a row', () => {
    const writer = new TraceWriter();
    for (let i = 0; i < 5000; i++) writer.omitted(i, 0, 0, i);
    writer.appendRows(new Int32Array(9000 * ROW_INTS));
    const { rows } = taken(writer);
    expect(rows.length).toBe(14_000 * ROW_INTS);
    for (let i = 0; i < 5000; i++) expect(rows[i * ROW_INTS + 4]).toBe(i);
  });

  it('cuts long texts, and goes on without new ones when the table is full', () => {
    const writer = new TraceWriter();
    writer.mark(0, 0, 'x'.repeat(MAX_TEXT + 1));
    expect(taken(writer).strings[0]).toHaveLength(MAX_TEXT);
    for (let i = 0; i < MAX_STRINGS; i++) writer.intern(String(i));
    expect(writer.intern('one too many')).toBe(0);
    expect(writer.intern('5')).toBe(7);
  });

  it('has no place for the file that comes after 2047 other strings', () => {
    const writer = new TraceWriter();
    const early = writer.place('early.py', 1);
    for (let i = 0; i < 3000; i++) writer.intern(`s${i}`);
    expect([early > 0, writer.place('early.py', 1) === early, writer.place('late.py', 1)]).toEqual([true, true, NONE]);
  });
});
