/**
 * Joins what the processes of one run tell, each by itself, into one trace that a `TraceBuilder` has checked.
 *
 * Each process is a *source*. Within a source, rows come in order; between sources they do not: a process sends what it has
 * every few milliseconds, and one that sits in a long call sends its last rows seconds late. All stamps are of one clock.
 * "Several processes" in `codec.ts` says what is special about the rows.
 *
 *     source 0   . . . . . . .|. .          told up to here, because nobody can come with something earlier,
 *     source 1   . . .  . . . |             or because it has been silent for longer than `PATIENCE_MS`
 *     source 2   . .          |  . .        kept until then
 *
 * - **The order** is that of time. Among equals, first what makes room (starts, then sends, releases, ends) and last what
 *   needs it (acquisitions, receipts); then by the processes' numbers. A row that *needs* another's (a receipt its sending,
 *   the mention of a process its start) is never told before it: the clock goes in steps, and a stamp that is off by less
 *   than `TOLERANCE_MS` is taken to be that of what it needs. One that is off by more is refused: where the clocks of two
 *   processes disagree, an order that is drawn from them would be false everywhere.
 * - **Late rows**: when a row comes that belongs before what was told already, the story is told anew from the beginning at
 *   the next snapshot, so that each snapshot is exact as far as it goes and `finish()` does not depend on delays. That costs
 *   time in proportion to the story, so it is done at most once in a time, by the run's clock, that is some ten times what it
 *   costs; in between, snapshots show what was told before.
 * - **Ids** are given when something is first told, and never change: what a snapshot calls actor 7 is actor 7 in all later
 *   ones.
 * - **One source** is passed on to the builder as it comes, without a copy, until a second one appears or something of the
 *   run's is announced.
 * - **A receipt without its sending** is told nevertheless, as late as all else: the sender may have been killed before it
 *   could tell. When the sending comes after all, the story is told anew.
 *
 * There is no clock here. Time is what rows and calls bring.
 *
 * Laws are checked when a row is told, so a refusal may come out of `addBatch` or show in `error` after a snapshot. Then the
 * trace stays as it was before, and whatever else is added is refused with the same error, which names the process.
 */
import { MAX_EVENTS, MAX_RESOURCES, TraceBuilder, messageKey } from './builder';
import {
  ACTOR_KIND,
  ENDING,
  EVENT,
  INTERNAL,
  MAX_FILE_INDEX,
  MAX_LINE,
  NONE,
  ROW_INTS,
  RUN_WIDE,
  SHARED_ID,
  STATE,
  fromMicros,
  toMicros,
} from './codec';
import { TraceError } from './error';
import { EVENT_KINDS, type ActorId, type Ending, type TraceTime } from './events';
import { exactMs } from './format';
import { actorId } from './ids';
import { splitVoice, type SourceKind, type TracePart } from './part';
import { Source, SourceQueue } from './source';
import type { Trace } from './trace';

/** How long, by the run's clock, a snapshot waits for a source that says nothing. */
export const PATIENCE_MS = 100;
/** By how much a stamp may contradict another's without being wrong. */
export const TOLERANCE_MS = 1;
export const MAX_LIVE_SOURCES = 256;
export const MAX_SOURCES = 10_000;

const PATIENCE_MICROS = PATIENCE_MS * 1000;
const TOLERANCE_MICROS = TOLERANCE_MS * 1000;
/** Telling a row costs a tenth of this at most, so corrections take a tenth of the time. */
const MICROS_BETWEEN_CORRECTIONS = 2;
/** What is told anew within a frame needs no rest. */
const FREE_ROWS = 8000;

/** The result of looking up something that has not been told yet. */
const STALLED = -2;

/** A resource of the run, with the same number in all processes. */
interface Shared {
  /** By order of arrival: `messageKey` has no room for the number itself. */
  readonly index: number;
  /** The trace's id; null before it was first told. */
  id: number | null;
  told: boolean;
  /** Whether the name that it was told with says little, so that a better one is welcome. */
  hasPoorName: boolean;
}

