import type { Page } from '@playwright/test';
import { assertAccessible, expect, test, type InterleavePage } from './helper';

/** Exactly this: other buttons speak of the run too. */
const RUN = /^Run$/;

const FIVE = `
import threading
import urllib.request


def fetch(number):
    with urllib.request.urlopen(f"http://httpbin.org/delay/0.4?number={number}") as answer:
        answer.read()


threads = [threading.Thread(target=fetch, args=(number,)) for number in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("fetched")
`;

const TWO_ROUNDS = `
import time
import urllib.request


def quickest():
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        urllib.request.urlopen("http://example.com/").read()
        times.append(time.perf_counter() - begin)
    return min(times)


calm = quickest()
input("the sliders are yours")
stormy = quickest()
print(f"{stormy / calm:.1f} times as long")
`;

const STUBBORN = `
import urllib.request

for number in range(8):
    try:
        urllib.request.urlopen(f"http://example.com/?try={number}", timeout=0.3).read()
    except OSError as error:
        print(number, type(error).__name__)
print("done trying")
`;

const output = (page: Page) => page.getByRole('region', { name: 'Output' });
const panel = (page: Page) => page.getByRole('region', { name: 'Lab network' });
const networkTab = (page: Page) => page.getByRole('tab', { name: /^Network/ });
const rows = (page: Page) =>
  panel(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });

/** A lesson's page with the plain editor, and this code in it. */
async function openWith(interleave: InterleavePage, code: string, site = ''): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(`${site}#/lesson/waiting-together`);
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

test('requests of five threads are five rows, with their host, path, status, size and course', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openWith(interleave, FIVE);
  await networkTab(page).click();
  await expect(panel(page)).toContainText('nothing leaves your browser');
  await interleave.press(RUN);
  await expect(rows(page)).toHaveCount(5);
  const first = rows(page).first();
  await expect(first.getByRole('rowheader')).toHaveText(/^GET \/delay\/0\.4\?number=\d httpbin\.org$/);
  await expect(first.getByRole('cell', { name: '200 OK' })).toBeVisible();
  await expect(first).toContainText(/\d{3} B/);
  await expect(first).toContainText(/Began at .* connecting, .* waiting for the first byte/);
  await expect(panel(page)).toContainText(/5 requests to httpbin\.org, at most 5 at the same time; all were answered/);
  await expect(networkTab(page)).toHaveText(/^Network5$/);
  await expect(panel(page).locator('thead svg path')).toHaveAttribute('d', /^M.*Z$/);
  interleave.assertNoProblems();

  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(output(page)).toContainText('fetched');
});

test('the slider makes the next request slower while the program runs', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(interleave, TWO_ROUNDS);
  await page.getByRole('button', { name: RUN }).click();
  await expect(output(page).getByRole('textbox')).toBeVisible();

  await networkTab(page).click();
  await expect(rows(page)).toHaveCount(3);
  const latency = panel(page).getByRole('slider', { name: 'Latency' });
  await latency.focus();
  await page.keyboard.press('End');
  await expect(latency).toHaveAttribute('aria-valuetext', '20 times as long');

  await page.getByRole('tab', { name: 'Output' }).click();
  await interleave.act(() => output(page).getByRole('textbox').press('Enter'));
  const said = (await output(page).textContent()) ?? '';
  const ratio = Number(/([\d.]+) times as long/.exec(said)?.[1] ?? 0);
  // Twenty times the way there and back; what the program itself needs does not grow.
  expect(ratio, said).toBeGreaterThan(5);
  expect(ratio, said).toBeLessThan(25);

  await networkTab(page).click();
  await panel(page).getByRole('button', { name: 'Back to fair weather' }).click();
  await expect(latency).toHaveAttribute('aria-valuetext', 'as declared');
  interleave.assertNoProblems();
});

test('at a failure rate of 100 % every request fails, and the panel says how', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(interleave, STUBBORN);
  await networkTab(page).click();
  const failures = panel(page).getByRole('slider', { name: 'Failures' });
  await failures.focus();
  await page.keyboard.press('End');
  await expect(failures).toHaveAttribute('aria-valuetext', 'all fail');
  await interleave.press(RUN);
  await expect(rows(page)).toHaveCount(8);
  for (const result of await rows(page).locator('td:nth-child(2)').allTextContents())
    expect(result).toMatch(/connection reset|500 Internal Server Error|503 Service Unavailable|given up/);
  await expect(panel(page)).toContainText(/8 requests to example\.com, one at a time; 8 failed \(/);
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(output(page)).toContainText('done trying');
});

test('a host that does not exist is answered with the hosts that do, and the panel lists them too', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openWith(interleave, 'import urllib.request\nurllib.request.urlopen("http://nowhere.example/")\n');
  await interleave.press(RUN);
  await expect(output(page)).toContainText("no host 'nowhere.example'");
  await expect(output(page)).toContainText('httpbin.org');
  await networkTab(page).click();
  await panel(page).getByRole('button', { name: 'Which hosts?' }).click();
  const hosts = page.getByRole('dialog', { name: 'Hosts of the lab network' });
  for (const name of ['httpbin.org', 'picsum.photos', 'api.github.com']) await expect(hosts).toContainText(name);
});

test('a program that asks for nothing has no network to look at', async ({ interleave }) => {
  const { page } = interleave;
  await openWith(interleave, 'print("alone")\n');
  await interleave.press(RUN);
  await expect(output(page)).toContainText('alone');
  await expect(networkTab(page)).toHaveCount(0);
  await expect(panel(page)).toHaveCount(0);
});

for (const theme of ['light', 'dark', 'projector'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    test(`the panel can be used by everybody: ${theme}, ${width} by ${height}`, async ({ interleave }) => {
      const { page } = interleave;
      await page.setViewportSize({ width, height });
      await page.addInitScript((theme) => {
        try {
          localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', theme }));
        } catch {
          // The realm's frame runs this too, and may keep nothing.
        }
      }, theme);
      await interleave.open('#/lesson/waiting-together');
      await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(FIVE));
      await interleave.press(RUN);
      // In a narrow window the panes stand below each other.
      if (await networkTab(page).isVisible()) await networkTab(page).click();
      await expect(rows(page).first()).toBeVisible();
      await panel(page).scrollIntoViewIfNeeded();
      const box = await panel(page).boundingBox();
      expect(box?.width).toBeLessThanOrEqual(width);
      expect(await panel(page).evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
      await assertAccessible(page, { within: 'section[aria-label="Lab network"]' });
    });
  }
}

test('without isolation the network works as well', async ({ interleave, plainHost }) => {
  const { page } = interleave;
  await openWith(interleave, FIVE, plainHost);
  await networkTab(page).click();
  await interleave.press(RUN);
  await expect(rows(page)).toHaveCount(5);
  await expect(panel(page)).toContainText('5 requests to httpbin.org, at most 5 at the same time');
});
