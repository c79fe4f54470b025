/**
 * Every picture has words: the sentences under the cloth, what is going on at a moment, and the table that says the same
 * as the drawing. Written for a learner; the names are the program's own.
 */
import { traceWords, type Who } from '../texts/en/trace-words';
import { formatBytes, formatMs } from './format';
import { isImported } from './imported';
import { COMPUTING_STATES } from './events';
import type { ActorId, ActorState, Ending, Place, ResourceId, TraceTime } from './events';
import {
  depthOf,
  findCycle,
  gilOf,
  holdersAt,
  holdsAt,
  livingAt,
  longestWait,
  overlap,
  processOf,
  stateAt,
  threadOf,
  totals,
  waitForGraph,
  type Wait,
  type WaitEdge,
} from './selectors';
import type { Actor, Mark, Message, Segment, Trace } from './trace';

export { formatBytes, formatMs } from './format';

/** How many actors bear each name, counted once for each snapshot. */
const bearers = new WeakMap<readonly Actor[], Map<string, number>>();

/** What an actor is called in a sentence; where two have the same name, it tells whose it is: "MainThread of Worker-2". */
export function actorName(trace: Trace, id: ActorId): string {
  const actor = trace.actors[id];
  if (actor === undefined) return traceWords.unknownActor(id);
  let counts = bearers.get(trace.actors);
  if (counts === undefined) {
    counts = new Map();
    for (const { name } of trace.actors) counts.set(name, (counts.get(name) ?? 0) + 1);
    bearers.set(trace.actors, counts);
  }
  if (actor.kind === 'event-loop') return traceWords.eventLoop(actor.name);
  const home = processOf(trace, id);
  const isUnique = (counts.get(actor.name) ?? 0) <= 1;
  if (isUnique || home === id) return actor.name;
  return traceWords.actorOf(actor.name, trace.actors[home]?.name ?? traceWords.unknownActor(home));
}

/** What a resource is called in a sentence; a GIL of several tells whose it is. */
export function resourceName(trace: Trace, id: ResourceId): string {
  const resource = trace.resources[id];
  if (resource === undefined) return traceWords.unknownResource(id);
  if (resource.kind !== 'gil') return resource.name;
  const several = trace.resources.some((other) => other.kind === 'gil' && other.id !== id);
  return several ? traceWords.gilOf(actorName(trace, resource.process)) : traceWords.gil;
}

/** A process that starts runs already: what has not begun is its target. */
function isProcess(trace: Trace, actor: ActorId): boolean {
  return trace.actors[actor]?.kind === 'process';
}

function placeWords(place: Place | null): string {
  return place === null ? '' : traceWords.line(place.file, place.line);
}

/** Whether the run is a page's: an event loop, and workers that are sent structured clones, where Python has threads and pickles. */
export function isOfPage(trace: Trace): boolean {
  return trace.actors[0]?.kind === 'event-loop';
}

/** Whether an actor has nothing to do, and is at once with what comes: what `waiting` means of an event loop itself. */
export function isIdle(trace: Trace, actor: ActorId, { state, resource }: Segment): boolean {
  const kind = trace.actors[actor]?.kind;
  return state === 'waiting' && resource === null && (kind === 'event-loop' || kind === 'worker');
}

/** Threads when all are threads, actors for a mixture. */
function whoOf(trace: Trace, actors: readonly ActorId[]): Who {
  const kinds = new Set(actors.map((id) => trace.actors[id]?.kind));
  const [kind] = kinds;
  if (isOfPage(trace)) {
    if (kinds.size === 1 && kind === 'task') return 'call';
    // The event loop and the workers: each a thread of the browser's.
    if (!kinds.has('task') && kinds.size > 1) return 'thread';
  }
  return kinds.size === 1 && kind !== undefined ? kind : 'actor';
}

// --- The summary ------------------------------------------------------------------------------------------------------

/**
 * The sentences under the cloth: first what went wrong, then who ran, then who waited, then what is not shown. Two to
 * four of them for most runs.
 */
export function summarise(trace: Trace): string {
  if (trace.length === 0 || trace.actors.length === 0) {
    return trace.complete ? traceWords.nothingRan : traceWords.nothingYet;
  }
  if (isImported(trace)) return importedSentences(trace).map(traceWords.sentence).join(' ');
  const sentences = [
    ...knotSentences(trace),
    ...runSentences(trace),
    ...messageSentences(trace),
    ...overlapSentences(trace, 'sleeping'),
    ...overlapSentences(trace, 'waiting'),
    ...lockSentences(trace),
    ...markSentences(trace),
    ...endSentences(trace),
    ...omittedSentences(trace),
  ];
  if (!trace.complete) sentences.push(traceWords.stillRunning(formatMs(trace.end)));
  return sentences.map(traceWords.sentence).join(' ');
}

