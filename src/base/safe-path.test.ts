import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeName, safePaths } from './safe-path';

const anything = fc.string({ unit: 'binary', maxLength: 300 });

describe('the name of a file on the learner’s computer', () => {
  it('is one step without a sign that any system gives a meaning to', () => {
    fc.assert(
      fc.property(anything, (path) => {
        const name = safeName(path);
        expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}\p{Cs}]{1,120}$/u);
        expect(name).not.toMatch(/^[.\s]|[\s.]$/);
        expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
      }),
    );
    expect(safeName('/tmp/../.bashrc')).toBe('bashrc');
    expect(safeName('/tmp/CON.txt')).toBe('_CON.txt');
    expect(safeName('/tmp/ .. ')).toBe('file');
    expect(safeName(`/tmp/${'x'.repeat(300)}.jpeg`)).toMatch(/^x+\.jpeg$/);
  });

  it('keeps its folders in an archive, leads nowhere else, and is nobody else’s', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(fc.oneof(anything, fc.constantFrom('..', '.', 'A', 'a')), { maxLength: 4 })),
        (steps) => {
          const paths = [...new Set(steps.map((each) => `/${each.join('/')}`))];
          const found = [...safePaths(paths, '/home/learner/').values()];
          expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(paths.length);
          for (const name of found) {
            expect(name).not.toMatch(/^\/|\\|^[A-Za-z]:/);
            expect(name.split('/').every((step) => step !== '' && step !== '.' && step !== '..')).toBe(true);
          }
        },
      ),
    );
    expect([
      ...safePaths(['/home/learner/out/a.txt', '/tmp/a.txt', '/home/learner/OUT/A.txt'], '/home/learner/').values(),
    ]).toEqual(['out/a.txt', 'tmp/a.txt', 'OUT/A (2).txt']);
  });
});
