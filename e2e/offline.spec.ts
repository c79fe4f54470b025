/**
 * The site without a network, its updates, and hosts that send no headers. Each test has a server of its own, which it really stops or
 * fills with another build; nothing here is intercepted.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as ask, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { keptList, workerScript } from '../scripts/vite/offline';
import { serve } from '../scripts/serve.mjs';
import { assertAccessible, expect, InterleavePage, test } from './helper';

const DIST = process.env['INTERLEAVE_DIST'] || join(import.meta.dirname, '..', 'dist');

test.use({ serviceWorkers: 'allow' });

/** A host with one address for as long as a test goes on, whatever becomes of the server behind it; it counts what is asked. */
class Host {
  readonly asked: string[] = [];
  root = DIST;
  #door: Server | null = null;
  #site: Awaited<ReturnType<typeof serve>> | null = null;
  /** Paths that are answered with status 500. */
  broken: RegExp | null = null;
  url = '';

  constructor(private readonly isolation: boolean) {}

  async start(): Promise<void> {
    const site = (this.#site = await serve({ root: this.root, isolation: this.isolation }));
    const port = this.url === '' ? 0 : Number(new URL(this.url).port);
    this.#door = createServer((incoming, outgoing) => {
      const path = incoming.url ?? '/';
      this.asked.push(path);
      if (this.broken?.test(path) === true) return void outgoing.writeHead(500).end();
      const { method, headers } = incoming;
      const through = ask(new URL(path, site.url), { method: method ?? 'GET', headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      through.on('error', () => outgoing.destroy());
      incoming.pipe(through);
    });
    await new Promise<void>((done) => this.#door?.listen(port, '127.0.0.1', done));
    const address = this.#door.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  }

  async stop(): Promise<void> {
    const door = this.#door;
    this.#door = null;
    await new Promise<void>((done) => {
      if (door === null) return done();
      door.close(() => done());
      door.closeAllConnections();
    });
    await this.#site?.close();
    this.#site = null;
  }

  async become(root: string): Promise<void> {
    await this.stop();
    this.root = root;
    await this.start();
  }
}

/** The same site as a later build would be: another text, and what follows from that. */
async function laterBuild(folder: string): Promise<void> {
  cpSync(DIST, folder, { recursive: true });
  const index = join(folder, 'index.html');
  const html = readFileSync(index, 'utf8');
  const [, entry = ''] = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(html) ?? [];
  const script = readFileSync(join(folder, entry), 'utf8');
  const later = entry.replace(/-[\w-]{8}\.js$/, '-LATER000.js');
  rmSync(join(folder, entry));
  writeFileSync(join(folder, later), `${script}\nglobalThis.laterBuild = true;\n`);
  for (const name of readdirSync(join(folder, 'assets'))) {
    if (!name.endsWith('.js')) continue;
    const file = join(folder, 'assets', name);
    const text = readFileSync(file, 'utf8');
    const from = entry.slice('assets/'.length);
    if (text.includes(from)) writeFileSync(file, text.replaceAll(from, later.slice('assets/'.length)));
  }
  writeFileSync(index, html.replace(entry, later));
  const old = readFileSync(join(folder, 'sw.js'), 'utf8');
  const names = [...old.matchAll(/path:[`"']([^`"']+)[`"']/g)].map(([, path]) =>
    path === entry ? later : (path ?? ''),
  );
  expect(names).toContain(later);
  writeFileSync(join(folder, 'sw.js'), await workerScript(keptList(folder, names)));
}

/** What the browser keeps of this site: caches, and addresses in each. */
const caches = (page: Page): Promise<Record<string, readonly string[]>> =>
  page.evaluate(async () =>
    Object.fromEntries<readonly string[]>(
      await Promise.all(
        (await globalThis.caches.keys()).map(async (name): Promise<[string, readonly string[]]> => [
          name,
          (await (await globalThis.caches.open(name)).keys()).map(({ url }) => url.replace(location.origin, '')),
        ]),
      ),
    ),
  );

const isWhole = async (page: Page): Promise<boolean> =>
  Object.values(await caches(page)).some((urls) => urls.includes('/?whole'));

async function visit(context: BrowserContext, url: string): Promise<InterleavePage> {
  const visited = new InterleavePage(await context.newPage());
  await visited.page.goto(url);
  // On a host without headers the page is loaded once more.
  await expect.poll(() => visited.isIsolated().catch(() => false)).toBe(true);
  await visited.whenIdle();
  return visited;
}

/** One visit, until the site is kept. */
async function keepAll(visited: InterleavePage): Promise<void> {
  await expect.poll(() => isWhole(visited.page), { timeout: 60_000 }).toBe(true);
}

for (const isolation of [true, false]) {
  const host = new Host(isolation);
  test.describe(isolation ? 'a host with headers' : 'a host without headers', () => {
    test.beforeEach(() => host.start());
    test.afterEach(() => host.stop());

    test(`is left after one visit, and everything goes on: lessons, threads, processes, TypeScript, the editor`, async ({
      context,
    }) => {
      test.setTimeout(480_000);
      const first = await visit(context, `${host.url}#/lesson/waiting-together`);
      await keepAll(first);
      // Python came once, although two interpreters booted and the worker keeps it.
      const python = host.asked.filter((path) => path.endsWith('.wasm'));
      expect(python).toHaveLength(1);
      await first.page.close();
      await host.stop();

      const visited = await visit(context, `${host.url}#/lesson/the-gil`);
      expect(await visited.isIsolated()).toBe(true);
      await runs(visited.page);

      await visited.page.goto(`${host.url}#/lesson/first-processes`);
      await visited.whenIdle();
      await runs(visited.page);

      await visited.page.goto(`${host.url}#/lesson/one-loop-many-waits`);
      await visited.whenIdle();
      await runs(visited.page);
      await expect(visited.page.locator('.monaco-editor').first()).toBeVisible();

      // A lesson's own page of plain HTML, too.
      await visited.page.goto(`${host.url}lesson/deadlock/`);
      await visited.whenIdle();
      await expect(visited.page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      visited.assertNoProblems();
    });
  });
}

/** Runs the open program. On a busy machine the interpreters of processes take their time. */
async function runs(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => outcome(page), { timeout: 120_000 }).toMatchObject({ kind: 'finished' });
}

/** How the latest run ended; null before. */
const outcome = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const runs = Object.values(window.__interleave?.state().lab.runs ?? {});
    const { state } = runs.at(-1) ?? {};
    return state?.phase === 'ended' ? state.summary.outcome : null;
  });

test.describe('a new version', () => {
  const host = new Host(true);
  let folder = '';
  test.beforeEach(async () => {
    host.root = DIST;
    await host.start();
    folder = join(mkdtempSync(join(tmpdir(), 'interleave-')), 'later');
    await laterBuild(folder);
  });
  test.afterEach(async () => {
    await host.stop();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  const isLater = (page: Page): Promise<boolean> => page.evaluate(() => 'laterBuild' in globalThis);

  test('is announced, waits for the learner’s word, and leaves other pages what is theirs', async ({ context }) => {
    test.setTimeout(240_000);
    const other = await visit(context, host.url);
    await keepAll(other);
    await host.become(folder);
    host.asked.length = 0;
    const { page } = await visit(context, host.url);
    expect(await isLater(page)).toBe(false);
    await expect(page.getByText('A new version of this site is there.')).toBeVisible({ timeout: 60_000 });
    await assertAccessible(page);
    // What is the same in both was taken over: nothing large came anew.
    expect(host.asked.filter((path) => /wasm|ts\.worker/.test(path))).toEqual([]);
    // Loading a page anew is no word.
    await page.reload();
    expect(await isLater(page)).toBe(false);
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => isLater(page).catch(() => false)).toBe(true);

    // The page that was there before goes on with its own files, which the server does not have any more.
    expect(await isLater(other.page)).toBe(false);
    await other.page.goto(`${host.url}#/lesson/the-gil`);
    await expect(other.page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    const entry = await other.page.evaluate(() => document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '');
    expect(await other.page.evaluate(async (url) => (await fetch(url)).status, entry)).toBe(200);
    expect(Object.keys(await caches(page))).toHaveLength(2);

    // When it has gone, its files go, too.
    await other.page.close();
    await page.reload();
    await expect.poll(async () => Object.keys(await caches(page)).length).toBe(1);
    expect(await isLater(page)).toBe(true);
  });

  test('that cannot be had whole changes nothing', async ({ context }) => {
    test.setTimeout(240_000);
    const first = await visit(context, host.url);
    await keepAll(first);
    await host.become(folder);
    host.broken = /LATER000/;
    host.asked.length = 0;
    await first.page.reload();
    await first.whenIdle();
    await expect.poll(() => host.asked.some((path) => path.includes('LATER000'))).toBe(true);
    await expect.poll(async () => Object.keys(await caches(first.page)).length).toBe(1);
    expect(await isLater(first.page)).toBe(false);
    await host.stop();
    host.broken = null;
    await first.page.reload();
    await first.whenIdle();
    expect(await isLater(first.page)).toBe(false);
    await expect(first.page.getByText('A new version')).toHaveCount(0);
  });

  test('that is in use when the old one is opened again on a cold start is there without a word', async ({
    context,
  }) => {
    test.setTimeout(240_000);
    const first = await visit(context, host.url);
    await keepAll(first);
    await host.become(folder);
    await first.page.reload();
    await expect(first.page.getByText('A new version of this site is there.')).toBeVisible({ timeout: 60_000 });
    await first.page.close();
    const { page } = await visit(context, host.url);
    expect(await isLater(page)).toBe(true);
  });
});

test.describe('a host without headers', () => {
  const host = new Host(false);
  test.beforeEach(() => host.start());
  test.afterEach(() => host.stop());

  test('gives an isolated page after one reload, and never another', async ({ context }) => {
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${host.url}#/lesson/the-gil`);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    const visited = new InterleavePage(page);
    await visited.whenIdle();
    expect(loads).toBe(2);
    expect(await page.evaluate(() => window.__interleave?.state().lab.capabilities)).toMatchObject({
      isolation: 'isolated',
    });
    await visited.run();
    await expect.poll(() => outcome(page)).toMatchObject({ kind: 'finished' });
    visited.assertNoProblems();
    expect(loads).toBe(2);
  });

  test('is not loaded anew without end where that does not help, nor under a learner’s hands', async ({ context }) => {
    // A browser that isolates nothing, whatever the headers.
    await context.addInitScript(() => Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false }));
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(host.url);
    await expect.poll(() => loads).toBe(2);
    const visited = new InterleavePage(page);
    await visited.whenIdle();
    await keepAll(visited);
    expect(loads).toBe(2);
  });
});

test('what the server says about a file of another build is not kept', async ({ context }) => {
  const host = new Host(true);
  await host.start();
  host.broken = /python_stdlib\.zip/;
  const visited = await visit(context, host.url);
  await expect.poll(() => host.asked.filter((path) => path.endsWith('.zip')).length).toBeGreaterThan(0);
  await visited.whenIdle();
  expect(await isWhole(visited.page)).toBe(false);
  // The next visit goes on where this one ended.
  host.broken = null;
  const before = Object.values(await caches(visited.page)).flat().length;
  expect(before).toBeGreaterThan(0);
  host.asked.length = 0;
  await visited.page.reload();
  await keepAll(visited);
  expect(host.asked.filter((path) => path.endsWith('.zip'))).toHaveLength(1);
  await host.stop();
});

test('the worker is the same for the same build', async () => {
  const names = readdirSync(DIST).filter((name) => name.endsWith('.html'));
  const digest = async (): Promise<string> =>
    createHash('sha256')
      .update(await workerScript(keptList(DIST, names)))
      .digest('hex');
  expect(await digest()).toBe(await digest());
});

test('where data is to be saved, only what was opened is kept; where there is no room, nothing is lost', async ({
  context,
}) => {
  test.setTimeout(240_000);
  const host = new Host(true);
  await host.start();
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const visited = await visit(context, `${host.url}#/lesson/waiting-together`);
  const { page } = visited;
  const said = page.getByRole('dialog');
  const saying = async (words: string): Promise<void> => {
    await page
      .getByRole('banner')
      .getByRole('button', { name: /CPython/ })
      .click();
    await expect(said).toContainText(words);
  };
  await expect.poll(async () => Object.values(await caches(page)).flat()).toContain('/index.html');
  await saying('without a network there is what you have opened');
  await page.keyboard.press('Escape');
  const kept = Object.values(await caches(page)).flat();
  expect(kept.filter((path) => /\/assets\/(?:the-gil|deadlock|race-results)-/.test(path))).toEqual([]);
  expect(host.asked.filter((path) => path.startsWith('/assets/the-gil-'))).toEqual([]);

  // Off line the first page says which lessons are not there, and what was opened works.
  await host.stop();
  await context.setOffline(true);
  await page.goto(`${host.url}#/`);
  const entry = (id: string) => page.getByRole('main').locator(`li a[href="#/lesson/${id}"]`);
  await expect(entry('the-gil')).toContainText('needs the network');
  await expect(entry('waiting-together')).not.toContainText('needs the network');
  await assertAccessible(page);
  await entry('the-gil').click();
  await expect(page.getByText('It could not be fetched. Check the connection')).toBeVisible();
  await page.goto(`${host.url}#/lesson/waiting-together`);
  await page.reload();
  await visited.whenIdle();
  await runs(page);
  await context.setOffline(false);
  await host.start();
  await page.goto(`${host.url}#/`);
  await expect(entry('the-gil')).not.toContainText('needs the network');

  // The disk is full.
  const disk = await context.newCDPSession(page);
  const origin = new URL(host.url).origin;
  await disk.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await saying('without a network there is what you have opened');
  await page.getByRole('button', { name: 'Keep it for use without a network' }).click();
  await expect(said).toContainText('The browser gives this site no more room');
  await page.keyboard.press('Escape');
  expect(await isWhole(page)).toBe(false);
  await page.goto(`${host.url}#/lesson/waiting-together`);
  await visited.whenIdle();
  const write = (text: string) => page.evaluate((code) => window.__interleave?.edit(code), text);
  // The browser goes by what it last knew of the room for some seconds.
  let times = 0;
  await expect(async () => {
    await write(`print("not lost", ${++times})\n`);
    await visited.whenIdle();
    await expect(page.getByText('Your last change could not be saved')).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 90_000 });
  await page.reload();
  await visited.whenIdle();
  await runs(page);
  await expect(visited.output).toContainText(`not lost ${times}`);
  // There is room again.
  await disk.send('Storage.overrideQuotaForOrigin', { origin });
  await write('print("kept")\n');
  await visited.whenIdle();
  await expect(page.getByText('Your last change could not be saved')).toHaveCount(0);
  await host.stop();
});
