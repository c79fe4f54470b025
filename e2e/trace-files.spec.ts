import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { exportTrace } from '../src/trace/chrome-trace';
import { loadTrace } from '../src/trace/json';
import { deadlock } from '../src/trace/samples';
import { problemsOfChromeTrace } from '../src/trace/testing/chrome-format';
import { threeFetches } from '../src/trace/testing/viztracer';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/json',
  buffer: typeof content === 'string' ? Buffer.from(content) : content,
});

async function choose(interleave: InterleavePage, name: string, content: string | Buffer): Promise<void> {
  await interleave.act((page) => page.getByLabel('Trace file').setInputFiles(file(name, content)));
}

/** The cloth as a table: everything that it shows, in words. */
async function clothOf(interleave: InterleavePage): Promise<string[]> {
  await interleave.press(/Show the same as a table/);
  const rows = await interleave.page.getByRole('region', { name: 'Timeline' }).getByRole('row').allInnerTexts();
  expect(rows.length).toBeGreaterThan(5);
  return rows;
}

async function openWaits(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Waits/ }).click();
  await expect(page.getByRole('region', { name: 'Who waits for whom' })).toBeVisible();
}

test('a run is saved, keeps the rules of the format, and comes back as the same cloth', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.openLesson('the-gil', 'three_threads');
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: /Save this run/ })).toBeDisabled();
  await expect(page.getByRole('menu')).toBeFocused();
  await page.keyboard.press('Escape');
  await interleave.press(RUN);
  const shown = await clothOf(interleave);
  const printed = await interleave.output.innerText();

  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Save this run/ }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('the-gil-three_threads.trace.json');
  const text = readFileSync(await saved.path(), 'utf8');
  expect(problemsOfChromeTrace(JSON.parse(text))).toEqual([]);
  const loaded = loadTrace(text);
  expect(loaded.ok && loaded.value.trace.counts.handOvers).toBeGreaterThan(3);

  // From the same menu, which leads to the page of traces.
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: /Open a trace/ }).click();
  await (await chooser).setFiles(file('again.json', text));
  await expect(page.getByRole('heading', { name: 'again.json' })).toBeVisible();
  await interleave.whenIdle();
  expect(await clothOf(interleave)).toEqual(shown);
  await page.getByRole('tab', { name: 'Output' }).click();
  const [first = ''] = printed.split('\n').filter((line) => line.trim() !== '');
  await expect(interleave.output).toContainText(first);
  interleave.assertNoProblems();
});