/** Of what another tool recorded, only what its calls can tell: `imported.ts`. */
function importedSentences(trace: Trace): string[] {
  const ids = runnersOf(trace);
  const { most, span } = overlap(trace, ids, 'running');
  const calls =
    most <= 1
      ? traceWords.wasOnStack(
          ids.length === 1 ? actorName(trace, ids[0] as ActorId) : null,
          formatMs(span),
          formatMs(trace.end),
        )
      : traceWords.wereInCalls(most);
  return [calls, ...overlapSentences(trace, 'sleeping'), ...overlapSentences(trace, 'waiting')];
}

/** Actors with a lane of their own. Tasks run inside their thread, so they are not counted among those who run. */
function performers(trace: Trace): Actor[] {
  return trace.lanes.filter((lane) => lane.segments.length > 0).map((lane) => lane.actor);
}

function knotSentences(trace: Trace): string[] {
  const cycle = findCycle(waitForGraph(trace, trace.end));
  if (cycle === null) return [];
  const said = describeCycle(trace, cycle);
  return [trace.complete ? traceWords.deadlock(said) : said];
}

/** "A waits for lock_b, held by B; B waits for lock_a, held by A. Neither can go on." */
export function describeCycle(trace: Trace, cycle: readonly WaitEdge[]): string {
  const name = (id: ActorId): string => actorName(trace, id);
  const [first] = cycle;
  if (cycle.length === 1 && first !== undefined) {
    const held = first.resource === null ? null : resourceName(trace, first.resource);
    return traceWords.waitsForItself(name(first.from), held);
  }
  const links = cycle.map(({ from, to, resource }) =>
    resource === null
      ? traceWords.waitsForEnd(name(from), name(to))
      : traceWords.waitsForHeld(name(from), resourceName(trace, resource), name(to)),
  );
  return traceWords.cycle(links);
}

/** Who has a stack, or a loop, of its own: those who can compute at the same time. */
export function runnersOf(trace: Trace): readonly ActorId[] {
  return performers(trace)
    .filter(({ kind }) => kind !== 'task' && kind !== 'process')
    .map(({ id }) => id);
}

function runSentences(trace: Trace): string[] {
  const all = performers(trace);
  const runners = runnersOf(trace);
  const tasks = all.filter(({ kind }) => kind === 'task').map(({ id }) => id);
  const sentences: string[] = [];
  const gils = trace.resources.filter(({ kind }) => kind === 'gil');

  if (runners.length === 1) {
    const only = runners[0] as ActorId;
    const kind = trace.actors[only]?.kind ?? 'thread';
    const [name, spent] = [actorName(trace, only), spentWords(trace, only)];
    sentences.push(kind === 'event-loop' ? traceWords.loopDidAll(name, spent) : traceWords.didAll(kind, name, spent));
  } else if (runners.length > 1) {
    const running = overlap(trace, runners, ...COMPUTING_STATES);
    const kind = whoOf(trace, runners);
    if (running.most <= 1) {
      sentences.push(traceWords.oneRan(kind));
      if (gils.length > 0) sentences.push(traceWords.gilsChanged(gils.length, trace.counts.handOvers));
    } else {
      const homes = new Set(runners.map((id) => processOf(trace, id)));
      const who = homes.size > 1 && gils.length > 1 ? 'process' : kind;
      const gain = running.span > 0 ? running.sum / running.span : 1;
      sentences.push(
        gain >= 1.1 && isOfPage(trace)
          ? // A thread without a core looks like one that has one: who shares out the cores tells nobody.
            traceWords.wereBusy(running.most, who, formatMs(running.sum), formatMs(running.span))
          : gain >= 1.1
            ? traceWords.ranTogether(running.most, who, formatMs(running.sum), formatMs(running.span))
            : traceWords.ranHardlyTogether(running.most, who),
      );
      if (gils.length > 1) sentences.push(traceWords.gilEach);
    }
  }
  if (tasks.length > 0) {
    const hosts = new Set(tasks.map((id) => threadOf(trace, id)));
    const host = hosts.size === 1 ? [...hosts][0] : undefined;
    const who = whoOf(trace, tasks);
    sentences.push(
      host === undefined || host === null
        ? traceWords.tasksRan(tasks.length, who)
        : traceWords.ranTasks(actorName(trace, host), tasks.length, who),
    );
  }
  return sentences;
}

const SPENT: readonly ActorState[] = [
  'running',
  'pickling',
  'unpickling',
  'sleeping',
  'waiting',
  'blocked',
  'joining',
  'sending',
  'receiving',
];

