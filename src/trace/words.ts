/**
 * Every picture has words: the sentences under the cloth, what is going on at a moment, and the table that says the same
 * as the drawing. Written for a learner; the names are the program's own.
 */
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

const SMALL_NUMBERS = [
  'no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
]; // prettier-ignore

export function number(n: number): string {
  return SMALL_NUMBERS[n] ?? n.toLocaleString('en-US');
}

function digits(n: number): string {
  return n.toLocaleString('en-US');
}

function plural(count: string, n: number, noun: string): string {
  if (n === 1) return `${count} ${noun}`;
  return `${count} ${noun.endsWith('s') ? `${noun}es` : `${noun}s`}`;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${digits(n)} times`;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export function join(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** How many actors bear each name, counted once for each snapshot. */
const bearers = new WeakMap<readonly Actor[], Map<string, number>>();

/** What an actor is called in a sentence; where two have the same name, it tells whose it is: "MainThread of Worker-2". */
export function actorName(trace: Trace, id: ActorId): string {
  const actor = trace.actors[id];
  if (actor === undefined) return `actor ${id}`;
  let counts = bearers.get(trace.actors);
  if (counts === undefined) {
    counts = new Map();
    for (const { name } of trace.actors) counts.set(name, (counts.get(name) ?? 0) + 1);
    bearers.set(trace.actors, counts);
  }
  if (actor.kind === 'event-loop') return `the ${actor.name}`;
  const home = processOf(trace, id);
  const isUnique = (counts.get(actor.name) ?? 0) <= 1;
  return isUnique || home === id ? actor.name : `${actor.name} of ${trace.actors[home]?.name ?? `actor ${home}`}`;
}

/** What a resource is called in a sentence; a GIL of several tells whose it is. */
export function resourceName(trace: Trace, id: ResourceId): string {
  const resource = trace.resources[id];
  if (resource === undefined) return `resource ${id}`;
  if (resource.kind !== 'gil') return resource.name;
  const several = trace.resources.some((other) => other.kind === 'gil' && other.id !== id);
  return several ? `the GIL of ${actorName(trace, resource.process)}` : 'the GIL';
}

/** A process that starts runs already: what has not begun is its target. */
function isProcess(trace: Trace, actor: ActorId): boolean {
  return trace.actors[actor]?.kind === 'process';
}

function placeWords(place: Place | null): string {
  return place === null ? '' : `${place.file}, line ${place.line}`;
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

/** What stands in sentences and tables for what is done to a message's values. */
export function packingWords(trace: Trace) {
  return isOfPage(trace) ? CLONING : PICKLING;
}

const PICKLING = {
  write: 'pickling',
  read: 'unpickling',
  writes: 'pickles',
  reads: 'unpickles',
  wrote: 'pickled',
  readPast: 'unpickled',
};
const CLONING: typeof PICKLING = {
  write: 'cloning',
  read: 'reading a clone',
  writes: 'clones what it sends',
  reads: 'reads what was cloned',
  wrote: 'cloned',
  readPast: 'read clones',
};

const KIND_NOUN = { process: 'process', thread: 'thread', task: 'task', worker: 'worker', 'event-loop': 'event loop' };

/** "threads" when all are threads, "actors" for a mixture. */
function noun(trace: Trace, actors: readonly ActorId[]): string {
  const kinds = new Set(actors.map((id) => trace.actors[id]?.kind));
  const [kind] = kinds;
  if (isOfPage(trace)) {
    if (kinds.size === 1 && kind === 'task') return 'async call';
    // The event loop and the workers: each a thread of the browser's.
    if (!kinds.has('task') && kinds.size > 1) return 'thread';
  }
  return kinds.size === 1 && kind !== undefined ? KIND_NOUN[kind] : 'actor';
}

// --- The summary ------------------------------------------------------------------------------------------------------

/**
 * The sentences under the cloth: first what went wrong, then who ran, then who waited, then what is not shown. Two to
 * four of them for most runs.
 */
export function summarise(trace: Trace): string {
  if (trace.length === 0 || trace.actors.length === 0) {
    return trace.complete ? 'Nothing ran, so there is nothing to show.' : 'Nothing has happened yet.';
  }
  if (isImported(trace)) return importedSentences(trace).map(asSentence).join(' ');
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
  if (!trace.complete)
    sentences.push(`The program is still running; this is what it did in its first ${formatMs(trace.end)}.`);
  return sentences.map(asSentence).join(' ');
}

/** Of what another tool recorded, only what its calls can tell: `imported.ts`. */
function importedSentences(trace: Trace): string[] {
  const ids = runnersOf(trace);
  const { most, span } = overlap(trace, ids, 'running');
  const calls =
    most <= 1
      ? `A function was on ${ids.length === 1 ? `the stack of ${actorName(trace, ids[0] as ActorId)}` : 'one stack at a time, of any thread,'} for ${formatMs(span)} of ${formatMs(trace.end)}.`
      : `Up to ${number(most)} threads were in calls that do more than wait at the same time; which of them ran, that tool did not record.`;
  return [calls, ...overlapSentences(trace, 'sleeping'), ...overlapSentences(trace, 'waiting')];
}

/** Names are as the program wrote them, but for those that begin with an article of ours. */
function asSentence(words: string): string {
  return words.startsWith('the ') ? capital(words) : words;
}

/** Actors with a lane of their own. Tasks run inside their thread, so they are not counted among those who run. */
function performers(trace: Trace): Actor[] {
  return trace.lanes.filter((lane) => lane.segments.length > 0).map((lane) => lane.actor);
}

function knotSentences(trace: Trace): string[] {
  const cycle = findCycle(waitForGraph(trace, trace.end));
  if (cycle === null) return [];
  return [`${trace.complete ? 'Deadlock: ' : ''}${describeCycle(trace, cycle)}`];
}

/** "A waits for lock_b, held by B; B waits for lock_a, held by A. Neither can go on." */
export function describeCycle(trace: Trace, cycle: readonly WaitEdge[]): string {
  const name = (id: ActorId): string => actorName(trace, id);
  const [first] = cycle;
  if (cycle.length === 1 && first !== undefined) {
    const thing =
      first.resource === null ? 'its own end' : `${resourceName(trace, first.resource)}, which it holds itself`;
    return `${name(first.from)} waits for ${thing}. It can never go on.`;
  }
  const links = cycle.map(({ from, to, resource }) =>
    resource === null
      ? `${name(from)} waits for the end of ${name(to)}`
      : `${name(from)} waits for ${resourceName(trace, resource)}, held by ${name(to)}`,
  );
  return `${links.join('; ')}. ${cycle.length === 2 ? 'Neither' : 'None of them'} can go on.`;
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
  const swaps =
    gils.length === 0
      ? ''
      : trace.counts.handOvers === 0
        ? `${gils.length === 1 ? 'the GIL' : 'no GIL'} ${gils.length === 1 ? 'never ' : ''}changed hands`
        : `${gils.length === 1 ? 'the GIL' : `the ${number(gils.length)} GILs`} changed hands ${times(trace.counts.handOvers)}`;

  if (runners.length === 1) {
    const only = runners[0] as ActorId;
    sentences.push(
      trace.actors[only]?.kind === 'event-loop'
        ? `${actorName(trace, only)} did everything: ${spentWords(trace, only)}.`
        : `${capital(KIND_NOUN[trace.actors[only]?.kind ?? 'thread'])} ${actorName(trace, only)} did everything: ${spentWords(trace, only)}.`,
    );
  } else if (runners.length > 1) {
    const running = overlap(trace, runners, ...COMPUTING_STATES);
    const kind = noun(trace, runners);
    if (running.most <= 1) {
      sentences.push(`Only one ${kind} ran at any moment.`);
      if (swaps !== '') sentences.push(`${capital(swaps)}.`);
    } else {
      const homes = new Set(runners.map((id) => processOf(trace, id)));
      const who = homes.size > 1 && gils.length > 1 ? 'process' : kind;
      const gain = running.span > 0 ? running.sum / running.span : 1;
      sentences.push(
        gain >= 1.1 && isOfPage(trace)
          ? // A thread without a core looks like one that has one: who shares out the cores tells nobody.
            `Up to ${plural(number(running.most), running.most, who)} were busy at the same time, ${formatMs(running.sum)} in all within ${formatMs(running.span)}; which of them had a core, the browser does not tell.`
          : gain >= 1.1
            ? `Up to ${plural(number(running.most), running.most, who)} ran at the same time: ${formatMs(running.sum)} of work took ${formatMs(running.span)}.`
            : `Up to ${plural(number(running.most), running.most, who)} ran at the same time, but hardly for longer than a moment.`,
      );
      if (gils.length > 1) sentences.push('Each process has a GIL of its own.');
    }
  }
  if (tasks.length > 0) {
    const hosts = new Set(tasks.map((id) => threadOf(trace, id)));
    const host = hosts.size === 1 ? [...hosts][0] : undefined;
    const count = plural(number(tasks.length), tasks.length, noun(trace, tasks));
    sentences.push(
      host === undefined || host === null
        ? `${capital(count)} ran.`
        : `${actorName(trace, host)} ran ${count}${tasks.length === 1 ? '' : ', each until it had to wait'}.`,
    );
  }
  return sentences;
}

const SPENT: readonly (readonly [ActorState, string])[] = [
  ['running', 'ran for'],
  ['pickling', 'pickled for'],
  ['unpickling', 'unpickled for'],
  ['sleeping', 'slept for'],
  ['waiting', 'waited for the outside for'],
  ['blocked', 'was blocked for'],
  ['joining', 'waited for others to end for'],
  ['sending', 'waited for room in a pipe for'],
  ['receiving', 'waited for messages for'],
];

function spentWords(trace: Trace, actor: ActorId): string {
  const spent = totals(trace, actor);
  const { wrote, readPast } = packingWords(trace);
  const own: Partial<Record<ActorState, string>> = {
    pickling: `${wrote} for`,
    unpickling: `${readPast} for`,
    ...(isOfPage(trace) && trace.actors[actor]?.kind !== 'task' ? { waiting: 'had nothing to do for' } : {}),
  };
  const parts = SPENT.filter(([state]) => spent[state] >= 0.005).map(
    ([state, words]) => `${own[state] ?? words} ${formatMs(spent[state])}`,
  );
  return parts.length === 0 ? 'it was over in an instant' : `it ${join(parts)}`;
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
  const waited = [
    ...(queued === 0 ? [] : [`${capital(plural(number(queued), queued, 'callback'))} went through the loop's queues.`]),
    ...itemSentences(trace, items),
  ];
  if (sent === 0) return waited;
  const [was, them] = sent === 1 ? ['was', 'it'] : ['were', 'them'];
  const packing = packingWords(trace).write;
  const pickling = picklingMicros > 0 ? `; ${packing} ${them} took ${formatMs(picklingMicros / 1000)}` : '';
  const sentences = [
    ...waited,
    `${capital(plural(number(sent), sent, 'message'))} (${formatBytes(bytes)}) ${was} sent${pickling}.`,
  ];
  if (lost > 0 && trace.complete) {
    const all = lost === sent;
    const one = `${sent === 1 ? 'It' : `${capital(number(lost))} of them`} was never received`;
    sentences.push(
      lost > 1 && all
        ? 'None was received.'
        : lost === 1
          ? `${one}.`
          : `${capital(number(lost))} of them were never received.`,
    );
  }
  return sentences;
}

