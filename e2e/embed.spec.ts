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

test('every command is obeyed and every event told: to the page, and to no frame beside it', async ({
  page,
  host,
  baseURL,
}) => {
  test.setTimeout(240_000);
  // A frame of a third origin in the same page: to say hello in the page's place, and to hear what the page hears.
  const sibling = await host(`<!doctype html><title>An advertisement</title><script>
    for (const type of ['hello', 'run', 'theme', 'load'])
      parent.frames[0].postMessage({ interleave: 1, type, theme: 'dark', lesson: 'deadlock' }, '*');
    addEventListener('message', (event) => parent.postMessage({ type: 'overheard', data: event.data }, '*'));
    parent.postMessage({ type: 'tried' }, '*');
  </script>`);
  await page.goto(await host(plain(`${baseURL}embed.html?theme=light#/lesson/waiting-together/at/guess-again`)));
  const frame = await embedded(page);
  await page.evaluate(
    (src) => {
      const frame = document.createElement('iframe');
      frame.src = src;
      document.body.append(frame);
    },
    sibling.replace('course.', 'ads.'),
  );
  await expect.poll(async () => (await told(page, 'tried')).length).toBe(1);
  await frame.getByRole('radio').nth(1).check();
  // Nobody has said hello: nobody hears of the answer, and nobody is obeyed.
  const open = /^(?:ready|height|lti\.frameResize|tried)$/;
  expect((await heard(page)).map(({ type }) => type).filter((type) => !open.test(type))).toEqual([]);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light');

  await say(page, { type: 'hello' });
  await expect.poll(async () => (await told(page, 'done')).length).toBe(1);
  // (A prediction stands once a run has answered it.)
  await frame.getByRole('radio').nth(0).check();
  await expect.poll(async () => (await told(page, 'answer')).length).toBe(1);
  expect((await told(page, 'answer'))[0]?.detail).toMatchObject({ correct: false });
  await say(page, { type: 'seek', ms: 100 });
  await say(page, { type: 'stop' });
  await say(page, { type: 'theme', theme: 'dark', accent: '000010' });
  await say(page, { type: 'theme', theme: 'dark', accent: 'ffd0d0' });
  await say(page, { type: 'load', lesson: 'no-such-lesson' });
  await expect
    .poll(async () => (await told(page, 'refused')).map(({ detail }) => detail['command']).sort())
    .toEqual(['load', 'seek', 'stop', 'theme']);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await frame.locator('html').evaluate((root) => root.style.getPropertyValue('--accent'))).toBe('#ffd0d0');

  await say(page, { type: 'run' });
  await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 60_000 }).toBe(1);
  await say(page, { type: 'seek', ms: 100 });
  await expect(frame.getByText('At 100 ms', { exact: true })).toBeVisible();

  await say(page, {
    type: 'load',
    program: { language: 'python', code: 'while True:\n    pass', title: 'endless.py' },
  });
  await say(page, { type: 'run' });
  await expect.poll(async () => (await told(page, 'run')).length, { timeout: 60_000 }).toBe(2);
  await say(page, { type: 'run' });
  await say(page, { type: 'stop' });
  await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 60_000 }).toBe(2);
  expect((await told(page, 'outcome')).map(({ detail }) => [detail['program'], detail['kind']])).toEqual([
    ['threads', 'finished'],
    ['own', 'interrupted'],
  ]);
  expect((await told(page, 'refused')).at(-1)?.detail).toMatchObject({ command: 'run', why: 'A program is running.' });

  const all = [
    'ready',
    'height',
    'run',
    'outcome',
    'answer',
    'progress',
    'done',
    'refused',
    'lti.frameResize',
    'tried',
  ];
  expect(new Set((await heard(page)).map(({ type }) => type))).toEqual(new Set(all));
  // Canvas hears each height that others hear.
  const heights = async (type: string) => (await told(page, type)).map(({ detail }) => detail['height']);
  expect(await heights('lti.frameResize')).toEqual(await heights('height'));
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
  test.setTimeout(180_000);
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

  // Things that only a structured clone carries; then far more of what is allowed than anybody obeys.
  await page.evaluate(() => {
    const send = (message: object) => document.querySelector('iframe')?.contentWindow?.postMessage(message, '*');
    const round: Record<string, unknown> = { interleave: 1, type: 'load', lesson: 'deadlock' };
    round['program'] = round;
    let deep: object = {};
    for (let i = 0; i < 2000; i++) deep = { program: deep };
    send(round);
    send({ interleave: 1, type: 'load', program: deep });
    send({ interleave: 1, type: 'hello', kept: 'k'.repeat(3_000_000) });
    send({ interleave: 1, type: 'load', lesson: '__proto__', step: 'constructor' });
    send({ interleave: 7, type: 'run' });
    for (let i = 0; i < 3000; i++) send({ interleave: 1, type: 'seek', ms: i });
  });
  await expect.poll(async () => (await told(page, 'refused')).length).toBeGreaterThan(20);
  expect((await told(page, 'refused')).length).toBeLessThan(200);

  // Away and back: the frame has forgotten its guest, and another may come.
  const before = (await heard(page)).length;
  await page.evaluate(async (src) => {
    const frame = document.querySelector('iframe');
    if (frame === null) return;
    const loaded = () => new Promise((done) => frame.addEventListener('load', done, { once: true }));
    frame.src = 'about:blank';
    await loaded();
    frame.src = src;
    await loaded();
  }, `${baseURL}embed.html?again#/program`);
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(3);
  await say(page, { type: 'run' });
  await say(page, { type: 'hello' });
  // Messages keep their order: had the first been answered, that would be here by now.
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(4);
  const since = (await heard(page)).slice(before);
  // (Refusals of the flood may still have been under way.)
  expect(since.filter(({ type, detail }) => type === 'run' || detail['command'] === 'run')).toEqual([]);
  await say(page, { type: 'load', program: { language: 'typescript', code: 'console.log(1 + 1)' } });
  await say(page, { type: 'run' });
  await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 60_000 }).toBe(1);
  expect((await told(page, 'outcome'))[0]?.detail).toMatchObject({ kind: 'finished', program: 'own' });
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
      <script>document.addEventListener('interleave:ready', function (e) { heard.push({ lab: e.target.id, type: 'ready', detail: e.detail }); });</script>
      <interleave-lab src="${child}embed-api.js" lesson="x"></interleave-lab><p id="after">after</p>
      <interleave-lab id="real" lesson="deadlock" collapsed></interleave-lab>`),
  );
  const lab = page.locator('interleave-lab').first();
  await expect.poll(() => lab.evaluate((element) => element.getBoundingClientRect().height)).toBe(333);
  expect((await told(page, 'run')).length).toBeLessThanOrEqual(2 * 200);
  expect(await told(page, 'done')).toEqual([]);
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);

  // An honest frame that somebody sends to another origin: what it says there is not the lab's.
  await expect.poll(async () => (await told(page, 'ready', 'real')).length).toBe(1);
  const real = page.locator('#real');
  const count = (await heard(page)).length;
  const height = await real.evaluate((element) => element.getBoundingClientRect().height);
  const go = (src: string) =>
    real.evaluate(async (element, src) => {
      const frame = element.shadowRoot?.querySelector('iframe');
      if (!frame) return;
      const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
      frame.src = src;
      await loaded;
    }, src);
  await go(child.replace('course.', 'ads.'));
  await painted(page, 10);
  expect((await heard(page)).length).toBe(count);
  expect(await real.evaluate((element) => element.getBoundingClientRect().height)).toBe(height);
  await go(`${baseURL}embed.html?collapsed=1#/lesson/futures`);
  await expect.poll(async () => (await told(page, 'ready', 'real')).at(-1)?.detail['lesson']).toBe('futures');
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

