import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Locator, Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const LESSON = '#/lesson/waiting-together';

/** A red picture of 10 x 10 pixels. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';

const WRITES = `
import base64, os, threading, time
os.makedirs("out", exist_ok=True)

def work(i):
    with open(f"out/part-{i}.txt", "w") as file:
        for n in range(50):
            file.write(f"line {n} of thread {i}\\n")

threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
time.sleep(0.02)
open("data.bin", "wb").write(bytes(range(256)) * 40)
time.sleep(0.02)
open("drawing.svg", "w").write("<svg xmlns='http://www.w3.org/2000/svg'><script>top.hacked = 1</script></svg>")
time.sleep(0.02)
open("dot.jpeg", "wb").write(base64.b64decode("${PNG}"))
`;

async function openPlain(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(LESSON);
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

const tab = (page: Page): Locator => page.getByRole('tab', { name: /^Files/ });
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Files', exact: true });

async function openFile(interleave: InterleavePage, name: string): Promise<void> {
  await interleave.act(() => panel(interleave.page).getByRole('button', { name, exact: true }).click());
}

async function download(interleave: InterleavePage, name: string): Promise<{ name: string; content: Buffer }> {
  const coming = interleave.page.waitForEvent('download');
  await interleave.act(() => panel(interleave.page).getByRole('button', { name, exact: true }).click());
  const file = await coming;
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

test('files that a program writes are listed newest first, shown as what they are, and can be kept', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openPlain(interleave, WRITES);
  await expect(tab(page)).toHaveCount(0);
  await interleave.press(RUN);
  await interleave.act(() => tab(page).click());
  await expect(panel(page)).toContainText('The program wrote 6 files');
  const names = panel(page).getByRole('rowheader');
  await expect(names.first()).toHaveText('dot.jpeg');
  await expect(names).toHaveCount(6);

  await openFile(interleave, 'dot.jpeg');
  const image = panel(page).getByRole('img');
  await expect(image).toBeVisible();
  expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(10);

  await openFile(interleave, 'drawing.svg');
  await expect(panel(page)).toContainText('<script>top.hacked = 1</script>');
  await expect(panel(page).getByRole('img')).toHaveCount(0);
  expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);

  await openFile(interleave, 'data.bin');
  await expect(panel(page)).toContainText('00000010  10 11 12 13');

  await openFile(interleave, 'out/part-1.txt');
  await expect(panel(page)).toContainText('line 49 of thread 1');
  const one = await download(interleave, 'Download');
  expect(one.name).toBe('part-1.txt');
  expect(one.content.toString().split('\n')).toHaveLength(51);

  const all = await download(interleave, 'Download all');
  expect(all.name).toBe('files.zip');
  const unpacked = unzipSync(all.content);
  expect(Object.keys(unpacked).sort()).toEqual([
    'data.bin',
    'dot.jpeg',
    'drawing.svg',
    'out/part-0.txt',
    'out/part-1.txt',
    'out/part-2.txt',
  ]);
  expect(Buffer.from(unpacked['out/part-1.txt'] ?? []).equals(one.content)).toBe(true);

  await assertAccessible(page, { within: 'section[aria-label="Files"]', practices: true });
  interleave.assertNoProblems();
});

test('a program that writes nothing, and its own source, take no space', async ({ interleave }) => {
  await openPlain(interleave, 'print(open(__file__).read()[:5])\n');
  await interleave.press(RUN);
  await expect(tab(interleave.page)).toHaveCount(0);
});

test('files can be looked at while the program runs, also by one that never rests', async ({ interleave }) => {
  const { page } = interleave;
  await openPlain(
    interleave,
    'with open("early.txt", "w") as file:\n    file.write("written before the loop")\nwhile True:\n    pass\n',
  );
  await page.getByRole('button', { name: RUN }).click();
  await tab(page).click();
  await panel(page).getByRole('button', { name: 'early.txt' }).click();
  await expect(panel(page)).toContainText('written before the loop');
  await page.getByRole('button', { name: /^Stop/ }).click();
  await interleave.whenIdle();
  // Its interpreter is gone; what it wrote is not.
  await expect(panel(page)).toContainText('written before the loop');
  expect((await download(interleave, 'Download')).content.toString()).toBe('written before the loop');
});

test('a program that fills the disk is told so, goes on, and leaves no more than a run may keep', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openPlain(
    interleave,
    `
import errno, os
try:
    with open("endless", "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1_000_000)
except OSError as error:
    print("caught", error.errno == errno.ENOSPC, os.path.getsize("endless") // 2**20)
os.remove("endless")
open("after.txt", "w").write("room again")
for i in range(20_000):
    open(f"many-{i}", "w")
`,
  );
  await interleave.press(RUN);
  const output = page.getByRole('region', { name: 'Output' });
  await expect(output).toContainText('caught True 6');
  await expect(output).toContainText('The disk is full: a run may keep 64 MB in 4,096 files and folders');
  await expect(output).toContainText('No space left on device: a run may keep 64 MB');
  await interleave.act(() => tab(page).click());
  await expect(panel(page)).toContainText('The program wrote 4,096 files');
  await expect(panel(page)).not.toContainText('endless');
  await expect(panel(page).getByRole('button', { name: 'Show 800 more' })).toBeVisible();
});

test('names are shown harmless, and files of an earlier run are let go', async ({ interleave }) => {
  const { page } = interleave;
  await openPlain(
    interleave,
    'open("photo\\u202egpj.exe", "w").write("x")\nopen("<b onclick=1>", "w").write("y")\nopen("/tmp/other", "w").write("z")\n',
  );
  await interleave.press(RUN);
  await interleave.act(() => tab(page).click());
  const names = panel(page).getByRole('rowheader');
  await expect(names.filter({ hasText: 'photo\ufffdgpj.exe' })).toHaveCount(1);
  await expect(names.filter({ hasText: '<b onclick=1>' })).toHaveCount(1);
  await expect(names.filter({ hasText: '/tmp/other' })).toHaveCount(1);
  await interleave.act(() => page.getByRole('textbox', { name: /^Code of/ }).fill('print(1)\n'));
  await interleave.press(RUN);
  await expect(tab(page)).toHaveCount(0);
});
