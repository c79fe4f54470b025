/**
 * Build, check, freeze: events go in one by one or in batches from an untrusted realm; what comes out is a `Trace` that
 * every view may share. The law is at the top of `events.ts`; here is how it is read where it leaves room.
 *
 * - Whoever *does* something (the row's subject, the receiver of a hand-over) must live. Who is only *mentioned* (a
 *   parent, the target of a join, a resource's process) must have started, and may have ended. So may the subject of
 *   `output`, which leaves buffers late, and of `omitted`, which is a tally.
 * - `gil`, `lock` and `rlock` are exclusive. An `rlock` may be acquired again by its holder, and is free after as many
 *   releases. The other kinds (semaphores, queues ...) may have many holders, and a release or a hand-over by somebody who
 *   holds nothing is a signal, not a mistake.
 * - An actor may end while it holds a lock: Python allows that, and the lock stays taken. A GIL is given back by the end.
 * - An acquisition of a run-wide lock that another holds ends that hold, and the release that is still to come is then
 *   expected and does nothing. A release of one that nobody holds does nothing either.
 * - What a process held at its end was given back, as `events.ts` says; by the same row.
 * - A message may be received whose sending is not known, and then it is not among the trace's messages.
 * - An actor that is `killed` may be so in the middle of a switch.
 * - The law "computing exactly while it holds the GIL" is for threads. (A process is running when any of its threads is; a
 *   task runs inside a thread, see below.) The events of one switch stand together but are several rows, so the law is checked from
 *   both sides of the switch:
 *
 *       A running, holds        state A: blocked    hand-over A -> B    state B: running       B running, holds
 *       ------------------------|-------------------|-------------------|----------------------------------
 *            settled                      between two holders                    settled
 *
 *   Between two holders, in whatever order the rows stand, the process's threads cannot do anything else (acquire,
 *   release, write, ...); two threads are never running; and nobody leaves the state that breaks the law, because
 *   whoever stopped must have let go by its next state, and whoever ran must have got the GIL by then.
 *
 * - A task's thread is known by its parents. It has to compute where a task of it begins to run, leaves off or ends, unless
 *   the task is `killed`: a task that nobody holds is destroyed by whoever looks. A task without a thread among its parents
 *   is bound by nothing.
 *
 * After a refusal the builder keeps what came before: `snapshot()` and `finish()` still work, and whatever else is added
 * is refused with the same error.
 */
import {
  ACTOR_KIND,
  ENDING,
  INTERNAL,
  MAX_STRINGS,
  MAX_TEXT,
  MAX_LINE,
  NONE,
  RESOURCE_KIND,
  ROW_INTS,
  RUN_WIDE,
  STATE,
  encodeEvent,
  fromMicros,
  toMicros,
} from './codec';
import { ColumnTrace, type HoldColumns, type MessageColumns, type TraceColumns } from './column-trace';
import { TraceError } from './error';
import {
  ACTOR_KINDS,
  ACTOR_STATES,
  ENDINGS,
  EVENT_KINDS,
  HAND_OVER_REASONS,
  RESOURCE_KINDS,
  STREAMS,
  type TraceEvent,
  type TraceTime,
} from './events';
import { exactMs } from './format';
import { actorId, resourceId } from './ids';
import { OpenHolds } from './open-holds';
import type { Actor, Lane, Resource, Trace } from './trace';

/** What a hostile or runaway program can make us keep: about 120 MB of rows. */
export const MAX_EVENTS = 5_000_000;
export const MAX_ACTORS = 100_000;
export const MAX_RESOURCES = 200_000;
export const MAX_MESSAGES = 1_000_000;

const HEAD_KIND = 0xff;
const NOBODY = -1;

/** What the builder knows of an actor; the first group is what views see. */
interface ActorRecord {
  readonly kind: number;
  name: number;
  readonly parent: number;
  readonly startMicros: number;
  endMicros: number;
  ending: number;

  /** The process that it lives in: itself for a process or a root. */
  readonly process: number;
  /** The thread that it lives in, or -1: itself for a thread. */
  readonly thread: number;
  /** For a thread: its task that is running, or -1. */
  task: number;
  /** Code of its state, and the row that said so; -1 before the first. */
  state: number;
  stateRow: number;
  /** The resource that it is blocked on, or -1. */
  on: number;
  /** The row at which it last got or lost a GIL; -1 for never. */
  gilRow: number;
  /** Its `state` rows, in order: its lane. */
  segments: Int32Array;
  segmentCount: number;

  /** For a process: its GIL, or -1; its running thread (the last one to say so), or -1; and how many say so. */
  gil: number;
  runner: number;
  running: number;
  /** For a process: who ended holding the GIL and has not been relieved yet; see `#endActor`. */
  ghost: number;
  /** For a process: its own resources, and the run-wide ones with those of its actors that have held them. */
  resources: number[];
  reached: Map<number, Set<number>> | null;

  /** What snapshots share; null when out of date. */
  view: Actor | null;
  lane: Lane | null;
}

interface ResourceRecord {
  readonly kind: number;
  name: number;
  readonly process: number;
  readonly internal: boolean;
  readonly runWide: boolean;
  /** Of a run-wide lock: releases that are still to come, of holds that have ended by another's acquisition. */
  debts: number;
  /** The holder of an exclusive resource, or -1. */
  holder: number;
  /** The holder's open acquisitions (an rlock's may be more than one). */
  depth: number;
  /** Index of the holder's open hold. */
  openHold: number;
  /** Of a shared resource: the open holds' indices. */
  readonly open: OpenHolds;
  /** A GIL's last holder, for counting who came after whom. */
  last: number;
  holds: HoldColumns;
  view: Resource | null;
}

