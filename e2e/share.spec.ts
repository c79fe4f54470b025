import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const code = (page: Page) => page.getByRole('textbox', { name: /^Code of/ });
const output = (page: Page) => page.getByRole('region', { name: 'Output' });
const dialog = (page: Page) => page.getByRole('dialog', { name: /^Share / });
const link = (page: Page) => dialog(page).getByRole('textbox', { name: 'Link' });

async function plain({ page }: InterleavePage, theme = 'light'): Promise<void> {
  await page.addInitScript((theme) => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', theme }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  }, theme);
}

async function write(interleave: InterleavePage, text: string): Promise<void> {
  await plain(interleave);
  await interleave.open('#/playground');
  await interleave.act((page) => code(page).fill(text));
}

/** What stands behind the `#` of the link that the dialog shows. */
async function linkOf(interleave: InterleavePage): Promise<string> {
  const { page } = interleave;
  await interleave.press('Share');
  await expect(link(page)).toHaveValue(/#\/shared\/1/);
  const value = await link(page).inputValue();
  return value.slice(value.indexOf('#'));
}

test('a program goes into a link, and whoever opens it sees it, and runs it only by pressing Run', async ({
  interleave,
}) => {
  const { page } = interleave;
  await write(interleave, 'import threading\nprint("sent", threading.active_count())\n');
  const hash = await linkOf(interleave);
  await expect(dialog(page)).toContainText('every chat and mail program takes it');

  await interleave.open('#/');
  await interleave.open(hash);
  await expect(page).toHaveTitle('main.py · Interleave');
  await expect(page.getByText('came from somebody else')).toBeVisible();
  await expect(code(page)).toHaveValue('import threading\nprint("sent", threading.active_count())\n');
  expect(await page.evaluate(() => Object.keys(window.__interleave?.state().lab.runs ?? {}))).toEqual([]);

  await interleave.press(RUN);
  await expect(output(page)).toContainText('sent 1');
  interleave.assertNoProblems();
});

test('what is changed in it is kept with its link, and can be kept among one’s own programs', async ({
  interleave,
}) => {
  const { page } = interleave;
  await write(interleave, 'print("mine")\n');
  const hash = await linkOf(interleave);
  await interleave.act((page) => page.keyboard.press('Escape'));
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
  await interleave.act((page) => code(page).fill('print("mine, later")\n'));

  await interleave.open(hash);
  await interleave.act((page) => code(page).fill('print("theirs, changed")\n'));
  await page.reload();
  await interleave.whenIdle();
  await expect(code(page)).toHaveValue('print("theirs, changed")\n');

  await interleave.press('Keep it in the playground');
  await expect(page).toHaveTitle('Playground · Interleave');
  await expect(code(page)).toHaveValue('print("theirs, changed")\n');
  // Nothing of what was there is gone.
  await interleave.act((page) => page.getByRole('tab', { name: /^main\.py/ }).click());
  await expect(code(page)).toHaveValue('print("mine, later")\n');
  interleave.assertNoProblems();
});

test('the exact run goes along when that is wanted, and is told apart from one of one’s own', async ({
  interleave,
}) => {
  const { page } = interleave;
  await write(interleave, 'import threading\nlock = threading.Lock()\nwith lock:\n    print("once")\n');
  await interleave.press('Share');
  const withRun = dialog(page).getByRole('checkbox', { name: /^With the run/ });
  await expect(withRun).toBeDisabled();
  await expect(dialog(page)).toContainText('its run can go along');
  await interleave.act((page) => page.keyboard.press('Escape'));
  await interleave.press(RUN);
  const events = () =>
    page.evaluate(() => Object.values(window.__interleave?.state().lab.runs ?? {})[0]?.trace?.length);
  const there = await events();
  await interleave.press('Share');
  await expect(link(page)).toHaveValue(/#\/shared\/1/);
  const without = (await link(page).inputValue()).length;
  await interleave.act(() => withRun.check());
  await expect.poll(async () => (await link(page).inputValue()).length).toBeGreaterThan(without + 300);
  const value = await link(page).inputValue();

  await interleave.open('#/');
  await interleave.open(value.slice(value.indexOf('#')));
  await expect(page.getByText('The run that is shown came with it.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('It was not run here.');
  await expect(output(page)).toContainText('once');
  expect(await events()).toBe(there);
  // Until it is run here.
  await interleave.press(RUN);
  await expect(page.getByRole('main')).not.toContainText('It was not run here.');
  interleave.assertNoProblems();
});

test('a change to a lesson’s program says of which, meets the lesson’s hosts, and can be put into the lesson', async ({
  interleave,
}) => {
  const { page } = interleave;
  await plain(interleave);
  await interleave.open('#/lesson/a-counter-two-threads');
  const before = await code(page).inputValue();
  await interleave.act((page) => code(page).fill(`${before}\n# a change\n`));
  const hash = await linkOf(interleave);
  await interleave.act((page) => page.keyboard.press('Escape'));
  await interleave.act((page) => code(page).fill('# mine\n'));

  await interleave.open(hash);
  await expect(page.getByText('It is a change to a program of the lesson')).toBeVisible();
  await expect(code(page)).toHaveValue(`${before}\n# a change\n`);
  await interleave.press('Put it into the lesson');
  await expect(page).toHaveURL(/#\/lesson\/a-counter-two-threads/);
  await expect(code(page)).toHaveValue(`${before}\n# a change\n`);
  await interleave.press('Bring back what stood here before');
  await expect(code(page)).toHaveValue('# mine\n');
  interleave.assertNoProblems();
});

test('a link that was cut shows what is left of it and says so; one that cannot be read says so, too', async ({
  interleave,
}) => {
  const { page } = interleave;
  const lines = Array.from({ length: 200 }, (_, i) => `print(${(i * 7919) % 10007})\n`).join('');
  await write(interleave, lines);
  const hash = await linkOf(interleave);
  await interleave.open('#/');
  await interleave.open(hash.slice(0, hash.length * 0.6));
  await expect(page.getByText('The end of this link is missing')).toBeVisible();
  const left = await code(page).inputValue();
  expect(left.length).toBeGreaterThan(100);
  expect(lines.startsWith(left)).toBe(true);

  for (const garbage of ['#/shared/1', '#/shared/hello', '#/shared/%F0%9F%92%A9', '#/shared/1deadbeefAAAA']) {
    await interleave.open('#/');
    await interleave.open(garbage);
    await expect(page.getByRole('alert')).toContainText('Nothing can be read in this link.');
  }
  interleave.assertNoProblems();
});

test('the file of a program says the same as its link', async ({ interleave }) => {
  const { page } = interleave;
  await write(interleave, 'print("in a file")\n');
  await interleave.press('Share');
  await expect(link(page)).toHaveValue(/#\/shared\/1/);
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save as a file' }).click();
  const got = await download;
  expect(got.suggestedFilename()).toBe('main.interleave.json');
  const text = readFileSync(await got.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    format: 'interleave-program',
    files: [{ content: 'print("in a file")\n' }],
  });

  await interleave.act((page) => page.keyboard.press('Escape'));
  const chooser = page.locator('input[type=file][accept*=".ipynb"]');
  await interleave.act(() =>
    chooser.setInputFiles({ name: 'from.interleave.json', mimeType: 'application/json', buffer: Buffer.from(text) }),
  );
  await expect(page.getByText('came from somebody else')).toBeVisible();
  await expect(code(page)).toHaveValue('print("in a file")\n');

  await interleave.open('#/playground');
  const cut = Buffer.from(text.slice(0, text.indexOf('file\\")') + 2));
  await interleave.act(() => chooser.setInputFiles({ name: 'cut.json', mimeType: 'application/json', buffer: cut }));
  await expect(page.getByText('The end of this file is missing')).toBeVisible();
  await expect(code(page)).toHaveValue('print("in a fi');

  await interleave.open('#/playground');
  const foreign = Buffer.from('{"nbformat": 4}');
  await interleave.act(() => chooser.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: foreign }));
  await expect(page.getByRole('alert')).toHaveText('x.json was not opened. This file is not a program of Interleave.');
  interleave.assertNoProblems();
});

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 390, 844],
  ['projector', 1024, 768],
] as const) {
  test(`the dialog and the page of a link are accessible and fit: ${theme}, ${width} pixels wide`, async ({
    interleave,
  }) => {
    const { page } = interleave;
    await page.setViewportSize({ width, height });
    await plain(interleave, theme);
    await interleave.open('#/playground');
    await interleave.act((page) => code(page).fill('print("sent")\n'));
    await interleave.press('Share');
    await expect(link(page)).toHaveValue(/#\/shared\/1/);
    const fits = async (what: string) => {
      await assertAccessible(page, { practices: true }, what);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(width);
      await page.screenshot({ path: `test-results/share-${what}-${theme}-${width}.png` });
    };
    await fits('dialog');
    const hash = (await link(page).inputValue()).replace(/^[^#]*/, '');
    await interleave.open('#/');
    await interleave.open(hash);
    await expect(page.getByText('came from somebody else')).toBeVisible();
    await fits('page');
    interleave.assertNoProblems();
  });
}
