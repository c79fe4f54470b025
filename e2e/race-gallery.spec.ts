/** Races as they look when they are over, out of kept results: each picture in three sizes and themes. */
import { assertAccessible, expect, test } from './helper';

const STORIES = [
  'race-primes',
  'race-requests',
  'race-many',
  'race-storm',
  'race-live',
  'race-curve',
  'race-memory',
  'race-worth',
  'race-worth-twins',
  'race-history',
];

for (const story of STORIES) {
  test(`the gallery shows ${story} in three sizes and themes, whole and accessible`, async ({ page }, testInfo) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    for (const [theme, width] of [
      ['light', 1440],
      ['dark', 1024],
      ['projector', 1024],
      ['light', 390],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`gallery.html?story=${story}${theme === 'light' ? '' : `&theme=${theme}`}`);
      if (story !== 'race-history') await expect(page.locator('.recharts-surface').first()).toBeVisible();
      else await expect(page.getByRole('listitem').first()).toBeVisible();
      await page.screenshot({ path: testInfo.outputPath(`${story}-${theme}-${width}.png`), fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await assertAccessible(page, { within: '.stage' });
      // No words of the picture lie outside of it.
      const cut = await page.locator('.recharts-surface').evaluateAll((all) =>
        all.flatMap((svg) => {
          const room = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].flatMap((text) => {
            const box = text.getBoundingClientRect();
            const out = Math.max(
              room.left - box.left,
              box.right - room.right,
              room.top - box.top,
              box.bottom - room.bottom,
            );
            return out > 1.5 ? [`${text.textContent} by ${out.toFixed(1)}`] : [];
          });
        }),
      );
      expect(cut).toEqual([]);
    }
    expect(problems).toEqual([]);
  });
}
