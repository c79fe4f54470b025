/**
 * What happened in a range of a run: who computed for how long, who waited for what, and how much each resource was wanted.
 *
 * A range covers its start and not its end, as a stretch does; one that reaches the trace's end covers that too. Times are
 * added up in whole microseconds, the trace's own, so that the parts of a range add up to the range.
 */
import { ACTOR_STATES, COMPUTING_STATES, type ActorId, type ActorState, type ResourceId } from './events';
import { wantedIn } from './follow';
import { traceTime } from './ids';
import type { Resource, Trace } from './trace';
import { isItem } from './words';

/** What somebody waited for: a resource, an actor's end, or whatever the state says (a sleep, the outside). */
export interface WaitShare {
  readonly state: ActorState;
  readonly resource: ResourceId | null;
  readonly target: ActorId | null;
  readonly ms: number;
}

export interface ActorShare {
  readonly actor: ActorId;
  /** Milliseconds in each state. Together they are as much of the range as the actor was alive and in a state. */
  readonly ms: Readonly<Record<ActorState, number>>;
  readonly computingMs: number;
  /** In every other state but `starting`. */
  readonly waitingMs: number;
  /** What it waited for, the longest first. */
  readonly waits: readonly WaitShare[];
}

export interface ResourceShare {
  readonly resource: ResourceId;
  /** Of all its holders together: more than the range where a semaphore had several at a time. */
  readonly heldMs: number;
  /** Acquisitions in the range. */
  readonly acquisitions: number;
  /** How often it went from one holder to another, at once or with a gap between them. Only of what has one holder at a time. */
  readonly handOvers: number;
  /** Stretches of waiting for it that touch the range. */
  readonly waits: number;
  readonly waitedMs: number;
  /** The most that waited for it at one moment. */
  readonly mostWaiting: number;
}

export interface RangeStats {
  readonly t0: number;
  readonly t1: number;
  /** Those that were in some state at some time in the range, in order of appearance. */
  readonly actors: readonly ActorShare[];
  /** Those that were held or waited for in the range, by id. */
  readonly resources: readonly ResourceShare[];
  /** How many threads, loops and workers computed at one moment, at most. */
  readonly mostComputing: number;
  /** Milliseconds in which at least one of them did. */
  readonly computingMs: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly received: number;
  /** Objects that were put into queues of the program's own memory, and taken out: none of the messages above. */
  readonly put: number;
  readonly taken: number;
}

const COMPUTES: readonly boolean[] = ACTOR_STATES.map((state) => COMPUTING_STATES.some((other) => other === state));
const STARTING = ACTOR_STATES.indexOf('starting');

const toMicros = (ms: number): number => Math.round(ms * 1000);

export function rangeStats(trace: Trace, from: number, to: number): RangeStats {
  const a = toMicros(Math.max(0, Math.min(from, to)));
  // The last moment of all belongs to the range that ends there.
  const end = toMicros(trace.end);
  const b = Math.min(toMicros(Math.max(from, to)), end);
  const isLast = b >= end;
  const tallies = new Map<ResourceId, Tally>();
  const computing = new Crowd();
  const actors: ActorShare[] = [];
  for (const { actor, segments } of trace.lanes) {
    const micros = ACTOR_STATES.map(() => 0);
    const waits = new Map<string, { share: Omit<WaitShare, 'ms'>; micros: number }>();
    let seen = false;
    const counts = actor.kind !== 'task' && actor.kind !== 'process';
    for (let i = Math.max(0, segments.indexAt(traceTime(a / 1000))); i < segments.length; i++) {
      const start = Math.max(a, toMicros(segments.start(i)));
      if (start >= b) break;
      const length = Math.min(b, toMicros(segments.end(i))) - start;
      if (length <= 0) continue;
      seen = true;
      const code = segments.stateCode(i);
      micros[code] = (micros[code] ?? 0) + length;
      if (COMPUTES[code] === true) {
        if (counts) computing.add(start, start + length);
        continue;
      }
      if (code === STARTING) continue;
      const segment = segments.at(i);
      const resource = wantedIn(trace, actor.id, segment);
      if (resource !== null) tallyOf(tallies, resource).wait(start, start + length);
      const key = `${code}/${resource ?? ''}/${segment.target ?? ''}`;
      const known = waits.get(key);
      if (known !== undefined) known.micros += length;
      else waits.set(key, { share: { state: segment.state, resource, target: segment.target }, micros: length });
    }
    if (!seen) continue;
    const sum = (wanted: (code: number) => boolean): number =>
      micros.reduce((total, each, code) => total + (wanted(code) ? each : 0), 0) / 1000;
    actors.push({
      actor: actor.id,
      ms: Object.fromEntries(ACTOR_STATES.map((state, code) => [state, (micros[code] ?? 0) / 1000])) as Record<
        ActorState,
        number
      >,
      computingMs: sum((code) => COMPUTES[code] === true),
      waitingMs: sum((code) => COMPUTES[code] !== true && code !== STARTING),
      waits: [...waits.values()]
        .sort((one, other) => other.micros - one.micros)
        .map((each) => ({ ...each.share, ms: each.micros / 1000 })),
    });
  }
  for (const resource of trace.resources) tallyHolds(trace, resource, a, b, isLast, tallies);
  const { most, span } = computing.measure();
  return {
    t0: a / 1000,
    t1: b / 1000,
    actors,
    resources: [...tallies.keys()].sort((x, y) => x - y).map((id) => (tallies.get(id) as Tally).share(id)),
    mostComputing: most,
    computingMs: span / 1000,
    ...messagesBetween(trace, a, b, isLast),
  };
}