test('a native run that VizTracer recorded is seen as a cloth, and the page says what that can tell', async ({
  interleave,
}) => {
  const { page } = interleave;
  await interleave.open('#/');
  await interleave.act((page) => page.getByRole('link', { name: 'Open a trace from a file' }).click());
  await expect(page.getByRole('heading', { name: 'Open a trace' })).toBeVisible();
  await choose(interleave, 'result.json.gz', gzipSync(JSON.stringify(threeFetches())));
  await expect(page.getByRole('heading', { name: 'result.json.gz' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText(
    'Imported from VizTracer 1.0.4: the picture shows function calls as that tool recorded',
  );
  await expect(main).toContainText('the file does not say who held the GIL');
  await expect(main).toContainText('Three threads slept at the same time: 300 ms of waiting took 101 ms.');
  const rows = await clothOf(interleave);
  expect(rows.filter((row) => row.includes('time.sleep'))).toHaveLength(3);
  await assertAccessible(page);
  interleave.assertNoProblems();
});

test('what is no trace gets one sentence, and the next file opens', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.open('#/trace');
  const alert = page.getByRole('alert');
  for (const [content, sentence] of [
    ['', 'This file is empty.'],
    ['<!doctype html>', 'This file is not a trace: it is not JSON. A part of it may be missing.'],
    ['{"name": "interleave"}', 'This is JSON, but no trace'],
    ['[{"ph":"C","ts":1,"pid":1,"tid":1,"args":{"n":1}}]', 'nothing to draw'],
    [Buffer.from([0x0a, 0xff, 0xc3, 0x28]), 'it is not text'],
    [gzipSync('{"traceEvents":[]}').subarray(0, 20), 'packed with gzip, and damaged'],
    ['{"format":"interleave-trace","version":99}', 'a newer one is needed'],
  ] as const) {
    await choose(interleave, 'holiday.json', content);
    await expect(alert).toContainText(sentence);
  }
  await assertAccessible(page);
  await choose(interleave, 'knot.json', exportTrace(deadlock()));
  await expect(page.getByRole('heading', { name: 'knot.json' })).toBeVisible();
  interleave.assertNoProblems();
});

/** What another tool would write of a run with this many calls: 30 MB for a quarter of a million. */
function manyCalls(count: number): string {
  const events = Array.from({ length: count }, (_, i) => ({
    ph: 'X',
    name: `compute_${i % 97} (/home/somebody/program/module_${i % 13}.py:${i % 400})`,
    ts: i * 10,
    dur: 9,
    pid: 1,
    tid: 1 + (i % 8),
    cat: 'FEE',
  }));
  return JSON.stringify({ traceEvents: events });
}

test('a file of 30 MB leaves the page alive while it opens, and can be given up', async ({ interleave }, testInfo) => {
  const { page } = interleave;
  // Playwright sends no file of this size itself.
  const path = testInfo.outputPath('large.json');
  writeFileSync(path, manyCalls(250_000));
  await interleave.open('#/trace');
  await page.getByLabel('Trace file').setInputFiles(path);
  await expect(page.getByRole('status')).toContainText('Opening large.json');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  await interleave.whenIdle();
  await expect(page.getByRole('heading', { name: 'large.json' })).toHaveCount(0);

  // From one frame to the next, while it says that it opens the file: what the reader feels.
  await page.evaluate(() => {
    const seen = { frames: 0, longest: 0, all: 0 };
    Reflect.set(globalThis, 'seen', seen);
    let before: number | null = null;
    const look = (now: number): void => {
      const opening = document.querySelector('main output')?.textContent.includes('Opening') === true;
      // The last one holds what is done when the file has been read.
      if (before !== null) {
        seen.frames++;
        seen.all += now - before;
        seen.longest = Math.max(seen.longest, now - before);
      }
      before = opening ? now : null;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await interleave.act((page) => page.getByLabel('Trace file').setInputFiles(path));
  await expect(page.getByRole('heading', { name: 'large.json' })).toBeVisible();
  const seen = await page.evaluate(
    () => Reflect.get(globalThis, 'seen') as Record<'frames' | 'longest' | 'all', number>,
  );
  testInfo.annotations.push({ type: 'frames', description: JSON.stringify(seen) });
  expect(seen.frames).toBeGreaterThan(10);
  // On the page’s own thread it is one pause of nearly all the time, however fast the machine.
  expect(seen.longest).toBeLessThan(seen.all / 2);
  interleave.assertNoProblems();
});

const KNOT = `import threading
import time

a = threading.Lock()
b = threading.Lock()


def one():
    with a:
        time.sleep(0.01)
        with b:
            pass


def two():
    with b:
        time.sleep(0.01)
        with a:
            pass


threads = [threading.Thread(target=one, name='one'), threading.Thread(target=two, name='two')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
`;

test('a deadlock is drawn as a knot whose arrows lead to their lines', async ({ interleave }) => {
  const { page } = interleave;
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open('#/playground');
  const code = page.getByRole('textbox', { name: /^Code of/ });
  await interleave.act(() => code.fill(KNOT));
  await interleave.press(RUN);
  await openWaits(page);
  await interleave.whenIdle();
  const waits = page.getByRole('region', { name: 'Who waits for whom' });
  await expect(waits).toContainText(
    'A knot: one waits for b, held by two; two waits for a, held by one. Neither can go on.',
  );
  await expect(waits.getByRole('img', { name: /in the knot$/ })).toHaveCount(4);
  const arrow = waits.getByRole('button', { name: /^one waits for b,.*Show main\.py, line 11$/ });
  await arrow.focus();
  await page.keyboard.press('Enter');
  const line = await code.evaluate((element) => {
    const { value, selectionStart } = element as HTMLTextAreaElement;
    return value.slice(0, selectionStart).split('\n').length;
  });
  expect(line).toBe(11);

  // Earlier nobody waited yet; the way back to the knot is one press.
  await page.getByRole('slider', { name: 'Moment of the run' }).focus();
  await page.keyboard.press('Home');
  await interleave.whenIdle();
  await interleave.press('Go to the deadlock');
  await expect(waits).toContainText('A knot:');
  await assertAccessible(page, { within: 'section[aria-label="Who waits for whom"]', practices: true });
  interleave.assertNoProblems();
});
