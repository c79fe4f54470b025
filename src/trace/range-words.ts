/** The statistics of a range as sentences and as tables. */
import type { ActorId, ResourceId } from './events';
import { formatBytes, formatMs } from './format';
import type { ActorShare, RangeStats, ResourceShare, WaitShare } from './range-stats';
import type { Trace } from './trace';
import { capital, isOfPage, join, number, packingWords, partyName, resourceName, type TraceTable } from './words';

/** So many are named in one sentence; the others are counted. */
const NAMED = 3;
/** Of so many resources a sentence is said at most. */
const TOLD = 3;

const digits = (n: number): string => n.toLocaleString('en-US');
const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${digits(n)} times`);
/** Names are as the program wrote them, but for those that begin with an article of ours. */
const asSentence = (words: string): string => (words.startsWith('the ') ? capital(words) : words);

function percent(part: number, whole: number): string {
  const share = whole > 0 ? (part / whole) * 100 : 0;
  return share > 0 && share < 1 ? 'under 1 %' : `${Math.round(share)} %`;
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
    `${formatMs(span)}, from ${formatMs(t0)} to ${formatMs(t1)}.`,
    ...ranSentences(trace, stats, span),
    ...waitSentences(trace, stats),
    ...gilSentences(trace, stats),
    ...lockSentences(trace, stats, span),
    ...messageSentences(stats),
  ].map(asSentence);
}

function ranSentences(trace: Trace, stats: RangeStats, span: number): string[] {
  const ran = runners(trace, stats)
    .filter(({ computingMs }) => computingMs > 0)
    .sort((a, b) => b.computingMs - a.computingMs);
  if (ran.length === 0) return ['Nobody ran.'];
  const named = ran.slice(0, NAMED).map(({ actor, computingMs }, i) => {
    const share = `${formatMs(computingMs)} (${percent(computingMs, span)})`;
    return i === 0 ? `${partyName(trace, actor)} ran for ${share}` : `${partyName(trace, actor)} for ${share}`;
  });
  const rest = ran.length - NAMED;
  const others = rest > 0 ? [`${number(rest)} more for less`] : [];
  const together =
    stats.mostComputing > 1
      ? `; up to ${digits(stats.mostComputing)} at the same time`
      : ran.length > 1
        ? '; never two at the same time'
        : '';
  return [`${join([...named, ...others])}${together}.`];
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
  if (longest === null) return ['Nobody waited.'];
  const { actor, wait } = longest;
  const name = partyName(trace, actor);
  return [
    wait.state === 'sleeping' && wait.resource === null
      ? `${name} slept for ${formatMs(wait.ms)}, the longest wait.`
      : `${name} waited longest: ${formatMs(wait.ms)} for ${waitedFor(trace, actor, wait)}.`,
  ];
}

/** An event loop or a worker without a thing to wait for has nothing to do. */
function isIdleState(trace: Trace, actor: ActorId, { state, resource }: WaitShare): boolean {
  const kind = trace.actors[actor]?.kind;
  return state === 'waiting' && resource === null && (kind === 'event-loop' || kind === 'worker');
}

/** As the object of "waited for". */
function waitedFor(trace: Trace, actor: ActorId, { state, resource, target }: WaitShare): string {
  if (target !== null) return `the end of ${partyName(trace, target)}`;
  if (resource !== null) {
    const name = resourceName(trace, resource);
    return state === 'sending' ? `room in ${name}` : state === 'receiving' ? `a message from ${name}` : name;
  }
  switch (state) {
    case 'ready':
      return trace.actors[actor]?.kind === 'task' ? 'its event loop' : 'its turn';
    case 'joining':
      return 'others to end';
    case 'sending':
      return 'room in a pipe';
    case 'receiving':
      return 'a message';
    case 'waiting':
      return isOfPage(trace) ? 'what it awaited' : 'the outside';
    case 'sleeping':
      return 'a sleep';
    default:
      return 'something';
  }
}

function gilSentences(trace: Trace, stats: RangeStats): string[] {
  const gils = stats.resources.filter((share) => isGil(trace, share));
  if (gils.length > 1 && gils.every(({ handOvers, waitedMs }) => handOvers === 0 && waitedMs === 0)) {
    return ['No GIL changed hands.'];
  }
  const busiest = [...gils].sort((a, b) => b.handOvers - a.handOvers || b.waitedMs - a.waitedMs);
  return busiest.slice(0, TOLD).map(({ resource, handOvers, waitedMs }) => {
    const changed = handOvers === 0 ? 'did not change hands' : `changed hands ${times(handOvers)}`;
    const waited = waitedMs > 0 ? `; threads that were ready waited ${formatMs(waitedMs)} for it in all` : '';
    return `${resourceName(trace, resource)} ${changed}${waited}.`;
  });
}

function lockSentences(trace: Trace, stats: RangeStats, span: number): string[] {
  const shares = stats.resources.filter((share) => !isGil(trace, share) && isShown(trace, share.resource));
  const wanted = shares.filter(({ waits }) => waits > 0).sort((a, b) => b.waitedMs - a.waitedMs);
  const sentences = wanted.slice(0, TOLD).map(({ resource, heldMs, waits, waitedMs, mostWaiting, handOvers }) => {
    const held = heldMs > 0 ? `was held ${percent(Math.min(heldMs, span), span)} of the time; ` : '';
    const count = `${digits(waits)} ${waits === 1 ? 'wait' : 'waits'} for it, ${formatMs(waitedMs)}${waits === 1 ? '' : ' in all'}`;
    const most = mostWaiting > 1 ? `, up to ${digits(mostWaiting)} at once` : '';
    const changed = handOvers > 0 ? `; it changed hands ${times(handOvers)}` : '';
    return `${resourceName(trace, resource)}: ${held}${count}${most}${changed}.`;
  });
  const rest = wanted.length - TOLD;
  if (rest > 0) sentences.push(`There were waits for ${digits(rest)} more.`);
  const free = shares.filter(({ waits, acquisitions }) => waits === 0 && acquisitions > 0);
  if (free.length > 0) {
    const total = free.reduce((sum, { acquisitions }) => sum + acquisitions, 0);
    const names = free.slice(0, NAMED).map(({ resource }) => resourceName(trace, resource));
    const others = free.length > NAMED ? [`${digits(free.length - NAMED)} more`] : [];
    sentences.push(
      `${join([...names, ...others])} ${free.length === 1 ? 'was' : 'were'} taken ${times(total)} without a wait.`,
    );
  }
  return sentences;
}

function messageSentences({ sent, sentBytes, received, put, taken }: RangeStats): string[] {
  const items =
    put === 0 && taken === 0
      ? []
      : [
          `${put === 1 ? 'One item was' : `${put === 0 ? 'No' : digits(put)} items were`} put into queues, ${taken < 2 ? ['none', 'one'][taken] : digits(taken)} taken out.`,
        ];
  if (sent === 0 && received === 0) return items;
  const left =
    sent === 0
      ? 'No message was sent'
      : `${digits(sent)} ${sent === 1 ? 'message was' : 'messages were'} sent (${formatBytes(sentBytes)})`;
  return [...items, `${left}, ${received === 0 ? 'none' : digits(received)} received.`];
}

/** The same in figures: a row for each actor, and a row for each resource. A resource of the library's own only if `internal`. */
export function rangeTables(
  trace: Trace,
  stats: RangeStats,
  internal = false,
): { readonly actors: TraceTable; readonly resources: TraceTable } {
  const span = stats.t1 - stats.t0;
  const { write, read } = packingWords(trace);
  const packs = stats.actors.some(({ ms }) => ms.pickling + ms.unpickling > 0);
  const columns = ['Actor', 'Ran', 'Share', ...(packs ? [capital(`${write}, ${read}`)] : []), 'Waited', 'Most for'];
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
      columns: ['Resource', 'Held', 'Share', 'Taken', 'Hand-overs', 'Waits', 'Waited', 'Most at once'],
      rows: stats.resources
        .filter(({ resource }) => internal || isShown(trace, resource))
        .map(({ resource, heldMs, acquisitions, handOvers, waits, waitedMs, mostWaiting }) => [
          resourceName(trace, resource),
          ms(heldMs),
          heldMs > 0 ? percent(Math.min(heldMs, span), span) : '',
          digits(acquisitions),
          digits(handOvers),
          digits(waits),
          ms(waitedMs),
          digits(mostWaiting),
        ]),
    },
  };
}
