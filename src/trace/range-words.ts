/** The statistics of a range as sentences and as tables. */
import { numbers } from '../texts/en/numbers';
import { rangeTexts } from '../texts/en/range-words';
import { traceWords } from '../texts/en/trace-words';
import type { ActorId, ResourceId } from './events';
import { formatBytes, formatMs } from './format';
import type { ActorShare, RangeStats, ResourceShare, WaitShare } from './range-stats';
import type { Trace } from './trace';
import { isOfPage, partyName, resourceName, type TraceTable } from './words';

/** So many are named in one sentence; the others are counted. */
const NAMED = 3;
/** Of so many resources a sentence is said at most. */
const TOLD = 3;

function percent(part: number, whole: number): string {
  const share = whole > 0 ? (part / whole) * 100 : 0;
  return share > 0 && share < 1 ? rangeTexts.underOne : `${Math.round(share)} %`;
}

/** Those whose own lanes tell who computed: a task runs inside its thread, a process inside its threads. */
function runners(trace: Trace, stats: RangeStats): ActorShare[] {
  const homes = new Set(trace.actors.map(({ parent }) => parent));
  return stats.actors.filter(({ actor }) => {
    const kind = trace.actors[actor]?.kind;
    return kind !== 'task' && (kind !== 'process' || !homes.has(actor));
  });
}

function isGil(trace: Trace, { resource }: ResourceShare): boolean {
  return trace.resources[resource]?.kind === 'gil';
}

function isShown(trace: Trace, resource: ResourceId | null): boolean {
  return resource === null || trace.resources[resource]?.internal !== true;
}

/**
 * One sentence for each thing worth telling: who ran, who waited longest and for what, how often the GIL changed hands, which
 * locks were contended, what was sent. What the library made for its own use is told of in the table only.
 */
export function rangeWords(trace: Trace, stats: RangeStats): string[] {
  const { t0, t1 } = stats;
  const span = t1 - t0;
  return [
    rangeTexts.span(formatMs(span), formatMs(t0), formatMs(t1)),
    ...ranSentences(trace, stats, span),
    ...waitSentences(trace, stats),
    ...gilSentences(trace, stats),
    ...lockSentences(trace, stats, span),
    ...messageSentences(stats),
  ].map(traceWords.sentence);
}

function ranSentences(trace: Trace, stats: RangeStats, span: number): string[] {
  const ran = runners(trace, stats)
    .filter(({ computingMs }) => computingMs > 0)
    .sort((a, b) => b.computingMs - a.computingMs);
  if (ran.length === 0) return [rangeTexts.nobodyRan];
  const named = ran.slice(0, NAMED).map(({ actor, computingMs }) => ({
    name: partyName(trace, actor),
    time: formatMs(computingMs),
    share: percent(computingMs, span),
  }));
  const together = stats.mostComputing > 1 ? stats.mostComputing : ran.length > 1 ? 1 : 0;
  return [rangeTexts.ran(named, ran.length - NAMED, together)];
}

function waitSentences(trace: Trace, stats: RangeStats): string[] {
  let longest: { actor: ActorId; wait: WaitShare } | null = null;
  for (const { actor, waits } of stats.actors) {
    for (const wait of waits) {
      if (!isShown(trace, wait.resource) || isIdleState(trace, actor, wait)) continue;
      // Whoever waits for others' ends waits the longest of all, and nobody wonders why.
      const isLonger = longest === null || wait.ms > longest.wait.ms;
      const [isJoin, wasJoin] = [wait.state === 'joining', longest?.wait.state === 'joining'];
      if (isJoin === wasJoin || longest === null ? isLonger : wasJoin) longest = { actor, wait };
    }
  }
  if (longest === null) return [rangeTexts.nobodyWaited];
  const { actor, wait } = longest;
  const name = partyName(trace, actor);
  return [
    wait.state === 'sleeping' && wait.resource === null
      ? rangeTexts.sleptLongest(name, formatMs(wait.ms))
      : rangeTexts.waitedLongest(name, formatMs(wait.ms), waitedFor(trace, actor, wait)),
  ];
}

/** An event loop or a worker without a thing to wait for has nothing to do. */
function isIdleState(trace: Trace, actor: ActorId, { state, resource }: WaitShare): boolean {
  const kind = trace.actors[actor]?.kind;
  return state === 'waiting' && resource === null && (kind === 'event-loop' || kind === 'worker');
}

/** As the object of "waited for". */
function waitedFor(trace: Trace, actor: ActorId, { state, resource, target }: WaitShare): string {
  if (target !== null) return traceWords.endOf(partyName(trace, target));
  if (resource !== null) {
    const name = resourceName(trace, resource);
    return state === 'sending' ? traceWords.roomIn(name) : state === 'receiving' ? traceWords.messageFrom(name) : name;
  }
  switch (state) {
    case 'ready':
      return trace.actors[actor]?.kind === 'task' ? traceWords.itsLoop : traceWords.itsTurn;
    case 'joining':
      return rangeTexts.othersEnd;
    case 'sending':
      return traceWords.roomInPipe;
    case 'receiving':
      return traceWords.aMessage;
    case 'waiting':
      return isOfPage(trace) ? rangeTexts.whatItAwaited : rangeTexts.theOutside;
    case 'sleeping':
      return rangeTexts.aSleep;
    default:
      return traceWords.something;
  }
}

