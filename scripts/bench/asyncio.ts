/** asyncio: sleeping tasks, tasks made and finished, steps and turns of a loop; what a trace adds to them; and the same natively. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, type Bench, type Figure } from './figure';

const TRIALS = 7;
const FILE = 'asyncio_tasks.py';
const PROGRAM = new URL(`programs/${FILE}`, import.meta.url);

/** What the program prints, in its order. */
const MEASURED: readonly (readonly [name: string, unit: Figure['unit'], note: string])[] = [
  ['asyncio.sleepers', 's', 'what 10,000 tasks that sleep for 1 s take beyond it, all in one gather'],
  ['asyncio.tasks', 'items/s', 'tasks that do nothing, made and finished'],
  ['asyncio.step', 'us', 'a step of a task (sleep(0)), with 100 tasks in each turn of the loop'],
  ['asyncio.wait', 'us', 'a step of a task that waited for a future, which another callback resolved'],
  ['asyncio.turn', 'us', 'a turn of the loop with one task, and the look at its selector'],
];
const STEP = 2;
const WAIT = 3;

async function inBrowser(lab: Lab, traced: boolean): Promise<number[]> {
  const request: RunRequest = {
    language: 'python',
    entry: FILE,
    files: [{ path: FILE, content: await readFile(PROGRAM, 'utf8') }],
    args: [],
    traced,
    startMethod: 'fork',
    prepareProcesses: false,
    seed: 1,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 120_000 },
  };
  const { summary, stdout, stderr } = await lab.run(request, { wantsTrace: false });
  if (summary.outcome.kind !== 'finished' || summary.outcome.exitCode !== 0) {
    throw new Error(`${FILE}: ${JSON.stringify(summary.outcome)} ${stderr}`);
  }
  return JSON.parse(stdout) as number[];
}

/** The same program in the machine's own python3; null when there is none. */
function natively(): number[] | null {
  try {
    const stdout = execFileSync('python3', [fileURLToPath(PROGRAM)], {
      encoding: 'utf8',
      timeout: 120_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(stdout) as number[];
  } catch {
    return null;
  }
}

const column = (rows: readonly number[][], i: number): number[] => rows.map((row) => row[i] ?? NaN);

export const asyncioBenches: readonly Bench[] = [
  {
    names: [
      ...MEASURED.flatMap(([name]) => [`python.${name}`, `python.${name}.untraced`, `native.${name}`]),
      'python.asyncio.tracing.step',
      'python.asyncio.tracing.wait',
    ],
    run: () =>
      withLab(
        async (lab) => {
          await lab.settle('python');
          const traced: number[][] = [];
          const untraced: number[][] = [];
          const native: number[][] = [];
          for (let i = 0; i < TRIALS; i++) {
            traced.push(await inBrowser(lab, true));
            untraced.push(await inBrowser(lab, false));
            const there = natively();
            if (there !== null) native.push(there);
          }
          const ratios = (which: number): number[] =>
            traced.map((row, i) => (row[which] ?? NaN) / (untraced[i]?.[which] ?? NaN));
          return [
            ...MEASURED.flatMap(([name, unit, note], i) => [
              figure(`python.${name}`, unit, column(traced, i), `${note}; with a trace`),
              figure(`python.${name}.untraced`, unit, column(untraced, i), 'the same without a trace'),
              ...(native.length === 0
                ? []
                : [figure(`native.${name}`, unit, column(native, i), 'the same program in python3 of this machine')]),
            ]),
            figure(
              'python.asyncio.tracing.step',
              'ratio',
              ratios(STEP),
              'asyncio.step with a trace against without, in pairs',
            ),
            figure(
              'python.asyncio.tracing.wait',
              'ratio',
              ratios(WAIT),
              'asyncio.wait with a trace against without, in pairs',
            ),
          ];
        },
        { boot: 'python' },
      ),
  },
];
