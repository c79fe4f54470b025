import { accusative, digits, of } from '../prose-de';

const ARROWS = { wait: 'wartet', turn: 'ist dran nach', join: 'wartet auf Ende', hold: 'gehalten von' } as const;

export const explorer: typeof import('../en/explorer').explorer = {
  waitsForTurn: (who, loop, time) =>
    `${who} könnte laufen und wartet seit ${time}, bis die Ereignisschleife ${of(loop)} ihn aufruft.`,
  couldRun: (who, what, time) => `${who} könnte laufen und wartet seit ${time} auf ${accusative(what)}.`,
  waits: (who, what, call, time) =>
    `${who} wartet seit ${time} auf ${accusative(what)}${call === '' ? '' : `, in ${call}`}.`,
  holds: (who, what, time) => `${who} hält ${accusative(what)} seit ${time}.`,
  waitsForEnd: (who, whose, call, time) =>
    `${who} wartet seit ${time} auf das Ende ${of(whose)}${call === '' ? '' : `, in ${call}`}.`,
  knot: (cycle) => `Ein Knoten: ${cycle}`,
  nobodyWaits: 'In diesem Augenblick wartet niemand auf etwas, das ein anderer hält.',
  title: 'Wer auf wen wartet',
  notRecorded: 'Das Werkzeug, das diesen Lauf aufgezeichnet hat, hat nicht aufgezeichnet, wer auf wen wartet.',
  toDeadlock: 'Zum Deadlock gehen',
  picture: 'Dasselbe als Bild',
  at: (time) => `Bei ${time}`,
  moreWait: (count) => `Und ${digits(count)} weitere warten.`,
  arrow: (kind) => ARROWS[kind],
  line: (line) => `Zeile ${line}`,
  show: (words, line) => `${words} ${line} zeigen`,
  node: (name, resource, knotted) => `${name}${resource ? ', eine Ressource' : ''}${knotted ? ', im Knoten' : ''}`,
};
