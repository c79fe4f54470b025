/**
 * Browsers that lack something. What a browser can do is tried out and never concluded from its name, so a Chromium that has lost
 * one thing stands here for whichever browser never had it. Each time: exactly what needs it is off, a sentence says so, and all else works.
 */
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const SEQUENTIAL = 'print(sum(range(1000)))\n';
const SLEEPS = 'import time\ntime.sleep(0.05)\nprint("awake")\n';
const THREADS = 'import threading\nt = threading.Thread(target=print, args=("in a thread",))\nt.start()\nt.join()\n';
const LOCK_AND_LOOP = `import asyncio, threading
with threading.Lock():
    a = 'one'
async def later():
    await asyncio.sleep(0.05)
    return 'two'
print(a, asyncio.run(later()))
`;
const TYPESCRIPT = "console.log('on the loop');\n";

/** Runs before anything else in the page and in each of its frames. */
async function without(page: Page, lose: () => void): Promise<void> {
  await page.addInitScript(() => {
    try {
      if (localStorage.getItem('interleave.settings') === null)
        localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // A frame without a storage.
    }
  });
  await page.addInitScript(lose);
}

/** The same in every worker: those of the sandbox are made of scripts that it fetched, and so go through here. */
async function withoutInWorkers(page: Page, lose: string): Promise<void> {
  await page.context().route(/\/assets\/[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${lose}\n${await response.text()}` });
  });
}

async function write(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

/** What the header says that this browser can do. */
const badge = (page: Page) => page.getByRole('banner').getByRole('button', { name: /isolated|no threads here/ });

const run = (interleave: InterleavePage) => interleave.press(/^Run$/);

async function runs(interleave: InterleavePage, code: string, prints: string): Promise<void> {
  await write(interleave, code);
  await run(interleave);
  await expect(interleave.output).toContainText(prints);
  await expect(interleave.output).toContainText('Finished');
}

/** Where Python has one stack: the page, and the workers in which it runs. */
async function withoutStackSwitching(interleave: InterleavePage): Promise<void> {
  const lose = "Reflect.deleteProperty(WebAssembly, 'Suspending'); Reflect.deleteProperty(WebAssembly, 'promising');";
  await without(interleave.page, () => {
    Reflect.deleteProperty(WebAssembly, 'Suspending');
    Reflect.deleteProperty(WebAssembly, 'promising');
  });
  await withoutInWorkers(interleave.page, lose);
  await interleave.open('#/playground');
}

test('without stack switching (JSPI), Python runs what starts no thread, and says of a thread why not', async ({
  interleave,
}) => {
  const { page } = interleave;
  await withoutStackSwitching(interleave);
  await runs(interleave, SEQUENTIAL, '499500');
  await runs(interleave, LOCK_AND_LOOP, 'one two');
  await write(interleave, THREADS);
  await run(interleave);
  await expect(interleave.output).toContainText(/RuntimeError: can't start new thread: this browser cannot switch/);
  await badge(page).click();
  await expect(page.getByRole('dialog', { name: 'What this browser can do' })).toContainText('JSPI');
  await page.keyboard.press('Escape');
  await assertAccessible(page);
  interleave.assertNoProblems();
});

test('without stack switching, a wait that nobody could end is refused, or found to be a deadlock', async ({
  interleave,
}) => {
  await withoutStackSwitching(interleave);
  await runs(interleave, SLEEPS, 'awake');
  await write(interleave, 'print(input("name? "))\n');
  await run(interleave);
  await expect(interleave.output).toContainText(/RuntimeError: this browser cannot switch between stacks \(JSPI\)/);
  // A lock that it holds itself: nobody will ever release it, and the page says so as it does elsewhere.
  await write(interleave, 'import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n');
  await run(interleave);
  await expect(interleave.output).toContainText(/deadlock/i);
  interleave.assertNoProblems();
});

test('without SharedArrayBuffer, threads take turns where they wait', async ({ interleave }) => {
  const { page } = interleave;
  await without(page, () => void Reflect.deleteProperty(globalThis, 'SharedArrayBuffer'));
  await withoutInWorkers(page, "Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');");
  await interleave.open('#/playground');
  await runs(interleave, THREADS, 'in a thread');
  await expect(badge(page)).toHaveText(/not isolated$/);
  await assertAccessible(page);
  interleave.assertNoProblems();
});

test('without any storage, a program runs, and the page says that changes last until it is closed', async ({
  interleave,
}) => {
  const { page } = interleave;
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
  });
  await interleave.open('#/lesson/waiting-together');
  await interleave.act(() =>
    page.evaluate((code) => {
      const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
      return hook.edit(code);
    }, THREADS),
  );
  await expect(page.getByText('your changes last until you close it')).toBeVisible();
  await run(interleave);
  await expect(interleave.output).toContainText('in a thread');
  await assertAccessible(page);
  interleave.assertNoProblems();
});

test('without a clipboard (a page that is not secure has none), each copy button says so, and nothing breaks', async ({
  interleave,
}) => {
  const { page } = interleave;
  await without(page, () => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await interleave.open('#/playground');
  await runs(interleave, SEQUENTIAL, '499500');
  await page.getByRole('button', { name: 'Copy the output' }).click();
  await expect(page.getByRole('button', { name: /^Not copied: the clipboard is not open to this page/ })).toBeVisible();
  await interleave.press('Share');
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await expect(page.getByRole('dialog').getByText('does not let the page copy')).toBeVisible();
  interleave.assertNoProblems();
});

test('without file pickers, observers of sight and bundled drawing, the page opens, runs and saves as any', async ({
  interleave,
}) => {
  const { page } = interleave;
  await without(page, () => {
    for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'IntersectionObserver', 'requestIdleCallback'])
      Reflect.deleteProperty(globalThis, name);
    Reflect.deleteProperty(Document.prototype, 'startViewTransition');
    Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
  });
  await interleave.open('#/lesson/waiting-together');
  await run(interleave);
  await expect(interleave.output).toContainText('Finished');
  await interleave.open('#/playground');
  await runs(interleave, THREADS, 'in a thread');
  interleave.assertNoProblems();
});

test('without WebAssembly (a locked-down phone), every lesson can be read, TypeScript runs, and Python says why not', async ({
  interleave,
}) => {
  const { page } = interleave;
  await without(page, () => void Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await withoutInWorkers(page, "Reflect.deleteProperty(globalThis, 'WebAssembly');");
  await interleave.open('#/lesson/waiting-together');
  await expect(page.getByRole('heading', { level: 1, name: 'Waiting together' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/no WebAssembly .* Python needs it/);
  await interleave.press('Play the recorded run');
  await expect(interleave.output).toContainText('Finished in');
  await assertAccessible(page);
  await interleave.open('#/lesson/do-not-block-the-loop');
  await write(interleave, TYPESCRIPT);
  await run(interleave);
  await expect(interleave.output).toContainText('on the loop');
});