function spentWords(trace: Trace, actor: ActorId): string {
  const spent = totals(trace, actor);
  const page = isOfPage(trace);
  const idles = page && trace.actors[actor]?.kind !== 'task';
  const parts = SPENT.filter((state) => spent[state] >= 0.005).map((state) => ({
    state: state === 'waiting' && idles ? 'idle' : state,
    time: formatMs(spent[state]),
  }));
  return traceWords.spent(parts, page);
}

/** "24 messages (1.2 MB) were sent; pickling them took 3.1 ms. Two of them were never received." */
function messageSentences(trace: Trace): string[] {
  const { messages } = trace;
  let bytes = 0;
  let picklingMicros = 0;
  let lost = 0;
  let queued = 0;
  const items = new Map<ResourceId, { count: number; left: number }>();
  for (let i = 0; i < messages.length; i++) {
    const resource = messages.resource(i);
    if (isCallback(trace, messages.bytes(i), resource)) {
      queued++;
      continue;
    }
    if (isItem(trace, messages.bytes(i), resource)) {
      let known = items.get(resource);
      if (known === undefined) items.set(resource, (known = { count: 0, left: 0 }));
      known.count++;
      if (!messages.arrived(i)) known.left++;
      continue;
    }
    bytes += messages.bytes(i);
    picklingMicros += Math.round((messages.at(i).picklingMs ?? 0) * 1000);
    // What the library sends for its own use, to a pool's workers say, may well outlive its receivers.
    if (!messages.arrived(i) && trace.resources[messages.resource(i)]?.internal !== true) lost++;
  }
  const sent = messages.length - queued - [...items.values()].reduce((sum, { count }) => sum + count, 0);
  const waited = [...(queued === 0 ? [] : [traceWords.callbacksQueued(queued)]), ...itemSentences(trace, items)];
  if (sent === 0) return waited;
  const packed = picklingMicros > 0 ? formatMs(picklingMicros / 1000) : null;
  return [
    ...waited,
    traceWords.messagesSent(sent, formatBytes(bytes), packed, isOfPage(trace)),
    ...(lost > 0 && trace.complete ? [traceWords.messagesLost(lost, sent)] : []),
  ];
}

/** "26 items were put into jobs and results; two of them were never taken out." */
function itemSentences(trace: Trace, queues: ReadonlyMap<ResourceId, { count: number; left: number }>): string[] {
  const shown = [...queues].filter(([id]) => trace.resources[id]?.internal !== true);
  const count = shown.reduce((sum, [, each]) => sum + each.count, 0);
  if (count === 0) return [];
  const left = trace.complete ? shown.reduce((sum, [, each]) => sum + each.left, 0) : 0;
  const names = shown.map(([id]) => resourceName(trace, id));
  return [traceWords.itemsPut(count, names, left)];
}

/** What is put into a queue of the program's own memory is an object that stays where it is: it has no bytes. */
export function isItem(trace: Trace, bytes: number, resource: ResourceId): boolean {
  return bytes === 0 && !isOfPage(trace) && trace.resources[resource]?.kind === 'queue';
}

/** What an event loop's own queues hold is callbacks: nothing travels, and nothing is cloned. */
export function isCallback(trace: Trace, bytes: number, resource: ResourceId): boolean {
  return bytes === 0 && isOfPage(trace) && trace.resources[resource]?.kind === 'queue';
}

/** "Five threads slept at the same time: 5.0 s of waiting took 1.0 s." Only where it made a difference. */
function overlapSentences(trace: Trace, state: 'sleeping' | 'waiting'): string[] {
  const ids = waitersIn(trace, state);
  const { most, span, sum } = overlap(trace, ids, state);
  if (most < 2 || sum < span * 1.2 || sum < 1) return [];
  const who = whoOf(trace, ids);
  return [
    state === 'sleeping'
      ? traceWords.sleptTogether(most, who, formatMs(sum), formatMs(span))
      : traceWords.waitedTogether(most, who, isOfPage(trace), formatMs(sum), formatMs(span)),
  ];
}

/** Who is to be counted when waits are: each wait once, with whoever it belongs to. */
export function waitersIn(trace: Trace, state: 'sleeping' | 'waiting'): readonly ActorId[] {
  const actors = performers(trace).filter(({ id, kind }) => kind !== 'process' && totals(trace, id)[state] > 0);
  // A thread that sleeps because all its tasks do is not one sleeper more.
  const hosts = new Set(actors.filter(({ kind }) => kind === 'task').map(({ id }) => threadOf(trace, id)));
  // Nor is an event loop that has nothing to do, or an async call that awaits others which wait for something.
  const isPage = isOfPage(trace);
  const forThings = new Set(isPage ? actors.filter(({ id }) => waitsForThing(trace, id)) : []);
  return actors
    .filter((actor) => !hosts.has(actor.id) && (!isPage || actor.kind === 'task'))
    .filter((actor) => forThings.size === 0 || forThings.has(actor))
    .map(({ id }) => id);
}