/** "26 items were put into jobs and results; two of them were never taken out." */
function itemSentences(trace: Trace, queues: ReadonlyMap<ResourceId, { count: number; left: number }>): string[] {
  const shown = [...queues].filter(([id]) => trace.resources[id]?.internal !== true);
  const count = shown.reduce((sum, [, each]) => sum + each.count, 0);
  if (count === 0) return [];
  const left = trace.complete ? shown.reduce((sum, [, each]) => sum + each.left, 0) : 0;
  const names = some(shown.map(([id]) => resourceName(trace, id)));
  const put = `${capital(plural(number(count), count, 'item'))} ${count === 1 ? 'was' : 'were'} put into ${names}`;
  if (left === 0) return [`${put}.`];
  const who = count === 1 ? 'it' : left === count ? 'none of them' : `${number(left)} of them`;
  const was = left === 1 || left === count ? 'was' : 'were';
  return [`${put}; ${who} ${was} ${left === count && count > 1 ? 'ever' : 'never'} taken out.`];
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
  const verb = state === 'sleeping' ? 'slept' : isOfPage(trace) ? 'waited' : 'waited for the outside';
  const who = capital(plural(number(most), most, noun(trace, ids)));
  return [`${who} ${verb} at the same time: ${formatMs(sum)} of waiting took ${formatMs(span)}.`];
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
    return taken && performers(trace).length > 1 ? ['Nobody had to wait for a lock.'] : [];
  }
  if (trace.resources[wait.resource]?.internal === true) return [];
  const { segment, among } = wait;
  const stuck = segment.end === trace.end && trace.actors[wait.actor]?.end === null;
  // A knot has told this wait already.
  if (stuck && findCycle(waitForGraph(trace, trace.end)) !== null) return [];
  const call = segment.via === '' ? '' : ` in ${segment.via}`;
  const rank = among > 1 ? `The longest of ${digits(among)} waits: ` : '';
  const verb = stuck && !trace.complete ? 'has waited' : 'waited';
  const duration = formatMs(segment.end - segment.start);
  const thing = `${wantedWords(trace, segment)}${call}${heldByWords(trace, wait)}`;
  return [`${rank}${actorName(trace, wait.actor)} ${verb} ${duration} for ${thing}.`];
}

