/** Who waits for whom at one moment. */
import { section } from '../section';
import { digits } from '../prose-en';

const ARROWS = { wait: 'waits', turn: 'its turn', join: 'waits for its end', hold: 'held by' } as const;

export const explorer = section('explorer', {
  waitsForTurn: (who: string, loop: string, time: string) =>
    `${who} could run, and waits for its turn in the event loop of ${loop}, for ${time} so far.`,
  couldRun: (who: string, what: string, time: string) => `${who} could run, and waits for ${what}, for ${time} so far.`,
  waits: (who: string, what: string, call: string, time: string) =>
    `${who} waits for ${what}${call === '' ? '' : `, in ${call}`}, for ${time} so far.`,
  holds: (who: string, what: string, time: string) => `${who} holds ${what}, for ${time} so far.`,
  waitsForEnd: (who: string, whose: string, call: string, time: string) =>
    `${who} waits for the end of ${whose}${call === '' ? '' : `, in ${call}`}, for ${time} so far.`,
  knot: (cycle: string) => `A knot: ${cycle}`,
  nobodyWaits: 'At this moment nobody waits for anything that another holds.',
  title: 'Who waits for whom',
  notRecorded: 'The tool that recorded this run did not record who waits for whom.',
  toDeadlock: 'Go to the deadlock',
  picture: 'The same as a picture',
  at: (time: string) => `At ${time}`,
  moreWait: (count: number) => `And ${digits(count)} more wait.`,
  arrow: (kind: 'wait' | 'turn' | 'join' | 'hold') => ARROWS[kind],
  line: (line: number) => `line ${line}`,
  show: (words: string, line: string) => `${words} Show ${line}`,
  node: (name: string, resource: boolean, knotted: boolean) =>
    `${name}${resource ? ', a resource' : ''}${knotted ? ', in the knot' : ''}`,
});