/** A browser that never had these: in pages, in frames and, since those of the sandbox are made of fetched scripts, in workers. */
async function losing(page: Page, lose: string): Promise<void> {
  await page.addInitScript(lose);
  await page.context().route(/\/assets\/[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${lose}\n${await response.text()}` });
  });
}

const RECORDED = 'This program cannot run in this browser: its recorded run is shown.';
const refusal = async (page: Page) => (await told(page, 'refused')).map(({ detail }) => detail['why']);

test('in a page that cannot be isolated, what shares memory shows its recorded run with the way to the live lab, and Python runs', async ({
  page,
  host,
  plainHost,
}) => {
  test.setTimeout(180_000);
  await page.goto(await host(plain(`${plainHost}embed.html#/lesson/without-a-gil/plain`)));
  const frame = await embedded(page);
  await say(page, { type: 'hello' });
  await say(page, { type: 'run' });
  await expect.poll(() => refusal(page)).toEqual([RECORDED]);
  await expect(frame.getByText(/^Recorded on .* It was not run here\.$/)).toBeVisible();
  await expect(frame.getByText(/people came in/)).toBeVisible();
  const live = frame.getByRole('link', { name: 'Open the live lab in a new tab' });
  expect(await live.getAttribute('href')).toBe(`${plainHost}index.html#/lesson/without-a-gil/plain`);
  await assertAccessible(page);

  // Another program at once: the command waits until that is there.
  await say(page, { type: 'load', lesson: 'waiting-together', program: 'threads' });
  await say(page, { type: 'run' });
  await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 90_000 }).toBe(1);
  expect((await told(page, 'outcome'))[0]?.detail).toMatchObject({ program: 'threads', kind: 'finished' });
  await expect(frame.getByText(/take turns only where one of them waits/)).toBeVisible();
});

