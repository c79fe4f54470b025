import { gzipSync } from 'node:zlib';
import { expect, test } from './helper';

/** What a lesson's text may need before it can be read, packed as servers pack it. */
const MOST_SCRIPT = 200_000;

/** The scripts that a page's HTML names itself, by their addresses. */
const scriptsOf = (html: string): readonly string[] =>
  [...html.matchAll(/(?:src|href)="(?:\.\/)?(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');

for (const lesson of ['waiting-together', 'a-thousand-requests', 'clinic']) {
  test(`the text of ${lesson} can be read with at most ${MOST_SCRIPT / 1000} kB of script, and with no more than that`, async ({
    interleave,
  }) => {
    const { page } = interleave;
    const html = await (await page.request.get('./')).text();
    const first = new Set(scriptsOf(html));
    expect(first.size).toBeGreaterThan(0);
    let bytes = 0;
    const needed: string[] = [];
    // Everything else is kept away: what can be read now can be read before any of it.
    await page.route(/\/assets\/[^/]+\.js$/, async (route) => {
      const path = new URL(route.request().url()).pathname.replace(/^\//, '');
      const isLesson = path.startsWith(`assets/${lesson}-`) && path.length === `assets/${lesson}-12345678.js`.length;
      if (!first.has(path) && !isLesson) return route.abort();
      const response = await route.fetch();
      const { length } = gzipSync(await response.body(), { level: 6 });
      // (Not `bytes += ...await`: that would lose updates.)
      bytes += length;
      needed.push(path);
      return route.fulfill({ response });
    });
    await page.goto(`#/lesson/${lesson}`);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'In your terminal' })).toBeVisible();
    expect(needed.length).toBeGreaterThan(2);
    expect(bytes, needed.join('\n')).toBeLessThanOrEqual(MOST_SCRIPT);
  });
}

test('the first page names neither the editor nor the charts nor Python', async ({ interleave }) => {
  const { page } = interleave;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await interleave.open('#/');
  expect(
    asked.filter((path) => /monaco|editor|recharts|race-results|workbench|timeline|\.wasm$|popovers/i.test(path)),
  ).toEqual([]);
  interleave.assertNoProblems();
});

test('on a lesson’s page Python comes while the learner reads, and the charts not at all', async ({ interleave }) => {
  const { page } = interleave;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('#/lesson/waiting-together');
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  // Nobody has pressed Run.
  await expect.poll(() => asked.filter((path) => path.endsWith('/pyodide.asm.wasm'))).toHaveLength(1);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  expect(asked.filter((path) => /recharts|race-results/i.test(path))).toEqual([]);
});
