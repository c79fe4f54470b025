/** The lesson page at work: how many frames a second while threads run and the cloth grows. */
import { readFile } from 'node:fs/promises';
import { withLab } from '../../authoring/browser';
import { figure, type Bench } from './figure';

const SETTLE_MS = 1000;

export const timelineBenches: readonly Bench[] = [
  {
    names: ['timeline.frames.live', 'timeline.frame.p95'],
    run: () =>
      withLab(async (lab) => {
        const source = await readFile(new URL('programs/twenty_threads.py', import.meta.url), 'utf8');
        const { page } = lab;
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${lab.url}index.html#/lesson/02-the-gil`);
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
];
