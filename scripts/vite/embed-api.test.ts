import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildEmbedApi } from './embed-api.ts';

let code = '';
beforeAll(async () => {
  code = await buildEmbedApi();
}, 60_000);

test('the script for host pages has less than 3 KB, packed', () => {
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(3072);
});

test('it is one classic script that needs nothing else', () => {
  expect(() => new Script(code)).not.toThrow();
  expect(code).not.toMatch(/\bimport\b|\bexport\b|\brequire\(/);
  expect(code).toContain('interleave-lab');
});
