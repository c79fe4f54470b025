import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Frame, Page } from '@playwright/test';
import { assertAccessible, expect, test as base } from './helper';

interface Heard {
  readonly lab: string;
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Fixtures {
  /** Serves a page of somebody else, on another origin and without any header; answers its address. */
  readonly host: (html: string) => Promise<string>;
}

const test = base.extend<Fixtures>({
  host: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (html) => {
      const server = createServer((_, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(html);
      });
      servers.push(server);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const address = server.address();
      return `http://course.localhost:${typeof address === 'object' && address !== null ? address.port : 0}/`;
    });
    for (const server of servers) server.close();
  },
});

const fixture = (name: string, site: string) =>
  readFileSync(join(import.meta.dirname, 'fixtures', 'embed', name), 'utf8').replaceAll(
    'SITE',
    site.replace(/\/$/, ''),
  );

/** A page that embeds a frame by hand, and keeps what it hears. */
const plain = (
  src: string,
  sandbox?: string,
) => `<!doctype html><html lang="en"><title>A course</title><h1>A course</h1>
<iframe id="f" title="lab" src="${src}" style="width:100%;height:300px;border:0" ${sandbox === undefined ? '' : `sandbox="${sandbox}"`}></iframe>
<script>
var heard = [], f = document.getElementById('f');
addEventListener('message', function (e) { heard.push({ lab: 'f', type: e.data.type || e.data.subject, detail: e.data }); });
function say(m) { f.contentWindow.postMessage(Object.assign({ interleave: 1 }, m), '*'); }
</script></html>`;

const heard = (page: Page) => page.evaluate(() => Reflect.get(globalThis, 'heard') as Heard[]);
const told = async (page: Page, type: string, lab?: string) =>
  (await heard(page)).filter((each) => each.type === type && (lab === undefined || each.lab === lab));
/** After so many frames. */
const painted = (page: Page, frames: number) =>
  page.evaluate(
    (left) =>
      new Promise<void>((done) => {
        const next = () => (--left <= 0 ? done() : requestAnimationFrame(next));
        next();
      }),
    frames,
  );
const say = (page: Page, message: object) =>
  page.evaluate((message) => (Reflect.get(globalThis, 'say') as (message: object) => void)(message), message);

async function embedded(page: Page, at = 0): Promise<Frame> {
  const frames = () => page.frames().filter((frame) => frame.url().includes('/embed.html'));
  await expect.poll(() => frames().length).toBeGreaterThan(at);
  const frame = frames()[at];
  if (frame === undefined) throw new Error('no frame');
  await frame.waitForFunction(() => '__interleave' in globalThis, null, { timeout: 60_000 });
  // Two frames that begin at once each boot an interpreter: on a busy machine that takes longer than the page's own patience.
  await expect(async () => frame.evaluate(() => window.__interleave?.whenIdle())).toPass({ timeout: 85_000 });
  return frame;
}

test('a page without any header shows a lesson and a program of its own, runs both, and hears of everything', async ({
  page,
  host,
  baseURL,
}) => {
  test.setTimeout(240_000);
  await page.goto(await host(fixture('course.html', baseURL ?? '')));
  const lesson = await embedded(page, 0);
  await page.locator('#own').scrollIntoViewIfNeeded();
  await embedded(page, 1);
  await expect.poll(async () => (await told(page, 'ready')).map(({ lab }) => lab).sort()).toEqual(['lesson', 'own']);
  expect(await told(page, 'progress', 'lesson')).toMatchObject([{ detail: { done: 0, total: 1 } }]);
  // The heights were taken over.
  for (const lab of ['lesson', 'own']) {
    const [last] = (await told(page, 'height', lab)).slice(-1);
    await expect
      .poll(() => page.locator(`#${lab}`).evaluate((element) => element.getBoundingClientRect().height))
      .toBe(last?.detail['height']);
  }
  for (const lab of ['own', 'lesson']) {
    await page.locator(`#${lab}`).evaluate((element) => (element as InterleaveLabElement).run());
    await expect.poll(async () => (await told(page, 'outcome', lab)).length, { timeout: 60_000 }).toBe(1);
  }
  expect(await told(page, 'run')).toMatchObject([
    { lab: 'own', detail: { program: 'own' } },
    { lab: 'lesson', detail: { program: 'threads' } },
  ]);
  expect((await told(page, 'outcome')).map(({ detail }) => detail['kind'])).toEqual(['finished', 'finished']);
  await expect(lesson.getByRole('region', { name: 'Output' })).not.toBeEmpty();
});

test('an answer is told, and that nothing is left', async ({ page, host, baseURL }) => {
  await page.goto(await host(plain(`${baseURL}embed.html#/lesson/waiting-together/at/guess-again`)));
  const frame = await embedded(page);
  await frame.getByRole('radio').nth(1).check();
  // Nobody has said hello.
  expect(
    (await heard(page)).map(({ type }) => type).filter((type) => !/^(?:ready|height|lti\.frameResize)$/.test(type)),
  ).toEqual([]);
  await say(page, { type: 'hello' });
  await expect.poll(async () => (await told(page, 'done')).length).toBe(1);
  await frame.getByRole('radio').nth(0).check();
  await expect.poll(async () => (await told(page, 'answer')).length).toBe(1);
  expect((await told(page, 'answer'))[0]?.detail).toMatchObject({ correct: false });
});

