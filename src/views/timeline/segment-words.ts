/** What the cloth says about one stretch of one strand. */
import { timeline } from '../../texts/en/timeline';
import { traceWords } from '../../texts/en/trace-words';
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
  const words = describeSegment(trace, traceWords.sentence(name), segment, actor);
  const isLast = index === (trace.lanes[actor.id]?.segments.length ?? 0) - 1;
  const notes = [
    index === 0 ? capital(makerWords(trace, actor.id)) : '',
    isLast && actor.ending !== null ? timeline.thenIt(endingWords(actor.ending)) : '',
  ];
  return { ...words, note: notes.filter((note) => note !== '').join('. ') };
}

function describeSegment(trace: Trace, who: string, segment: Segment, { id, kind }: Actor): SegmentWords {
  const isProcess = kind === 'process';
  const isTask = kind === 'task';
  const resource = segment.resource === null ? null : (trace.resources[segment.resource] ?? null);
  const target = segment.target === null ? null : (trace.actors[segment.target] ?? null);
  const duration = formatMs(segment.end - segment.start);
  const when = timeline.fromTo(duration, formatMs(segment.start), formatMs(segment.end));
  // A task that is not running stands at an `await`, but for one that has not begun.
  const stands = isTask && segment.state !== 'running' && segment.state !== 'starting';
  const place = segment.place === null ? '' : placeWords(trace, segment.place);
  const where = stands && place !== '' ? timeline.suspendedAt(place) : place;
  if (isImported(trace)) {
    const isCall = segment.state !== 'ready';
    const title = isCall ? timeline.isInCall(who, segment.via) : timeline.isInNoCall(who);
    return { title, why: isCall ? timeline.onStack : segment.via, when, where };
  }
  switch (segment.state) {
    case 'running':
      return { title: timeline.does(who, traceWords.runs), why: isTask ? timeline.oneStep : '', when, where };
    case 'pickling':
      return { title: timeline.does(who, traceWords.pickles(isOfPage(trace))), why: segment.via, when, where };
    case 'unpickling':
      return { title: timeline.does(who, traceWords.unpickles(isOfPage(trace))), why: segment.via, when, where };
    case 'sending':
      return { title: timeline.waitsForRoom(who, resource?.name ?? null), why: segment.via, when, where };
    case 'receiving':
      return {
        title: timeline.waitsForMessage(who, resource?.name ?? null),
        why: segment.via,
        when,
        where,
      };
    case 'ready':
      return {
        title: timeline.isReady(who),
        why: segment.via !== '' ? segment.via : timeline.couldRun(isTask),
        when,
        where,
      };
    case 'starting':
      return {
        title: timeline.starts(who),
        why: isProcess ? timeline.targetNotBegun : timeline.notRunYet,
        when,
        where,
      };
    case 'sleeping':
      return { title: timeline.does(who, traceWords.sleeps), why: segment.via, when, where };
    case 'waiting':
      if (isIdle(trace, id, segment))
        return { title: timeline.does(who, traceWords.nothingToDo), why: '', when, where };
      if (isOfPage(trace) && segment.via !== '')
        return { title: timeline.does(who, awaitWords(segment.via)), why: '', when, where };
      return {
        title: timeline.does(who, traceWords.waits),
        why: segment.via === '' ? timeline.forOutside : segment.via,
        when,
        where,
      };
    case 'joining':
      return {
        title: target === null ? timeline.waitsForOthers(who) : timeline.waitsForEnd(who, target.name),
        why: segment.via,
        when,
        where,
      };
    case 'blocked': {
      const wait = queueWait(trace, segment);
      if (wait !== null) {
        const why = wait.queueIs === '' ? segment.via : timeline.itIs(wait.queueIs, segment.via);
        return { title: timeline.does(who, traceWords.waitsFor(wait.wants)), why, when, where };
      }
      if (waitsInside(trace, segment))
        return { title: timeline.does(who, traceWords.waitsWhere(callWords(segment.via))), why: '', when, where };
      const holder = resource === null ? null : holderAt(trace, segment);
      return {
        title: resource === null ? timeline.isBlocked(who) : timeline.does(who, traceWords.waitsFor(resource.name)),
        why: holder === null ? timeline.blocked(segment.via) : timeline.heldBy(holder, segment.via),
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
      ? timeline.callbackIn(resourceName(trace, resource))
      : isItem(trace, bytes, resource)
        ? timeline.itemIn(resourceName(trace, resource))
        : timeline.sizeThrough(formatBytes(bytes), resourceName(trace, resource)),
    why: describeMessage(trace, message),
    when: timeline.onItsWay(formatMs(sentAt), receivedAt === null ? null : formatMs(receivedAt)),
    where: '',
  };
}

/** How much was in flight through a pipe or queue from its step `index` on; -1 is the time before its first message. */
export function describeDepth(trace: Trace, resource: ResourceId, index: number): SegmentWords {
  const depth = depthOf(trace, resource);
  const messages = index < 0 ? 0 : depth.messages(index);
  const bytes = index < 0 ? 0 : depth.bytes(index);
  const from = formatMs(index < 0 ? 0 : depth.start(index));
  const until = formatMs(index + 1 < depth.length ? depth.start(index + 1) : trace.end);
  const name = resourceName(trace, resource);
  if (isItem(trace, depth.most.bytes, resource)) {
    return {
      title: timeline.itemsInside(name, messages),
      why: '',
      when: timeline.mostItems(from, until, depth.most.messages),
      where: '',
    };
  }
  return {
    title: timeline.messagesInFlight(name, messages),
    why: messages === 0 ? '' : formatBytes(bytes),
    when: timeline.mostMessages(from, until, depth.most.messages, formatBytes(depth.most.bytes)),
    where: '',
  };
}

/** A remark: what it says, how long that went on, and at which line. */
export function describeMark(trace: Trace, { text, since, t, place, actor }: Mark): SegmentWords {
  const lasted = t > since;
  const tasks = lasted && trace.actors.some(({ kind, id }) => kind === 'task' && threadOf(trace, id) === actor);
  return {
    title: traceWords.remark(text),
    why: tasks ? timeline.noOtherTask : '',
    when: lasted ? timeline.fromTo(formatMs(t - since), formatMs(since), formatMs(t)) : timeline.at(formatMs(t)),
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
  return timeline.lineIn(hasSeveralFiles(trace, place.file) ? place.file : null, place.line);
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
