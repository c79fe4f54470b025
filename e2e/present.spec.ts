import type { BrowserContext, Locator, Page } from '@playwright/test';
import { assertAccessible, expect, test, withoutPython, type InterleavePage } from './helper';

const TALK = ['waiting-or-computing', 'the-gil', 'deadlock'] as const;

const stage = (page: Page): Locator => page.getByRole('main');
const kindOf = (page: Page): Promise<string | null> => stage(page).getAttribute('data-kind');
const place = (page: Page): Locator => page.getByRole('navigation', { name: 'Presentation' }).getByText(/^\d+ of \d+$/);
/** What a key did, said at the top. */
const said = (page: Page): Locator => page.locator('header [data-said]');
const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset['theme']);

async function key(interleave: InterleavePage, name: string): Promise<void> {
  await interleave.act((page) => page.keyboard.press(name));
}

/** Goes on until a beat of that kind is shown. */
async function goOnTo(interleave: InterleavePage, kind: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if ((await kindOf(interleave.page)) === kind) return;
    const before = await place(interleave.page).textContent();
    await key(interleave, 'ArrowRight');
    await expect(place(interleave.page)).not.toHaveText(before ?? '');
  }
  throw new Error(`no ${kind} came`);
}

/** Nothing is cut off on either side, and the bar is in sight. */
async function assertFits(page: Page): Promise<void> {
  const { width, right, bottom, height } = await page.evaluate(() => {
    const bar = document.querySelector('nav')?.getBoundingClientRect();
    return {
      width: document.documentElement.scrollWidth - window.innerWidth,
      right: (bar?.right ?? Infinity) - window.innerWidth,
      bottom: (bar?.bottom ?? Infinity) - window.innerHeight,
      height: document.documentElement.scrollHeight - window.innerHeight,
    };
  });
  expect({ width, right: Math.max(0, right), bottom: Math.max(0, Math.round(bottom)), height }).toEqual({
    width: 0,
    right: 0,
    bottom: 0,
    height: 0,
  });
}

