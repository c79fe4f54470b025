/** The kit: interpreters after the first start from the memory of another one, and must not show it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helper';

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');

async function run(page: Page, content: string) {
  const result = await page.evaluate((wanted) => window.interleave.run(wanted), {
    language: 'python' as const,
    entry: 'main.py',
    files: [{ path: 'main.py', content }],
    args: [],
    traced: true,
    startMethod: 'fork' as const,
    prepareProcesses: true,
    seed: null,
    limits: { outputChars: 1_000_000, lockEvents: 1_000, timeoutMs: 60_000 },
  });
  const stdout = result.output.map((chunk) => chunk.text).join('');
  return { outcome: result.summary.outcome, stdout };
}

async function from(page: Page): Promise<string> {
  return page.evaluate(async () => (await window.interleave.boot('python')).from);
}

test.beforeEach(async ({ page }) => {
  await page.goto('command.html');
});

test('is there for the second interpreter, and for every later one', async ({ page }) => {
  expect(await from(page)).toBe('plain');
  await expect.poll(() => from(page), { timeout: 60_000 }).toBe('snapshot');
  for (let i = 0; i < 3; i++) {
    expect((await run(page, 'print("here")')).stdout).toBe('here\n');
    expect(await from(page)).toBe('snapshot');
  }
});

test('shows nothing of one run to the next, and shares no chance', async ({ page }) => {
  await expect.poll(() => from(page), { timeout: 60_000 }).toBe('snapshot');
  const texts: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { stdout, outcome } = await run(page, read('traces-of-a-run.py'));
    expect(outcome).toEqual({ kind: 'finished', exitCode: 0 });
    expect(stdout).toContain('traces: []\n');
    texts.push(stdout);
    expect(await from(page)).toBe('snapshot');
  }
  const [first, second] = texts.map((text) => text.split('\n').filter((line) => line.startsWith('chance ')));
  expect(first).toHaveLength(6);
  first?.forEach((line, i) => expect(second?.[i]).not.toBe(line));
});

test('cannot be reached by a program', async ({ page }) => {
  await expect.poll(() => from(page), { timeout: 60_000 }).toBe('snapshot');
  const { stdout } = await run(page, read('hostile/kit.py'));
  expect(stdout.split('\n')).toEqual([
    'left in the configuration: []',
    expect.stringContaining('magic number'),
    'named in the scope: []',
    "fetch is the browser's: True",
    '',
  ]);
});
