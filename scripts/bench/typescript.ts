/** The TypeScript runtime: what a job of a pool costs, two workers against one, tracing, a warm start, and what sending costs. */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, type Bench } from './figure';

const TRIALS = 9;
const OVERHEAD_PAIRS = 16;
const WARM_RUNS = 15;
const ROUNDS = 60;
const CALLS = 25;

interface Options {
  /** Files besides the program and its jobs. */
  readonly more?: RunRequest['files'];
  readonly args?: readonly string[];
  readonly traced?: boolean;
}

function request(files: RunRequest['files'], { args = [], traced = true }: Options = {}): RunRequest {
  return {
    language: 'typescript',
    entry: files[0]?.path ?? '',
    files,
    args,
    traced,
    startMethod: 'fork',
    prepareProcesses: true,
    seed: 1,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 120_000 },
  };
}

/** Runs a program that prints its measurements as one line of JSON. */
async function measured(lab: Lab, name: string, options?: Options): Promise<readonly number[]> {
  const files = await Promise.all(
    [`${name}.ts`, 'jobs.ts'].map(async (path) => ({
      path,
      content: await readFile(new URL(`programs/typescript/${path}`, import.meta.url), 'utf8'),
    })),
  );
  const all = [...files, ...(options?.more ?? [])];
  const { summary, stdout, stderr } = await lab.run(request(all, options), { wantsTrace: false });
  if (summary.outcome.kind !== 'finished' || summary.outcome.exitCode !== 0) {
    throw new Error(`${name}: ${JSON.stringify(summary.outcome)} ${stderr}`);
  }
  return JSON.parse(stdout) as number[];
}

/** From a call in the page to the program's first output there, in ms. No two programs are the same. */
function firstOutput(lab: Lab, n: number): Promise<number> {
  const content = `const greet = (name: string): string => \`hello \${name}\`;\nconsole.log(greet('${n}'));\n`;
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
    request([{ path: 'main.ts', content }]),
  );
}