const NO_SEGMENTS = new Int32Array(0);
/** Of all that has one holder at most. */
const NEVER_SHARED = new OpenHolds();
const NO_HOLDS: HoldColumns = { from: NO_SEGMENTS, until: NO_SEGMENTS, place: NO_SEGMENTS, length: 0 };

/** Actors with a memory of their own. */
const OWN_MEMORY: ReadonlySet<number> = new Set([ACTOR_KIND.process, ACTOR_KIND.worker]);
/** Actors with a stack of their own, on which tasks take turns. */
const THREADS: ReadonlySet<number> = new Set([ACTOR_KIND.thread, ACTOR_KIND['event-loop'], ACTOR_KIND.worker]);

/** `dense`: each new id is the next one. `any`: in any order, but none is missing when the trace is frozen. */
export type IdOrder = 'dense' | 'any';

export class TraceBuilder {
  #rows = new Int32Array(256 * ROW_INTS);
  #length = 0;
  #lastMicros = 0;
  #strings: string[] = [''];
  /** Only for `add`: batches bring their strings' numbers along. */
  #indices: Map<string, number> | null = null;
  /** By id. With ids in any order there are holes, for a while. */
  readonly #actors: ActorRecord[] = [];
  readonly #resources: ResourceRecord[] = [];
  #actorCount = 0;
  #resourceCount = 0;
  #messages: MessageColumns = { sends: NO_SEGMENTS, receives: NO_SEGMENTS, length: 0 };
  /** The messages in flight, by `messageKey`; the later ones of those with the same key, oldest first. */
  readonly #inFlight = new Map<number, number>();
  readonly #inFlightLater = new Map<number, { readonly messages: number[]; taken: number }>();

  /** The `mark` rows, in order. */
  #marks: Int32Array = NO_SEGMENTS;
  #markCount = 0;

  #processes = 0;
  #handOvers = 0;
  #lockWaits = 0;
  #acquisitions = 0;

  #error: TraceError | null = null;
  #finished: Trace | null = null;
  #ids: IdOrder;

  constructor(ids: IdOrder = 'dense') {
    this.#ids = ids;
  }

  /** The refusal that ended the story, if one did. */
  get error(): TraceError | null {
    return this.#error;
  }

