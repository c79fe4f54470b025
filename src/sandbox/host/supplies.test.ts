import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DOORSTEP } from './doorstep';
import { addressIn, supplied, supply, type SupplyPlan } from './supplies';

const PLAN: SupplyPlan = {
  sandbox: 'https://example.org/course/sandbox.html',
  code: '',
  workers: {},
  root: 'https://example.org/course/',
  folders: ['pyodide-1.2.3/', 'wheels/'],
};

afterEach(() => vi.unstubAllGlobals());

describe('what a realm may ask for', () => {
  it('is a file in one of the folders', () => {
    expect(addressIn(PLAN, 'pyodide-1.2.3/pyodide.mjs')).toBe('https://example.org/course/pyodide-1.2.3/pyodide.mjs');
    expect(addressIn(PLAN, 'wheels/a.whl?0123')).toBe('https://example.org/course/wheels/a.whl?0123');
  });

  it.each([
    'index.html',
    'pyodide-1.2.3/../index.html',
    'pyodide-1.2.3/%2e%2e/index.html',
    'pyodide-1.2.3/',
    'pyodide-1.2.3\\..\\index.html',
    '/pyodide-1.2.3/pyodide.mjs',
    '//elsewhere.example/pyodide-1.2.3/x',
    'https://elsewhere.example/course/wheels/x',
    'data:text/plain,x',
    '',
  ])('is not %j', (name) => expect(addressIn(PLAN, name)).toBeNull());
});

describe('supplies', () => {
  it('are fetched once, whoever asks, and tell how far they are', async () => {
    const fetch = vi.fn(() =>
      Promise.resolve(new Response('12345', { headers: { 'content-length': '5', 'content-type': 'text/x' } })),
    );
    vi.stubGlobal('fetch', fetch);
    const { port1, port2 } = new MessageChannel();
    const said: unknown[] = [];
    const ended = new Promise<void>((done) => {
      port2.onmessage = ({ data }: MessageEvent<{ part: string }>) => {
        said.push({ ...data, blob: undefined });
        if (data.part === 'file') done();
      };
    });
    supply(port1, PLAN, (what) => expect.fail(what));
    port2.postMessage({ name: 'wheels/one' });
    await ended;
    expect((await supplied('https://example.org/course/wheels/one')).size).toBe(5);
    expect(fetch).toHaveBeenCalledTimes(1);
    const name = 'wheels/one';
    expect(said).toEqual([
      { part: 'progress', name, loaded: 0, total: 0 },
      { part: 'progress', name, loaded: 5, total: 5 },
      { part: 'file', name },
    ]);
    port1.close();
  });

  it('that could not be had are asked for anew', async () => {
    const fetch = vi.fn(() => Promise.resolve(new Response('gone', { status: 404 })));
    vi.stubGlobal('fetch', fetch);
    await expect(supplied('https://example.org/two.js')).rejects.toThrow('two.js was answered with status 404.');
    fetch.mockResolvedValue(new Response('x'));
    expect((await supplied('https://example.org/two.js')).size).toBe(1);
  });

  it('go to nobody who asks for what is not there for realms, or for too much', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('x')));
    for (const asked of [
      [{ name: 'index.html' }],
      [{ nome: 1 }],
      Array.from({ length: 501 }, () => ({ name: 'wheels/x' })),
    ]) {
      const { port1, port2 } = new MessageChannel();
      const refused = new Promise<string>((done) => supply(port1, PLAN, done));
      for (const one of asked) port2.postMessage(one);
      expect(await refused).not.toBe('');
      port2.close();
    }
  });
});

it('sandbox.html allows the doorstep’s script by its hash, and no other', () => {
  const [, script = ''] = /<script>([^]*)<\/script>/.exec(DOORSTEP) ?? [];
  const html = readFileSync(join(import.meta.dirname, '../../../sandbox.html'), 'utf8');
  const [, sources = ''] = /script-src ([^;]*);/.exec(html) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  expect(sources).toBe(`'sha256-${hash}' blob: 'wasm-unsafe-eval'`);
});
