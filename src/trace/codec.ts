/**
 * The trace's layout, on the wire and in memory: down to the bit, so that a program in any language can write it.
 *
 * An event is one row of six signed 32-bit integers:
 *
 *     word   0        1        2          3   4   5
 *           [head,   subject,  tMicros,   a,  b,  c]
 *
 * - `head`: bits 0-7 the event's kind, its index in `EVENT_KINDS`; bits 8-31 are zero, but for the two kinds of messages:
 *   there they are how long pickling took, in microseconds, at most 0xffffff, and 0 when that is not known.
 * - `subject`: the actor (or resource) that the event is about.
 * - `tMicros`: microseconds since the run's start, read as *unsigned*: 71 minutes. Later times are written as 0xffffffff.
 * - `a`, `b`, `c`: as below. A word without a meaning is written 0 and ignored by readers. "or -1" means "none".
 *
 * | kind (code)       | subject  | a                      | b                            | c                |
 * |-------------------|----------|------------------------|------------------------------|------------------|
 * | actor-start (0)   | actor    | actor kind             | name (string)                | parent or -1     |
 * | actor-name (1)    | actor    | name (string)          |                              |                  |
 * | actor-end (2)     | actor    | ending                 |                              |                  |
 * | state (3)         | actor    | state, via << 8        | see below, or -1             | place or -1      |
 * | resource (4)      | resource | kind, flags << 8       | name (string)                | process (actor)  |
 * | resource-name (5) | resource | name (string)          |                              |                  |
 * | acquire (6)       | actor    | resource               |                              | place or -1      |
 * | release (7)       | actor    | resource               |                              | place or -1      |
 * | hand-over (8)     | from     | resource               | to (actor)                   | reason           |
 * | output (9)        | actor    | stream                 | offset                       | length           |
 * | omitted (10)      | actor    | resource or -1         | count                        |                  |
 * | mark (11)         | actor    | text (string)          | how long it lasted           | place or 0       |
 * | send (12)         | actor    | resource               | offset                       | bytes            |
 * | receive (13)      | actor    | resource               | offset                       | bytes            |
 *
 * In a `state` row, bits 0-7 of `a` are the state's index in `ACTOR_STATES`, bits 8-30 the string index of `via`; `b` is
 * the target (an actor) when the state is `joining`, and the resource otherwise. In a `resource` row, bit 8 of `a` is
 * `internal` and bit 9 `runWide`. The offset and the bytes of a message are read as unsigned, and so is how long what a mark
 * is about had lasted, in microseconds. Kinds, endings, reasons and streams are indices into the tables of `events.ts`.
 *
 * **Strings** stand in a table that only grows. Index 0 is the empty string and is never sent; the first string that is
 * sent has index 1, and each batch carries those that are new since the batch before. At most `MAX_STRINGS`, each at most
 * `MAX_TEXT` UTF-16 units.
 *
 * **A place** is `fileIndex << 20 | line`: the file's string index, from 1 to 2047 (so intern files early), and the line,
 * from 1 to 1,048,575. What does not fit is written as -1, no place.
 *
 * **Ids** are dense: the first actor-start has subject 0, the next 1, and so on; resources likewise, on their own count. (In
 * a saved trace of several processes they come in any order, but none is left out.)
 *
 * **Several processes** of one run each write rows of their own, with ids and strings by their own count; `merger.ts` makes
 * one trace of them. In such rows, before they are merged:
 *
 * - Actor 0 is the process. The rows of the run's first process start it, those of the others do not: their first
 *   actor-start has subject 1, because the parent's side has told the start already. All may write its states and its end.
 * - An actor that is *mentioned* (the target of a join, a parent, a resource's process) may be `SHARED_ID + n`: the process
 *   with number n.
 * - A resource with an id of `SHARED_ID` or more has that number in all processes of the run (a pipe, a semaphore, shared
 *   memory). Each process announces it with a `resource` row before it uses it; the announcement that is earliest in time
 *   counts.
 */
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
  type TraceTime,
} from './events';
import { actorId, resourceId } from './ids';
import { assertExists } from '../base/assert';

export const ROW_INTS = 6;
/** "None", for actors, resources and places. */
export const NONE = -1;

