/** Every picture of the timeline, of who waits for whom and of the network: whole, accessible and photographed in sizes and themes. */
import { expect, test } from '@playwright/test';
import { violationsOn } from './helper';

/** Charts and figures have photographs of their own, after they were touched (`race.spec.ts`, `live-figures.spec.ts`). */
const ELSEWHERE = /^(?:race|figure)-/;

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['projector', 1024, 768],
  ['light', 390, 844],
  ['dark', 390, 844],
] as const) {
  test(`the gallery is whole and accessible: ${theme}, ${width} pixels wide`, async ({ page }, testInfo) => {
    // A page for each of some dozens of pictures.
    test.slow();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.setViewportSize({ width, height });
    await page.goto('gallery.html');
    const ids = await page
      .getByRole('link')
      .evaluateAll((links) => [
        ...new Set(links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('story') ?? '')),
      ]);
    const stories = ids.filter((id) => id !== '' && !ELSEWHERE.test(id));
    expect(stories.length).toBeGreaterThan(10);
    for (const story of stories)
      await test.step(story, async () => {
        await page.goto(`gallery.html?story=${story}${theme === 'light' ? '' : `&theme=${theme}`}`);
        await expect(page.locator('.stage > *').first()).toBeVisible();
        await page.screenshot({ path: testInfo.outputPath(`${story}.png`), fullPage: true });
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(wider, `${story} is wider than the window`).toBeLessThanOrEqual(0);
        expect.soft(await violationsOn(page, { within: '.stage' }), story).toEqual([]);
      });
    expect(problems).toEqual([]);
  });
}
