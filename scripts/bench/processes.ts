/** Processes: how fast they start, what they add to each other's speed, and what a message costs; and the same natively. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, type Bench, type Figure } from './figure';

const TRIALS = 5;
const STARTS = 9;

interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

const start = (count: number, rest: number): Program => ({
  file: 'process_start.py',
  args: [String(count), String(rest)],
});
const PIPE: Program = { file: 'process_pipe.py', args: [] };
const POOL: Program = { file: 'process_pool.py', args: [] };
const PRIMES: Program = { file: 'process_primes.py', args: [] };

const pathOf = (file: string): URL => new URL(`programs/${file}`, import.meta.url);

async function inBrowser(lab: Lab, { file, args }: Program, prepareProcesses = true): Promise<number[]> {
  const content = await readFile(pathOf(file), 'utf8');
  const request: RunRequest = {
    language: 'python',
    entry: file,
    files: [{ path: file, content }],
    args,
    traced: false,
    startMethod: 'fork',
    prepareProcesses,
    seed: 1,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 120_000 },
  };
  const { summary, stdout, stderr } = await lab.run(request, { wantsTrace: false });
  if (summary.outcome.kind !== 'finished' || summary.outcome.exitCode !== 0) {
    throw new Error(`${file}: ${JSON.stringify(summary.outcome)} ${stderr}`);
  }
  return JSON.parse(stdout) as number[];
}

/** The same program in the machine's own python3, which forks as Linux does; null when there is none. */
function natively({ file, args }: Program): number[] | null {
  const script = `import multiprocessing, runpy, sys; multiprocessing.set_start_method("fork"); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")`;
  try {
    const stdout = execFileSync('python3', ['-c', script, fileURLToPath(pathOf(file)), ...args], {
      encoding: 'utf8',
      timeout: 120_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(stdout) as number[];
  } catch {
    return null;
  }
}

const NATIVE = 'the same program in python3 of this machine';

/** One figure for each number that the program prints, over several runs, and the native ones beside them. */
function selfMeasured(
  program: Program,
  figures: readonly (readonly [name: string, unit: Figure['unit'], note: string])[],
): Bench {
  const names = figures.map(([name]) => name);
  return {
    names: [...names.map((name) => `python.${name}`), ...names.map((name) => `native.${name}`)],
    run: () =>
      withLab(
        async (lab) => {
          await lab.settle('python');
          const ours: number[][] = [];
          const native: number[][] = [];
          for (let i = 0; i < TRIALS; i++) {
            ours.push(await inBrowser(lab, program));
            const there = natively(program);
            if (there !== null) native.push(there);
          }
          const column = (rows: readonly number[][], i: number): number[] => rows.map((row) => row[i] ?? NaN);
          return [
            ...figures.map(([name, unit, note], i) => figure(`python.${name}`, unit, column(ours, i), note)),
            ...(native.length === 0
              ? []
              : figures.map(([name, unit], i) => figure(`native.${name}`, unit, column(native, i), NATIVE))),
          ];
        },
        { boot: 'python' },
      ),
  };
}

export const processBenches: readonly Bench[] = [
  {
    names: ['python.process.start.prepared', 'python.process.start.cold', 'native.process.start'],
    run: () =>
      withLab(
        async (lab) => {
          await lab.settle('python');
          const prepared: number[] = [];
          const cold: number[] = [];
          // As many are made ready before each run as there are cores, so one start a run finds one for certain.
          for (let i = 0; i < STARTS; i++) prepared.push(...(await inBrowser(lab, start(1, 0))));
          for (let i = 0; i < 3; i++) cold.push(...(await inBrowser(lab, start(3, 0), false)));
          const native = natively(start(STARTS, 0));
          return [
            figure(
              'python.process.start.prepared',
              'ms',
              prepared,
              'Process.start to the target, a worker being ready',
            ),
            figure('python.process.start.cold', 'ms', cold, 'the same when its interpreter boots first, from the kit'),
            ...(native === null ? [] : [figure('native.process.start', 'ms', native, NATIVE)]),
          ];
        },
        { boot: 'python' },
      ),
  },
  selfMeasured(PRIMES, [
    ['process.efficiency', 'ratio', 'primes below 2,000,000: the main process alone against two started workers'],
    ['process.alone', 's', 'what the main process alone takes for them'],
  ]),
  selfMeasured(PIPE, [
    ['pipe.roundtrip', 'ms', 'a small message there and back, the median of 2,000'],
    ['pipe.throughput', 'MB/s', 'messages of 1 MB from one process to another'],
  ]),
  selfMeasured(POOL, [
    ['pool.map', 'items/s', 'Pool(2).map of a function that does nothing, 10,000 items in chunks of its choice'],
    ['pool.lesson', 's', '100 such items one by one (chunksize=1)'],
  ]),
];
