import type { Page } from '@playwright/test';
import { assertAccessible, expect, test } from './helper';

const LESSON = 'lesson/waiting-together/';

const boxes = (page: Page) =>
  page.evaluate(() =>
    ['h1', 'h1 + p', '[data-step] h2', '[data-step] p'].map((part) => {
      const selector = `#main article ${part}`;
      const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
      return [x, y, width, height].map(Math.round);
    }),
  );

test.describe('without any script', () => {
  test.use({ javaScriptEnabled: false });

  for (const [width, height, colorScheme] of [
    [1440, 900, 'light'],
    [1024, 768, 'dark'],
    [390, 844, 'light'],
  ] as const) {
    test(`a lesson can be read, and leads to the others, at ${width} in ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(LESSON);
      await expect(page.getByRole('heading', { level: 1, name: 'Waiting together' })).toBeInViewport();
      await expect(page.getByRole('heading', { name: 'In your terminal' })).toBeVisible();
      await expect(page.locator('pre').filter({ hasText: 'import time' }).last()).toBeVisible();
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(paper).toBe(colorScheme === 'dark' ? 'rgb(20, 21, 24)' : 'rgb(251, 250, 246)');
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(sideways).toBeLessThanOrEqual(0);
      await page.getByRole('link', { name: /^Next, \d+ min/ }).click();
      await expect(page).toHaveURL(/\/lesson\/[\w-]+\/$/);
      await expect(page.getByRole('heading', { level: 1, name: 'Waiting together' })).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    });
  }
});

test('every lesson of the course has a page of its own, and no link on it leads nowhere', async ({ page }) => {
  await page.goto('#/');
  const ids = await page
    .getByRole('main')
    .locator('a[href^="#/lesson/"]')
    .evaluateAll((links) => [
      ...new Set(links.map((link) => /^#\/lesson\/([\w-]+)/.exec(link.getAttribute('href') ?? '')?.[1])),
    ]);
  expect(ids.length).toBeGreaterThan(30);
  const linked = new Set<string>();
  for (const id of ids) {
    const answer = await page.request.get(`lesson/${id}/`);
    expect(answer.ok(), id).toBe(true);
    for (const [, href = ''] of (await answer.text()).matchAll(/<a [^>]*?href="([^"]*)"/g)) {
      // What is left of the application's own addresses leads out of the folder.
      expect(href, id).not.toMatch(/^#\//);
      const { origin, href: whole } = new URL(href.replaceAll('&amp;', '&'), answer.url());
      if (origin === new URL(answer.url()).origin) linked.add(whole.split('#')[0] ?? '');
    }
  }
  for (const href of linked) expect((await page.request.get(href)).ok(), href).toBe(true);
});

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const)
  test(`the page comes to life where it stands, at ${width}: nothing moves, and at no moment is there nothing to read`, async ({
    interleave,
  }) => {
    const { page } = interleave;
    await page.setViewportSize({ width, height });
    // Until the test says so, no script comes.
    let come = () => {};
    const wait = new Promise<void>((done) => (come = done));
    await page.route(/\/assets\/[^/]+\.js$/, async (route) => {
      await wait;
      await route.continue();
    });
    await page.goto(LESSON, { waitUntil: 'commit' });
    await expect(page.getByRole('heading', { name: 'In your terminal' })).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const before = await boxes(page);
    await page.evaluate(() => {
      const look = new MutationObserver(() => {
        if (document.querySelector('#main h1') === null) document.documentElement.dataset['wasEmpty'] = '';
      });
      look.observe(document, { subtree: true, childList: true });
      // What the reader has scrolled is kept.
      document.querySelector('#main section')?.scrollTo(0, 240);
      window.scrollTo(0, 240);
    });
    const scrolled = () =>
      page.evaluate(() => Math.max(scrollY, document.querySelector('#main section')?.scrollTop ?? 0));
    expect(await scrolled()).toBe(240);
    come();
    await interleave.whenIdle();
    await expect(page).toHaveURL(/\/#\/lesson\/waiting-together$/);
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    expect(await page.evaluate(() => 'wasEmpty' in document.documentElement.dataset)).toBe(false);
    expect(await scrolled()).toBe(240);
    await page.evaluate(() => {
      document.querySelector('#main section')?.scrollTo(0, 0);
      window.scrollTo(0, 0);
    });
    const after = await boxes(page);
    for (const [i, box] of before.entries())
      for (const [at, value] of box.entries())
        // A divider's width is all that may differ.
        expect(Math.abs(value - (after[i]?.[at] ?? NaN)), `${i} ${at}`).toBeLessThanOrEqual(2);
    interleave.assertNoProblems();
  });

test('a reload, and an address with a step, find the lesson at the address that all others have', async ({
  interleave,
}) => {
  const { page } = interleave;
  await interleave.open(`${LESSON}?from=mail#/lesson/waiting-together/at/in-your-terminal`);
  await expect(page).toHaveURL(/\/\?from=mail#\/lesson\/waiting-together\/at\/in-your-terminal$/);
  await expect(page.getByRole('heading', { name: 'In your terminal' })).toBeInViewport();
  await page.reload();
  await interleave.whenIdle();
  await interleave.run();
  await expect(interleave.output).toContainText('Finished');
  interleave.assertNoProblems();
});

test('the page without script is accessible, light and dark', async ({ page }) => {
  await page.route(/\/assets\/[^/]+\.js$/, (route) => route.abort());
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(LESSON);
    await assertAccessible(page);
  }
});
