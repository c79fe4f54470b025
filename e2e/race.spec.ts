import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const LESSON = 'waiting-together';
const racePanel = (page: Page): Locator => page.getByRole('region', { name: /^Race: / }).first();
const verdict = /threads: [\d.]+ times as fast as sequential/;

test.describe.configure({ timeout: 300_000 });

/** Races the programs of the open lesson, three trials each, to the end. */
async function race(interleave: InterleavePage, guess = true): Promise<Locator> {
  const panel = racePanel(interleave.page);
  if (guess) {
    await panel.getByRole('radio', { name: 'threads' }).check();
    await panel.getByRole('spinbutton', { name: /times as fast as/ }).fill('3');
  }
  await setTrials(panel, 3);
  await panel.getByRole('button', { name: /^Race/ }).click();
  await ended(interleave);
  return panel;
}

/** A race runs some fourteen programs: on a busy machine that takes longer than a page may be busy otherwise. */
async function ended(interleave: InterleavePage): Promise<void> {
  const panel = racePanel(interleave.page);
  await expect(panel.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Race again' })).toBeEnabled({ timeout: 240_000 });
  await interleave.whenIdle();
}

async function setTrials(panel: Locator, trials: number): Promise<void> {
  const field = panel.getByRole('spinbutton', { name: 'trials of each' });
  await field.fill(String(trials));
  await field.press('Enter');
}

async function choose(panel: Locator, section: 'Copy' | 'Save as a file', entry: string): Promise<void> {
  await panel.getByRole('button', { name: 'Copy' }).first().click();
  const menu = panel.page().getByRole('menu');
  await menu.getByRole('group', { name: section }).getByRole('menuitem', { name: entry, exact: true }).click();
  await expect(menu).toHaveCount(0);
}

async function saved(panel: Locator, entry: string): Promise<Download> {
  const download = panel.page().waitForEvent('download');
  await choose(panel, 'Save as a file', entry);
  return download;
}

test('a race of a lesson, three trials each: trials appear, the verdict is said, the table is one key away', async ({
  interleave,
}) => {
  const { page } = interleave;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await interleave.openLesson(LESSON);
  // Charts are fetched when there is one to be shown.
  expect(asked.filter((url) => url.includes('race-results'))).toEqual([]);

  const panel = racePanel(page);
  await panel.getByRole('radio', { name: 'threads' }).check();
  await panel.getByRole('spinbutton', { name: /times as fast as/ }).fill('3');
  await setTrials(panel, 3);
  await panel.getByRole('button', { name: 'Race' }).click();
  await expect(panel.getByRole('progressbar')).toBeVisible();
  await expect(panel).toContainText(/(?:Warm-up|Trial): (?:sequential|threads) \(\d+ of \d+/);
  // The laboratory is the race's; who wants to run something else is told so.
  await expect(page.getByText('A race is running.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Run$/ })).toHaveCount(0);
  await ended(interleave);

  await expect(panel.getByText(verdict).first()).toBeVisible();
  await expect(panel).toContainText(/You predicted threads/);
  await expect(panel).toContainText(/Measured on \d+ cores? · clock in steps of/);
  await expect(panel).toContainText('Where did the time go?');
  // One place announces how it went, in few words.
  await expect(panel.getByRole('status').filter({ hasText: 'The race is over.' })).toHaveText(verdict);

  const figure = panel.getByRole('figure').first();
  const picture = figure.getByRole('img').first();
  await expect(picture).toHaveAttribute('aria-label', verdict);
  // Three trials and a warm-up of two programs.
  await expect(figure.locator('.recharts-scatter-symbol')).toHaveCount(8);
  await figure.locator('[data-picture]').focus();
  await page.keyboard.press('t');
  const table = figure.getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByRole('row', { name: /^threads/ })).toContainText('times as fast');
  await assertAccessible(page, { within: 'section[aria-labelledby]' });
  await figure.getByRole('button', { name: 'Table' }).click();
  await expect(table).toHaveCount(0);
  await assertAccessible(page, { within: 'section[aria-labelledby]' });
  interleave.assertNoProblems();
});

test('its table and its picture can be taken along: CSV, Markdown, SVG, PNG, and the result itself', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await interleave.openLesson(LESSON);
  const panel = await race(interleave, false);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  await choose(panel, 'Copy', 'Table as CSV');
  await expect(panel.getByText('Copied: Table as CSV.')).toBeVisible();
  const csv = (await clipboard()).split('\r\n');
  expect(csv[0]).toContain('contestant,program,variant');
  expect(csv[1]).toMatch(/^sequential,sequential,sequential,,3,0,\d/);
  expect(csv[2]).toMatch(/^threads,threads,threads,,3,0,\d/);
  await choose(panel, 'Copy', 'Every trial as CSV');
  // Two warm-ups, six trials, two runs with a trace, the head and the end of the last line.
  await expect.poll(async () => (await clipboard()).split('\r\n')).toHaveLength(12);
  await choose(panel, 'Copy', 'Table as Markdown');
  await expect.poll(clipboard).toMatch(/\| Contestant \|[^\n]*\n\| --- \|/);

  const svg = readFileSync(await (await saved(panel, 'Picture as SVG')).path(), 'utf8');
  expect(svg).toContain('<title>Five waits in a row, five at once</title>');
  expect(svg).toMatch(verdict);
  // It stands alone: no colour of it is left to a style sheet.
  expect(svg).not.toMatch(/var\(|class=|http:\/\/(?!www\.w3\.org)/);
  const png = await saved(panel, 'Picture as PNG');
  expect(png.suggestedFilename()).toBe(`${LESSON}-five-waits.png`);
  const bytes = readFileSync(await png.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.length).toBeGreaterThan(10_000);

  // A link shows it to somebody else, who is told that it was not measured there.
  await panel.getByRole('button', { name: 'Copy a link' }).click();
  await expect(panel.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await clipboard();
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Five waits in a row, five at once');
  await expect(other.getByText(verdict).first()).toBeVisible();
  await expect(other.getByText('it was not measured on this device')).toBeVisible();
  await assertAccessible(other);
  await other.goto(link.slice(0, -40));
  await expect(other.getByText(/^This link is damaged/)).toBeVisible();
  await other.close();

  const json = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export as JSON' }).click();
  const path = await (await json).path();
  await interleave.act(() => panel.getByRole('button', { name: 'Clear' }).click());
  await interleave.act(() => page.reload());
  await expect(racePanel(page).getByRole('figure')).toHaveCount(0);
  await interleave.act(() => racePanel(page).locator('input[type=file]').setInputFiles(path));
  await expect(racePanel(page).getByText(verdict).first()).toBeVisible();
  await interleave.act(() =>
    racePanel(page)
      .locator('input[type=file]')
      .setInputFiles({ name: 'cat.json', mimeType: 'application/json', buffer: Buffer.from('{"cat": true}') }),
  );
  await expect(racePanel(page).getByRole('alert')).toHaveText(/\.$/);
  interleave.assertNoProblems();
});

/** Forty that wait at once, where the lesson's program has five. The editor would indent what follows a block. */
const CROWD = `import threading

gate = threading.Event()
threads = [threading.Thread(target=gate.wait) for _ in range(40)]
for thread in threads: thread.start()
gate.set()
for thread in threads: thread.join()
`;

test('forty threads against none: what each of them took is told as a range, with its source', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await interleave.openLesson(LESSON, 'threads');
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await interleave.act(() => page.keyboard.insertText(CROWD));
  const panel = await race(interleave, false);

  const figure = panel.getByRole('figure').filter({ hasText: 'How much memory?' });
  await expect(figure).toContainText(/threads, edited: [\d.]+ kB to [\d.]+ kB for each of 40 threads\./);
  await expect(figure).toContainText('Counted are the WebAssembly memories of the interpreters');
  // One after the other has no threads to divide by.
  await expect(figure).not.toContainText(/sequential: [\d.]+ kB/);

  await figure.getByRole('button', { name: 'Table' }).click();
  await expect(figure.getByRole('row', { name: /^threads, edited/ })).toContainText('WebAssembly memory');
  await choose(figure, 'Copy', 'Table as CSV');
  await expect(figure.getByText('Copied: Table as CSV.')).toBeVisible();
  const [head, , row] = (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n');
  const told = (column: string): string =>
    /^"([^"]*)",(.*)$/.exec(row ?? '')?.[2]?.split(',')[(head ?? '').split(',').indexOf(column) - 1] ?? '';
  expect(told('source')).toBe('wasm-memory');
  expect(told('threads_at_once')).toBe('40');
  // Each has at least the 16 kB in which Python keeps its calls. The lower end may leave some of it out, the upper one may not.
  const [low, high] = [Number(told('per_thread_low_bytes')), Number(told('per_thread_high_bytes'))];
  expect(low).toBeGreaterThan(1_000);
  expect(high).toBeGreaterThan(16_000);
  expect(high).toBeLessThan(60_000);
  interleave.assertNoProblems();
});

test('earlier races are kept on this device, shown again, and cleared with one press', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.openLesson(LESSON);
  await race(interleave, false);
  await interleave.act(() => page.reload());
  const panel = racePanel(page);
  const history = panel.getByRole('region', { name: 'Earlier races on this device' });
  await expect(history.getByRole('listitem')).toHaveCount(1);
  await expect(history.getByRole('listitem')).toContainText(/sequential [\d.]+ s · threads [\d.]+ m?s/);
  await expect(panel.getByRole('figure')).toHaveCount(0);
  await interleave.act(() => history.getByRole('listitem').getByRole('button').click());
  await expect(panel.getByText(verdict).first()).toBeVisible();
  await expect(history.getByRole('listitem')).toContainText('shown above');

  await race(interleave, false);
  await expect(history.getByRole('listitem')).toHaveCount(2);
  await interleave.act(() => history.getByRole('button', { name: 'Clear' }).click());
  await expect(history).toHaveCount(0);
  await interleave.act(() => page.reload());
  await expect(history).toHaveCount(0);
  interleave.assertNoProblems();
});

test('a race can be cancelled at any time; what it has is shown, and programs run again', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.openLesson(LESSON);
  const panel = racePanel(page);
  await panel.getByRole('button', { name: 'Race' }).click();
  await expect(panel.getByText(/^Trial: /)).toBeVisible({ timeout: 60_000 });
  await interleave.act(() => panel.getByRole('button', { name: 'Cancel' }).click());
  await expect(panel.getByText('Cancelled. What was measured until then:')).toBeVisible();
  await expect(panel).toContainText('The race was stopped before its last trial.');
  await expect(panel.getByRole('region', { name: /^Earlier races/ })).toHaveCount(0);
  await interleave.run();
  await expect(interleave.output).toContainText('finished', { ignoreCase: true });
  interleave.assertNoProblems();
});

test('on a phone and in the projector’s theme nothing sticks out', async ({ interleave }) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 390, height: 844 });
  await interleave.openLesson(LESSON);
  const panel = await race(interleave);
  const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overhang()).toBeLessThanOrEqual(0);
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'projector'));
  await expect(panel.getByText(verdict).first()).toBeVisible();
  expect(await overhang()).toBeLessThanOrEqual(0);
  interleave.assertNoProblems();
});
