/** What is said of a run: the sentences under its picture, of a moment, and the tables that say the same. */
import { section } from '../section';
import { and, capital, counted, digits, number, some, times } from '../prose-en';

/** Who is counted: kinds of actors; a page's async calls; and a mixture. */
export type Who = 'process' | 'thread' | 'task' | 'worker' | 'event-loop' | 'call' | 'actor';

/** How long an actor was in a state. */
export interface Spent {
  /** A state of the trace; `idle` for a wait in which there was nothing to do. */
  readonly state: string;
  readonly time: string;
}

const NOUNS: Readonly<Record<Who, string>> = {
  process: 'process',
  thread: 'thread',
  task: 'task',
  worker: 'worker',
  'event-loop': 'event loop',
  call: 'async call',
  actor: 'actor',
};

function spentWords({ state, time }: Spent, page: boolean): string {
  switch (state) {
    case 'running':
      return `ran for ${time}`;
    case 'pickling':
      return `${page ? 'cloned' : 'pickled'} for ${time}`;
    case 'unpickling':
      return `${page ? 'read clones' : 'unpickled'} for ${time}`;
    case 'sleeping':
      return `slept for ${time}`;
    case 'idle':
      return `had nothing to do for ${time}`;
    case 'waiting':
      return `waited for the outside for ${time}`;
    case 'blocked':
      return `was blocked for ${time}`;
    case 'joining':
      return `waited for others to end for ${time}`;
    case 'sending':
      return `waited for room in a pipe for ${time}`;
    default:
      return `waited for messages for ${time}`;
  }
}

