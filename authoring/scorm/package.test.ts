import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageFiles, packageZip, type PackageInput } from './package';
import { chunkOwners, siteFiles } from './site-files';

let dist: string;

/** As a build looks: names with hashes, a list of loaders, one language's interpreter. */
const SITE: Readonly<Record<string, string>> = {
  'index.html': '<script src="./assets/home-AAAAAAAA.js">',
  'embed.html': '<script src="./assets/embed-BBBBBBBB.js">',
  'realm.html': '<script src="./assets/realm-CCCCCCCC.js">',
  'assets/embed-BBBBBBBB.js':
    'const l=new Map([[`locks`,()=>M(()=>import(`./locks-DDDDDDDD.js`),[],import.meta.url)],["queues",()=>M(()=>import("./queues-EEEEEEEE.js"),[])]]);' +
    'const r=new Map([[`locks/plain`,()=>M(()=>import(`./plain-FFFFFFFF.js`),[])],[`queues/plain`,()=>M(()=>import(`./plain-GGGGGGGG.js`),[])]]);import"./ts.worker-HHHHHHHH.js"',
  'assets/home-AAAAAAAA.js': '',
  'assets/realm-CCCCCCCC.js': 'new URL(`worker-IIIIIIII.js`,import.meta.url)',
  'assets/worker-IIIIIIII.js': '',
  'assets/locks-DDDDDDDD.js': 'lock',
  'assets/queues-EEEEEEEE.js': '',
  'assets/plain-FFFFFFFF.js': '',
  'assets/plain-GGGGGGGG.js': '',
  'assets/ts.worker-HHHHHHHH.js': '',
  'pyodide-1.2.3/pyodide.asm.wasm': 'wasm',
  'wheels/index.json': '{}',
};

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'interleave-scorm-'));
  for (const [path, text] of Object.entries(SITE)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
});
afterEach(() => rmSync(dist, { recursive: true }));

const PYTHON = new Set(['python'] as const);
const input = (patch: Partial<PackageInput> = {}): PackageInput => ({
  version: '1.2',
  lesson: 'locks',
  title: 'Locks',
  languages: PYTHON,
  mastery: null,
  lang: null,
  from: { dist },
  ...patch,
});

describe('the files of a lesson', () => {
  test('are what its pages name, without other lessons and other languages', () => {
    expect(siteFiles(dist, 'locks', PYTHON).map(({ path }) => path)).toEqual([
      'assets/embed-BBBBBBBB.js',
      'assets/locks-DDDDDDDD.js',
      'assets/plain-FFFFFFFF.js',
      'assets/realm-CCCCCCCC.js',
      'assets/worker-IIIIIIII.js',
      'embed.html',
      'pyodide-1.2.3/pyodide.asm.wasm',
      'realm.html',
      'wheels/index.json',
    ]);
    const typescript = siteFiles(dist, 'queues', new Set(['typescript'])).map(({ path }) => path);
    expect(typescript).toContain('assets/ts.worker-HHHHHHHH.js');
    expect(typescript).not.toContain('pyodide-1.2.3/pyodide.asm.wasm');
  });

  test('cannot be had of a site without the lesson, or without the frame', () => {
    expect(() => siteFiles(dist, 'two-locks', PYTHON)).toThrow('does not hold the lesson "two-locks"');
    rmSync(join(dist, 'embed.html'));
    expect(() => siteFiles(dist, 'locks', PYTHON)).toThrow('no embed.html');
  });

  test('know their lesson by the list of loaders', () => {
    expect(Object.fromEntries(chunkOwners([SITE['assets/embed-BBBBBBBB.js'] ?? '']))).toEqual({
      'locks-DDDDDDDD.js': 'locks',
      'queues-EEEEEEEE.js': 'queues',
      'plain-FFFFFFFF.js': 'locks',
      'plain-GGGGGGGG.js': 'queues',
    });
  });
});

describe('a package', () => {
  const page = (files: ReadonlyMap<string, Uint8Array>) => strFromU8(files.get('index.html') ?? new Uint8Array());

  test('that carries the site has its manifest first, lists all others, and shows the frame that it carries', async () => {
    const files = await packageFiles(input());
    expect([...files.keys()].slice(0, 4)).toEqual(['imsmanifest.xml', 'index.html', 'scorm.css', 'scorm.js']);
    const manifest = strFromU8(files.get('imsmanifest.xml') ?? new Uint8Array());
    for (const path of files.keys()) if (path !== 'imsmanifest.xml') expect(manifest).toContain(`href="${path}"`);
    expect(page(files)).toContain('data-frame="site/embed.html#/lesson/locks"');
    expect(strFromU8(files.get('site/assets/locks-DDDDDDDD.js') ?? new Uint8Array())).toBe('lock');
    expect(strFromU8(files.get('site/index.html') ?? new Uint8Array())).toContain('embed.html#/lesson/locks');
    for (const path of files.keys()) expect(path).not.toMatch(/^[/\\]|\.\./);
  });

  test('that points at a hosted copy is small', async () => {
    const files = await packageFiles(input({ from: { site: 'https://lab.example/' }, lang: 'de', mastery: 75 }));
    expect([...files.keys()]).toEqual(['imsmanifest.xml', 'index.html', 'scorm.css', 'scorm.js']);
    expect(page(files)).toContain('data-frame="https://lab.example/embed.html?lang=de#/lesson/locks"');
    expect(page(files)).toContain('<html lang="de">');
    expect(page(files)).toContain('data-mastery="0.75"');
    expect(packageZip(files).length).toBeLessThan(20_000);
  });

  test('holds a hostile title as text', async () => {
    const files = await packageFiles(
      input({ from: { site: 'https://lab.example/' }, title: '</title><script>alert(1)//"&' }),
    );
    expect(page(files)).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(1)//&quot;&amp;</title>');
  });

  test('is a zip that is the same whenever it is made, and is read again', async () => {
    const files = await packageFiles(input());
    const zip = packageZip(files);
    expect(packageZip(files)).toEqual(zip);
    const read = unzipSync(zip);
    expect(Object.keys(read).sort()).toEqual([...files.keys()].sort());
    for (const [path, bytes] of files) expect(read[path]).toEqual(Uint8Array.from(bytes));
  });
});