function heldByWords(trace: Trace, { actor, heldBy, segment }: Wait): string {
  const [first, second] = heldBy.map((id) => actorName(trace, id));
  if (first === undefined) return '';
  if (heldBy[0] === actor) return ', which it held itself';
  const holder = trace.actors[heldBy[0] as ActorId];
  const isDead = holder?.ending === 'killed' && holder.end !== null && holder.end < segment.end;
  if (second === undefined) return `, held by ${first}${isDead ? ', which was killed' : ''}`;
  if (heldBy.length === 2) return `, held by ${first} and then by ${second}`;
  return `, held by ${first} and then by ${number(heldBy.length - 1)} others`;
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
  return [count === 1 ? `${said}.` : `${said}, the longest of ${digits(count)} such times.`];
}

/** A remark with its line: "resize kept its event loop busy for 80 ms (main.py, line 9)". */
function markWords({ text, place }: Mark): string {
  return place === null ? text : `${text} (${placeWords(place)})`;
}

/** How an actor ended, as what follows its name. */
export const ENDING_WORDS = {
  returned: 'returned',
  raised: 'ended with an exception',
  killed: 'was stopped from outside',
  cancelled: 'was cancelled',
} as const satisfies Record<Ending, string>;

/** Who made a task: "made by Task-1"; empty for others, because nobody but their process is known. */
export function makerWords(trace: Trace, id: ActorId): string {
  const actor = trace.actors[id];
  return actor?.kind === 'task' && actor.parent !== null ? `made by ${actorName(trace, actor.parent)}` : '';
}

