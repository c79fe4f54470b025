import type { Locator, Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const code = (page: Page) => page.getByRole('textbox', { name: /^Code of/ });
const tabs = (page: Page) => page.getByRole('tablist', { name: 'Your programs' });
const allTabs = (page: Page) => tabs(page).getByRole('tab');
const racePanel = (page: Page): Locator => page.getByRole('region', { name: /^Race: / });

const ONE_BY_ONE = 'import time\nfor _ in range(4):\n    time.sleep(0.1)\n';
const AT_ONCE = `import threading, time
all = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(4)]
for one in all: one.start()
for one in all: one.join()
`;

test.describe.configure({ timeout: 450_000 });

async function open(interleave: InterleavePage, theme = 'light'): Promise<void> {
  await interleave.page.addInitScript((theme) => {
    try {
      // What was chosen since stays chosen after a reload.
      if (localStorage.getItem('interleave.settings') === null)
        localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', theme }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  }, theme);
  await interleave.open('#/playground');
}

async function choose(interleave: InterleavePage, entry: string | RegExp): Promise<void> {
  const { page } = interleave;
  await page.getByRole('button', { name: String(entry).includes('New') ? 'File' : 'Variants' }).click();
  await interleave.act((page) => page.getByRole('menuitem', { name: entry }).click());
}

async function add(interleave: InterleavePage, entry: RegExp, name: string, text: string): Promise<void> {
  await choose(interleave, entry);
  const dialog = interleave.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await interleave.act(() => dialog.getByRole('button', { name: 'Add' }).click());
  await expect(dialog).toHaveCount(0);
  await interleave.act((page) => code(page).fill(text));
}

async function toRace(page: Page): Promise<void> {
  const tab = page.getByRole('tab', { name: 'Race' });
  // In a narrow window it stands below the output.
  if (await tab.isVisible()) await tab.click();
}

async function race(interleave: InterleavePage): Promise<Locator> {
  const panel = racePanel(interleave.page);
  const trials = panel.getByRole('spinbutton', { name: 'trials of each' });
  await trials.fill('3');
  await trials.press('Enter');
  await panel.getByRole('button', { name: /^Race/ }).click();
  await expect(panel.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Race again' })).toBeEnabled({ timeout: 300_000 });
  await interleave.whenIdle();
  return panel;
}

test('a variant of one’s own program is raced against it; names, texts and results are there after a reload', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(interleave);
  await interleave.act((page) => code(page).fill(ONE_BY_ONE));
  await add(interleave, /^Copy main\.py/, 'at once', AT_ONCE);
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'at once.py']);
  await expect(tabs(page).getByRole('tab', { name: 'at once.py' })).toHaveAttribute('aria-selected', 'true');

  await toRace(page);
  // A copy is there to be compared with what it was made of.
  await expect(page.getByRole('checkbox', { name: 'main.py' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'main.ts' })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'at once.py' })).toBeChecked();
  await racePanel(page).getByRole('radio', { name: 'at once.py' }).check();
  const panel = await race(interleave);
  const verdict = /^at once\.py: [\d.]+ times as fast as main\.py/;
  await expect(panel.getByText(verdict).first()).toBeVisible();
  await expect(panel).toContainText(/You predicted at once\.py, and so it was/);
  // Both are the learner's own: there is nothing that they were changed from.
  await expect(panel).not.toContainText('edited');

  await panel.getByRole('button', { name: 'Copy a link' }).click();
  await expect(panel.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  await page.reload();
  await interleave.whenIdle();
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'at once.py']);
  await expect(code(page)).toHaveValue(AT_ONCE);
  await toRace(page);
  const history = racePanel(page).getByRole('region', { name: 'Earlier races on this device' });
  await expect(history.getByRole('listitem')).toContainText(/main\.py [\d.]+ m?s · at once\.py [\d.]+ m?s/);
  await interleave.act(() => history.getByRole('listitem').getByRole('button').click());
  await expect(racePanel(page).getByText(verdict).first()).toBeVisible();
  // What is shown and what would be raced now are told apart.
  await interleave.act((page) => page.getByRole('checkbox', { name: 'main.ts' }).check());
  await expect(racePanel(page).getByText('An earlier race: main.py and at once.py.')).toBeVisible();

  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByText(verdict).first()).toBeVisible();
  await expect(other.getByText(/The programs are somebody’s own/)).toBeVisible();
  await other.close();
  interleave.assertNoProblems();
});

