import type { TraceTime } from './events';
import { traceTime } from './ids';
import { findCycle, waitForGraph, type WaitEdge } from './selectors';
import type { Trace } from './trace';

/** A circle of waits that nobody in it can leave, and when it was seen: the last moment before the platform took it apart. */
export interface Knot {
  readonly t: TraceTime;
  readonly cycle: readonly WaitEdge[];
}

const known = new WeakMap<Trace, Knot | null>();

/**
 * The deadlock that a finished run ended in; null when it did not. The platform may have ended the stuck actors by force; then
 * what counts is the moment before the first of them.
 */
export function knotOf(trace: Trace): Knot | null {
  if (!trace.complete) return null;
  let knot = known.get(trace);
  if (knot === undefined) {
    knot = knotAt(trace, trace.end) ?? beforeTheForce(trace);
    known.set(trace, knot);
  }
  return knot;
}

const NO_CYCLE: readonly WaitEdge[] = [];

/** Its circle of waits; empty without a deadlock. */
export function deadlockOf(trace: Trace): readonly WaitEdge[] {
  return knotOf(trace)?.cycle ?? NO_CYCLE;
}

function knotAt(trace: Trace, t: TraceTime): Knot | null {
  const cycle = findCycle(waitForGraph(trace, t));
  return cycle === null ? null : { t, cycle };
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
