import { ACTOR_STATES, type ActorState } from '../../trace/events';
import type { Trace } from '../../trace/trace';

/**
 * Which states a growing trace holds. Each stretch is looked at once, however often it is asked; a trace that is not a
 * longer snapshot of the one before begins anew.
 */
export class StatesSeen {
  readonly #seen = new Set<ActorState>();
  #looked: number[] = [];
  #length = 0;

  of(trace: Trace): ReadonlySet<ActorState> {
    if (trace.length < this.#length) {
      this.#seen.clear();
      this.#looked = [];
    }
    this.#length = trace.length;
    for (const { actor, segments } of trace.lanes) {
      if (this.#seen.size === ACTOR_STATES.length) break;
      for (let i = this.#looked[actor.id] ?? 0; i < segments.length; i++) {
        const state = ACTOR_STATES[segments.stateCode(i)];
        if (state !== undefined) this.#seen.add(state);
      }
      this.#looked[actor.id] = segments.length;
    }
    return new Set(this.#seen);
  }
}
