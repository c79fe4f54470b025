/**
 * The writing side, inside the interpreter's worker: a scheduler calls it at every switch, so a call costs a few stores
 * and allocates nothing but room to grow. Nothing is checked here; the reader (`TraceBuilder`) trusts nobody.
 *
 * Times are milliseconds since the run's start as floats. The writer makes them non-decreasing: a clock that steps in 5 or
 * 100 us shows the same instant twice, and some clocks step back.
 *
 * How to write a switch of the GIL so that the builder follows it (see `events.ts` for the law):
 *
 *     A waits for a lock      state(t, A, STATE.blocked, lock, via, place)   why A stopped
 *     and B goes on           handOver(t, gil, A, B, 'blocked')
 *                             state(t, B, STATE.running, NONE, 0, place)
 *
 *     nobody could go on      state(t, A, STATE.sleeping, ...)   release(t, A, gil, NONE)
 *     ... later               acquire(t, B, gil, NONE)           state(t, B, STATE.running, ...)
 *
 *     A ends                  handOver(t, gil, A, B, 'ended') or release(t, A, gil, NONE)
 *                             actorEnd(t, A, 'returned')
 *                             state(t, B, STATE.running, ...)
 *
 * An actor has no stretch on its lane before its first `state`: follow `actorStart` with one (`STATE.starting`). For an
 * `rlock`, write the outermost acquire and the last release, or all of them; not something in between.
 *
 * A process among several has a writer of its own; "Several processes" in `codec.ts` tells what is different in its rows.
 */
import {
  ACTOR_KIND,
  ENDING,
  EVENT,
  INTERNAL,
  MAX_MICROS,
  MAX_STRINGS,
  MAX_TEXT,
  NONE,
  REASON,
  RESOURCE_KIND,
  ROW_INTS,
  RUN_WIDE,
  SHARED_ID,
  STREAM,
  encodePlace,
  toMicros,
  toPicklingMicros,
  type Interner,
} from './codec';
import type { ActorKind, Ending, HandOverReason, ResourceKind, Stream } from './events';

const FIRST_ROWS = 1024;

export interface TraceBatch {
  /** A fresh array of its own buffer: transfer it. */
  readonly rows: Int32Array<ArrayBuffer>;
  readonly strings: string[];
}

export class TraceWriter implements Interner {
  #rows = new Int32Array(FIRST_ROWS * ROW_INTS);
  #ints = 0;
  #lastMicros = 0;
  #total = 0;
  #newStrings: string[] = [];
  readonly #indices = new Map<string, number>([['', 0]]);

  /** Rows that wait to be taken. */
  get length(): number {
    return this.#ints / ROW_INTS;
  }

  /** Rows since the writer was made, those already taken included. */
  get total(): number {
    return this.#total;
  }

