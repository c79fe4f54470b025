import { describe, expect, it } from 'vitest';
import { LAW, checkImports, roomOf } from './check-imports.mjs';

const breaches = (path: string, text: string) => checkImports({ [path]: text }, []).breaches;

describe('rooms', () => {
  it('puts a file into the longest room that its path begins with', () => {
    expect(roomOf('src/runtimes/runtime.ts')).toBe('src/runtimes/runtime');
    expect(roomOf('src/runtimes/python/control.ts')).toBe('src/runtimes');
    expect(roomOf('src/views/kit/button.tsx')).toBe('src/views/kit');
    expect(roomOf('src/tracery/x.ts')).toBeUndefined();
  });

  it('refuses a file that stands in no room', () => {
    expect(breaches('src/utils/misc.ts', '')).toEqual([expect.stringContaining('stands in no room')]);
    expect(breaches('src/views/loose.tsx', '')).toEqual([expect.stringContaining('stands in no room')]);
  });

  it('has a law without circles', () => {
    const seen = new Set<string>();
    const visit = (room: string, path: readonly string[]): void => {
      expect(path, `circle: ${[...path, room].join(' -> ')}`).not.toContain(room);
      if (seen.has(room)) return;
      for (const entry of LAW[room] ?? []) if (!entry.startsWith('type:')) visit(entry, [...path, room]);
      seen.add(room);
    };
    const inner = Object.keys(LAW).filter((room) => room.startsWith('src/'));
    for (const room of inner) visit(room, []);
  });
});

describe('between rooms', () => {
  it('lets a room import itself and what the table lists', () => {
    expect(
      breaches('src/trace/builder.ts', `import { a } from './events';\nimport { b } from '../base/assert';`),
    ).toEqual([]);
    expect(
      breaches('src/app/main.tsx', `import '../sandbox/host/realm';\nimport { createRoot } from 'react-dom/client';`),
    ).toEqual([]);
  });

  it('refuses every way of naming a forbidden module, with file and line', () => {
    for (const text of [
      `import { a } from '../session/store';`,
      `import '../session/store';`,
      `export { a } from '../session/store';`,
      `export * from '../session/store';`,
      `const a = await import('../session/store');`,
      `type A = import('../session/store').A;`,
      `new Worker(new URL('../session/store.ts', import.meta.url));`,
      `import a from '../session/store?worker';`,
      `import type { A } from '../session/store';`,
    ]) {
      expect(breaches('src/trace/x.ts', `\n${text}`), text).toEqual([
        expect.stringMatching(
          /^src\/trace\/x\.ts:2 imports src\/session\/store(\.ts)?: src\/trace may not know src\/session$/,
        ),
      ]);
    }
  });

  it('tells imports of types from imports of values', () => {
    const from = (clause: string) => breaches('src/protocol/x.ts', `import ${clause} from '../runtimes/runtime';`);
    expect(from('type { A }')).toEqual([]);
    expect(from('{ type A, type B }')).toEqual([]);
    expect(from('{ type A, b }')).toEqual([expect.stringContaining('only types')]);
    expect(from('* as all')).toEqual([expect.stringContaining('only types')]);
  });

  it('keeps the rest of the runtimes from rooms that may know their contract', () => {
    expect(breaches('src/session/x.ts', `import type { A } from '../runtimes/python/control';`)).toHaveLength(1);
    expect(breaches('src/views/timeline/x.ts', `import { a } from '../editor/y';`)).toHaveLength(1);
  });

  it('refuses imports from tests, except by tests', () => {
    expect(breaches('src/trace/x.ts', `import { a } from './y.test';`)).toEqual([
      expect.stringContaining('from tests'),
    ]);
    expect(breaches('src/app/x.ts', `import { a } from '../../e2e/helper';`)).toEqual([
      expect.stringContaining('from tests'),
    ]);
    expect(breaches('src/trace/x.ts', `import { a } from './testing/oracle';`)).toEqual([
      expect.stringContaining('from tests'),
    ]);
    expect(breaches('src/trace/x.test.ts', `import { a } from './y.test';\nimport './testing/oracle';`)).toEqual([]);
  });
});

describe('packages', () => {
  it.each([
    ['monaco-editor/editor', 'src/views/editor'],
    ['pyodide', 'src/runtimes/python'],
    ['recharts', 'src/views/charts'],
    ['comlink', 'src/runtimes/typescript'],
  ])('keeps %s in %s', (name, owner) => {
    expect(breaches(`${owner}/x.ts`, `import { a } from '${name}';`)).toEqual([]);
    expect(breaches('src/app/x.ts', `import { a } from '${name}';`)).toEqual([expect.stringContaining(owner)]);
    expect(breaches('src/app/x.ts', `import type { A } from '${name}';`)).toHaveLength(1);
  });

  it('keeps packages out of pure rooms, and Node out of the browser, but not out of tests', () => {
    expect(breaches('src/trace/x.ts', `import { a } from 'lodash';`)).toHaveLength(1);
    expect(breaches('src/lesson/x.ts', `import { a } from 'valibot';`)).toEqual([]);
    expect(breaches('src/session/x.ts', `import { readFileSync } from 'node:fs';`)).toHaveLength(1);
    expect(
      breaches('src/trace/x.test.ts', `import { readFileSync } from 'node:fs';\nimport fc from 'fast-check';`),
    ).toEqual([]);
  });
});

describe('purity', () => {
  it.each([
    'Date.now()',
    'performance.now()',
    'new Date()',
    'Math.random()',
    'setTimeout(f, 1)',
    'document.title',
    'fetch("x")',
  ])('refuses %s in a pure room', (text) => {
    expect(breaches('src/schedule/x.ts', `export const a = () => ${text};`)).toHaveLength(1);
    expect(breaches('src/session/x.ts', `export const a = () => ${text};`)).toEqual([]);
  });

  it('does not mistake what is passed in for the world outside', () => {
    expect(
      breaches('src/lesson/x.ts', `export const title = (document: { title: string }) => document.title;`),
    ).toEqual([]);
    expect(breaches('src/trace/x.ts', `export const at = (text: string) => new Date(text);`)).toEqual([]);
  });
});

describe('debts', () => {
  const debt = { file: 'src/trace/x.ts', imports: 'src/session', why: 'moves with the next release' };

  it('lets a listed breach pass, and counts it', () => {
    const files = { 'src/trace/x.ts': `import { a } from '../session/store';` };
    expect(checkImports(files, [debt])).toEqual({ breaches: [], debts: 1 });
  });

  it('wants a paid debt struck off', () => {
    expect(checkImports({ 'src/trace/x.ts': '' }, [debt]).breaches).toEqual([
      expect.stringContaining('strike the debt off'),
    ]);
  });
});