function gilSentences(trace: Trace, stats: RangeStats): string[] {
  const gils = stats.resources.filter((share) => isGil(trace, share));
  if (gils.length > 1 && gils.every(({ handOvers, waitedMs }) => handOvers === 0 && waitedMs === 0)) {
    return [rangeTexts.noGilChanged];
  }
  const busiest = [...gils].sort((a, b) => b.handOvers - a.handOvers || b.waitedMs - a.waitedMs);
  return busiest
    .slice(0, TOLD)
    .map(({ resource, handOvers, waitedMs }) =>
      rangeTexts.gilChanged(resourceName(trace, resource), handOvers, waitedMs > 0 ? formatMs(waitedMs) : null),
    );
}

function lockSentences(trace: Trace, stats: RangeStats, span: number): string[] {
  const shares = stats.resources.filter((share) => !isGil(trace, share) && isShown(trace, share.resource));
  const wanted = shares.filter(({ waits }) => waits > 0).sort((a, b) => b.waitedMs - a.waitedMs);
  const sentences = wanted.slice(0, TOLD).map(({ resource, heldMs, waits, waitedMs, mostWaiting, handOvers }) =>
    rangeTexts.waitsFor(resourceName(trace, resource), {
      held: heldMs > 0 ? percent(Math.min(heldMs, span), span) : null,
      waits,
      time: formatMs(waitedMs),
      most: mostWaiting,
      changes: handOvers,
    }),
  );
  const rest = wanted.length - TOLD;
  if (rest > 0) sentences.push(rangeTexts.moreWaits(rest));
  const free = shares.filter(({ waits, acquisitions }) => waits === 0 && acquisitions > 0);
  if (free.length > 0) {
    const total = free.reduce((sum, { acquisitions }) => sum + acquisitions, 0);
    const names = free.slice(0, NAMED).map(({ resource }) => resourceName(trace, resource));
    sentences.push(rangeTexts.takenFreely(names, free.length - names.length, total));
  }
  return sentences;
}

function messageSentences({ sent, sentBytes, received, put, taken }: RangeStats): string[] {
  const items = put === 0 && taken === 0 ? [] : [rangeTexts.items(put, taken)];
  if (sent === 0 && received === 0) return items;
  return [...items, rangeTexts.messages(sent, formatBytes(sentBytes), received)];
}

/** The same in figures: a row for each actor, and a row for each resource. A resource of the library's own only if `internal`. */
export function rangeTables(
  trace: Trace,
  stats: RangeStats,
  internal = false,
): { readonly actors: TraceTable; readonly resources: TraceTable } {
  const span = stats.t1 - stats.t0;
  const packs = stats.actors.some(({ ms }) => ms.pickling + ms.unpickling > 0);
  const columns = [
    rangeTexts.actor,
    rangeTexts.ranColumn,
    rangeTexts.share,
    ...(packs ? [rangeTexts.packed(isOfPage(trace))] : []),
    rangeTexts.waited,
    rangeTexts.mostFor,
  ];
  const ms = (value: number): string => (value > 0 ? formatMs(value) : '');
  return {
    actors: {
      columns,
      rows: stats.actors.map(({ actor, computingMs, waitingMs, waits, ms: each }) => {
        const [most] = waits;
        return [
          partyName(trace, actor),
          ms(computingMs),
          computingMs > 0 ? percent(computingMs, span) : '',
          ...(packs ? [ms(each.pickling + each.unpickling)] : []),
          ms(waitingMs),
          most === undefined ? '' : `${waitedFor(trace, actor, most)}, ${formatMs(most.ms)}`,
        ];
      }),
    },
    resources: {
      columns: [
        rangeTexts.resource,
        rangeTexts.held,
        rangeTexts.share,
        rangeTexts.taken,
        rangeTexts.handOvers,
        rangeTexts.waits,
        rangeTexts.waited,
        rangeTexts.mostAtOnce,
      ],
      rows: stats.resources
        .filter(({ resource }) => internal || isShown(trace, resource))
        .map(({ resource, heldMs, acquisitions, handOvers, waits, waitedMs, mostWaiting }) => [
          resourceName(trace, resource),
          ms(heldMs),
          heldMs > 0 ? percent(Math.min(heldMs, span), span) : '',
          numbers.digits(acquisitions),
          numbers.digits(handOvers),
          numbers.digits(waits),
          ms(waitedMs),
          numbers.digits(mostWaiting),
        ]),
    },
  };
}
