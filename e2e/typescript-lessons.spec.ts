import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { assertAccessible, InterleavePage, ONE_THREAD, expect, test } from './helper';

const RUN = /^Run$/;

const output = (page: Page) => page.getByRole('region', { name: 'Output' });
const stage = (page: Page) => page.locator('[data-stage]');

/** The playground with a program in TypeScript. */
async function openPlayground(interleave: InterleavePage, code: string, site = ''): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      const kept = JSON.parse(localStorage.getItem('interleave.settings') ?? '{}') as object;
      localStorage.setItem('interleave.settings', JSON.stringify({ ...kept, playground: 'typescript' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(`${site}#/playground`);
  await interleave.act((page) =>
    page.evaluate((text) => {
      const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
      return hook.edit(text);
    }, code),
  );
}

test('a lesson in TypeScript runs: its output, its cloth in a page’s words, and what it cost in frames', async ({
  interleave,
}) => {
  await interleave.openLesson('do-not-block-the-loop', 'blocking');
  const { page } = interleave;
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/\d+ primes, counted in \d+ ms/);
  await expect(output(page)).toContainText(/Finished in/);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.locator('canvas').first()).toBeVisible();
  await expect(timeline).toContainText('The event loop did everything');
  await expect(timeline).toContainText('had nothing to do');
  await expect(timeline).toContainText(/The event loop was kept busy for [\d.]+ m?s/);
  // Beside Run, and at the end for who does not see it.
  await expect(page.getByText(/^[\d,]+ frames were dropped, [\d.]+ m?s in one go$/).first()).toBeAttached();
  await expect(page.locator('output').filter({ hasText: 'frames were dropped' })).toContainText(
    'blocking.ts: Finished',
  );
  await expect(page.getByText(/Chromium \d+/).first()).toBeVisible();
  interleave.assertNoProblems();
});

test('the page says on which thread programs run, as it was found out', async ({ interleave, playwright }) => {
  const said = async (page: Page): Promise<string> => {
    await page.getByRole('button', { name: /isolated/ }).click();
    return page.getByText(/^TypeScript programs are run by the browser/).innerText();
  };
  await openPlayground(interleave, 'console.log(1);\n');
  expect(await said(interleave.page)).toMatch(/Chromium \d+, on a thread of their own/);

  const { launchOptions, baseURL } = test.info().project.use;
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), ...ONE_THREAD],
  });
  const other = new InterleavePage(await browser.newPage());
  await openPlayground(other, 'console.log(1);\n', baseURL);
  expect(await said(other.page)).toMatch(
    /on this page’s own thread: while one of them computes, the page stands still/,
  );
  await browser.close();
});

test('the editor underlines what does not fit the types, and lets it run all the same', async ({ interleave }) => {
  await openPlayground(
    interleave,
    "import { pool, sleep } from 'interleave';\n\nawait sleep('soon');\nconsole.log('ran', typeof pool);\n",
  );
  const { page } = interleave;
  await expect(page.locator('.monaco-editor .squiggly-error')).toHaveCount(1);
  await interleave.press(RUN);
  await expect(output(page)).toContainText('ran function');
  interleave.assertNoProblems();
});

test('the editor offers what the lesson library has, also after it was left and opened again', async ({
  interleave,
}) => {
  await openPlayground(interleave, "import { pool } from 'interleave';\nusing workers = pool(2, './jobs');\n");
  const { page } = interleave;
  await interleave.open('#/lesson/waiting-together');
  await interleave.open('#/playground');
  await page.getByRole('tab', { name: 'main.ts' }).click();
  await page.locator('.monaco-editor .view-line').last().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('workers.');
  const offered = page.locator('.suggest-widget').getByRole('option');
  await expect(offered).toHaveText([/^close/, /^map/, /^size/, /^submit/]);
  await page.keyboard.type('sub');
  await expect(offered).toHaveText([/^submit/]);
  await page.keyboard.press('Tab');
  await page.keyboard.type('(');
  await expect(page.locator('.parameter-hints-widget')).toContainText('the first worker that is free');
  interleave.assertNoProblems();
});

test('a program’s files know one another’s exports', async ({ interleave }) => {
  await interleave.openLesson('do-not-block-the-loop', 'blocking');
  const { page } = interleave;
  // The compiler has come and looked, which only what it finds can tell.
  await interleave.act(() =>
    page.evaluate(() => {
      const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
      return hook.edit("import { countPrimes } from './primes';\n\nconsole.log(countPrimes('one', 10));\n");
    }),
  );
  await expect(page.locator('.monaco-editor .squiggly-error')).toHaveCount(1);
  interleave.assertNoProblems();
});

