import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { API } from '../../guide/cheat-sheet';

const LIBRARY = fileURLToPath(new URL('../../runtimes/typescript/lesson-library.d.ts', import.meta.url));

/** What the short names of the TypeScript column are. */
const NAMES = `
import { Channel, Mutex, pool, Semaphore, sleep, type Pool } from 'interleave';
declare const answer: Promise<number>, controller: AbortController, channel: Channel<number>, mutex: Mutex;
declare const workers: Pool<{ f(x: number): number }>, module: string, n: number, x: number, xs: number[];
declare const a: Int32Array, jobs: Promise<number>[];
declare function f(x?: number): Promise<number>;
`;

it('writes TypeScript that its compiler accepts, with what a program here may import', () => {
  const codes = API.flatMap(({ rows }) => rows.map(({ typescript }) => typescript)).filter((code) => code !== '');
  const source = [NAMES, ...codes.map((code) => `async () => { ${code}; };`)].join('\n');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    strict: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const entry = join(dirname(LIBRARY), 'sheet.ts');
  const readFile = (path: string) => (path === entry ? source : readFileSync(path, 'utf8'));
  const program = ts.createProgram([entry, LIBRARY], options, {
    ...host,
    fileExists: (path) => path === entry || host.fileExists(path),
    readFile,
    getSourceFile: (path, version) =>
      path === entry ? ts.createSourceFile(path, source, version) : host.getSourceFile(path, version),
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(problems).toEqual([]);
}, 60_000);
