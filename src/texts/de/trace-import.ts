import { whole } from '../format';
import { capital, counted } from '../prose-de';

const plain = (n: number, one: string, many: string): string => `${whole(n)} ${n === 1 ? one : many}`;

export const traceImport: typeof import('../en/trace-import').traceImport = {
  empty: 'Diese Datei ist leer.',
  tooLong: (characters, most) =>
    `Diese Datei hat ${characters} Zeichen; von der Datei eines anderen Werkzeugs lassen sich ${most} öffnen. Zeichne weniger vom Lauf auf oder einen kürzeren.`,
  notJson: 'Diese Datei ist kein Trace: Sie ist kein JSON. Vielleicht fehlt ein Teil von ihr.',
  noEvents: 'Das ist JSON, aber kein Trace: weder eine Liste von Ereignissen noch ein Objekt mit „traceEvents“.',
  emptyTrace: 'Dieser Trace ist leer: Er enthält kein Ereignis.',
  tooManyCalls: (most) =>
    `Dieser Trace enthält mehr als ${most} Funktionsaufrufe, und mehr lässt sich hier nicht zeichnen. Zeichne weniger vom Lauf auf: --min_duration, --max_stack_depth und --ignore_c_function von VizTracer lassen Aufrufe weg.`,
  noCalls: 'Dieser Trace enthält keinen Funktionsaufruf mit einer Zeit, also gibt es nichts zu zeichnen.',
  tooLongTime: (most) =>
    `Vom ersten Ereignis dieses Trace bis zum letzten vergehen mehr als ${most}; das lässt sich nicht mehr zeichnen.`,
  tooManyStretches: (stretches) =>
    `Die Funktionsaufrufe dieses Trace ergeben ${stretches} Strecken, mehr als sich hier zeichnen lassen. Zeichne weniger vom Lauf auf.`,
  impossible: (story) => `Der Trace lässt sich nicht zeichnen (der Grund auf Englisch): ${story}.`,
  namelessCall: 'ein Aufruf ohne Namen',
  noCall: 'hier wurde kein Aufruf aufgezeichnet',
  million: (n) => `${n} Millionen`,
  importedFrom: (tool, rest) => `${tool === null ? 'Importiert' : `Importiert aus ${tool}`}: ${rest}`,
  shows: (calls, threads, processes, time) =>
    `Das Bild zeigt Funktionsaufrufe, wie jenes Werkzeug sie aufgezeichnet hat, ${counted(calls, 'einen Aufruf', 'Aufrufe')} in ${counted(threads, 'einem Thread', 'Threads')}${processes === 1 ? '' : ` von ${counted(processes, 'einem Prozess', 'Prozessen')}`} über ${time}.`,
  strand:
    'Ein Faden ist dick, solange eine Funktion auf dem Stack seines Threads ist. Das heißt nicht, dass sie läuft: Die Datei sagt nicht, wer den GIL hielt oder wer auf welchen Lock wartete.',
  waits:
    'Aufrufe, die ihrem Namen nach nur warten, wie time.sleep oder das acquire eines Locks, sind als Warten gezeichnet.',
  open: (calls) =>
    `${capital(counted(calls, 'ein Aufruf', 'Aufrufe'))} ${calls === 1 ? 'war' : 'waren'} noch nicht zu Ende, als die Aufzeichnung endete.`,
  cut: (calls) =>
    calls === 1
      ? 'Ein Aufruf, der den Aufruf um ihn herum überdauerte, wurde an dessen Ende abgeschnitten.'
      : `${capital(counted(calls, '', 'Aufrufe'))}, die den Aufruf um sie herum überdauerten, wurden an dessen Ende abgeschnitten.`,
  notShown: (things) => `Nicht gezeigt: ${things}.`,
  counters: (n) => plain(n, 'Zähler', 'Zähler'),
  flows: (n) => plain(n, 'Flusspfeil', 'Flusspfeile'),
  asynchronous: (n) => plain(n, 'asynchrones Ereignis', 'asynchrone Ereignisse'),
  samples: (n) => plain(n, 'Stichprobe', 'Stichproben'),
  objects: (n) => plain(n, 'Objekt', 'Objekte'),
  noEvent: (n) => plain(n, 'Ding, das kein Ereignis ist', 'Dinge, die keine Ereignisse sind'),
  noThread: (n) =>
    plain(n, 'Ereignis von keinem Thread oder einem zu viel', 'Ereignisse von keinem Thread oder einem zu viel'),
  noTime: (n) => plain(n, 'Ereignis ohne Zeit', 'Ereignisse ohne Zeit'),
  neverBegan: (n) => plain(n, 'Ende eines Aufrufs, der nie begann', 'Enden von Aufrufen, die nie begannen'),
  instants: (n) => plain(n, 'weiterer Zeitpunkt', 'weitere Zeitpunkte'),
  otherKinds: (n) => plain(n, 'Ereignis anderer Art', 'Ereignisse anderer Arten'),
};
