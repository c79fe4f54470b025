import { traceTime } from '../../trace/ids';
import { findCycle, waitForGraph, type WaitEdge } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';

const known = new WeakMap<Trace, readonly WaitEdge[]>();

/**
 * The circle of waits that a finished run ended in; empty when it did not. The platform may have ended the stuck actors by
 * force; then what counts is the moment before the first of them.
 */
export function deadlockOf(trace: Trace): readonly WaitEdge[] {
  if (!trace.complete) return [];
  let cycle = known.get(trace);
  if (cycle === undefined) {
    cycle = findCycle(waitForGraph(trace, trace.end)) ?? beforeTheForce(trace);
    known.set(trace, cycle);
  }
  return cycle;
}

function beforeTheForce(trace: Trace): readonly WaitEdge[] {
  let first = Number.POSITIVE_INFINITY;
  for (const { kind, end, ending } of trace.actors) {
    // (A task is destroyed when nobody holds it, which is no force.)
    if (ending === 'killed' && end !== null && kind !== 'task') first = Math.min(first, end);
  }
  // Times are whole microseconds, so half of one earlier is before it and after everything else.
  return Number.isFinite(first) ? (findCycle(waitForGraph(trace, traceTime(Math.max(0, first - 0.0005)))) ?? []) : [];
}
