import { describe, expect, it } from 'vitest';
import { compile, KEY, SourceError } from './compile';
import { ModuleGraph } from './modules';

const plain = { traced: false, guarded: false };
const traced = { traced: true, guarded: false };

/** Runs compiled code with instruments that note what they are told. */
async function run(source: string, options = traced): Promise<readonly string[]> {
  const { code } = compile('main.ts', source, options);
  const notes: string[] = [];
  const instruments = {
    enter: (name: string, line: number) => (notes.push(`enter ${name} ${line}`), name),
    enterModule: () => (notes.push('enter module'), 'module'),
    suspend: (task: string, value: unknown, line: number) => (notes.push(`${task} suspends at ${line}`), value),
    each: (task: string, value: unknown, line: number) => (notes.push(`${task} iterates at ${line}`), value),
    at: (value: unknown, line: number) => (notes.push(`at ${line}`), value),
    name: (value: object, name: string) => (notes.push(`named ${name}`), value),
    raised: (task: string, error: unknown) => notes.push(`${task} raised ${String(error)}`),
    exit: (task: string) => notes.push(`exit ${task}`),
    pass: () => notes.push('pass'),
  };
  const AsyncFunction = (async () => {}).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('globalThis', 'note', code)({ [KEY]: { module: () => instruments } }, (text: string) =>
    notes.push(text),
  );
  return notes;
}

describe('what is put in', () => {
  it('tells of an async call, where it suspends, and its end', async () => {
    expect(
      await run(`async function f(a: number) {\n  const b = await a;\n  return b;\n}\nnote('r' + (await f(2)));`),
    ).toEqual(['enter module', 'enter f 1', 'f suspends at 2', 'module suspends at 5', 'exit f', 'r2', 'exit module']);
  });

  it('tells of an error on its way out, and does not hold it', async () => {
    expect(
      await run(`const f = async () => { throw new Error('no'); };\ntry { await f(); } catch (e) { note(String(e)); }`),
    ).toEqual([
      'enter module',
      'enter f 1',
      'f raised Error: no',
      'exit f',
      'module suspends at 2',
      'Error: no',
      'exit module',
    ]);
  });

  it.each([
    ['an arrow with an expression', `const f = async (x: number) => x + 1; note(String(await f(1)))`],
    ['an arrow that answers with an object', `const f = async () => ({ a: 2 }); note(String((await f()).a))`],
    ['a comma in parentheses', `const f = async () => (note('c'), 2); note(String(await f()))`],
    ['a method', `const o = { async f() { return this.x; }, x: 2 }; note(String(await o.f()))`],
    ['a class', `class A { x = 2; async f() { return await this.x; } } note(String(await new A().f()))`],
    ['arguments', `async function f() { return arguments.length; } note(String(await f.call(null, 1, 2)))`],
    ['awaits within awaits', `const f = async (x: number) => x; note(String(await f(await f(await 2))))`],
    ['an await of a sequence', `note(String(await (1, 2)))`],
    ['for await', `async function* g() { yield 2; await 0; } for await (const x of g()) note(String(x))`],
    [
      'a function after its use',
      `async function f() { return g(); function g() { return 2; } } note(String(await f()))`,
    ],
    ['labels and loops', `a: for (const x of [1, 2]) for (;;) { if (x === 2) note('2'); continue a; }`],
  ])('changes nothing that %s does', async (_, source) => {
    const words = (notes: readonly string[]) => notes.filter((note) => !note.includes(' ') && note !== 'pass');
    const as = words(await run(source, plain));
    expect(as.length).toBeGreaterThan(0);
    expect(words(await run(source, traced))).toEqual(as);
    expect(words(await run(source, { traced: true, guarded: true }))).toEqual(as);
  });

  it('notes the line of a call directly before the call, after all its arguments', async () => {
    const source = `const sleep = (...a: unknown[]) => note('called');\nsleep(1,\n  (note('argument'), 2));\nsleep();\nconst lock = { acquire(...a: unknown[]) { note('acquired'); return this; } };\nlock.acquire()\n  .acquire(3);`;
    expect(await run(source)).toEqual([
      ...['argument', 'at 2', 'called'],
      ...['at 4', 'called', 'at 6', 'acquired', 'at 7', 'acquired'],
    ]);
  });

  it('names what the library makes by what it is first bound to', async () => {
    const source = `class Mutex {}\nconst a = new Mutex();\nclass B { lock = new Mutex(); }\nnew B();\nconst c = { d: new Mutex() };`;
    expect(await run(source)).toEqual(['named a', 'named this.lock', 'named d']);
  });

  it('guards every loop only where it is asked to', async () => {
    const source = `for (let i = 0; i < 2; i++) note('a'); let n = 0; while (n < 1) n++; do { n--; } while (n > 0);`;
    expect((await run(source)).includes('pass')).toBe(false);
    expect((await run(source, { traced: false, guarded: true })).filter((note) => note === 'pass')).toHaveLength(4);
  });

  it('guards functions, which can call themselves or one another for ever', async () => {
    const source = `const f = (n: number): number => n < 1 ? 0 : f(n - 1) + 1; note(String(f(3)));
class A { get b() { return { c: 1 }; } async d() { return 4; } *e() { yield 5; } }
class B extends A { constructor() { super(); } }
const b = new B(); note(String(b.b.c)); note(String(await b.d())); note(String([...b.e()]));`;
    const notes = await run(source, { traced: false, guarded: true });
    expect(notes.filter((note) => note === 'pass')).toHaveLength(4 + 4);
    expect(notes.filter((note) => note !== 'pass')).toEqual(['3', '1', '4', '5']);
  });

  it('keeps every line where it was', () => {
    const source = `interface A {\n  a: number;\n}\n\nexport async function f(\n  a: A,\n): Promise<number> {\n  await 0;\n  return a.a;\n}\n`;
    for (const options of [plain, traced]) {
      const lines = compile('main.ts', source, options).code.split('\n');
      expect(lines[7]).toContain('await');
      expect(lines[8]).toContain('return a.a');
    }
  });
});