test('a talk of three lessons is given from the keyboard alone', async ({ interleave }) => {
  test.setTimeout(300_000);
  const { page } = interleave;
  await withoutPython(page);
  await page.setViewportSize({ width: 1024, height: 768 });
  await interleave.open(`?present=${TALK.join(',')}`);
  expect(await theme(page)).toBe('projector');
  await expect(page).toHaveURL(/#\/present\/waiting-or-computing\+the-gil\+deadlock\/1$/);
  const count = Number(/of (\d+)/.exec((await place(page).textContent()) ?? '')?.[1]);
  expect(count).toBeGreaterThan(90);
  const titles = new Set<string>();
  let ran = 0;
  const tall: string[] = [];
  for (let at = 1; at <= count; at++) {
    await expect(place(page)).toHaveText(`${at} of ${count}`);
    await interleave.whenIdle();
    await assertFits(page);
    const kind = await kindOf(page);
    titles.add((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
    if (kind === 'run' && (await page.getByText('One solution').count()) === 0) {
      const showsRecorded = page.getByRole('button', { name: 'Show the recorded run (D)' });
      // Recorded runs do not take their time; a live one has a test of its own below.
      if ((await showsRecorded.getAttribute('aria-disabled')) !== 'true') {
        await key(interleave, 'd');
        await expect(page.getByText(/It was not run here\./)).toBeVisible();
        await expect(page.getByRole('region', { name: 'Timeline' }).locator('canvas').first()).toBeVisible();
        ran += 1;
      }
    }
    // A text that does not fit is scrolled; panes never are.
    const over = await stage(page).evaluate((element) => element.scrollHeight - element.clientHeight);
    if (over > 4) tall.push(`${at} ${kind}`);
    if (kind === 'run' || kind === 'code' || kind === 'title') expect(over, `${at} ${kind}`).toBeLessThan(5);
    // An arrow goes on at once; a remote's key does where nothing is left to be read, of a text or a program.
    await key(interleave, over > 4 || kind === 'code' || at % 2 === 0 ? 'ArrowRight' : 'PageDown');
  }
  expect(ran).toBeGreaterThan(5);
  expect(tall.length, tall.join(', ')).toBeLessThan(12);
  expect([...titles]).toEqual(expect.arrayContaining(['Waiting or computing?', 'The GIL, live', 'The knot']));
  // Back to where one was: to the last lesson's last step.
  await key(interleave, 'Escape');
  await expect(page).toHaveURL(/#\/lesson\/deadlock\/at\//);
  expect(await theme(page)).not.toBe('projector');
  expect(interleave.problems.filter((each) => !/pyodide|Python/.test(each))).toEqual([]);
});

test('P presents a lesson from where one is, and Escape leads back there', async ({ interleave }) => {
  const { page } = interleave;
  await withoutPython(page);
  await interleave.openLesson('deadlock');
  // Not where something is written.
  const editor = page.getByRole('textbox', { name: /Code of/ }).first();
  await editor.focus();
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/#\/lesson\/deadlock$/);
  await page.getByRole('heading', { name: 'The knot', level: 1 }).click();
  await key(interleave, 'p');
  await expect(page).toHaveURL(/#\/present\/deadlock\//);
  await expect(page.getByRole('heading', { name: 'Guess first', level: 1 })).toBeVisible();
  await key(interleave, 'Escape');
  await expect(page).toHaveURL(/#\/lesson\/deadlock\/at\/guess-first$/);
});

test('no key does anything while something is written, and letters can be switched off', async ({ interleave }) => {
  const { page } = interleave;
  await withoutPython(page);
  await interleave.open('?present#/lesson/deadlock');
  await goOnTo(interleave, 'run');
  const here = (await place(page).textContent()) ?? '';
  const editor = page.getByRole('textbox', { name: /Code of/ }).first();
  await editor.focus();
  await page.keyboard.press('Home');
  await page.keyboard.type('# dbrsl?. ');
  await page.keyboard.press('PageDown');
  await expect(place(page)).toHaveText(here);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('with the changes made here')).toBeVisible();
  // Escape leads out of it, and no further; then the keys are the presentation's again.
  await key(interleave, 'Escape');
  await expect(stage(page)).toBeFocused();
  await key(interleave, 'ArrowRight');
  await expect(place(page)).not.toHaveText(here);

  await key(interleave, '?');
  const keys = page.getByRole('dialog', { name: 'Keys of the presentation' });
  await expect(keys).toBeVisible();
  await assertAccessible(page, { practices: true });
  await page.getByRole('checkbox', { name: 'Letters and signs are keys' }).uncheck();
  await key(interleave, 'Escape');
  await expect(keys).toHaveCount(0);
  await key(interleave, '?');
  await expect(keys).toHaveCount(0);
  const now = (await place(page).textContent()) ?? '';
  await key(interleave, 'PageDown');
  await expect(place(page)).not.toHaveText(now);
});

test('hands are typed while the time runs, and are bars beside the answer', async ({ interleave }) => {
  const { page } = interleave;
  await withoutPython(page);
  await interleave.open('?present#/lesson/deadlock');
  await goOnTo(interleave, 'question');
  await page.getByLabel('Seconds').fill('5');
  await key(interleave, 'Escape');
  await key(interleave, 'c');
  await expect(page.getByText('5 seconds left')).toBeAttached();
  await expect(page.getByText('Time is up')).toBeAttached();
  await key(interleave, 'c');
  await key(interleave, 'h');
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await key(interleave, 'Escape');
  await assertAccessible(page, { practices: true });
  await goOnTo(interleave, 'answer');
  await expect(page.getByRole('listitem').nth(0)).toContainText('12 · 75 %');
  await expect(page.getByRole('listitem').nth(2)).toContainText('4 · 25 %');
  await expect(page.getByRole('listitem').nth(2)).toContainText('right');
  await assertAccessible(page, { practices: true });
});

/** Where everything stands that is there for good: the panes, what heads them, and each button of the bar. */
const places = (page: Page): Promise<Record<string, readonly number[]>> =>
  page.evaluate(() => {
    const found: Record<string, readonly number[]> = {};
    const all = document.querySelectorAll('header, h1, main, main section[aria-label], main h2, nav, nav button');
    for (const element of all) {
      const { x, y, width, height } = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? (element.tagName === 'HEADER' ? '' : element.textContent);
      found[`${element.tagName} ${name}`] = [x, y, width, height].map(Math.round);
    }
    return found;
  });

test('nothing moves or resizes while a program runs, at its end, with a recorded run, and when the notes open', async ({
  interleave,
  context,
}) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 1024, height: 768 });
  await interleave.open('?present#/lesson/deadlock');
  await goOnTo(interleave, 'run');
  const output = page.getByRole('region', { name: 'Output' });
  const before = await places(page);
  expect(Object.keys(before).length).toBeGreaterThan(20);
  // The timeline's tools come with the run; what was there before stays where it was.
  const moved = async () => {
    const now = await places(page);
    return Object.entries(before).filter(([name, at]) => String(now[name]) !== String(at));
  };
  // Live: CPython runs it, and the page sees that it hangs.
  await page.keyboard.press('r');
  await expect(page.getByText(/^Running/).or(output.getByText(/^Deadlock/))).toBeVisible();
  expect(await moved()).toEqual([]);
  await interleave.whenIdle();
  await expect(output).toContainText('Deadlock');
  expect(await moved()).toEqual([]);
  await key(interleave, 'd');
  await expect(page.getByText(/It was not run here\./)).toBeVisible();
  await expect(page.getByText('Recorded', { exact: true })).toBeVisible();
  expect(await moved()).toEqual([]);
  await key(interleave, 'l');
  await expect(said(page)).toHaveText('Pointing at MainThread');
  const opening = context.waitForEvent('page');
  await page.keyboard.press('n');
  const notes = await opening;
  await expect(notes.getByText(/, to be run/).first()).toBeVisible();
  expect(await moved()).toEqual([]);
  await notes.close();

  // Type grows with the screen, code and picture with it; and a code that is longer than the screen is read to its end by the remote's key.
  const rem = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  expect(await rem()).toBe(24);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expect.poll(rem).toBe(33);
  await page.setViewportSize({ width: 1024, height: 768 });
  await key(interleave, 'Home');
  await goOnTo(interleave, 'code');
  const here = (await place(page).textContent()) ?? '';
  await expect(page.getByText('more below')).toBeVisible();
  await key(interleave, 'PageDown');
  await expect(page.getByText('more below')).toHaveCount(0);
  await expect(place(page)).toHaveText(here);
  await key(interleave, 'PageDown');
  await expect(place(page)).not.toHaveText(here);
});

test('a lane is pointed at, the screen goes dark, and the panes take turns', async ({ interleave }) => {
  const { page } = interleave;
  await withoutPython(page);
  await interleave.open('?present#/lesson/deadlock');
  await goOnTo(interleave, 'run');
  await key(interleave, 'd');
  await expect(page.getByText(/It was not run here\./)).toBeVisible();
  const picture = () =>
    page
      .getByRole('region', { name: 'Timeline' })
      .locator('canvas')
      .last()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await picture();
  await key(interleave, 'l');
  await expect(said(page)).toHaveText('Pointing at MainThread');
  await key(interleave, 'l');
  await expect(said(page)).toHaveText('Pointing at ann');
  await expect.poll(picture).not.toBe(before);
  await key(interleave, 'a');
  await expect(said(page)).toHaveText('No lane is pointed at');
  await key(interleave, '+');
  await expect(said(page)).toHaveText('Speed 1/10');
  await assertAccessible(page, { practices: true });
  await key(interleave, 'v');
  await expect(page.getByRole('region', { name: 'Timeline' })).toHaveCount(0);
  await key(interleave, 'v');
  await expect(page.getByRole('textbox', { name: /Code of/ })).toHaveCount(0);
  await key(interleave, 'v');
  const waits = page.getByRole('region', { name: 'Who waits for whom' });
  await expect(waits).toContainText('A knot:');
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await key(interleave, 'v');
  await expect(waits).toHaveCount(0);
  await key(interleave, '.');
  await expect(page.getByText(/^The screen is dark/)).toBeAttached();
  await key(interleave, 'b');
  await expect(page.getByText(/^The screen is dark/)).toHaveCount(0);
});

/** The presentation at its first question, and its notes: two pages, neither of which needs a Python. */
async function withNotes(interleave: InterleavePage, context: BrowserContext): Promise<Page> {
  await withoutPython(interleave.page);
  await interleave.open('?present#/lesson/deadlock');
  const opening = context.waitForEvent('page');
  await interleave.page.keyboard.press('n');
  const notes = await opening;
  await expect(notes.getByText('1 of')).toBeVisible();
  return notes;
}

test('the notes are in step with the screen, and what is told there is done here', async ({ interleave, context }) => {
  const { page } = interleave;
  const notes = await withNotes(interleave, context);
  await expect(notes.getByText(/20 minutes/)).toBeVisible();
  await goOnTo(interleave, 'question');
  await expect(notes.getByText('A question', { exact: true })).toBeVisible();
  // What the hall does not see yet.
  await expect(notes.getByText(/Neither puts down what/)).toBeVisible();
  await expect(page.getByText(/Neither puts down what/)).toHaveCount(0);
  await assertAccessible(notes, { practices: true });
  // On a telephone beside the laptop, too.
  await notes.setViewportSize({ width: 390, height: 844 });
  expect(await notes.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await notes.getByRole('spinbutton', { name: 'Hands for: Nothing' }).fill('7');
  await expect(page.getByRole('spinbutton', { name: 'Hands for: Nothing' })).toHaveValue('7');
  const here = (await place(page).textContent()) ?? '';
  await notes.getByRole('main').click();
  await notes.keyboard.press('PageDown');
  await expect(place(page)).not.toHaveText(here);
  await notes.keyboard.press('d');
  await expect(page.getByText(/It was not run here\./)).toBeVisible();
});

test('either of the screen and its notes may be closed and opened again', async ({ interleave, context }) => {
  const { page } = interleave;
  const notes = await withNotes(interleave, context);
  await key(interleave, 'ArrowRight');
  await expect(notes.getByText('2 of')).toBeVisible();
  await page.reload();
  await expect(notes.getByText('2 of')).toBeVisible();
  await interleave.whenIdle();
  await key(interleave, 'ArrowRight');
  await expect(notes.getByText('3 of')).toBeVisible();
  await notes.close();
  await key(interleave, 'ArrowRight');
  await expect(place(page)).toHaveText(/^4 of/);
  const opening = context.waitForEvent('page');
  await page.keyboard.press('n');
  const again = await opening;
  await expect(again.getByText('4 of')).toBeVisible();
  await key(interleave, 'Escape');
  await expect(again.getByText(/The presentation has been closed/)).toBeVisible();
});

test('learners get no notes', async ({ interleave }) => {
  const { page } = interleave;
  await withoutPython(page);
  const texts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/\.js$/.test(response.url())) texts.push(response.text().catch(() => ''));
  });
  await interleave.openLesson('deadlock');
  expect((await Promise.all(texts)).some((text) => text.includes('Two pens as saw and drill'))).toBe(false);
  await expect(page.getByText('Two pens as saw and drill')).toHaveCount(0);
});