function tallyOf(tallies: Map<ResourceId, Tally>, resource: ResourceId): Tally {
  let tally = tallies.get(resource);
  if (tally === undefined) tallies.set(resource, (tally = new Tally()));
  return tally;
}

function tallyHolds(
  trace: Trace,
  { id, kind }: Resource,
  a: number,
  b: number,
  isLast: boolean,
  tallies: Map<ResourceId, Tally>,
): void {
  const holds = trace.holds(id);
  if (holds.length === 0) return;
  const hasOneHolder = kind === 'gil' || kind === 'lock' || kind === 'rlock';
  // Where there are several holders, an early hold may outlast any later one: all of them are looked at.
  const first = hasOneHolder ? Math.max(0, holds.indexAt(traceTime(a / 1000))) : 0;
  // Several holds can begin at the same instant, and `indexAt` gives the last of them.
  let i = first;
  while (i > 0 && toMicros(holds.start(i - 1)) >= a) i--;
  for (; i < holds.length; i++) {
    const start = toMicros(holds.start(i));
    if (start > b || (start === b && !isLast)) break;
    const held = Math.min(b, toMicros(holds.end(i))) - Math.max(a, start);
    if (start < a && held <= 0) continue;
    const tally = tallyOf(tallies, id);
    tally.held += Math.max(0, held);
    if (start < a) continue;
    tally.acquisitions++;
    if (hasOneHolder && i > 0 && holds.at(i - 1).actor !== holds.at(i).actor) tally.handOvers++;
  }
}

function messagesBetween(trace: Trace, a: number, b: number, isLast: boolean) {
  const { messages } = trace;
  const isIn = (micros: number): boolean => micros >= a && (micros < b || (isLast && micros === b));
  let [sent, sentBytes, received, put, taken] = [0, 0, 0, 0, 0];
  const last = messages.indexAt(traceTime(b / 1000));
  for (let i = messages.length === 0 ? 0 : messages.firstReaching(traceTime(a / 1000)); i <= last; i++) {
    const wasPut = isIn(toMicros(messages.start(i)));
    const wasTaken = messages.arrived(i) && isIn(toMicros(messages.end(i)));
    if (isItem(trace, messages.bytes(i), messages.resource(i))) {
      if (wasPut) put++;
      if (wasTaken) taken++;
      continue;
    }
    if (wasPut) {
      sent++;
      sentBytes += messages.bytes(i);
    }
    if (wasTaken) received++;
  }
  return { sent, sentBytes, received, put, taken };
}

/** Stretches that lie on top of each other. */
class Crowd {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The most at one moment, and for how long there was any; where one ends as another begins, there are not two. */
  measure(): { most: number; span: number; sum: number } {
    const opening = Float64Array.from(this.#starts).sort();
    const closing = Float64Array.from(this.#ends).sort();
    let [open, most, span, sum, since, closed] = [0, 0, 0, 0, 0, 0];
    const closeUntil = (t: number): void => {
      while (closed < closing.length && (closing[closed] as number) <= t) {
        if (--open === 0) span += (closing[closed] as number) - since;
        closed++;
      }
    };
    opening.forEach((t, i) => {
      closeUntil(t);
      if (open++ === 0) since = t;
      most = Math.max(most, open);
      sum += (closing[i] as number) - t;
    });
    closeUntil(Number.POSITIVE_INFINITY);
    return { most, span, sum };
  }
}

class Tally {
  held = 0;
  acquisitions = 0;
  handOvers = 0;
  readonly #waiting = new Crowd();

  wait(start: number, end: number): void {
    this.#waiting.add(start, end);
  }

  share(resource: ResourceId): ResourceShare {
    const { most, sum } = this.#waiting.measure();
    return {
      resource,
      heldMs: this.held / 1000,
      acquisitions: this.acquisitions,
      handOvers: this.handOvers,
      waits: this.#waiting.count,
      waitedMs: sum / 1000,
      mostWaiting: most,
    };
  }
}
