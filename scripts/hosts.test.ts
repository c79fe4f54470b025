/** The examples for hosts (docs/hosts) say the same as the site's own server: each header of `headers.mjs`, and the same caching. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ISOLATION_HEADERS, OPEN_HEADERS } from './headers.mjs';

const folder = new URL('../docs/hosts/', import.meta.url);
const example = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const HEADERS = Object.entries({ ...ISOLATION_HEADERS, ...OPEN_HEADERS });
const LASTING = 'public, max-age=31536000, immutable';

/** Each header line of an example, as [name, value]. */
const LINE: Readonly<Record<string, RegExp>> = {
  'nginx.conf': /^\s*add_header ([\w-]+) "([^"]*)" always;$/gm,
  htaccess: /^Header always set ([\w-]+) "([^"]*)"$/gm,
  Caddyfile: /^\t\t([\w-]+) "([^"]*)"$/gm,
  _headers: /^ {2}([\w-]+): (.*)$/gm,
};

test('every example is known to these tests', () => {
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(LINE), 'github-pages.yml'].sort());
});

test.each(Object.keys(LINE))('%s sets the headers of the site’s own server, no more and no less', (name) => {
  const found = [...example(name).matchAll(LINE[name] ?? /$^/g)].map(([, header, value]) => [header, value]);
  expect(found.filter(([header]) => header !== 'Cache-Control').sort()).toEqual(HEADERS.toSorted());
});

test.each(['nginx.conf', 'htaccess', 'Caddyfile'])(
  '%s keeps what carries a hash or a version, and nothing else',
  (name) => {
    const text = example(name);
    const [, pattern = ''] = /(\/\(\?:assets\/.*?\$)[#"\n]/.exec(text) ?? [];
    const server = /const IMMUTABLE = \/\^(.*)\/;/.exec(readFileSync(new URL('serve.mjs', import.meta.url), 'utf8'));
    expect(pattern.replaceAll('/', '\\/')).toBe(server?.[1]);
    expect(text).toContain(LASTING);
    expect(text).toContain('no-cache');
  },
);

test('_headers keeps the interpreter of this version, and what the bundler has hashed', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: { pyodide: string };
  };
  for (const path of ['/assets/*', `/pyodide-${dependencies.pyodide}/*`])
    expect(example('_headers')).toContain(`${path}\n  Cache-Control: ${LASTING}`);
});