describe('errors of the source', () => {
  const refused = (source: string, path = 'main.ts') => {
    try {
      compile(path, source, plain);
    } catch (error) {
      if (error instanceof SourceError) return [error.file, error.line, error.column, error.message];
    }
    throw new Error('it was not refused');
  };

  it('name the file, the line and the column', () => {
    expect(refused('let a = 1;\nlet b = = 2;').slice(0, 3)).toEqual(['main.ts', 2, 9]);
    expect(refused('let a = 1;\nlet b = = 2;', 'main.js').slice(0, 3)).toEqual(['main.js', 2, 9]);
    expect(refused('const a = 1;\nconst a = 2;').slice(0, 3)).toEqual(['main.ts', 2, 7]);
  });

  it('do not repeat the place in their sentence', () => {
    expect(refused('let b = = 2;')[3]).not.toMatch(/\d+:\d+/);
  });

  it('come as one sentence from a program that is nested beyond reading', () => {
    expect(refused('['.repeat(200_000))[3]).toMatch(/nested too deeply|Unexpected/);
  });
});

describe('modules', () => {
  const graph = (files: Record<string, string>) => new ModuleGraph(new Map(Object.entries(files)), plain);

  it('come after those that they import, each once', () => {
    const order = graph({
      'main.ts': `import { a } from './a'; import { b } from './lib/b.js'; import { pool } from 'interleave'; a; b; pool;`,
      'a.ts': `import { b } from './lib/b'; export const a = b;`,
      'lib/b.ts': `import type { T } from '../main'; export const b = 1 as T;`,
    }).closure('main.ts');
    expect(order.map(({ path }) => path)).toEqual(['lib/b.ts', 'a.ts', 'main.ts']);
    const main = order[2];
    expect(main?.imports.map(({ path }) => path)).toEqual(['a.ts', 'lib/b.ts', 'interleave']);
    for (const { start, end } of main?.imports ?? []) expect(main?.code.slice(start, end)).toMatch(/^".*"$/);
  });

  it.each([
    [`import { x } from './nowhere'; x;`, /Cannot find the module '\.\/nowhere'\. The program's files are: main\.ts\./],
    [`import { x } from 'lodash'; x;`, /Cannot find the package 'lodash'/],
    [`import { x } from './main'; x; export { x };`, /in a circle: main\.ts -> main\.ts/],
    [`import { x } from '../../outside'; x;`, /Cannot find the module/],
  ])('that cannot be found are named: %s', (source, message) => {
    expect(() => graph({ 'main.ts': source }).closure('main.ts')).toThrow(message);
  });
});
