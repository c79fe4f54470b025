/**
 * A package made by `interleave export scorm`, in a learning management system that is no friend: files only for who bears its cookie, no
 * isolation, no permission for other origins, no service worker. Its run-time is scorm-again's.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from '@playwright/test';
import { assertAccessible, expect, test } from './helper';
import { startLms, type Lms } from './lms';

const ROOT = join(import.meta.dirname, '..');
const DIST = process.env['INTERLEAVE_DIST'] || join(ROOT, 'dist');
const SOLVED = readFileSync(join(ROOT, 'lessons', '02-first-threads', 'table_solved.py'), 'utf8');

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interleave-scorm-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function exported(version: '1.2' | '2004', ...more: readonly string[]): { zip: Uint8Array; said: string } {
  const to = join(folder, `${version}.zip`);
  const words = ['authoring/cli.ts', 'export', 'scorm', 'first-threads', '--version', version, '--to', to, ...more];
  const said = execFileSync(process.execPath, ['--import', 'tsx', ...words], {
    cwd: ROOT,
    env: { ...process.env, INTERLEAVE_DIST: DIST },
    encoding: 'utf8',
  });
  return { zip: readFileSync(to), said };
}

/** With the editor that a test can fill. */
async function open(page: Page, lms: Lms): Promise<FrameLocator> {
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await page.goto(lms.url);
  const lesson = page.frameLocator('iframe').frameLocator('iframe').first();
  await expect(lesson.getByRole('heading', { name: 'Your first threads' })).toBeVisible();
  return lesson;
}

const RIGHT = [
  'kettle on, toast in, both under way, toast done, water boils, served',
  'breakfast is served appears, and later the water boils',
  'It calls the function here and now, in the thread that you are in',
];
const WRONG = 'A tool that starts ffmpeg for each of twenty films, and waits for it';

/** A prediction stands when it is made; a quiz is checked. */
async function answer(lesson: FrameLocator, choices: readonly string[]): Promise<void> {
  for (const choice of choices) {
    const radio = lesson.getByRole('radio', { name: choice, exact: true });
    const question = lesson.locator('[data-kind]').filter({ has: radio }).last();
    await radio.check();
    const check = question.getByRole('button', { name: 'Check', exact: true });
    if (await check.isVisible()) await check.click();
  }
}

async function solve(lesson: FrameLocator): Promise<void> {
  await lesson.getByRole('button', { name: 'Open table.py' }).first().click();
  await lesson.getByRole('textbox', { name: /^Code of/ }).fill(SOLVED);
  await lesson.getByRole('button', { name: /^Run/ }).click();
  await expect(lesson.getByRole('heading', { name: /solved/ })).toBeVisible({ timeout: 60_000 });
}

/** A value of the last commit, by its path below `cmi`. */
const value = (lms: Lms, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], lms.commits.at(-1));

const NAMES = {
  '1.2': { status: 'core.lesson_status', raw: 'core.score.raw', progress: 'core.lesson_location' },
  '2004': { status: 'completion_status', raw: 'score.raw', progress: 'progress_measure' },
} as const;

for (const version of ['1.2', '2004'] as const) {
  test(`SCORM ${version}: progress, score and completion arrive, and the next visit goes on`, async ({ page }) => {
    const { zip, said } = exported(version);
    expect(said).toMatch(/first-threads|\d+ files, \d+\.\d MB/);
    const lms = await startLms(zip, version);
    const names = NAMES[version];
    try {
      const lesson = await open(page, lms);
      await answer(lesson, [...RIGHT, WRONG]);
      await expect.poll(() => value(lms, names.progress)).toBe(version === '1.2' ? '4/5' : '0.8');
      expect(value(lms, names.status)).toBe('incomplete');

      // Another browser, with nothing in its storage: what the system has kept is all there is.
      const context = await page.context().browser()?.newContext();
      if (context === undefined) throw new Error('there is no browser');
      const second = await context.newPage();
      const again = await open(second, lms);
      await expect(again.getByRole('radio', { name: RIGHT[0] ?? '', exact: true })).toBeChecked();
      await solve(again);
      await expect.poll(() => value(lms, names.status), { timeout: 30_000 }).toBe('completed');
      // Four of five at the first try.
      expect(value(lms, names.raw)).toBe('80');
      if (version === '2004') {
        expect(value(lms, 'score.scaled')).toBe('0.8');
        expect(value(lms, 'success_status')).toBe('passed');
        expect(value(lms, 'progress_measure')).toBe('1');
      }
      expect(lms.refused).toEqual([]);
      await context.close();
    } finally {
      await lms.close();
    }
  });
}

test('a system that fails is told of, and gets everything once it works again', async ({ page }) => {
  const lms = await startLms(exported('1.2').zip, '1.2');
  try {
    const lesson = await open(page, lms);
    lms.fail(true);
    await answer(lesson, [WRONG]);
    const notice = page.frameLocator('iframe').getByRole('status').first();
    await expect(notice).toContainText('did not take your result');
    // The page of the package with its notice and its button, and the lesson in it.
    await assertAccessible(page);
    expect(value(lms, 'core.lesson_location')).not.toBe('1/5');
    lms.fail(false);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expect(notice).toContainText('Your result is saved now.');
    expect(value(lms, 'core.lesson_location')).toBe('1/5');
  } finally {
    await lms.close();
  }
});

test('a package that points at a hosted copy is small, and reports as well', async ({ page, baseURL }) => {
  const { zip, said } = exported('2004', '--site', baseURL ?? '');
  expect(zip.length).toBeLessThan(20_000);
  expect(said).toContain('every learner');
  const lms = await startLms(zip, '2004');
  try {
    const lesson = await open(page, lms);
    await answer(lesson, [WRONG]);
    await expect.poll(() => value(lms, 'progress_measure')).toBe('0.2');
  } finally {
    await lms.close();
  }
});

test('a page without a system says so, and the lesson can be done', async ({ page }) => {
  const lms = await startLms(exported('1.2').zip, '1.2');
  try {
    await page.goto(lms.url);
    await page.goto(`${lms.url}package/index.html`);
    await expect(page.getByRole('status').first()).toContainText('no learning management system');
    const lesson = page.frameLocator('iframe').first();
    await lesson.getByRole('radio', { name: WRONG, exact: true }).check();
  } finally {
    await lms.close();
  }
});
