/**
 * Small programs to begin with in the playground. Each is a file of its own in `programs/`, and begins with a comment that says what to
 * look at in the picture: that comment is all that the list tells of it, and it stands in the editor, too.
 *
 * Nothing of the first page needs this module: it is loaded when somebody asks for examples.
 */
import type { Language } from '../../runtimes/runtime';
import { examples as exampleTexts } from '../../texts/en/examples';
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
    get title() {
      return exampleTexts.turns;
    },
    examples: [
      python('two-threads', exampleTexts.twoThreads, twoThreads),
      python('thread-pool', exampleTexts.threadPool, threadPool),
      python('as-completed', exampleTexts.asCompleted, asCompleted),
    ],
  },
  {
    get title() {
      return exampleTexts.share;
    },
    examples: [
      python('lost-update', exampleTexts.lostUpdate, lostUpdate),
      python('a-lock', exampleTexts.aLock, aLock),
      python('producer-consumer', exampleTexts.queue, producerConsumer),
      python('deadlock', exampleTexts.deadlock, deadlock),
    ],
  },
  {
    get title() {
      return exampleTexts.processes;
    },
    examples: [
      python('process-primes', exampleTexts.primes, processPrimes),
      python('pipeline', exampleTexts.pipeline, pipeline),
    ],
  },
  {
    get title() {
      return exampleTexts.asyncio;
    },
    examples: [python('gather', exampleTexts.gather, gather), python('semaphore', exampleTexts.semaphore, semaphore)],
  },
  {
    get title() {
      return exampleTexts.typescript;
    },
    examples: [
      typescript('blocked-loop', exampleTexts.blocked, blockedLoop),
      typescript('promises-and-timers', exampleTexts.promises, promisesAndTimers),
      typescript('worker-pool', exampleTexts.workerPool, workerPool),
      typescript('shared-memory', exampleTexts.sharedMemory, sharedMemory),
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