/** Whether an actor ever waits for something with a name, a host say, rather than for other actors. */
export function waitsForThing(trace: Trace, id: ActorId): boolean {
  const segments = trace.lanes[id]?.segments;
  for (let i = 0; segments !== undefined && i < segments.length; i++) {
    const { state, resource } = segments.at(i);
    if (state === 'waiting' && resource !== null) return true;
  }
  return false;
}

function lockSentences(trace: Trace): string[] {
  const wait = longestWait(trace);
  if (wait === null) {
    const taken = trace.resources.some(
      ({ kind, internal, id }) => kind !== 'gil' && !internal && trace.holds(id).length > 0,
    );
    return taken && performers(trace).length > 1 ? [traceWords.nobodyWaited] : [];
  }
  if (trace.resources[wait.resource]?.internal === true) return [];
  const { segment, among } = wait;
  const stuck = segment.end === trace.end && trace.actors[wait.actor]?.end === null;
  // A knot has told this wait already.
  if (stuck && findCycle(waitForGraph(trace, trace.end)) !== null) return [];
  return [
    traceWords.longestWait(actorName(trace, wait.actor), {
      among,
      goesOn: stuck && !trace.complete,
      time: formatMs(segment.end - segment.start),
      wanted: wantedWords(trace, segment),
      call: segment.via,
      held: heldByWords(trace, wait),
    }),
  ];
}

function heldByWords(trace: Trace, { actor, heldBy, segment }: Wait): string {
  const [first, second] = heldBy.map((id) => actorName(trace, id));
  if (first === undefined) return '';
  if (heldBy[0] === actor) return traceWords.heldByItself;
  const holder = trace.actors[heldBy[0] as ActorId];
  const isDead = holder?.ending === 'killed' && holder.end !== null && holder.end < segment.end;
  if (second === undefined) return traceWords.heldBy(first, isDead);
  if (heldBy.length === 2) return traceWords.heldByTwo(first, second);
  return traceWords.heldByMany(first, heldBy.length - 1);
}

/** Of the remarks about a stretch of time, the one about the longest; the cloth and the table show each. */
function markSentences(trace: Trace): string[] {
  const { marks } = trace;
  const micros = (i: number): number => Math.round((marks.timeAt(i) - marks.since(i)) * 1000);
  let longest = -1;
  let count = 0;
  for (let i = 0; i < marks.length; i++) {
    if (micros(i) === 0) continue;
    count++;
    if (longest < 0 || micros(i) > micros(longest)) longest = i;
  }
  if (longest < 0) return [];
  const said = markWords(marks.at(longest));
  return [count === 1 ? `${said}.` : traceWords.longestRemark(said, count)];
}

/** A remark with its line: "resize kept its event loop busy for 80 ms (main.py, line 9)". */
function markWords({ text, place }: Mark): string {
  const said = traceWords.remark(text);
  return place === null ? said : traceWords.remarkAt(said, placeWords(place));
}

/** How an actor ended, as what follows its name. */
export const endingWords = (ending: Ending): string => traceWords[ending];

/** Who made a task: "made by Task-1"; empty for others, because nobody but their process is known. */
export function makerWords(trace: Trace, id: ActorId): string {
  const actor = trace.actors[id];
  return actor?.kind === 'task' && actor.parent !== null ? traceWords.madeBy(actorName(trace, actor.parent)) : '';
}

/** How it ended, where that is not simply the end: exceptions, and who was left waiting. */
function endSentences(trace: Trace): string[] {
  const sentences: string[] = [];
  for (const [ending, words] of [
    ['raised', traceWords.endedRaised],
    ['killed', traceWords.endedKilled],
    ['cancelled', traceWords.endedCancelled],
  ] as const) {
    // What ended a process ended its threads: the process is told of, and its threads are not told of again.
    const ended = trace.actors.filter((actor) => actor.ending === ending);
    const homes = new Set(
      ended.filter(({ kind, parent }) => kind === 'process' && parent !== null).map(({ id }) => id),
    );
    const names = ended
      .filter(({ id, kind }) => kind === 'process' || !homes.has(processOf(trace, id)))
      .map(({ id }) => actorName(trace, id));
    if (names.length > 0) sentences.push(words(names));
  }
  if (!trace.complete || findCycle(waitForGraph(trace, trace.end)) !== null) return sentences;
  const left = livingAt(trace, trace.end).flatMap(({ id, kind }) => {
    const segment = kind === 'process' ? null : stateAt(trace, id, trace.end);
    if (segment === null || !STUCK.includes(segment.state)) return [];
    const name = actorName(trace, id);
    return [
      waitsInside(trace, segment)
        ? traceWords.stillWaitingIn(name, callWords(segment.via))
        : traceWords.stillWaitingFor(name, wantedWords(trace, segment)),
    ];
  });
  if (left.length > 0) sentences.push(traceWords.leftWaiting(left.slice(0, 3), left.length - 3));
  return sentences;
}

