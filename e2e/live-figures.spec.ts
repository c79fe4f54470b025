/** The drawings that a learner may touch: whole, accessible and photographed in every theme, from a phone's width up. */
import { expect, test, type Page } from '@playwright/test';
import { assertAccessible } from './helper';

const press = async (page: Page, names: readonly string[]): Promise<void> => {
  for (const name of names) await page.getByRole('button', { name, exact: true }).first().click();
};

/** What is done before a figure is looked at. */
const FIGURES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'kitchen',
    async (page) => {
      await page.getByLabel('goes on').check();
      await press(page, ['Step', 'Step', 'Step']);
    },
  ],
  [
    'baton',
    async (page) => {
      await page.getByLabel('waits for answers').nth(1).check();
      await press(
        page,
        Array.from({ length: 10 }, () => 'Step'),
      );
    },
  ],
  ['memory', (page) => press(page, ['B: add 1', 'Add 1', 'Fork: A starts B', 'Add 1', 'Send count'])],
  [
    'event-loop',
    (page) => press(page, ['Set a timer', 'Ask the network', 'Long computation', 'Step', 'Step', 'Step', 'Step']),
  ],
];

for (const [figure, touch] of FIGURES) {
  test(`the gallery shows the figure ${figure} in every theme, whole and accessible`, async ({ page }, testInfo) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    for (const [theme, width] of [
      ['light', 1440],
      ['dark', 390],
      ['projector', 1024],
      ['light', 320],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`gallery.html?story=figure-${figure}${theme === 'light' ? '' : `&theme=${theme}`}`);
      await touch(page);
      await page.screenshot({ path: testInfo.outputPath(`${figure}-${theme}-${width}.png`), fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await assertAccessible(page, { within: 'figure' });
      const cut = await page.locator('figure svg').evaluateAll((all) =>
        all.flatMap((svg) => {
          const room = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].flatMap((text) => {
            const box = text.getBoundingClientRect();
            const out = Math.max(room.left - box.left, box.right - room.right, box.bottom - room.bottom);
            return out > 2 ? [`${text.textContent} by ${out.toFixed(1)}`] : [];
          });
        }),
      );
      expect(cut).toEqual([]);
    }
    expect(problems).toEqual([]);
  });
}
