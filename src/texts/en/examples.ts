import { section } from '../section';

export const examples = section('examples', {
  aLock: 'A lock',
  turns: 'Threads take turns',
  twoThreads: 'Two threads and one GIL',
  threadPool: 'A pool of three threads',
  asCompleted: 'Answers as they come',
  share: 'They share things',
  lostUpdate: 'A lost update',
  queue: 'A queue between two',
  deadlock: 'A deadlock of two locks',
  processes: 'Processes, on several cores',
  primes: 'Primes in two processes',
  pipeline: 'Threads hand on to processes',
  asyncio: 'asyncio: one thread, many waits',
  gather: 'Four waits at once',
  semaphore: 'Three requests at a time',
  typescript: 'TypeScript: an event loop, and workers',
  blocked: 'A loop that is blocked',
  promises: 'Promises before timers',
  workerPool: 'A pool of two workers',
  sharedMemory: 'Memory that two workers share',
});
