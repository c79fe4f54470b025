/**
 * The course on two pages of paper: what to choose, what to beware of, and what the modules of Python are called.
 *
 * Nothing here is a second opinion. The choice is the tree of the guide, told in a dozen lines, and a test walks every way of the tree through
 * them. The code is Python's own: a test lets CPython parse every line, look every name up, and hold every keyword against its signature.
 * Figures are those of `docs/benchmarks.md`. In all texts, words in backquotes are code.
 */
import type { ToolId } from './tools';
import type { Answers, QuestionId } from './tree';

/** Which answers a line stands for: for each question that decides, the choices that it takes. */
export type Answered = { readonly [Q in QuestionId]?: readonly NonNullable<Answers[Q]>[] };

export interface ChoiceRow {
  readonly work: string;
  readonly tool: ToolId;
  /** The ways of the tree that end here: each way ends in exactly one row, and at its tool. */
  readonly when: readonly Answered[];
  readonly lesson: string;
}

export const CHOICES: readonly ChoiceRow[] = [
  {
    work: 'Nobody knows yet what it spends its time on',
    tool: 'measure',
    when: [{ work: ['unknown'] }],
    lesson: 'waiting-or-computing',
  },
  {
    work: 'It needs several machines, or must outlive the program',
    tool: 'task-queue',
    when: [{ place: ['not-enough'] }],
    lesson: 'more-than-one-machine',
  },
  {
    work: 'It is over in half a second, or each step needs the answer of the one before',
    tool: 'plain-loop',
    when: [{ length: ['short'] }, { work: ['waiting'], count: ['one'] }],
    lesson: 'choosing',
  },
  {
    work: 'It waits, through ordinary calls: up to some hundreds at once, or one beside other work',
    tool: 'threads',
    when: [
      { work: ['waiting'], program: ['ordinary'], count: ['beside'] },
      { work: ['waiting'], program: ['ordinary'], count: ['some', 'many'], library: ['waits'] },
    ],
    lesson: 'a-pool-of-threads',
  },
  {
    work: 'It waits for many at once, through a library that can be awaited',
    tool: 'asyncio',
    when: [
      { work: ['waiting'], program: ['asynchronous'], library: ['awaited'] },
      { work: ['waiting'], program: ['ordinary'], count: ['some', 'many'], library: ['awaited'] },
    ],
    lesson: 'async-and-await',
  },
  {
    work: 'An ordinary call that waits, in an asynchronous program',
    tool: 'to-thread',
    when: [{ work: ['waiting'], program: ['asynchronous'], library: ['waits'] }],
    lesson: 'blocking-calls',
  },
  {
    work: 'It computes in a library in C, such as NumPy',
    tool: 'vectorise',
    when: [{ work: ['computing'], code: ['library'] }],
    lesson: 'the-gil',
  },
  {
    work: 'It computes in Python, each piece by itself',
    tool: 'process-pool',
    when: [{ work: ['computing'], code: ['python'], shared: ['apart'] }],
    lesson: 'a-pool-of-processes',
  },
  {
    work: 'It computes in Python, and the pieces change common data',
    tool: 'shared-processes',
    when: [{ work: ['computing'], code: ['python'], shared: ['shared'] }],
    lesson: 'sharing-between-processes',
  },
  {
    work: 'It waits, then computes in Python',
    tool: 'threads-then-processes',
    when: [{ work: ['both'], code: ['python'] }],
    lesson: 'pipelines',
  },
  {
    work: 'It waits, then computes in a library in C',
    tool: 'threads',
    when: [{ work: ['both'], code: ['library'] }],
    lesson: 'one-interface',
  },
];

export interface ModelRow {
  readonly about: string;
  readonly threads: string;
  readonly asyncio: string;
  readonly processes: string;
  readonly typescript: string;
  readonly lesson: string;
}

/** Ways to do several things at once, beside each other. */
export const MODELS: readonly ModelRow[] = [
  {
    about: 'Good for',
    threads: 'waiting, with any library',
    asyncio: 'very many waits',
    processes: 'computing in Python',
    typescript: 'the loop waits, workers compute',
    lesson: 'choosing',
  },
  {
    about: 'Compute at one instant',
    threads: 'one: they share a GIL',
    asyncio: 'one: it is one thread',
    processes: 'as many as cores',
    typescript: 'one for the loop and each worker',
    lesson: 'the-gil',
  },
  {
    about: 'Switches',
    threads: 'anywhere between two steps',
    asyncio: 'only at `await`',
    processes: 'do not matter to each other',
    typescript: 'only at `await`; workers anywhere',
    lesson: 'a-counter-two-threads',
  },
  {
    about: 'Sensible number',
    threads: 'some hundreds',
    asyncio: 'ten thousand and more',
    processes: 'one for each core',
    typescript: 'one worker for each core',
    lesson: 'a-thousand-requests',
  },
  {
    about: 'Memory',
    threads: 'shared: lock it or own it',
    asyncio: 'shared: mind every `await`',
    processes: 'a copy each',
    typescript: 'a copy each, unless shared',
    lesson: 'first-processes',
  },
  {
    about: 'Hand data on by',
    threads: '`queue.Queue`',
    asyncio: '`asyncio.Queue`',
    processes: 'pickled messages',
    typescript: 'clone, transfer, share',
    lesson: 'sharing-between-processes',
  },
];