/** How it ended, where that is not simply the end: exceptions, and who was left waiting. */
function endSentences(trace: Trace): string[] {
  const sentences: string[] = [];
  for (const [ending, words] of [
    ['raised', 'ended with an exception'],
    ['killed', 'stopped from outside'],
    ['cancelled', 'cancelled'],
  ] as const) {
    // What ended a process ended its threads: the process is told of, and its threads are not told of again.
    const ended = trace.actors.filter((actor) => actor.ending === ending);
    const homes = new Set(
      ended.filter(({ kind, parent }) => kind === 'process' && parent !== null).map(({ id }) => id),
    );
    const names = ended
      .filter(({ id, kind }) => kind === 'process' || !homes.has(processOf(trace, id)))
      .map(({ id }) => actorName(trace, id));
    const verb = ending !== 'raised' ? (names.length === 1 ? 'was ' : 'were ') : '';
    if (names.length > 0) sentences.push(`${some(names)} ${verb}${words}.`);
  }
  if (!trace.complete || findCycle(waitForGraph(trace, trace.end)) !== null) return sentences;
  const left = livingAt(trace, trace.end).flatMap(({ id, kind }) => {
    const segment = kind === 'process' ? null : stateAt(trace, id, trace.end);
    if (segment === null || !STUCK.includes(segment.state)) return [];
    const what = waitsInside(trace, segment) ? callWords(segment.via) : `for ${wantedWords(trace, segment)}`;
    return [`${actorName(trace, id)} was still waiting ${what}`];
  });
  if (left.length > 0) {
    const more = left.length - 3;
    sentences.push(`At the end ${join([...left.slice(0, 3), ...(more > 0 ? [`${number(more)} more`] : [])])}.`);
  }
  return sentences;
}

const STUCK: readonly ActorState[] = ['blocked', 'joining', 'sending', 'receiving'];

