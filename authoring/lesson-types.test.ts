import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LESSON_COMPILER_OPTIONS } from '../src/runtimes/typescript/lesson-options';
import { lessonIds, readLessonFolder } from './lesson-folder';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIBRARY = join(ROOT, 'src/runtimes/typescript/lesson-library.d.ts');

/** What the editor would underline, as `file:line message`. */
function complaints(programs: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    ...LESSON_COMPILER_OPTIONS,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.esnext.full.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => programs.has(name) || fileExists(name);
  host.directoryExists = () => true;
  host.readFile = (name) => programs.get(name) ?? readFile(name);
  host.getSourceFile = (name, version) => {
    const text = programs.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram([...programs.keys(), LIBRARY], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const programsOf = (folder: string, files: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(Object.entries(files).map(([name, text]) => [join(ROOT, 'lessons', folder, name), text]));

describe('what the editor knows of lessons’ TypeScript', () => {
  it('leaves nothing underlined in the programs that lessons give', () => {
    const folder = join(ROOT, 'lessons');
    const programs = lessonIds(folder).flatMap((id) =>
      [...readLessonFolder(folder, id).files]
        .filter(([path]) => path.endsWith('.ts'))
        .map(([path, text]) => [join(folder, id, path), text] as const),
    );
    expect(programs.length).toBeGreaterThan(10);
    expect(complaints(new Map(programs))).toEqual([]);
  }, 60_000);

  it('leaves nothing underlined in the examples of the playground', () => {
    const folder = join(ROOT, 'src/session/examples/programs');
    const examples = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    expect(examples.length).toBeGreaterThan(3);
    for (const name of examples)
      // Each by itself: its file is `main.ts`, and nothing is beside it.
      expect(complaints(new Map([[join(folder, 'main.ts'), readFileSync(join(folder, name), 'utf8')]])), name).toEqual(
        [],
      );
  }, 60_000);

  it('knows the types of a module’s functions where the pool was told of the module', () => {
    const worker = `export const half = (n: number) => n / 2;\nexport const name = 'worker';\n`;
    const use = (call: string) =>
      complaints(
        programsOf('x', {
          'worker.ts': worker,
          'main.ts': `import { pool } from 'interleave';\nconst p = pool<typeof import('./worker')>(1, './worker');\n${call}\n`,
        }),
      ).map((line) => line.replace(`${join(ROOT, 'lessons', 'x')}/`, ''));
    expect(use(`(await p.submit('half', [3])).toFixed(1);\n(await p.map('half', [1, 2])).at(0)?.toFixed();`)).toEqual(
      [],
    );
    expect(use(`await p.submit('half', ['three']);`)).toEqual([
      expect.stringMatching(/^main\.ts:3 Type 'string' is not assignable to type 'number'/),
    ]);
    expect(use(`await p.submit('name');`)).toEqual([expect.stringMatching(/^main\.ts:3 .*'"name"'/)]);
    expect(use(`(await p.map('half', [1])).at(0)?.toUpperCase();`)).toHaveLength(1);
  }, 60_000);

  it('tells of every export of the library in words', () => {
    const library = ts.createSourceFile(LIBRARY, readFileSync(LIBRARY, 'utf8'), ts.ScriptTarget.ESNext, true);
    const [module] = library.statements.filter(ts.isModuleDeclaration);
    const statements = module?.body !== undefined && ts.isModuleBlock(module.body) ? module.body.statements : [];
    const exported = statements.filter(
      (node) =>
        ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    );
    expect(exported.length).toBeGreaterThan(8);
    for (const node of exported) expect(ts.getJSDocCommentsAndTags(node), node.getText().slice(0, 60)).not.toEqual([]);
  });
});
