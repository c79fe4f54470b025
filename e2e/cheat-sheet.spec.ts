/** The cheat sheet: two pages of paper, whatever paper it is, and nothing on them that Python does not know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API, PLACEHOLDERS } from '../src/guide/cheat-sheet';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const THEMES = ['light', 'dark', 'projector'] as const;
/** What the sheet's margins leave of a page, in CSS pixels: 9 mm at the sides, 8 above and below. */
const PAPERS = { A4: { width: 725, height: 1062 }, Letter: { width: 747, height: 995 } } as const;

async function open(interleave: InterleavePage): Promise<void> {
  await interleave.open('#/cheat-sheet');
  await expect(interleave.page.getByRole('heading', { level: 1 })).toContainText('Cheat sheet');
  await interleave.page.evaluate(() => document.fonts.ready);
}

for (const theme of THEMES)
  test(`prints on exactly two pages, A4 or Letter, in the theme ${theme}`, async ({ interleave, page }) => {
    await open(interleave);
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    for (const format of ['A4', 'Letter'] as const) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g), format).toHaveLength(2);
    }
  });

test('cuts nothing off on paper, and prints nothing smaller than 7.5 points', async ({ interleave, page }) => {
  await open(interleave);
  await page.emulateMedia({ media: 'print' });
  for (const [paper, room] of Object.entries(PAPERS)) {
    await page.setViewportSize(room);
    const seen = await page.evaluate(() => {
      const main = document.querySelector('main') ?? document.body;
      const sheets = [...main.children].map((each) => each.getBoundingClientRect());
      const shown = [...main.querySelectorAll('*')].filter((each) => each.getClientRects().length > 0);
      const cut = shown.filter(
        (each) =>
          each.getBoundingClientRect().right > main.getBoundingClientRect().right + 1 ||
          (each instanceof HTMLElement && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1),
      );
      const small = shown.filter((each) => parseFloat(getComputedStyle(each).fontSize) < 7.5 / 0.75 - 0.01);
      const last = [...main.querySelectorAll('tr')].at(-1)?.getBoundingClientRect();
      const name = (each: Element) => `${each.tagName} ${each.textContent.slice(0, 60)}`;
      return {
        heights: sheets.map(({ height }) => height),
        cut: cut.map(name),
        small: small.map(name),
        lastIsOnItsSheet: last !== undefined && last.height > 0 && last.bottom <= (sheets.at(-1)?.bottom ?? 0) + 1,
        onlyOnScreen: shown.filter((each) => each.matches('button')).length,
        header: document.querySelector('header')?.getClientRects().length,
        links: [...main.querySelectorAll('a')].filter((a) => getComputedStyle(a).textDecorationLine !== 'none').length,
      };
    });
    expect(seen, paper).toEqual({
      heights: [expect.any(Number), expect.any(Number)],
      cut: [],
      small: [],
      lastIsOnItsSheet: true,
      onlyOnScreen: 0,
      header: 0,
      links: 0,
    });
    // Two thirds at least: a sheet that is half empty has lost something, and one that is full would go over to a third page.
    for (const height of seen.heights) {
      expect(height, paper).toBeLessThanOrEqual(room.height);
      expect(height, paper).toBeGreaterThan((2 / 3) * room.height);
    }
  }
});

test('writes no Python that Python does not know', async ({ page }) => {
  await page.goto('command.html');
  const read = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
  const result = await page.evaluate((wanted) => window.interleave.run(wanted), {
    language: 'python' as const,
    entry: 'sheet_names.py',
    files: [
      { path: 'sheet_names.py', content: read('sheet_names.py') },
      { path: 'sheet.json', content: JSON.stringify({ tables: API, placeholders: PLACEHOLDERS }) },
    ],
    args: [],
    traced: false,
    startMethod: 'fork' as const,
    prepareProcesses: true,
    seed: null,
    limits: { outputChars: 1_000_000, lockEvents: 1_000, timeoutMs: 60_000 },
  });
  expect(result.output.map((chunk) => chunk.text).join('')).toMatch(/^\d{2,} checked\n$/);
});

for (const [theme, width] of [
  ['light', 1440],
  ['dark', 1024],
  ['dark', 390],
  ['light', 320],
  ['projector', 1440],
] as const)
  test(`can be read by everybody: ${theme}, ${width} pixels wide`, async ({ interleave, page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(interleave);
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await assertAccessible(page, { practices: true });
    interleave.assertNoProblems();
  });

test('is found from the first page, leads to lessons, and prints at a press', async ({ interleave, page }) => {
  await interleave.open('');
  await interleave.act(() => page.getByRole('navigation', { name: 'More' }).getByText('Cheat sheet').click());
  await page.evaluate(() => {
    window.print = () => (document.title = 'printed');
  });
  await interleave.press('Print');
  await expect(page).toHaveTitle('printed');
  await interleave.act(() => page.getByRole('link', { name: 'Deadlock' }).click());
  expect(page.url()).toContain('#/lesson/deadlock');
});
