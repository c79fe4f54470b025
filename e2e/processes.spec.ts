import type { Page } from '@playwright/test';
import { expect, test, type InterleavePage } from './helper';

/** High enough for the rows of a pool: what is out of sight has no label in the document. */
test.use({ viewport: { width: 1440, height: 1200 } });

/** Exactly this: other buttons speak of the run too. */
const RUN = /^Run$/;

const POOL = `
from multiprocessing import Pool


def work(n):
    return sum(range(200_000)) * n


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(work, range(6), chunksize=1))
    print("done")
`;

const UNGUARDED = `
from multiprocessing import Process

child = Process(target=print, args=("from the child",))
child.start()
child.join()
`;

const STUBBORN = `
import signal
from multiprocessing import Process


def loop():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        pass


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children = [Process(target=loop) for _ in range(2)]
    for child in children:
        child.start()
    print("started", flush=True)
    for child in children:
        child.join()
`;

const output = (page: Page) => page.getByRole('region', { name: 'Output' });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const cloth = (page: Page) => timeline(page).getByRole('application');

/** A lesson's page with the plain editor, and this code in it. */
async function openWith(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      const kept = JSON.parse(localStorage.getItem('interleave.settings') ?? '{}') as object;
      localStorage.setItem('interleave.settings', JSON.stringify({ ...kept, editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.openLesson('waiting-together');
  await write(interleave, code);
}

async function write(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

async function choose(interleave: InterleavePage, method: 'fork' | 'spawn'): Promise<void> {
  const { page } = interleave;
  await interleave.press(/^Processes start by/);
  const dialog = page.getByRole('dialog', { name: 'How processes start' });
  await dialog.getByRole('radio', { name: `by ${method}` }).check();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('a pool is drawn as a cloth for each process; its messages are told in words and listed in a table', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openWith(interleave, POOL);
  await interleave.press(RUN);
  await expect(output(page)).toContainText('done');
  await expect(output(page)).toContainText(/Finished in/);

  for (const name of ['MainProcess', 'ForkPoolWorker-1', 'ForkPoolWorker-2'])
    await expect(cloth(page).getByRole('button', { name })).toBeVisible();
  await expect(timeline(page).getByText('a message', { exact: true })).toBeVisible();

  await cloth(page).focus();
  await page.keyboard.press('m');
  const words = /sent \d+ B through .*; it arrived .* later at ForkPoolWorker-[12]\./;
  await expect(cloth(page).locator('[aria-live]')).toContainText(words);
  // The eye gets what the ear gets.
  await expect(cloth(page).locator('[class*=tooltip]')).toContainText(words);

  await page.keyboard.press('t');
  const table = timeline(page).getByRole('table', { name: /^Messages/ });
  await expect(table.getByRole('row')).not.toHaveCount(0);
  await expect(table.getByRole('cell', { name: /^ForkPoolWorker-[12]$/ }).first()).toBeVisible();
  interleave.assertNoProblems();
});

test('a message under the pointer shows its size and its travel time', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(
    interleave,
    `
import time
from multiprocessing import Pipe, Process


def read(end):
    time.sleep(0.6)
    end.recv()


if __name__ == "__main__":
    here, there = Pipe()
    child = Process(target=read, args=(there,))
    child.start()
    time.sleep(0.3)
    here.send("x" * 5000)
    child.join()
`,
  );
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/Finished in/);
  await cloth(page).focus();
  await page.keyboard.press('m');
  const tooltip = cloth(page).locator('[class*=tooltip]');
  await expect(tooltip).toContainText('MainProcess sent 5');
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();
  // A pointer that goes from the top to the bottom while the message is under way has to meet its arrow.
  const box = (await cloth(page).boundingBox())!;
  let met = false;
  for (let share = 0.7; share > 0.3 && !met; share -= 0.08) {
    for (let y = box.y + 40; y < box.y + box.height && !met; y += 4) {
      await page.mouse.move(box.x + 100 + share * (box.width - 130), y);
      met = (await tooltip.isVisible()) && /MainProcess sent 5.* later at/.test((await tooltip.textContent()) ?? '');
    }
  }
  expect(met).toBe(true);
});

test('a process folds to one row and unfolds again', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(interleave, POOL);
  await interleave.press(RUN);
  await expect(output(page)).toContainText(/Finished in/);
  const worker = cloth(page).getByRole('button', { name: 'ForkPoolWorker-1' });
  const strands = () => cloth(page).getByText('MainThread', { exact: true }).count();
  const before = await strands();
  await worker.click();
  await expect(worker).toHaveAttribute('aria-expanded', 'false');
  expect(await strands()).toBe(before - 1);
  await worker.click();
  await expect(worker).toHaveAttribute('aria-expanded', 'true');
  expect(await strands()).toBe(before);
});

test('the start method is the learner’s, is remembered, and spawn refuses a program without its guard', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openWith(interleave, UNGUARDED);
  await interleave.press(RUN);
  await expect(output(page)).toContainText('from the child');
  await expect(output(page)).toContainText(/Finished in/);
  await choose(interleave, 'spawn');
  await interleave.press(RUN);
  await expect(output(page)).toContainText('bootstrapping phase');
  await interleave.act(() => page.reload());
  await expect(page.getByRole('button', { name: /^Processes start by spawn/ })).toBeVisible();
  await write(interleave, "print('no processes here')\n");
  await expect(page.getByRole('button', { name: /^Processes start by/ })).toHaveCount(0);
});

test('Stop ends every process, whatever it does, and the next run works', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(interleave, STUBBORN);
  await page.getByRole('button', { name: RUN }).click();
  await expect(output(page)).toContainText('started');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  // They ignore Ctrl-C; the second press takes the interpreters away.
  const insist = page.getByRole('button', { name: 'Stop now' });
  if (await insist.isVisible()) await insist.click();
  await interleave.whenIdle();
  await expect(page.getByRole('button', { name: RUN })).toBeVisible();
  await write(interleave, POOL);
  await interleave.press(RUN);
  await expect(output(page)).toContainText('done');
});

test('without isolation, processes run as well, and the page says what differs', async ({ interleave, plainHost }) => {
  const { page } = interleave;
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await page.goto(`${plainHost}#/lesson/waiting-together`);
  await interleave.whenIdle();
  await write(interleave, POOL);
  await interleave.press(/^Processes start by/);
  await expect(page.getByRole('dialog', { name: 'How processes start' })).toContainText('shared memory) is slower');
  await page.keyboard.press('Escape');
  await interleave.press(RUN);
  await expect(output(page)).toContainText('done');
  await expect(cloth(page).getByRole('button', { name: 'ForkPoolWorker-1' })).toBeVisible();
});