export interface Pitfall {
  readonly name: string;
  /** How it shows. */
  readonly shows: string;
  readonly cure: string;
  readonly lesson: string;
}

export const PITFALLS: readonly Pitfall[] = [
  {
    name: 'Lost update',
    shows: 'Two threads read, then both write: one change is gone, once in a while.',
    cure: 'One lock around reading and writing, or one owner for the data.',
    lesson: 'a-counter-two-threads',
  },
  {
    name: 'Deadlock',
    shows: 'Each holds what the next one wants; the program stands still.',
    cure: 'Take locks in one order everywhere, or make do with one.',
    lesson: 'deadlock',
  },
  {
    name: 'A lock held too long',
    shows: 'A thread sleeps, prints or asks a server while the others queue for its lock.',
    cure: 'Hold it for the shared data and for nothing else.',
    lesson: 'locks',
  },
  {
    name: 'An error that nobody hears',
    shows: 'It lies in a future that is never asked, or died in `except: pass`.',
    cure: 'Call `result()` on every future; let unknown errors through.',
    lesson: 'futures',
  },
  {
    name: 'Threads for computing',
    shows: 'They share one GIL, so four take as long as one, or longer.',
    cure: 'Processes, or a library that lets go of the GIL. Measure first.',
    lesson: 'the-gil',
  },
  {
    name: 'Small tasks, large luggage',
    shows: 'Starting, pickling and sending take longer than the work itself.',
    cure: 'Send chunks; send names and ranges, give back sums. Or stay with the loop.',
    lesson: 'pickling-and-start-up',
  },
  {
    name: 'No main guard',
    shows: 'Each child imports the file, and would start children itself.',
    cure: 'What the program does goes below `if __name__ == "__main__":`.',
    lesson: 'first-processes',
  },
  {
    name: 'A global that stays as it was',
    shows: 'A process changes a variable, and nobody else ever sees it.',
    cure: 'Return it; or send it, or keep it in shared memory, with a lock.',
    lesson: 'sharing-between-processes',
  },
  {
    name: 'A call that blocks the loop',
    shows: '`time.sleep`, `requests.get` or a long computation: no task moves.',
    cure: 'Await its asynchronous sister, or give it to `asyncio.to_thread`.',
    lesson: 'blocking-calls',
  },
  {
    name: 'No bound',
    shows: 'A queue, a crowd of tasks or a wait grows until memory or patience ends.',
    cure: '`maxsize` for queues, a semaphore for tasks, a timeout for waits.',
    lesson: 'limits-and-timeouts',
  },
];

export interface News {
  readonly what: string;
  readonly means: string;
  readonly lesson: string;
}

export const NEWS: readonly News[] = [
  {
    what: '`forkserver` is the default on Linux',
    means: 'Children import your file, as with `spawn`: the guard is needed everywhere. Ask for `fork` if you want it.',
    lesson: 'first-processes',
  },
  {
    what: 'Free-threaded build, `python3.14t`',
    means:
      'Supported, not the default. Threads compute side by side, so what the GIL hid comes out: lock what you share. `sys._is_gil_enabled()` tells.',
    lesson: 'free-threaded-python',
  },
  {
    what: '`InterpreterPoolExecutor`',
    means:
      'Interpreters with a GIL each in one process: cheaper than processes, and they share no ordinary objects. The module is `concurrent.interpreters`.',
    lesson: 'free-threaded-python',
  },
  {
    what: '`PicklingError` for a lambda',
    means: 'Earlier versions said `AttributeError` in some cases. Functions for processes stand at the top of a file.',
    lesson: 'pickling-and-start-up',
  },
];

export interface Figure {
  readonly value: string;
  readonly of: string;
  /** Where it is from: figures of `docs/benchmarks.md` with the numbers that they are rounded from; or who documents it. */
  readonly source: { readonly measured: readonly (readonly [name: string, value: number])[] } | 'documented';
  readonly lesson: string;
}

