import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertAccessible, expect, test } from './helper';

test('whoever teaches chooses what is shown, sees it at once, and takes the lines along', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.open('#/lesson/first-threads');
  await interleave.act((page) => page.getByRole('link', { name: 'Put this lesson into a page of yours' }).click());
  const lines = page.getByRole('region', { name: 'The lines' }).locator('pre');
  await expect(lines).toContainText('<interleave-lab lesson="first-threads"');
  const preview = page.frameLocator('iframe[title^="Preview"]');
  const text = preview.getByRole('article');
  await expect(text).toBeVisible();
  await page.getByRole('checkbox', { name: 'Text' }).uncheck();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await page.getByRole('checkbox', { name: 'The code cannot be changed' }).check();
  await expect(lines).toContainText('hide="text" theme="dark" readonly');
  await expect(text).toHaveCount(0);
  await expect(preview.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await page.getByRole('radio', { name: /^A frame alone/ }).check();
  await expect(lines).toContainText('embed.html?hide=text&amp;theme=dark&amp;readonly=1#/lesson/first-threads');
});

test('the lines work as they are, in a page on another origin', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.open('#/embed/first-threads');
  const lines = await page.getByRole('region', { name: 'The lines' }).locator('pre').innerText();
  const server = createServer((_request, response) => {
    response
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .end(`<!doctype html><title>A course</title>\n${lines}`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://course.localhost:${port}/`);
    await expect(page.frameLocator('interleave-lab iframe').getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('interleave-lab iframe')).toHaveAttribute('title', 'Your first threads');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 390, 844],
  ['projector', 1024, 768],
] as const)
  test(`is accessible and fits: ${theme}, ${width} pixels wide`, async ({ interleave }) => {
    const { page } = interleave;
    await page.setViewportSize({ width, height });
    await page.addInitScript((theme) => {
      try {
        localStorage.setItem('interleave.settings', JSON.stringify({ theme, editor: 'plain' }));
      } catch {
        // A frame that may keep nothing.
      }
    }, theme);
    await interleave.open('#/embed/first-threads');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await assertAccessible(page, { except: 'iframe' });
  });

test('a lesson that there is none of says so', async ({ interleave }) => {
  await interleave.open('#/embed/no-such-lesson');
  await expect(interleave.page.getByRole('main')).toContainText('There is no lesson called “no-such-lesson”.');
});
