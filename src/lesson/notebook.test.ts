import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsItsOwnProcess, notebookOf, type Notebook } from './notebook';

const about = {
  title: 'Waiting together',
  question: 'Three waits at once?',
  url: 'https://example.org/#/lesson/x',
  notes: [],
};
const simple = { path: 'waits.py', content: 'import time\n\ntime.sleep(1)\nprint("done")\n' };
const guarded = {
  path: 'main.py',
  content: 'from parts import nine\n\nif __name__ == "__main__":\n    print(nine())\n',
};
const parts = { path: 'parts.py', content: 'def nine():\n    return 9\n' };

const text = ({ source }: { readonly source: readonly string[] }) => source.join('');
const code = (notebook: Notebook) => notebook.cells.filter((cell) => cell.cell_type === 'code').map(text);

/** The rules of nbformat 4.5's schema for what we make, key by key: it allows no others in a cell. */
function expectValid(notebook: Notebook) {
  expect(Object.keys(notebook).sort()).toEqual(['cells', 'metadata', 'nbformat', 'nbformat_minor']);
  expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
  expect(notebook.metadata.kernelspec).toEqual({ name: 'python3', display_name: 'Python 3', language: 'python' });
  expect(notebook.metadata.language_info.name).toBe('python');
  for (const cell of notebook.cells) {
    const keys = ['cell_type', 'id', 'metadata', 'source'];
    expect(Object.keys(cell).sort()).toEqual(
      (cell.cell_type === 'code' ? [...keys, 'execution_count', 'outputs'] : keys).sort(),
    );
    if (cell.cell_type === 'code') expect([cell.execution_count, cell.outputs]).toEqual([null, []]);
    expect(cell.id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    for (const line of cell.source) expect(line).not.toMatch(/\n[^]/);
  }
  expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
}

describe('a notebook', () => {
  it('is a cell about the lesson and a cell with the program', () => {
    const notebook = notebookOf(about, 'waits.py', [simple]);
    expectValid(notebook);
    expect(notebook.cells.map((cell) => cell.cell_type)).toEqual(['markdown', 'code']);
    expect(notebook.cells.map(text)[0]).toBe(
      '# Waiting together\n\nThree waits at once?\n\nFrom the lesson [Waiting together](https://example.org/#/lesson/x).',
    );
    expect(code(notebook)).toEqual([simple.content.trimEnd()]);
  });

  it('writes a program of several files beside itself, what is imported first, and runs it in a process of its own', () => {
    const notebook = notebookOf(about, 'main.py', [guarded, parts]);
    expectValid(notebook);
    expect(code(notebook)).toEqual([
      `%%writefile parts.py\n${parts.content.trimEnd()}`,
      `%%writefile main.py\n${guarded.content.trimEnd()}`,
      '!python main.py',
    ]);
    expect(text(notebook.cells[0] ?? { source: [] })).toContain('write the program’s files beside this notebook');
  });

  it('makes the folders of its files first', () => {
    const notebook = notebookOf(about, 'main.py', [guarded, { path: 'data/deep/a.txt', content: 'a\n' }]);
    expect(code(notebook)[0]).toBe('import os\nos.makedirs("data/deep", exist_ok=True)');
  });

  it.each([
    ['has a main guard', 'if __name__ == "__main__":\n    main()\n'],
    ['starts processes', 'from multiprocessing import Process\n'],
    ['starts processes in a pool', 'from concurrent.futures import ProcessPoolExecutor\n'],
    ['runs an event loop', 'import asyncio\nasyncio.run(main())\n'],
    ['runs an event loop by another name', 'from asyncio import run, sleep\nrun(main())\n'],
  ])('is a process of its own where the program %s', (_why, content) => {
    expect(needsItsOwnProcess(content)).toBe(true);
    expect(code(notebookOf(about, 'p.py', [{ path: 'p.py', content }]))).toEqual([
      `%%writefile p.py\n${content.trimEnd()}`,
      '!python p.py',
    ]);
  });

  it('is a cell for threads, which are at home in any process', () => {
    expect(needsItsOwnProcess('import threading\nfrom asyncio import sleep\nthreading.Thread().start()\n')).toBe(false);
  });

  it('holds any text whole, line by line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '"', '\\', ' ', 'é') }), (content) => {
        const notebook = notebookOf(about, 'p.py', [{ path: 'p.py', content }]);
        expectValid(notebook);
        expect(code(notebook)).toEqual([content.replace(/\n+$/, '')]);
      }),
    );
  });
});