export const MAX_STRINGS = 1 << 18;
export const MAX_TEXT = 4096;
export const MAX_LINE = (1 << 20) - 1;
export const MAX_FILE_INDEX = (1 << 11) - 1;
export const MAX_MICROS = 0xffff_ffff;
/** What the head of a message's row can carry: 16.7 s. */
export const MAX_PICKLING_MICROS = 0xff_ffff;
/** Ids from here on mean the same in all processes of a run; see above. */
export const SHARED_ID = 1 << 24;

/** Flags of a `resource` row, in `a`. */
export const INTERNAL = 1 << 8;
export const RUN_WIDE = 1 << 9;

function codesOf<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, code) => [name, code])) as Record<Name, number>;
}

/** The code of each event kind: `EVENT['hand-over']` is 8. */
export const EVENT = codesOf(EVENT_KINDS);
export const ACTOR_KIND = codesOf(ACTOR_KINDS);
export const STATE = codesOf(ACTOR_STATES);
export const RESOURCE_KIND = codesOf(RESOURCE_KINDS);
export const ENDING = codesOf(ENDINGS);
export const REASON = codesOf(HAND_OVER_REASONS);
export const STREAM = codesOf(STREAMS);

/** Whole microseconds of a time in milliseconds, held within what a row can carry. */
export function toMicros(ms: number): number {
  const micros = Math.round(ms * 1000);
  return micros > MAX_MICROS ? MAX_MICROS : micros > 0 ? micros : 0;
}

/** What the head's upper bits can carry of a duration in microseconds; anything but a time is 0, not known. */
export function toPicklingMicros(micros: number): number {
  return toDuration(micros, MAX_PICKLING_MICROS);
}

function toDuration(micros: number, most: number): number {
  const whole = Math.round(micros);
  return whole > most ? most : whole > 0 ? whole : 0;
}

export function fromMicros(micros: number): TraceTime {
  return (micros / 1000) as TraceTime;
}

/** -1 when it cannot be expressed. */
export function encodePlace(fileIndex: number, line: number): number {
  if (!(fileIndex >= 1 && fileIndex <= MAX_FILE_INDEX && line >= 1 && line <= MAX_LINE)) return NONE;
  return (fileIndex << 20) | line;
}

export function decodePlace(code: number, strings: readonly string[]): Place | null {
  if (code < 0) return null;
  return { file: text(strings, code >>> 20), line: code & MAX_LINE };
}

function text(strings: readonly string[], index: number): string {
  return assertExists(strings[index], `string ${index}`);
}

/** A member of a table of `events.ts` by its code. The rows were checked when they came in. */
function named<Name extends string>(names: readonly Name[], code: number): Name {
  return assertExists(names[code], `code ${code}`);
}

/** The event of row `index`. Only for rows that the builder has accepted: nothing is checked here. */
export function decodeEvent(rows: Int32Array, index: number, strings: readonly string[]): TraceEvent {
  const at = index * ROW_INTS;
  const kind = named(EVENT_KINDS, (rows[at] as number) & 0xff);
  const subject = rows[at + 1] as number;
  const t = fromMicros((rows[at + 2] as number) >>> 0);
  const a = rows[at + 3] as number;
  const b = rows[at + 4] as number;
  const c = rows[at + 5] as number;
  const actor = actorId(subject);
  switch (kind) {
    case 'actor-start':
      return {
        kind,
        t,
        actor,
        actorKind: named(ACTOR_KINDS, a),
        name: text(strings, b),
        parent: c < 0 ? null : actorId(c),
      };
    case 'actor-name':
      return { kind, t, actor, name: text(strings, a) };
    case 'actor-end':
      return { kind, t, actor, ending: named(ENDINGS, a) };
    case 'state': {
      const state = named(ACTOR_STATES, a & 0xff);
      return {
        kind,
        t,
        actor,
        state,
        resource: b < 0 || state === 'joining' ? null : resourceId(b),
        target: b < 0 || state !== 'joining' ? null : actorId(b),
        via: text(strings, a >>> 8),
        place: decodePlace(c, strings),
      };
    }
    case 'resource':
      return {
        kind,
        t,
        resource: resourceId(subject),
        resourceKind: named(RESOURCE_KINDS, a & 0xff),
        name: text(strings, b),
        process: actorId(c),
        internal: (a & INTERNAL) !== 0,
        runWide: (a & RUN_WIDE) !== 0,
      };
    case 'resource-name':
      return { kind, t, resource: resourceId(subject), name: text(strings, a) };
    case 'acquire':
    case 'release':
      return { kind, t, actor, resource: resourceId(a), place: decodePlace(c, strings) };
    case 'hand-over':
      return { kind, t, resource: resourceId(a), from: actor, to: actorId(b), reason: named(HAND_OVER_REASONS, c) };
    case 'output':
      return { kind, t, actor, stream: named(STREAMS, a), offset: b, length: c };
    case 'omitted':
      return { kind, t, actor, resource: a < 0 ? null : resourceId(a), count: b };
    case 'mark':
      return {
        kind,
        t,
        actor,
        text: text(strings, a),
        lastedMicros: b >>> 0,
        place: c === 0 ? null : decodePlace(c, strings),
      };
    case 'send':
    case 'receive': {
      const message = { t, actor, resource: resourceId(a), offset: b >>> 0, bytes: c >>> 0 };
      const micros = (rows[at] as number) >>> 8;
      return kind === 'send'
        ? { kind, ...message, picklingMicros: micros }
        : { kind, ...message, unpicklingMicros: micros };
    }
  }
}