/** What a stalled source waits for: a message's key, or (negative) a process's start. */
type Need = number;

function startOf(process: number): Need {
  return -1 - process;
}

export class TraceMerger {
  #builder = new TraceBuilder();
  readonly #sources = new Map<number, Source>();
  readonly #root: Source;
  /** Null while the root is alone and is passed on to the builder as it comes. */
  #queue: SourceQueue | null = null;
  readonly #live = new Set<Source>();
  #rows = 0;
  #actorIds = 0;
  #resourceIds = 0;
  readonly #shared = new Map<number, Shared>();
  readonly #waiters = new Map<Need, Source[]>();
  /** Sendings that came and have not been told, by key. */
  readonly #awaited = new Map<number, number>();
  /** Receipts that were told without their sending. */
  readonly #orphans = new Set<number>();
  /** While something is told: what it lacks to be told, and what others may have waited for. */
  #lacks: Need | null = null;
  #gives: Need | null = null;
  /** The last row that was told: when, and whose. */
  #toldMicros = 0;
  #toldBy: Source | null = null;
  /** The latest time that was heard of. */
  #newest = 0;
  #isWrong = false;
  #nextCorrection = 0;
  #error: TraceError | null = null;
  #finished = false;

  constructor() {
    this.#root = new Source(0, null, 0, 0, 'process');
    this.#sources.set(0, this.#root);
    this.#live.add(this.#root);
  }

  /** The refusal that ended the story, if one did. */
  get error(): TraceError | null {
    return this.#error ?? this.#builder.error;
  }

  /** Number of events told so far. */
  get length(): number {
    return this.#builder.length;
  }

  /** True while something has come that a snapshot does not show yet; another one a little later will. */
  get isBehind(): boolean {
    if (this.#queue === null || this.error !== null) return false;
    return this.#isWrong || this.#queue.first !== undefined;
  }

  /** One call for what a run sends, in the order in which it comes. */
  add(part: TracePart): void {
    switch (part.kind) {
      case 'rows':
        return this.addBatch(part.process, part.rows, part.strings);
      case 'process-started':
        return this.startSource(part.process, part.parent, part.t, part.name, part.actorKind);
      case 'process-ended':
        return this.endSource(part.process, part.t, part.ending);
    }
  }

  /**
   * A process was started by the process `parent` at `t` ms of the run's clock. It is `starting` from then on, until its
   * own rows say otherwise. Source 0 is there from the beginning.
   */
  startSource(number: number, parent: number, t: number, name: string, kind: SourceKind = 'process'): void {
    this.#guard(() => {
      const owner = this.#sources.get(parent);
      if (!Number.isInteger(number) || number < 1 || number > 0x7fff_ffff - SHARED_ID || this.#sources.has(number)) {
        throw new TraceError(`process ${number} was started a second time, or has no proper number`, null);
      }
      if (owner === undefined) {
        throw new TraceError(`process ${number} was started by process ${parent}, which is not there`, null);
      }
      if (this.#live.size >= MAX_LIVE_SOURCES || this.#sources.size >= MAX_SOURCES) {
        const limit =
          this.#live.size >= MAX_LIVE_SOURCES ? `${MAX_LIVE_SOURCES} processes at a time` : `${MAX_SOURCES} processes`;
        throw new TraceError(`the run started more than ${limit}`, null);
      }
      const micros = this.#time(t, name);
      this.#separate();
      const source = new Source(number, owner, micros, this.#builder.intern(name), kind);
      this.#sources.set(number, source);
      this.#live.add(source);
      this.#newest = Math.max(this.#newest, micros);
      this.#enqueue(source);
      this.#tell();
    });
  }

