/** The TypeScript runtime: what a job of a pool costs, two workers against one, tracing, a warm start, and what sending costs. */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, type Bench } from './figure';

const TRIALS = 9;
const OVERHEAD_PAIRS = 16;
const WARM_RUNS = 15;
const BATCHES = 30;
const CALLS = 50;

interface Options {
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
  const { summary, stdout, stderr } = await lab.run(request(files, options), { wantsTrace: false });
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

/** What a call costs in a library of others, in the plain page: no sandbox, no trace. In us. */
type Other = (lab: Lab, source: string) => Promise<number>;

const ofPackage = (path: string): Promise<string> =>
  readFile(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8');

const byComlink: Other = (lab, library) =>
  lab.page.evaluate(
    async ([source, batches, calls]) => {
      const worker = new Worker(URL.createObjectURL(new Blob([source, '\nComlink.expose({ nothing() {} });'])));
      const Comlink = Reflect.get(window, 'Comlink') as { wrap(worker: Worker): { nothing(): Promise<void> } };
      const remote = Comlink.wrap(worker);
      const found: number[] = [];
      for (let batch = 0; batch < batches + 6; batch++) {
        const begin = performance.now();
        for (let i = 0; i < calls; i++) await remote.nothing();
        if (batch >= 6) found.push(((performance.now() - begin) / calls) * 1000);
      }
      worker.terminate();
      found.sort((a, b) => a - b);
      return found[found.length >> 1] ?? NaN;
    },
    [library, BATCHES, CALLS] as const,
  );

const byWorkerpool: Other = (lab, library) =>
  lab.page.evaluate(
    async ([source, batches, calls]) => {
      const workerpool = Reflect.get(window, 'workerpool') as {
        pool(
          script: string,
          options: object,
        ): { exec(name: string, args: readonly unknown[]): Promise<void>; terminate(): void };
      };
      const pool = workerpool.pool(URL.createObjectURL(new Blob([source, '\nworkerpool.worker({ nothing() {} });'])), {
        minWorkers: 1,
        maxWorkers: 1,
        workerType: 'web',
      });
      const found: number[] = [];
      for (let batch = 0; batch < batches + 6; batch++) {
        const begin = performance.now();
        for (let i = 0; i < calls; i++) await pool.exec('nothing', []);
        if (batch >= 6) found.push(((performance.now() - begin) / calls) * 1000);
      }
      pool.terminate();
      found.sort((a, b) => a - b);
      return found[found.length >> 1] ?? NaN;
    },
    [library, BATCHES, CALLS] as const,
  );

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
    ],
    run: () =>
      withLab(
        async (lab) => {
          const sources = [
            await ofPackage('comlink/dist/umd/comlink.js'),
            await ofPackage('workerpool/dist/workerpool.js'),
          ] as const;
          for (const content of sources) await lab.page.addScriptTag({ content });
          const args = [String(BATCHES), String(CALLS)];
          const [traced, untraced, comlink, workerpool]: number[][] = [[], [], [], []];
          for (let i = 0; i < TRIALS; i++) {
            // One after the other, so that what else the machine does meets all of them.
            comlink?.push(await byComlink(lab, sources[0]));
            traced?.push((await measured(lab, 'dispatch', { args }))[0] ?? NaN);
            untraced?.push((await measured(lab, 'dispatch', { args, traced: false }))[0] ?? NaN);
            workerpool?.push(await byWorkerpool(lab, sources[1]));
          }
          const ratio = (a: readonly number[] = [], b: readonly number[] = []): number[] =>
            a.map((value, i) => value / (b[i] ?? NaN));
          return [
            figure(
              'typescript.pool.dispatch',
              'us',
              traced ?? [],
              `a job that does nothing, there and back; ${load()}`,
            ),
            figure('typescript.pool.dispatch.untraced', 'us', untraced ?? [], 'the same without a trace'),
            figure('comlink.dispatch', 'us', comlink ?? [], "bare Comlink's call in a plain page"),
            figure('workerpool.dispatch', 'us', workerpool ?? [], 'the same with the package workerpool'),
            figure('typescript.pool.dispatch.ratio', 'ratio', ratio(traced, comlink), 'against bare Comlink'),
            figure('typescript.pool.dispatch.untraced.ratio', 'ratio', ratio(untraced, comlink), 'without a trace'),
            figure(
              'typescript.pool.dispatch.workerpool.ratio',
              'ratio',
              ratio(traced, workerpool),
              'against workerpool',
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
    names: ['typescript.tracing.overhead', 'typescript.tracing.overhead.worker'],
    run: () =>
      withLab(
        async (lab) => {
          const [main, worker]: number[][] = [[], []];
          for (let i = 0; i < OVERHEAD_PAIRS; i++) {
            const times: (readonly number[])[] = [];
            // Who comes second has it warmer: they take turns.
            for (const traced of i % 2 === 0 ? [true, false] : [false, true]) {
              times[traced ? 0 : 1] = await measured(lab, 'compute', { traced });
            }
            const overhead = (at: number): number => ((times[0]?.[at] ?? NaN) / (times[1]?.[at] ?? NaN) - 1) * 100;
            main?.push(overhead(0));
            worker?.push(overhead(1));
          }
          return [
            figure(
              'typescript.tracing.overhead',
              '%',
              main ?? [],
              `24 steps of computing on the main thread; ${load()}`,
            ),
            figure('typescript.tracing.overhead.worker', '%', worker ?? [], 'the same in jobs of a worker'),
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
