/** What stands around the playground's examples: the list, the links, files and notebooks that are opened, dropped and saved. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const FOLDER = new URL('../src/session/examples/programs/', import.meta.url);
const FILES = readdirSync(FOLDER);
const textOf = (id: string, ending: string) => readFileSync(new URL(`${id}.${ending}`, FOLDER), 'utf8');

const code = (page: Page) => page.getByRole('textbox', { name: /^Code of/ });
const allTabs = (page: Page) => page.getByRole('tablist', { name: 'Your programs' }).getByRole('tab');
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Examples' });
const LOCK = textOf('a-lock', 'py');

async function settings(interleave: InterleavePage, theme = 'light'): Promise<void> {
  await interleave.page.addInitScript((theme) => {
    try {
      if (localStorage.getItem('interleave.settings') === null)
        localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', theme }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  }, theme);
}

async function open(interleave: InterleavePage, address = '#/playground', theme = 'light'): Promise<void> {
  await settings(interleave, theme);
  await interleave.open(address);
}

async function chooseFile(interleave: InterleavePage, entry: RegExp): Promise<void> {
  await interleave.page.getByRole('button', { name: 'File' }).click();
  await interleave.act((page) => page.getByRole('menuitem', { name: entry }).click());
}

test('an example comes from the list by keyboard, gets a tab of its own, and what was there stays', async ({
  interleave,
}) => {
  const { page } = interleave;
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await open(interleave);
  expect(loaded.filter((url) => url.includes('examples'))).toEqual([]);
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  await page.getByRole('button', { name: 'Examples' }).focus();
  await interleave.act((page) => page.keyboard.press('Enter'));
  expect(loaded.filter((url) => url.includes('examples')).length).toBeGreaterThan(0);
  await expect(dialog(page).getByRole('link')).toHaveCount(FILES.length);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Examples' })).toBeFocused();

  await interleave.press('Examples');
  const entry = dialog(page).getByRole('link', { name: 'A lock', exact: true });
  await expect(entry).toHaveAccessibleDescription(/Look for the band of the lock/);
  await entry.focus();
  await interleave.act((page) => page.keyboard.press('Enter'));
  await expect(page.getByRole('tab', { name: 'a lock.py' })).toBeFocused();
  await expect(code(page)).toHaveValue(LOCK);
  await interleave.press(/^Run$/);
  await expect(interleave.output).toContainText('20 deposits, balance 20');

  // It was run: the next one stands beside it. That one is only looked at, and the one after takes its place.
  for (const name of ['A lost update', 'Four waits at once']) {
    await interleave.press('Examples');
    await interleave.act((page) => dialog(page).getByRole('link', { name }).click());
  }
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'a lock.py', 'gather.py']);
  await interleave.press('Examples');
  await interleave.act((page) => dialog(page).getByRole('button', { name: 'Empty Python program' }).click());
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'a lock.py', 'gather.py', 'variant.py']);
  await expect(code(page)).toHaveValue(/^# Your own program/);
  await interleave.act((page) => allTabs(page).first().click());
  await expect(code(page)).toHaveValue('print("mine")\n');
  interleave.assertNoProblems();
});

test('a link to an example opens it, runs nothing and loses nothing, however often', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  for (let time = 0; time < 2; time++) {
    await interleave.open('#/playground/a-lock');
    await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'a lock.py']);
    await expect(code(page)).toHaveValue(LOCK);
    await expect(interleave.output).toContainText('What the program prints appears here.');
    expect(new URL(page.url()).hash).toBe('#/playground');
  }
  // Changed, it is the learner's own: the link brings another one.
  await interleave.act((page) => code(page).fill('print("my lock")\n'));
  await interleave.open('#/playground/a-lock');
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'a lock.py', 'a lock 2.py']);
  await interleave.open('#/playground/no-such-example');
  await expect(page.getByRole('alert')).toHaveText('There is no example called “no-such-example”.');
  await expect(code(page)).toHaveValue(LOCK);
  await interleave.act((page) => allTabs(page).first().click());
  await expect(code(page)).toHaveValue('print("mine")\n');
  interleave.assertNoProblems();
});

test('a notebook is opened as its code, told in a sentence, and a program goes back as one', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  const chooser = page.getByTestId('editor').locator('input[type=file]');
  const file = (name: string, text: string) => ({ name, mimeType: '', buffer: Buffer.from(text) });
  const cells = [
    { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Week 3'] },
    { cell_type: 'code', id: 'b', metadata: {}, outputs: [], source: ['%matplotlib inline\n', 'x = 6'] },
    { cell_type: 'code', id: 'c', metadata: {}, outputs: [], source: ['print(x * 7)'] },
  ];
  const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
  await interleave.act(() => chooser.setInputFiles(file('week 3.ipynb', notebook)));
  await expect(page.getByRole('tab', { name: 'week 3.py' })).toBeFocused();
  await expect(code(page)).toHaveValue('# Jupyter only: %matplotlib inline\nx = 6\n\nprint(x * 7)\n');
  await expect(page.getByRole('status').filter({ hasText: '2 cells of code from week 3.ipynb' })).toContainText(
    '1 cell of text was left out; 1 line that only Jupyter understands became comments.',
  );
  await interleave.press(/^Run$/);
  await expect(interleave.output).toContainText('42');

  const download = page.waitForEvent('download');
  await chooseFile(interleave, /^Download as a notebook/);
  const got = await download;
  expect(got.suggestedFilename()).toBe('week 3.ipynb');
  await expect(page.getByRole('status').filter({ hasText: 'week 3.ipynb was downloaded.' })).toBeVisible();
  const made = readFileSync(await got.path(), 'utf8');
  await interleave.act((page) => code(page).fill('changed\n'));
  await interleave.act(() => chooser.setInputFiles(file('back.ipynb', made)));
  await expect(code(page)).toHaveValue('# Jupyter only: %matplotlib inline\nx = 6\n\nprint(x * 7)\n');

  await interleave.act(() => chooser.setInputFiles(file('broken.ipynb', '{"nbformat": 4,')));
  await expect(page.getByRole('alert')).toHaveText('broken.ipynb is no notebook: it is not JSON.');
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'week 3.py', 'back.py']);
  interleave.assertNoProblems();
});

test('files that are dropped on the page are opened, each in a tab of its own', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  const data = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['print("dropped")\n'], 'dropped.py'));
    data.items.add(new File(['console.log("too");\n'], 'too.ts'));
    return data;
  });
  // Into the editor, which would take a file's text for its own.
  await code(page).dispatchEvent('dragover', { dataTransfer: data });
  await expect(page.locator('main[data-over]')).toHaveCount(1);
  await interleave.act((page) => code(page).dispatchEvent('drop', { dataTransfer: data }));
  await expect(page.locator('main[data-over]')).toHaveCount(0);
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'dropped.py', 'too.ts']);
  await expect(code(page)).toHaveValue('console.log("too");\n');
  await interleave.act((page) => allTabs(page).first().click());
  await expect(code(page)).toHaveValue('print("mine")\n');
  interleave.assertNoProblems();
});

test('a program is saved to the file that it came from', async ({ interleave }) => {
  const { page } = interleave;
  // Files of the browser's own, in the place of the dialogs that only a person can answer.
  await page.addInitScript(() => {
    if (top !== window) return;
    const root = () => navigator.storage.getDirectory();
    const fake = {
      async showOpenFilePicker() {
        const handle = await (await root()).getFileHandle('sums.py', { create: true });
        const writer = await handle.createWritable();
        await writer.write('x = 1\r\nprint(x)\r\n');
        await writer.close();
        return [handle];
      },
      async showSaveFilePicker({ suggestedName }: { suggestedName: string }) {
        return (await root()).getFileHandle(suggestedName, { create: true });
      },
    };
    Object.assign(window, fake);
  });
  const onDisk = (name: string) =>
    page.evaluate(async (name) => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle(name);
      return (await handle.getFile()).text();
    }, name);
  const said = (words: string) => expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();

  await open(interleave);
  await chooseFile(interleave, /^Open/);
  await expect(page.getByRole('tab', { name: 'sums.py' })).toBeFocused();
  await expect(code(page)).toHaveValue('x = 1\nprint(x)\n');
  await interleave.act((page) => code(page).fill('x = 2\nprint(x)\n'));
  await page.getByRole('button', { name: 'File' }).click();
  await expect(page.getByRole('menuitem', { name: /^Save sums\.py/ })).toContainText('Changed since');
  await interleave.act((page) => page.getByRole('menuitem', { name: /^Save sums\.py/ }).click());
  await said('sums.py was saved.');
  expect(await onDisk('sums.py')).toBe('x = 2\r\nprint(x)\r\n');

  await code(page).fill('x = 3\n');
  await interleave.act((page) => page.keyboard.press('Control+s'));
  expect(await onDisk('sums.py')).toBe('x = 3\r\n');

  // A program without a file asks for a place.
  await interleave.act((page) => allTabs(page).first().click());
  await interleave.act((page) => code(page).fill('print("mine")\n'));
  await chooseFile(interleave, /^Save…/);
  await said('main.py was saved.');
  expect(await onDisk('main.py')).toBe('print("mine")\n');

  // Opened once more, it is the same tab, as it stands in the file; what was changed here comes back on demand.
  await interleave.act((page) => page.getByRole('tab', { name: 'sums.py' }).click());
  await chooseFile(interleave, /^Open/);
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'sums.py']);
  await expect(code(page)).toHaveValue('x = 1\nprint(x)\n');
  await said('sums.py is here as it stands in the file now.');
  await interleave.press('Bring back what stood here before');
  await expect(code(page)).toHaveValue('x = 3\n');
  interleave.assertNoProblems();
});

for (const theme of ['light', 'dark', 'projector'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    test(`the examples can be used by everybody: ${theme}, ${width} by ${height}`, async ({ interleave }) => {
      const { page } = interleave;
      await page.setViewportSize({ width, height });
      await open(interleave, '#/playground', theme);
      await interleave.press('Examples');
      await assertAccessible(page);
      const box = await dialog(page).boundingBox();
      expect(box !== null && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
      const last = dialog(page).getByRole('link').last();
      await last.focus();
      await expect(last).toBeInViewport();
      await interleave.act((page) => page.keyboard.press('Enter'));
      await page.getByRole('button', { name: 'File' }).click();
      await expect(page.getByRole('menu', { name: 'File' })).toBeInViewport({ ratio: 1 });
      await assertAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      interleave.assertNoProblems();
    });
  }
}