  /**
   * Rows and strings of one process, as `codec.ts` lays them out. The rows are kept as they are: they must not change
   * afterwards.
   */
  addBatch(number: number, rows: Int32Array, strings: readonly string[]): void {
    this.#guard(() => {
      const source = this.#sourceOf(number);
      if (this.#queue === null) {
        if (rows.length % ROW_INTS !== 0 || !mentionsOthers(rows)) {
          this.#builder.addBatch(rows, strings);
          return;
        }
        this.#separate();
      }
      if (source.end !== null) throw new TraceError(`${this.#nameOf(source)} went on to tell after its end`, null);
      if (rows.length % ROW_INTS !== 0) {
        throw new TraceError(
          `a batch of trace rows of ${this.#nameOf(source)} has ${rows.length} numbers, which is not a multiple of ${ROW_INTS}`,
          null,
        );
      }
      for (const text of strings) source.strings.push(this.#builder.intern(text));
      if (rows.length === 0) return;
      this.#rows += rows.length / ROW_INTS;
      if (this.#rows > MAX_EVENTS) throw new TraceError(`the trace has more than ${MAX_EVENTS} events`, null);
      source.batches.push(rows);
      source.reached = Math.max(source.reached, (rows[rows.length - ROW_INTS + 2] as number) >>> 0);
      this.#newest = Math.max(this.#newest, source.reached);
      this.#expectSends(rows);
      this.#enqueue(source);
      this.#tell();
    });
  }

