/**
 * The course on two pages of paper: what to choose, what to beware of, and what the modules of Python are called.
 *
 * Nothing here is a second opinion. The choice is the tree of the guide, told in a dozen lines, and a test walks every way of the tree through
 * them. The code is Python's own: a test lets CPython parse every line, look every name up, and hold every keyword against its signature.
 * Figures are those of `docs/benchmarks.md`. In all texts, words in backquotes are code.
 *
 * A row has an id, under which its words stand in the dictionary.
 */
import { sheetApi } from '../texts/en/sheet-api';
import { sheetRows } from '../texts/en/sheet-rows';
import type { ToolId } from './tools';
import type { Answers, QuestionId } from './tree';

/** The ids of whatever has a text whose key ends so: `lostUpdate` for `lostUpdateCure`. */
type IdOf<Texts, End extends string> = keyof Texts extends infer Key
  ? Key extends `${infer Id}${End}`
    ? Id
    : never
  : never;

/** Which answers a line stands for: for each question that decides, the choices that it takes. */
export type Answered = { readonly [Q in QuestionId]?: readonly NonNullable<Answers[Q]>[] };

export interface ChoiceRow {
  readonly work: string;
  readonly tool: ToolId;
  /** The ways of the tree that end here: each way ends in exactly one row, and at its tool. */
  readonly when: readonly Answered[];
  readonly lesson: string;
}

const choice = (id: IdOf<typeof sheetRows, 'Work'>, row: Omit<ChoiceRow, 'work'>): ChoiceRow => ({
  get work() {
    return sheetRows[`${id}Work`];
  },
  ...row,
});

export const CHOICES: readonly ChoiceRow[] = [
  choice('unknown', { tool: 'measure', when: [{ work: ['unknown'] }], lesson: 'waiting-or-computing' }),
  choice('machines', { tool: 'task-queue', when: [{ place: ['not-enough'] }], lesson: 'more-than-one-machine' }),
  choice('short', {
    tool: 'plain-loop',
    when: [{ length: ['short'] }, { work: ['waiting'], count: ['one'] }],
    lesson: 'choosing',
  }),
  choice('ordinaryWaits', {
    tool: 'threads',
    when: [
      { work: ['waiting'], program: ['ordinary'], count: ['beside'] },
      { work: ['waiting'], program: ['ordinary'], count: ['some', 'many'], library: ['waits'] },
    ],
    lesson: 'a-pool-of-threads',
  }),
  choice('awaitedWaits', {
    tool: 'asyncio',
    when: [
      { work: ['waiting'], program: ['asynchronous'], library: ['awaited'] },
      { work: ['waiting'], program: ['ordinary'], count: ['some', 'many'], library: ['awaited'] },
    ],
    lesson: 'async-and-await',
  }),
  choice('blockingCall', {
    tool: 'to-thread',
    when: [{ work: ['waiting'], program: ['asynchronous'], library: ['waits'] }],
    lesson: 'blocking-calls',
  }),
  choice('inC', { tool: 'vectorise', when: [{ work: ['computing'], code: ['library'] }], lesson: 'the-gil' }),
  choice('inPython', {
    tool: 'process-pool',
    when: [{ work: ['computing'], code: ['python'], shared: ['apart'] }],
    lesson: 'a-pool-of-processes',
  }),
  choice('commonData', {
    tool: 'shared-processes',
    when: [{ work: ['computing'], code: ['python'], shared: ['shared'] }],
    lesson: 'sharing-between-processes',
  }),
  choice('thenPython', {
    tool: 'threads-then-processes',
    when: [{ work: ['both'], code: ['python'] }],
    lesson: 'pipelines',
  }),
  choice('thenC', { tool: 'threads', when: [{ work: ['both'], code: ['library'] }], lesson: 'one-interface' }),
];

export interface ModelRow {
  readonly about: string;
  readonly threads: string;
  readonly asyncio: string;
  readonly processes: string;
  readonly typescript: string;
  readonly lesson: string;
}

const model = (id: IdOf<typeof sheetRows, 'About'>, lesson: string): ModelRow => ({
  get about() {
    return sheetRows[`${id}About`];
  },
  get threads() {
    return sheetRows[`${id}Threads`];
  },
  get asyncio() {
    return sheetRows[`${id}Asyncio`];
  },
  get processes() {
    return sheetRows[`${id}Processes`];
  },
  get typescript() {
    return sheetRows[`${id}Typescript`];
  },
  lesson,
});

