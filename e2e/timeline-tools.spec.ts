import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const cloth = (page: Page) => timeline(page).getByRole('application');
const said = (page: Page) => cloth(page).locator('[aria-live]');
const range = (page: Page) => page.getByRole('region', { name: 'The selected range', exact: true });
/** What the cloth looks like with all that lies above it, as the browser paints it. */
const picture = (page: Page) =>
  cloth(page)
    .locator('canvas')
    .evaluateAll((all) => all.map((each) => (each instanceof HTMLCanvasElement ? each.toDataURL() : '')).join(' '));

async function runLocked(interleave: InterleavePage) {
  await interleave.openLesson('a-counter-two-threads', 'locked');
  await interleave.run();
}

test('a range of the run is selected with the mouse, told in sentences and as tables, and cleared', async ({
  interleave,
}) => {
  const { page } = interleave;
  await interleave.openLesson('the-gil', 'three_threads');
  await interleave.run();
  const box = (await cloth(page).boundingBox())!;
  const before = await picture(page);
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(range(page)).toContainText(/from [\d.]+ m?s to [\d.]+ m?s/);
  await expect(range(page)).toContainText(/[ABC] ran for .* never two at the same time/);
  await expect(range(page)).toContainText(/The GIL changed hands (?:once|twice|\d+ times)/);
  await expect(said(page)).toContainText(/ran for/);
  expect(await picture(page)).not.toBe(before);

  await cloth(page).press('t');
  const tables = page.getByRole('region', { name: 'The selected range as a table' });
  await expect(tables.getByRole('row').filter({ hasText: 'the GIL' }).first()).toBeVisible();
  await page.keyboard.press('t');
  await range(page).getByRole('button', { name: 'Zoom to the range' }).click();
  await expect(page.getByRole('button', { name: 'Show the whole run (0)' })).toBeEnabled();
  await range(page).getByRole('button', { name: 'Clear' }).click();
  await expect(range(page)).toHaveCount(0);
  interleave.assertNoProblems();
});

test('the longest wait, the lock that it is for, and a range of it are a key each', async ({ interleave }) => {
  const { page } = interleave;
  await runLocked(interleave);
  await cloth(page).press('l');
  await expect(said(page)).toContainText(/^Wait 1 of \d+, the longest first\. (?:north|south) waits for door/);
  // The editor goes along: the line that waits is lit.
  await expect(page.getByRole('slider', { name: 'Moment of the run' })).not.toHaveValue('0');
  await interleave.whenIdle();
  const plain = await picture(page);
  await cloth(page).press('f');
  await expect(said(page)).toHaveText('door is followed, all else fades');
  await expect.poll(() => picture(page)).not.toBe(plain);
  await cloth(page).press('Shift+S');
  await expect(range(page)).toContainText(/door: was held .* of the time/);
  for (const _ of ['the stretch', 'the range', 'what is followed']) await cloth(page).press('Escape');
  await expect(range(page)).toHaveCount(0);
  await expect(said(page)).toHaveText('Nothing is followed');
  interleave.assertNoProblems();
});

test('a range is selected with two presses of a key, and the moment is explained and copied', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await runLocked(interleave);
  await cloth(page).press('Home');
  await cloth(page).press('s');
  await expect(said(page)).toContainText('A range begins at 0 ms');
  for (let i = 0; i < 40; i++) await cloth(page).press(']');
  await cloth(page).press('s');
  await expect(range(page)).toContainText(/from 0 ms to/);
  await cloth(page).press('e');
  const moment = page.getByRole('region', { name: 'This moment explained' });
  await expect(moment).toContainText('MainThread');
  await moment.getByRole('button', { name: 'Copy what happens at this moment' }).click();
  await expect(moment.getByText('Copied')).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^At [\d.]+ ms of [\d.]+ m?s:\n/);
  expect(text).toContain('MainThread');
  interleave.assertNoProblems();
});

test('a lock and a line are found by keyboard, and the keys are listed', async ({ interleave }) => {
  const { page } = interleave;
  await runLocked(interleave);
  await cloth(page).press('/');
  const field = page.getByRole('searchbox', { name: 'A strand, a lock or a line' });
  await expect(field).toBeFocused();
  await field.fill('door');
  await expect(page.getByRole('button', { name: /^door/ })).toBeVisible();
  await field.press('Enter');
  await expect(said(page)).toContainText(/door|runs|sleeps/);
  await field.fill('line 12');
  await expect(page.getByRole('button', { name: /^Line 12 ?locked\.py, [\d,]+ stretches/ })).toBeVisible();
  await field.press('Enter');
  await expect(said(page)).toContainText('line 12');
  await page.keyboard.press('Escape');
  await expect(cloth(page)).toBeFocused();

  await cloth(page).press('?');
  const keys = page.getByRole('dialog', { name: 'Keys of the timeline' });
  await expect(keys).toContainText('go to the longest wait');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await expect(cloth(page)).toBeFocused();
  interleave.assertNoProblems();
});

test('on a phone the tools are in reach, and have no faults that a machine finds', async ({ interleave }) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 390, height: 844 });
  await runLocked(interleave);
  await timeline(page).getByRole('button', { name: 'Order, follow, select, keys' }).click();
  await page.getByRole('menuitem', { name: 'Select a range by dragging' }).click();
  const box = (await cloth(page).boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.5, { steps: 6 });
  await page.mouse.up();
  await expect(range(page)).toContainText('GIL changed hands');
  await timeline(page).getByRole('button', { name: 'Order, follow, select, keys' }).click();
  await page.getByRole('menuitemradio', { name: 'door' }).click();
  await expect(said(page)).toHaveText('door is followed, all else fades');
  await timeline(page)
    .getByRole('button', { name: /^Find a strand/ })
    .click();
  await page.getByRole('searchbox', { name: 'A strand, a lock or a line' }).fill('door');
  await assertAccessible(page, { within: 'section[aria-label="Timeline"]', practices: true });
  for (const tool of await timeline(page).getByRole('button').all()) {
    const at = await tool.boundingBox();
    if (at !== null) expect(at.x + at.width).toBeLessThanOrEqual(390);
  }
  interleave.assertNoProblems();
});
