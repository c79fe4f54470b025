/** Who sees which variable: threads, and processes, that are called A and B, and a variable that is called count. */
import { section } from '../section';
import { counted, number } from '../prose-en';

export const figureMemory = section('figureMemory', {
  process: (name: string) => `Process ${name}`,
  thread: (name: string) => `Thread ${name}`,
  add: 'Add 1',
  addOf: (name: string) => `${name}: add 1`,
  send: 'Send count',
  receive: 'Receive',
  fork: 'Fork: A starts B',
  forkAgain: 'Fork again: a new B',
  oneProcess: 'One process',
  notForked: 'not forked yet',
  heard: (count: number) => `heard: ${count}`,
  pipe: 'pipe',
  threadsLabel: (alt: string, count: number) => `${alt} Two threads, one count: ${count}.`,
  oneProcessLabel: (count: number) =>
    `Process A, with a count of its own: ${count}. Process B has not been forked yet.`,
  processesLabel: (a: number, b: number) => `Two processes, each with a count of its own: A has ${a}, B has ${b}.`,
  model:
    'Only one thing happens at a time here. What happens when two threads add at the same moment is another story.',

  begin: 'Everything is 0. Let somebody add 1, and see which numbers change.',
  forks: (count: number) => `A forks: B begins with a copy of all that A has at this moment, so its count is ${count}.`,
  threadAdds: (me: string, them: string, count: number) =>
    `Thread ${me} adds 1 to the one count there is, and thread ${them} sees ${count} there, too.`,
  addsAlone: (me: string, mine: number) => `Process ${me} adds 1 and has ${mine}. There is no other process yet.`,
  processAdds: (me: string, mine: number, them: string, theirs: number) =>
    `Process ${me} adds 1 and has ${mine}. Process ${them} sees nothing of it, and has ${theirs} as before.`,
  /** `messages` lie in the pipe then. */
  sends: (me: string, messages: number, them: string) =>
    `Process ${me} puts a copy of its count into the pipe: ${counted(number(messages), messages, 'message')} there for ${them} to receive.`,
  receives: (me: string, heard: number, mine: number) =>
    `Process ${me} takes ${heard} out of the pipe. Its own count is still ${mine}: a message is no shared variable.`,
});
