/**
 * Writes events with little ceremony, for traces that are written by hand: samples and tests. Ids are given out in order,
 * time passes only when told to, and nothing is checked: that is the builder's part.
 */
import type {
  ActorKind,
  ActorState,
  Ending,
  HandOverReason,
  Place,
  ResourceKind,
  Stream,
  TraceEvent,
  TraceTime,
} from './events';
import { actorId, resourceId, traceTime } from './ids';

type Draft = { [K in TraceEvent['kind']]: Omit<Extract<TraceEvent, { kind: K }>, 't'> }[TraceEvent['kind']];

export class Story {
  readonly events: TraceEvent[] = [];
  #micros = 0;
  #actors = 0;
  #resources = 0;

  get now(): TraceTime {
    return traceTime(this.#micros / 1000);
  }

  /** Lets `ms` pass. */
  pass(ms: number): this {
    this.#micros += Math.round(ms * 1000);
    return this;
  }

  at(ms: number): this {
    this.#micros = Math.round(ms * 1000);
    return this;
  }

  push(draft: Draft): void {
    this.events.push({ ...draft, t: this.now });
  }

  actor(actorKind: ActorKind, name: string, parent: number | null = null): number {
    const id = this.#actors++;
    this.push({
      kind: 'actor-start',
      actor: actorId(id),
      actorKind,
      name,
      parent: parent === null ? null : actorId(parent),
    });
    return id;
  }

  end(actor: number, ending: Ending = 'returned'): void {
    this.push({ kind: 'actor-end', actor: actorId(actor), ending });
  }

  resource(resourceKind: ResourceKind, name: string, process: number, internal = false, runWide = false): number {
    const id = this.#resources++;
    this.push({
      kind: 'resource',
      resource: resourceId(id),
      resourceKind,
      name,
      process: actorId(process),
      internal,
      runWide,
    });
    return id;
  }

  state(actor: number, state: ActorState, more: { on?: number; via?: string; place?: Place | null } = {}): void {
    const { on, via = '', place = null } = more;
    this.push({
      kind: 'state',
      actor: actorId(actor),
      state,
      resource: on === undefined || state === 'joining' ? null : resourceId(on),
      target: on === undefined || state !== 'joining' ? null : actorId(on),
      via,
      place,
    });
  }

  acquire(actor: number, resource: number, place: Place | null = null): void {
    this.push({ kind: 'acquire', actor: actorId(actor), resource: resourceId(resource), place });
  }

  release(actor: number, resource: number, place: Place | null = null): void {
    this.push({ kind: 'release', actor: actorId(actor), resource: resourceId(resource), place });
  }

  send(actor: number, resource: number, offset: number, bytes: number, picklingMicros = 0): void {
    this.push({ kind: 'send', actor: actorId(actor), resource: resourceId(resource), offset, bytes, picklingMicros });
  }

  receive(actor: number, resource: number, offset: number, bytes: number, unpicklingMicros = 0): void {
    this.push({
      kind: 'receive',
      actor: actorId(actor),
      resource: resourceId(resource),
      offset,
      bytes,
      unpicklingMicros,
    });
  }

  output(actor: number, stream: Stream, offset: number, length: number): void {
    this.push({ kind: 'output', actor: actorId(actor), stream, offset, length });
  }

  mark(actor: number, text: string, lastedMicros = 0, place: Place | null = null): void {
    this.push({ kind: 'mark', actor: actorId(actor), text, lastedMicros, place });
  }

  omitted(actor: number, resource: number | null, count: number): void {
    this.push({
      kind: 'omitted',
      actor: actorId(actor),
      resource: resource === null ? null : resourceId(resource),
      count,
    });
  }

  handOver(resource: number, from: number, to: number, reason: HandOverReason): void {
    this.push({ kind: 'hand-over', resource: resourceId(resource), from: actorId(from), to: actorId(to), reason });
  }
}