test('so do the files of the program that is opened next', async ({ interleave }) => {
  const { page } = interleave;
  const write = (code: string) =>
    interleave.act(() =>
      page.evaluate((text) => {
        const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
        return hook.edit(text);
      }, code),
    );
  const found = page.locator('.monaco-editor .squiggly-error');
  await interleave.openLesson('do-not-block-the-loop', 'chunks');
  await write("import { countPrimes } from './primes';\n\ncountPrimes('one', 1);\ncountPrimes('two', 2);\n");
  await expect(found).toHaveCount(2);
  // The compiler is at work in another program before it hears of this one.
  await interleave.openLesson('do-not-block-the-loop', 'blocking');
  await page.reload();
  await interleave.whenIdle();
  await write('nobody;\n');
  await expect(found).toHaveCount(1);
  await page
    .getByRole('tab', { name: /^chunks\.ts/ })
    .first()
    .click();
  // An import that is not found would be the one mistake, and would hide these two.
  await expect(found).toHaveCount(2);
  interleave.assertNoProblems();
});

test('what the editor says of the lesson library is what a program finds in it', async ({ interleave }) => {
  const path = join(import.meta.dirname, '..', 'src/runtimes/typescript/lesson-library.d.ts');
  const told = [...readFileSync(path, 'utf8').matchAll(/^ {2}export (?:function|const|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
  await openPlayground(
    interleave,
    "import * as library from 'interleave';\n\nconsole.log(Object.keys(library).sort().join(' '));\n",
  );
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText(told.sort().join(' '));
  interleave.assertNoProblems();
});

test('a lesson in TypeScript keeps the rules of accessibility, before and after its run', async ({ interleave }) => {
  await interleave.openLesson('without-a-gil', 'locked');
  await assertAccessible(interleave.page);
  await interleave.press(RUN);
  await assertAccessible(interleave.page);
});

test('an error stands in the editor’s margin, at its line', async ({ interleave }) => {
  await openPlayground(
    interleave,
    'const answers: number[] = [];\n\nthrow new RangeError(`${answers.length} answers`);\n',
  );
  const { page } = interleave;
  await interleave.press(RUN);
  await expect(output(page)).toContainText('Threw RangeError, line 3');
  await expect(page.locator('.monaco-editor .ilv-line-bad')).toHaveCount(1);
  await interleave.press('Go to line 3');
  await expect(page.locator('.monaco-editor')).toHaveClass(/focused/);
  interleave.assertNoProblems();
});

test('the shuttle goes while the loop is free, and is seen to stand still while it is not', async ({ interleave }) => {
  const busy = 1_500;
  await openPlayground(
    interleave,
    `import { sleep } from 'interleave';
await sleep(1_200);
const end = performance.now() + ${busy};
while (performance.now() < end);
await sleep(600);
`,
  );
  const { page } = interleave;
  // Pictures as the browser shows them: a screenshot would wait for the frame that we want to see frozen.
  const devtools = await page.context().newCDPSession(page);
  const pictures: { at: number; png: string }[] = [];
  devtools.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    pictures.push({ at: (metadata.timestamp ?? 0) * 1000, png: data });
    void devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  });
  await devtools.send('Page.startScreencast', { format: 'png' });
  await interleave.press(RUN);
  await devtools.send('Page.stopScreencast');

  const box = await stage(page).boundingBox();
  const looks = await page.evaluate(
    async ({ pictures, box }) => {
      const canvas = new OffscreenCanvas(box.width, box.height);
      const brush = canvas.getContext('2d', { willReadFrequently: true });
      const looks: string[] = [];
      for (const { png } of pictures) {
        const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        brush?.drawImage(picture, -box.x, -box.y);
        looks.push((brush?.getImageData(0, 0, box.width, box.height).data ?? []).join());
      }
      return looks;
    },
    { pictures, box: box ?? { x: 0, y: 0, width: 1, height: 1 } },
  );

  let longest = 0;
  let since = 0;
  for (let i = 1; i < looks.length; i++) {
    if (looks[i] !== looks[since]) since = i;
    // The picture stands from its first frame to the last one that is still the same.
    else longest = Math.max(longest, (pictures[i]?.at ?? 0) - (pictures[since]?.at ?? 0));
  }
  expect(new Set(looks).size, 'the shuttle was seen in many places').toBeGreaterThan(10);
  expect(longest, 'ms that it stood still').toBeGreaterThan(busy * 0.7);
  await expect(page.getByText(/^[\d,]+ frames were dropped, 1[.\d]* s in one go$/).first()).toBeAttached();
});

test('who wishes for less motion sees a clock that ticks, and the same count', async ({ interleave }) => {
  await interleave.page.emulateMedia({ reducedMotion: 'reduce' });
  await openPlayground(interleave, "import { sleep } from 'interleave';\nawait sleep(300);\nconsole.log('done');\n");
  await interleave.press(RUN);
  await expect(output(interleave.page)).toContainText('done');
  await expect(interleave.page.getByText(/frames? (?:was|were) dropped/).first()).toBeAttached();
  interleave.assertNoProblems();
});

test('without shared memory the page says what a program of one’s own will miss, before it is run', async ({
  interleave,
  plainHost,
}) => {
  const { page } = interleave;
  await openPlayground(
    interleave,
    'const shared = new SharedArrayBuffer(4);\nconsole.log(shared.byteLength);\n',
    plainHost,
  );
  const notice = page.getByText(/no shared memory/);
  await expect(notice).toBeInViewport();
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/SharedArrayBuffer is not defined/);
});
