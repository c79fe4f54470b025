/** What is said of a range of a run, and of several runs that stand above one another. */
import { section } from '../section';
import { and, capital, digits, number, times } from '../prose-en';

export const rangeTexts = section('rangeTexts', {
  // A range
  underOne: 'under 1 %',
  span: (span: string, from: string, to: string) => `${span}, from ${from} to ${to}.`,
  nobodyRan: 'Nobody ran.',
  /** Who ran, for how long and how much of the time; how many more; `together`: how many at the same time, 1 if never two, 0 for one alone. */
  ran: (
    who: readonly { readonly name: string; readonly time: string; readonly share: string }[],
    more: number,
    together: number,
  ) =>
    `${and([
      ...who.map(({ name, time, share }, i) => `${name}${i === 0 ? ' ran' : ''} for ${time} (${share})`),
      ...(more > 0 ? [`${number(more)} more for less`] : []),
    ])}${together > 1 ? `; up to ${digits(together)} at the same time` : together === 1 ? '; never two at the same time' : ''}.`,
  nobodyWaited: 'Nobody waited.',
  sleptLongest: (name: string, time: string) => `${name} slept for ${time}, the longest wait.`,
  waitedLongest: (name: string, time: string, wanted: string) => `${name} waited longest: ${time} for ${wanted}.`,
  othersEnd: 'others to end',
  whatItAwaited: 'what it awaited',
  theOutside: 'the outside',
  aSleep: 'a sleep',
  noGilChanged: 'No GIL changed hands.',
  gilChanged: (gil: string, changes: number, waited: string | null) =>
    `${gil} ${changes === 0 ? 'did not change hands' : `changed hands ${times(changes)}`}${waited === null ? '' : `; threads that were ready waited ${waited} for it in all`}.`,
  waitsFor: (
    name: string,
    {
      held,
      waits,
      time,
      most,
      changes,
    }: {
      readonly held: string | null;
      readonly waits: number;
      readonly time: string;
      readonly most: number;
      readonly changes: number;
    },
  ) =>
    `${name}: ${held === null ? '' : `was held ${held} of the time; `}${digits(waits)} ${waits === 1 ? 'wait' : 'waits'} for it, ${time}${waits === 1 ? '' : ' in all'}${most > 1 ? `, up to ${digits(most)} at once` : ''}${changes > 0 ? `; it changed hands ${times(changes)}` : ''}.`,
  moreWaits: (count: number) => `There were waits for ${digits(count)} more.`,
  takenFreely: (names: readonly string[], more: number, taken: number) =>
    `${and(more > 0 ? [...names, `${digits(more)} more`] : names)} ${names.length + more === 1 ? 'was' : 'were'} taken ${times(taken)} without a wait.`,
  items: (put: number, taken: number) =>
    `${put === 1 ? 'One item was' : `${put === 0 ? 'No' : digits(put)} items were`} put into queues, ${taken === 0 ? 'none' : taken === 1 ? 'one' : digits(taken)} taken out.`,
  messages: (sent: number, size: string, received: number) =>
    `${sent === 0 ? 'No message was sent' : `${digits(sent)} ${sent === 1 ? 'message was' : 'messages were'} sent (${size})`}, ${received === 0 ? 'none' : digits(received)} received.`,
  actor: 'Actor',
  ranColumn: 'Ran',
  share: 'Share',
  packed: (page: boolean) => (page ? 'Cloning, reading a clone' : 'Pickling, unpickling'),
  waited: 'Waited',
  mostFor: 'Most for',
  resource: 'Resource',
  held: 'Held',
  taken: 'Taken',
  handOvers: 'Hand-overs',
  waits: 'Waits',
  mostAtOnce: 'Most at once',

  // Several runs
  took: (first: string, time: string, others: readonly { readonly name: string; readonly time: string }[]) =>
    `${and([`${first} took ${time}`, ...others.map(({ name, time: its }) => `${name} ${its}`)])}.`,
  oneWaited: 'one waited at a time',
  hardlyTwoWaited: 'hardly ever more than one waited at a time',
  severalWaited: (most: number) => `up to ${number(most)} waited at the same time`,
  oneBusy: 'one was busy at a time',
  hardlyTwoBusy: 'hardly ever more than one was busy at a time',
  severalBusy: (most: number) => `up to ${number(most)} were busy at the same time`,
  inEach: (words: string) => `${capital(words)} in each of them.`,
  inSome: (names: readonly string[], words: string) => `In ${and(names)} ${words}.`,
  program: 'Program',
  tookColumn: 'Took',
  waitedAtOnce: 'Waited at once',
  waiting: 'Waiting',
  busyAtOnce: 'Busy at once',
  busy: 'Busy',
  within: (sum: string, span: string) => `${sum} within ${span}`,
});
