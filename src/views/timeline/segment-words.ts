/** What the cloth says about one stretch of one strand. */
import { formatBytes, formatMs } from '../../trace/format';
import { traceTime } from '../../trace/ids';
import type { Place, ResourceId } from '../../trace/events';
import { isImported } from '../../trace/imported';
import { depthOf, threadOf } from '../../trace/selectors';
import type { Actor, Mark, Message, Segment, Trace } from '../../trace/trace';
import {
  actorName,
  awaitWords,
  callWords,
  describeMessage,
  endingWords,
  isCallback,
  isIdle,
  isItem,
  isOfPage,
  makerWords,
  packingWords,
  queueWait,
  resourceName,
  waitsInside,
} from '../../trace/words';

export interface SegmentWords {
  /** `A runs` */
  readonly title: string;
  /** Why, and what it waits for; empty when there is no more to say. */
  readonly why: string;
  /** Who made it, where this is its first stretch, and how it ended, where it is its last. */
  readonly note?: string;
  /** `4.8 ms, from 15.0 to 19.8 ms` */
  readonly when: string;
  /** `line 9` or `worker.py, line 9`; empty when it has none. */
  readonly where: string;
}

/** The `index`-th stretch of an actor's lane, with its beginning and end where it is the first or last. */
export function describeStretch(trace: Trace, actor: Actor, segment: Segment, index: number): SegmentWords {
  const name = actorName(trace, actor.id);
  const words = describeSegment(trace, name.startsWith('the ') ? capital(name) : name, segment, actor);
  const isLast = index === (trace.lanes[actor.id]?.segments.length ?? 0) - 1;
  const notes = [
    index === 0 ? capital(makerWords(trace, actor.id)) : '',
    isLast && actor.ending !== null ? `Then it ${endingWords(actor.ending)}` : '',
  ];
  return { ...words, note: notes.filter((note) => note !== '').join('. ') };
}

function describeSegment(trace: Trace, who: string, segment: Segment, { id, kind }: Actor): SegmentWords {
  const isProcess = kind === 'process';
  const isTask = kind === 'task';
  const resource = segment.resource === null ? null : (trace.resources[segment.resource] ?? null);
  const target = segment.target === null ? null : (trace.actors[segment.target] ?? null);
  const via = segment.via === '' ? '' : ` (${segment.via})`;
  const duration = formatMs(segment.end - segment.start);
  const when = `${duration}, from ${formatMs(segment.start)} to ${formatMs(segment.end)}`;
  // A task that is not running stands at an `await`, but for one that has not begun.
  const stands = isTask && segment.state !== 'running' && segment.state !== 'starting' ? 'suspended at ' : '';
  const where = segment.place === null ? '' : `${stands}${placeWords(trace, segment.place)}`;
  if (isImported(trace)) {
    const isCall = segment.state !== 'ready';
    const title = isCall ? `${who} is in ${segment.via}` : `${who} is in no call`;
    return { title, why: isCall ? 'It is on the stack; it need not have run' : segment.via, when, where };
  }
  switch (segment.state) {
    case 'running':
      return { title: `${who} runs`, why: isTask ? 'One of its steps, in its event loop' : '', when, where };
    case 'pickling':
      return { title: `${who} ${packingWords(trace).writes}`, why: segment.via, when, where };
    case 'unpickling':
      return { title: `${who} ${packingWords(trace).reads}`, why: segment.via, when, where };
    case 'sending':
      return { title: `${who} waits for room in ${resource?.name ?? 'a pipe'}`, why: segment.via, when, where };
    case 'receiving':
      return {
        title: `${who} waits for a message${resource === null ? '' : ` from ${resource.name}`}`,
        why: segment.via,
        when,
        where,
      };
    case 'ready':
      return {
        title: `${who} is ready`,
        why: segment.via !== '' ? segment.via : `It could run, and waits for ${isTask ? 'its event loop' : 'the GIL'}`,
        when,
        where,
      };
    case 'starting':
      return {
        title: `${who} starts`,
        why: isProcess ? 'Its target has not begun' : 'It has not run yet',
        when,
        where,
      };
    case 'sleeping':
      return { title: `${who} sleeps`, why: segment.via, when, where };
    case 'waiting':
      if (isIdle(trace, id, segment)) return { title: `${who} has nothing to do`, why: '', when, where };
      if (isOfPage(trace) && segment.via !== '')
        return { title: `${who} ${awaitWords(segment.via)}`, why: '', when, where };
      return {
        title: `${who} waits`,
        why: segment.via === '' ? 'For something outside' : segment.via,
        when,
        where,
      };
    case 'joining':
      return {
        title: target === null ? `${who} waits for others to end` : `${who} waits for ${target.name} to end`,
        why: segment.via,
        when,
        where,
      };
    case 'blocked': {
      const wait = queueWait(trace, segment);
      if (wait !== null) {
        const why = wait.queueIs === '' ? segment.via : `It is ${wait.queueIs}${via}`;
        return { title: `${who} waits for ${wait.wants}`, why, when, where };
      }
      if (waitsInside(trace, segment)) return { title: `${who} waits ${callWords(segment.via)}`, why: '', when, where };
      const holder = resource === null ? null : holderAt(trace, segment);
      return {
        title: resource === null ? `${who} is blocked` : `${who} waits for ${resource.name}`,
        why: holder === null ? `Blocked${via}` : `Held by ${holder}${via}`,
        when,
        where,
      };
    }
  }
}