/** Ways to do several things at once, beside each other. */
export const MODELS: readonly ModelRow[] = [
  model('goodFor', 'choosing'),
  model('atOneInstant', 'the-gil'),
  model('switches', 'a-counter-two-threads'),
  model('number', 'a-thousand-requests'),
  model('memory', 'first-processes'),
  model('handOn', 'sharing-between-processes'),
];

export interface Pitfall {
  readonly name: string;
  /** How it shows. */
  readonly shows: string;
  readonly cure: string;
  readonly lesson: string;
}

const pitfall = (id: IdOf<typeof sheetRows, 'Cure'>, lesson: string): Pitfall => ({
  get name() {
    return sheetRows[`${id}Name`];
  },
  get shows() {
    return sheetRows[`${id}Shows`];
  },
  get cure() {
    return sheetRows[`${id}Cure`];
  },
  lesson,
});

export const PITFALLS: readonly Pitfall[] = [
  pitfall('lostUpdate', 'a-counter-two-threads'),
  pitfall('deadlock', 'deadlock'),
  pitfall('longLock', 'locks'),
  pitfall('unheardError', 'futures'),
  pitfall('computingThreads', 'the-gil'),
  pitfall('smallTasks', 'pickling-and-start-up'),
  pitfall('noGuard', 'first-processes'),
  pitfall('global', 'sharing-between-processes'),
  pitfall('blockedLoop', 'blocking-calls'),
  pitfall('noBound', 'limits-and-timeouts'),
];

export interface News {
  readonly what: string;
  readonly means: string;
  readonly lesson: string;
}

const news = (id: IdOf<typeof sheetRows, 'Means'>, lesson: string): News => ({
  get what() {
    return sheetRows[`${id}What`];
  },
  get means() {
    return sheetRows[`${id}Means`];
  },
  lesson,
});

export const NEWS: readonly News[] = [
  news('forkserver', 'first-processes'),
  news('freeThreaded', 'free-threaded-python'),
  news('interpreters', 'free-threaded-python'),
  news('picklingError', 'pickling-and-start-up'),
];

export interface Figure {
  readonly value: string;
  readonly of: string;
  /** Where it is from: figures of `docs/benchmarks.md` with the numbers that they are rounded from; or who documents it. */
  readonly source: { readonly measured: readonly (readonly [name: string, value: number])[] } | 'documented';
  readonly lesson: string;
}

const figure = (id: IdOf<typeof sheetRows, 'Value'>, row: Omit<Figure, 'value' | 'of'>): Figure => ({
  get value() {
    return sheetRows[`${id}Value`];
  },
  get of() {
    return sheetRows[`${id}Of`];
  },
  ...row,
});

export const FIGURES: readonly Figure[] = [
  figure('switchInterval', { source: 'documented', lesson: 'the-gil' }),
  figure('serialShare', { source: 'documented', lesson: 'primes-three-ways' }),
  figure('fiveRequests', { source: { measured: [['races.five-requests.threads', 4.8]] }, lesson: 'waiting-together' }),
  figure('eightHeavy', {
    source: {
      measured: [
        ['races.eight-heavy.threads', 0.98],
        ['races.eight-heavy.processes', 1.82],
      ],
    },
    lesson: 'a-pool-of-processes',
  }),
  figure('breakEven', { source: { measured: [['races.worth.break-even', 6.2]] }, lesson: 'pickling-and-start-up' }),
  figure('startUp', {
    source: {
      measured: [
        ['python.thread.start', 0.35],
        ['python.process.start.cold', 227],
      ],
    },
    lesson: 'first-processes',
  }),
  figure('taskMemory', {
    source: {
      measured: [
        ['python.asyncio.memory', 0.6],
        ['python.thread.memory', 24],
        ['python.process.memory', 30],
      ],
    },
    lesson: 'async-and-await',
  }),
  figure('hundredMegabytes', {
    source: {
      measured: [
        ['typescript.send.clone.100mb', 85],
        ['typescript.send.transfer.100mb', 3.2],
        ['typescript.send.shared.100mb', 0.61],
      ],
    },
    lesson: 'what-it-costs-to-send',
  }),
];

