import { and, capital } from '../prose-de';

const THE = {
  timer: 'der Callback des Timers',
  answer: 'der Callback der Antwort',
  computation: 'die lange Berechnung',
};

const READY = {
  timer: 'der Timer ist abgelaufen und muss sich anstellen',
  answer: 'die Antwort ist gekommen und muss sich anstellen',
  computation: 'die Berechnung muss sich anstellen',
};

const CARDS = { timer: 'Timer', answer: 'Antwort', computation: 'Rechnen' };

export const figureLoop: typeof import('../en/figure-loop').figureLoop = {
  add: 'Zur Ereignisschleife hinzufügen',
  addTimer: 'Einen Timer stellen',
  addAnswer: 'Das Netz fragen',
  addComputation: 'Lange Berechnung',
  model: (timer, answer, computation, frame) =>
    `Dick: Ein Callback läuft. Gestrichelt darüber: wie lange er schon bereit war. Ein Quadrat: ein Bild zur rechten Zeit, ein Kreuz: keines. Ein Modell, keine Messung: Ein Timer läuft nach ${timer} ms ab, eine Antwort braucht ${answer} ms und die Berechnung ${computation} ms; die Anzeige will alle ${frame} ms ein Bild.`,

  outside: 'Draußen',
  queue: 'Queue',
  thread: 'Thread',
  screen: 'Anzeige',
  empty: 'leer',
  card: (kind) => CARDS[kind],

  begin:
    'Nichts ist zu tun, und der Thread schläft. Füge etwas hinzu, dann drücke auf „Abspielen“ oder gehe Schritt für Schritt.',
  idle: (at) => `${at} ms: Nichts zu tun. Der Thread schläft, und die Anzeige bekommt ihr Bild zur rechten Zeit.`,
  timerSet: (at, outside) =>
    `${at} ms: Ein Timer wird gestellt. Er liegt ${outside} ms lang draußen und kostet den Thread nichts.`,
  requestSent: (at, outside) =>
    `${at} ms: Eine Anfrage wird gesendet. Ihre Antwort kommt in ${outside} ms; bis dahin kostet sie den Thread nichts.`,
  computationQueued: (at) =>
    `${at} ms: Eine lange Berechnung stellt sich in der Queue an. Sie braucht den Thread von ihrem Anfang bis zu ihrem Ende.`,
  news: (at, news) => `${at} ms: ${capital(and(news))}.`,
  ready: (kind) => READY[kind],
  ended: (kind) => `${THE[kind]} ist zu Ende`,
  began: (kind, late) => `${THE[kind]} läuft${late > 1 ? `, ${late} ms verspätet` : ''}`,
  missed: (kind) =>
    `die Anzeige will ein Bild, und ${kind === null ? 'der Thread' : THE[kind]} ist ihr im Weg: Ein Takt fällt aus`,
};