/** How large it was and how long it travelled, from whom to whom. */
export function describeArrow(trace: Trace, message: Message): SegmentWords {
  const { sentAt, receivedAt, bytes, resource } = message;
  return {
    title: isCallback(trace, bytes, resource)
      ? `A callback in the ${resourceName(trace, resource)}`
      : isItem(trace, bytes, resource)
        ? `An item in ${resourceName(trace, resource)}`
        : `${formatBytes(bytes)} through ${resourceName(trace, resource)}`,
    why: describeMessage(trace, message),
    when: `From ${formatMs(sentAt)}${receivedAt === null ? '' : ` to ${formatMs(receivedAt)}`}`,
    where: '',
  };
}

/** How much was in flight through a pipe or queue from its step `index` on; -1 is the time before its first message. */
export function describeDepth(trace: Trace, resource: ResourceId, index: number): SegmentWords {
  const depth = depthOf(trace, resource);
  const messages = index < 0 ? 0 : depth.messages(index);
  const bytes = index < 0 ? 0 : depth.bytes(index);
  const count =
    messages === 0 ? 'nothing' : messages === 1 ? 'one message' : `${messages.toLocaleString('en-US')} messages`;
  const until = index + 1 < depth.length ? depth.start(index + 1) : trace.end;
  if (isItem(trace, depth.most.bytes, resource)) {
    const items = (n: number): string => (n === 1 ? 'one item' : `${n.toLocaleString('en-US')} items`);
    return {
      title: `${resourceName(trace, resource)}: ${messages === 0 ? 'empty' : `${items(messages)} inside`}`,
      why: '',
      when: `From ${formatMs(index < 0 ? 0 : depth.start(index))} to ${formatMs(until)}; at most ${items(depth.most.messages)}`,
      where: '',
    };
  }
  return {
    title: `${resourceName(trace, resource)}: ${count} in flight`,
    why: messages === 0 ? '' : formatBytes(bytes),
    when: `From ${formatMs(index < 0 ? 0 : depth.start(index))} to ${formatMs(until)}; at most ${depth.most.messages.toLocaleString('en-US')} (${formatBytes(depth.most.bytes)})`,
    where: '',
  };
}

/** A remark: what it says, how long that went on, and at which line. */
export function describeMark(trace: Trace, { text, since, t, place, actor }: Mark): SegmentWords {
  const lasted = t > since;
  const tasks = lasted && trace.actors.some(({ kind, id }) => kind === 'task' && threadOf(trace, id) === actor);
  return {
    title: text,
    why: tasks ? 'No other task of this loop could run meanwhile' : '',
    when: lasted ? `${formatMs(t - since)}, from ${formatMs(since)} to ${formatMs(t)}` : `At ${formatMs(t)}`,
    where: place === null ? '' : placeWords(trace, place),
  };
}

/** The same in one line, for screen readers. */
export function sayWords({ title, why, note = '', when, where }: SegmentWords): string {
  return [title, why, note, where, when].filter((part) => part !== '').join('. ');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function holderAt(trace: Trace, segment: Segment): string | null {
  const id = holderOf(trace, segment);
  return id === null ? null : (trace.actors[id]?.name ?? null);
}

/** Who held what a blocked segment waits for, when the wait began; null when nobody did. */
export function holderOf(trace: Trace, segment: Segment): number | null {
  if (segment.resource === null) return null;
  const holds = trace.holds(segment.resource);
  const i = holds.indexAt(traceTime(segment.start));
  if (i < 0) return null;
  const hold = holds.at(i);
  return hold.end > segment.start ? hold.actor : null;
}

function placeWords(trace: Trace, place: Place): string {
  return hasSeveralFiles(trace, place.file) ? `${place.file}, line ${place.line}` : `line ${place.line}`;
}

const files = new WeakMap<Trace, string | null>();

/** Whether the learner's program has lines in more than one file, as far as the lanes' first stretches tell. */
function hasSeveralFiles(trace: Trace, file: string): boolean {
  let first = files.get(trace);
  if (first === undefined) {
    first = null;
    for (const { segments } of trace.lanes) {
      for (let i = 0; i < Math.min(segments.length, 8); i++) {
        const place = segments.at(i).place;
        if (place !== null) first ??= place.file;
        if (place !== null && place.file !== first) {
          first = '';
          break;
        }
      }
    }
    files.set(trace, first);
  }
  return first !== file;
}
