import type { Spent, Who } from '../en/trace-words';
import { accusative, and, capital, counted, dative, digits, number, of, some, times } from '../prose-de';

/** With its indefinite article; without; more than one of them. */
const NOUNS: Readonly<Record<Who, readonly [string, string, string]>> = {
  process: ['ein Prozess', 'Prozess', 'Prozesse'],
  thread: ['ein Thread', 'Thread', 'Threads'],
  task: ['ein Task', 'Task', 'Tasks'],
  worker: ['ein Worker', 'Worker', 'Worker'],
  'event-loop': ['eine Ereignisschleife', 'Ereignisschleife', 'Ereignisschleifen'],
  call: ['ein async-Aufruf', 'async-Aufruf', 'async-Aufrufe'],
  actor: ['ein Akteur', 'Akteur', 'Akteure'],
};

const count = (n: number, who: Who): string => counted(n, NOUNS[who][0], NOUNS[who][2]);
const upTo = (n: number, who: Who): string => `${number(n)} ${NOUNS[who][2]}`;
const more = (n: number): string => (n === 1 ? 'ein weiterer' : `${number(n)} weitere`);
const withMore = (names: readonly string[], n: number): string => and(n > 0 ? [...names, more(n)] : names);
const waits = (wanted: string): string => `wartet auf ${accusative(wanted)}`;
const allOf = (names: readonly string[]): string => some(names.map(dative));

function spentWords({ state, time }: Spent, page: boolean): string {
  switch (state) {
    case 'running':
      return `${time} gerechnet`;
    case 'pickling':
      return `${time} ${page ? 'geklont' : 'gepickelt'}`;
    case 'unpickling':
      return `${time} ${page ? 'Klone gelesen' : 'entpickelt'}`;
    case 'sleeping':
      return `${time} geschlafen`;
    case 'idle':
      return `${time} nichts zu tun gehabt`;
    case 'waiting':
      return `${time} auf die Außenwelt gewartet`;
    case 'blocked':
      return `${time} blockiert gewesen`;
    case 'joining':
      return `${time} auf das Ende anderer gewartet`;
    case 'sending':
      return `${time} auf Platz in einer Pipe gewartet`;
    default:
      return `${time} auf Nachrichten gewartet`;
  }
}

/** What the interpreters remark, in English, because they remark it where no dictionary is. */
function remark(text: string): string {
  const busy = /^(?<who>.*?) (?:kept its event loop|was kept) busy for (?<time>\d+) ms$/s.exec(text)?.groups;
  if (busy !== undefined) {
    return busy['who'] === 'the event loop'
      ? `Die Ereignisschleife war ${busy['time'] ?? ''} ms lang beschäftigt`
      : `${busy['who'] ?? ''} hat seine Ereignisschleife ${busy['time'] ?? ''} ms lang beschäftigt`;
  }
  return text === 'From here on, what goes through queues is counted and not drawn'
    ? 'Von hier an wird gezählt und nicht gezeichnet, was durch Queues geht'
    : text;
}