/** The source of a package, as a module of a program. */
async function librariesModule(): Promise<{ readonly path: string; readonly content: string }> {
  const texts = await Promise.all(
    (['comlink/dist/umd/comlink.js', 'workerpool/dist/workerpool.js'] as const).map((path) =>
      readFile(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8'),
    ),
  );
  const names = ['comlink', 'workerpool'];
  const lines = texts.map((text, i) => `export const ${names[i]} = ${JSON.stringify(text)};\n`);
  return { path: 'libraries.ts', content: lines.join('') };
}

/** The machine is seldom quiet: whoever reads a figure is told. */
const load = (): string => `load ${loadavg()[0]?.toFixed(1) ?? '?'}`;

const SIZES = ['1kb', '1mb', '100mb'];
const WAYS = ['clone', 'transfer', 'shared'];

export const typescriptBenches: readonly Bench[] = [
  {
    names: [
      'typescript.pool.dispatch',
      'typescript.pool.dispatch.untraced',
      'comlink.dispatch',
      'workerpool.dispatch',
      'typescript.pool.dispatch.ratio',
      'typescript.pool.dispatch.untraced.ratio',
      'typescript.pool.dispatch.workerpool.ratio',
      'typescript.pool.dispatch.untraced.workerpool.ratio',
    ],
    run: () =>
      withLab(
        async (lab) => {
          const more = [await librariesModule()];
          const args = [String(ROUNDS), String(CALLS)];
          const rows: { traced: readonly number[]; untraced: readonly number[] }[] = [];
          for (let i = 0; i < TRIALS; i++) {
            const traced = await measured(lab, 'dispatch', { args, more });
            rows.push({ traced, untraced: await measured(lab, 'dispatch', { args, more, traced: false }) });
          }
          const traced = (at: number): number[] => rows.map((row) => row.traced[at] ?? NaN);
          const untraced = (at: number): number[] => rows.map((row) => row.untraced[at] ?? NaN);
          return [
            figure('typescript.pool.dispatch', 'us', traced(0), `a job that does nothing, there and back; ${load()}`),
            figure('typescript.pool.dispatch.untraced', 'us', untraced(0), 'the same without a trace'),
            figure('comlink.dispatch', 'us', traced(1), "bare Comlink's call, by the same thread"),
            figure('workerpool.dispatch', 'us', traced(2), 'the same with the package workerpool'),
            figure('typescript.pool.dispatch.ratio', 'ratio', traced(3), 'against bare Comlink, round by round'),
            figure('typescript.pool.dispatch.untraced.ratio', 'ratio', untraced(3), 'without a trace'),
            figure('typescript.pool.dispatch.workerpool.ratio', 'ratio', traced(4), 'against workerpool'),
            figure(
              'typescript.pool.dispatch.untraced.workerpool.ratio',
              'ratio',
              untraced(4),
              'against workerpool, without a trace',
            ),
          ];
        },
        { boot: 'typescript' },
      ),
  },
  {
    names: ['typescript.primes.speedup', 'typescript.primes.alone'],
    run: () =>
      withLab(
        async (lab) => {
          const rows: (readonly number[])[] = [];
          for (let i = 0; i < TRIALS; i++) rows.push(await measured(lab, 'primes'));
          const column = (i: number): number[] => rows.map((row) => row[i] ?? NaN);
          return [
            figure('typescript.primes.speedup', 'ratio', column(0), `two workers against one of them; ${load()}`),
            figure('typescript.primes.alone', 's', column(1), 'what one worker takes for the primes below 5,000,000'),
          ];
        },
        { boot: 'typescript' },
      ),
  },
  {
    names: [
      'typescript.tracing.overhead',
      'typescript.tracing.overhead.worker',
      'typescript.tracing.overhead.worker.first',
    ],
    run: () =>
      withLab(
        async (lab) => {
          const [main, first, worker]: number[][] = [[], [], []];
          for (let i = 0; i < OVERHEAD_PAIRS; i++) {
            const times: (readonly number[])[] = [];
            // Who comes second has it warmer: they take turns.
            for (const traced of i % 2 === 0 ? [true, false] : [false, true]) {
              times[traced ? 0 : 1] = await measured(lab, 'compute', { traced });
            }
            const overhead = (at: number): number => ((times[0]?.[at] ?? NaN) / (times[1]?.[at] ?? NaN) - 1) * 100;
            main?.push(overhead(0));
            first?.push(overhead(1));
            worker?.push(overhead(2));
          }
          return [
            figure(
              'typescript.tracing.overhead',
              '%',
              main ?? [],
              `24 steps of computing on the main thread; ${load()}`,
            ),
            figure('typescript.tracing.overhead.worker', '%', worker ?? [], 'in 24 jobs of a worker, of 30 ms each'),
            figure(
              'typescript.tracing.overhead.worker.first',
              '%',
              first ?? [],
              'in the first 24 jobs of a program, of 4 ms each, while the compilers still learn its code',
            ),
          ];
        },
        { boot: 'typescript' },
      ),
  },
  {
    names: ['typescript.run.warm'],
    run: () =>
      withLab(
        async (lab) => {
          const values: number[] = [];
          for (let i = 0; i < WARM_RUNS; i++) {
            await lab.page.evaluate(() => window.interleave.boot('typescript'));
            values.push(await firstOutput(lab, i));
          }
          const note = `code changed, Run, to its first output, a frame being ready; the longest ${Math.max(...values).toFixed(0)} ms; ${load()}`;
          return [figure('typescript.run.warm', 'ms', values, note)];
        },
        { boot: 'typescript' },
      ),
  },
  {
    names: SIZES.flatMap((size) => WAYS.map((way) => `typescript.send.${way}.${size}`)),
    run: () =>
      withLab(
        async (lab) => {
          const rows: (readonly number[])[] = [];
          for (let i = 0; i < 3; i++) rows.push(await measured(lab, 'sending'));
          return SIZES.flatMap((size, s) =>
            WAYS.map((way, w) =>
              figure(
                `typescript.send.${way}.${size}`,
                'ms',
                rows.map((row) => row[s * WAYS.length + w] ?? NaN),
                `bytes to a worker and its answer; ${load()}`,
              ),
            ),
          );
        },
        { boot: 'typescript' },
      ),
  },
];
