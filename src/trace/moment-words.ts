/** A moment of a run explained: the state of every actor in sentences, and what else goes on that no lane shows. */
import type { ResourceId, TraceTime } from './events';
import { traceWords } from '../texts/en/trace-words';
import { formatBytes, formatMs } from './format';
import { findCycle, livingAt, messagesAt, waitForGraph } from './selectors';
import type { Actor, Trace } from './trace';
import { describeCycle, describeMoment, isItem, partyName, resourceName } from './words';

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
    ...toldOf(trace, ended, traceWords.haveEnded),
    ...toldOf(trace, later, traceWords.notBegun),
  ];
}

/** The same with its time, to be pasted somewhere. */
export function momentText(trace: Trace, t: TraceTime): string {
  return [traceWords.atMoment(formatMs(t), formatMs(trace.end)), ...explainMoment(trace, t)].join('\n');
}

function underWay(trace: Trace, t: TraceTime): string[] {
  const shown = messagesAt(trace, t).filter(({ resource }) => trace.resources[resource]?.internal !== true);
  const messages = shown.filter(({ bytes, resource }) => !isItem(trace, bytes, resource));
  const inside = new Map<ResourceId, number>();
  for (const { bytes, resource } of shown) {
    if (isItem(trace, bytes, resource)) inside.set(resource, (inside.get(resource) ?? 0) + 1);
  }
  const held = [...inside].map(([id, count]) =>
    traceWords.sentence(traceWords.holdsItems(resourceName(trace, id), count)),
  );
  if (messages.length > 3) {
    const bytes = messages.reduce((sum, message) => sum + message.bytes, 0);
    return [...held, traceWords.messagesUnderWay(messages.length, formatBytes(bytes))];
  }
  const travelling = messages.map(({ bytes, sender, receiver, resource, receivedAt }) => {
    const to = receiver === null || receivedAt === null ? null : partyName(trace, receiver);
    return traceWords.messageUnderWay(formatBytes(bytes), partyName(trace, sender), to, resourceName(trace, resource));
  });
  return [...held, ...travelling];
}

function toldOf(
  trace: Trace,
  actors: readonly Actor[],
  words: (names: readonly string[], more: number) => string,
): string[] {
  if (actors.length === 0) return [];
  const names = actors.slice(0, NAMED).map(({ id }) => partyName(trace, id));
  return [traceWords.sentence(words(names, actors.length - names.length))];
}
