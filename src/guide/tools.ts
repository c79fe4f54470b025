/**
 * What the guide may recommend: a closed list. Each with its reason in two sentences, what it costs, the lessons that show it, and a program
 * that proves it, beside the one that it is compared with.
 */
import measure from './programs/measure.py?raw';
import loopOnBlocking from './programs/blocking_in_async.py?raw';
import toThread from './programs/to_thread.py?raw';
import computingLoop from './programs/computing_loop.py?raw';
import processPool from './programs/process_pool.py?raw';
import sharedLoop from './programs/shared_loop.py?raw';
import sharedProcesses from './programs/shared_processes.py?raw';
import smallLoop from './programs/small_loop.py?raw';
import smallPool from './programs/small_pool.py?raw';
import stagesLoop from './programs/stages_loop.py?raw';
import stagesPools from './programs/stages_pools.py?raw';
import taskQueue from './programs/task_queue.py?raw';
import countedByLoop from './programs/counted_by_loop.py?raw';
import countedInC from './programs/counted_in_c.py?raw';
import waitingLoop from './programs/waiting_loop.py?raw';
import waitingThreads from './programs/waiting_threads.py?raw';
import waitingAsyncio from './programs/waiting_asyncio.py?raw';

export const TOOL_IDS = [
  'plain-loop',
  'threads',
  'asyncio',
  'to-thread',
  'process-pool',
  'shared-processes',
  'threads-then-processes',
  'vectorise',
  'measure',
  'task-queue',
] as const;
export type ToolId = (typeof TOOL_IDS)[number];

export interface GuideProgram {
  /** A name for a file, without its ending. */
  readonly name: string;
  readonly text: string;
}

export interface Tool {
  readonly id: ToolId;
  readonly title: string;
  /** The line of Python that it comes down to; empty where there is none. */
  readonly line: string;
  /** Two sentences. */
  readonly reason: string;
  readonly costs: string;
  /** Ids, the most fitting first. Those that the course does not have yet are not shown. */
  readonly lessons: readonly string[];
  readonly proof: {
    readonly program: GuideProgram;
    /** Does the same task in the way that one is tempted to; null where there is nothing to compare. */
    readonly against: GuideProgram | null;
    /** What one sees when both have run. */
    readonly shows: string;
  };
}

