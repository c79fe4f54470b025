import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindWords, shownName, sizeWords } from './file-names';

const anything = fc.string({ unit: 'binary', maxLength: 300 });

describe('the name of a file as it is shown', () => {
  it('is its place in the working directory, or else all of its path', () => {
    expect(shownName('/home/learner/out/a.txt')).toBe('out/a.txt');
    expect(shownName('/tmp/a.txt')).toBe('/tmp/a.txt');
  });

  it('holds nothing that is unseen or that turns writing round, and is never long', () => {
    fc.assert(
      fc.property(anything, (path) => {
        const name = shownName(path, 40);
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
        expect(name.length).toBeLessThanOrEqual(40);
      }),
    );
    expect(shownName('/home/learner/photo\u202egpj.exe')).toBe('photo\ufffdgpj.exe');
  });

  it('keeps both ends of a long one', () => {
    expect(shownName(`/home/learner/${'a'.repeat(100)}.txt`, 30)).toMatch(/^a{20}…a+\.txt$/);
  });
});

it('tells sizes and kinds in words', () => {
  expect([0, 999, 1000, 9_949, 64_000, 1_200_000, 67_108_864].map(sizeWords)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '64 kB',
    '1.2 MB',
    '67 MB',
  ]);
  expect(['a.JPG', 'b.txt', 'c.svg', 'd', 'e.py'].map(kindWords)).toEqual([
    'image',
    'text',
    'markup or code',
    'file',
    'Python',
  ]);
});
