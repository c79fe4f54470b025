/** Who waits for what held by whom, from programs whose deadlocks nobody but the picture tells in so many words. */
import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, withoutPython, type InterleavePage } from './helper';

const RUN = /^Run$/;
const waits = (page: Page) => page.getByRole('region', { name: 'Who waits for whom' });
const inTheKnot = (page: Page) => waits(page).getByRole('img', { name: /in the knot$/ });

async function withPlainEditor(page: Page) {
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
}

async function write(interleave: InterleavePage, code: string) {
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

async function lineOf(page: Page): Promise<number> {
  return page.getByRole('textbox', { name: /^Code of/ }).evaluate((element) => {
    const { value, selectionStart } = element as HTMLTextAreaElement;
    return value.slice(0, selectionStart).split('\n').length;
  });
}

/** The sentences of the graph, each with the line that it names. */
async function told(page: Page): Promise<string[]> {
  const items = await waits(page).getByRole('listitem').allInnerTexts();
  return items.map((item) => item.replace(/\s+/g, ' ').replace(/, for [\d.]+ (?:ms|s) so far/, ''));
}

const PROCESSES = `import multiprocessing


def one(a, b, met):
    with a:
        met.wait()
        with b:
            print('one has both')


def two(a, b, met):
    with b:
        met.wait()
        with a:
            print('two has both')


if __name__ == '__main__':
    a = multiprocessing.Lock()
    b = multiprocessing.Lock()
    met = multiprocessing.Barrier(2)
    first = multiprocessing.Process(target=one, args=(a, b, met), name='one')
    second = multiprocessing.Process(target=two, args=(a, b, met), name='two')
    first.start()
    second.start()
    first.join()
    second.join()
`;

test('two processes that wait for each other’s lock are a knot, while they hang and after they were stopped', async ({
  interleave,
}) => {
  const { page } = interleave;
  await withPlainEditor(page);
  await interleave.open('#/playground');
  await write(interleave, PROCESSES);
  await page.getByRole('button', { name: RUN }).click();
  await page.getByRole('tab', { name: /^Waits/ }).click();
  // The platform does not end what may yet be freed from outside: the learner sees why nothing goes on.
  // Whichever of the two came first.
  const [one, two] = ['MainThread of one', 'MainThread of two'];
  const waitsForB = `${one} waits for b, held by ${two}`;
  const waitsForA = `${two} waits for a, held by ${one}`;
  const headline = new RegExp(
    `A knot: (?:${waitsForB}; ${waitsForA}|${waitsForA}; ${waitsForB})\\. Neither can go on\\.`,
  );
  await expect(waits(page)).toContainText(headline, { timeout: 60_000 });
  await interleave.press('Stop');

  await expect(waits(page)).toContainText(headline);
  await expect(inTheKnot(page)).toHaveCount(4);
  const sentences = await told(page);
  for (const sentence of [
    'MainThread of one waits for b, in SemLock.__enter__. main.py, line 7',
    'MainThread of two holds b. main.py, line 12',
    'MainThread of two waits for a, in SemLock.__enter__. main.py, line 14',
    'MainThread of one holds a. main.py, line 5',
  ])
    expect(sentences).toContain(sentence);

  await waits(page)
    .getByRole('button', { name: /^MainThread of two waits for a,.*Show main\.py, line 14$/ })
    .press('Enter');
  expect(await lineOf(page)).toBe(14);
  await page.getByRole('slider', { name: 'Moment of the run' }).focus();
  await page.keyboard.press('Home');
  await interleave.press('Go to the deadlock');
  await expect(waits(page)).toContainText('A knot:');
  await assertAccessible(page, { within: 'section[aria-label="Who waits for whom"]', practices: true });
  interleave.assertNoProblems();
});

const MAIN_TS = `import { Mutex, pool } from 'interleave';

const fork = new Mutex();
const knife = new Mutex();
const both = new Int32Array(new SharedArrayBuffer(4));
using table = pool(2, './gate');
await Promise.all([
  table.submit('eat', [fork, knife, both]),
  table.submit('eat', [knife, fork, both]),
]);
`;

const GATE_TS = `import type { Mutex } from 'interleave';

export function eat(first: Mutex, second: Mutex, both: Int32Array): void {
  using one = first.lock();
  Atomics.add(both, 0, 1);
  while (Atomics.load(both, 0) < 2);
  using two = second.lock();
}
`;

test('two workers that wait for each other’s Mutex are a knot, and every arrow of it names its line', async ({
  interleave,
}) => {
  const { page } = interleave;
  await withPlainEditor(page);
  await interleave.openLesson('without-a-gil', 'locked');
  await write(interleave, MAIN_TS);
  await interleave.act(() => page.getByRole('tab', { name: 'gate.ts' }).click());
  await write(interleave, GATE_TS);
  await interleave.press(RUN);
  await expect(interleave.output).toContainText(/deadlock/i);
  await page.getByRole('tab', { name: /^Waits/ }).click();
  await expect(waits(page)).toContainText(/^At .*A knot: .* waits for (?:fork|knife), held by .*Neither can go on\./s);
  await expect(inTheKnot(page)).toHaveCount(4);
  const knotted = (await told(page)).slice(0, 4);
  for (const wanted of [
    /waits for fork, in .*gate\.ts, line 7$/,
    /waits for knife, in .*gate\.ts, line 7$/,
    /holds fork\. gate\.ts, line 4$/,
    /holds knife\. gate\.ts, line 4$/,
  ])
    expect(knotted).toContainEqual(expect.stringMatching(wanted));
  await waits(page)
    .getByRole('button', { name: /holds fork.*Show gate\.ts, line 4$/ })
    .press('Enter');
  expect(await lineOf(page)).toBe(4);
  interleave.assertNoProblems();
});

test('regression: a knot of five guests and five forks is whole from side to side beside its lesson', async ({
  interleave,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  // Of a run that was recorded: it is the drawing that is tried here, not a run.
  await withoutPython(page);
  await interleave.openLesson('deadlock', 'dinner');
  await interleave.press('Show a recording');
  await interleave.act(() => page.getByRole('tab', { name: /^Waits/ }).click());
  await expect(inTheKnot(page)).toHaveCount(10);
  const picture = waits(page).getByRole('group', { name: 'The same as a picture' });
  await expect
    .poll(() => picture.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
    .toBeLessThanOrEqual(0);
});
