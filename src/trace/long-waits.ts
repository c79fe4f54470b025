/** The longest waits of a run, one after the other: what a learner asks for first. */
import { ACTOR_STATES, type ActorId } from './events';
import type { Segment, Trace } from './trace';

export interface LongWait {
  readonly actor: ActorId;
  /** Which stretch of its lane. */
  readonly index: number;
  readonly segment: Segment;
}

/**
 * What counts as a wait, the first of these that the run has:
 *
 * 1. blocked on something that the learner knows (a lock, a queue);
 * 2. blocked on what the library made for its own use;
 * 3. waiting for a message, or for room in a pipe;
 * 4. waiting for a turn (the GIL, an event loop);
 * 5. asleep, waiting for the outside or for another's end.
 *
 * So the longest is the one that the sentence under the picture tells of, wherever that tells of any.
 */
const RANKS: Readonly<Record<string, number>> = {
  sending: 2,
  receiving: 2,
  ready: 3,
  sleeping: 4,
  waiting: 4,
  joining: 4,
};
const KINDS = 5;
const BLOCKED = ACTOR_STATES.indexOf('blocked');
const RANK_OF: readonly number[] = ACTOR_STATES.map((state) => RANKS[state] ?? -1);

/** At most `most` of them, the longest first; of equally long ones the earlier, then the lane above. */
export function longWaits(trace: Trace, most = 100): readonly LongWait[] {
  const kinds = Array.from({ length: KINDS }, () => new Longest(most));
  for (const { actor, segments } of trace.lanes) {
    for (let index = 0; index < segments.length; index++) {
      const code = segments.stateCode(index);
      const rank = code === BLOCKED ? rankOfBlocked(trace, segments.at(index)) : (RANK_OF[code] ?? -1);
      const length = Math.round((segments.end(index) - segments.start(index)) * 1000);
      if (rank >= 0 && length > 0) kinds[rank]?.offer(length, segments.start(index), actor.id, index);
    }
  }
  const found = kinds.find((kind) => kind.entries.length > 0)?.entries ?? [];
  return found.flatMap(({ actor, index }) => {
    const segment = trace.lanes[actor]?.segments.at(index);
    return segment === undefined ? [] : [{ actor, index, segment }];
  });
}

function rankOfBlocked(trace: Trace, { resource }: Segment): number {
  const known = resource === null ? undefined : trace.resources[resource];
  if (known === undefined || known.kind === 'gil') return -1;
  return known.internal ? 1 : 0;
}

interface Entry {
  readonly length: number;
  readonly start: number;
  readonly actor: ActorId;
  readonly index: number;
}

/** The first few of very many, in order. */
class Longest {
  readonly entries: Entry[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  offer(length: number, start: number, actor: ActorId, index: number): void {
    const entry = { length, start, actor, index };
    const last = this.entries.at(-1);
    if (this.entries.length >= this.#most && last !== undefined && compare(last, entry) <= 0) return;
    let lo = 0;
    let hi = this.entries.length;
    while (lo < hi) {
      const middle = (lo + hi) >>> 1;
      if (compare(this.entries[middle] as Entry, entry) <= 0) lo = middle + 1;
      else hi = middle;
    }
    this.entries.splice(lo, 0, entry);
    if (this.entries.length > this.#most) this.entries.pop();
  }
}

function compare(a: Entry, b: Entry): number {
  return b.length - a.length || a.start - b.start || a.actor - b.actor || a.index - b.index;
}
