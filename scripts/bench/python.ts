/** The Python runtime: start, threads, locks, tracing. Programs in `programs/` measure themselves where they can. */
import { readFile } from 'node:fs/promises';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, median, type Bench, type Figure } from './figure';

const BOOTS = 5;
const WARM_RUNS = 9;
const PROCESS_BOOTS = 9;
const OVERHEAD_PAIRS = 24;
const THREADS = 1_000;
const TASKS = 100_000;

async function program(name: string, traced = true): Promise<RunRequest> {
  const content = await readFile(new URL(`programs/${name}`, import.meta.url), 'utf8');
  return request(name, content, traced);
}

function request(path: string, content: string, traced = true): RunRequest {
  return {
    language: 'python',
    entry: path,
    files: [{ path, content }],
    args: [],
    traced,
    startMethod: 'fork',
    prepareProcesses: true,
    seed: 1,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 120_000 },
  };
}

/** Runs a program that prints its measurements as one line of JSON. */
async function measured(lab: Lab, what: RunRequest): Promise<unknown> {
  const { summary, stdout } = await lab.run(what, { wantsTrace: false });
  if (summary.outcome.kind !== 'finished') throw new Error(`${what.entry}: ${JSON.stringify(summary.outcome)}`);
  return JSON.parse(stdout);
}

/** From a call in the page to the program's first output there, in ms. */
function firstOutput(lab: Lab): Promise<number> {
  return lab.page.evaluate(
    async (what) => {
      const begin = performance.now();
      window.interleave.start(what);
      let first = NaN;
      for (;;) {
        for (const event of await window.interleave.next()) {
          if (event.type === 'output' && Number.isNaN(first)) first = performance.now() - begin;
          if (event.type === 'ended') return first;
        }
      }
    },
    request('hello.py', 'print("hello")\n'),
  );
}

const selfMeasured = (name: string, unit: Figure['unit'], file: string, note: string, traced = true): Bench => ({
  names: [name],
  run: () =>
    withLab(async (lab) => [figure(name, unit, (await measured(lab, await program(file, traced))) as number[], note)]),
});