const STUCK: readonly ActorState[] = ['blocked', 'joining', 'sending', 'receiving'];

function omittedSentences(trace: Trace): string[] {
  return [...omittedAcquisitions(trace), ...omittedSteps(trace)];
}

function omittedSteps(trace: Trace): string[] {
  // A process tells them at its end.
  if (!trace.complete || !trace.actors.some(({ kind }) => kind === 'task')) return [];
  let steps = 0;
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind === 'omitted' && event.resource === null) steps += event.count;
  }
  return steps === 0 ? [] : [traceWords.stepsOmitted(steps)];
}

function omittedAcquisitions(trace: Trace): string[] {
  const counts = new Map<ResourceId, number>();
  // Only runs beyond their budget have such events, and those have spent it: the trace is long, but this is read once.
  const listed = trace.resources.reduce((sum, { id, kind }) => sum + (kind === 'gil' ? 0 : trace.holds(id).length), 0);
  if (trace.counts.acquisitions <= listed) return [];
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind === 'omitted' && event.resource !== null)
      counts.set(event.resource, (counts.get(event.resource) ?? 0) + event.count);
  }
  const isQueue = ([id]: readonly [ResourceId, number]): boolean => trace.resources[id]?.kind === 'queue';
  return [
    ...countedWords(
      trace,
      traceWords.acquisitionsOmitted,
      [...counts].filter((each) => !isQueue(each)),
    ),
    ...countedWords(trace, traceWords.itemsOmitted, [...counts].filter(isQueue)),
  ];
}

function countedWords(
  trace: Trace,
  words: (count: number, names: readonly string[]) => string,
  counts: readonly (readonly [ResourceId, number])[],
): string[] {
  if (counts.length === 0) return [];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const names = counts.map(([id]) => resourceName(trace, id));
  return [words(total, names)];
}

// --- A moment ---------------------------------------------------------------------------------------------------------

/** What an actor waits for, as the object of "waits for". */
function wantedWords(trace: Trace, segment: Segment): string {
  if (segment.target !== null) return traceWords.endOf(actorName(trace, segment.target));
  if (segment.resource !== null) {
    const name = resourceName(trace, segment.resource);
    if (segment.state === 'sending') return traceWords.roomIn(name);
    if (segment.state === 'receiving') return traceWords.messageFrom(name);
    return queueWait(trace, segment)?.wants ?? name;
  }
  return segment.via === '' ? traceWords.something : segment.via;
}

/**
 * What a call on a queue waits for, as the object of "waits for", and what the queue is like meanwhile (nothing, where the call says it
 * all); null for every other wait.
 */
export function queueWait(trace: Trace, { state, resource, via, start }: Segment): QueueWait | null {
  if (state !== 'blocked' || resource === null || trace.resources[resource]?.kind !== 'queue') return null;
  const name = resourceName(trace, resource);
  if (via.endsWith('.get')) return { wants: traceWords.itemFrom(name), queueIs: traceWords.empty };
  if (via.endsWith('.join')) return { wants: traceWords.allItemsOf(name), queueIs: '' };
  if (!via.endsWith('.put')) return null;
  const depth = depthOf(trace, resource);
  const index = depth.indexAt(start);
  const inside = index < 0 ? 0 : depth.messages(index);
  return { wants: traceWords.roomIn(name), queueIs: traceWords.full(inside) };
}

export interface QueueWait {
  readonly wants: string;
  readonly queueIs: string;
}

/**
 * Whether what is waited for is the library's own affair: a lock of its insides has no name that says anything to a learner, while
 * the call that waits has one.
 */
export function waitsInside(trace: Trace, { state, resource, via }: Segment): boolean {
  return state === 'blocked' && via !== '' && resource !== null && trace.resources[resource]?.internal === true;
}

/** What an async call does at an `await`. What stands behind it may have no name: then its call is recorded as `await`. */
export function awaitWords(awaited: string): string {
  return traceWords.awaits(awaited);
}

/** Where a wait takes place, after "waits": "in Future.result"; a wait outside all calls says itself where: "between two tasks". */
export function callWords(via: string): string {
  return traceWords.where(via);
}

function holderWords(trace: Trace, actor: ActorId, resource: ResourceId, t: TraceTime): string {
  const holders = holdsAt(trace, resource, t);
  if (holders.length === 0) return '';
  if (holders.some((hold) => hold.actor === actor)) return traceWords.holdsItself;
  return traceWords.heldByAll([...new Set(holders.map((hold) => actorName(trace, hold.actor)))]);
}