for (const sandbox of ['allow-scripts', 'allow-scripts allow-same-origin']) {
  test(`a frame in sandbox="${sandbox}" runs a program, and keeps what is typed as long as it is open`, async ({
    page,
    host,
    baseURL,
  }) => {
    await page.goto(await host(plain(`${baseURL}embed.html#/program`, sandbox)));
    await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
    await say(page, { type: 'hello' });
    await say(page, {
      type: 'load',
      program: { language: 'python', code: 'import threading\nprint(threading.active_count())' },
    });
    await say(page, { type: 'run' });
    await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 60_000 }).toBe(1);
    expect((await told(page, 'outcome'))[0]?.detail).toMatchObject({ kind: 'finished', program: 'own' });
  });
}

test('a page that forges, floods and pollutes gets refusals at most, and learns nothing before it says hello', async ({
  page,
  host,
  baseURL,
}) => {
  await page.goto(await host(plain(`${baseURL}embed.html#/program`)));
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
  await say(page, { type: 'run' });
  await say(page, { interleave: 2, type: 'hello' });
  await page.evaluate(() => {
    const frame = document.querySelector('iframe')?.contentWindow;
    for (let i = 0; i < 3000; i++) frame?.postMessage({ interleave: 1, type: i % 2 ? 'run' : 'load' }, '*');
    for (const junk of [null, 7, 'hello', [], { interleave: '1', type: 'hello' }, { type: 'hello' }])
      frame?.postMessage(junk, '*');
    frame?.postMessage(
      JSON.parse('{"interleave":1,"__proto__":{"type":"hello"},"constructor":{"prototype":{"x":1}}}'),
      '*',
    );
  });
  await embedded(page);
  expect(
    (await heard(page)).map(({ type }) => type).filter((type) => !/^(?:ready|height|lti\.frameResize)$/.test(type)),
  ).toEqual([]);
  await say(page, { type: 'hello' });
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(2);
  await page.evaluate(() => {
    const code = ' '.repeat(5_000_000);
    (Reflect.get(globalThis, 'say') as (message: object) => void)({
      type: 'load',
      program: { language: 'python', code },
    });
  });
  await expect.poll(async () => (await told(page, 'refused')).map(({ detail }) => detail['command'])).toEqual(['load']);
});

test('a frame that lies about its height, floods and forges leaves the page as it is', async ({
  page,
  host,
  baseURL,
}) => {
  const child = await host(fixture('hostile-child.html', baseURL ?? ''));
  await page.goto(
    await host(`<!doctype html><title>A course</title><script src="${baseURL}embed-api.js"></script>
      <script>var heard = []; document.addEventListener('interleave:run', function (e) { heard.push({ lab: '', type: 'run', detail: e.detail }); });
      document.addEventListener('interleave:done', function (e) { heard.push({ lab: '', type: 'done', detail: {} }); });</script>
      <interleave-lab src="${child}embed-api.js" lesson="x"></interleave-lab><p id="after">after</p>`),
  );
  const lab = page.locator('interleave-lab');
  await expect.poll(() => lab.evaluate((element) => element.getBoundingClientRect().height)).toBe(333);
  expect((await told(page, 'run')).length).toBeLessThanOrEqual(2 * 200);
  expect(await told(page, 'done')).toEqual([]);
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
});

test('a frame that takes the height that it asks for asks for no other', async ({ page, host, baseURL }) => {
  await page.goto(await host(fixture('course.html', baseURL ?? '')));
  await embedded(page, 0);
  const heights = async () => (await told(page, 'height', 'lesson')).length;
  // The editor and the faces of its type may still come; after that nothing moves any more.
  await expect(async () => {
    const count = await heights();
    await painted(page, 60);
    expect(await heights()).toBe(count);
  }).toPass({ timeout: 30_000 });
  expect(await heights()).toBeLessThan(20);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
});

test('folded up, it loads nothing heavy until it is opened', async ({ page, host, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(await host(plain(`${baseURL}embed.html?collapsed#/lesson/deadlock`)));
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
  const frame = page.frameLocator('#f');
  await expect(frame.getByRole('button', { name: 'Open' })).toBeVisible();
  expect(asked.filter((url) => /embed-body|workbench|monaco|\.wasm|realm\.html/.test(url))).toEqual([]);
  await frame.getByRole('button', { name: 'Open' }).click();
  await embedded(page);
  await expect(frame.getByRole('button', { name: /^Run$/ })).toBeVisible();
});

for (const theme of ['light', 'dark', 'projector']) {
  test(`a frame is accessible in the theme "${theme}", also in 320 pixels`, async ({ page, baseURL }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(`${baseURL}embed.html?theme=${theme}#/lesson/waiting-together/at/guess-again`);
    await page.waitForFunction(() => '__interleave' in globalThis);
    await page.evaluate(() => window.__interleave?.whenIdle());
    await assertAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}
