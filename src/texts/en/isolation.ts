import { section } from '../section';

export const isolation = section('isolation', {
  isolated: 'isolated',
  slowerProcesses:
    'Processes run side by side here as well. They talk through messages, so what they share (locks, Value, Array, shared memory) is slower.',
  oneCore: 'The browser reports one core, so processes take turns too.',
  cores: (count: string | number) =>
    `The browser reports ${count} cores: that many processes can run at the same moment.`,
  clock: (step: string) => `The clock ticks in steps of ${step}.`,
  jspi: 'This browser cannot switch between stacks inside WebAssembly (JSPI), and without that Python has no threads here. You can read every lesson, edit its programs and run those that start no thread. Chrome and Edge from version 137 can run all of them.',
  allWorks: 'This page is isolated: everything works',
  sharedMemory:
    'Memory can be shared between the page’s workers. So a Python thread is made to hand over at the switch interval even when it never waits, and Stop reaches a program that is stuck in a loop.',
  notIsolated: 'not isolated',
  someDiffer: 'This page is not isolated: some things differ',
  noSharedMemory:
    'The browser does not let this page share memory between its workers (the site’s headers, or the page that embeds it, decide that). Python threads still run, but they take turns only where one of them waits, not every few milliseconds.',
  noSharedArrayBuffer: 'TypeScript programs have no SharedArrayBuffer here, and so no Mutex, Semaphore or Channel.',
  stopAsks: 'Stop asks the program first; one that never listens loses its interpreter.',
  runByBrowser: (version: string) => `TypeScript programs are run by the browser itself, ${version}, `,
  onPageThread: (who: string) =>
    `${who}on this page’s own thread: while one of them computes, the page stands still. A loop that keeps it for seconds is ended with an error.`,
  onOwnThread: (who: string) =>
    `${who}on a thread of their own: one that never rests cannot hold up the page, and Stop takes it away.`,
});