/** Why the actor does what it does, for the table and for sentences: "lock_a, held by A", "time.sleep"; may be empty. */
function whyWords(trace: Trace, actor: ActorId, segment: Segment, t: TraceTime): string {
  const { state, via, resource } = segment;
  const wanted = (id: ResourceId): string => {
    const holder = holderWords(trace, actor, id, t);
    const call = via === '' ? '' : ` (${via})`;
    return `${resourceName(trace, id)}${holder === '' ? '' : `, ${holder}`}${call}`;
  };
  switch (state) {
    case 'starting':
      return isProcess(trace, actor) ? traceWords.targetNotBegun : traceWords.notRunYet;
    case 'running':
      return '';
    case 'pickling':
    case 'unpickling':
      return via;
    case 'sending':
    case 'receiving': {
      const call = via === '' ? '' : ` (${via})`;
      return resource === null ? via : `${wantedWords(trace, segment)}${call}`;
    }
    case 'ready': {
      if (trace.actors[actor]?.kind === 'task') return via === '' ? traceWords.itsLoop : via;
      const gil = resource ?? gilOf(trace, processOf(trace, actor))?.id ?? null;
      if (gil === null) return traceWords.itsTurn;
      // Between getting the GIL and running there is an instant in which it holds what it is ready for.
      return holdsAt(trace, gil, t).some((hold) => hold.actor === actor) ? resourceName(trace, gil) : wanted(gil);
    }
    case 'blocked': {
      const wait = queueWait(trace, segment);
      if (wait !== null)
        return `${wait.queueIs === '' ? wait.wants : traceWords.whichIs(wait.wants, wait.queueIs)} (${via})`;
      return resource === null || waitsInside(trace, segment) ? via : wanted(resource);
    }
    case 'joining':
      return segment.target === null ? via : traceWords.endOf(actorName(trace, segment.target));
    case 'sleeping':
    case 'waiting':
      return resource === null ? via : wanted(resource);
  }
}

/**
 * One sentence for each actor that lives at `t`, in order of appearance: what the cloth shows under the playhead.
 * A process is mentioned while it starts; after that, its threads are. With `soFar`, of each wait how long it has lasted.
 */
export function describeMoment(trace: Trace, t: TraceTime, { soFar = false } = {}): string[] {
  const held = new Map<ActorId, string[]>();
  for (const { actor, resource } of holdersAt(trace, t)) {
    if (trace.resources[resource]?.internal === true) continue;
    const names = held.get(actor) ?? [];
    names.push(resourceName(trace, resource));
    held.set(actor, names);
  }
  const sentences = livingAt(trace, t).flatMap(({ id, kind }) => {
    const segment = stateAt(trace, id, t);
    if (kind === 'process' && segment?.state !== 'starting') return [];
    if (segment === null) return [traceWords.hasStarted(actorName(trace, id))];
    const holds = held.get(id) ?? [];
    const at = segment.place === null ? '' : ` (${placeWords(segment.place)})`;
    const does = soFar ? lastedWords(trace, id, segment, t) : doing(trace, id, segment, t);
    const said = holds.length === 0 ? does : traceWords.holding(does, holds);
    return [traceWords.sentence(`${actorName(trace, id)}${at} ${said}.`)];
  });
  return [...sentences, ...remarksAt(trace, t)];
}

/** What somebody does, and of a wait that has lasted for any time worth telling, for how long: ", for 1.3 ms so far". */
function lastedWords(trace: Trace, actor: ActorId, segment: Segment, t: TraceTime): string {
  const does = doing(trace, actor, segment, t);
  const lasted = t - segment.start;
  const computes = COMPUTING_STATES.some((state) => state === segment.state);
  if (computes || segment.state === 'starting' || isIdle(trace, actor, segment) || lasted < 0.005) return does;
  return traceWords.soFar(does, formatMs(lasted));
}

/** What is remarked about this moment. */
function remarksAt(trace: Trace, t: TraceTime): string[] {
  const { marks } = trace;
  const sentences: string[] = [];
  const end = marks.endReaching(t);
  for (let i = Math.max(0, marks.indexAt(t)); i < end; i++) {
    const mark = marks.at(i);
    if (mark.since <= t && t <= mark.t) sentences.push(traceWords.sentence(`${markWords(mark)}.`));
  }
  return sentences;
}