function some(names: readonly string[]): string {
  return names.length <= 4 ? join(names) : `${names.slice(0, 3).join(', ')} and ${number(names.length - 3)} more`;
}

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
  if (steps === 0) return [];
  return [
    `${digits(steps)} more ${steps === 1 ? 'step' : 'steps'} of tasks ${steps === 1 ? 'was' : 'were'} counted but not drawn.`,
  ];
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
      'acquisition',
      [...counts].filter((each) => !isQueue(each)),
    ),
    ...countedWords(trace, 'item', [...counts].filter(isQueue)),
  ];
}

function countedWords(trace: Trace, noun: string, counts: readonly (readonly [ResourceId, number])[]): string[] {
  if (counts.length === 0) return [];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const names = some(counts.map(([id]) => resourceName(trace, id)));
  return [
    `${plural(`${digits(total)} more`, total, noun)} of ${names} ${total === 1 ? 'was' : 'were'} counted but not drawn one by one.`,
  ];
}

// --- A moment ---------------------------------------------------------------------------------------------------------

/** What an actor waits for, as the object of "waits for". */
function wantedWords(trace: Trace, segment: Segment): string {
  if (segment.target !== null) return `the end of ${actorName(trace, segment.target)}`;
  if (segment.resource !== null) {
    const name = resourceName(trace, segment.resource);
    if (segment.state === 'sending') return `room in ${name}`;
    if (segment.state === 'receiving') return `a message from ${name}`;
    return queueWait(trace, segment)?.wants ?? name;
  }
  return segment.via === '' ? 'something' : segment.via;
}

/**
 * What a call on a queue waits for, as the object of "waits for", and what the queue is like meanwhile (nothing, where the call says it
 * all); null for every other wait.
 */
export function queueWait(trace: Trace, { state, resource, via, start }: Segment): QueueWait | null {
  if (state !== 'blocked' || resource === null || trace.resources[resource]?.kind !== 'queue') return null;
  const name = resourceName(trace, resource);
  if (via.endsWith('.get')) return { wants: `an item from ${name}`, queueIs: 'empty' };
  if (via.endsWith('.join')) return { wants: `all items of ${name} to be done`, queueIs: '' };
  if (!via.endsWith('.put')) return null;
  const depth = depthOf(trace, resource);
  const index = depth.indexAt(start);
  const inside = index < 0 ? 0 : depth.messages(index);
  return {
    wants: `room in ${name}`,
    queueIs: inside === 0 ? 'full' : `full with ${plural(number(inside), inside, 'item')}`,
  };
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
  return awaited === 'await' ? 'waits at an await' : `awaits ${awaited}`;
}

/** Where a wait takes place, after "waits": "in Future.result"; a wait outside all calls says itself where: "between two tasks". */
export function callWords(via: string): string {
  return via.includes(' ') ? via : `in ${via}`;
}

function holderWords(trace: Trace, actor: ActorId, resource: ResourceId, t: TraceTime): string {
  const holders = holdsAt(trace, resource, t);
  if (holders.length === 0) return '';
  if (holders.some((hold) => hold.actor === actor)) return 'which it holds itself';
  return `held by ${join([...new Set(holders.map((hold) => actorName(trace, hold.actor)))])}`;
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
      return isProcess(trace, actor) ? 'its target has not begun' : 'has not run yet';
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
      if (trace.actors[actor]?.kind === 'task') return via === '' ? 'its event loop' : via;
      const gil = resource ?? gilOf(trace, processOf(trace, actor))?.id ?? null;
      if (gil === null) return 'its turn';
      // Between getting the GIL and running there is an instant in which it holds what it is ready for.
      return holdsAt(trace, gil, t).some((hold) => hold.actor === actor) ? resourceName(trace, gil) : wanted(gil);
    }
    case 'blocked': {
      const wait = queueWait(trace, segment);
      if (wait !== null) return `${wait.wants}${wait.queueIs === '' ? '' : `, which is ${wait.queueIs}`} (${via})`;
      return resource === null || waitsInside(trace, segment) ? via : wanted(resource);
    }
    case 'joining':
      return segment.target === null ? via : `the end of ${actorName(trace, segment.target)}`;
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
    if (segment === null) return [`${actorName(trace, id)} has started.`];
    const holds = held.get(id) ?? [];
    const at = segment.place === null ? '' : ` (${placeWords(segment.place)})`;
    const holding = holds.length === 0 ? '' : `; it holds ${join(holds)}`;
    return [
      asSentence(
        `${actorName(trace, id)}${at} ${doing(trace, id, segment, t)}${soFar ? lastedWords(trace, id, segment, t) : ''}${holding}.`,
      ),
    ];
  });
  return [...sentences, ...remarksAt(trace, t)];
}