export const TOOLS: Readonly<Record<ToolId, Tool>> = {
  'plain-loop': {
    id: 'plain-loop',
    title: 'A plain loop',
    line: 'for item in items: work(item)',
    reason:
      'Nothing could be done at the same time, or what could be saved is less than what it costs to start and feed workers. A loop is the only one of these programs without mistakes of a new kind.',
    costs: 'Nothing. It takes as long as its steps take together.',
    lessons: ['waiting-or-computing', 'choosing', 'a-pool-of-processes'],
    proof: {
      program: { name: 'small_loop', text: smallLoop },
      against: { name: 'small_pool', text: smallPool },
      shows: 'Ten short computations: a pool of processes needs longer to start than the loop needs for all of them.',
    },
  },
  threads: {
    id: 'threads',
    title: 'Threads',
    line: 'with ThreadPoolExecutor(max_workers=20) as pool: results = list(pool.map(work, items))',
    reason:
      'A thread that waits lets go of the GIL, so others go on: many waits take as long as the longest of them. Every library works in a thread, and the functions of your program stay as they are.',
    costs:
      'Threads share all data, so what they change together needs a lock. Each has a stack of its own; some hundreds are fine, many thousands are not.',
    lessons: ['a-pool-of-threads', 'waiting-together', 'futures', 'first-threads', 'locks', 'queues'],
    proof: {
      program: { name: 'waiting_threads', text: waitingThreads },
      against: { name: 'waiting_loop', text: waitingLoop },
      shows: 'Twenty waits of a tenth of a second: two seconds one after the other, little more than a tenth together.',
    },
  },
  asyncio: {
    id: 'asyncio',
    title: 'asyncio',
    line: 'results = await asyncio.gather(*(work(item) for item in items))',
    reason:
      'One thread waits for all of them at once, and a waiting coroutine costs little more than the data that it holds. Others run only where you write await, so there are far fewer moments in which something can come in between.',
    costs:
      'It has to be asynchronous all the way down: one call that waits without await stops everything. An asynchronous function can only be awaited from another one, and only libraries made for it will do.',
    lessons: ['async-and-await', 'one-loop-many-waits', 'a-thousand-requests', 'limits-and-timeouts', 'blocking-calls'],
    proof: {
      program: { name: 'waiting_asyncio', text: waitingAsyncio },
      against: { name: 'waiting_loop', text: waitingLoop },
      shows: 'Twenty waits on one thread, in the time of one. Make it a thousand: it still takes no second.',
    },
  },
  'to-thread': {
    id: 'to-thread',
    title: 'asyncio, with a thread for the call that makes you wait',
    line: 'answer = await asyncio.to_thread(work, item)',
    reason:
      'An event loop has one thread, and a call that keeps it stops every task of the program. In a thread of its own the call waits as long as it likes, and the loop goes on.',
    costs:
      'The call runs beside your tasks, so data that both touch needs a lock after all. It cannot be cancelled; whoever gives up leaves it running.',
    lessons: ['blocking-calls', 'do-not-block-the-loop', 'async-and-await'],
    proof: {
      program: { name: 'to_thread', text: toThread },
      against: { name: 'blocking_in_async', text: loopOnBlocking },
      shows:
        'The same three calls: on the loop they wait in a row and the clock stands still, in threads they overlap.',
    },
  },
  'process-pool': {
    id: 'process-pool',
    title: 'A pool of processes',
    line: 'with ProcessPoolExecutor() as pool: results = list(pool.map(work, items, chunksize=50))',
    reason:
      'Only one thread of an interpreter computes at a time, and each process has an interpreter, and a GIL, of its own. As many of them as there are cores compute at the same instant.',
    costs:
      'Processes take time to start, and everything that goes in or out is pickled and copied. More of them than cores bring nothing, and the program needs its main guard.',
    lessons: [
      'a-pool-of-processes',
      'first-processes',
      'pickling-and-start-up',
      'free-threaded-python',
      'one-interface',
    ],
    proof: {
      program: { name: 'process_pool', text: processPool },
      against: { name: 'computing_loop', text: computingLoop },
      shows: 'The same primes on one core and on all of yours.',
    },
  },
  'shared-processes': {
    id: 'shared-processes',
    title: 'Processes that send what they share',
    line: 'tasks, results = multiprocessing.Queue(), multiprocessing.Queue()',
    reason:
      'Computing needs processes, and processes have no data in common: what they share must be sent, through a queue or to a manager that keeps it. Let one process own the data and let the others send it changes.',
    costs:
      'Each access to a manager is a message there and back, so keep them few. Shared memory is quicker, holds plain numbers and bytes, and needs a lock.',
    lessons: ['sharing-between-processes', 'first-processes', 'queues', 'locks', 'own-data'],
    proof: {
      program: { name: 'shared_processes', text: sharedProcesses },
      against: { name: 'shared_loop', text: sharedLoop },
      shows:
        'Two workers compute and send what they have found; one process keeps the table, so nothing has to be locked.',
    },
  },
  'threads-then-processes': {
    id: 'threads-then-processes',
    title: 'Threads for the waiting, then processes for the computing',
    line: 'for fetched in as_completed(downloads): jobs.append(processes.submit(compute, fetched.result()))',
    reason:
      'Each stage gets what it needs: the waits overlap in threads, and the computing is spread over the cores. Whatever has arrived is computed while the rest is still on its way.',
    costs:
      'Two pools, and what goes from one to the other is pickled. Keep a bound between them, or a fast first stage fills the memory.',
    lessons: ['pipelines', 'one-interface', 'a-pool-of-threads', 'a-pool-of-processes', 'pickling-and-start-up'],
    proof: {
      program: { name: 'stages_pools', text: stagesPools },
      against: { name: 'stages_loop', text: stagesLoop },
      shows: 'Fetch, then compute, eight times: in a row, and as two stages that overlap.',
    },
  },
  vectorise: {
    id: 'vectorise',
    title: 'Let the library do the loop; then measure; perhaps threads',
    line: 'total = (prices * amounts).sum()',
    reason:
      'One call on whole arrays is often a hundred times as fast as a loop over their elements, which no number of cores can match. While it computes, such a library often lets go of the GIL, so threads may overlap; that it does not always do, and that your part is not Python, only a profile shows.',
    costs:
      'The work has to be put in terms of arrays, which need memory. Some libraries use all cores by themselves already: a pool around them makes it slower.',
    lessons: ['the-gil', 'free-threaded-python', 'pickling-and-start-up', 'waiting-or-computing'],
    proof: {
      program: { name: 'counted_in_c', text: countedInC },
      against: { name: 'counted_by_loop', text: countedByLoop },
      shows: 'The same letters counted by a loop in Python and by one call of a method in C.',
    },
  },
  measure: {
    id: 'measure',
    title: 'Measure first',
    line: 'python -m cProfile -s cumulative program.py',
    reason:
      'Threads help only who waits and processes only who computes, so the wrong one of them makes a program slower and no simpler. Two readings of a clock around each stage tell which it is.',
    costs: 'Ten minutes. It may also show that one line can be mended, and then nothing has to run at the same time.',
    lessons: ['waiting-or-computing', 'primes-three-ways', 'the-gil', 'choosing'],
    proof: {
      program: { name: 'measure', text: measure },
      against: null,
      shows:
        'Each stage with its time, and whether the processor was busy meanwhile: the picture of the run shows it too.',
    },
  },
  'task-queue': {
    id: 'task-queue',
    title: 'A task queue, with workers on as many machines as it takes',
    line: 'send_invoice.delay(order_id)',
    reason:
      'Work that must outlive a program has to be written down outside of it: a broker keeps the tasks, and workers on any machine take them. A task that was not finished is given out again, so each must do no harm when it is done twice.',
    costs:
      'A service to run and to watch, such as Celery, RQ or Dramatiq with Redis or RabbitMQ. What is sent must fit into a message, and a worker has to be told of a new version.',
    lessons: ['more-than-one-machine', 'in-production', 'queues', 'a-pool-of-processes'],
    proof: {
      program: { name: 'task_queue', text: taskQueue },
      against: null,
      shows: 'What such a queue does, on one machine: two workers take tasks, one fails, and its task is done again.',
    },
  },
};
