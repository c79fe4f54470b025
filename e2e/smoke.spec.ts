import { PYODIDE_DIR } from '../scripts/vite/pyodide-assets';
import { assertAccessible, expect, test } from './helper';

test('opens isolated, with one main heading and no complaint', async ({ interleave, page }) => {
  await interleave.open();
  expect(await interleave.isIsolated()).toBe(true);
  await expect(page).toHaveTitle(/Interleave/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  interleave.assertNoProblems();
});

test('opens on a host that sends no isolation headers', async ({ interleave, page, plainHost }) => {
  await interleave.open(plainHost);
  expect(await interleave.isIsolated()).toBe(false);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  interleave.assertNoProblems();
});

test('runs threads of a lesson in real CPython, and shows what they wrote', async ({ interleave }) => {
  await interleave.openLesson('waiting-together', 'threads');
  await interleave.run();
  await expect(interleave.output).toContainText('valley answered at');
  await expect(interleave.output).toContainText('All five after');
  const said = (await interleave.output.innerText()).matchAll(/(?:answered at|after) (\d+\.\d+) s/g);
  const times = [...said].map(([, seconds]) => Number(seconds));
  const all = times.pop() ?? Infinity;
  expect(times).toHaveLength(5);
  // Whoever waits for one after the other waits as long as all of them together.
  expect(all).toBeLessThan(times.reduce((sum, each) => sum + each, 0) / 2);
  interleave.assertNoProblems();
});

test('asks no other host for anything', async ({ interleave, page }) => {
  const hosts = new Set<string>();
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http')) hosts.add(hostname);
  });
  await interleave.openLesson('waiting-together', 'sequential');
  expect([...hosts]).toEqual(['127.0.0.1']);
});

test('keeps to WCAG 2.2 AA on its first page', async ({ interleave, page }) => {
  await interleave.open();
  await assertAccessible(page);
});

test('answers the interpreter’s files with the types that browsers insist on', async ({ request }) => {
  const page = await request.get('');
  expect(page.ok()).toBe(true);
  const wasm = await request.head(`${PYODIDE_DIR}pyodide.asm.wasm`);
  expect(wasm.headers()['content-type']).toBe('application/wasm');
  const script = await request.head(`${PYODIDE_DIR}pyodide.asm.mjs`);
  expect(script.headers()['content-type']).toMatch(/^text\/javascript/);
});
