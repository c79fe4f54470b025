import type { Locator, Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const comparison = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const runOf = (page: Page, program: string) => page.getByRole('region', { name: `The run of ${program}` });
/** What a cloth looks like, as the browser paints it. */
const picture = (run: Locator) =>
  run
    .locator('canvas')
    .first()
    .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
const box = async (of: Locator) => (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

/** Runs two programs, one of each language, and stays with the second. */
async function runTwo(interleave: InterleavePage) {
  await interleave.openLesson('two-languages', 'tasks');
  await interleave.press(RUN);
  await expect(interleave.page.getByRole('button', { name: 'Compare' })).toHaveCount(0);
  await interleave.act((page) => page.getByRole('tab', { name: 'loop.ts' }).first().click());
  await interleave.press(RUN);
}

test('the runs of two languages stand above one another on one axis, and both follow the zoom', async ({
  interleave,
}) => {
  const { page } = interleave;
  await runTwo(interleave);
  // By keyboard, and the same button leads back.
  await page.getByRole('button', { name: 'Compare' }).focus();
  await interleave.act(() => page.keyboard.press('Enter'));
  await expect(page.getByRole('button', { name: 'Back to loop.ts' })).toBeFocused();

  const tasks = runOf(page, 'tasks.py');
  const loop = runOf(page, 'loop.ts');
  await expect(tasks.getByRole('heading', { name: 'tasks.py' })).toBeVisible();
  await expect(loop.getByRole('heading', { name: 'loop.ts' })).toBeVisible();
  await expect(tasks).toContainText(/[\d.]+ m?s/);
  await expect(comparison(page)).toContainText(/tasks\.py took [\d.]+ m?s and loop\.ts [\d.]+ m?s\./);
  await expect(comparison(page)).toContainText('up to four waited at the same time');
  await expect(comparison(page)).toContainText('a single run proves nothing about speed');

  // One axis above both, as wide as each of them.
  const axes = comparison(page).locator('canvas').first();
  const [axis, above, below] = [
    await box(axes),
    await box(tasks.locator('canvas').first()),
    await box(loop.locator('canvas').first()),
  ];
  expect(above.y).toBeGreaterThanOrEqual(axis.y + axis.height);
  expect(below.y).toBeGreaterThan(above.y + above.height);
  for (const cloth of [above, below]) {
    expect(cloth.x).toBeCloseTo(axis.x, 0);
    expect(cloth.width).toBeCloseTo(axis.width, 0);
  }

  const before = [await picture(tasks), await picture(loop)];
  await interleave.press('Zoom in (+)');
  await expect.poll(() => picture(tasks)).not.toBe(before[0]);
  await expect.poll(() => picture(loop)).not.toBe(before[1]);
  await interleave.press('Show the whole run (0)');
  await expect.poll(() => picture(tasks)).toBe(before[0]);
  await expect.poll(() => picture(loop)).toBe(before[1]);
  // The keys of one cloth move the other, too.
  await tasks.getByRole('application').press('+');
  await expect.poll(() => picture(loop)).not.toBe(before[1]);

  await interleave.press('Back to loop.ts');
  await expect(page.getByRole('button', { name: 'Compare' })).toBeFocused();
  await expect(comparison(page)).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Timeline' }).locator('canvas').first()).toBeVisible();
  interleave.assertNoProblems();
});

test('runs can be left out, read as tables and opened by themselves', async ({ interleave }) => {
  const { page } = interleave;
  await runTwo(interleave);
  await interleave.press('Compare');
  await assertAccessible(page, { within: 'section[aria-label="Comparison"]', practices: true });

  await interleave.act(() => page.getByRole('checkbox', { name: 'loop.ts' }).uncheck());
  await expect(runOf(page, 'loop.ts').locator('canvas')).toHaveCount(0);
  await expect(comparison(page)).toContainText(/tasks\.py took [\d.]+ m?s\. /);
  await interleave.act(() => page.getByRole('checkbox', { name: 'loop.ts' }).check());

  await interleave.press('Show the same as tables (T)');
  const figures = page.getByRole('table', { name: 'The runs in figures' });
  await expect(figures.getByRole('row')).toHaveCount(3);
  await expect(figures).toContainText('tasks.py');
  await assertAccessible(page, { within: 'section[aria-label="Comparison"]', practices: true });
  await interleave.press('Show the pictures (T)');

  await interleave.press('Open by itself: tasks.py');
  await expect(page.getByRole('tab', { selected: true }).first()).toHaveText('tasks.py');
  await expect(comparison(page)).toHaveCount(0);
  // Whoever runs a program sees it run.
  await interleave.press('Compare');
  await interleave.press(RUN);
  await expect(comparison(page)).toHaveCount(0);
  interleave.assertNoProblems();
});

test('on a phone the comparison has its place below the code, and nothing sticks out', async ({ interleave }) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 390, height: 844 });
  await runTwo(interleave);
  await interleave.press('Compare');
  for (const program of ['tasks.py', 'loop.ts']) {
    await runOf(page, program).scrollIntoViewIfNeeded();
    await expect(runOf(page, program).locator('canvas').first()).toBeVisible();
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await interleave.press('Back to loop.ts');
  await expect(comparison(page)).toHaveCount(0);
  interleave.assertNoProblems();
});

test('one range, one search and one thing that is followed are those of all runs, and outlive a change of the layout', async ({
  interleave,
}) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 1440, height: 900 });
  await runTwo(interleave);
  await interleave.press('Compare');
  const tasks = runOf(page, 'tasks.py').getByRole('application');
  const loop = runOf(page, 'loop.ts');
  const overlay = (run: Locator) =>
    run
      .locator('canvas')
      .nth(1)
      .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
  const before = await overlay(loop);
  const at = await box(tasks);
  await page.keyboard.down('Shift');
  await page.mouse.move(at.x + at.width * 0.3, at.y + at.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width * 0.6, at.y + at.height * 0.6, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const range = page.getByRole('region', { name: 'The selected range', exact: true });
  await expect(range).toContainText(/of each run, from [\d.]+ m?s to [\d.]+ m?s/);
  await expect(range.getByRole('heading', { level: 4 })).toHaveText(['tasks.py', 'loop.ts']);
  // The other cloth shows the same span.
  await expect.poll(() => overlay(loop)).not.toBe(before);

  await tasks.press('/');
  const field = page.getByRole('searchbox', { name: 'A strand, a lock or a line' });
  await expect(field).toBeFocused();
  await field.fill('a');
  await expect(page.getByRole('list', { name: 'Found' })).toContainText(/in tasks\.py|in loop\.ts/);
  await field.press('Enter');
  await page.keyboard.press('Escape');
  await expect(tasks).toBeFocused();
  await tasks.press('e');
  const moment = page.getByRole('region', { name: 'This moment explained' });
  await expect(moment.getByRole('heading', { level: 4 })).toHaveText(['tasks.py', 'loop.ts']);
  await moment.getByRole('button', { name: 'Close' }).click();

  const words = await range.innerText();
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    await interleave.whenIdle();
    await expect(comparison(page)).toBeVisible();
    await expect(range).toHaveText(words, { useInnerText: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  await assertAccessible(page, { within: 'section[aria-label="Comparison"]', practices: true });
  interleave.assertNoProblems();
});
