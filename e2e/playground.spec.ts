import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const code = (page: Page) => page.getByRole('textbox', { name: /^Code of/ });
const output = (page: Page) => page.getByRole('region', { name: 'Output' });

async function open(interleave: InterleavePage, theme = 'light'): Promise<void> {
  await interleave.page.addInitScript((theme) => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', theme }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  }, theme);
  await interleave.open('#/playground');
}

test('is found from the home page and from every header', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.open('#/');
  await interleave.act((page) => page.getByRole('link', { name: /program of your own/ }).click());
  await expect(page).toHaveTitle('Playground · Interleave');
  await interleave.open('#/lesson/waiting-together');
  await interleave.act((page) => page.getByRole('banner').getByRole('link', { name: 'Playground' }).click());
  await expect(page.getByRole('heading', { name: 'Playground' })).toBeAttached();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Playground' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  interleave.assertNoProblems();
});

test('runs a program of one’s own and keeps it', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  await expect(code(page)).toHaveValue(/^# Your own program/);
  await interleave.act((page) => code(page).fill('import threading\nprint("mine", threading.active_count())\n'));
  await interleave.press(RUN);
  await expect(output(page)).toContainText('mine 1');
  await page.reload();
  await interleave.whenIdle();
  await expect(code(page)).toHaveValue(/^import threading/);
  interleave.assertNoProblems();
});

test('opens a file beside what is there, and lets the program be downloaded', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/x-python', buffer });
  const chooser = page.getByTestId('editor').locator('input[type=file]');
  await interleave.act(() => chooser.setInputFiles(file('theirs.py', Buffer.from('print("theirs")\r\n'))));
  await expect(page.getByRole('tab', { name: 'theirs.py' })).toBeFocused();
  await expect(code(page)).toHaveValue('print("theirs")\n');
  await interleave.act((page) => page.getByRole('tab', { name: 'main.py' }).click());
  await expect(code(page)).toHaveValue('print("mine")\n');
  await interleave.act((page) => page.getByRole('tab', { name: 'theirs.py' }).click());

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Download theirs.py' }).click();
  const got = await download;
  expect(got.suggestedFilename()).toBe('theirs.py');
  expect(readFileSync(await got.path(), 'utf8')).toBe('print("theirs")\n');

  await interleave.act(() => chooser.setInputFiles(file('picture.png', Buffer.from([0x89, 0x50, 0xff]))));
  await expect(page.getByRole('alert')).toHaveText('picture.png is not text in UTF-8, as programs are.');
  await expect(code(page)).toHaveValue('print("theirs")\n');
  interleave.assertNoProblems();
});

test('begins anew, and that can be taken back too', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  await interleave.press('Begin anew');
  await expect(code(page)).toHaveValue(/^# Your own program/);
  await interleave.press('Bring back what stood here before');
  await expect(code(page)).toHaveValue('print("mine")\n');
});

for (const theme of ['light', 'dark', 'projector'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    test(`can be used by everybody: ${theme}, ${width} by ${height}`, async ({ interleave }) => {
      const { page } = interleave;
      await page.setViewportSize({ width, height });
      await open(interleave, theme);
      await interleave.act((page) => code(page).fill('import socket\nprint("hello")\n'));
      await interleave.press(RUN);
      const tab = page.getByRole('tab', { name: /^Network/ });
      if (await tab.isVisible()) await tab.click();
      await expect(page.getByRole('switch', { name: 'Real network' })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await assertAccessible(page);
      interleave.assertNoProblems();
    });
  }
}
