import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

/** Exactly this: other buttons speak of the run too. */
const RUN = /^Run$/;
const LESSON = '#/lesson/waiting-together';

/** What the editor holds, whichever editor it is. */
async function codeOf(page: Page): Promise<string> {
  const plain = page.getByRole('textbox', { name: /^Code of/ });
  return plain.inputValue();
}

/** The lesson page with the plain editor, which a test can fill and read like any field. */
async function openPlain(interleave: InterleavePage, address = LESSON): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      const kept = JSON.parse(localStorage.getItem('interleave.settings') ?? '{}') as object;
      localStorage.setItem('interleave.settings', JSON.stringify({ ...kept, editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(address);
}

async function write(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

const output = (page: Page) => page.getByRole('region', { name: 'Output' });

test('the course leads to a lesson, and the lesson can be read', async ({ interleave }) => {
  await interleave.open();
  await interleave.act((page) => page.getByRole('link', { name: /^Begin/ }).click());
  await expect(interleave.page.getByRole('heading', { level: 1 })).toHaveText('Waiting or computing?');
  await expect(interleave.page.getByRole('button', { name: RUN })).toBeVisible();
  await expect(interleave.page.getByText(/CPython 3\.14/)).toBeVisible();
  interleave.assertNoProblems();
});

test('an address that leads nowhere says so and offers the lessons', async ({ interleave }) => {
  await interleave.open('#/lesson/no-such-lesson');
  await expect(interleave.page.getByText('There is no lesson called “no-such-lesson”.')).toBeVisible();
  await interleave.act((page) => page.getByRole('link', { name: /Waiting together/ }).click());
  await expect(interleave.page.getByRole('heading', { level: 1 })).toHaveText('Waiting together');
});

test('a program that the lesson does not have is named, and the first one is open instead', async ({ interleave }) => {
  await interleave.open(`${LESSON}/no-such-program`);
  await expect(interleave.page.getByText(/no program called “no-such-program”/)).toBeVisible();
  await expect(interleave.page.getByRole('tab', { selected: true })).toHaveText('sequential.py');
});

test('Run prints the output, draws the cloth, and says how the run ended', async ({ interleave }) => {
  await openPlain(interleave, `${LESSON}/threads`);
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('answered at');
  await expect(output(interleave.page)).toContainText(/Finished in/);
  await expect(interleave.page.getByRole('region', { name: 'Timeline' }).locator('canvas').first()).toBeVisible();
  interleave.assertNoProblems();
});

test('the full editor takes over, is typed into, and Ctrl+Enter runs what was typed', async ({ interleave }) => {
  await interleave.open(LESSON);
  const { page } = interleave;
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await interleave.act(() => page.keyboard.insertText("print('typed', 6 * 7)"));
  await interleave.act(() => page.keyboard.press('Control+Enter'));
  await expect(output(page)).toContainText('typed 42');
  await expect(page.getByRole('tab', { name: /\.py/, selected: true })).toContainText('changed');
  interleave.assertNoProblems();
});

test('a change is still there after a reload, and a reset can be taken back', async ({ interleave }) => {
  await openPlain(interleave);
  const original = await codeOf(interleave.page);
  await write(interleave, "print('mine')\n");
  await interleave.act((page) => page.reload());
  expect(await codeOf(interleave.page)).toBe("print('mine')\n");
  await interleave.press('Reset to the lesson’s code');
  expect(await codeOf(interleave.page)).toBe(original);
  await interleave.act((page) => page.reload());
  expect(await codeOf(interleave.page)).toBe(original);
  await interleave.press('Bring my version back');
  expect(await codeOf(interleave.page)).toBe("print('mine')\n");
});

test('a change made just before the page is left is kept', async ({ interleave }) => {
  await openPlain(interleave);
  await interleave.page.getByRole('textbox', { name: /^Code of/ }).fill("print('in a hurry')\n");
  await interleave.act((page) => page.reload());
  expect(await codeOf(interleave.page)).toBe("print('in a hurry')\n");
});

test('at a moment of the run, every thread’s line bears its mark in the margin, and one of them is in sight', async ({
  interleave,
}) => {
  await interleave.open('#/lesson/a-counter-two-threads/locked');
  const { page } = interleave;
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/Finished in/);
  await page.getByRole('slider').first().focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
  const marks = page.locator('.monaco-editor .ilv-mark').filter({ visible: true });
  await expect(marks.first()).toBeVisible();
  const box = await marks.first().boundingBox();
  expect(box?.width).toBeGreaterThan(2);
  expect(box?.height).toBeGreaterThan(5);
});

test('the run of a changed program answers no prediction', async ({ interleave }) => {
  await openPlain(interleave, '#/lesson/a-counter-two-threads/plain');
  await write(interleave, "print('something else')\n");
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('something else');
  await expect(interleave.page.getByText('The run has answered')).toHaveCount(0);
});

test('Stop ends a loop that never yields', async ({ interleave }) => {
  await openPlain(interleave);
  await write(interleave, 'while True: pass\n');
  const { page } = interleave;
  await page.getByRole('button', { name: RUN }).click();
  await expect(page.getByText(/^Running/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await interleave.whenIdle();
  await expect(output(page)).toContainText(/Stopped/);
  await expect(page.getByRole('button', { name: RUN })).toBeVisible();
});

test('an error is said with its line, marks the line, and a press leads there', async ({ interleave }) => {
  await openPlain(interleave);
  await write(interleave, 'def half(n):\n    return n / 0\n\nhalf(3)\n');
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('Raised ZeroDivisionError, line 2');
  await interleave.press('Go to line 2');
  const caret = await interleave.page
    .getByRole('textbox', { name: /^Code of/ })
    .evaluate((field: HTMLTextAreaElement) => field.value.slice(0, field.selectionStart).split('\n').length);
  expect(caret).toBe(2);
});

test('a syntax error is marked in the full editor', async ({ interleave }) => {
  await interleave.open(LESSON);
  const { page } = interleave;
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await interleave.act(() => page.keyboard.insertText('x = 1\ny = = 2\n'));
  await interleave.press(RUN);
  await expect(output(page)).toContainText('Not valid Python, line 2');
  await expect(page.locator('.monaco-editor .ilv-line-bad')).toHaveCount(1);
  await expect(page.locator('.monaco-editor .squiggly-error')).toHaveCount(1);
});

test('a program that asks gets its answer, and the end of input is an answer too', async ({ interleave }) => {
  await openPlain(interleave);
  await write(
    interleave,
    "print('Hello,', input('Name? '))\ntry:\n    input()\nexcept EOFError:\n    print('no more')\n",
  );
  await interleave.press(RUN);
  const field = interleave.page.getByRole('textbox', { name: 'A line for the program' });
  await expect(field).toBeFocused();
  await field.fill('Ada');
  await interleave.act(() => field.press('Enter'));
  await expect(output(interleave.page)).toContainText('Name? Ada');
  await expect(output(interleave.page)).toContainText('Hello, Ada');
  await interleave.press('End of input');
  await expect(output(interleave.page)).toContainText('no more');
});

test('a prediction is answered by the run', async ({ interleave }) => {
  await openPlain(interleave, '#/lesson/the-gil');
  const { page } = interleave;
  await page.getByRole('radio', { name: 'About a third of the time' }).check();
  await interleave.press(RUN);
  await expect(page.getByText('You said About a third of the time.')).toBeVisible();
  await interleave.act(() => page.reload());
  await expect(page.getByRole('radio', { name: 'About a third of the time' })).toBeChecked();
});

test('eighty thousand lines leave the page usable', async ({ interleave }) => {
  await openPlain(interleave);
  await write(interleave, "for i in range(80_000):\n    print('line', i)\nprint('over')\n");
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('over');
  expect(await output(interleave.page).locator('*').count()).toBeLessThan(1500);
});

test('on a phone everything is there, one under the other', async ({ interleave }) => {
  await interleave.page.setViewportSize({ width: 390, height: 844 });
  await openPlain(interleave, `${LESSON}/threads`);
  const { page } = interleave;
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('textbox', { name: /^Code of/ }).scrollIntoViewIfNeeded();
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/Finished in/);
  await page.getByRole('region', { name: 'Timeline' }).scrollIntoViewIfNeeded();
  await expect(page.getByRole('region', { name: 'Timeline' }).locator('canvas').first()).toBeVisible();
  await interleave.press('Contents');
  const contents = page.getByRole('dialog', { name: 'Contents' });
  await expect(contents.getByRole('link', { name: 'Waiting together' })).toBeVisible();
  await contents.getByRole('heading', { name: 'The GIL' }).click();
  await expect(contents.getByRole('link', { name: 'The GIL, live' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('a browser that keeps nothing still runs, and says that changes will be lost', async ({ interleave }) => {
  await interleave.page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await openPlain(interleave);
  await write(interleave, "print('fleeting')\n");
  await expect(interleave.page.getByText(/your changes last until you close it/)).toBeVisible();
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('fleeting');
});

for (const theme of ['light', 'dark', 'projector']) {
  test(`nothing stands in the way of assistive technology (${theme})`, async ({ interleave }) => {
    const { page } = interleave;
    await page.addInitScript((chosen) => {
      try {
        localStorage.setItem('interleave.settings', JSON.stringify({ theme: chosen }));
      } catch {
        // The realm's frame runs this too.
      }
    }, theme);
    for (const address of ['', '#/lesson/the-gil']) {
      await interleave.open(address);
      if (address !== '') await interleave.press(RUN);
      await assertAccessible(page);
    }
  });
}

test('a tab leads through the page in order, and the skip link to the content', async ({ interleave }) => {
  await openPlain(interleave);
  const { page } = interleave;
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  expect(new URL(page.url()).hash).toBe(LESSON);
});