export const traceWords = section('traceWords', {
  and,
  /** Names are as the program wrote them, but for those that begin with an article of ours. */
  sentence: (words: string) => (words.startsWith('the ') ? capital(words) : words),
  line: (file: string, line: number) => `${file}, line ${line}`,

  // Names
  unknownActor: (id: number) => `actor ${id}`,
  unknownResource: (id: number) => `resource ${id}`,
  eventLoop: (name: string) => `the ${name}`,
  actorOf: (name: string, home: string) => `${name} of ${home}`,
  gil: 'the GIL',
  gilOf: (home: string) => `the GIL of ${home}`,

  // Under the picture
  nothingRan: 'Nothing ran, so there is nothing to show.',
  nothingYet: 'Nothing has happened yet.',
  stillRunning: (time: string) => `The program is still running; this is what it did in its first ${time}.`,
  wasOnStack: (who: string | null, span: string, all: string) =>
    `A function was on ${who === null ? 'one stack at a time, of any thread,' : `the stack of ${who}`} for ${span} of ${all}.`,
  wereInCalls: (most: number) =>
    `Up to ${number(most)} threads were in calls that do more than wait at the same time; which of them ran, that tool did not record.`,
  deadlock: (cycle: string) => `Deadlock: ${cycle}`,
  waitsForItself: (name: string, held: string | null) =>
    `${name} waits for ${held === null ? 'its own end' : `${held}, which it holds itself`}. It can never go on.`,
  waitsForEnd: (from: string, to: string) => `${from} waits for the end of ${to}`,
  waitsForHeld: (from: string, resource: string, to: string) => `${from} waits for ${resource}, held by ${to}`,
  cycle: (links: readonly string[]) =>
    `${links.join('; ')}. ${links.length === 2 ? 'Neither' : 'None of them'} can go on.`,
  gilsChanged: (gils: number, changes: number) =>
    changes === 0
      ? gils === 1
        ? 'The GIL never changed hands.'
        : 'No GIL changed hands.'
      : `The ${gils === 1 ? 'GIL' : `${number(gils)} GILs`} changed hands ${times(changes)}.`,
  loopDidAll: (name: string, spent: string) => `${name} did everything: ${spent}.`,
  didAll: (who: Who, name: string, spent: string) => `${capital(NOUNS[who])} ${name} did everything: ${spent}.`,
  spent: (parts: readonly Spent[], page: boolean) =>
    parts.length === 0 ? 'it was over in an instant' : `it ${and(parts.map((part) => spentWords(part, page)))}`,
  oneRan: (who: Who) => `Only one ${NOUNS[who]} ran at any moment.`,
  wereBusy: (most: number, who: Who, sum: string, span: string) =>
    `Up to ${counted(number(most), most, NOUNS[who])} were busy at the same time, ${sum} in all within ${span}; which of them had a core, the browser does not tell.`,
  ranTogether: (most: number, who: Who, sum: string, span: string) =>
    `Up to ${counted(number(most), most, NOUNS[who])} ran at the same time: ${sum} of work took ${span}.`,
  ranHardlyTogether: (most: number, who: Who) =>
    `Up to ${counted(number(most), most, NOUNS[who])} ran at the same time, but hardly for longer than a moment.`,
  gilEach: 'Each process has a GIL of its own.',
  tasksRan: (count: number, who: Who) => `${capital(counted(number(count), count, NOUNS[who]))} ran.`,
  ranTasks: (host: string, count: number, who: Who) =>
    `${host} ran ${counted(number(count), count, NOUNS[who])}${count === 1 ? '' : ', each until it had to wait'}.`,
  callbacksQueued: (count: number) =>
    `${capital(counted(number(count), count, 'callback'))} went through the loop's queues.`,
  /** `packed`: how long pickling them, or on a page cloning them, took. */
  messagesSent: (count: number, size: string, packed: string | null, page: boolean) =>
    `${capital(counted(number(count), count, 'message'))} (${size}) ${count === 1 ? 'was' : 'were'} sent${packed === null ? '' : `; ${page ? 'cloning' : 'pickling'} ${count === 1 ? 'it' : 'them'} took ${packed}`}.`,
  messagesLost: (lost: number, sent: number) =>
    lost > 1 && lost === sent
      ? 'None was received.'
      : lost === 1
        ? `${sent === 1 ? 'It' : 'One of them'} was never received.`
        : `${capital(number(lost))} of them were never received.`,
  itemsPut: (count: number, queues: readonly string[], left: number) => {
    const put = `${capital(counted(number(count), count, 'item'))} ${count === 1 ? 'was' : 'were'} put into ${some(queues)}`;
    if (left === 0) return `${put}.`;
    const who = count === 1 ? 'it' : left === count ? 'none of them' : `${number(left)} of them`;
    const was = left === 1 || left === count ? 'was' : 'were';
    return `${put}; ${who} ${was} ${left === count && count > 1 ? 'ever' : 'never'} taken out.`;
  },
  sleptTogether: (most: number, who: Who, sum: string, span: string) =>
    `${capital(counted(number(most), most, NOUNS[who]))} slept at the same time: ${sum} of waiting took ${span}.`,
  waitedTogether: (most: number, who: Who, page: boolean, sum: string, span: string) =>
    `${capital(counted(number(most), most, NOUNS[who]))} ${page ? 'waited' : 'waited for the outside'} at the same time: ${sum} of waiting took ${span}.`,
  nobodyWaited: 'Nobody had to wait for a lock.',
  longestWait: (
    name: string,
    {
      among,
      goesOn,
      time,
      wanted,
      call,
      held,
    }: {
      readonly among: number;
      readonly goesOn: boolean;
      readonly time: string;
      readonly wanted: string;
      readonly call: string;
      /** One of `heldByItself` and its likes; empty when nobody did. */
      readonly held: string;
    },
  ) =>
    `${among > 1 ? `The longest of ${digits(among)} waits: ` : ''}${name} ${goesOn ? 'has waited' : 'waited'} ${time} for ${wanted}${call === '' ? '' : ` in ${call}`}${held === '' ? '' : `, ${held}`}.`,
  heldByItself: 'which it held itself',
  heldBy: (name: string, killed: boolean) => `held by ${name}${killed ? ', which was killed' : ''}`,
  heldByTwo: (first: string, second: string) => `held by ${first} and then by ${second}`,
  heldByMany: (first: string, others: number) => `held by ${first} and then by ${number(others)} others`,
  /** A remark's words, which the program's interpreter wrote, in English. */
  remark: (text: string) => text,
  remarkAt: (text: string, place: string) => `${text} (${place})`,
  longestRemark: (said: string, count: number) => `${said}, the longest of ${digits(count)} such times.`,
  endedRaised: (names: readonly string[]) => `${some(names)} ended with an exception.`,
  endedKilled: (names: readonly string[]) =>
    `${some(names)} ${names.length === 1 ? 'was' : 'were'} stopped from outside.`,
  endedCancelled: (names: readonly string[]) => `${some(names)} ${names.length === 1 ? 'was' : 'were'} cancelled.`,
  stillWaitingFor: (name: string, wanted: string) => `${name} was still waiting for ${wanted}`,
  stillWaitingIn: (name: string, where: string) => `${name} was still waiting ${where}`,
  leftWaiting: (who: readonly string[], more: number) =>
    `At the end ${and([...who, ...(more > 0 ? [`${number(more)} more`] : [])])}.`,
  stepsOmitted: (count: number) =>
    `${digits(count)} more ${count === 1 ? 'step' : 'steps'} of tasks ${count === 1 ? 'was' : 'were'} counted but not drawn.`,
  acquisitionsOmitted: (count: number, names: readonly string[]) =>
    `${counted(`${digits(count)} more`, count, 'acquisition')} of ${some(names)} ${count === 1 ? 'was' : 'were'} counted but not drawn one by one.`,
  itemsOmitted: (count: number, names: readonly string[]) =>
    `${counted(`${digits(count)} more`, count, 'item')} of ${some(names)} ${count === 1 ? 'was' : 'were'} counted but not drawn one by one.`,

  // How an actor ended, as what follows its name
  returned: 'returned',
  raised: 'ended with an exception',
  killed: 'was stopped from outside',
  cancelled: 'was cancelled',
  madeBy: (name: string) => `made by ${name}`,

  // What is waited for, as the object of "waits for"; alone in the cell of a table
  endOf: (name: string) => `the end of ${name}`,
  roomIn: (name: string) => `room in ${name}`,
  messageFrom: (name: string) => `a message from ${name}`,
  itemFrom: (name: string) => `an item from ${name}`,
  allItemsOf: (name: string) => `all items of ${name} to be done`,
  something: 'something',
  roomInPipe: 'room in a pipe',
  aMessage: 'a message',
  anothersEnd: 'another to end',
  empty: 'empty',
  full: (items: number) => (items === 0 ? 'full' : `full with ${counted(number(items), items, 'item')}`),
  whichIs: (wanted: string, like: string) => `${wanted}, which is ${like}`,
  targetNotBegun: 'its target has not begun',
  notRunYet: 'has not run yet',
  itsLoop: 'its event loop',
  itsTurn: 'its turn',
  holdsItself: 'which it holds itself',
  heldByAll: (names: readonly string[]) => `held by ${and(names)}`,

  // What somebody does, after its name
  isStarting: 'is starting',
  runs: 'runs',
  pickles: (page: boolean) => (page ? 'clones what it sends' : 'pickles'),
  unpickles: (page: boolean) => (page ? 'reads what was cloned' : 'unpickles'),
  waitsFor: (wanted: string) => `waits for ${wanted}`,
  readyFor: (wanted: string) => `is ready and waits for ${wanted}`,
  ready: (why: string) => `is ready (${why})`,
  /** Where a wait takes place: in a call, or where the trace says it, in English: "between two tasks". */
  where: (via: string) => (via.includes(' ') ? via : `in ${via}`),
  waitsWhere: (where: string) => `waits ${where}`,
  sleeps: 'sleeps',
  nothingToDo: 'has nothing to do',
  waits: 'waits',
  awaits: (call: string) => (call === 'await' ? 'waits at an await' : `awaits ${call}`),
  waitsForOutside: 'waits for the outside',
  isInCall: (call: string) => `is in ${call}`,
  isInNoCall: 'is in no call that was recorded',
  waitsInCall: (call: string) => `waits in ${call}`,
  why: (does: string, why: string) => `${does} (${why})`,
  soFar: (does: string, time: string) => `${does}, for ${time} so far`,
  holding: (does: string, names: readonly string[]) => `${does}; it holds ${and(names)}`,
  hasStarted: (name: string) => `${name} has started.`,

  // A moment
  atMoment: (t: string, end: string) => `At ${t} of ${end}:`,
  haveEnded: (names: readonly string[], more: number) =>
    `${and(more > 0 ? [...names, `${number(more)} more`] : names)} ${names.length + more === 1 ? 'has' : 'have'} ended.`,
  notBegun: (names: readonly string[], more: number) =>
    `${and(more > 0 ? [...names, `${number(more)} more`] : names)} ${names.length + more === 1 ? 'has' : 'have'} not begun yet.`,
  holdsItems: (name: string, count: number) => `${name} holds ${number(count)} ${count === 1 ? 'item' : 'items'}.`,
  messagesUnderWay: (count: number, size: string) => `${digits(count)} messages are on their way, ${size} in all.`,
  messageUnderWay: (size: string, from: string, to: string | null, through: string) =>
    `A message of ${size} from ${from}${to === null ? '' : ` to ${to}`} is on its way through ${through}.`,

  // Messages, after their sender's or receiver's name
  putCallback: (queue: string, taken: string | null) =>
    `put a callback into the ${queue}; it was ${taken === null ? 'never taken out' : `taken out ${taken} later`}`,
  putItem: (queue: string) => `put an item into ${queue}`,
  neverTaken: (put: string) => `${put}; it was never taken out`,
  notTaken: (put: string) => `${put}; it has not been taken out`,
  tookItself: (put: string, time: string) => `${put}; it took it out ${time} later`,
  takenBy: (put: string, name: string, time: string) => `${put}; ${name} took it out ${time} later`,
  sent: (size: string, through: string, packed: string | null, page: boolean) =>
    `sent ${size} through ${through}${packed === null ? '' : ` (${page ? 'cloned' : 'pickled'} in ${packed})`}`,
  nobodyReceived: (sent: string) => `${sent}; nobody received it`,
  notArrived: (sent: string) => `${sent}; it has not arrived yet`,
  arrived: (sent: string, time: string, name: string) => `${sent}; it arrived ${time} later at ${name}`,
  tookCallback: (queue: string, time: string) =>
    `took a callback out of the ${queue}, which it had put there ${time} before`,
  /** `putter` is null where the taker had put it in. */
  tookItem: (queue: string, putter: string | null, time: string) =>
    `took an item out of ${queue}, which ${putter ?? 'it'} had put in ${time} before`,
  received: (
    size: string,
    through: string,
    unpacked: string | null,
    page: boolean,
    sender: string,
    before: string | null,
  ) =>
    `received ${size} through ${through}${unpacked === null ? '' : ` (${page ? 'read' : 'unpickled'} in ${unpacked})`}, which ${sender} had sent${before === null ? '' : ` ${before} before`}`,

  // Tables
  start: 'Start',
  end: 'End',
  actor: 'Actor',
  state: 'State',
  whyColumn: 'Why',
  lineColumn: 'Line',
  ended: 'ended',
  from: 'From',
  to: 'To',
  remarkColumn: 'Remark',
  fromWhom: 'From',
  toWhom: 'To',
  sentColumn: 'Sent',
  arrivedColumn: 'Arrived',
  through: 'Through',
  size: 'Size',
  packingColumn: (page: boolean) => (page ? 'Cloning' : 'Pickling'),
  unpackingColumn: (page: boolean) => (page ? 'Reading' : 'Unpickling'),
  never: 'never',
  notYet: 'not yet',
  more: (count: number) => `and ${digits(count)} more`,
  pickling: (page: boolean) => (page ? 'cloning' : 'pickling'),
  unpickling: (page: boolean) => (page ? 'reading a clone' : 'unpickling'),
  idle: 'idle',
  starting: 'starting',
  running: 'running',
  readyState: 'ready',
  blocked: 'blocked',
  joining: 'joining',
  sleeping: 'sleeping',
  waiting: 'waiting',
  sending: 'sending',
  receiving: 'receiving',
});
