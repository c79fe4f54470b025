/** Following one resource through a run: which stretches, and whose lanes, have to do with it. */
import type { ActorId, ResourceId } from './events';
import { gilOf, processOf } from './selectors';
import type { Resource, Segment, Trace } from './trace';

/**
 * What an actor in this stretch waits for: the resource that it names, and for one that is ready the GIL of its process
 * (a task waits for its event loop instead, which is no resource).
 */
export function wantedIn(trace: Trace, actor: ActorId, segment: Segment): ResourceId | null {
  if (segment.resource !== null || segment.state !== 'ready' || trace.actors[actor]?.kind === 'task') {
    return segment.resource;
  }
  return gilOf(trace, processOf(trace, actor))?.id ?? null;
}

const followed = new WeakMap<Trace, Map<ResourceId, ReadonlySet<ActorId>>>();

/** Who ever held it, waited for it, sent or received through it, or owns it as a process. Found once for each snapshot. */
export function actorsAround(trace: Trace, resource: ResourceId): ReadonlySet<ActorId> {
  let known = followed.get(trace);
  if (known === undefined) followed.set(trace, (known = new Map<ResourceId, ReadonlySet<ActorId>>()));
  let around = known.get(resource);
  if (around === undefined) known.set(resource, (around = findAround(trace, resource)));
  return around;
}

function findAround(trace: Trace, resource: ResourceId): ReadonlySet<ActorId> {
  const around = new Set<ActorId>();
  const { messages } = trace;
  const holds = trace.holds(resource);
  for (let i = 0; i < holds.length; i++) around.add(holds.at(i).actor);
  for (let i = 0; i < messages.length; i++) {
    if (messages.resource(i) !== resource) continue;
    around.add(messages.sender(i));
    const receiver = messages.receiver(i);
    if (receiver !== -1) around.add(receiver);
  }
  for (const { actor, segments } of trace.lanes) {
    for (let i = 0; i < segments.length && !around.has(actor.id); i++) {
      if (wantedIn(trace, actor.id, segments.at(i)) === resource) around.add(actor.id);
    }
  }
  return around;
}

/**
 * What can be followed, with what the learner knows of first: everything that somebody held, waited for or sent something
 * through. What the library made for its own use only if `internal`.
 */
export function followable(trace: Trace, internal: boolean): readonly Resource[] {
  const used = new Set<ResourceId>();
  const { messages } = trace;
  for (let i = 0; i < messages.length; i++) used.add(messages.resource(i));
  for (const { segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) {
      const { resource } = segments.at(i);
      if (resource !== null) used.add(resource);
    }
  }
  const rest = trace.resources.filter(({ id, kind }) => kind !== 'gil' && (used.has(id) || trace.holds(id).length > 0));
  // Whoever follows a GIL of one process wants to see it among several; with one it is the gold ribbon anyway, but who waited?
  const gils = trace.resources.filter(({ id, kind }) => kind === 'gil' && trace.holds(id).length > 0);
  return [...rest, ...gils].filter((resource) => internal || !resource.internal);
}