export const FIGURES: readonly Figure[] = [
  {
    value: '5 ms',
    of: 'how long a thread keeps the GIL while others wait (`sys.getswitchinterval`)',
    source: 'documented',
    lesson: 'the-gil',
  },
  {
    value: '10 ×',
    of: 'the most that any number of cores can give, if a tenth of the work is serial',
    source: 'documented',
    lesson: 'primes-three-ways',
  },
  {
    value: '4.8 ×',
    of: 'five requests of one second each: by five threads, against one after the other',
    source: { measured: [['races.five-requests.threads', 4.8]] },
    lesson: 'waiting-together',
  },
  {
    value: '1.0, 1.8 ×',
    of: 'eight heavy computations on two cores: by threads, by processes',
    source: {
      measured: [
        ['races.eight-heavy.threads', 0.98],
        ['races.eight-heavy.processes', 1.82],
      ],
    },
    lesson: 'a-pool-of-processes',
  },
  {
    value: '6 ms',
    of: 'the size from which on 32 equal tasks are worth a pool of two processes',
    source: { measured: [['races.worth.break-even', 6.2]] },
    lesson: 'pickling-and-start-up',
  },
  {
    value: '0.4, 230 ms',
    of: 'to start a thread; to start a process that nobody has prepared',
    source: {
      measured: [
        ['python.thread.start', 0.35],
        ['python.process.start.cold', 227],
      ],
    },
    lesson: 'first-processes',
  },
  {
    value: '0.6, 24 MiB',
    of: 'for a thousand tasks that wait; for a thousand threads that do (one interpreter: 30 MiB)',
    source: {
      measured: [
        ['python.asyncio.memory', 0.6],
        ['python.thread.memory', 24],
        ['python.process.memory', 30],
      ],
    },
    lesson: 'async-and-await',
  },
  {
    value: '85, 3, 0.6 ms',
    of: 'for 100 MB to a worker and an answer: by clone, by transfer, in shared memory',
    source: {
      measured: [
        ['typescript.send.clone.100mb', 85],
        ['typescript.send.transfer.100mb', 3.2],
        ['typescript.send.shared.100mb', 0.61],
      ],
    },
    lesson: 'what-it-costs-to-send',
  },
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
    about: 'strands that share all memory',
    names: {
      t: 'Thread',
      e: 'Event',
      c: 'Condition',
      lock: 'Lock',
    },
    rows: [
      {
        code: 't = Thread(target=f, args=(x,))',
        does: 'a thread; `t.start()` starts it',
        trap: '`target=f(x)` calls `f` at once; `(x,)` has a comma',
        typescript: "pool(1, './f')",
        lesson: 'first-threads',
      },
      {
        code: 't.join(timeout=5)',
        does: 'waits until it has ended',
        trap: 'gives `None` either way: ask `t.is_alive()`',
        typescript: 'await answer',
        lesson: 'first-threads',
      },
      {
        code: 'Thread(target=f, daemon=True)',
        does: 'the program does not wait for it',
        trap: 'cut off anywhere at the end, without `finally`',
        typescript: '',
        lesson: 'first-threads',
      },
      {
        code: 'with lock:',
        does: 'one at a time; `lock = Lock()`',
        trap: 'all must take the same; taken twice by one: hangs',
        typescript: 'mutex.run(f)',
        lesson: 'locks',
      },
      {
        code: 'RLock()',
        does: 'a lock that its holder may take again',
        trap: 'give it back as often as you took it',
        typescript: '',
        lesson: 'locks',
      },
      {
        code: 'BoundedSemaphore(n)',
        does: 'at most n at a time',
        trap: 'how many at once, not how many a second',
        typescript: 'new Semaphore(n)',
        lesson: 'limits-and-timeouts',
      },
      {
        code: 'e.wait(timeout=1)',
        does: 'waits for `e.set()`; wakes all',
        trap: 'gives `False` when the time is up: look at it',
        typescript: '',
        lesson: 'in-production',
      },
      {
        code: 'c.wait_for(ok)',
        does: 'waits, lock in hand, until `ok()`',
        trap: 'a bare `wait()` may wake for nothing',
        typescript: 'Atomics.wait(a, 0, 0)',
        lesson: 'queues',
      },
      {
        code: 'local()',
        does: 'data of its own for each thread',
        trap: 'in a pool it stays from one task to the next',
        typescript: '',
        lesson: 'own-data',
      },
    ],
  },
  {
    module: 'queue',
    about: 'hand work from thread to thread',
    names: { q: 'Queue' },
    rows: [
      {
        code: 'q = Queue(maxsize=n)',
        does: '`q.put(x)` waits while it is full',
        trap: 'without `maxsize`: no bound, no backpressure',
        typescript: 'new Channel(n)',
        lesson: 'queues',
      },
      {
        code: 'q.get(timeout=1)',
        does: 'takes the oldest, waits for one',
        trap: 'raises `Empty` in the end; else waits for ever',
        typescript: 'channel.receive()',
        lesson: 'queues',
      },
      {
        code: 'q.shutdown()',
        does: 'no more; once empty, `get` raises',
        trap: 'since 3.13; before: a sentinel for each consumer',
        typescript: 'channel.close()',
        lesson: 'queues',
      },
      {
        code: 'q.join()',
        does: 'waits until every item is done',
        trap: 'one `q.task_done()` forgotten: it never returns',
        typescript: '',
        lesson: 'queues',
      },
      {
        code: 'q.qsize()',
        does: 'how many there were a moment ago',
        trap: 'out of date when you read it; so is `q.empty()`',
        typescript: '',
        lesson: 'queues',
      },
      {
        code: 'PriorityQueue()',
        does: 'the smallest first',
        trap: 'equal ranks compare the items themselves',
        typescript: '',
        lesson: 'queues',
      },
    ],
  },
  {
    module: 'concurrent.futures',
    about: 'pools, of threads or of processes',
    names: { pool: 'Executor', fut: 'Future' },
    rows: [
      {
        code: 'ThreadPoolExecutor(max_workers=n)',
        does: 'n threads; `with` waits for all',
        trap: 'by default cores + 4, at most 32: say how many',
        typescript: 'pool(n, module)',
        lesson: 'a-pool-of-threads',
      },
      {
        code: 'ProcessPoolExecutor()',
        does: 'a process for each core',
        trap: 'main guard; all that is sent must be pickled',
        typescript: 'pool(n, module)',
        lesson: 'a-pool-of-processes',
      },
      {
        code: 'fut = pool.submit(f, x)',
        does: 'gives a future at once',
        trap: '`submit(f(x))` calls `f` at once, in this thread',
        typescript: "workers.submit('f', [x])",
        lesson: 'futures',
      },
      {
        code: 'pool.map(f, xs, chunksize=50)',
        does: 'results in the order of the items',
        trap: 'errors come with results; chunks: processes only',
        typescript: "workers.map('f', xs)",
        lesson: 'a-pool-of-processes',
      },
      {
        code: 'fut.result(timeout=5)',
        does: 'waits; raises what the task raised',
        trap: 'never asked, never heard; a timeout stops nobody',
        typescript: 'await answer',
        lesson: 'futures',
      },
      {
        code: 'as_completed(fs)',
        does: 'futures as they get done',
        trap: 'in any order: keep a dict from future to item',
        typescript: '',
        lesson: 'futures',
      },
      {
        code: 'fut.cancel()',
        does: 'takes a task back',
        trap: 'only one that has not begun',
        typescript: 'controller.abort()',
        lesson: 'in-production',
      },
      {
        code: 'pool.shutdown(cancel_futures=True)',
        does: 'strikes out what has not begun',
        trap: 'what runs runs on to its end',
        typescript: 'workers.close()',
        lesson: 'in-production',
      },
    ],
  },
  {
    module: 'multiprocessing',
    about: 'interpreters with memory of their own',
    names: { p: 'Process', pool: 'pool.Pool', v: 'sharedctypes.Synchronized', m: 'managers.SyncManager' },
    rows: [
      {
        code: 'p = Process(target=f, args=(x,))',
        does: '`f` in a process of its own',
        trap: 'works on copies: nobody sees what it changes',
        typescript: "pool(1, './f')",
        lesson: 'first-processes',
      },
      {
        code: 'p.exitcode',
        does: '0 if all went well, after `p.join()`',
        trap: 'the only sign here of an error over there',
        typescript: '',
        lesson: 'first-processes',
      },
      {
        code: "get_context('spawn')",
        does: 'one start method, for you alone',
        trap: '`set_start_method` is for all, and only once',
        typescript: '',
        lesson: 'first-processes',
      },
      {
        code: 'pool.imap_unordered(f, xs, 50)',
        does: 'results as they come, 50 in a chunk',
        trap: 'leaving `with Pool()` ends it: collect first',
        typescript: '',
        lesson: 'a-pool-of-processes',
      },
      {
        code: 'Queue(maxsize=n)',
        does: 'sends pickled copies',
        trap: 'empty it before you join who fills it',
        typescript: 'new Channel(n)',
        lesson: 'sharing-between-processes',
      },
      {
        code: 'Pipe()',
        does: 'a wire with two ends',
        trap: 'two writers at one end mix their messages',
        typescript: 'new MessageChannel()',
        lesson: 'sharing-between-processes',
      },
      {
        code: "v = Value('i', 0)",
        does: 'a number that all see; `Array`: a row',
        trap: '`v.value += 1` is two steps: `with v.get_lock():`',
        typescript: 'Atomics.add(a, 0, 1)',
        lesson: 'sharing-between-processes',
      },
      {
        code: 'm.dict()',
        does: 'objects kept by `m = Manager()`',
        trap: 'two messages a look; a list in it is a copy',
        typescript: '',
        lesson: 'sharing-between-processes',
      },
      {
        code: 'shared_memory.SharedMemory(size=n, create=True)',
        does: 'bytes with a name, never copied',
        trap: '`close()` by each, `unlink()` once by the last',
        typescript: 'new SharedArrayBuffer(n)',
        lesson: 'sharing-between-processes',
      },
    ],
  },
  {
    module: 'asyncio',
    about: 'one thread, many waits',
    names: {
      task: 'Task',
      group: 'TaskGroup',
      loop: 'AbstractEventLoop',
      places: 'Semaphore',
      lock: 'Lock',
      q: 'Queue',
    },
    rows: [
      {
        code: 'run(main())',
        does: 'starts a loop, runs, closes it',
        trap: 'once, at the top; not within a running loop',
        typescript: '',
        lesson: 'async-and-await',
      },
      {
        code: 'await f(x)',
        does: 'runs `f`; meanwhile others may run',
        trap: '`f(x)` alone runs nothing; two awaits are a row',
        typescript: 'await f(x)',
        lesson: 'async-and-await',
      },
      {
        code: 'task = create_task(f(x))',
        does: 'runs it alongside',
        trap: 'begins at the next await; keep it, or it may vanish',
        typescript: 'const task = f(x)',
        lesson: 'async-and-await',
      },
      {
        code: 'await gather(*jobs, return_exceptions=True)',
        does: 'all at once; results in order',
        trap: 'else one error is raised, and the others run on',
        typescript: 'Promise.allSettled(jobs)',
        lesson: 'async-and-await',
      },
      {
        code: 'async with TaskGroup() as group:',
        does: '`group.create_task(f(x))`; waits',
        trap: 'an error cancels all: `ExceptionGroup`, `except*`',
        typescript: 'Promise.all(jobs)',
        lesson: 'async-and-await',
      },
      {
        code: 'async with timeout(1):',
        does: 'cancels its block: `TimeoutError`',
        trap: 'only at an `await`; let `CancelledError` through',
        typescript: 'AbortSignal.timeout(1000)',
        lesson: 'limits-and-timeouts',
      },
      {
        code: 'async with places:',
        does: 'n at a time: `places = Semaphore(n)`',
        trap: 'make it once, outside of the tasks; no rate limit',
        typescript: 'new Semaphore(n)',
        lesson: 'limits-and-timeouts',
      },
      {
        code: 'async with lock:',
        does: 'one task, across its awaits: `Lock()`',
        trap: 'a `threading.Lock` here stops the whole loop',
        typescript: 'await mutex.lockAsync()',
        lesson: 'limits-and-timeouts',
      },
      {
        code: 'await q.put(x)',
        does: 'hands work on; `q = Queue(n)`',
        trap: 'for tasks of one loop, not for threads',
        typescript: 'channel.sendAsync(x)',
        lesson: 'limits-and-timeouts',
      },
      {
        code: 'await to_thread(f, x)',
        does: 'a call that blocks, out of the way',
        trap: 'cannot be cancelled; shared data needs a lock',
        typescript: "workers.submit('f', [x])",
        lesson: 'blocking-calls',
      },
      {
        code: 'loop.run_in_executor(pool, f, x)',
        does: 'the same in a pool of yours',
        trap: 'no keywords: use `functools.partial`',
        typescript: "workers.submit('f', [x])",
        lesson: 'blocking-calls',
      },
      {
        code: 'await sleep(0)',
        does: 'lets the others have a turn',
        trap: '`time.sleep` lets nobody',
        typescript: 'await sleep(0)',
        lesson: 'blocking-calls',
      },
      {
        code: 'task.cancel()',
        does: '`CancelledError` at its await',
        trap: 'asks, does not force: await it afterwards',
        typescript: 'controller.abort()',
        lesson: 'limits-and-timeouts',
      },
    ],
  },
];