/** Where an encoder keeps its strings: `TraceWriter` is one. */
export interface Interner {
  intern(text: string): number;
}

function placeCode(place: Place | null, strings: Interner): number {
  return place === null ? NONE : encodePlace(strings.intern(place.file), place.line);
}

/**
 * Writes `event` as the row at `rows[at]`. The inverse of `decodeEvent` for every event whose time is a whole number of
 * microseconds and whose strings, places and numbers keep the limits above.
 */
export function encodeEvent(event: TraceEvent, strings: Interner, rows: Int32Array, at: number): void {
  let head: number = EVENT[event.kind];
  let subject: number;
  let a = 0;
  let b = 0;
  let c = 0;
  switch (event.kind) {
    case 'actor-start':
      subject = event.actor;
      a = ACTOR_KIND[event.actorKind];
      b = strings.intern(event.name);
      c = event.parent ?? NONE;
      break;
    case 'actor-name':
      subject = event.actor;
      a = strings.intern(event.name);
      break;
    case 'actor-end':
      subject = event.actor;
      a = ENDING[event.ending];
      break;
    case 'state':
      subject = event.actor;
      a = STATE[event.state] | (strings.intern(event.via) << 8);
      b = (event.state === 'joining' ? event.target : event.resource) ?? NONE;
      c = placeCode(event.place, strings);
      break;
    case 'resource':
      subject = event.resource;
      a = RESOURCE_KIND[event.resourceKind] | (event.internal ? INTERNAL : 0) | (event.runWide ? RUN_WIDE : 0);
      b = strings.intern(event.name);
      c = event.process;
      break;
    case 'resource-name':
      subject = event.resource;
      a = strings.intern(event.name);
      break;
    case 'acquire':
    case 'release':
      subject = event.actor;
      a = event.resource;
      c = placeCode(event.place, strings);
      break;
    case 'hand-over':
      subject = event.from;
      a = event.resource;
      b = event.to;
      c = REASON[event.reason];
      break;
    case 'output':
      subject = event.actor;
      a = STREAM[event.stream];
      b = event.offset;
      c = event.length;
      break;
    case 'omitted':
      subject = event.actor;
      a = event.resource ?? NONE;
      b = event.count;
      break;
    case 'mark':
      subject = event.actor;
      a = strings.intern(event.text);
      b = toDuration(event.lastedMicros, MAX_MICROS) | 0;
      c = Math.max(0, placeCode(event.place, strings));
      break;
    case 'send':
    case 'receive':
      head |= toPicklingMicros(event.kind === 'send' ? event.picklingMicros : event.unpicklingMicros) << 8;
      subject = event.actor;
      a = event.resource;
      b = event.offset | 0;
      c = event.bytes | 0;
      break;
  }
  rows[at] = head;
  rows[at + 1] = subject;
  rows[at + 2] = toMicros(event.t) | 0;
  rows[at + 3] = a;
  rows[at + 4] = b;
  rows[at + 5] = c;
}
