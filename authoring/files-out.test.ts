import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './files';
import { openFolder, writeFiles } from './files-out';

let root: string;
let out: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-out-'));
  out = join(root, 'out');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const content = Buffer.from('x');

describe('--files-out', () => {
  it('writes the files of the working directory as they lay there', () => {
    openFolder(out);
    const { written, refused } = writeFiles(out, [
      { path: '/home/learner/thumbs/a.jpeg', content: Buffer.from('picture') },
      { path: '/home/learner/b', content },
      { path: '/tmp/c', content },
    ]);
    expect(written).toEqual(['thumbs/a.jpeg', 'b', 'tmp/c']);
    expect(refused).toEqual([]);
    expect(readFileSync(join(out, 'thumbs', 'a.jpeg'), 'utf8')).toBe('picture');
  });

  it('never writes outside of its folder, whatever the names', () => {
    const step = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('..', '.', '', '/', 'home', 'learner'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 4 }), (paths) => {
        rmSync(out, { recursive: true, force: true });
        openFolder(out);
        const files = [...new Set(paths.map((steps) => `/${steps.join('/')}`))].map((path) => ({ path, content }));
        const { written, refused } = writeFiles(out, files);
        expect(readdirSync(root)).toEqual(['out']);
        expect(written.length + refused.length).toBe(files.length);
        for (const name of written) expect(existsSync(join(out, name))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('writes through no link, to a file or to a folder', () => {
    openFolder(out);
    const target = join(root, 'precious');
    writeFileSync(target, 'as it was');
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(target, join(out, 'a'));
    symlinkSync(join(root, 'elsewhere'), join(out, 'folder'));
    const { refused } = writeFiles(out, [
      { path: '/home/learner/a', content },
      { path: '/home/learner/folder/b', content },
    ]);
    expect(refused).toHaveLength(2);
    expect(readFileSync(target, 'utf8')).toBe('as it was');
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it('says of each file that it could not have or write why', () => {
    openFolder(out);
    const { refused } = writeFiles(out, [
      { path: '/home/learner/a', content },
      { path: '/home/learner/a/b', content },
      { path: '/home/learner/lost', content: null },
    ]);
    expect(refused).toEqual([
      'a/b was not written: a file is where one of its folders should be',
      'lost could not be had: the program was ended before it told what the file holds',
    ]);
  });

  it('refuses a folder that is none before anything runs', () => {
    writeFileSync(out, '');
    expect(() => openFolder(out)).toThrow(UsageError);
  });
});
