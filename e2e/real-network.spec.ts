/**
 * The real network, played by two servers of this machine: one lets every page read its answers, the other none. Names under
 * `.localhost` lead browsers to the machine that they run on; nothing else is reached.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type InterleavePage } from './helper';

const RUN = /^Run$/;
const ROOT = join(import.meta.dirname, '..');

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

let servers: Server[];
let seen: Seen[];
let open: string;
let closed: string;
let nobody: string;

function listen(answer: (response: ServerResponse, body: string, seen: Seen) => void): Promise<number> {
  const server = createServer((request, response) => {
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      seen.push(one);
      answer(response, body, one);
    });
  });
  servers.push(server);
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => {
      done((server.address() as AddressInfo).port);
    }),
  );
}

test.beforeAll(async () => {
  servers = [];
  seen = [];
  const allowed = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
  const openPort = await listen((response, body, { method, url }) => {
    response.writeHead(url === '/missing' ? 404 : 200, { ...allowed, 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ method, url, body }));
  });
  const closedPort = await listen((response) => response.end('for nobody’s eyes'));
  const nobodyPort = await listen(() => undefined);
  servers.pop()?.close();
  open = `http://open.localhost:${openPort}`;
  closed = `http://closed.localhost:${closedPort}`;
  nobody = `http://nobody.localhost:${nobodyPort}`;
});

test.afterAll(() => {
  for (const server of servers) server.close();
});

test.beforeEach(() => void seen.splice(0));

const output = (page: Page) => page.getByRole('region', { name: 'Output' });
const panel = (page: Page) => page.getByRole('region', { name: 'Network', exact: true });
const networkTab = (page: Page) => page.getByRole('tab', { name: /^Network/ });
const control = (page: Page) => page.getByRole('switch', { name: 'Real network' });
const rows = (page: Page) =>
  panel(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });

async function openPlayground(interleave: InterleavePage, code: string, site = ''): Promise<void> {
  const { page } = interleave;
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(`${site}#/playground`);
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
}

async function run(interleave: InterleavePage): Promise<string> {
  const { page } = interleave;
  await interleave.press(RUN);
  await page.getByRole('tab', { name: 'Output' }).click();
  return (await output(page).textContent()) ?? '';
}

const THREE_CLIENTS = () => `
import asyncio
import json
import urllib.request

import aiohttp
import requests

with urllib.request.urlopen("${open}/urllib?a=1") as answer:
    print("urllib", answer.status, json.load(answer)["url"])
answer = requests.post("${open}/requests", json={"n": 1}, headers={"X-Key": "k"})
print("requests", answer.status_code, answer.json()["body"])


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("${open}/missing") as answer:
            print("aiohttp", answer.status, (await answer.json())["method"])


asyncio.run(main())
`;

test('a program of one’s own reaches real hosts by urllib, requests and aiohttp while the switch is on', async ({
  interleave,
}) => {
  const { page } = interleave;
  await openPlayground(interleave, THREE_CLIENTS());
  await networkTab(page).click();
  await expect(control(page)).not.toBeChecked();
  await control(page).check();
  await expect(panel(page)).toContainText('Requests go to other people’s servers, which see your address');
  await expect(page.getByTitle('Switched on in the Network pane')).toHaveText('Real network');
  const said = await run(interleave);
  expect(said).toContain('urllib 200 /urllib?a=1');
  expect(said).toContain('requests 200 {"n": 1}');
  expect(said).toContain('aiohttp 404 GET');

  await networkTab(page).click();
  const mine = rows(page).filter({ hasText: 'open.localhost' });
  await expect(mine).toHaveCount(3);
  await expect(mine.first().getByRole('rowheader')).toHaveText('GET /urllib?a=1 real network open.localhost');

  const asked = seen.filter(({ method }) => method !== 'OPTIONS');
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /urllib?a=1',
    'POST /requests',
    'GET /missing',
  ]);
  for (const { headers } of asked) {
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(headers['user-agent']).toContain('Chrome');
  }
  expect(asked[1]?.headers['x-key']).toBe('k');
});

const ONE = (url: string) => `
import urllib.request
try:
    print(urllib.request.urlopen("${url}").read().decode())
except OSError as error:
    print(type(error).__name__, error)
`;

test('without the switch the name is unknown, and nobody is asked', async ({ interleave }) => {
  await openPlayground(interleave, ONE(open));
  expect(await run(interleave)).toContain("no host 'open.localhost'");
  expect(seen).toEqual([]);
});

test('an answer that no page may read is explained, in the program and in the panel', async ({ interleave }) => {
  const { page } = interleave;
  await openPlayground(interleave, ONE(closed));
  await networkTab(page).click();
  await control(page).check();
  const words =
    /closed\.localhost:\d+ answered, but it does not allow pages of other sites to read its answers \(CORS\)/;
  const said = await run(interleave);
  expect(said).toMatch(/ConnectionResetError .*Connection reset by peer: closed/);
  expect(said).toMatch(words);
  expect(said).not.toContain('for nobody’s eyes');
  await networkTab(page).click();
  await expect(rows(page).getByRole('cell', { name: 'not allowed' })).toBeVisible();
  await expect(panel(page).locator('p').filter({ hasText: words })).toBeVisible();
});

test('a host that does not answer is told from one that may not be read', async ({ interleave }) => {
  const { page } = interleave;
  await openPlayground(interleave, ONE(nobody));
  await networkTab(page).click();
  await control(page).check();
  const said = await run(interleave);
  expect(said).toMatch(/ConnectionRefusedError .*Nobody answers at nobody\.localhost:\d+/);
  await networkTab(page).click();
  await expect(rows(page).getByRole('cell', { name: 'not reached' })).toBeVisible();
});

test('the same without isolation', async ({ interleave, plainHost }) => {
  const { page } = interleave;
  const code = `${ONE(`${open}/plain`)}${ONE(closed)}${ONE(nobody)}`;
  await openPlayground(interleave, code, plainHost);
  await networkTab(page).click();
  await control(page).check();
  const said = await run(interleave);
  expect(said).toContain('"url":"/plain"');
  expect(said).toContain('(CORS)');
  expect(said).toContain('Nobody answers at nobody.localhost');
});

test('the switch is off again in another place and after a reload, and a lesson has none', async ({ interleave }) => {
  const { page } = interleave;
  await openPlayground(interleave, ONE(open));
  await networkTab(page).click();
  await control(page).check();

  await interleave.open('#/lesson/waiting-together');
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(ONE(open)));
  await page.getByRole('tab', { name: /^Network/ }).click();
  await expect(control(page)).toHaveCount(0);
  expect(await run(interleave)).toContain("no host 'open.localhost'");
  expect(seen).toEqual([]);

  await interleave.open('#/playground');
  await networkTab(page).click();
  await expect(control(page)).not.toBeChecked();
  await control(page).check();
  await page.reload();
  await interleave.whenIdle();
  await networkTab(page).click();
  await expect(control(page)).not.toBeChecked();
});

test('what is under way ends when the switch is put off', async ({ interleave }) => {
  const { page } = interleave;
  const code = `
import urllib.request
input("go on")
${ONE(open)}`;
  await openPlayground(interleave, code);
  await networkTab(page).click();
  await control(page).check();
  await page.getByRole('button', { name: RUN }).click();
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(output(page).getByRole('textbox')).toBeVisible();
  await networkTab(page).click();
  await control(page).uncheck();
  await page.getByRole('tab', { name: 'Output' }).click();
  await interleave.act(() => output(page).getByRole('textbox').press('Enter'));
  await expect(output(page)).toContainText('The real network has been switched off.');
  expect(seen).toEqual([]);
});

test('the command reaches real hosts when it is told to, and never for a lesson’s program', async () => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'real-network-'));
  const call = (...words: string[]): Promise<{ status: number | null; text: string }> =>
    new Promise((done) => {
      const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'authoring', 'cli.ts'), 'run', ...words], {
        cwd: folder,
        env: { ...process.env, INTERLEAVE_DIST: process.env['INTERLEAVE_DIST'] ?? join(ROOT, 'dist'), NODE_PATH: '' },
      });
      let text = '';
      child.stdout.on('data', (data: Buffer) => (text += data.toString()));
      child.stderr.on('data', (data: Buffer) => (text += data.toString()));
      child.stdin.end();
      child.on('close', (status) => done({ status, text }));
    });
  try {
    writeFileSync(join(folder, 'own.py'), ONE(`${open}/command`));
    expect((await call('own.py', '--real-network')).text).toContain('"url":"/command"');
    expect((await call('own.py')).text).toContain("no host 'open.localhost'");
    writeFileSync(join(folder, 'lesson.md'), '---\ntitle: T\n---\n');
    const refused = await call('own.py', '--real-network');
    expect(refused.status).toBe(2);
    expect(refused.text).toContain('lessons never reach the real network');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
