/**
 * The decision tables, trees and rules that tutorials on this matter give, row by row, in our own words: each with the topic of the course
 * that it belongs to (`docs/curriculum.md`). A row that decides something says which answers describe its case and which tool the guide
 * must then recommend. A row that only states something says whether it is right. Where a table is wrong, out of date or too simple, `but`
 * says what is right.
 */
import type { ToolId } from '../tools';
import type { Answers } from '../tree';

export interface DecisionRow {
  readonly topic: string;
  readonly row: string;
  readonly answers: Answers;
  readonly tool: ToolId;
  /** What the table says otherwise, or leaves out. */
  readonly but?: string;
}

export interface FactRow {
  readonly topic: string;
  readonly row: string;
  readonly holds: 'yes' | 'no' | 'no longer' | 'partly';
  /** What is right; there must be one unless the row holds. */
  readonly but?: string;
}

const waits: Answers = { work: 'waiting', place: 'enough', program: 'ordinary', shared: 'apart' };
const SOME_SYNC: Answers = { ...waits, count: 'some', library: 'waits' };
const SOME_ASYNC: Answers = { ...waits, count: 'some', library: 'awaited' };
const MANY_SYNC: Answers = { ...waits, count: 'many', library: 'waits' };
const MANY_ASYNC: Answers = { ...waits, count: 'many', library: 'awaited' };
const BESIDE: Answers = { ...waits, count: 'beside' };
const SERVER: Answers = {
  work: 'waiting',
  place: 'enough',
  program: 'asynchronous',
  library: 'awaited',
  shared: 'apart',
};
const SLOW_CALL: Answers = { work: 'waiting', place: 'enough', program: 'asynchronous', library: 'waits' };
const computes: Answers = { work: 'computing', place: 'enough', length: 'long', shared: 'apart' };
const PYTHON: Answers = { ...computes, code: 'python' };
const ARRAYS: Answers = { ...computes, code: 'library' };
const SMALL: Answers = { ...PYTHON, length: 'small' };
const SHORT: Answers = { work: 'computing', place: 'enough', length: 'short' };
const TABLE: Answers = { ...PYTHON, shared: 'shared' };
const STAGES: Answers = { work: 'both', place: 'enough', length: 'long', code: 'python', library: 'waits' };
const STAGES_ASYNC: Answers = { ...STAGES, library: 'awaited' };
const BACKGROUND: Answers = { work: 'computing', place: 'not-enough' };

const IN_C =
  'A library in C may hold the GIL or let go of it, and may use all cores already: one call on whole arrays first, then a profile, then perhaps threads.';

