/**
 * Who waits for what held by whom, at one moment: nodes and arrows between them, and the same in sentences.
 *
 * An arrow leads from whoever waits to what it waits for, and from a thing to whoever holds it: so one follows the arrows to
 * find out whose turn it is to do something, and what comes back to where it began is a deadlock.
 *
 *     A --waits--> lock_b --is held by--> B --waits--> lock_a --is held by--> A
 */
import { explorer } from '../../texts/en/explorer';
import type { ActorId, Place, ResourceId, TraceTime } from '../../trace/events';
import { traceWords } from '../../texts/en/trace-words';
import { formatMs } from '../../trace/format';
import { findCycle, holdsAt, threadOf, waitersAt, waitForGraph } from '../../trace/selectors';
import type { Trace } from '../../trace/trace';
import { actorName, describeCycle, resourceName } from '../../trace/words';

export type WaitNode =
  | { readonly key: string; readonly kind: 'actor'; readonly actor: ActorId; readonly name: string }
  | {
      readonly key: string;
      readonly kind: 'resource';
      readonly resource: ResourceId;
      readonly name: string;
      readonly isGil: boolean;
    };

/** `turn`: waits for the GIL, which it gets in a moment. `join`: waits for another to end. */
export type WaitKind = 'wait' | 'turn' | 'join' | 'hold';

export interface WaitArrow {
  readonly key: string;
  readonly kind: WaitKind;
  readonly from: string;
  readonly to: string;
  /** The line that waits, or that took what is held. */
  readonly place: Place | null;
  /** Is part of a deadlock. */
  readonly knotted: boolean;
  /** The arrow in a sentence. */
  readonly words: string;
}

export interface WaitGraph {
  readonly nodes: readonly WaitNode[];
  readonly arrows: readonly WaitArrow[];
  /** Keys of the nodes of a deadlock, in its order; empty without one. */
  readonly cycle: readonly string[];
  /** What is to be said first: the deadlock, or that nobody waits. */
  readonly headline: string;
  /** Waits that are not drawn because there are too many. */
  readonly more: number;
}

const MOST_WAITS = 40;

const actorKey = (id: ActorId): string => `a${id}`;
const resourceKey = (id: ResourceId): string => `r${id}`;

/** The picture at `t`. Things that nobody waits for are left out, whoever holds them. */
export function waitGraphAt(trace: Trace, t: TraceTime): WaitGraph {
  const cycle = findCycle(waitForGraph(trace, t));
  const inCycle = new Set(cycle?.map(({ from }) => from));
  const all = waitersAt(trace, t);
  // Those of the deadlock first, then real waits, then those whose turn at the GIL comes; each the longest first.
  const rank = (i: number): number => {
    const waiter = all[i];
    if (waiter === undefined || inCycle.has(waiter.actor)) return 0;
    return waiter.segment.state === 'ready' ? 2 : 1;
  };
  const order = all.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  const waiters = order.slice(0, MOST_WAITS).flatMap((i) => all[i] ?? []);

  const nodes = new Map<string, WaitNode>();
  const arrows = new Map<string, WaitArrow>();
  const knotted = new Set(cycle?.flatMap(({ from, to, resource }) => pairsOf(from, to, resource)));
  const actor = (id: ActorId): string => {
    const key = actorKey(id);
    if (!nodes.has(key)) nodes.set(key, { key, kind: 'actor', actor: id, name: actorName(trace, id) });
    return key;
  };
  const resource = (id: ResourceId): string => {
    const key = resourceKey(id);
    const isGil = trace.resources[id]?.kind === 'gil';
    if (!nodes.has(key)) nodes.set(key, { key, kind: 'resource', resource: id, name: resourceName(trace, id), isGil });
    return key;
  };
  const arrow = (kind: WaitKind, from: string, to: string, place: Place | null, words: string): void => {
    const key = `${from}>${to}`;
    if (!arrows.has(key)) arrows.set(key, { key, kind, from, to, place, knotted: knotted.has(key), words });
  };

  for (const waiter of waiters) {
    const { segment } = waiter;
    const who = actorName(trace, waiter.actor);
    const since = formatMs(t - segment.start);
    const loop =
      segment.state === 'ready' && trace.actors[waiter.actor]?.kind === 'task' ? threadOf(trace, waiter.actor) : null;
    if (loop !== null) {
      const words = explorer.waitsForTurn(who, actorName(trace, loop), since);
      arrow('turn', actor(waiter.actor), actor(loop), segment.place, words);
    } else if (waiter.resource !== null) {
      const what = resourceName(trace, waiter.resource);
      const isTurn = segment.state === 'ready';
      const thing = resource(waiter.resource);
      arrow(
        isTurn ? 'turn' : 'wait',
        actor(waiter.actor),
        thing,
        segment.place,
        isTurn ? explorer.couldRun(who, what, since) : explorer.waits(who, what, segment.via, since),
      );
      const isGil = trace.resources[waiter.resource]?.kind === 'gil';
      for (const hold of holdsAt(trace, waiter.resource, t)) {
        const holder = actorName(trace, hold.actor);
        const words = explorer.holds(holder, what, formatMs(t - hold.start));
        // Where a thread got the GIL tells nothing: it is handed on anywhere.
        arrow('hold', thing, actor(hold.actor), isGil ? null : hold.place, words);
      }
    }
    const awaited = waiter.target === null ? undefined : trace.actors[waiter.target];
    if (awaited !== undefined && (awaited.end === null || awaited.end > t)) {
      const words = explorer.waitsForEnd(who, actorName(trace, awaited.id), segment.via, since);
      arrow('join', actor(waiter.actor), actor(awaited.id), segment.place, words);
    }
  }

  // Names are as the program wrote them, but for those that begin with an article of ours.
  const list = [...arrows.values()].map((each) => ({ ...each, words: traceWords.sentence(each.words) }));
  return {
    nodes: [...nodes.values()],
    arrows: list,
    cycle:
      cycle?.flatMap(({ from, resource: thing }) =>
        thing === null ? [actorKey(from)] : [actorKey(from), resourceKey(thing)],
      ) ?? [],
    headline:
      cycle !== null ? explorer.knot(describeCycle(trace, cycle)) : list.length === 0 ? explorer.nobodyWaits : '',
    more: all.length - waiters.length,
  };
}

function pairsOf(from: ActorId, to: ActorId, resource: ResourceId | null): string[] {
  if (resource === null) return [`${actorKey(from)}>${actorKey(to)}`];
  return [`${actorKey(from)}>${resourceKey(resource)}`, `${resourceKey(resource)}>${actorKey(to)}`];
}