test('a curve gives a program of either language its number of workers, and its link tells what the numbers are', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(interleave);
  await add(
    interleave,
    /^New TypeScript/,
    'share',
    "import { args, sleep } from 'interleave';\nawait sleep(240 / Number(args[0]));\n",
  );
  await toRace(page);
  await page.getByRole('radio', { name: /^One program/ }).check();
  await expect(racePanel(page).getByText('Pick a program.')).toBeVisible();
  await expect(racePanel(page).getByRole('button', { name: 'Race' })).toBeDisabled();
  await page.getByRole('combobox', { name: 'Program' }).selectOption('main.py');
  await expect(page.getByText(/^main\.py does not look at sys\.argv/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Program' }).selectOption('share.ts');
  await expect(page.getByText(/does not look at/)).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Numbers of workers' }).fill('1, 2, four');
  await expect(racePanel(page).getByText(/^Numbers of workers are 3 to 12 whole numbers/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Numbers of workers' }).fill('1, 2, 4');
  const panel = await race(interleave);
  await expect(panel.getByText(/^With 4 workers it was the fastest: [\d.]+ times as fast as with one\./)).toBeVisible();
  await panel.getByRole('button', { name: 'Copy a link' }).click();
  await expect(panel.getByRole('button', { name: 'Link copied' })).toBeVisible();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await interleave.whenIdle();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('share.ts over numbers of workers');
  await expect(page.getByText(/^With 4 workers it was the fastest/)).toBeVisible();
  interleave.assertNoProblems();
});

test('variants are named, renamed, removed and brought back by keyboard alone, and nothing is lost on the way', async ({
  interleave,
}) => {
  const { page } = interleave;
  await open(interleave);
  await page.getByRole('button', { name: 'File' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /^New Python/ })).toBeFocused();
  await page.keyboard.press('Enter');
  // The name that is offered is selected: who types replaces it.
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('main');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('There is a main.py already.');
  await page.keyboard.type(' thing');
  await page.keyboard.press('Enter');
  await expect(tabs(page).getByRole('tab', { name: 'main thing.py' })).toBeFocused();
  await interleave.act((page) => code(page).fill('print("mine")\n'));

  await choose(interleave, /^Rename/);
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('main thing');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(tabs(page).getByRole('tab', { name: 'main thing.py' })).toBeFocused();
  await choose(interleave, /^Rename/);
  await page.getByRole('textbox', { name: 'Name' }).fill('renamed.py');
  await page.keyboard.press('Enter');
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts', 'renamed.py']);
  await expect(code(page)).toHaveValue('print("mine")\n');

  await choose(interleave, /^Remove renamed\.py/);
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts']);
  await expect(page.getByRole('status').filter({ hasText: 'renamed.py was put away.' })).toBeVisible();
  await interleave.press('Bring it back');
  await expect(code(page)).toHaveValue('print("mine")\n');
  await choose(interleave, /^Remove renamed\.py/);
  await interleave.act((page) => page.reload());
  await expect(allTabs(page)).toHaveText(['main.py', 'main.ts']);
  await choose(interleave, 'Bring back renamed.py');
  await expect(tabs(page).getByRole('tab', { name: 'renamed.py' })).toBeFocused();
  await expect(code(page)).toHaveValue('print("mine")\n');
  interleave.assertNoProblems();
});

test('there is room for eight, and a list that was spoiled costs no program', async ({ interleave }) => {
  const { page } = interleave;
  await open(interleave);
  for (let i = 1; i <= 8; i++) await add(interleave, /^New Python/, `v${i}`, `print(${i})\n`);
  await expect(allTabs(page)).toHaveCount(10);
  await page.getByRole('button', { name: 'File' }).click();
  await expect(page.getByRole('menuitem', { name: /^New Python/ })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('menuitem', { name: /^New Python/ })).toContainText('Eight at most: remove one first');
  await page.keyboard.press('Escape');
  // A disk, another version, another program has been at the record. The journal is read as if it were newer than the database.
  await page.evaluate(() =>
    localStorage.setItem(
      'interleave.unsaved/edit/~playground/~list/variants.json',
      JSON.stringify({ text: '{"variants": [{"id', aside: null }),
    ),
  );
  await interleave.act((page) => page.reload());
  await expect(page.getByRole('alert')).toHaveText(/^The list of your variants could not be read\. No program is lost/);
  await expect(allTabs(page)).toHaveCount(10);
  const found: string[] = [];
  for (const tab of await allTabs(page).all()) {
    await interleave.act(() => tab.click());
    found.push(await code(page).inputValue());
  }
  expect(found.slice(2).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `print(${i})\n`));
  interleave.assertNoProblems();
});

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 1024, 768],
  ['projector', 1440, 900],
  ['light', 390, 844],
] as const) {
  test(`variants and their race can be used by everybody: ${theme}, ${width} by ${height}`, async ({ interleave }) => {
    const { page } = interleave;
    await page.setViewportSize({ width, height });
    await open(interleave, theme);
    await add(interleave, /^Copy main\.py/, 'a name of thirty letters or so', 'print(1)\n');
    await add(interleave, /^New TypeScript/, 'x', 'console.log(1);\n');
    await toRace(page);
    for (const kind of [/^Ways/, /^One program/, /^Two programs/]) {
      await page.getByRole('radio', { name: kind }).check();
      await expect(racePanel(page)).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await assertAccessible(page);
    }
    await choose(interleave, /^Rename/);
    await assertAccessible(page);
    interleave.assertNoProblems();
  });
}
