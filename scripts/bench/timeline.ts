/**
 * The lesson page at work: how many frames a second while threads run and the cloth grows. And traces of a million events: how long
 * they take to open, what a frame costs while they are moved about, and what they take of memory.
 */
import { readFile } from 'node:fs/promises';
import { withLab } from '../../authoring/browser';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TraceBuilder } from '../../src/trace/builder';
import { traceTime } from '../../src/trace/ids';
import { BIG_TRACES, bigTrace, type BigTrace } from './big-traces';
import { withCloth } from './cloth-lab';
import { figure, type Bench, type Figure } from './figure';

const SETTLE_MS = 1000;

type Gesture = Parameters<NonNullable<Window['clothBench']>['move']>[0];

const EVENTS = 1_000_000;
const ROUNDS = 3;

const ABOUT: Record<BigTrace, string> = {
  even: '32 threads that take turns',
  many: '2,000 threads in four processes',
  single: 'one lane of a million segments',
};

interface Move {
  readonly name: string;
  readonly gesture: Gesture;
  /** How much of the run is in the window at first. */
  readonly share: number;
  readonly frames: number;
}

const MOVES: readonly Move[] = [
  { name: 'pan', gesture: 'pan', share: 0.3, frames: 120 },
  { name: 'pan.near', gesture: 'pan', share: 0.02, frames: 120 },
  { name: 'zoom', gesture: 'zoom-in', share: 1, frames: 100 },
  { name: 'zoom.out', gesture: 'zoom-out', share: 0.00001, frames: 100 },
  { name: 'play', gesture: 'play', share: 0.001, frames: 120 },
];
const SCROLL: Move = { name: 'scroll', gesture: 'scroll', share: 1, frames: 120 };

const movesOf = (kind: BigTrace): readonly Move[] => (kind === 'many' ? [...MOVES, SCROLL] : MOVES);

function clothBench(kind: BigTrace): Bench {
  const openings = [`timeline.open.file.${kind}`, `timeline.open.run.${kind}`];
  return {
    names: [...openings, ...movesOf(kind).map(({ name }) => `timeline.frame.${name}.${kind}`)],
    run: () =>
      withCloth(async (page) => {
        await page.evaluate('globalThis.__name ??= (it) => it');
        await page.evaluate(([which, events]) => window.clothBench?.prepare(which, events), [kind, EVENTS] as const);
        const figures: Figure[] = [];
        for (const from of ['file', 'run'] as const) {
          const times: number[] = [];
          for (let i = 0; i < ROUNDS; i++) {
            const opening = await page.evaluate((source) => window.clothBench?.open(source), from);
            times.push((opening?.parse ?? NaN) + (opening?.picture ?? NaN));
          }
          figures.push(figure(`timeline.open.${from}.${kind}`, 'ms', times, `to the first picture; ${ABOUT[kind]}`));
        }
        for (const { name, gesture, share, frames } of movesOf(kind)) {
          const late: number[] = [];
          for (let i = 0; i < ROUNDS; i++) {
            await page.evaluate((part) => window.clothBench?.look(part), share);
            const found = await page.evaluate(([how, count]) => window.clothBench?.move(how, count), [
              gesture,
              frames,
            ] as const);
            const ordered = [...(found?.gaps ?? [])].sort((a, b) => a - b);
            late.push(ordered[Math.floor(ordered.length * 0.95)] ?? NaN);
          }
          figures.push(figure(`timeline.frame.${name}.${kind}`, 'ms', late, `95th percentile; ${ABOUT[kind]}`));
        }
        return figures;
      }),
  };
}

const memoryBench: Bench = {
  names: BIG_TRACES.map((kind) => `timeline.memory.${kind}`),
  run: () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const figures = BIG_TRACES.map((kind) => {
      const { rows, strings } = bigTrace(kind, EVENTS);
      const before = used();
      const builder = new TraceBuilder();
      builder.addBatch(rows, strings);
      const trace = builder.finish(traceTime(0));
      const bytes = used() - before;
      return figure(
        `timeline.memory.${kind}`,
        'MiB',
        [bytes / 2 ** 20],
        `a trace of ${trace.length} events; ${ABOUT[kind]}`,
      );
    });
    return Promise.resolve(figures);
  },
};

export const timelineBenches: readonly Bench[] = [
  {
    names: ['timeline.frames.live', 'timeline.frame.p95'],
    run: () =>
      withLab(async (lab) => {
        const source = await readFile(new URL('programs/twenty_threads.py', import.meta.url), 'utf8');
        const { page } = lab;
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${lab.url}index.html#/lesson/the-gil`);
        await page.evaluate(() => window.__interleave?.whenIdle());
        await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
        await page.evaluate((text) => window.__interleave?.edit?.(text), source);
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await page.getByRole('button', { name: 'Stop' }).waitFor();
        // esbuild gives functions their names through a helper, which does not come along into the page.
        await page.evaluate('globalThis.__name ??= (it) => it');
        const gaps = await page.evaluate(
          ({ settle, length }) =>
            new Promise<number[]>((resolve) => {
              const found: number[] = [];
              const begin = performance.now();
              let last = begin;
              const frame = (now: number): void => {
                if (now - begin > settle) found.push(now - last);
                last = now;
                if (now - begin < settle + length) requestAnimationFrame(frame);
                else resolve(found);
              };
              requestAnimationFrame(frame);
            }),
          { settle: SETTLE_MS, length: 4000 },
        );
        const ordered = [...gaps].sort((a, b) => a - b);
        const p95 = ordered[Math.floor(ordered.length * 0.95)] ?? NaN;
        return [
          figure(
            'timeline.frames.live',
            'frames/s',
            gaps.map((gap) => 1000 / gap),
            'lesson page, 20 threads running',
          ),
          figure(
            'timeline.frame.p95',
            'ms',
            [p95],
            `the 95th percentile of ${gaps.length} frame times of the same run`,
          ),
        ];
      }),
  },
  ...BIG_TRACES.map(clothBench),
  memoryBench,
];
