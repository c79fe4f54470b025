import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, SOURCES } from './prepare.mjs';

const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*'(\.{1,2}\/[^'?]+)|new URL\('(\.{1,2}\/[^'?]+)', import\.meta\.url\)/g;
const ENDINGS = ['', '.ts', '.tsx', '.mjs', '.d.ts', '/index.ts'];

const isCovered = (path: string): boolean => SOURCES.some((source) => path === source || path.startsWith(`${source}/`));

/** The files that the build begins with. */
function entries(): string[] {
  const documents = readdirSync(ROOT).filter((name) => name.endsWith('.html'));
  const scripts = documents.flatMap((name) =>
    [...readFileSync(join(ROOT, name), 'utf8').matchAll(/src="\.?\/([^"]+\.tsx?)"/g)].map(([, path]) => path ?? ''),
  );
  // Those that plugins name themselves are in `new URL(...)`.
  return ['vite.config.ts', ...scripts];
}

it('a change of any file that the build reads has the site built anew', () => {
  const seen = new Set<string>();
  const wait = entries();
  expect(wait.length).toBeGreaterThan(4);
  for (let path = wait.pop(); path !== undefined; path = wait.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (!/\.(?:[cm]?[jt]s|tsx)$/.test(path)) continue;
    const folder = dirname(join(ROOT, path));
    for (const [, imported, named] of readFileSync(join(ROOT, path), 'utf8').matchAll(IMPORT)) {
      const at = resolve(folder, imported ?? named ?? '');
      const file = ENDINGS.map((ending) => at + ending).find((one) => existsSync(one));
      if (file === undefined || !file.startsWith(ROOT)) continue;
      const found = relative(ROOT, file).split(sep).join('/');
      // A plugin's way to the checkout itself, or to a folder: what is in it is reached by other ways.
      if (found !== '' && /\.\w+$/.test(found)) wait.push(found);
    }
  }
  expect(seen.size).toBeGreaterThan(300);
  expect([...seen]).toContain('scripts/headers.mjs');
  expect([...seen].filter((path) => !isCovered(path))).toEqual([]);
});
