import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Served } from './serve.mjs';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends the path exactly as given: `fetch` would tidy up the very dots that these tests are about. */
function ask(served: Served, path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<Answer>((done, fail) => {
    const sent = httpRequest({ host: '127.0.0.1', port: served.port, path, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', fail);
    sent.end();
  });
}

const SECRET = 'the secret of the neighbour';
const LONG = 'let counter = 0;\n'.repeat(500);
let around: string;
let root: string;
let site: Served;
let plain: Served;
let packing: Served;

beforeAll(async () => {
  around = mkdtempSync(join(tmpdir(), 'serve-test-'));
  root = join(around, 'site');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, 'pyodide-314.0.7'));
  mkdirSync(join(root, 'folder'));
  mkdirSync(join(around, 'site-of-a-neighbour'));
  writeFileSync(join(around, 'secret.txt'), SECRET);
  writeFileSync(join(around, 'site-of-a-neighbour', 'secret.txt'), SECRET);
  symlinkSync(join(around, 'secret.txt'), join(root, 'link.txt'));
  writeFileSync(join(root, 'index.html'), '<title>start</title>');
  writeFileSync(join(root, 'folder', 'index.html'), '<title>folder</title>');
  writeFileSync(join(root, 'assets', 'index-D87fZ6Yk.js'), LONG);
  writeFileSync(join(root, 'assets', 'notes.txt'), 'no hash here');
  writeFileSync(join(root, 'pyodide-314.0.7', 'pyodide.asm.mjs'), 'export {};');
  writeFileSync(join(root, 'pyodide-314.0.7', 'pyodide.asm.wasm'), 'wasm');
  for (const name of ['a.json', 'a.svg', 'a.woff2', 'a.css', 'a.png', 'a.zip', 'a.unknown', 'with space.txt']) {
    writeFileSync(join(root, name), name);
  }
  site = await serve({ root });
  plain = await serve({ root, isolation: false, headers: { 'X-Extra': 'yes' } });
  packing = await serve({ root, compress: 'always' });
});

afterAll(async () => {
  await Promise.all([site.close(), plain.close(), packing.close()]);
  rmSync(around, { recursive: true });
});

describe('what a file is said to be', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/assets/index-D87fZ6Yk.js', 'text/javascript; charset=utf-8'],
    ['/pyodide-314.0.7/pyodide.asm.mjs', 'text/javascript; charset=utf-8'],
    ['/pyodide-314.0.7/pyodide.asm.wasm', 'application/wasm'],
    ['/a.json', 'application/json; charset=utf-8'],
    ['/a.svg', 'image/svg+xml; charset=utf-8'],
    ['/a.woff2', 'font/woff2'],
    ['/a.css', 'text/css; charset=utf-8'],
    ['/a.png', 'image/png'],
    ['/a.zip', 'application/zip'],
    ['/a.unknown', 'application/octet-stream'],
  ])('%s is %s', async (path, type) => {
    const { status, headers } = await ask(site, path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(type);
  });
});

describe('isolation', () => {
  it('sends all four isolation headers and the permission for opaque origins, on files and on failures', async () => {
    for (const path of ['/', '/a.json', '/nothing', '/%zz']) {
      const { headers } = await ask(site, path);
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'cross-origin',
        'document-isolation-policy': 'isolate-and-require-corp',
        'access-control-allow-origin': '*',
      });
    }
  });

  it('plays the plain host when asked to: no isolation header, and further headers as given', async () => {
    const { headers } = await ask(plain, '/');
    expect(Object.keys(headers).filter((name) => /^cross-origin|isolation/.test(name))).toEqual([]);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['x-extra']).toBe('yes');
  });
});

