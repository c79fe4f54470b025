/** The slow, obvious reading of a legal story: what the builder's columns must agree with. */
import type { ActorId, Place, ResourceId, TraceEvent, TraceTime } from '../events';
import type { Hold, Mark, Message, Segment, TraceCounts } from '../trace';

export function segmentsOf(events: readonly TraceEvent[], actor: ActorId, end: TraceTime): Segment[] {
  const segments: Segment[] = [];
  const close = (t: TraceTime): void => {
    const last = segments.at(-1);
    if (last !== undefined) segments[segments.length - 1] = { ...last, end: t };
  };
  let ended = false;
  for (const event of events) {
    if (event.kind === 'state' && event.actor === actor) {
      close(event.t);
      const { t: start, state, resource, target, via, place } = event;
      segments.push({ start, end, state, resource, target, via, place });
    } else if (event.kind === 'actor-end' && event.actor === actor) {
      close(event.t);
      ended = true;
    }
  }
  if (!ended) close(end);
  return segments;
}

export function holdsOf(events: readonly TraceEvent[], resource: ResourceId, end: TraceTime): Hold[] {
  const kind = events.find((event) => event.kind === 'resource' && event.resource === resource);
  if (kind?.kind !== 'resource') return [];
  const { runWide } = kind;
  const reentrant = kind.resourceKind === 'rlock';
  const shared = !['gil', 'lock', 'rlock'].includes(kind.resourceKind);
  const holds: (Hold & { depth: number })[] = [];
  const waitsAt = new Map<ActorId, Place | null>();
  const processOf = new Map<ActorId, ActorId>();
  let debts = 0;
  const open = (actor: ActorId, start: TraceTime, place: Place | null): void => {
    holds.push({ actor, start, end, place, handedOver: false, open: true, depth: 1 });
  };
  const close = (actor: ActorId, t: TraceTime, handedOver: boolean, ownOnly = false): void => {
    const candidates = holds.filter((hold) => hold.open);
    const hold = candidates.findLast((candidate) => candidate.actor === actor) ?? (ownOnly ? undefined : candidates[0]);
    if (hold === undefined || (reentrant && !handedOver && --hold.depth > 0)) return;
    Object.assign(hold, { open: false, end: t, handedOver });
  };
  for (const event of events) {
    if (event.kind === 'actor-start') {
      const home = event.actorKind === 'process' || event.parent === null ? event.actor : processOf.get(event.parent);
      processOf.set(event.actor, home ?? event.actor);
    } else if (event.kind === 'actor-end' && processOf.get(event.actor) === event.actor) {
      const isClosed = ['pipe', 'queue', 'shared-memory'].includes(kind.resourceKind);
      for (const hold of holds) {
        const isGone = runWide ? isClosed && processOf.get(hold.actor) === event.actor : kind.process === event.actor;
        if (isGone && hold.open && kind.resourceKind !== 'gil') Object.assign(hold, { open: false, end: event.t });
      }
    } else if (event.kind === 'actor-end' && kind.resourceKind === 'gil') {
      close(event.actor, event.t, false, true);
    } else if (event.kind === 'state') {
      if (event.state === 'blocked' && event.resource === resource) waitsAt.set(event.actor, event.place);
      else waitsAt.delete(event.actor);
    } else if (event.kind === 'acquire' && event.resource === resource) {
      const mine = holds.find((hold) => hold.open && hold.actor === event.actor);
      if (reentrant && !shared && mine !== undefined) mine.depth++;
      else {
        const before = runWide && !shared ? holds.find((hold) => hold.open) : undefined;
        if (before !== undefined) {
          debts++;
          Object.assign(before, { open: false, end: event.t });
        }
        open(event.actor, event.t, event.place);
      }
    } else if (event.kind === 'release' && event.resource === resource) {
      const isMine = holds.some((hold) => hold.open && hold.actor === event.actor);
      if (runWide && !shared && !isMine && debts > 0) debts--;
      else close(event.actor, event.t, false, runWide && !shared && kind.resourceKind !== 'lock');
    } else if (event.kind === 'hand-over' && event.resource === resource) {
      close(event.from, event.t, true);
      open(event.to, event.t, waitsAt.get(event.to) ?? null);
    }
  }
  return holds.map(({ actor, start, end, place, handedOver, open: isOpen }) => ({
    actor,
    start,
    end,
    place,
    handedOver,
    open: isOpen,
  }));
}

export function countsOf(events: readonly TraceEvent[]): TraceCounts {
  const kinds = new Map<ResourceId, string>();
  const lastHolder = new Map<ResourceId, ActorId>();
  const waitsFor = new Map<ActorId, ResourceId>();
  const counts = {
    events: events.length,
    actors: 0,
    processes: 0,
    handOvers: 0,
    lockWaits: 0,
    acquisitions: 0,
    messages: 0,
  };
  const taken = (resource: ResourceId, actor: ActorId): void => {
    if (kinds.get(resource) !== 'gil') {
      counts.acquisitions++;
      return;
    }
    const last = lastHolder.get(resource);
    if (last !== undefined && last !== actor) counts.handOvers++;
    lastHolder.set(resource, actor);
  };
  for (const event of events) {
    if (event.kind === 'actor-start') {
      if (event.actorKind === 'process') counts.processes++;
      else counts.actors++;
    } else if (event.kind === 'resource') kinds.set(event.resource, event.resourceKind);
    else if (event.kind === 'acquire') taken(event.resource, event.actor);
    else if (event.kind === 'hand-over') taken(event.resource, event.to);
    else if (event.kind === 'send') counts.messages++;
    else if (event.kind === 'omitted' && event.resource !== null && kinds.get(event.resource) !== 'gil')
      counts.acquisitions += event.count;
    else if (event.kind === 'state') {
      const waits = event.state === 'blocked' && event.resource !== null && kinds.get(event.resource) !== 'gil';
      if (waits && event.resource !== waitsFor.get(event.actor)) counts.lockWaits++;
      if (waits && event.resource !== null) waitsFor.set(event.actor, event.resource);
      else waitsFor.delete(event.actor);
    }
  }
  return counts;
}

export function marksOf(events: readonly TraceEvent[]): Mark[] {
  return events.flatMap((event) => {
    if (event.kind !== 'mark') return [];
    const { actor, t, text, place, lastedMicros } = event;
    const since = Math.max(0, Math.round(t * 1000) - lastedMicros) / 1000;
    return [{ actor, t, since: since as TraceTime, text, place }];
  });
}

export function messagesOf(events: readonly TraceEvent[]): Message[] {
  const messages: Message[] = [];
  const offsets: number[] = [];
  for (const event of events) {
    if (event.kind === 'send') {
      const { actor: sender, resource, offset, bytes, t: sentAt, picklingMicros } = event;
      const picklingMs = picklingMicros === 0 ? null : picklingMicros / 1000;
      offsets.push(offset);
      messages.push({
        sender,
        receiver: null,
        resource,
        bytes,
        sentAt,
        receivedAt: null,
        picklingMs,
        unpicklingMs: null,
      });
    } else if (event.kind === 'receive') {
      const index = messages.findIndex(
        ({ resource, receiver }, i) => resource === event.resource && offsets[i] === event.offset && receiver === null,
      );
      const message = messages[index];
      if (message === undefined) continue;
      const unpicklingMs = event.unpicklingMicros === 0 ? null : event.unpicklingMicros / 1000;
      messages[index] = { ...message, receiver: event.actor, receivedAt: event.t, unpicklingMs };
    }
  }
  return messages;
}