function doing(trace: Trace, actor: ActorId, segment: Segment, t: TraceTime): string {
  if (isImported(trace)) {
    if (segment.state === 'running') return traceWords.isInCall(segment.via);
    if (segment.state === 'ready') return traceWords.isInNoCall;
    return traceWords.waitsInCall(segment.via);
  }
  const why = whyWords(trace, actor, segment, t);
  /** What it does, and why where that is known. */
  const because = (does: string): string => (why === '' ? does : traceWords.why(does, why));
  const waitsFor = (something: string): string => traceWords.waitsFor(why === '' ? something : why);
  switch (segment.state) {
    case 'starting':
      return isProcess(trace, actor) ? traceWords.isStarting : traceWords.notRunYet;
    case 'running':
      return traceWords.runs;
    case 'pickling':
      return because(traceWords.pickles(isOfPage(trace)));
    case 'unpickling':
      return because(traceWords.unpickles(isOfPage(trace)));
    case 'sending':
      return waitsFor(traceWords.roomInPipe);
    case 'receiving':
      return waitsFor(traceWords.aMessage);
    case 'ready':
      return segment.via === '' ? traceWords.readyFor(why) : traceWords.ready(why);
    case 'blocked':
      if (waitsInside(trace, segment)) return traceWords.waitsWhere(callWords(why));
      return waitsFor(traceWords.something);
    case 'joining':
      return waitsFor(traceWords.anothersEnd);
    case 'sleeping':
      return because(traceWords.sleeps);
    case 'waiting':
      if (isIdle(trace, actor, segment)) return traceWords.nothingToDo;
      if (isOfPage(trace)) return why === '' ? traceWords.waits : awaitWords(why);
      return because(traceWords.waitsForOutside);
  }
}

// --- Messages ---------------------------------------------------------------------------------------------------------

/**
 * Whose message it was, in a sentence: a process's main thread goes by the process's name, for with several processes the
 * learner thinks of them.
 */
export function partyName(trace: Trace, id: ActorId): string {
  const home = processOf(trace, id);
  const isMain = trace.actors.find(({ kind, parent }) => kind === 'thread' && parent === home)?.id === id;
  return isMain && trace.counts.processes > 1 ? actorName(trace, home) : actorName(trace, id);
}

/**
 * What the sender did and what came of it, without its name: "sent 1.2 kB through results (pickled in 0.08 ms); it arrived
 * 0.31 ms later at ForkPoolWorker-2".
 */
export function sentWords(trace: Trace, message: Message): string {
  const { receiver, receivedAt, sentAt, picklingMs } = message;
  const name = resourceName(trace, message.resource);
  const later = receivedAt === null ? null : formatMs(receivedAt - sentAt);
  if (isCallback(trace, message.bytes, message.resource)) return traceWords.putCallback(name, later);
  if (isItem(trace, message.bytes, message.resource)) {
    const put = traceWords.putItem(name);
    if (receiver === null || later === null)
      return trace.complete ? traceWords.neverTaken(put) : traceWords.notTaken(put);
    if (receiver === message.sender) return traceWords.tookItself(put, later);
    return traceWords.takenBy(put, partyName(trace, receiver), later);
  }
  const packed = picklingMs === null ? null : formatMs(picklingMs);
  const sent = traceWords.sent(formatBytes(message.bytes), name, packed, isOfPage(trace));
  if (receiver === null || later === null) {
    return trace.complete ? traceWords.nobodyReceived(sent) : traceWords.notArrived(sent);
  }
  return traceWords.arrived(sent, later, partyName(trace, receiver));
}

/** The other side: "received 1.2 kB through results (unpickled in 0.1 ms), which MainProcess had sent 0.31 ms before". */
export function receivedWords(trace: Trace, message: Message): string {
  const { receivedAt, sentAt, unpicklingMs } = message;
  const name = resourceName(trace, message.resource);
  const before = receivedAt === null ? null : formatMs(receivedAt - sentAt);
  if (isCallback(trace, message.bytes, message.resource) && before !== null)
    return traceWords.tookCallback(name, before);
  if (isItem(trace, message.bytes, message.resource) && before !== null) {
    const putter = message.receiver === message.sender ? null : partyName(trace, message.sender);
    return traceWords.tookItem(name, putter, before);
  }
  return traceWords.received(
    formatBytes(message.bytes),
    name,
    unpicklingMs === null ? null : formatMs(unpicklingMs),
    isOfPage(trace),
    partyName(trace, message.sender),
    before,
  );
}

/** A whole sentence: "MainProcess sent ...; it arrived ... at ForkPoolWorker-2." */
export function describeMessage(trace: Trace, message: Message): string {
  return traceWords.sentence(`${partyName(trace, message.sender)} ${sentWords(trace, message)}.`);
}

// --- The table --------------------------------------------------------------------------------------------------------

