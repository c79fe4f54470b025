/**
 * Small programs to begin with in the playground. Each is a file of its own in `programs/`, and begins with a comment that says what to
 * look at in the picture: that comment is all that the list tells of it, and it stands in the editor, too.
 *
 * Nothing of the first page needs this module: it is loaded when somebody asks for examples.
 */
import type { Language } from '../../runtimes/runtime';
import aLock from './programs/a-lock.py?raw';
import asCompleted from './programs/as-completed.py?raw';
import blockedLoop from './programs/blocked-loop.ts?raw';
import deadlock from './programs/deadlock.py?raw';
import gather from './programs/gather.py?raw';
import lostUpdate from './programs/lost-update.py?raw';
import pipeline from './programs/pipeline.py?raw';
import processPrimes from './programs/process-primes.py?raw';
import producerConsumer from './programs/producer-consumer.py?raw';
import promisesAndTimers from './programs/promises-and-timers.ts?raw';
import semaphore from './programs/semaphore.py?raw';
import sharedMemory from './programs/shared-memory.ts?raw';
import threadPool from './programs/thread-pool.py?raw';
import twoThreads from './programs/two-threads.py?raw';
import workerPool from './programs/worker-pool.ts?raw';

export interface Example {
  /** Names its file, and stands in links: it stays what it is. */
  readonly id: string;
  readonly language: Language;
  readonly title: string;
  /** What the tab of a variant is called that begins with it. */
  readonly name: string;
  /** What to look at. */
  readonly words: string;
  readonly text: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

const of =
  (language: Language) =>
  (id: string, title: string, text: string): Example => ({
    id,
    language,
    title,
    name: id.replaceAll('-', ' '),
    words: wordsIn(text),
    text,
  });
const python = of('python');
const typescript = of('typescript');

export const EXAMPLES: readonly ExampleGroup[] = [
  {
    title: 'Threads take turns',
    examples: [
      python('two-threads', 'Two threads and one GIL', twoThreads),
      python('thread-pool', 'A pool of three threads', threadPool),
      python('as-completed', 'Answers as they come', asCompleted),
    ],
  },
  {
    title: 'They share things',
    examples: [
      python('lost-update', 'A lost update', lostUpdate),
      python('a-lock', 'A lock', aLock),
      python('producer-consumer', 'A queue between two', producerConsumer),
      python('deadlock', 'A deadlock of two locks', deadlock),
    ],
  },
  {
    title: 'Processes, on several cores',
    examples: [
      python('process-primes', 'Primes in two processes', processPrimes),
      python('pipeline', 'Threads hand on to processes', pipeline),
    ],
  },
  {
    title: 'asyncio: one thread, many waits',
    examples: [
      python('gather', 'Four waits at once', gather),
      python('semaphore', 'Three requests at a time', semaphore),
    ],
  },
  {
    title: 'TypeScript: an event loop, and workers',
    examples: [
      typescript('blocked-loop', 'A loop that is blocked', blockedLoop),
      typescript('promises-and-timers', 'Promises before timers', promisesAndTimers),
      typescript('worker-pool', 'A pool of two workers', workerPool),
      typescript('shared-memory', 'Memory that two workers share', sharedMemory),
    ],
  },
];

const ALL: readonly Example[] = EXAMPLES.flatMap(({ examples }) => examples);

export function exampleNamed(id: string): Example | null {
  return ALL.find((example) => example.id === id) ?? null;
}

/** The name of the example that this is, unchanged; null for anything else. */
export function exampleIn(text: string): string | null {
  return ALL.find((example) => example.text === text)?.name ?? null;
}

/** The comment at the beginning, as one text. */
function wordsIn(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !/^(?:#|\/\/) /.test(line));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^(?:#|\/\/) /, '').trim())
    .join(' ');
}