  /** Number of events so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes one event. The time is kept in whole microseconds. Throws `TraceError`. */
  add(event: TraceEvent): void {
    this.#refuseLate();
    this.#guard(() => {
      if (!Number.isFinite(event.t) || event.t < 0) {
        throw new TraceError(`an event's time is ${event.t}, which is no time since the run's start`, null);
      }
      this.#makeRoom(1);
      encodeEvent(event, this, this.#rows, this.#length * ROW_INTS);
      this.#applyRow(this.#length);
      this.#length++;
    });
  }

  /**
   * Takes rows and the strings that are new with them, as `codec.ts` lays them out. Throws `TraceError` at the first bad
   * row; the rows before it stay.
   */
  addBatch(rows: Int32Array, strings: readonly string[]): void {
    this.#refuseLate();
    this.#guard(() => {
      this.#addStrings(strings);
      if (rows.length % ROW_INTS !== 0) {
        throw new TraceError(
          `a batch of trace rows has ${rows.length} numbers, which is not a multiple of ${ROW_INTS}`,
          null,
        );
      }
      const count = rows.length / ROW_INTS;
      this.#makeRoom(count);
      this.#rows.set(rows, this.#length * ROW_INTS);
      for (let i = 0; i < count; i++) {
        this.#applyRow(this.#length);
        this.#length++;
      }
    });
  }

  /** What there is so far, shared and never changing. Costs a little for each actor and resource, nothing for events. */
  snapshot(): Trace {
    return this.#finished ?? this.#freeze(fromMicros(this.#lastMicros), false);
  }

  /** Ends the story at `end`, or at the last event if that is later. Nothing can be added from then on. */
  finish(end: TraceTime): Trace {
    const micros = Number.isFinite(end) ? Math.max(toMicros(end), this.#lastMicros) : this.#lastMicros;
    this.#finished ??= this.#freeze(fromMicros(micros), true);
    return this.#finished;
  }

  /** For `encodeEvent`. */
  intern(text: string): number {
    this.#indices ??= new Map(this.#strings.map((known, index) => [known, index]));
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#addStrings([text]);
    return this.#strings.length - 1;
  }

  // --- For whoever puts rows together (merger.ts) --------------------------------------------------------------------

  /** One row, with this builder's ids and strings. */
  addRow(head: number, subject: number, micros: number, a: number, b: number, c: number): void {
    this.#refuseLate();
    try {
      this.#makeRoom(1);
      const at = this.#length * ROW_INTS;
      const rows = this.#rows;
      rows[at] = head;
      rows[at + 1] = subject;
      rows[at + 2] = micros | 0;
      rows[at + 3] = a;
      rows[at + 4] = b;
      rows[at + 5] = c;
      this.#applyRow(this.#length);
      this.#length++;
    } catch (error) {
      if (error instanceof TraceError) this.#error = error;
      throw error;
    }
  }

  /** From now on ids may come in any order. */
  relaxOrder(): void {
    this.#ids = 'any';
  }

  /** A builder without events, with the same strings and with room for as many events: to tell the story anew. */
  again(): TraceBuilder {
    const next = new TraceBuilder('any');
    next.#strings = this.#strings;
    next.#indices = this.#indices;
    next.#rows = new Int32Array(this.#rows.length);
    return next;
  }

  get actorCount(): number {
    return this.#actorCount;
  }

  get resourceCount(): number {
    return this.#resourceCount;
  }

  get stringCount(): number {
    return this.#strings.length;
  }

  /** A copy of all rows. */
  copyRows(): Int32Array {
    return this.#rows.slice(0, this.#length * ROW_INTS);
  }

  isLiving(actor: number): boolean {
    const record = this.#actors[actor];
    return record !== undefined && record.endMicros < 0;
  }

  textOf(string: number): string {
    return this.#strings[string] ?? '';
  }

  nameOf(actor: number): string | null {
    const record = this.#actors[actor];
    return record === undefined ? null : (this.#strings[record.name] as string);
  }

  isInFlight(resource: number, offset: number): boolean {
    return this.#inFlight.has(messageKey(resource, offset));
  }

  // --- One row ------------------------------------------------------------------------------------------------------

  /** Checks the row and does what it says. Changes nothing when it throws. */
  #applyRow(row: number): void {
    const rows = this.#rows;
    const at = row * ROW_INTS;
    const head = rows[at] as number;
    const subject = rows[at + 1] as number;
    const micros = (rows[at + 2] as number) >>> 0;
    const a = rows[at + 3] as number;
    const b = rows[at + 4] as number;
    const c = rows[at + 5] as number;

    const kind = EVENT_KINDS[head & HEAD_KIND];
    if (kind === undefined || (head >>> 8 !== 0 && kind !== 'send' && kind !== 'receive')) {
      this.#refuse(row, `an event has the unknown kind ${head}`);
    }
    if (micros < this.#lastMicros) {
      this.#refuse(
        row,
        `time ran backwards: ${article(kind)} event is dated ${exactMs(micros)}, but the trace had already reached ${exactMs(this.#lastMicros)}`,
      );
    }

    switch (kind) {
      case 'actor-start':
        this.#startActor(row, subject, micros, a, b, c);
        break;
      case 'actor-name': {
        const actor = this.#living(row, subject, 'was renamed');
        actor.name = this.#string(row, a, 'an actor-name event');
        actor.view = actor.lane = null;
        break;
      }
      case 'actor-end':
        this.#endActor(row, subject, micros, a);
        break;
      case 'state':
        this.#enterState(row, subject, a, b, c);
        break;
      case 'resource':
        this.#addResource(row, subject, a, b, c);
        break;
      case 'resource-name': {
        const resource = this.#resource(row, subject, 'a resource-name event');
        resource.name = this.#string(row, a, 'a resource-name event');
        resource.view = null;
        break;
      }
      case 'acquire':
        this.#acquire(row, subject, a, c);
        break;
      case 'release':
        this.#release(row, subject, a, c);
        break;
      case 'hand-over':
        this.#handOver(row, subject, a, b, c);
        break;
      case 'output': {
        // What a thread printed may leave a buffer after its end.
        const actor = this.#known(row, subject, 'wrote output');
        if (STREAMS[a] === undefined) this.#refuse(row, `${this.#who(subject)} wrote to the unknown stream ${a}`);
        if (b < 0 || c < 0) this.#refuse(row, `${this.#who(subject)} wrote ${c} characters at position ${b}`);
        if (actor.endMicros < 0) this.#requireSettled(row, actor, subject, 'wrote output');
        break;
      }
      case 'omitted': {
        // A tally may be told when the run is over.
        const actor = this.#known(row, subject, 'did something several times');
        if (a === NONE) {
          if (b < 1) this.#refuse(row, `${this.#who(subject)} left out ${b} steps of its tasks`);
          if (!THREADS.has(actor.kind))
            this.#refuse(row, `${this.#who(subject)} left out steps, but has no event loop`);
          break;
        }
        const resource = this.#resource(row, a, 'an omitted event');
        if (b < 1) this.#refuse(row, `${this.#who(subject)} left out ${b} acquisitions of ${this.#what(a)}`);
        if (resource.kind !== RESOURCE_KIND.gil) this.#acquisitions += b;
        break;
      }
      case 'mark': {
        this.#living(row, subject, 'left a mark');
        this.#string(row, a, 'a mark event');
        if (c !== 0) this.#place(row, c);
        if (this.#markCount === this.#marks.length) this.#marks = grow(this.#marks);
        this.#marks[this.#markCount++] = row;
        break;
      }
      case 'send':
        this.#send(row, subject, a, b);
        break;
      case 'receive':
        this.#receive(row, subject, a, b);
        break;
    }
    this.#lastMicros = micros;
  }

  // --- Actors -------------------------------------------------------------------------------------------------------

  #startActor(row: number, id: number, micros: number, kind: number, name: number, parent: number): void {
    const known = this.#actors[id];
    if (known !== undefined) {
      this.#refuse(row, `${this.#who(id)} started a second time, after ${exactMs(known.startMicros)}`);
    }
    if (this.#ids === 'dense' && id !== this.#actors.length) {
      this.#refuse(row, `an actor started with number ${id}, but the next number is ${this.#actors.length}`);
    }
    if (id < 0 || id >= MAX_ACTORS) this.#refuse(row, `more than ${MAX_ACTORS} actors were started`);
    if (ACTOR_KINDS[kind] === undefined) this.#refuse(row, `actor ${id} started as the unknown kind ${kind}`);
    const nameIndex = this.#string(row, name, 'an actor-start event');
    const parentRecord = parent === NONE ? undefined : this.#actors[parent];
    if (parent !== NONE && parentRecord === undefined) {
      this.#refuse(row, `"${this.#strings[nameIndex]}" started inside actor ${parent}, but there is no such actor yet`);
    }
    this.#actorCount++;
    this.#actors[id] = {
      kind,
      name: nameIndex,
      parent,
      startMicros: micros,
      endMicros: -1,
      ending: -1,
      process: OWN_MEMORY.has(kind) || parentRecord === undefined ? id : parentRecord.process,
      thread: THREADS.has(kind) ? id : kind === ACTOR_KIND.task && parentRecord ? parentRecord.thread : NOBODY,
      task: NOBODY,
      state: -1,
      stateRow: -1,
      on: NONE,
      gilRow: -1,
      segments: NO_SEGMENTS,
      segmentCount: 0,
      gil: NONE,
      runner: NOBODY,
      running: 0,
      ghost: NOBODY,
      resources: [],
      reached: null,
      view: null,
      lane: null,
    };
    if (kind === ACTOR_KIND.process) this.#processes++;
  }

  #endActor(row: number, id: number, micros: number, ending: number): void {
    const actor = this.#living(row, id, 'ended');
    if (ENDINGS[ending] === undefined) this.#refuse(row, `${this.#who(id)} ended in the unknown way ${ending}`);
    const process = this.#actors[actor.process] as ActorRecord;
    if (ending === ENDING.cancelled && actor.kind !== ACTOR_KIND.task) {
      this.#refuse(row, `${this.#who(id)} was cancelled, but only tasks can be`);
    }
    if (ending !== ENDING.killed) {
      this.#requireLawfulStretch(row, actor, id, process, 'ended');
      this.#requireItsThread(row, actor, id, 'ended');
    }
    const gil = this.#resources[process.gil];
    if (gil !== undefined && gil.holder === id) {
      // The end gives the GIL back. The hand-over that goes with it may still follow: it will find this ghost.
      this.#closeHold(gil, gil.openHold, row);
      gil.holder = NOBODY;
      process.ghost = id;
    }
    this.#leaveState(actor, process, id);
    actor.endMicros = micros;
    actor.ending = ending;
    actor.view = actor.lane = null;
    if (actor.kind === ACTOR_KIND.process) this.#giveAllBack(row, actor);
  }

  /** A process is gone, and its memory with it. */
  #giveAllBack(row: number, process: ActorRecord): void {
    for (const number of process.resources) {
      const resource = this.#resources[number] as ResourceRecord;
      if (resource.kind === RESOURCE_KIND.gil) continue;
      if (resource.holder !== NOBODY) this.#letGo(resource, row);
      for (let hold = resource.open.takeOldest(); hold >= 0; hold = resource.open.takeOldest()) {
        this.#closeHold(resource, hold, row);
      }
    }
    for (const [number, actors] of process.reached ?? []) {
      const resource = this.#resources[number] as ResourceRecord;
      if (!isClosedWithItsProcess(resource.kind)) continue;
      for (const actor of actors) {
        for (let hold = resource.open.takeOf(actor); hold >= 0; hold = resource.open.takeOf(actor)) {
          this.#closeHold(resource, hold, row);
        }
      }
    }
  }

  #enterState(row: number, id: number, a: number, on: number, place: number): void {
    const code = a & 0xff;
    const stateName = ACTOR_STATES[code];
    if (stateName === undefined) this.#refuse(row, `actor ${id} entered the unknown state ${code}`);
    const actor = this.#living(row, id, `became ${stateName}`);
    this.#string(row, a >>> 8, 'a state event');
    this.#place(row, place);
    if (code === STATE.joining) {
      if (on !== NONE && this.#actors[on] === undefined) {
        this.#refuse(row, `${this.#who(id)} waits for the end of actor ${on}, but there is no such actor yet`);
      }
    } else if (on !== NONE) {
      this.#resource(row, on, `${this.#who(id)} became ${stateName}, and the event`);
    }

    const process = this.#actors[actor.process] as ActorRecord;
    this.#requireLawfulStretch(row, actor, id, process, `became ${stateName}`);
    const isThread = actor.kind === ACTOR_KIND.thread;
    if (isThread && isComputing(code) && !isComputing(actor.state)) {
      if (process.gil !== NONE && process.runner !== NOBODY) {
        this.#refuse(
          row,
          `${this.#who(id)} began to run, but ${this.#who(process.runner)} is running and ${this.#what(process.gil)} lets only one of them`,
        );
      }
    }

    if (actor.kind === ACTOR_KIND.task && (code === STATE.running || actor.state === STATE.running)) {
      this.#requireItsThread(row, actor, id, `became ${stateName}`);
      const other = this.#actors[actor.thread]?.task ?? NOBODY;
      if (code === STATE.running && other !== NOBODY && other !== id) {
        this.#refuse(
          row,
          `${this.#who(id)} began to run, but ${this.#who(other)} is running in ${this.#who(actor.thread)}, which lets only one of them`,
        );
      }
    }

    const blockedOn = code === STATE.blocked ? on : NONE;
    const waitsForLock =
      blockedOn !== NONE && (this.#resources[blockedOn] as ResourceRecord).kind !== RESOURCE_KIND.gil;
    if (waitsForLock && actor.on !== blockedOn) this.#lockWaits++;

    this.#leaveState(actor, process, id);
    if (isThread && isComputing(code)) {
      process.runner = id;
      process.running++;
    }
    if (actor.kind === ACTOR_KIND.task && code === STATE.running) {
      const thread = this.#actors[actor.thread];
      if (thread !== undefined) thread.task = id;
    }
    actor.state = code;
    actor.stateRow = row;
    actor.on = blockedOn;
    if (actor.segmentCount === actor.segments.length) actor.segments = grow(actor.segments);
    actor.segments[actor.segmentCount++] = row;
  }

  #leaveState(actor: ActorRecord, process: ActorRecord, id: number): void {
    if (actor.kind === ACTOR_KIND.task) {
      const thread = this.#actors[actor.thread];
      if (thread?.task === id) thread.task = NOBODY;
    }
    if (actor.kind !== ACTOR_KIND.thread || !isComputing(actor.state)) return;
    process.running--;
    if (process.runner === id) process.runner = NOBODY;
  }

  /**
   * Looks back at the stretch that ends here. The rows of a switch may stand in any order, but by its next state an actor
   * that stopped running has let go of the GIL, and one that ran has had it:
   *
   *     state A: sleeping              state A: running     <- A slept and kept the GIL: nobody can have run
   *     state B: running               state B: blocked     <- B ran, and never got the GIL
   */
  #requireLawfulStretch(row: number, actor: ActorRecord, id: number, process: ActorRecord, deed: string): void {
    const gil = this.#resources[process.gil];
    if (gil === undefined || actor.kind !== ACTOR_KIND.thread || actor.stateRow < 0) return;
    const since = () => exactMs(this.#microsAt(actor.stateRow));
    const holds = gil.holder === id;
    if (!isComputing(actor.state)) {
      if (holds && actor.gilRow < actor.stateRow) {
        this.#refuse(
          row,
          `${this.#who(id)} ${deed}, but it had been ${ACTOR_STATES[actor.state]} since ${since()} and never let go of ${this.#what(process.gil)}`,
        );
      }
    } else if (!holds && actor.gilRow < actor.stateRow) {
      const holder = gil.holder === NOBODY ? 'nobody held' : `${this.#who(gil.holder)} held`;
      this.#refuse(
        row,
        `${this.#who(id)} ${deed}, but it had been running since ${since()} without ${this.#what(process.gil)}, which ${holder}`,
      );
    }
  }

  /** A step of a task begins or is over: then its thread computes. */
  #requireItsThread(row: number, actor: ActorRecord, id: number, deed: string): void {
    const thread = this.#actors[actor.thread];
    if (actor.kind !== ACTOR_KIND.task || thread === undefined || thread.state < 0) return;
    if (thread.endMicros >= 0) {
      this.#refuse(
        row,
        `${this.#who(id)} ${deed}, but ${this.#who(actor.thread)} had ended at ${exactMs(thread.endMicros)}`,
      );
    }
    if (!isComputing(thread.state)) {
      this.#refuse(
        row,
        `${this.#who(id)} ${deed}, but ${this.#who(actor.thread)} was ${ACTOR_STATES[thread.state]} and did not run it`,
      );
    }
  }

  /** A thread acts: then its process is not between two holders. */
  #requireSettled(row: number, actor: ActorRecord, id: number, deed: string): void {
    const process = this.#actors[actor.process] as ActorRecord;
    const gil = this.#resources[process.gil];
    if (gil === undefined || gil.holder === process.runner) return;
    if (gil.holder !== NOBODY && (this.#actors[gil.holder] as ActorRecord).kind !== ACTOR_KIND.thread) return;
    const holder = gil.holder === NOBODY ? 'nobody holds' : `${this.#who(gil.holder)} holds`;
    const runner = process.runner === NOBODY ? 'no thread is running' : `${this.#who(process.runner)} is running`;
    this.#refuse(row, `${this.#who(id)} ${deed}, but ${runner} while ${holder} ${this.#what(process.gil)}`);
  }

  // --- Resources ----------------------------------------------------------------------------------------------------

  #addResource(row: number, id: number, a: number, name: number, processId: number): void {
    if (this.#resources[id] !== undefined) this.#refuse(row, `${this.#what(id)} came to be a second time`);
    if (this.#ids === 'dense' && id !== this.#resources.length) {
      this.#refuse(row, `a resource came to be with number ${id}, but the next number is ${this.#resources.length}`);
    }
    if (id < 0 || id >= MAX_RESOURCES) this.#refuse(row, `more than ${MAX_RESOURCES} resources were made`);
    const kind = a & 0xff;
    const runWide = (a & RUN_WIDE) !== 0;
    if (RESOURCE_KINDS[kind] === undefined || a >>> 10 !== 0 || (runWide && kind === RESOURCE_KIND.gil)) {
      this.#refuse(row, `resource ${id} came to be as the unknown kind ${a}`);
    }
    const nameIndex = this.#string(row, name, 'a resource event');
    const owner = this.#actors[processId];
    if (owner === undefined) {
      this.#refuse(row, `"${this.#strings[nameIndex]}" belongs to actor ${processId}, but there is no such actor yet`);
    }
    if (kind === RESOURCE_KIND.gil) {
      if (owner.gil !== NONE) this.#refuse(row, `${this.#who(processId)} got a second GIL`);
      if (owner.running > 1) {
        this.#refuse(row, `${this.#who(processId)} got a GIL while ${owner.running} of its threads were running`);
      }
      owner.gil = id;
    }
    if (!runWide) owner.resources.push(id);
    this.#resourceCount++;
    this.#resources[id] = {
      kind,
      name: nameIndex,
      process: processId,
      internal: (a & INTERNAL) !== 0,
      runWide,
      debts: 0,
      holder: NOBODY,
      depth: 0,
      openHold: -1,
      open: isExclusive(kind) ? NEVER_SHARED : new OpenHolds(),
      last: NOBODY,
      holds: NO_HOLDS,
      view: null,
    };
  }

  #acquire(row: number, id: number, resourceNumber: number, place: number): void {
    const actor = this.#living(row, id, 'acquired a resource');
    const resource = this.#resource(row, resourceNumber, 'an acquire event');
    this.#place(row, place);
    if (resource.kind === RESOURCE_KIND.gil) {
      this.#requireSameProcess(row, actor, id, resource, resourceNumber);
    } else {
      this.#requireSettled(row, actor, id, `acquired ${this.#what(resourceNumber)}`);
    }
    if (resource.runWide) this.#reach(actor, id, resourceNumber);
    if (isExclusive(resource.kind)) {
      if (resource.holder === id && resource.kind === RESOURCE_KIND.rlock) {
        resource.depth++;
      } else if (resource.runWide) {
        this.#outdate(resource, row);
        this.#take(row, id, resource, place);
      } else if (resource.holder !== NOBODY) {
        const holder =
          resource.holder === id ? 'but it holds it already' : `but ${this.#who(resource.holder)} holds it`;
        this.#refuse(row, `${this.#who(id)} acquired ${this.#what(resourceNumber)}, ${holder}`);
      } else {
        this.#take(row, id, resource, place);
      }
    } else {
      resource.open.add(id, this.#openHold(resource, row, place));
    }
    if (resource.kind !== RESOURCE_KIND.gil) this.#acquisitions++;
  }

  #release(row: number, id: number, resourceNumber: number, place: number): void {
    const resource = this.#resource(row, resourceNumber, 'a release event');
    const isGil = resource.kind === RESOURCE_KIND.gil;
    if (isGil && this.#isGhost(id, resource)) {
      this.#dismissGhost(resource);
      return;
    }
    const actor = this.#living(row, id, 'released a resource');
    this.#place(row, place);
    if (!isGil) this.#requireSettled(row, actor, id, `released ${this.#what(resourceNumber)}`);
    if (!isExclusive(resource.kind)) {
      const own = resource.open.takeOf(id);
      // A semaphore may be released by whoever wants to signal; then nobody's hold ends but the oldest.
      const ended = own < 0 ? resource.open.takeOldest() : own;
      if (ended >= 0) this.#closeHold(resource, ended, row);
      return;
    }
    if (resource.runWide && resource.holder !== id) {
      if (resource.debts > 0) resource.debts--;
      else if (resource.holder !== NOBODY && resource.kind === RESOURCE_KIND.lock) this.#letGo(resource, row);
      return;
    }
    if (resource.holder === NOBODY) {
      this.#refuse(row, `${this.#who(id)} released ${this.#what(resourceNumber)}, but nobody holds it`);
    }
    if (resource.holder !== id && resource.kind !== RESOURCE_KIND.lock) {
      this.#refuse(
        row,
        `${this.#who(id)} released ${this.#what(resourceNumber)}, but ${this.#who(resource.holder)} holds it`,
      );
    }
    if (--resource.depth > 0) return;
    if (isGil) actor.gilRow = row;
    this.#letGo(resource, row);
  }

  /** The hold of an exclusive resource ends. */
  #letGo(resource: ResourceRecord, row: number): void {
    this.#closeHold(resource, resource.openHold, row);
    resource.holder = NOBODY;
    resource.depth = 0;
  }

  /** A run-wide lock was taken by another, so its holder must have let go, or be dead. */
  #outdate(resource: ResourceRecord, row: number): void {
    if (resource.holder === NOBODY) return;
    this.#letGo(resource, row);
    resource.debts++;
  }

  #reach(actor: ActorRecord, id: number, resourceNumber: number): void {
    const process = this.#actors[actor.process] as ActorRecord;
    process.reached ??= new Map();
    const actors = process.reached.get(resourceNumber);
    if (actors === undefined) process.reached.set(resourceNumber, new Set([id]));
    else actors.add(id);
  }

  #handOver(row: number, from: number, resourceNumber: number, to: number, reason: number): void {
    const resource = this.#resource(row, resourceNumber, 'a hand-over event');
    if (HAND_OVER_REASONS[reason] === undefined) {
      this.#refuse(row, `${this.#what(resourceNumber)} changed hands for the unknown reason ${reason}`);
    }
    const isGil = resource.kind === RESOURCE_KIND.gil;
    const receiver = this.#living(row, to, `was handed ${this.#what(resourceNumber)}`);
    if (isGil) this.#requireSameProcess(row, receiver, to, resource, resourceNumber);

    if (isGil && resource.holder === NOBODY && this.#isGhost(from, resource)) {
      this.#take(row, to, resource, NONE);
      return;
    }
    const giver = this.#living(row, from, `handed over ${this.#what(resourceNumber)}`);
    if (!isGil) this.#requireSettled(row, giver, from, `handed over ${this.#what(resourceNumber)}`);

    if (resource.runWide) this.#reach(receiver, to, resourceNumber);
    if (!isExclusive(resource.kind)) {
      const ended = resource.open.takeOf(from);
      if (ended >= 0) this.#closeHold(resource, ended, row);
      resource.open.add(to, this.#openHold(resource, row, this.#whereItWaits(receiver, resourceNumber)));
      this.#acquisitions++;
      return;
    }
    // As a `lock` may be released by anybody, anybody's release may pass it on.
    if (
      !resource.runWide &&
      resource.holder !== from &&
      (resource.kind !== RESOURCE_KIND.lock || resource.holder === NOBODY)
    ) {
      const holder = resource.holder === NOBODY ? 'nobody holds it' : `${this.#who(resource.holder)} holds it`;
      this.#refuse(
        row,
        `${this.#who(from)} handed ${this.#what(resourceNumber)} over to ${this.#who(to)}, but ${holder}`,
      );
    }
    if (from === to && isGil) {
      this.#refuse(row, `${this.#who(from)} handed ${this.#what(resourceNumber)} over to itself`);
    }
    if (resource.holder !== NOBODY) this.#closeHold(resource, resource.openHold, row);
    if (isGil) giver.gilRow = row;
    else this.#acquisitions++;
    this.#take(row, to, resource, isGil ? NONE : this.#whereItWaits(receiver, resourceNumber));
  }

  /** An exclusive resource that is free now has a holder. */
  #take(row: number, id: number, resource: ResourceRecord, place: number): void {
    resource.holder = id;
    resource.depth = 1;
    resource.openHold = this.#openHold(resource, row, place);
    if (resource.kind !== RESOURCE_KIND.gil) return;
    (this.#actors[id] as ActorRecord).gilRow = row;
    this.#dismissGhost(resource);
    if (resource.last !== NOBODY && resource.last !== id) this.#handOvers++;
    resource.last = id;
  }

  #requireSameProcess(row: number, actor: ActorRecord, id: number, gil: ResourceRecord, gilNumber: number): void {
    if (actor.process === gil.process) return;
    this.#refuse(
      row,
      `${this.#who(id)} took ${this.#what(gilNumber)} of ${this.#who(gil.process)}, but it belongs to ${this.#who(actor.process)}`,
    );
  }

  #isGhost(id: number, gil: ResourceRecord): boolean {
    return (this.#actors[gil.process] as ActorRecord).ghost === id && id !== NOBODY;
  }

  #dismissGhost(gil: ResourceRecord): void {
    (this.#actors[gil.process] as ActorRecord).ghost = NOBODY;
  }

  /** The line at which an actor waits for the resource: where it will have taken it. */
  #whereItWaits(actor: ActorRecord, resourceNumber: number): number {
    return actor.on === resourceNumber ? (this.#rows[actor.stateRow * ROW_INTS + 5] as number) : NONE;
  }

  #openHold(resource: ResourceRecord, row: number, place: number): number {
    if (resource.holds.length === resource.holds.from.length) resource.holds = growHolds(resource.holds);
    const { holds } = resource;
    const index = holds.length++;
    holds.from[index] = row;
    holds.until[index] = -1;
    holds.place[index] = place;
    return index;
  }

  /** Snapshots that were taken while the hold was open see that `row` lies beyond their own length. */
  #closeHold(resource: ResourceRecord, index: number, row: number): void {
    resource.holds.until[index] = row;
  }

  // --- Messages -----------------------------------------------------------------------------------------------------

  #send(row: number, id: number, resourceNumber: number, offset: number): void {
    this.#living(row, id, 'sent a message');
    this.#requirePipe(row, resourceNumber, `${this.#who(id)} sent a message`);
    if (this.#messages.length >= MAX_MESSAGES) this.#refuse(row, `more than ${MAX_MESSAGES} messages were sent`);
    if (this.#messages.length === this.#messages.sends.length) this.#messages = growMessages(this.#messages);
    const index = this.#messages.length++;
    this.#messages.sends[index] = row;
    this.#messages.receives[index] = -1;
    const key = messageKey(resourceNumber, offset);
    const later = this.#inFlightLater.get(key);
    if (!this.#inFlight.has(key)) this.#inFlight.set(key, index);
    else if (later === undefined) this.#inFlightLater.set(key, { messages: [index], taken: 0 });
    else later.messages.push(index);
  }

  #receive(row: number, id: number, resourceNumber: number, offset: number): void {
    this.#living(row, id, 'received a message');
    this.#requirePipe(row, resourceNumber, `${this.#who(id)} received a message`);
    const key = messageKey(resourceNumber, offset);
    const index = this.#inFlight.get(key);
    if (index === undefined) return;
    this.#messages.receives[index] = row;
    const later = this.#inFlightLater.get(key);
    const next = later?.messages[later.taken++];
    if (next !== undefined) {
      this.#inFlight.set(key, next);
    } else {
      this.#inFlight.delete(key);
      this.#inFlightLater.delete(key);
    }
  }

  #requirePipe(row: number, resourceNumber: number, deed: string): void {
    const { kind } = this.#resource(row, resourceNumber, 'a message');
    if (kind === RESOURCE_KIND.pipe || kind === RESOURCE_KIND.queue || kind === RESOURCE_KIND.other) return;
    this.#refuse(
      row,
      `${deed} through ${this.#what(resourceNumber)}, but ${article(RESOURCE_KINDS[kind] as string)} carries no messages`,
    );
  }

  // --- Words, checks, room ------------------------------------------------------------------------------------------

  #refuse(row: number, story: string): never {
    const micros = this.#microsAt(row);
    throw new TraceError(`at ${exactMs(micros)}, ${story}`, fromMicros(micros));
  }

  #microsAt(row: number): number {
    return (this.#rows[row * ROW_INTS + 2] as number) >>> 0;
  }

  #who(id: number): string {
    const actor = this.#actors[id];
    return actor === undefined ? `actor ${id}` : `${ACTOR_KINDS[actor.kind]} ${this.#strings[actor.name]}`;
  }

  #what(id: number): string {
    const resource = this.#resources[id];
    if (resource === undefined) return `resource ${id}`;
    return resource.kind === RESOURCE_KIND.gil ? 'the GIL' : (this.#strings[resource.name] as string);
  }

  #known(row: number, id: number, deed: string): ActorRecord {
    const actor = this.#actors[id];
    if (actor === undefined) this.#refuse(row, `actor ${id} ${deed}, but no actor with that number has started`);
    return actor;
  }

  #living(row: number, id: number, deed: string): ActorRecord {
    const actor = this.#known(row, id, deed);
    if (actor.endMicros >= 0) {
      this.#refuse(row, `${this.#who(id)} ${deed}, but it had ended at ${exactMs(actor.endMicros)}`);
    }
    return actor;
  }

  #resource(row: number, id: number, event: string): ResourceRecord {
    const resource = this.#resources[id];
    if (resource === undefined)
      this.#refuse(row, `${event} speaks of resource ${id}, but there is no such resource yet`);
    return resource;
  }

  #string(row: number, index: number, event: string): number {
    if (index < 0 || index >= this.#strings.length) {
      this.#refuse(row, `${event} speaks of string ${index}, but there are only ${this.#strings.length} strings`);
    }
    return index;
  }

  #place(row: number, code: number): void {
    if (code === NONE) return;
    if (code < 0 || code >>> 20 === 0 || code >>> 20 >= this.#strings.length || (code & MAX_LINE) === 0) {
      this.#refuse(row, `an event speaks of the place ${code}, which is no line of a known file`);
    }
  }

  #addStrings(strings: readonly string[]): void {
    if (this.#strings.length + strings.length > MAX_STRINGS) {
      throw new TraceError(`the trace has more than ${MAX_STRINGS} different strings`, null);
    }
    for (const text of strings) {
      if (typeof text !== 'string' || text.length > MAX_TEXT) {
        throw new TraceError(`one of the trace's strings is longer than ${MAX_TEXT} characters or no string`, null);
      }
      // With duplicates among a batch's strings, `add` may use either number.
      this.#indices?.set(text, this.#strings.length);
      this.#strings.push(text);
    }
  }

  #refuseLate(): void {
    if (this.#error !== null) throw this.#error;
    if (this.#finished !== null) {
      throw new TraceError(`the trace was finished at ${this.#finished.end} ms; nothing can be added to it`, null);
    }
  }

  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof TraceError) this.#error = error;
      throw error;
    }
  }

  #makeRoom(count: number): void {
    if (this.#length + count > MAX_EVENTS) throw new TraceError(`the trace has more than ${MAX_EVENTS} events`, null);
    const ints = (this.#length + count) * ROW_INTS;
    if (ints <= this.#rows.length) return;
    const grown = new Int32Array(Math.max(ints, this.#rows.length * 2));
    grown.set(this.#rows.subarray(0, this.#length * ROW_INTS));
    this.#rows = grown;
  }

  // --- Freezing -----------------------------------------------------------------------------------------------------

  #freeze(end: TraceTime, complete: boolean): Trace {
    this.#requireAll(this.#actorCount, this.#actors, 'actor');
    this.#requireAll(this.#resourceCount, this.#resources, 'resource');
    const columns: TraceColumns = { rows: this.#rows, strings: this.#strings, length: this.#length, end };
    const actors: Actor[] = [];
    const lanes: Lane[] = [];
    for (let id = 0; id < this.#actors.length; id++) {
      const record = this.#actors[id] as ActorRecord;
      record.view ??= this.#actorView(record, id);
      actors.push(record.view);
      // An ended actor's lane does not change any more, so that all snapshots share it.
      const lane = record.lane ?? ColumnTrace.lane(columns, record.view, record.segments, record.segmentCount);
      if (record.endMicros >= 0) record.lane = lane;
      lanes.push(lane);
    }
    const resources: Resource[] = [];
    const holds: HoldColumns[] = [];
    for (let id = 0; id < this.#resources.length; id++) {
      const record = this.#resources[id] as ResourceRecord;
      record.view ??= {
        id: resourceId(id),
        kind: RESOURCE_KINDS[record.kind] as Resource['kind'],
        name: this.#strings[record.name] as string,
        process: actorId(record.process),
        internal: record.internal,
        runWide: record.runWide,
      };
      resources.push(record.view);
      holds.push(record.holds.length === 0 ? NO_HOLDS : { ...record.holds });
    }
    return new ColumnTrace(
      columns,
      complete,
      actors,
      resources,
      lanes,
      holds,
      { ...this.#messages },
      this.#marks,
      this.#markCount,
      {
        events: this.#length,
        actors: this.#actorCount - this.#processes,
        processes: this.#processes,
        handOvers: this.#handOvers,
        lockWaits: this.#lockWaits,
        acquisitions: this.#acquisitions,
        messages: this.#messages.length,
      },
    );
  }

  #requireAll(count: number, records: readonly unknown[], what: string): void {
    if (count === records.length) return;
    const missing = Array.from(records, (record) => record).indexOf(undefined);
    throw new TraceError(`${what} ${missing} is missing, although there are ${what}s with higher numbers`, null);
  }

  #actorView(record: ActorRecord, id: number): Actor {
    return {
      id: actorId(id),
      kind: ACTOR_KINDS[record.kind] as Actor['kind'],
      name: this.#strings[record.name] as string,
      parent: record.parent === NONE ? null : actorId(record.parent),
      start: fromMicros(record.startMicros),
      end: record.endMicros < 0 ? null : fromMicros(record.endMicros),
      ending: ENDINGS[record.ending] ?? null,
    };
  }
}

function isExclusive(kind: number): boolean {
  return kind === RESOURCE_KIND.gil || kind === RESOURCE_KIND.lock || kind === RESOURCE_KIND.rlock;
}

function isComputing(state: number): boolean {
  return state === STATE.running || state === STATE.pickling || state === STATE.unpickling;
}

/** What the operating system closes when a process ends, in contrast to a lock, which it leaves as it is. */
function isClosedWithItsProcess(kind: number): boolean {
  return kind === RESOURCE_KIND.pipe || kind === RESOURCE_KIND.queue || kind === RESOURCE_KIND['shared-memory'];
}

/** One number for a resource and an offset: 18 bits above 32. */
export function messageKey(resource: number, offset: number): number {
  return resource * 0x1_0000_0000 + (offset >>> 0);
}

function grow(column: Int32Array): Int32Array {
  const grown = new Int32Array(Math.max(4, column.length * 2));
  grown.set(column);
  return grown;
}

function growHolds(holds: HoldColumns): HoldColumns {
  return { from: grow(holds.from), until: grow(holds.until), place: grow(holds.place), length: holds.length };
}

function growMessages(messages: MessageColumns): MessageColumns {
  return { sends: grow(messages.sends), receives: grow(messages.receives), length: messages.length };
}

function article(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