  /**
   * Nothing more comes from this process. Which of its actors still live end as `killed` at `t`, the process itself by
   * `ending`, if it has not told its end by itself.
   */
  endSource(number: number, t: number, ending: Ending): void {
    this.#guard(() => {
      const source = this.#sourceOf(number);
      if (source.end !== null) throw new TraceError(`${this.#nameOf(source)} ended a second time`, null);
      const micros = Math.max(this.#time(t, this.#nameOf(source)), source.reached);
      this.#separate();
      source.end = { micros, ending };
      source.reached = micros;
      this.#newest = Math.max(this.#newest, micros);
      this.#live.delete(source);
      this.#enqueue(source);
      this.#tell();
    });
  }

  /**
   * Which actor a voice (`voiceOf`) is, for what comes together with the rows, as output does; null when its start has not
   * come. What is asked for is told at once, and with it all that was before.
   */
  speaker(voice: number): ActorId | null {
    const { process, actor } = splitVoice(voice);
    const id = this.#find(process, actor);
    return id === null ? null : actorId(id);
  }

  #find(number: number, actor: number): number | null {
    const source = this.#sources.get(number);
    if (source === undefined || !(actor >= 0)) return null;
    if (this.#queue === null) return actor < this.#builder.actorCount ? actor : null;
    const id = source.actors[actor];
    if (id !== undefined) return id;
    if (this.error !== null || this.#finished || this.#isWrong || !startsActor(source, actor)) return null;
    try {
      this.#guard(() => this.#tellUntil(() => source.actors[actor] !== undefined));
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
    }
    return source.actors[actor] ?? null;
  }

  /**
   * What there is so far. `now` is the run's time by the caller's clock, in ms; without it, it is taken to be that of the
   * latest row. See `isBehind`.
   */
  snapshot(now = 0): Trace {
    if (this.#queue !== null && this.error === null && !this.#finished) {
      if (Number.isFinite(now)) this.#newest = Math.max(this.#newest, toMicros(now));
      this.#silently(() => {
        if (!this.#isWrong) this.#tell();
        else if (this.#newest >= this.#nextCorrection) this.#tellAnew();
      });
    }
    return this.#builder.snapshot();
  }

  /** Ends the story at `end`, or at the last event if that is later. Nothing can be added from then on. */
  finish(end: TraceTime): Trace {
    if (this.#queue !== null && this.error === null && !this.#finished) {
      this.#newest = Infinity;
      this.#silently(() => {
        if (this.#isWrong) this.#tellAnew();
        else this.#tell();
        for (const source of this.#sources.values()) {
          if (!source.stalled) continue;
          const t = fromMicros(writtenMicros(source));
          throw new TraceError(`${this.#nameOf(source)} speaks of a process that never told of its start`, t);
        }
      });
    }
    this.#finished = true;
    return this.#builder.finish(end);
  }

  // --- From one source to several -----------------------------------------------------------------------------------

  /** From now on, rows are kept. What the builder has been told so far was the root's. */
  #separate(): void {
    if (this.#queue !== null) return;
    const builder = this.#builder;
    const root = this.#root;
    this.#queue = new SourceQueue();
    builder.relaxOrder();
    this.#actorIds = builder.actorCount;
    this.#resourceIds = builder.resourceCount;
    for (let i = 0; i < builder.actorCount; i++) root.actors.push(i);
    for (let i = 0; i < builder.resourceCount; i++) root.resources.push(i);
    for (let i = 1; i < builder.stringCount; i++) root.strings.push(i);
    this.#rows = builder.length;
    if (builder.length === 0) return;
    const rows = builder.copyRows();
    const micros = (rows[rows.length - ROW_INTS + 2] as number) >>> 0;
    root.batches.push(rows);
    root.skipAll();
    root.started = builder.actorCount > 0;
    root.toldActors = builder.actorCount;
    root.toldResources = builder.resourceCount;
    root.reached = root.lastWritten = root.floor = micros;
    this.#newest = Math.max(this.#newest, micros);
    this.#toldMicros = micros;
    this.#toldBy = root;
  }

  // --- When to tell what --------------------------------------------------------------------------------------------

  /** Something came: puts its source in line, unless it is there. */
  #enqueue(source: Source): void {
    if (source.queued || source.stalled || !this.#look(source)) return;
    const isLate =
      this.#toldBy !== null &&
      this.#toldBy !== source &&
      // Among equals the order might be another one than that in which they came.
      source.nextMicros <= this.#toldMicros;
    if (isLate) this.#isWrong = true;
    this.#queue?.add(source);
  }

  /** Finds out what the source has to tell next, and when. False when there is nothing. */
  #look(source: Source): boolean {
    if (source.parent !== null && !source.started) {
      source.nextMicros = Math.max(source.startMicros, source.floor);
      source.nextRank = 0;
    } else if (source.hasRow) {
      const { rows, at } = source;
      source.nextMicros = Math.max((rows[at + 2] as number) >>> 0, source.floor);
      source.nextRank = rankOf((rows[at] as number) & 0xff);
    } else if (source.end !== null && !source.endTold) {
      source.nextMicros = Math.max(source.end.micros, source.floor);
      source.nextRank = 1;
    } else {
      return false;
    }
    return true;
  }

  /** Tells what nobody can come before any more, and what has waited long enough. */
  #tell(): void {
    if (this.#isWrong) return;
    let first = Infinity;
    let second = Infinity;
    let slowest: Source | null = null;
    for (const source of this.#live) {
      if (source.reached < first) {
        second = first;
        first = source.reached;
        slowest = source;
      } else if (source.reached < second) {
        second = source.reached;
      }
    }
    const patience = this.#newest - PATIENCE_MICROS;
    this.#tellUntil((next) => {
      const isSafe = next.nextMicros < (next === slowest ? second : first) || next.nextMicros <= patience;
      // After a new beginning, all that snapshots have shown must be there again.
      return !isSafe && this.#isWhole();
    });
  }

  #isWhole(): boolean {
    return this.#builder.actorCount === this.#actorIds && this.#builder.resourceCount === this.#resourceIds;
  }

  #tellUntil(isEnough: (next: Source) => boolean): void {
    const queue = this.#queue as SourceQueue;
    for (let next = queue.first; next !== undefined; next = queue.first) {
      if (isEnough(next)) return;
      this.#tellNext(queue, next);
    }
    this.#refuseKnot();
  }

  #tellNext(queue: SourceQueue, source: Source): void {
    const written = writtenMicros(source);
    const told = source.nextMicros;
    this.#lacks = this.#gives = null;
    try {
      if (source.parent !== null && !source.started) this.#tellStart(source, source.parent);
      else if (source.hasRow) this.#tellRow(source);
      else this.#tellEnd(source);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      throw new TraceError(`in ${this.#nameOf(source)}, ${error.message}`, error.t);
    }
    const need = this.#lacks as Need | null;
    if (need !== null) {
      queue.dropFirst();
      source.stalled = true;
      const others = this.#waiters.get(need);
      if (others === undefined) this.#waiters.set(need, [source]);
      else others.push(source);
      return;
    }
    this.#toldMicros = told;
    this.#toldBy = source;
    source.floor = told;
    if (this.#look(source)) queue.settleFirst();
    else queue.dropFirst();
    const gift = this.#gives as Need | null;
    if (gift !== null) this.#wake(queue, gift, source, written, told);
  }

  /** What some wait for has been told just now, by `giver`. */
  #wake(queue: SourceQueue, need: Need, giver: Source, written: number, told: number): void {
    const waiting = this.#waiters.get(need);
    if (waiting === undefined) return;
    this.#waiters.delete(need);
    for (const source of waiting) {
      const own = writtenMicros(source);
      if (written - own > TOLERANCE_MICROS) {
        const [deed, late] =
          need < 0
            ? [`spoke of ${this.#nameOf(giver)}`, 'started']
            : ['received a message', `sent by ${this.#nameOf(giver)}`];
        throw new TraceError(
          `at ${exactMs(own)}, ${this.#nameOf(source)} ${deed} that was ${late} only at ${exactMs(written)}: the clocks of the two disagree`,
          fromMicros(own),
        );
      }
      source.stalled = false;
      source.floor = Math.max(source.floor, told);
      this.#look(source);
      queue.add(source);
    }
  }

  /** All that is left waits for something that is left: it is a knot, unless it waits for what has not come yet. */
  #refuseKnot(): void {
    let one: Source | null = null;
    for (const [need, [source]] of this.#waiters) {
      if (need < 0) return;
      one ??= source ?? null;
    }
    if (one === null) return;
    throw new TraceError(
      `at ${exactMs(writtenMicros(one))}, ${this.#nameOf(one)} received a message that was sent only after what came of it`,
      fromMicros(writtenMicros(one)),
    );
  }

  /** From the beginning, with what came late in its place. */
  #tellAnew(): void {
    const queue = this.#queue as SourceQueue;
    const before = this.#builder;
    this.#builder = before.again();
    this.#isWrong = false;
    this.#toldMicros = 0;
    this.#toldBy = null;
    queue.clear();
    this.#waiters.clear();
    this.#awaited.clear();
    this.#orphans.clear();
    for (const shared of this.#shared.values()) shared.told = false;
    try {
      for (const source of this.#sources.values()) {
        source.rewind();
        for (const rows of source.batches) this.#expectSends(rows);
        if (this.#look(source)) queue.add(source);
      }
      this.#tell();
    } finally {
      const rows = this.#builder.length;
      this.#nextCorrection = this.#newest + Math.max(0, rows - FREE_ROWS) * MICROS_BETWEEN_CORRECTIONS;
      // What was shown before stays, while some of it has not come again: because something was refused on the way, or
      // waits for a process of whose start nothing has been heard yet.
      if (!this.#isWhole()) {
        this.#builder = before;
        this.#isWrong = true;
      }
    }
  }

  // --- Telling ------------------------------------------------------------------------------------------------------

  #tellStart(source: Source, parent: Source): void {
    if (!parent.started) {
      this.#lacks = startOf(parent.number);
      return;
    }
    const id = this.#giveActor(source, 0);
    const micros = source.nextMicros;
    const owner = parent.actors[0] as number;
    this.#builder.addRow(EVENT['actor-start'], id, micros, ACTOR_KIND[source.kind], source.nameIndex, owner);
    this.#builder.addRow(EVENT.state, id, micros, STATE.starting, NONE, NONE);
    source.started = true;
    source.toldActors = 1;
    this.#gives = startOf(source.number);
  }

  #tellEnd(source: Source): void {
    const end = source.end as NonNullable<Source['end']>;
    source.endTold = true;
    for (let actor = 1; actor <= source.toldActors; actor++) {
      // Its threads first, then the process.
      const id = source.actors[actor % source.toldActors] as number;
      if (!this.#builder.isLiving(id)) continue;
      const ending = actor < source.toldActors ? ENDING.killed : ENDING[end.ending];
      this.#builder.addRow(EVENT['actor-end'], id, source.nextMicros, ending, 0, 0);
    }
  }

  /** Translates a row and tells it; or says what it lacks, and changes nothing. */
  #tellRow(source: Source): void {
    const { rows, at } = source;
    const head = rows[at] as number;
    const word = rows[at + 1] as number;
    const written = (rows[at + 2] as number) >>> 0;
    let a = rows[at + 3] as number;
    let b = rows[at + 4] as number;
    let c = rows[at + 5] as number;
    const kind = EVENT_KINDS[head & 0xff];
    let subject: number;
    if (written < source.lastWritten) {
      this.#refuse(
        source,
        `time ran backwards: an event is dated so, but the process had already reached ${exactMs(source.lastWritten)}`,
      );
    }
    switch (kind) {
      case 'actor-start':
        c = this.#mentioned(source, c);
        if (c === STALLED) return;
        if (word !== source.toldActors) {
          this.#refuse(source, `an actor started with number ${word}, but the next number is ${source.toldActors}`);
        }
        b = this.#string(source, b);
        subject = this.#giveActor(source, word);
        source.toldActors++;
        if (word === 0) {
          source.started = true;
          this.#gives = startOf(source.number);
        }
        break;
      case 'actor-name':
        subject = this.#actor(source, word);
        a = this.#string(source, a);
        break;
      case 'mark':
        subject = this.#actor(source, word);
        a = this.#string(source, a);
        c = c === 0 ? 0 : Math.max(0, this.#place(source, c));
        break;
      case 'actor-end':
      case 'output':
        subject = this.#actor(source, word);
        break;
      case 'state':
        b = (a & 0xff) === STATE.joining ? this.#mentioned(source, b) : b === NONE ? NONE : this.#resource(source, b);
        if (b === STALLED) return;
        subject = this.#actor(source, word);
        a = (a & 0xff) | (this.#string(source, a >>> 8) << 8);
        c = this.#place(source, c);
        break;
      case 'resource':
        c = this.#mentioned(source, c);
        if (c === STALLED) return;
        b = this.#string(source, b);
        if (word >= SHARED_ID) {
          this.#tellShared(source, word, a | RUN_WIDE, b, c);
          return;
        }
        if (word !== source.toldResources) {
          this.#refuse(
            source,
            `a resource came to be with number ${word}, but the next number is ${source.toldResources}`,
          );
        }
        subject = source.resources[word] ??= this.#resourceIds++;
        source.toldResources++;
        a &= ~RUN_WIDE;
        break;
      case 'resource-name':
        subject = this.#resource(source, word);
        a = this.#string(source, a);
        break;
      case 'acquire':
      case 'release':
        subject = this.#actor(source, word);
        a = this.#resource(source, a);
        c = this.#place(source, c);
        break;
      case 'hand-over':
        b = this.#mentioned(source, b);
        if (b === STALLED) return;
        subject = this.#actor(source, word);
        a = this.#resource(source, a);
        break;
      case 'omitted':
        subject = this.#actor(source, word);
        a = a === NONE ? NONE : this.#resource(source, a);
        break;
      case 'send':
      case 'receive':
        subject = this.#actor(source, word);
        if (!this.#mayPass(kind, a, b, this.#resource(source, a))) return;
        a = this.#resource(source, a);
        break;
      default:
        this.#refuse(source, `an event has the unknown kind ${head}`);
    }
    this.#builder.addRow(head, subject, source.nextMicros, a, b, c);
    this.#pass(source);
  }

  #pass(source: Source): void {
    source.lastWritten = writtenMicros(source);
    source.nextRow();
  }

  /** A process makes a resource of the run known: to the trace, if it is the first; else its name may be the better one. */
  #tellShared(source: Source, number: number, a: number, name: number, process: number): void {
    const shared = this.#sharedOf(number);
    const micros = source.nextMicros;
    const isPoor = (a & INTERNAL) !== 0 || POOR_NAME.test(this.#builder.textOf(name));
    if (!shared.told) {
      shared.id ??= this.#resourceIds++;
      this.#builder.addRow(EVENT.resource, shared.id, micros, a, name, process);
      shared.told = true;
      shared.hasPoorName = isPoor;
    } else if (shared.hasPoorName && !isPoor) {
      this.#builder.addRow(EVENT['resource-name'], shared.id as number, micros, name, 0, 0);
      shared.hasPoorName = false;
    }
    this.#pass(source);
  }

  /** Keeps the books of a message of the run's; false when it is a receipt that has to wait for its sending. */
  #mayPass(kind: 'send' | 'receive', resource: number, offset: number, id: number): boolean {
    if (resource < SHARED_ID) return true;
    const key = messageKey(this.#sharedOf(resource).index, offset);
    const awaited = this.#awaited.get(key) ?? 0;
    if (kind === 'send') {
      if (awaited > 1) this.#awaited.set(key, awaited - 1);
      else this.#awaited.delete(key);
      this.#gives = key;
    } else if (!this.#builder.isInFlight(id, offset)) {
      if (awaited > 0) {
        this.#lacks = key;
        return false;
      }
      this.#orphans.add(key);
    }
    return true;
  }

  /** Rows that have come: what they send is worth waiting for. */
  #expectSends(rows: Int32Array): void {
    for (let at = 0; at < rows.length; at += ROW_INTS) {
      if (((rows[at] as number) & 0xff) !== EVENT.send || (rows[at + 3] as number) < SHARED_ID) continue;
      const key = messageKey(this.#sharedOf(rows[at + 3] as number).index, rows[at + 4] as number);
      this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
      if (this.#orphans.has(key)) this.#isWrong = true;
    }
  }

  // --- From a process's own words to the trace's --------------------------------------------------------------------

  #giveActor(source: Source, actor: number): number {
    return (source.actors[actor] ??= this.#actorIds++);
  }

  /** Who does something: one of the process's own. */
  #actor(source: Source, actor: number): number {
    if (actor < 0 || actor >= source.toldActors) {
      this.#refuse(source, `an event speaks of actor ${actor}, but no actor with that number has started`);
    }
    return source.actors[actor] as number;
  }

  /** Who is spoken of: one of the process's own, or another process; `STALLED` when that has not been told yet. */
  #mentioned(source: Source, actor: number): number {
    if (actor === NONE) return NONE;
    if (actor < SHARED_ID) return this.#actor(source, actor);
    const other = this.#sources.get(actor - SHARED_ID);
    if (other?.started === true) return other.actors[0] as number;
    // Its start may still be on its way, even when nothing has been heard of it.
    this.#lacks = startOf(actor - SHARED_ID);
    return STALLED;
  }

  #resource(source: Source, resource: number): number {
    if (resource >= SHARED_ID) {
      const shared = this.#shared.get(resource);
      if (shared?.told === true) return shared.id as number;
    } else if (resource >= 0 && resource < source.toldResources) {
      return source.resources[resource] as number;
    }
    this.#refuse(source, `an event speaks of resource ${resource}, but there is no such resource yet`);
  }

  #string(source: Source, index: number): number {
    const known = source.strings[index];
    if (known === undefined) {
      this.#refuse(source, `an event speaks of string ${index}, but there are only ${source.strings.length} strings`);
    }
    return known;
  }

  /** A file may have got a number that a place has no room for. */
  #place(source: Source, code: number): number {
    if (code < 0) return code;
    const file = this.#string(source, code >>> 20);
    return file > MAX_FILE_INDEX ? NONE : (file << 20) | (code & MAX_LINE);
  }

  #sharedOf(number: number): Shared {
    let shared = this.#shared.get(number);
    if (shared === undefined) {
      if (this.#shared.size >= MAX_RESOURCES) {
        throw new TraceError(`more than ${MAX_RESOURCES} resources were made`, null);
      }
      shared = { index: this.#shared.size, id: null, told: false, hasPoorName: false };
      this.#shared.set(number, shared);
    }
    return shared;
  }

  // --- Checks and words ---------------------------------------------------------------------------------------------

  #sourceOf(number: number): Source {
    const source = this.#sources.get(number);
    if (source === undefined) throw new TraceError(`process ${number} tells something, but it was never started`, null);
    return source;
  }

  #time(ms: number, name: string): number {
    if (Number.isFinite(ms) && ms >= 0) return toMicros(ms);
    throw new TraceError(`${name} started or ended at ${ms}, which is no time since the run's start`, null);
  }

  #nameOf(source: Source): string {
    const id = source.actors[0];
    const name = id === undefined ? null : this.#builder.nameOf(id);
    return name ?? (source.parent === null ? "the program's own process" : this.#builder.textOf(source.nameIndex));
  }

  #refuse(source: Source, story: string): never {
    const micros = writtenMicros(source);
    throw new TraceError(`at ${exactMs(micros)}, ${story}`, fromMicros(micros));
  }

  #guard(step: () => void): void {
    if (this.error !== null) throw this.error;
    if (this.#finished) throw new TraceError('the trace was finished; nothing can be added to it', null);
    try {
      step();
    } catch (error) {
      if (error instanceof TraceError) this.#error = error;
      throw error;
    }
  }

  #silently(step: () => void): void {
    try {
      this.#guard(step);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
    }
  }
}