export const DECISIONS: readonly DecisionRow[] = [
  { topic: 'E21', row: 'waits for a network, files, a database: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E21', row: 'waits for a network, files, a database: or asyncio', answers: SOME_ASYNC, tool: 'asyncio' },
  { topic: 'E21', row: 'computes: processes, each with a GIL of its own', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E21', row: 'both: threads to wait, processes to compute', answers: STAGES, tool: 'threads-then-processes' },

  { topic: 'E22', row: 'best for: waiting: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E22', row: 'best for: computing: processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E22', row: 'best for: very much waiting: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E22', row: 'most at once: a hundred to a thousand: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E22', row: 'most at once: as many as cores: processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E22', row: 'most at once: ten thousand and more: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  {
    topic: 'E22',
    row: 'data: shared, with locks: threads',
    answers: { ...SOME_SYNC, shared: 'shared' },
    tool: 'threads',
  },
  { topic: 'E22', row: 'data: queue, pipe or manager: processes', answers: TABLE, tool: 'shared-processes' },
  {
    topic: 'E22',
    row: 'data: shared on one thread: asyncio',
    answers: { ...MANY_ASYNC, shared: 'shared' },
    tool: 'asyncio',
    but: 'One thread is no protection: what is read before an await and written after it may have changed in between.',
  },
  {
    topic: 'E22',
    row: 'use when: calling web services, files, scraping: threads',
    answers: SOME_SYNC,
    tool: 'threads',
  },
  { topic: 'E22', row: 'use when: mathematics: processes', answers: PYTHON, tool: 'process-pool' },
  {
    topic: 'E22',
    row: 'use when: pictures, machine learning: processes',
    answers: ARRAYS,
    tool: 'vectorise',
    but: `Their inner loops are seldom Python. ${IN_C}`,
  },
  {
    topic: 'E22',
    row: 'use when: servers, chats, thousands of connections: asyncio',
    answers: SERVER,
    tool: 'asyncio',
  },

  { topic: 'E24', row: 'waiting: a pool of threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E24', row: 'computing: a pool of processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E24', row: 'very much waiting: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E24', row: 'mixed: first threads, then processes', answers: STAGES, tool: 'threads-then-processes' },

  { topic: 'E25', row: 'threads for waiting', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E25', row: 'processes for computing', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E25', row: 'asyncio for waiting on a very large scale', answers: MANY_ASYNC, tool: 'asyncio' },

  { topic: 'E33', row: 'best for: some waiting: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E33', row: 'best for: many connections: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E33', row: 'best for: computing: processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E33', row: 'libraries: all of them: threads', answers: MANY_SYNC, tool: 'threads' },
  {
    topic: 'E33',
    row: 'libraries: asynchronous ones only: asyncio',
    answers: SLOW_CALL,
    tool: 'to-thread',
    but: 'Others can be called, too: in a thread, by asyncio.to_thread.',
  },
  {
    topic: 'E33',
    row: 'shared state: easy in one memory: threads',
    answers: { ...BESIDE, shared: 'shared' },
    tool: 'threads',
  },
  { topic: 'E33', row: 'shared state: hard, must be sent: processes', answers: TABLE, tool: 'shared-processes' },

  { topic: 'E34', row: 'ten to a hundred requests: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E34', row: 'a thousand connections and more: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E34', row: 'numbers: processes', answers: PYTHON, tool: 'process-pool' },
  {
    topic: 'E34',
    row: 'pictures, training of models: processes',
    answers: ARRAYS,
    tool: 'vectorise',
    but: IN_C,
  },
  { topic: 'E34', row: 'scraping on a large scale: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E34', row: 'background jobs of a website: a task queue', answers: BACKGROUND, tool: 'task-queue' },
  {
    topic: 'E34',
    row: 'a pipeline that waits, then computes: asyncio, then processes',
    answers: STAGES_ASYNC,
    tool: 'threads-then-processes',
    but: 'Threads do for the first stage as well; with a library that can be awaited the guide says that asyncio may take their place.',
  },

  {
    topic: 'E35',
    row: 'some waiting: threads are simplest, nothing has to be rewritten',
    answers: SOME_SYNC,
    tool: 'threads',
  },
  { topic: 'E35', row: 'thousands on one thread: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  {
    topic: 'E35',
    row: 'computing at the same time: processes and nothing else',
    answers: PYTHON,
    tool: 'process-pool',
    but: 'Since 3.14 there are sub-interpreters (InterpreterPoolExecutor), and a free-threaded build that is officially supported.',
  },
  {
    topic: 'E35',
    row: 'asyncio cannot do with requests',
    answers: SLOW_CALL,
    tool: 'to-thread',
    but: 'It can: await asyncio.to_thread(requests.get, url).',
  },

  { topic: 'E36', row: 'waiting: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E36', row: 'waiting: or asyncio', answers: SOME_ASYNC, tool: 'asyncio' },
  { topic: 'E36', row: 'computing: processes', answers: PYTHON, tool: 'process-pool' },

  { topic: 'E46', row: 'web services, scraping: a pool of threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E46', row: 'web services, scraping: or asyncio', answers: SOME_ASYNC, tool: 'asyncio' },
  { topic: 'E46', row: 'reading and writing files: a pool of threads', answers: SOME_SYNC, tool: 'threads' },
  {
    topic: 'E46',
    row: 'pictures, machine learning: a pool of processes',
    answers: ARRAYS,
    tool: 'vectorise',
    but: IN_C,
  },
  { topic: 'E46', row: 'number crunching: a pool of processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E46', row: 'number crunching: or NumPy', answers: ARRAYS, tool: 'vectorise' },
  { topic: 'E46', row: 'a server with very many connections: asyncio', answers: SERVER, tool: 'asyncio' },
  { topic: 'E46', row: 'mixed: threads, then processes', answers: STAGES, tool: 'threads-then-processes' },
  {
    topic: 'E46',
    row: 'simple tasks side by side: concurrent.futures',
    answers: SMALL,
    tool: 'process-pool',
    but: 'Which of its two executors is the question itself: one line swaps them, and the wrong one brings nothing.',
  },

  { topic: 'E47', row: 'waiting, a thousand connections and more: asyncio', answers: MANY_ASYNC, tool: 'asyncio' },
  { topic: 'E47', row: 'waiting, few and simple: a pool of threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E47', row: 'waiting, an old library: a pool of threads', answers: MANY_SYNC, tool: 'threads' },
  {
    topic: 'E47',
    row: 'computing with NumPy or pandas: parallel already',
    answers: ARRAYS,
    tool: 'vectorise',
    but: 'Letting go of the GIL is not running in parallel: it only allows threads to, and much of pandas keeps it.',
  },
  { topic: 'E47', row: 'computing in Python: a pool of processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E47', row: 'computing with shared state: a manager or a queue', answers: TABLE, tool: 'shared-processes' },

  { topic: 'E60', row: 'the processor is the bottleneck: processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E60', row: 'something outside is the bottleneck: threads', answers: SOME_SYNC, tool: 'threads' },

  { topic: 'E68', row: 'waiting threads are useful in spite of the GIL', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E68', row: 'computing threads are limited by the GIL', answers: PYTHON, tool: 'process-pool' },

  { topic: 'E83', row: 'many calls of web services: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E83', row: 'downloading many files: threads', answers: SOME_SYNC, tool: 'threads' },
  {
    topic: 'E83',
    row: 'pictures with heavy computing: processes',
    answers: PYTHON,
    tool: 'process-pool',
    but: `So it is while the computing is Python. ${IN_C}`,
  },
  {
    topic: 'E83',
    row: 'one heavy function over many records: a pool of processes',
    answers: PYTHON,
    tool: 'process-pool',
  },
  {
    topic: 'E83',
    row: 'light background work with shared state: threads',
    answers: { ...BESIDE, shared: 'shared' },
    tool: 'threads',
  },

  { topic: 'E84', row: 'scraping: threads', answers: SOME_SYNC, tool: 'threads' },
  {
    topic: 'E84',
    row: 'converting pictures one after the other: a pool of processes',
    answers: PYTHON,
    tool: 'process-pool',
  },
  { topic: 'E84', row: 'a monitor in the background: a thread', answers: BESIDE, tool: 'threads' },
  { topic: 'E84', row: 'a batch of analyses, in chunks: processes', answers: SMALL, tool: 'process-pool' },

  { topic: 'E89', row: 'waits: threads', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E89', row: 'computes heavily: processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E89', row: 'numerous and independent: a pool of processes', answers: SMALL, tool: 'process-pool' },

  {
    topic: 'E100',
    row: 'much waiting, libraries that make one wait: a pool of threads',
    answers: SOME_SYNC,
    tool: 'threads',
  },
  { topic: 'E100', row: 'much waiting, libraries that can be awaited: asyncio', answers: SOME_ASYNC, tool: 'asyncio' },
  { topic: 'E100', row: 'heavy computing in Python: a pool of processes', answers: PYTHON, tool: 'process-pool' },
  { topic: 'E100', row: 'heavy computing in NumPy: profile, vectorise, threads', answers: ARRAYS, tool: 'vectorise' },
  {
    topic: 'E100',
    row: 'one slow call in an asynchronous program: an executor of the loop',
    answers: SLOW_CALL,
    tool: 'to-thread',
    but: 'asyncio.to_thread says the same in one word since Python 3.9.',
  },

  {
    topic: 'E105',
    row: 'many slow waits, a library that makes one wait, a small change: threads',
    answers: SOME_SYNC,
    tool: 'threads',
  },
  {
    topic: 'E105',
    row: 'heavy computing in Python, results worth the pickling: processes',
    answers: PYTHON,
    tool: 'process-pool',
  },
  { topic: 'E105', row: 'results not worth the pickling: a plain loop', answers: SHORT, tool: 'plain-loop' },
  {
    topic: 'E105',
    row: 'many slow waits that can be awaited, little overhead: asyncio',
    answers: MANY_ASYNC,
    tool: 'asyncio',
  },

  { topic: 'E106', row: 'threads overlap waiting', answers: SOME_SYNC, tool: 'threads' },
  { topic: 'E106', row: 'threads do not overlap computing', answers: PYTHON, tool: 'process-pool' },
];

export const FACTS: readonly FactRow[] = [
  { topic: 'E22', row: 'the GIL keeps threads from computing together, and processes have one each', holds: 'yes' },
  {
    topic: 'E22',
    row: 'for asyncio the GIL is as for threads',
    holds: 'partly',
    but: 'An event loop has one thread, so there is nobody to wait for the GIL with; what keeps it from computing in parallel is that one thread.',
  },
  {
    topic: 'E22',
    row: 'memory: threads light, processes heavy, asyncio lightest',
    holds: 'yes',
  },
  { topic: 'E22', row: 'overhead: threads low, processes high, asyncio lowest', holds: 'yes' },
  {
    topic: 'E22',
    row: 'learning: threads are easy',
    holds: 'partly',
    but: 'They are easy to start. What goes wrong with shared data is the hardest to find of all three.',
  },
  { topic: 'E25', row: 'the GIL is a decision of its makers, not a mistake', holds: 'yes' },
  { topic: 'E25', row: 'the two executors are enough for nearly everything', holds: 'yes' },
  { topic: 'E33', row: 'GIL: let go of while waiting, of no matter to one thread, one for each process', holds: 'yes' },
  {
    topic: 'E33',
    row: 'memory: eight megabytes for each thread',
    holds: 'no',
    but: 'Eight megabytes of addresses are reserved on Linux; what is used of them counts, and that is some tens of kilobytes.',
  },
  { topic: 'E33', row: 'memory: about a kilobyte for each coroutine', holds: 'yes' },
  {
    topic: 'E33',
    row: 'most at once: threads to a thousand, coroutines from ten thousand, processes as cores',
    holds: 'yes',
  },
  {
    topic: 'E33',
    row: 'debugging: no real races in asyncio',
    holds: 'no',
    but: 'There are, wherever an await stands between reading and writing: total += await f() reads total before it waits.',
  },
  { topic: 'E35', row: 'the GIL prevents computing in parallel, not waiting together', holds: 'yes' },
  { topic: 'E35', row: 'concurrent.futures has one interface for threads and processes', holds: 'yes' },
  {
    topic: 'E35',
    row: 'no threads for computing',
    holds: 'partly',
    but: 'On a free-threaded build, and around C that lets go of the GIL, they compute together.',
  },
  {
    topic: 'E36',
    row: 'everything else is a detail',
    holds: 'partly',
    but: 'How long it takes, who shares what and what the library can do decide as well: see the other questions of the guide.',
  },
];