export const pythonBenches: readonly Bench[] = [
  {
    names: ['python.boot.cold'],
    run: async () => {
      const values: number[] = [];
      for (let i = 0; i < BOOTS; i++) {
        values.push(
          await withLab(async (lab) => {
            const opened = await lab.page.evaluate(() => performance.now());
            return opened + (await firstOutput(lab));
          }),
        );
      }
      return [figure('python.boot.cold', 'ms', values, 'opening the page, with an empty cache, to the first output')];
    },
  },
  {
    names: ['python.run.warm'],
    run: () =>
      withLab(async (lab) => {
        const values: number[] = [];
        for (let i = 0; i < WARM_RUNS; i++) {
          await lab.page.evaluate(() => window.interleave.boot('python'));
          values.push(await firstOutput(lab));
        }
        return [figure('python.run.warm', 'ms', values, 'Run to the first output, an interpreter being ready')];
      }),
  },
  {
    names: [
      'python.process.boot.plain',
      'python.process.boot.snapshot',
      'python.process.boot.ratio',
      'python.process.memory',
    ],
    run: () =>
      withLab(
        async (lab) => {
          const hello = request('hello.py', 'print("hello")\n', false);
          const boots = async (from: 'plain' | 'snapshot'): Promise<number[]> => {
            const values: number[] = [];
            while (values.length < PROCESS_BOOTS) {
              // One comes after each run. The next run follows before the realm is idle, so that no kit is made meanwhile.
              await lab.run(hello, { wantsTrace: false });
              const booted = await lab.page.evaluate(() => window.interleave.boot('python'));
              if (booted.from !== from) throw new Error(`an interpreter was booted from ${booted.from}, not ${from}`);
              values.push(booted.bootMs);
            }
            return values;
          };
          const plain = await boots('plain');
          await lab.settle('python');
          const snapshot = await boots('snapshot');
          const size = request('size.py', 'import pyodide_js\nprint(pyodide_js._module.HEAP8.length / 2**20)\n', false);
          const memory = (await measured(lab, size)) as number;
          return [
            figure(
              'python.process.boot.plain',
              'ms',
              plain,
              'an interpreter boots from its files, which the browser has',
            ),
            figure('python.process.boot.snapshot', 'ms', snapshot, 'an interpreter boots from the kit of its realm'),
            figure(
              'python.process.boot.ratio',
              'ratio',
              snapshot.map((value) => value / median(plain)),
              'the second against the median of the first',
            ),
            figure('python.process.memory', 'MiB', [memory], 'WebAssembly memory of one interpreter from a kit'),
          ];
        },
        { boot: 'python' },
      ),
  },
  {
    names: ['python.thread.memory', 'python.asyncio.memory'],
    run: () =>
      withLab(async (lab) => {
        /** What the interpreter's memory had grown to at the run's end, in MiB. It grows in steps of a fifth of itself, so the counts are large. */
        const held = async (kind: string, count: number): Promise<number> => {
          const what = { ...(await program('memory.py', false)), args: [kind, String(count)] };
          const { summary } = await lab.run(what, { wantsTrace: false });
          if (summary.memory === undefined) throw new Error(`${kind}: ${JSON.stringify(summary)}`);
          return summary.memory.bytes / 1024 / 1024;
        };
        const perThousand = async (kind: string, few: number, many: number): Promise<number> =>
          (((await held(kind, many)) - (await held(kind, few))) / (many - few)) * 1000;
        return [
          figure(
            'python.thread.memory',
            'MiB',
            [await perThousand('threads', THREADS / 10, THREADS)],
            'WebAssembly memory of a thousand threads that wait; the stacks that the browser switches between are beside it',
          ),
          figure(
            'python.asyncio.memory',
            'MiB',
            [await perThousand('tasks', TASKS / 10, TASKS)],
            'WebAssembly memory of a thousand tasks that wait, each with its coroutine',
          ),
        ];
      }),
  },
  selfMeasured('python.thread.start', 'ms', 'thread_start.py', 'Thread.start and join of a thread that does nothing'),
  selfMeasured('python.thread.switch', 'us', 'switch.py', 'one thread gives way to another (time.sleep(0)), traced'),
  selfMeasured('python.lock.uncontended', 'us', 'lock_uncontended.py', 'with lock: pass; traced'),
  selfMeasured('python.lock.uncontended.untraced', 'us', 'lock_uncontended.py', 'with lock: pass; tracing off', false),
  selfMeasured('python.lock.contended', 'us', 'lock_contended.py', 'an acquisition that waits, two switches included'),
  {
    names: ['python.tracing.overhead', 'python.gil.together', 'python.gil.together.thread'],
    run: () =>
      withLab(async (lab) => {
        const ratios = { main: [] as number[], thread: [] as number[] };
        const once = async (traced: boolean): Promise<number> => {
          const trials = (await measured(lab, await program('compute.py', traced))) as [number, number, number][];
          if (traced) {
            ratios.main.push(...trials.map(([together, , inTurn]) => together / inTurn));
            ratios.thread.push(...trials.map(([together, alone]) => together / alone));
          }
          return median(trials.map(([together]) => together));
        };
        const overheads: number[] = [];
        for (let i = 0; i < OVERHEAD_PAIRS; i++) {
          // Either order half of the time, so that a drift of the machine favours neither.
          const first = await once(i % 2 === 0);
          const second = await once(i % 2 !== 0);
          const [on, off] = i % 2 === 0 ? [first, second] : [second, first];
          overheads.push(((on - off) / off) * 100);
        }
        return [
          figure(
            'python.tracing.overhead',
            '%',
            overheads,
            'two computing threads, tracing on against off, in pairs of runs',
          ),
          figure(
            'python.gil.together',
            'ratio',
            ratios.main,
            'two threads against the main thread, one after the other',
          ),
          figure(
            'python.gil.together.thread',
            'ratio',
            ratios.thread,
            'two threads against one that does the work of both',
          ),
        ];
      }),
  },
];