describe('caching', () => {
  it('calls a file immutable only when its path carries a hash or the version', async () => {
    const control = async (path: string) => (await ask(site, path)).headers['cache-control'];
    expect(await control('/assets/index-D87fZ6Yk.js')).toContain('immutable');
    expect(await control('/pyodide-314.0.7/pyodide.asm.wasm')).toContain('immutable');
    expect(await control('/')).toBe('no-cache');
    expect(await control('/assets/notes.txt')).toBe('no-cache');
    expect(await control('/a.json')).toBe('no-cache');
  });

  it('answers 304 without a body to who holds the tag already, and 200 once the file has changed', async () => {
    const first = await ask(site, '/a.json');
    const tag = first.headers.etag ?? '';
    const again = await ask(site, '/a.json', { headers: { 'If-None-Match': `"other", W/${tag}` } });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, tag]);
    utimesSync(join(root, 'a.json'), new Date(0), new Date(0));
    expect((await ask(site, '/a.json', { headers: { 'If-None-Match': tag } })).status).toBe(200);
  });
});

describe('packing', () => {
  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['gzip;q=0.5', 'gzip', gunzipSync],
  ] as const)('to "%s" answers with %s that unpacks to the file', async (accepted, encoding, unpack) => {
    for (let time = 0; time < 2; time++) {
      const answer = await ask(packing, '/assets/index-D87fZ6Yk.js', { headers: { 'Accept-Encoding': accepted } });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(answer.headers.vary).toBe('Accept-Encoding');
      expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
      expect(unpack(answer.body).toString()).toBe(LONG);
    }
  });

  it('gives the packed and the plain form different tags', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (accepted) => {
        const answer = await ask(packing, '/assets/index-D87fZ6Yk.js', { headers: { 'Accept-Encoding': accepted } });
        return answer.headers.etag;
      }),
    );
    expect(new Set(tags).size).toBe(3);
  });

  it('does not pack for its own machine unless told to', async () => {
    const answer = await ask(site, '/assets/index-D87fZ6Yk.js', { headers: { 'Accept-Encoding': 'br' } });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.body.toString()).toBe(LONG);
  });
});

describe('paths', () => {
  it('finds the index of a folder, sends the folder without a slash there, and reads escapes', async () => {
    expect((await ask(site, '/folder/')).body.toString()).toContain('folder');
    const moved = await ask(site, '/folder?q=1');
    expect([moved.status, moved.headers.location]).toEqual([301, '/folder/?q=1']);
    expect((await ask(site, '/with%20space.txt?q=1')).status).toBe(200);
    expect((await ask(site, '//a.json')).status).toBe(200);
  });

  it('never sends a visitor to another host', async () => {
    expect((await ask(site, '//folder')).headers.location).toBe('/folder/');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/folder/../../secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/../site-of-a-neighbour/secret.txt',
    '/link.txt',
    '/link.txt%00.html',
    '/%2fetc/passwd',
    '/....//secret.txt',
  ])('does not leave its folder by %s', async (path) => {
    const { status, body } = await ask(site, path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain(SECRET);
  });

  it('does not leave its folder by any mixture of dots, slashes and names', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2e%2e',
      '/',
      '%2f',
      '%5c',
      '%00',
      'secret.txt',
      'folder',
      'link.txt',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const { body } = await ask(site, '/' + pieces.join(''));
        expect(body.toString()).not.toContain(SECRET);
      }),
      { numRuns: 300 },
    );
  });

  it('answers 404 with a page for people, 400 to a broken escape, 405 to what is no question', async () => {
    const missing = await ask(site, '/nothing');
    expect([missing.status, missing.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(missing.body.toString()).toContain('Nothing here');
    expect((await ask(site, '/%zz')).status).toBe(400);
    expect((await ask(site, '/', { method: 'POST' })).status).toBe(405);
    expect((await ask(site, '/', { method: 'OPTIONS' })).status).toBe(204);
  });

  it('answers HEAD like GET, without the body', async () => {
    const { status, headers, body } = await ask(site, '/assets/index-D87fZ6Yk.js', { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, String(LONG.length), 0]);
  });
});

describe('its life', () => {
  it('refuses a port in use by name', async () => {
    await expect(serve({ root, port: site.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('refuses a folder that is not there', async () => {
    await expect(serve({ root: join(around, 'absent') })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('frees its port when closed, even while a visitor keeps a connection open', async () => {
    const first = await serve({ root });
    await fetch(first.url);
    await first.close();
    const second = await serve({ root, port: first.port });
    expect(second.url).toBe(first.url);
    await second.close();
  });
});
