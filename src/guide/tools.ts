/**
 * What the guide may recommend: a closed list. Each with its reason in two sentences, what it costs, the lessons that show it, and a program
 * that proves it, beside the one that it is compared with.
 */
import { guideTools } from '../texts/en/guide-tools';
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
    get title() {
      return guideTools.aPlainLoop;
    },
    line: 'for item in items: work(item)',
    get reason() {
      return guideTools.nothingCouldBeDone;
    },
    get costs() {
      return guideTools.nothingItTakesAs;
    },
    lessons: ['waiting-or-computing', 'choosing', 'a-pool-of-processes'],
    proof: {
      program: { name: 'small_loop', text: smallLoop },
      against: { name: 'small_pool', text: smallPool },
      get shows() {
        return guideTools.tenShortComputationsA;
      },
    },
  },
  threads: {
    id: 'threads',
    get title() {
      return guideTools.threads;
    },
    line: 'with ThreadPoolExecutor(max_workers=20) as pool: results = list(pool.map(work, items))',
    get reason() {
      return guideTools.aThreadThatWaits;
    },
    get costs() {
      return guideTools.threadsShareAllData;
    },
    lessons: ['a-pool-of-threads', 'waiting-together', 'futures', 'first-threads', 'locks', 'queues'],
    proof: {
      program: { name: 'waiting_threads', text: waitingThreads },
      against: { name: 'waiting_loop', text: waitingLoop },
      get shows() {
        return guideTools.twentyWaitsOfA;
      },
    },
  },
  asyncio: {
    id: 'asyncio',
    get title() {
      return guideTools.asyncio;
    },
    line: 'results = await asyncio.gather(*(work(item) for item in items))',
    get reason() {
      return guideTools.oneThreadWaitsFor;
    },
    get costs() {
      return guideTools.itHasToBe;
    },
    lessons: ['async-and-await', 'one-loop-many-waits', 'a-thousand-requests', 'limits-and-timeouts', 'blocking-calls'],
    proof: {
      program: { name: 'waiting_asyncio', text: waitingAsyncio },
      against: { name: 'waiting_loop', text: waitingLoop },
      get shows() {
        return guideTools.twentyWaitsOnOne;
      },
    },
  },
  'to-thread': {
    id: 'to-thread',
    get title() {
      return guideTools.asyncioWithAThread;
    },
    line: 'answer = await asyncio.to_thread(work, item)',
    get reason() {
      return guideTools.anEventLoopHas;
    },
    get costs() {
      return guideTools.theCallRunsBeside;
    },
    lessons: ['blocking-calls', 'do-not-block-the-loop', 'async-and-await'],
    proof: {
      program: { name: 'to_thread', text: toThread },
      against: { name: 'blocking_in_async', text: loopOnBlocking },
      get shows() {
        return guideTools.theSameThreeCalls;
      },
    },
  },
  'process-pool': {
    id: 'process-pool',
    get title() {
      return guideTools.aPoolOfProcesses;
    },
    line: 'with ProcessPoolExecutor() as pool: results = list(pool.map(work, items, chunksize=50))',
    get reason() {
      return guideTools.onlyOneThreadOf;
    },
    get costs() {
      return guideTools.processesTakeTimeTo;
    },
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
      get shows() {
        return guideTools.theSamePrimesOn;
      },
    },
  },
  'shared-processes': {
    id: 'shared-processes',
    get title() {
      return guideTools.processesThatSendWhat;
    },
    line: 'tasks, results = multiprocessing.Queue(), multiprocessing.Queue()',
    get reason() {
      return guideTools.computingNeedsProcessesAnd;
    },
    get costs() {
      return guideTools.eachAccessToA;
    },
    lessons: ['sharing-between-processes', 'first-processes', 'queues', 'locks', 'own-data'],
    proof: {
      program: { name: 'shared_processes', text: sharedProcesses },
      against: { name: 'shared_loop', text: sharedLoop },
      get shows() {
        return guideTools.twoWorkersComputeAnd;
      },
    },
  },
  'threads-then-processes': {
    id: 'threads-then-processes',
    get title() {
      return guideTools.threadsForTheWaiting;
    },
    line: 'for fetched in as_completed(downloads): jobs.append(processes.submit(compute, fetched.result()))',
    get reason() {
      return guideTools.eachStageGetsWhat;
    },
    get costs() {
      return guideTools.twoPoolsAndWhat;
    },
    lessons: ['pipelines', 'one-interface', 'a-pool-of-threads', 'a-pool-of-processes', 'pickling-and-start-up'],
    proof: {
      program: { name: 'stages_pools', text: stagesPools },
      against: { name: 'stages_loop', text: stagesLoop },
      get shows() {
        return guideTools.fetchThenComputeEight;
      },
    },
  },
  vectorise: {
    id: 'vectorise',
    get title() {
      return guideTools.letTheLibraryDo;
    },
    line: 'total = (prices * amounts).sum()',
    get reason() {
      return guideTools.oneCallOnWhole;
    },
    get costs() {
      return guideTools.theWorkHasTo;
    },
    lessons: ['the-gil', 'free-threaded-python', 'pickling-and-start-up', 'waiting-or-computing'],
    proof: {
      program: { name: 'counted_in_c', text: countedInC },
      against: { name: 'counted_by_loop', text: countedByLoop },
      get shows() {
        return guideTools.theSameLettersCounted;
      },
    },
  },
  measure: {
    id: 'measure',
    get title() {
      return guideTools.measureFirst;
    },
    line: 'python -m cProfile -s cumulative program.py',
    get reason() {
      return guideTools.threadsHelpOnlyWho;
    },
    get costs() {
      return guideTools.tenMinutesItMay;
    },
    lessons: ['waiting-or-computing', 'primes-three-ways', 'the-gil', 'choosing'],
    proof: {
      program: { name: 'measure', text: measure },
      against: null,
      get shows() {
        return guideTools.eachStageWithIts;
      },
    },
  },
  'task-queue': {
    id: 'task-queue',
    get title() {
      return guideTools.aTaskQueueWith;
    },
    line: 'send_invoice.delay(order_id)',
    get reason() {
      return guideTools.workThatMustOutlive;
    },
    get costs() {
      return guideTools.aServiceToRun;
    },
    lessons: ['more-than-one-machine', 'in-production', 'queues', 'a-pool-of-processes'],
    proof: {
      program: { name: 'task_queue', text: taskQueue },
      against: null,
      get shows() {
        return guideTools.whatSuchAQueue;
      },
    },
  },
};
