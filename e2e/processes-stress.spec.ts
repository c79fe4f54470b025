/** Processes in numbers: nothing is lost that CPython would not lose, and nothing is left behind. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from './helper';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', 'processes', name), 'utf8');

const request = (content: string) => ({
  language: 'python' as const,
  entry: 'main.py',
  files: [{ path: 'main.py', content }],
  args: [],
  traced: true,
  startMethod: 'fork' as const,
  prepareProcesses: true,
  seed: null,
  limits: { outputChars: 1_000_000, lockEvents: 1_000, timeoutMs: 80_000 },
});

/** What a program printed, and how it ended. */
async function run(page: Page, name: string): Promise<string> {
  const result = await page.evaluate((wanted) => window.interleave.run(wanted), request(read(name)));
  expect(result.summary.outcome, result.output.map(({ text }) => text).join('')).toEqual({
    kind: 'finished',
    exitCode: 0,
  });
  return result.output.map((chunk) => chunk.text).join('');
}

async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Resident memory of all of the browser's renderers, in MiB: WebAssembly memories, buffers, heaps. */
async function resident(browser: Browser): Promise<number> {
  let kilobytes = 0;
  for (const id of await renderers(browser)) {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

const hasProc = (): boolean => {
  try {
    return readdirSync('/proc/self').includes('status');
  } catch {
    return false;
  }
};

/** Seconds of processor time that all of the browser's renderers have used, by /proc/PID/stat (proc(5): hundredths). */
async function used(browser: Browser): Promise<number> {
  let ticks = 0;
  for (const id of await renderers(browser)) {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

/** Until spares and their kit are as they will stay. */
async function settle(page: Page): Promise<number> {
  await expect
    .poll(() => page.evaluate(async () => (await window.interleave.boot('python')).from), { timeout: 60_000 })
    .toBe('snapshot');
  let before = -1;
  await expect
    .poll(
      () => {
        const now = page.workers().length;
        const same = now === before;
        before = now;
        return same;
      },
      { intervals: [1_000], timeout: 30_000 },
    )
    .toBe(true);
  return before;
}

test.beforeEach(async ({ page }) => {
  await page.goto('command.html');
});

test('two hundred start and end in waves, and leave no worker and no memory behind', async ({ page, browser }) => {
  test.setTimeout(180_000);
  // The first wave makes what stays: spares for the processes of the next run.
  await run(page, 'eight.py');
  const workers = await settle(page);
  const memory = hasProc() ? await resident(browser) : 0;
  expect(await run(page, 'waves.py')).toBe('200 2646700\n');
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBeLessThanOrEqual(workers);
  if (hasProc()) await expect.poll(() => resident(browser), { timeout: 20_000 }).toBeLessThan(memory * 1.2);
});

test('eight live at the same moment', async ({ page }) => {
  expect(await run(page, 'eight.py')).toBe('8 met: [0, 1, 2, 3, 4, 5, 6, 7]\n');
});

test('a pool gives back every one of two thousand results and every one of twenty errors', async ({ page }) => {
  expect(await run(page, 'pool.py')).toBe('1980 20\n');
});

test('killed workers break an executor and are replaced in a pool, where only their own tasks are lost', async ({
  page,
}) => {
  expect(await run(page, 'killed.py')).toBe(
    'executor: 8 of 8 broken\n' + 'pool: 5 lost, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81], 2 workers\n',
  );
});

test('regression: processes killed at any moment of their start do not go on computing', async ({ page, browser }) => {
  expect(await run(page, 'killed_early.py')).toBe('48 ended by {-9}\n');
  if (!hasProc()) return;
  await settle(page);
  // A single one that is left would use a whole second in each, or its share of one.
  let before = await used(browser);
  await expect
    .poll(
      async () => {
        const now = await used(browser);
        const more = now - before;
        before = now;
        return more;
      },
      { intervals: [2_000], timeout: 40_000 },
    )
    .toBeLessThan(0.3);
});

test('a page that is closed in the middle of a run takes its processes along', async ({ browser }) => {
  const before = await renderers(browser);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${test.info().project.use.baseURL ?? ''}command.html`);
  await page.evaluate((wanted) => window.interleave.start(wanted), request(read('endless.py')));
  let text = '';
  while (!text.includes('computing')) {
    for (const event of await page.evaluate(() => window.interleave.next())) {
      if (event.type === 'output') text += event.chunks.map((chunk) => chunk.text).join('');
      expect(event.type).not.toBe('ended');
    }
  }
  expect(page.workers().length).toBeGreaterThanOrEqual(5);
  await page.close();
  await context.close();
  const more = async () => (await renderers(browser)).filter((id) => !before.includes(id));
  await expect.poll(more, { timeout: 20_000 }).toEqual([]);
});
