import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMounts, readProgram, UsageError } from './files';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a program goes by its own name, without its folders', () => {
  writeFileSync(at('a.py'), 'print("é")\n');
  expect(readProgram(at('a.py'))).toEqual({ entry: 'a.py', file: { path: 'a.py', content: 'print("é")\n' } });
});

test('a program in another encoding is refused, unless it says in its first two lines which', () => {
  writeFileSync(at('plain.py'), Buffer.from('# \xe9\n', 'latin1'));
  expect(() => readProgram(at('plain.py'))).toThrow(UsageError);
  const bytes = Buffer.from('#!/usr/bin/python\n# -*- coding: latin-1 -*-\nprint("\xe9")\n', 'latin1');
  writeFileSync(at('said.py'), bytes);
  expect(readProgram(at('said.py')).file.content).toEqual(Uint8Array.from(bytes));
});

test('what is missing, a folder or binary is refused in one line that names it', () => {
  writeFileSync(at('b.py'), Uint8Array.of(1, 0, 2));
  for (const [name, sentence] of [
    ['none.py', /^there is no .*none\.py$/],
    ['', /is a folder, not a file$/],
    ['b.py', /b\.py is a binary file/],
  ] as const) {
    expect(() => readProgram(at(name))).toThrow(sentence);
  }
});

test('mounts keep the shape of their folders; the later wins; caches and repositories stay out', () => {
  mkdirSync(at('x/deep/__pycache__'), { recursive: true });
  mkdirSync(at('x/.git'));
  mkdirSync(at('y/deep'), { recursive: true });
  for (const name of ['x/one', 'x/deep/two', 'x/deep/__pycache__/no', 'x/.git/no']) writeFileSync(at(name), name);
  writeFileSync(at('y/deep/two'), 'later');
  symlinkSync(at('y/nowhere'), at('y/broken'));
  const files = readMounts([
    { dir: at('x'), path: 'data' },
    { dir: at('y'), path: 'data' },
    { dir: at('y'), path: '' },
  ]);
  const texts = files.map(({ path, content }) => [path, Buffer.from(content).toString()]);
  expect(Object.fromEntries(texts)).toEqual({ 'data/one': 'x/one', 'data/deep/two': 'later', 'deep/two': 'later' });
});

test('a mount that is missing or no folder is refused', () => {
  writeFileSync(at('f'), '');
  expect(() => readMounts([{ dir: at('none'), path: 'd' }])).toThrow(/there is no/);
  expect(() => readMounts([{ dir: at('f'), path: 'd' }])).toThrow(/is not a folder/);
});
