/**
 * In which order lanes may stand. An order is a rank for each actor; whoever draws sorts those that stand together (the
 * threads of a process, the processes) by it, so that lanes stay grouped whatever the order is.
 */
import { ACTOR_STATES, COMPUTING_STATES, type ActorId } from './events';
import { processOf } from './selectors';
import type { Actor, Trace } from './trace';

/**
 * - `start`: in order of appearance, which is that of the trace.
 * - `waiting`: who spent the most time in any other state than computing, from its first turn on (`waitedMs`).
 * - `name`: by name, numbers in it as numbers: Worker-2 stands before Worker-10.
 *
 * What the order leaves open is decided by appearance.
 */
export const LANE_ORDERS = ['start', 'waiting', 'name'] as const;
export type LaneOrder = (typeof LANE_ORDERS)[number];

const WAITS: readonly boolean[] = ACTOR_STATES.map(
  (state) => state !== 'starting' && !COMPUTING_STATES.some((computing) => computing === state),
);
const natural = new Intl.Collator('en', { numeric: true });

/**
 * Milliseconds that each actor spent waiting for anything: in every state but those in which it computes, and `starting`. A
 * process has waited as long as all that runs in it together.
 */
export function waitedMs(trace: Trace): Float64Array {
  const micros = new Float64Array(trace.actors.length);
  for (const { actor, segments } of trace.lanes) {
    let own = 0;
    for (let i = 0; i < segments.length; i++) {
      if (WAITS[segments.stateCode(i)] === true) own += Math.round((segments.end(i) - segments.start(i)) * 1000);
    }
    micros[actor.id] = (micros[actor.id] ?? 0) + own;
    const home = processOf(trace, actor.id);
    if (home !== actor.id) micros[home] = (micros[home] ?? 0) + own;
  }
  return micros.map((each) => each / 1000);
}

const ranked = new WeakMap<Trace, Map<LaneOrder, Int32Array>>();

/** For each actor its place among all, from 0, in this order. Counted once for each snapshot. */
export function laneRanks(trace: Trace, order: LaneOrder): Int32Array {
  let known = ranked.get(trace);
  if (known === undefined) ranked.set(trace, (known = new Map<LaneOrder, Int32Array>()));
  let ranks = known.get(order);
  if (ranks === undefined) known.set(order, (ranks = rank(trace, order)));
  return ranks;
}

function rank(trace: Trace, order: LaneOrder): Int32Array {
  const byAppearance = (a: Actor, b: Actor): number => a.id - b.id;
  let compare = byAppearance;
  if (order === 'waiting') {
    const waited = waitedMs(trace);
    const of = (id: ActorId): number => waited[id] ?? 0;
    compare = (a, b) => of(b.id) - of(a.id) || byAppearance(a, b);
  } else if (order === 'name') {
    compare = (a, b) => natural.compare(a.name, b.name) || byAppearance(a, b);
  }
  const ranks = new Int32Array(trace.actors.length);
  [...trace.actors].sort(compare).forEach(({ id }, place) => (ranks[id] = place));
  return ranks;
}