/** What the platform calls something for want of a name: `Lock 3`, `pipe 65537`. */
const POOR_NAME = /^[\w -]+ \d+$/;

/** What makes room goes before what needs it. */
function rankOf(kind: number): number {
  if (kind === EVENT['actor-start'] || kind === EVENT.resource) return 0;
  return kind === EVENT.acquire || kind === EVENT.receive ? 2 : 1;
}

/** The stamp of what a source has to tell next. */
function writtenMicros(source: Source): number {
  if (source.parent !== null && !source.started) return source.startMicros;
  if (!source.hasRow) return source.end?.micros ?? source.floor;
  return (source.rows[source.at + 2] as number) >>> 0;
}

/** Whether rows of a process that is alone speak of something that is not its own alone. */
function mentionsOthers(rows: Int32Array): boolean {
  for (let at = 0; at < rows.length; at += ROW_INTS) {
    const kind = rows[at];
    if (kind === EVENT.resource) {
      if ((rows[at + 1] as number) >= SHARED_ID) return true;
    } else if (kind === EVENT.state && (rows[at + 4] as number) >= SHARED_ID) {
      return true;
    }
  }
  return false;
}

/** Whether the start of one of its actors is among what it has not told. */
function startsActor(source: Source, actor: number): boolean {
  if (actor === 0 && source.parent !== null) return !source.started;
  for (const rows of source.untold()) {
    for (let at = 0; at < rows.length; at += ROW_INTS) {
      if (rows[at] === EVENT['actor-start'] && rows[at + 1] === actor) return true;
    }
  }
  return false;
}