export interface ApiRow {
  /** Python, as one writes it: an expression, or the head of a `with` or `for`. */
  readonly code: string;
  readonly does: string;
  readonly trap: string;
  /** What a TypeScript program here writes in its place; empty where there is no such thing. */
  readonly typescript: string;
  readonly lesson: string;
}

const api = (id: IdOf<typeof sheetApi, 'Does'>, row: Omit<ApiRow, 'does' | 'trap'>): ApiRow => ({
  get does() {
    return sheetApi[`${id}Does`];
  },
  get trap() {
    return sheetApi[`${id}Trap`];
  },
  ...row,
});

export interface ApiTable {
  readonly module: string;
  readonly about: string;
  /** What the short names in its code are, as names of the module or full ones. */
  readonly names: Readonly<Record<string, string>>;
  readonly rows: readonly ApiRow[];
}

/** Whatever the reader puts in their place: functions, arguments, numbers. */
export const PLACEHOLDERS: readonly string[] = ['f', 'x', 'xs', 'n', 'main', 'ok', 'fs', 'jobs', 'pool'];

export const API: readonly ApiTable[] = [
  {
    module: 'threading',
    get about() {
      return sheetApi.threadingIs;
    },
    names: { t: 'Thread', e: 'Event', c: 'Condition', lock: 'Lock' },
    rows: [
      api('thread', { code: 't = Thread(target=f, args=(x,))', typescript: "pool(1, './f')", lesson: 'first-threads' }),
      api('threadJoin', { code: 't.join(timeout=5)', typescript: 'await answer', lesson: 'first-threads' }),
      api('daemon', { code: 'Thread(target=f, daemon=True)', typescript: '', lesson: 'first-threads' }),
      api('withLock', { code: 'with lock:', typescript: 'mutex.run(f)', lesson: 'locks' }),
      api('rLock', { code: 'RLock()', typescript: '', lesson: 'locks' }),
      api('boundedSemaphore', {
        code: 'BoundedSemaphore(n)',
        typescript: 'new Semaphore(n)',
        lesson: 'limits-and-timeouts',
      }),
      api('event', { code: 'e.wait(timeout=1)', typescript: '', lesson: 'in-production' }),
      api('condition', { code: 'c.wait_for(ok)', typescript: 'Atomics.wait(a, 0, 0)', lesson: 'queues' }),
      api('local', { code: 'local()', typescript: '', lesson: 'own-data' }),
    ],
  },
  {
    module: 'queue',
    get about() {
      return sheetApi.queueIs;
    },
    names: { q: 'Queue' },
    rows: [
      api('queue', { code: 'q = Queue(maxsize=n)', typescript: 'new Channel(n)', lesson: 'queues' }),
      api('queueGet', { code: 'q.get(timeout=1)', typescript: 'channel.receive()', lesson: 'queues' }),
      api('queueShutdown', { code: 'q.shutdown()', typescript: 'channel.close()', lesson: 'queues' }),
      api('queueJoin', { code: 'q.join()', typescript: '', lesson: 'queues' }),
      api('queueSize', { code: 'q.qsize()', typescript: '', lesson: 'queues' }),
      api('priorityQueue', { code: 'PriorityQueue()', typescript: '', lesson: 'queues' }),
    ],
  },
  {
    module: 'concurrent.futures',
    get about() {
      return sheetApi.futuresIs;
    },
    names: { pool: 'Executor', fut: 'Future' },
    rows: [
      api('threadPool', {
        code: 'ThreadPoolExecutor(max_workers=n)',
        typescript: 'pool(n, module)',
        lesson: 'a-pool-of-threads',
      }),
      api('processPool', {
        code: 'ProcessPoolExecutor()',
        typescript: 'pool(n, module)',
        lesson: 'a-pool-of-processes',
      }),
      api('submit', { code: 'fut = pool.submit(f, x)', typescript: "workers.submit('f', [x])", lesson: 'futures' }),
      api('poolMap', {
        code: 'pool.map(f, xs, chunksize=50)',
        typescript: "workers.map('f', xs)",
        lesson: 'a-pool-of-processes',
      }),
      api('futureResult', { code: 'fut.result(timeout=5)', typescript: 'await answer', lesson: 'futures' }),
      api('asCompleted', { code: 'as_completed(fs)', typescript: '', lesson: 'futures' }),
      api('futureCancel', { code: 'fut.cancel()', typescript: 'controller.abort()', lesson: 'in-production' }),
      api('poolShutdown', {
        code: 'pool.shutdown(cancel_futures=True)',
        typescript: 'workers.close()',
        lesson: 'in-production',
      }),
    ],
  },
  {
    module: 'multiprocessing',
    get about() {
      return sheetApi.multiprocessingIs;
    },
    names: { p: 'Process', pool: 'pool.Pool', v: 'sharedctypes.Synchronized', m: 'managers.SyncManager' },
    rows: [
      api('process', {
        code: 'p = Process(target=f, args=(x,))',
        typescript: "pool(1, './f')",
        lesson: 'first-processes',
      }),
      api('exitcode', { code: 'p.exitcode', typescript: '', lesson: 'first-processes' }),
      api('context', { code: "get_context('spawn')", typescript: '', lesson: 'first-processes' }),
      api('imap', { code: 'pool.imap_unordered(f, xs, 50)', typescript: '', lesson: 'a-pool-of-processes' }),
      api('processQueue', {
        code: 'Queue(maxsize=n)',
        typescript: 'new Channel(n)',
        lesson: 'sharing-between-processes',
      }),
      api('pipe', { code: 'Pipe()', typescript: 'new MessageChannel()', lesson: 'sharing-between-processes' }),
      api('value', {
        code: "v = Value('i', 0)",
        typescript: 'Atomics.add(a, 0, 1)',
        lesson: 'sharing-between-processes',
      }),
      api('manager', { code: 'm.dict()', typescript: '', lesson: 'sharing-between-processes' }),
      api('sharedMemory', {
        code: 'shared_memory.SharedMemory(size=n, create=True)',
        typescript: 'new SharedArrayBuffer(n)',
        lesson: 'sharing-between-processes',
      }),
    ],
  },
  {
    module: 'asyncio',
    get about() {
      return sheetApi.asyncioIs;
    },
    names: {
      task: 'Task',
      group: 'TaskGroup',
      loop: 'AbstractEventLoop',
      places: 'Semaphore',
      lock: 'Lock',
      q: 'Queue',
    },
    rows: [
      api('run', { code: 'run(main())', typescript: '', lesson: 'async-and-await' }),
      api('awaitCall', { code: 'await f(x)', typescript: 'await f(x)', lesson: 'async-and-await' }),
      api('createTask', {
        code: 'task = create_task(f(x))',
        typescript: 'const task = f(x)',
        lesson: 'async-and-await',
      }),
      api('gather', {
        code: 'await gather(*jobs, return_exceptions=True)',
        typescript: 'Promise.allSettled(jobs)',
        lesson: 'async-and-await',
      }),
      api('taskGroup', {
        code: 'async with TaskGroup() as group:',
        typescript: 'Promise.all(jobs)',
        lesson: 'async-and-await',
      }),
      api('timeout', {
        code: 'async with timeout(1):',
        typescript: 'AbortSignal.timeout(1000)',
        lesson: 'limits-and-timeouts',
      }),
      api('semaphore', { code: 'async with places:', typescript: 'new Semaphore(n)', lesson: 'limits-and-timeouts' }),
      api('asyncLock', {
        code: 'async with lock:',
        typescript: 'await mutex.lockAsync()',
        lesson: 'limits-and-timeouts',
      }),
      api('asyncQueue', { code: 'await q.put(x)', typescript: 'channel.sendAsync(x)', lesson: 'limits-and-timeouts' }),
      api('toThread', {
        code: 'await to_thread(f, x)',
        typescript: "workers.submit('f', [x])",
        lesson: 'blocking-calls',
      }),
      api('executor', {
        code: 'loop.run_in_executor(pool, f, x)',
        typescript: "workers.submit('f', [x])",
        lesson: 'blocking-calls',
      }),
      api('sleepZero', { code: 'await sleep(0)', typescript: 'await sleep(0)', lesson: 'blocking-calls' }),
      api('taskCancel', { code: 'task.cancel()', typescript: 'controller.abort()', lesson: 'limits-and-timeouts' }),
    ],
  },
];
