/** No page is wider than its window: whoever reads on a phone never has to scroll sideways to read on. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, withoutPython } from './helper';

const LESSONS = readdirSync(join(import.meta.dirname, '..', 'lessons'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name.replace(/^\d+-/, ''));
const PAGES = ['', '#/playground', '#/trace', '#/guide', '#/glossary', '#/cheat-sheet', '#/no-such-page'];
const ADDRESSES = [...PAGES, ...LESSONS.map((id) => `#/lesson/${id}`)];

for (const address of ADDRESSES) {
  test(`nothing of ${address === '' ? 'the first page' : address} sticks out at 390 and 320 px`, async ({
    interleave,
  }) => {
    const { page } = interleave;
    await withoutPython(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await interleave.open(address);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await interleave.whenIdle();
      const out = () =>
        page.evaluate(() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          // Named, so that whoever breaks this sees what to mend.
          return [...document.querySelectorAll('main *, header *')]
            .filter((each) => each.getBoundingClientRect().right > room + 1)
            .slice(0, 5)
            .map((each) => `${each.tagName} ${each.className.toString()} ${each.textContent.slice(0, 60)}`);
        });
      // The editor follows a change of the window a moment later.
      await expect.poll(out, `${address} at ${width} px`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}
