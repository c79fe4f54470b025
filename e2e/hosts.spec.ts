/**
 * The examples of `docs/hosts`, tried on the servers that they are for, as far as this machine has them; and the recipe for MkDocs and
 * Sphinx, built by those. What is not installed has no test here: the first test says which those are.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ISOLATION_HEADERS, OPEN_HEADERS } from '../scripts/headers.mjs';
import { serve } from '../scripts/serve.mjs';
import { expect, test } from './helper';
import { installed, SERVERS, startServer } from './hosts';

const DIST = process.env['INTERLEAVE_DIST'] || join(import.meta.dirname, '..', 'dist');
const there = Object.entries(SERVERS).filter(([, { program }]) => installed(program) !== null);

/** Writes a small course site into `from`, as the recipes of `docs/embedding.md` say. */
const GENERATORS = {
  mkdocs: {
    files: (site: string) => ({
      'mkdocs.yml': `site_name: A course\ntheme: mkdocs\nextra_javascript:\n  - ${site}embed-api.js\n`,
      'docs/index.md': `# Threads\n\n<div>\n${LAB}\n</div>\n\nAnd on.\n`,
    }),
    words: (from: string, to: string) => ['build', '--quiet', '-f', join(from, 'mkdocs.yml'), '-d', to],
  },
  'sphinx-build': {
    files: (site: string) => ({
      'conf.py': `project = 'A course'\nhtml_theme = 'alabaster'\nhtml_js_files = ['${site}embed-api.js']\n`,
      'index.rst': `Threads\n=======\n\n.. raw:: html\n\n   ${LAB}\n\nAnd on.\n`,
    }),
    words: (from: string, to: string) => ['-q', '-b', 'html', from, to],
  },
};
const LAB = '<interleave-lab lesson="first-threads" step="now-you" variant="table"></interleave-lab>';
const generators = Object.entries(GENERATORS).filter(([program]) => installed(program) !== null);

test('says what it has not tried', ({}, { annotations }) => {
  const all = [...Object.values(SERVERS).map(({ program }) => program), ...Object.keys(GENERATORS)];
  const missing = all.filter((program) => installed(program) === null);
  annotations.push({ type: 'not installed here', description: missing.join(', ') || 'none' });
  expect(there.length + generators.length + missing.length).toBe(all.length);
});

for (const [program, { files, words }] of generators) {
  test(`a page that ${program} has made embeds a lesson, runs it, and hears of it`, async ({ page, baseURL }) => {
    const folder = mkdtempSync(join(tmpdir(), 'interleave-recipe-'));
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(join(from, 'docs'), { recursive: true });
    for (const [path, text] of Object.entries(files(baseURL ?? ''))) writeFileSync(join(from, path), text);
    execFileSync(installed(program) ?? program, words(from, to), { stdio: 'ignore' });
    // Another origin, with none of our headers.
    const course = await serve({ root: to, isolation: false });
    try {
      await page.addInitScript(() => {
        const heard: string[] = [];
        Reflect.set(globalThis, 'heard', heard);
        for (const type of ['ready', 'run', 'outcome', 'progress', 'answer'])
          addEventListener(`interleave:${type}`, () => void heard.push(type));
      });
      await page.goto(course.url.replace('127.0.0.1', 'localhost'));
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      const lesson = page.locator('interleave-lab iframe').contentFrame();
      await lesson.getByRole('button', { name: /^Run/ }).first().click();
      await expect
        .poll(() => page.evaluate(() => Reflect.get(globalThis, 'heard') as string[]), { timeout: 60_000 })
        .toEqual(['ready', 'progress', 'run', 'outcome', 'answer']);
      await expect(lesson.getByText('2 of 3 checks pass.')).toBeVisible();
      // The element is a block: what comes after it is not in it.
      await expect(page.locator('interleave-lab').getByText('And on.')).toHaveCount(0);
      await expect(page.getByText('And on.')).toBeVisible();
    } finally {
      await course.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

for (const [name, kind] of there) {
  test(`${name} serves the site as our own server does`, async ({ interleave }) => {
    const host = await startServer(kind, DIST);
    try {
      const script = readdirSync(join(DIST, 'assets')).find((file) => file.endsWith('.js')) ?? '';
      const [python = ''] = readdirSync(DIST).filter((file) => file.startsWith('pyodide-'));
      const wanted = [
        ['', /^text\/html/, 'no-cache'],
        ['index.html', /^text\/html/, 'no-cache'],
        [`assets/${script}`, /^(?:text|application)\/javascript/, 'public, max-age=31536000, immutable'],
        [`${python}/pyodide.asm.mjs`, /^text\/javascript/, 'public, max-age=31536000, immutable'],
        [`${python}/pyodide.asm.wasm`, /^application\/wasm/, 'public, max-age=31536000, immutable'],
        ['wheels/index.json', /^application\/json/, 'no-cache'],
      ] as const;
      for (const [path, type, caching] of wanted) {
        const answer = await fetch(host.url + path);
        expect(answer.status, path).toBe(200);
        for (const [header, value] of Object.entries({ ...ISOLATION_HEADERS, ...OPEN_HEADERS }))
          expect(answer.headers.get(header), `${header} of ${path}`).toBe(value);
        expect(answer.headers.get('content-type'), path).toMatch(type);
        expect(answer.headers.get('cache-control'), path).toBe(caching);
      }
      await interleave.open(`${host.url}#/lesson/first-threads`);
      expect(await interleave.isIsolated()).toBe(true);
      await interleave.run();
      await expect(interleave.output).toContainText('breakfast is served');
      interleave.assertNoProblems();
    } finally {
      await host.stop();
    }
  });
}
