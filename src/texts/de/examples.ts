import type * as en from '../en/examples';

export const examples: typeof en.examples = {
  aLock: 'Ein Lock',
  turns: 'Threads wechseln sich ab',
  twoThreads: 'Zwei Threads und ein GIL',
  threadPool: 'Ein Pool von drei Threads',
  asCompleted: 'Antworten, wie sie kommen',
  share: 'Sie haben etwas gemeinsam',
  lostUpdate: 'Eine verlorene Änderung',
  queue: 'Eine Queue zwischen zweien',
  deadlock: 'Ein Deadlock von zwei Locks',
  processes: 'Prozesse, auf mehreren Kernen',
  primes: 'Primzahlen in zwei Prozessen',
  pipeline: 'Threads geben an Prozesse weiter',
  asyncio: 'asyncio: ein Thread, viele Wartezeiten',
  gather: 'Vier Wartezeiten auf einmal',
  semaphore: 'Drei Anfragen gleichzeitig',
  typescript: 'TypeScript: eine Ereignisschleife und Worker',
  blocked: 'Eine Schleife, die blockiert ist',
  promises: 'Promises vor Timern',
  workerPool: 'Ein Pool von zwei Workern',
  sharedMemory: 'Speicher, den zwei Worker teilen',
};