test('without stack switching, a program with threads shows its recorded run, and one without runs', async ({
  page,
  host,
  baseURL,
}) => {
  test.setTimeout(180_000);
  await losing(page, "for (const name of ['Suspending', 'promising']) Reflect.deleteProperty(WebAssembly, name);");
  await page.goto(await host(plain(`${baseURL}embed.html#/lesson/waiting-together/threads`)));
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
  expect((await told(page, 'ready'))[0]?.detail).toMatchObject({ threads: 'recorded' });
  // At once, long before anybody knows what this browser can do.
  await say(page, { type: 'hello' });
  await say(page, { type: 'run' });
  await expect.poll(() => refusal(page), { timeout: 60_000 }).toEqual([RECORDED]);
  const frame = page.frameLocator('#f');
  await expect(frame.getByText(/^Recorded on .* It was not run here\.$/)).toBeVisible();
  await expect(frame.getByText(/All five after/)).toBeVisible();

  await say(page, { type: 'load', program: { language: 'python', code: 'print(sum(range(1000)))' } });
  await say(page, { type: 'run' });
  await expect.poll(async () => (await told(page, 'outcome')).length, { timeout: 90_000 }).toBe(1);
  expect((await told(page, 'outcome'))[0]?.detail).toMatchObject({ program: 'own', kind: 'finished' });
  const code = 'import threading\nthreading.Thread(target=print).start()';
  await say(page, { type: 'load', program: { language: 'python', code } });
  await expect(frame.getByText(/ends with an error where it needs a thread/)).toBeVisible();
  await assertAccessible(page);
});

test('without WebAssembly, Python’s recorded runs are shown, and a program of the page’s own says why it cannot run', async ({
  page,
  host,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await losing(page, "Reflect.deleteProperty(globalThis, 'WebAssembly');");
  await page.goto(await host(plain(`${baseURL}embed.html#/lesson/waiting-together/sequential`)));
  await expect.poll(async () => (await told(page, 'ready')).length).toBe(1);
  await say(page, { type: 'hello' });
  await say(page, { type: 'run' });
  await expect.poll(() => refusal(page), { timeout: 60_000 }).toEqual([RECORDED]);
  const frame = page.frameLocator('#f');
  await expect(frame.getByRole('button', { name: 'Play the recorded run' })).toBeVisible();
  await expect(frame.getByText(/^Recorded on/)).toBeVisible();
  await say(page, { type: 'load', program: { language: 'python', code: 'print(1)' } });
  await expect(frame.getByText(/no WebAssembly .* Python cannot start here/)).toBeVisible();
  await assertAccessible(page);
});
