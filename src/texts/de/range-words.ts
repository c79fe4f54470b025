import { accusative, and, digits, figures, number, times } from '../prose-de';

export const rangeTexts: typeof import('../en/range-words').rangeTexts = {
  underOne: 'unter 1 %',
  span: (span, from, to) => `${span}, von ${from} bis ${to}.`,
  nobodyRan: 'Niemand lief.',
  ran: (who, more, together) =>
    `${and([
      ...who.map(({ name, time, share }, i) => `${name}${i === 0 ? ' lief' : ''} ${time} (${share})`),
      ...(more > 0 ? [`${more === 1 ? 'ein weiterer' : `${number(more)} weitere`} kürzer`] : []),
    ])}${together > 1 ? `; bis zu ${digits(together)} zugleich` : together === 1 ? '; nie zwei zugleich' : ''}.`,
  nobodyWaited: 'Niemand wartete.',
  sleptLongest: (name, time) => `${name} schlief ${time}, das war das längste Warten.`,
  waitedLongest: (name, time, wanted) => `${name} wartete am längsten: ${time} auf ${accusative(wanted)}.`,
  othersEnd: 'das Ende anderer',
  whatItAwaited: 'das, was hinter await stand',
  theOutside: 'die Außenwelt',
  aSleep: 'das Ende eines Schlafs',
  noGilChanged: 'Kein GIL hat den Besitzer gewechselt.',
  gilChanged: (gil, changes, waited) =>
    `${gil} hat ${changes === 0 ? 'den Besitzer nicht gewechselt' : `${times(changes)} den Besitzer gewechselt`}${waited === null ? '' : `; bereite Threads haben insgesamt ${waited} darauf gewartet`}.`,
  waitsFor: (name, { held, waits, time, most, changes }) =>
    `${name}: ${held === null ? '' : `${held} der Zeit gehalten; `}${times(waits)} darauf gewartet, ${waits === 1 ? '' : 'insgesamt '}${time}${most > 1 ? `, bis zu ${digits(most)} zugleich` : ''}${changes > 0 ? `; ${times(changes)} den Besitzer gewechselt` : ''}.`,
  moreWaits: (n) => `Auf ${digits(n)} weitere wurde gewartet.`,
  takenFreely: (names, more, taken) =>
    `${and(more > 0 ? [...names, `${digits(more)} weitere`] : names)} ${names.length + more === 1 ? 'wurde' : 'wurden'} ${times(taken)} ohne Warten erworben.`,
  items: (put, taken) =>
    `${put === 0 ? 'Kein Element wurde' : put === 1 ? 'Ein Element wurde' : `${digits(put)} Elemente wurden`} in Queues gelegt, ${taken === 0 ? 'keines' : taken === 1 ? 'eines' : digits(taken)} herausgenommen.`,
  messages: (sent, size, received) =>
    `${sent === 0 ? 'Keine Nachricht wurde gesendet' : `${figures(sent, 'Nachricht wurde', 'Nachrichten wurden')} gesendet (${size})`}, ${received === 0 ? 'keine' : digits(received)} empfangen.`,
  actor: 'Akteur',
  ranColumn: 'Lief',
  share: 'Anteil',
  packed: (page) => (page ? 'Klonen, Lesen von Klonen' : 'Pickeln, Entpickeln'),
  waited: 'Wartete',
  mostFor: 'Am meisten auf',
  resource: 'Ressource',
  held: 'Gehalten',
  taken: 'Erworben',
  handOvers: 'Übergaben',
  waits: 'Wartende',
  mostAtOnce: 'Höchstens zugleich',

  took: (first, time, others) =>
    `${and([`${first} hat ${time} gebraucht`, ...others.map(({ name, time: its }) => `${name} ${its}`)])}.`,
  oneWaited: 'hat immer nur einer gewartet',
  hardlyTwoWaited: 'hat kaum je mehr als einer zugleich gewartet',
  severalWaited: (most) => `haben bis zu ${number(most)} zugleich gewartet`,
  oneBusy: 'war immer nur einer beschäftigt',
  hardlyTwoBusy: 'war kaum je mehr als einer zugleich beschäftigt',
  severalBusy: (most) => `waren bis zu ${number(most)} zugleich beschäftigt`,
  inEach: (words) => `In allen ${words}.`,
  inSome: (names, words) => `In ${and(names)} ${words}.`,
  program: 'Programm',
  tookColumn: 'Dauer',
  waitedAtOnce: 'Warteten zugleich',
  waiting: 'Warten',
  busyAtOnce: 'Beschäftigt zugleich',
  busy: 'Beschäftigt',
  within: (sum, span) => `${sum} in ${span}`,
};