/** ", for 1.3 ms so far": of a wait that has lasted for any time worth telling. */
function lastedWords(trace: Trace, actor: ActorId, segment: Segment, t: TraceTime): string {
  const lasted = t - segment.start;
  const computes = COMPUTING_STATES.some((state) => state === segment.state);
  if (computes || segment.state === 'starting' || isIdle(trace, actor, segment) || lasted < 0.005) return '';
  return `, for ${formatMs(lasted)} so far`;
}

/** What is remarked about this moment. */
function remarksAt(trace: Trace, t: TraceTime): string[] {
  const { marks } = trace;
  const sentences: string[] = [];
  const end = marks.endReaching(t);
  for (let i = Math.max(0, marks.indexAt(t)); i < end; i++) {
    const mark = marks.at(i);
    if (mark.since <= t && t <= mark.t) sentences.push(asSentence(`${markWords(mark)}.`));
  }
  return sentences;
}

function doing(trace: Trace, actor: ActorId, segment: Segment, t: TraceTime): string {
  if (isImported(trace)) {
    if (segment.state === 'running') return `is in ${segment.via}`;
    if (segment.state === 'ready') return 'is in no call that was recorded';
    return `waits in ${segment.via}`;
  }
  const why = whyWords(trace, actor, segment, t);
  switch (segment.state) {
    case 'starting':
      return isProcess(trace, actor) ? 'is starting' : 'has not run yet';
    case 'running':
      return 'runs';
    case 'pickling':
    case 'unpickling': {
      const { writes, reads } = packingWords(trace);
      return `${segment.state === 'pickling' ? writes : reads}${why === '' ? '' : ` (${why})`}`;
    }
    case 'sending':
      return `waits for ${why === '' ? 'room in a pipe' : why}`;
    case 'receiving':
      return `waits for ${why === '' ? 'a message' : why}`;
    case 'ready':
      return segment.via === '' ? `is ready and waits for ${why}` : `is ready (${why})`;
    case 'blocked':
      if (waitsInside(trace, segment)) return `waits ${callWords(why)}`;
      return `waits for ${why === '' ? 'something' : why}`;
    case 'joining':
      return `waits for ${why === '' ? 'another to end' : why}`;
    case 'sleeping':
      return why === '' ? 'sleeps' : `sleeps (${why})`;
    case 'waiting':
      if (isIdle(trace, actor, segment)) return 'has nothing to do';
      if (isOfPage(trace)) return why === '' ? 'waits' : awaitWords(why);
      return why === '' ? 'waits for the outside' : `waits for the outside (${why})`;
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
  if (isCallback(trace, message.bytes, message.resource)) {
    const taken =
      receivedAt === null ? 'it was never taken out' : `it was taken out ${formatMs(receivedAt - sentAt)} later`;
    return `put a callback into the ${resourceName(trace, message.resource)}; ${taken}`;
  }
  if (isItem(trace, message.bytes, message.resource)) {
    const taken =
      receiver === null || receivedAt === null
        ? `it ${trace.complete ? 'was never' : 'has not been'} taken out`
        : `${receiver === message.sender ? 'it' : partyName(trace, receiver)} took it out ${formatMs(receivedAt - sentAt)} later`;
    return `put an item into ${resourceName(trace, message.resource)}; ${taken}`;
  }
  const pickled = picklingMs === null ? '' : ` (${packingWords(trace).wrote} in ${formatMs(picklingMs)})`;
  const sent = `sent ${formatBytes(message.bytes)} through ${resourceName(trace, message.resource)}${pickled}`;
  if (receiver === null || receivedAt === null) {
    return `${sent}; ${trace.complete ? 'nobody received it' : 'it has not arrived yet'}`;
  }
  return `${sent}; it arrived ${formatMs(receivedAt - sentAt)} later at ${partyName(trace, receiver)}`;
}

/** The other side: "received 1.2 kB through results (unpickled in 0.1 ms), which MainProcess had sent 0.31 ms before". */
export function receivedWords(trace: Trace, message: Message): string {
  const { receivedAt, sentAt, unpicklingMs } = message;
  if (isCallback(trace, message.bytes, message.resource) && receivedAt !== null) {
    const queue = resourceName(trace, message.resource);
    return `took a callback out of the ${queue}, which it had put there ${formatMs(receivedAt - sentAt)} before`;
  }
  if (isItem(trace, message.bytes, message.resource) && receivedAt !== null) {
    const putter = message.receiver === message.sender ? 'it' : partyName(trace, message.sender);
    return `took an item out of ${resourceName(trace, message.resource)}, which ${putter} had put in ${formatMs(receivedAt - sentAt)} before`;
  }
  const word = isOfPage(trace) ? 'read' : 'unpickled';
  const unpickled = unpicklingMs === null ? '' : ` (${word} in ${formatMs(unpicklingMs)})`;
  const received = `received ${formatBytes(message.bytes)} through ${resourceName(trace, message.resource)}${unpickled}`;
  const before = receivedAt === null ? '' : ` ${formatMs(receivedAt - sentAt)} before`;
  return `${received}, which ${partyName(trace, message.sender)} had sent${before}`;
}

/** A whole sentence: "MainProcess sent ...; it arrived ... at ForkPoolWorker-2." */
export function describeMessage(trace: Trace, message: Message): string {
  return asSentence(`${partyName(trace, message.sender)} ${sentWords(trace, message)}.`);
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
  const columns = ['Start', 'End', 'Actor', 'State', 'Why', 'Line'];
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
      rows.push([formatMs(event.t), '', actorName(trace, event.actor), 'ended', ENDING_WORDS[event.ending], '']);
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
  if (rows.length < total) rows.push([`and ${digits(total - rows.length)} more`, '', '', '', '', '']);
  return { columns, rows };
}

function stateWord(trace: Trace, actor: ActorId, segment: Segment): string {
  if (segment.state === 'pickling') return packingWords(trace).write;
  if (segment.state === 'unpickling') return packingWords(trace).read;
  return isIdle(trace, actor, segment) ? 'idle' : segment.state;
}

/** A task's first stretch says who made it. */
function withMaker(trace: Trace, actor: ActorId, index: number, why: string): string {
  const maker = index === 0 ? makerWords(trace, actor) : '';
  return [why, maker].filter((part) => part !== '').join('; ');
}

/** The remarks as a table, in the order in which they were made; like `toTable`. */
export function toMarkTable(trace: Trace, cap = 1000): TraceTable {
  const { marks } = trace;
  const columns = ['From', 'To', 'Actor', 'Remark', 'Line'];
  const rows: string[][] = [];
  for (let i = 0; i < Math.min(marks.length, cap); i++) {
    const { actor, since, t, text, place } = marks.at(i);
    rows.push([formatMs(since), formatMs(t), actorName(trace, actor), text, placeWords(place)]);
  }
  if (rows.length < marks.length) rows.push([`and ${digits(marks.length - rows.length)} more`, '', '', '', '']);
  return { columns, rows };
}

/** The messages as a table, by their sending; like `toTable`. Without those of the library's own pipes, if so wished. */
export function toMessageTable(trace: Trace, cap = 1000, withInternal = true): TraceTable {
  const { messages } = trace;
  const packing = isOfPage(trace) ? ['Cloning', 'Reading'] : ['Pickling', 'Unpickling'];
  const columns = ['Sent', 'Arrived', 'From', 'To', 'Through', 'Size', ...packing];
  const rows: string[][] = [];
  let total = 0;
  for (let i = 0; i < messages.length; i++) {
    if (!withInternal && trace.resources[messages.resource(i)]?.internal === true) continue;
    if (++total > cap) continue;
    const { sentAt, receivedAt, sender, receiver, resource, bytes, picklingMs, unpicklingMs } = messages.at(i);
    rows.push([
      formatMs(sentAt),
      receivedAt === null ? (trace.complete ? 'never' : 'not yet') : formatMs(receivedAt),
      partyName(trace, sender),
      receiver === null ? '' : partyName(trace, receiver),
      resourceName(trace, resource),
      isItem(trace, bytes, resource) ? '' : formatBytes(bytes),
      picklingMs === null ? '' : formatMs(picklingMs),
      unpicklingMs === null ? '' : formatMs(unpicklingMs),
    ]);
  }
  if (rows.length < total) {
    rows.push([`and ${digits(total - rows.length)} more`, ...columns.slice(1).map(() => '')]);
  }
  return { columns, rows };
}
