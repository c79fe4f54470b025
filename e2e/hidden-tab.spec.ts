/**
 * A race in a tab that nobody sees. Headless browsers keep every page visible, whatever lies in front of it, so the page is told
 * that it is hidden as a browser tells it: by its document's state and the event.
 */
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test } from './helper';

async function setVisible(page: Page, visible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    visible ? 'visible' : 'hidden',
  );
}

test.describe.configure({ timeout: 180_000 });

test('a race in a hidden tab pauses, says why, and goes on when the tab is seen again', async ({
  interleave,
}, info) => {
  const { page } = interleave;
  await interleave.openLesson('waiting-together');
  const panel = page.getByRole('region', { name: /^Race: / }).first();
  const trials = panel.getByRole('spinbutton', { name: 'trials of each' });
  await trials.fill('3');
  await trials.press('Enter');
  await panel.getByRole('button', { name: /^Race/ }).click();
  await expect(panel).toContainText(/(?:Warm-up|Trial): /, { timeout: 60_000 });
  await setVisible(page, false);
  await expect(panel).toContainText(/hidden/);
  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    await panel
      .getByText(/hidden/)
      .first()
      .scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath(`paused-${theme}-${width}.png`) });
  }
  await assertAccessible(page, { within: 'section[aria-labelledby]', practices: true });
  await setVisible(page, true);
  await expect(panel).not.toContainText(/hidden/);
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await interleave.whenIdle();
  interleave.assertNoProblems();
});