  /**
   * The index of `text`, the same each time. Longer texts are cut at `MAX_TEXT`; once the table is full, new strings
   * become the empty one: a nameless lock in an enormous trace is better than no trace.
   */
  intern(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_TEXT) return this.intern(text.slice(0, MAX_TEXT));
    const index = this.#indices.size;
    if (index >= MAX_STRINGS) return 0;
    this.#indices.set(text, index);
    this.#newStrings.push(text);
    return index;
  }

  /** A place for `state`, `acquire` and `release`. Cheap enough for each call; -1 when it cannot be expressed. */
  place(file: string, line: number): number {
    return encodePlace(this.intern(file), line);
  }

  actorStart(t: number, actor: number, kind: ActorKind, name: string, parent: number | null): void {
    this.#row(EVENT['actor-start'], actor, t, ACTOR_KIND[kind], this.intern(name), parent ?? NONE);
  }

  actorName(t: number, actor: number, name: string): void {
    this.#row(EVENT['actor-name'], actor, t, this.intern(name), 0, 0);
  }

  actorEnd(t: number, actor: number, ending: Ending): void {
    this.#row(EVENT['actor-end'], actor, t, ENDING[ending], 0, 0);
  }

  /**
   * @param stateCode one of `STATE`
   * @param on the actor whose end is awaited when the state is `joining`, else the resource that is waited for; or -1
   * @param viaIndex what `intern` gave for the call's name ("Queue.get"); 0 for none
   * @param place what `place` gave, or -1
   */
  state(t: number, actor: number, stateCode: number, on: number, viaIndex: number, place: number): void {
    this.#row(EVENT.state, actor, t, stateCode | (viaIndex << 8), on, place);
  }

  /** With an `id` of `SHARED_ID` or more it is one of the run's, not of this process alone. */
  resource(t: number, id: number, kind: ResourceKind, name: string, process: number, internal: boolean): void {
    const flags = (internal ? INTERNAL : 0) | (id >= SHARED_ID ? RUN_WIDE : 0);
    this.#row(EVENT.resource, id, t, RESOURCE_KIND[kind] | flags, this.intern(name), process);
  }

  resourceName(t: number, id: number, name: string): void {
    this.#row(EVENT['resource-name'], id, t, this.intern(name), 0, 0);
  }

  acquire(t: number, actor: number, resource: number, place: number): void {
    this.#row(EVENT.acquire, actor, t, resource, 0, place);
  }

  release(t: number, actor: number, resource: number, place: number): void {
    this.#row(EVENT.release, actor, t, resource, 0, place);
  }

  handOver(t: number, resource: number, from: number, to: number, reason: HandOverReason): void {
    this.#row(EVENT['hand-over'], from, t, resource, to, REASON[reason]);
  }

  output(t: number, actor: number, stream: Stream, offset: number, length: number): void {
    this.#row(EVENT.output, actor, t, STREAM[stream], offset, length);
  }

  /** Without a resource (-1) it is steps of tasks that the thread has run. */
  omitted(t: number, actor: number, resource: number, count: number): void {
    this.#row(EVENT.omitted, actor, t, resource, count, 0);
  }

  /** @param lasted how long what it is about had lasted by `t`, in milliseconds */
  mark(t: number, actor: number, text: string, lasted = 0, place = NONE): void {
    this.#row(EVENT.mark, actor, t, this.intern(text), toMicros(lasted) | 0, place > 0 ? place : 0);
  }

  /**
   * @param offset position of the message's first byte in the resource's stream, modulo 2^32
   * @param picklingMs how long pickling took; 0 when that is not known
   */
  send(t: number, actor: number, resource: number, offset: number, bytes: number, picklingMs: number): void {
    this.#row(EVENT.send | picklingBits(picklingMs), actor, t, resource, offset | 0, bytes | 0);
  }

  /** The counterpart of `send`; `unpicklingMs` is 0 when it is not known, or when unpickling is still to come. */
  receive(t: number, actor: number, resource: number, offset: number, bytes: number, unpicklingMs: number): void {
    this.#row(EVENT.receive | picklingBits(unpicklingMs), actor, t, resource, offset | 0, bytes | 0);
  }

  /** Rows that somebody else encoded with this writer's strings (the interpreter itself). Their times are held too. */
  appendRows(rows: Int32Array): void {
    const whole = rows.length - (rows.length % ROW_INTS);
    this.#makeRoom(whole);
    this.#rows.set(whole === rows.length ? rows : rows.subarray(0, whole), this.#ints);
    const end = this.#ints + whole;
    for (let at = this.#ints + 2; at < end; at += ROW_INTS) {
      this.#rows[at] = this.#hold((this.#rows[at] as number) >>> 0);
    }
    this.#ints = end;
    this.#total += whole / ROW_INTS;
  }

  /** Everything since the last take; null when there is nothing. */
  take(): TraceBatch | null {
    if (this.#ints === 0 && this.#newStrings.length === 0) return null;
    const rows = this.#rows.slice(0, this.#ints);
    const strings = this.#newStrings;
    this.#ints = 0;
    this.#newStrings = [];
    return { rows, strings };
  }

  #row(head: number, subject: number, t: number, a: number, b: number, c: number): void {
    if (this.#ints + ROW_INTS > this.#rows.length) this.#makeRoom(ROW_INTS);
    const rows = this.#rows;
    const at = this.#ints;
    rows[at] = head;
    rows[at + 1] = subject;
    rows[at + 2] = this.#hold(Math.round(t * 1000));
    rows[at + 3] = a;
    rows[at + 4] = b;
    rows[at + 5] = c;
    this.#ints = at + ROW_INTS;
    this.#total++;
  }

  /** The microseconds to write for `micros`: never before the row before, never beyond the word. NaN repeats the last. */
  #hold(micros: number): number {
    if (micros > this.#lastMicros) this.#lastMicros = micros < MAX_MICROS ? micros : MAX_MICROS;
    return this.#lastMicros | 0;
  }

  #makeRoom(ints: number): void {
    if (this.#ints + ints <= this.#rows.length) return;
    let size = this.#rows.length * 2;
    while (size < this.#ints + ints) size *= 2;
    const grown = new Int32Array(size);
    grown.set(this.#rows.subarray(0, this.#ints));
    this.#rows = grown;
  }
}

/** What took less than half a microsecond was measured all the same. */
function picklingBits(ms: number): number {
  return ms > 0 ? toPicklingMicros(Math.max(1, ms * 1000)) << 8 : 0;
}
