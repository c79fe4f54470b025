import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { expect, test, type InterleavePage } from './helper';

const LESSON = '#/lesson/waiting-together';

async function text(download: Promise<Download>): Promise<readonly [string, string]> {
  const file = await download;
  return [file.suggestedFilename(), readFileSync(await file.path(), 'utf8')];
}

const field = ({ page }: InterleavePage) => page.getByRole('searchbox', { name: 'Search all lessons' });

test('the search leads from any page to a step of any lesson, by keyboard alone', async ({ interleave }) => {
  await interleave.open('#/lesson/a-counter-two-threads');
  const { page } = interleave;
  await page.keyboard.press('Control+k');
  await expect(field(interleave)).toBeFocused();
  await interleave.act(() => page.keyboard.type('switch interval'));
  const found = page.getByRole('dialog', { name: 'Search' }).getByRole('listitem');
  await expect(found.first()).toContainText('The GIL, live');
  await expect(found.first().locator('mark').first()).toHaveText(/switch|interval/i);
  await page.keyboard.press('ArrowDown');
  await expect(found.first().getByRole('link')).toBeFocused();
  await interleave.act(() => page.keyboard.press('Enter'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The GIL, live');
  await expect(page.locator('h2:focus')).toBeInViewport();
  expect(new URL(page.url()).hash).toMatch(/^#\/lesson\/the-gil\/at\/./);
  interleave.assertNoProblems();
});

test('on the first page a stroke leads to the search, which says when it has found nothing', async ({ interleave }) => {
  await interleave.open();
  await interleave.page.keyboard.press('/');
  await expect(field(interleave)).toBeFocused();
  await interleave.act((page) => page.keyboard.type('zqxjk'));
  await expect(interleave.page.getByText(/^Nothing found for “zqxjk”/).first()).toBeVisible();
});

test('a stroke in a text field is a letter', async ({ interleave }) => {
  await interleave.open();
  await field(interleave).fill('a');
  await interleave.page.keyboard.type('/b');
  await expect(field(interleave)).toHaveValue('a/b');
  await expect(interleave.page.getByRole('dialog')).toHaveCount(0);
});

test('the course leads back to the lesson and the step where one was', async ({ interleave }) => {
  await interleave.open(LESSON);
  const { page } = interleave;
  await interleave.act(() => page.getByRole('heading', { name: 'What you saw' }).evaluate((e) => e.scrollIntoView()));
  await expect(async () => {
    await interleave.open('');
    await expect(page.getByRole('link', { name: /^Go on: Waiting together/ })).toHaveAttribute(
      'href',
      /\/at\/what-you-saw$/,
      { timeout: 500 },
    );
  }).toPass();
  await interleave.act(() => page.reload());
  await interleave.act(() => page.getByRole('link', { name: /^Go on/ }).click());
  await expect(page.getByRole('heading', { name: 'What you saw' })).toBeInViewport();
});

test('lessons lead on and back, and the contents fold', async ({ interleave }) => {
  await interleave.open(LESSON);
  const { page } = interleave;
  const beside = page.getByRole('navigation', { name: 'Next and previous lesson' });
  const next = beside.getByRole('link', { name: /^Next/ });
  await interleave.act(() => next.click());
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Waiting together');
  await interleave.act(() => beside.getByRole('link', { name: /^Previous/ }).click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Waiting together');
  const course = page.getByRole('navigation', { name: 'Course' });
  await expect(course.getByRole('link', { name: 'Two languages, five cloths' })).toBeHidden();
  await course.getByRole('heading', { name: 'Putting it together' }).click();
  await expect(course.getByRole('link', { name: 'Two languages, five cloths' })).toBeVisible();
});

test('a program is taken along as the learner has it, as it was, and as a notebook', async ({ interleave }) => {
  const { page } = interleave;
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(`${LESSON}/threads`);
  const code = page.getByRole('textbox', { name: /^Code of/ });
  const original = await code.inputValue();
  await interleave.act(() => code.fill("print('mine')\n"));
  const take = async (name: string) => {
    const download = page.waitForEvent('download');
    await interleave.press(name);
    return text(download);
  };
  expect(await take('As you have it (threads.py)')).toEqual(['threads.py', "print('mine')\n"]);
  expect(await take('As the lesson has it (threads.py)')).toEqual(['threads-original.py', original]);
  const [name, notebook] = await take('Notebook (threads.py)');
  expect(name).toBe('threads.ipynb');
  expect(JSON.parse(notebook)).toMatchObject({
    nbformat: 4,
    cells: [{ cell_type: 'markdown' }, { cell_type: 'code', source: ["print('mine')"] }],
  });
  interleave.assertNoProblems();
});
