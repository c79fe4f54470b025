import { ACTOR_STATES, type TraceTime } from './events';
import { traceTime } from './ids';
import { findCycle, waitForGraph, type WaitEdge } from './selectors';
import type { Trace } from './trace';

/** A circle of waits that nobody in it can leave, and when it was seen: the last moment before anything took it apart. */
export interface Knot {
  readonly t: TraceTime;
  readonly cycle: readonly WaitEdge[];
  /** Those in it went on, because a wait was interrupted (by Stop, say) or timed out; nobody of them got what it waited for. */
  readonly untied: boolean;
}

/** So many of the last waits of a run are looked at for one that ended in vain. */
const LOOKED_AT = 24;

const known = new WeakMap<Trace, Knot | null>();

/**
 * The deadlock that a finished run ended in; null when it did not. The platform may have ended the stuck actors by force; then
 * what counts is the moment before the first of them. Or a wait was interrupted or timed out, and those in the circle went on
 * without what they had waited for: that is a deadlock, too, and it was there until then.
 */
export function knotOf(trace: Trace): Knot | null {
  if (!trace.complete) return null;
  let knot = known.get(trace);
  if (knot === undefined) {
    knot = knotAt(trace, trace.end) ?? beforeTheForce(trace) ?? untiedKnot(trace);
    known.set(trace, knot);
  }
  return knot;
}

const NO_CYCLE: readonly WaitEdge[] = [];

/** The circle of waits in which the run ended; empty without one. */
export function deadlockOf(trace: Trace): readonly WaitEdge[] {
  const knot = knotOf(trace);
  return knot === null || knot.untied ? NO_CYCLE : knot.cycle;
}

function knotAt(trace: Trace, t: TraceTime): Knot | null {
  const cycle = findCycle(waitForGraph(trace, t));
  return cycle === null ? null : { t, cycle, untied: false };
}

function beforeTheForce(trace: Trace): Knot | null {
  let first = Number.POSITIVE_INFINITY;
  for (const { kind, end, ending } of trace.actors) {
    // (A task is destroyed when nobody holds it, which is no force.)
    if (ending === 'killed' && end !== null && kind !== 'task') first = Math.min(first, end);
  }
  // Times are whole microseconds, so half of one earlier is before it and after everything else.
  return Number.isFinite(first) ? knotAt(trace, traceTime(Math.max(0, first - 0.0005))) : null;
}

/**
 * The last circle of waits of which nobody ever got what it waited for. Whoever leaves such a circle does it at the end of a
 * blocked stretch, so only those moments are looked at; the last of each actor's, because it never gets any further.
 *
 *     A  holds a |####### waits for b #######| raises        (never acquires b)
 *     B  holds b |####### waits for a ########| raises       (never acquires a)
 *                                            ^ here
 */
function untiedKnot(trace: Trace): Knot | null {
  const ends: number[] = [];
  for (const { segments } of trace.lanes) {
    for (let i = segments.length - 1; i >= 0; i--) {
      if (segments.stateCode(i) !== BLOCKED) continue;
      ends.push(segments.end(i));
      break;
    }
  }
  for (const end of ends.sort((a, b) => b - a).slice(0, LOOKED_AT)) {
    const knot = knotAt(trace, traceTime(Math.max(0, end - 0.0005)));
    if (knot?.cycle.every((edge) => isInVain(trace, edge, knot.t)) === true) return { ...knot, untied: true };
  }
  return null;
}

const BLOCKED = ACTOR_STATES.indexOf('blocked');

/** Whether a wait ended without what it was for. */
function isInVain(trace: Trace, { from, resource }: WaitEdge, t: TraceTime): boolean {
  if (resource === null) return true;
  const holds = trace.holds(resource);
  for (let i = Math.max(0, holds.indexAt(t)); i < holds.length; i++) {
    const { actor, start } = holds.at(i);
    if (start > t && actor === from) return false;
  }
  return true;
}