export interface TraceTable {
  readonly columns: readonly string[];
  /** As many cells as columns. The last row may say "and 1,234 more" in its first cell. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * The drawing as a table: a row for each stretch of each lane, by start, and for each end that was not simply the end;
 * stretches without length are left out, as they are in the drawing. At most `cap` rows; one more says how many there are
 * besides.
 */
export function toTable(trace: Trace, cap = 1000): TraceTable {
  const columns = [
    traceWords.start,
    traceWords.end,
    traceWords.actor,
    traceWords.state,
    traceWords.whyColumn,
    traceWords.lineColumn,
  ];
  const rows: string[][] = [];
  const next = trace.lanes.map(() => 0);
  const isTold = (ending: Ending | null): boolean => ending !== null && ending !== 'returned';
  let total = trace.actors.reduce((n, { ending }) => n + (isTold(ending) ? 1 : 0), 0);
  for (const { segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) if (segments.end(i) > segments.start(i)) total++;
  }
  // A lane is its actor's `state` events in order, so a walk through the events meets all lanes' stretches by start.
  for (let i = 0; i < trace.length && rows.length < Math.min(cap, total); i++) {
    const event = trace.at(i);
    if (event.kind === 'actor-end' && isTold(event.ending)) {
      rows.push([
        formatMs(event.t),
        '',
        actorName(trace, event.actor),
        traceWords.ended,
        endingWords(event.ending),
        '',
      ]);
    }
    if (event.kind !== 'state') continue;
    const index = next[event.actor] ?? 0;
    next[event.actor] = index + 1;
    const segment = trace.lanes[event.actor]?.segments.at(index);
    if (segment === undefined || segment.end <= segment.start) continue;
    rows.push([
      formatMs(segment.start),
      formatMs(segment.end),
      actorName(trace, event.actor),
      stateWord(trace, event.actor, segment),
      withMaker(trace, event.actor, index, whyWords(trace, event.actor, segment, segment.start)),
      placeWords(segment.place),
    ]);
  }
  if (rows.length < total) rows.push([traceWords.more(total - rows.length), '', '', '', '', '']);
  return { columns, rows };
}

function stateWord(trace: Trace, actor: ActorId, segment: Segment): string {
  if (segment.state === 'pickling') return traceWords.pickling(isOfPage(trace));
  if (segment.state === 'unpickling') return traceWords.unpickling(isOfPage(trace));
  if (segment.state === 'ready') return traceWords.readyState;
  return isIdle(trace, actor, segment) ? traceWords.idle : traceWords[segment.state];
}

/** A task's first stretch says who made it. */
function withMaker(trace: Trace, actor: ActorId, index: number, why: string): string {
  const maker = index === 0 ? makerWords(trace, actor) : '';
  return [why, maker].filter((part) => part !== '').join('; ');
}

/** The remarks as a table, in the order in which they were made; like `toTable`. */
export function toMarkTable(trace: Trace, cap = 1000): TraceTable {
  const { marks } = trace;
  const columns = [traceWords.from, traceWords.to, traceWords.actor, traceWords.remarkColumn, traceWords.lineColumn];
  const rows: string[][] = [];
  for (let i = 0; i < Math.min(marks.length, cap); i++) {
    const { actor, since, t, text, place } = marks.at(i);
    rows.push([formatMs(since), formatMs(t), actorName(trace, actor), traceWords.remark(text), placeWords(place)]);
  }
  if (rows.length < marks.length) rows.push([traceWords.more(marks.length - rows.length), '', '', '', '']);
  return { columns, rows };
}

/** The messages as a table, by their sending; like `toTable`. Without those of the library's own pipes, if so wished. */
export function toMessageTable(trace: Trace, cap = 1000, withInternal = true): TraceTable {
  const { messages } = trace;
  const columns = [
    traceWords.sentColumn,
    traceWords.arrivedColumn,
    traceWords.fromWhom,
    traceWords.toWhom,
    traceWords.through,
    traceWords.size,
    traceWords.packingColumn(isOfPage(trace)),
    traceWords.unpackingColumn(isOfPage(trace)),
  ];
  const rows: string[][] = [];
  let total = 0;
  for (let i = 0; i < messages.length; i++) {
    if (!withInternal && trace.resources[messages.resource(i)]?.internal === true) continue;
    if (++total > cap) continue;
    const { sentAt, receivedAt, sender, receiver, resource, bytes, picklingMs, unpicklingMs } = messages.at(i);
    rows.push([
      formatMs(sentAt),
      receivedAt === null ? (trace.complete ? traceWords.never : traceWords.notYet) : formatMs(receivedAt),
      partyName(trace, sender),
      receiver === null ? '' : partyName(trace, receiver),
      resourceName(trace, resource),
      isItem(trace, bytes, resource) ? '' : formatBytes(bytes),
      picklingMs === null ? '' : formatMs(picklingMs),
      unpicklingMs === null ? '' : formatMs(unpicklingMs),
    ]);
  }
  if (rows.length < total) {
    rows.push([traceWords.more(total - rows.length), ...columns.slice(1).map(() => '')]);
  }
  return { columns, rows };
}
