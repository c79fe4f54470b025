import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, createServer } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lessons } from './lessons';

const LESSON = `---
title: A title
question: A question?
part: A part
minutes: 5
programs:
  - { file: hello.py, variant: sequential }
claims:
  - { claim: output, program: hello, matches: hello, says: it says hello }
---

## First step

Run it: it says hello.
`;

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lessons-'));
  mkdirSync(join(root, 'lessons', '01-good'), { recursive: true });
  writeFileSync(join(root, 'lessons', '01-good', 'lesson.md'), LESSON);
  writeFileSync(join(root, 'lessons', '01-good', 'hello.py'), "print('hello')\n");
  writeFileSync(
    join(root, 'main.js'),
    "export { summaries, load, loadRecorded, loadNotes, loadDocuments } from 'virtual:lessons';\n",
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function addBroken(): void {
  cpSync(join(root, 'lessons', '01-good'), join(root, 'lessons', '02-bad'), { recursive: true });
  writeFileSync(join(root, 'lessons', '02-bad', 'lesson.md'), LESSON.replace('minutes: 5', 'minutes: 500'));
}

const quiet = { configFile: false, logLevel: 'silent' } as const;
const buildIt = () =>
  build({
    ...quiet,
    root,
    plugins: [lessons(join(root, 'lessons'))],
    build: { write: false, minify: false, lib: { entry: join(root, 'main.js'), formats: ['es'], cssFileName: 'code' } },
  });

describe('virtual:lessons', () => {
  it('holds the summaries, and each lesson in a chunk of its own', async () => {
    const result = await buildIt();
    const output = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
    const chunks = output.filter((file) => file.type === 'chunk');
    const entry = chunks.find((chunk) => chunk.isEntry);
    expect(entry?.code).toContain('A question?');
    expect(entry?.code).not.toContain('First step');
    const others = chunks.filter((chunk) => !chunk.isEntry && chunk.code.includes('First step'));
    // The lesson; what is searched, in English and in German.
    expect(others.map((chunk) => chunk.exports).toSorted()).toEqual([['documents'], ['documents'], ['lesson']]);
  });

  it('holds each recorded run in a chunk of its own', async () => {
    mkdirSync(join(root, 'lessons', '01-good', 'recorded'));
    writeFileSync(join(root, 'lessons', '01-good', 'recorded', 'hello.json'), '{ "format": "a recording" }');
    // Of no program: nobody could ask for it.
    writeFileSync(join(root, 'lessons', '01-good', 'recorded', 'gone.json'), '{ "format": "left behind" }');
    const result = await buildIt();
    const output = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
    const chunks = output.filter((file) => file.type === 'chunk');
    const holding = chunks.filter((chunk) => chunk.code.includes('a recording'));
    expect(holding).toHaveLength(1);
    expect(holding[0]).toMatchObject({ isEntry: false, isDynamicEntry: true });
    expect(holding[0]?.code).not.toContain('First step');
    expect(chunks.some((chunk) => chunk.code.includes('left behind'))).toBe(false);
    // Nor does the list of them come before anybody asks.
    expect(chunks.find((chunk) => chunk.isEntry)?.code).not.toContain('good/hello');
  });

  it('holds the notes for presenting a lesson in a chunk of their own, and nowhere else', async () => {
    writeFileSync(
      join(root, 'lessons', '01-good', 'lesson.md'),
      `${LESSON}\n:::notes\nOnly for whoever presents it.\n:::\n`,
    );
    const result = await buildIt();
    const output = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
    const holding = output.filter((file) => file.type === 'chunk' && file.code.includes('whoever presents'));
    expect(holding).toHaveLength(1);
    expect(holding[0]).toMatchObject({ isEntry: false, isDynamicEntry: true, exports: ['notes'] });
  });

  it('stops a build at a lesson with a problem, naming file and line', async () => {
    addBroken();
    await expect(buildIt()).rejects.toThrow('lessons/02-bad/lesson.md:5: `minutes` must be 60 or less, not 500');
  });

  it('shows the problem in place of the lesson while its author works on it', async () => {
    addBroken();
    const server = await createServer({
      ...quiet,
      root,
      plugins: [lessons(join(root, 'lessons'))],
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    try {
      const good = await server.environments.client.transformRequest('virtual:lessons/good');
      expect(good?.code).toContain('First step');
      const bad = await server.environments.client.transformRequest('virtual:lessons/bad');
      expect(bad?.code).toContain('must be 60 or less, not 500');
    } finally {
      await server.close();
    }
  });
});
