/** The one place where plain numbers become a trace's own. Nothing is checked here: the builder does that. */
import type { ActorId, ResourceId, TraceTime } from './events';

export function actorId(n: number): ActorId {
  return n as ActorId;
}

export function resourceId(n: number): ResourceId {
  return n as ResourceId;
}

/** `ms` since the run's start. */
export function traceTime(ms: number): TraceTime {
  return ms as TraceTime;
}