export const traceWords: typeof import('../en/trace-words').traceWords = {
  and,
  sentence: (words) => (/^(?:der|die|das) /.test(words) ? capital(words) : words),
  line: (file, line) => `${file}, Zeile ${line}`,

  unknownActor: (id) => `Akteur ${id}`,
  unknownResource: (id) => `Ressource ${id}`,
  eventLoop: (name) => (name === 'event loop' ? 'die Ereignisschleife' : `die ${name}`),
  actorOf: (name, home) => `${name} ${of(home)}`,
  gil: 'der GIL',
  gilOf: (home) => `der GIL ${of(home)}`,

  nothingRan: 'Nichts ist gelaufen, also gibt es nichts zu zeigen.',
  nothingYet: 'Noch ist nichts geschehen.',
  stillRunning: (time) => `Das Programm läuft noch; das hat es in den ersten ${time} getan.`,
  wasOnStack: (who, span, all) =>
    who === null
      ? `${span} von ${all} lang lag eine Funktion auf einem Stack, immer nur auf dem eines einzigen Threads.`
      : `${span} von ${all} lang lag eine Funktion auf dem Stack ${of(who)}.`,
  wereInCalls: (most) =>
    `Bis zu ${number(most)} Threads waren zugleich in Aufrufen, die mehr tun als warten; welcher von ihnen lief, hat das Werkzeug nicht aufgezeichnet.`,
  deadlock: (cycle) => `Deadlock: ${cycle}`,
  waitsForItself: (name, held) =>
    `${name} wartet auf ${held === null ? 'das eigene Ende' : `${accusative(held)} und hält dies selbst`}. So geht es nie weiter.`,
  waitsForEnd: (from, to) => `${from} wartet auf das Ende ${of(to)}`,
  waitsForHeld: (from, resource, to) => `${from} ${waits(resource)}, gehalten ${of(to)}`,
  cycle: (links) =>
    `${links.join('; ')}. ${links.length === 2 ? 'Keiner von beiden' : 'Keiner von ihnen'} kann weiter.`,
  gilsChanged: (gils, changes) =>
    changes === 0
      ? gils === 1
        ? 'Der GIL hat nie den Besitzer gewechselt.'
        : 'Kein GIL hat den Besitzer gewechselt.'
      : gils === 1
        ? `Der GIL hat ${times(changes)} den Besitzer gewechselt.`
        : `Die ${number(gils)} GILs haben ${times(changes)} den Besitzer gewechselt.`,
  loopDidAll: (name, spent) => `${name} hat alles getan: ${spent}.`,
  didAll: (who, name, spent) => `${NOUNS[who][1]} ${name} hat alles getan: ${spent}.`,
  spent: (parts, page) =>
    parts.length === 0 ? 'nach einem Augenblick war es vorbei' : and(parts.map((part) => spentWords(part, page))),
  oneRan: (who) => `In jedem Augenblick lief nur ${NOUNS[who][0]}.`,
  wereBusy: (most, who, sum, span) =>
    `Bis zu ${upTo(most, who)} waren zugleich beschäftigt, insgesamt ${sum} in ${span}; welche davon einen Kern hatten, verrät der Browser nicht.`,
  ranTogether: (most, who, sum, span) =>
    `Bis zu ${upTo(most, who)} liefen zugleich: ${sum} Arbeit haben ${span} gedauert.`,
  ranHardlyTogether: (most, who) => `Bis zu ${upTo(most, who)} liefen zugleich, aber kaum länger als einen Augenblick.`,
  gilEach: 'Jeder Prozess hat einen eigenen GIL.',
  tasksRan: (n, who) => `${capital(count(n, who))} ${n === 1 ? 'lief' : 'liefen'}.`,
  ranTasks: (host, n, who) =>
    n === 1
      ? `${host} hat ${NOUNS[who][0].replace(/^ein /, 'einen ')} ausgeführt.`
      : `${host} hat ${count(n, who)} ausgeführt, jeden so lange, bis er warten musste.`,
  callbacksQueued: (n) =>
    `${capital(counted(n, 'ein Callback', 'Callbacks'))} ${n === 1 ? 'ging' : 'gingen'} durch die Queues der Ereignisschleife.`,
  messagesSent: (n, size, packed, page) =>
    `${capital(counted(n, 'eine Nachricht', 'Nachrichten'))} (${size}) ${n === 1 ? 'wurde' : 'wurden'} gesendet${packed === null ? '' : `; ${n === 1 ? 'sie' : 'alle'} zu ${page ? 'klonen' : 'pickeln'} dauerte ${packed}`}.`,
  messagesLost: (lost, sent) =>
    lost > 1 && lost === sent
      ? 'Keine wurde empfangen.'
      : lost === 1
        ? `${sent === 1 ? 'Sie' : 'Eine davon'} wurde nie empfangen.`
        : `${capital(number(lost))} davon wurden nie empfangen.`,
  itemsPut: (n, queues, left) => {
    const put = `${capital(counted(n, 'ein Element', 'Elemente'))} ${n === 1 ? 'wurde' : 'wurden'} in ${some(queues.map(accusative))} gelegt`;
    if (left === 0) return `${put}.`;
    if (n === 1) return `${put}; es wurde nie herausgenommen.`;
    if (left === n) return `${put}; keines davon wurde je herausgenommen.`;
    return `${put}; ${left === 1 ? 'eines davon wurde' : `${number(left)} davon wurden`} nie herausgenommen.`;
  },
  sleptTogether: (most, who, sum, span) =>
    `${capital(count(most, who))} haben zugleich geschlafen: ${sum} Warten haben ${span} gedauert.`,
  waitedTogether: (most, who, page, sum, span) =>
    `${capital(count(most, who))} haben zugleich ${page ? 'gewartet' : 'auf die Außenwelt gewartet'}: ${sum} Warten haben ${span} gedauert.`,
  nobodyWaited: 'Niemand musste auf einen Lock warten.',
  longestWait: (name, { among, goesOn, time, wanted, call, held }) =>
    `${among > 1 ? `Das längste von ${digits(among)} Malen Warten: ` : ''}${name} ${goesOn ? `wartet seit ${time}` : `wartete ${time}`} auf ${accusative(wanted)}${call === '' ? '' : ` (in ${call})`}${held === '' ? '' : `, ${held}`}.`,
  heldByItself: 'von ihm selbst gehalten',
  heldBy: (name, killed) => `gehalten ${of(name)}${killed ? ' (wurde beendet)' : ''}`,
  heldByTwo: (first, second) => `gehalten ${of(first)} und dann ${of(second)}`,
  heldByMany: (first, others) => `gehalten ${of(first)} und dann von ${number(others)} anderen`,
  remark,
  remarkAt: (text, place) => `${text} (${place})`,
  longestRemark: (said, n) => `${said}, am längsten von ${digits(n)} Malen.`,
  endedRaised: (names) => `${some(names)} ${names.length === 1 ? 'endete' : 'endeten'} mit einer Ausnahme.`,
  endedKilled: (names) => `${some(names)} ${names.length === 1 ? 'wurde' : 'wurden'} von außen beendet.`,
  endedCancelled: (names) => `${some(names)} ${names.length === 1 ? 'wurde' : 'wurden'} abgebrochen.`,
  stillWaitingFor: (name, wanted) => `${name} wartete noch auf ${accusative(wanted)}`,
  stillWaitingIn: (name, where) => `${name} wartete noch ${where}`,
  leftWaiting: (who, n) => `Am Ende: ${withMore(who, n)}.`,
  stepsOmitted: (n) =>
    n === 1
      ? 'Ein weiterer Schritt eines Tasks wurde gezählt, aber nicht gezeichnet.'
      : `${digits(n)} weitere Schritte von Tasks wurden gezählt, aber nicht gezeichnet.`,
  acquisitionsOmitted: (n, names) =>
    n === 1
      ? `1 weiterer Erwerb von ${allOf(names)} wurde gezählt, aber nicht einzeln gezeichnet.`
      : `${digits(n)} weitere Erwerbe von ${allOf(names)} wurden gezählt, aber nicht einzeln gezeichnet.`,
  itemsOmitted: (n, names) =>
    n === 1
      ? `1 weiteres Element von ${allOf(names)} wurde gezählt, aber nicht einzeln gezeichnet.`
      : `${digits(n)} weitere Elemente von ${allOf(names)} wurden gezählt, aber nicht einzeln gezeichnet.`,

  returned: 'kehrte zurück',
  raised: 'endete mit einer Ausnahme',
  killed: 'wurde von außen beendet',
  cancelled: 'wurde abgebrochen',
  madeBy: (name) => `erzeugt ${of(name)}`,

  endOf: (name) => `das Ende ${of(name)}`,
  roomIn: (name) => `Platz in ${dative(name)}`,
  messageFrom: (name) => `eine Nachricht aus ${dative(name)}`,
  itemFrom: (name) => `ein Element aus ${dative(name)}`,
  allItemsOf: (name) => `die Erledigung aller Elemente ${of(name)}`,
  something: 'irgendetwas',
  roomInPipe: 'Platz in einer Pipe',
  aMessage: 'eine Nachricht',
  anothersEnd: 'das Ende eines anderen',
  empty: 'leer',
  full: (n) => (n === 0 ? 'voll' : `voll mit ${counted(n, 'einem Element', 'Elementen')}`),
  whichIs: (wanted, like) => `${wanted} (${like})`,
  targetNotBegun: 'sein Ziel hat noch nicht begonnen',
  notRunYet: 'ist noch nicht gelaufen',
  itsLoop: 'seine Ereignisschleife',
  itsTurn: 'seinen Einsatz',
  holdsItself: 'selbst gehalten',
  heldByAll: (names) => `gehalten ${names.length === 1 ? of(names[0] ?? '') : `von ${and(names.map(dative))}`}`,

  isStarting: 'startet gerade',
  runs: 'läuft',
  pickles: (page) => (page ? 'klont, was gesendet wird' : 'pickelt'),
  unpickles: (page) => (page ? 'liest, was geklont wurde' : 'entpickelt'),
  waitsFor: waits,
  readyFor: (wanted) => `ist bereit und ${waits(wanted)}`,
  ready: (why) => `ist bereit (${why})`,
  where: (via) => (via === 'between two tasks' ? 'zwischen zwei Tasks' : via.includes(' ') ? via : `in ${via}`),
  waitsWhere: (where) => `wartet ${where}`,
  sleeps: 'schläft',
  nothingToDo: 'hat nichts zu tun',
  waits: 'wartet',
  awaits: (call) => (call === 'await' ? 'wartet an einem await' : `wartet auf ${call} (await)`),
  waitsForOutside: 'wartet auf die Außenwelt',
  isInCall: (call) => `ist in ${call}`,
  isInNoCall: 'ist in keinem Aufruf, der aufgezeichnet wurde',
  waitsInCall: (call) => `wartet in ${call}`,
  why: (does, why) => `${does} (${why})`,
  soFar: (does, time) => `${does}, bisher ${time}`,
  holding: (does, names) => `${does}; hält ${and(names.map(accusative))}`,
  hasStarted: (name) => `${name} ist gestartet.`,

  atMoment: (t, end) => `Bei ${t} von ${end}:`,
  haveEnded: (names, n) => `${withMore(names, n)} ${names.length + n === 1 ? 'ist' : 'sind'} zu Ende.`,
  notBegun: (names, n) => `${withMore(names, n)} ${names.length + n === 1 ? 'hat' : 'haben'} noch nicht begonnen.`,
  holdsItems: (name, n) => `${name} enthält ${counted(n, 'ein Element', 'Elemente')}.`,
  messagesUnderWay: (n, size) => `${digits(n)} Nachrichten sind unterwegs, zusammen ${size}.`,
  messageUnderWay: (size, from, to, through) =>
    `Eine Nachricht von ${size} ${of(from)}${to === null ? '' : ` an ${accusative(to)}`} ist unterwegs durch ${accusative(through)}.`,

  putCallback: (queue, taken) =>
    `hat einen Callback in die Queue „${queue}“ gelegt; er wurde ${taken === null ? 'nie herausgenommen' : `${taken} später herausgenommen`}`,
  putItem: (queue) => `hat ein Element in ${accusative(queue)} gelegt`,
  neverTaken: (put) => `${put}; es wurde nie herausgenommen`,
  notTaken: (put) => `${put}; es wurde noch nicht herausgenommen`,
  tookItself: (put, time) => `${put} und es ${time} später selbst herausgenommen`,
  takenBy: (put, name, time) => `${put}; ${name} hat es ${time} später herausgenommen`,
  sent: (size, through, packed, page) =>
    `hat ${size} durch ${accusative(through)} gesendet${packed === null ? '' : ` (${page ? 'geklont' : 'gepickelt'} in ${packed})`}`,
  nobodyReceived: (sent) => `${sent}; niemand hat es empfangen`,
  notArrived: (sent) => `${sent}; noch nicht angekommen`,
  arrived: (sent, time, name) => `${sent}; angekommen ${time} später bei ${dative(name)}`,
  tookCallback: (queue, time) =>
    `hat einen Callback aus der Queue „${queue}“ genommen, ${time} nachdem es ihn hineingelegt hatte`,
  tookItem: (queue, putter, time) =>
    putter === null
      ? `hat ein Element aus ${dative(queue)} genommen, ${time} zuvor selbst hineingelegt`
      : `hat ein Element aus ${dative(queue)} genommen, das ${putter} ${time} zuvor hineingelegt hatte`,
  received: (size, through, unpacked, page, sender, before) =>
    `hat ${size} durch ${accusative(through)} empfangen${unpacked === null ? '' : ` (${page ? 'gelesen' : 'entpickelt'} in ${unpacked})`}, ${before === null ? '' : `${before} zuvor `}gesendet ${of(sender)}`,

  start: 'Beginn',
  end: 'Ende',
  actor: 'Akteur',
  state: 'Zustand',
  whyColumn: 'Warum',
  lineColumn: 'Zeile',
  ended: 'beendet',
  from: 'Von',
  to: 'Bis',
  remarkColumn: 'Bemerkung',
  fromWhom: 'Von',
  toWhom: 'An',
  sentColumn: 'Gesendet',
  arrivedColumn: 'Angekommen',
  through: 'Durch',
  size: 'Größe',
  packingColumn: (page) => (page ? 'Klonen' : 'Pickeln'),
  unpackingColumn: (page) => (page ? 'Lesen' : 'Entpickeln'),
  never: 'nie',
  notYet: 'noch nicht',
  more: (n) => `und ${digits(n)} weitere`,
  pickling: (page) => (page ? 'klont' : 'pickelt'),
  unpickling: (page) => (page ? 'liest einen Klon' : 'entpickelt'),
  idle: 'untätig',
  starting: 'startet',
  running: 'läuft',
  readyState: 'bereit',
  blocked: 'blockiert',
  joining: 'wartet auf ein Ende',
  sleeping: 'schläft',
  waiting: 'wartet',
  sending: 'sendet',
  receiving: 'empfängt',
};
