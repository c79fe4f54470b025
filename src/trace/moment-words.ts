/** A moment of a run explained: the state of every actor in sentences, and what else goes on that no lane shows. */
import type { ResourceId, TraceTime } from './events';
import { formatBytes, formatMs } from './format';
import { findCycle, livingAt, messagesAt, waitForGraph } from './selectors';
import type { Actor, Trace } from './trace';
import { capital, describeCycle, describeMoment, isItem, join, number, partyName, resourceName } from './words';

/** So many are named; the others are counted. */
const NAMED = 4;

/**
 * Sentences, the most telling first: a deadlock if there is one at `t`, what each living actor does and for how long it has
 * waited, what is in queues, which messages are on their way, who has ended, and who has not begun.
 */
export function explainMoment(trace: Trace, t: TraceTime): string[] {
  const cycle = findCycle(waitForGraph(trace, t));
  const living = new Set(livingAt(trace, t).map(({ id }) => id));
  const performers = trace.actors.filter(({ kind }) => kind !== 'process');
  const ended = performers.filter(({ id, start }) => start <= t && !living.has(id));
  const later = performers.filter(({ start }) => start > t);
  return [
    ...(cycle === null ? [] : [`${describeCycle(trace, cycle)}`]),
    ...describeMoment(trace, t, { soFar: true }),
    ...underWay(trace, t),
    ...(ended.length === 0 ? [] : [`${some(trace, ended)} ${ended.length === 1 ? 'has' : 'have'} ended.`]),
    ...(later.length === 0 ? [] : [`${some(trace, later)} ${later.length === 1 ? 'has' : 'have'} not begun yet.`]),
  ];
}

/** The same with its time, to be pasted somewhere. */
export function momentText(trace: Trace, t: TraceTime): string {
  return [`At ${formatMs(t)} of ${formatMs(trace.end)}:`, ...explainMoment(trace, t)].join('\n');
}

function underWay(trace: Trace, t: TraceTime): string[] {
  const shown = messagesAt(trace, t).filter(({ resource }) => trace.resources[resource]?.internal !== true);
  const messages = shown.filter(({ bytes, resource }) => !isItem(trace, bytes, resource));
  const inside = new Map<ResourceId, number>();
  for (const { bytes, resource } of shown) {
    if (isItem(trace, bytes, resource)) inside.set(resource, (inside.get(resource) ?? 0) + 1);
  }
  const held = [...inside].map(
    ([id, count]) =>
      `${capitalOfOurs(resourceName(trace, id))} holds ${number(count)} ${count === 1 ? 'item' : 'items'}.`,
  );
  if (messages.length > 3) {
    const bytes = messages.reduce((sum, message) => sum + message.bytes, 0);
    return [
      ...held,
      `${messages.length.toLocaleString('en-US')} messages are on their way, ${formatBytes(bytes)} in all.`,
    ];
  }
  const travelling = messages.map(({ bytes, sender, receiver, resource, receivedAt }) => {
    const to = receiver === null || receivedAt === null ? '' : ` to ${partyName(trace, receiver)}`;
    return `A message of ${formatBytes(bytes)} from ${partyName(trace, sender)}${to} is on its way through ${resourceName(trace, resource)}.`;
  });
  return [...held, ...travelling];
}

function some(trace: Trace, actors: readonly Actor[]): string {
  const names = actors.slice(0, NAMED).map(({ id }) => partyName(trace, id));
  const rest = actors.length - names.length;
  return capitalOfOurs(join(rest > 0 ? [...names, `${number(rest)} more`] : names));
}

/** Names are as the program wrote them, but for those that begin with an article of ours. */
function capitalOfOurs(words: string): string {
  return words.startsWith('the ') ? capital(words) : words;
}
