import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notebookOf } from './notebook';
import { readNotebook } from './notebook-reader';

const code = (source: string | readonly string[]) => ({
  cell_type: 'code',
  id: 'x',
  metadata: {},
  outputs: [],
  source,
});
const text = (source: string) => ({ cell_type: 'markdown', id: 'y', metadata: {}, source });
const notebook = (cells: readonly unknown[], more: object = {}) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });

function read(cells: readonly unknown[], more: object = {}) {
  const result = readNotebook('week.ipynb', notebook(cells, more));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
const problem = (json: string) => {
  const result = readNotebook('week.ipynb', json);
  return result.ok ? null : result.error;
};

describe('a notebook that is opened', () => {
  it('is its cells of code, one after the other, without its text', () => {
    const { text: program, words } = read([
      text('# Week 3'),
      code(['import time\n', 'time.sleep(1)\n']),
      code('print("done")\r\n'),
      code('  \n'),
    ]);
    expect(program).toBe('import time\ntime.sleep(1)\n\nprint("done")\n');
    expect(words).toBe('2 cells of code from week.ipynb, one after the other; 1 cell of text was left out.');
  });

  it('has what only Jupyter understands as comments, each line and each cell counted', () => {
    const { text: program, words } = read([
      code('%matplotlib inline\n!pip install \\\n  numpy\nimport numpy'),
      code('%%time\nfiles = !ls\nif files:\n    !echo "(\nprint(files)\ndict.get?'),
      code('%%bash\nls | wc\nrm -r x'),
    ]);
    expect(program).toBe(
      [
        '# Jupyter only: %matplotlib inline',
        '# Jupyter only: !pip install \\',
        '# Jupyter only:   numpy',
        'import numpy',
        '',
        '# Jupyter only: %%time',
        '# Jupyter only: files = !ls',
        'if files:',
        '    pass  # Jupyter only: !echo "(',
        'print(files)',
        '# Jupyter only: dict.get?',
        '',
        '# Jupyter only: %%bash',
        '# ls | wc',
        '# rm -r x',
        '',
      ].join('\n'),
    );
    expect(words).toBe(
      '2 cells of code from week.ipynb, one after the other; 6 lines and 1 cell that only Jupyter understands became comments.',
    );
  });

  it('keeps what looks like it inside of strings and of lines that go on', () => {
    const program = `text = '''\n!not a shell\n%not magic\n'''\nrest = (17\n  % 5)\nsame = 17 \\\n  % 5\nx = 'it\\'s' # (\n`;
    expect(read([code(program)])).toEqual({
      language: 'python',
      text: program,
      words: '1 cell of code from week.ipynb.',
    });
  });

  it('says that a program has to start its own loop, where cells await', () => {
    expect(read([code('x = await fetch()')]).words).toMatch(/what it awaits outside of a function has to go into one/);
    expect(read([code('async with lock:\n    pass')]).words).toMatch(/awaits outside/);
    expect(read([code('# await\nprint("await")\nasync def f():\n    await g()')]).words).not.toMatch(/awaits/);
  });

  it('may be in TypeScript, as its kernel says', () => {
    const kernel = { metadata: { kernelspec: { name: 'deno', language: 'typescript' } } };
    expect(read([code('let x: number = 1;')], kernel)).toMatchObject({
      language: 'typescript',
      text: 'let x: number = 1;\n',
    });
  });

  it('is refused in one sentence where it is none, or none for here', () => {
    expect(problem('')).toBe('week.ipynb is no notebook: it is not JSON.');
    expect(problem('{"a": 1')).toBe('week.ipynb is no notebook: it is not JSON.');
    expect(problem('{"traceEvents": []}')).toBe('week.ipynb is no notebook: it is JSON of another kind.');
    expect(problem(JSON.stringify({ nbformat: 3, worksheets: [] }))).toMatch(/has an old form \(nbformat 3\)/);
    expect(problem(notebook([], { nbformat: 5 }))).toMatch(
      /form that is not known here \(nbformat 5; it should be 4\)/,
    );
    expect(problem(notebook([code('x')], { metadata: { language_info: { name: 'R' } } }))).toBe(
      'week.ipynb is a notebook in R: only Python and TypeScript can run here.',
    );
    expect(problem(notebook([text('only words')]))).toBe('week.ipynb has no code that could run here.');
    expect(problem(notebook([code('%%html\n<b>x</b>')]))).toBe('week.ipynb has no code that could run here.');
  });

  it('loses no more than the cells that are damaged', () => {
    const { text: program, words } = read([{ cell_type: 'code', source: 7 }, null, code('print(1)')]);
    expect(program).toBe('print(1)\n');
    expect(words).toBe('1 cell of code from week.ipynb; 2 damaged cells were left out.');
  });

  it('is never a crash, whatever stands in the file', () => {
    fc.assert(fc.property(fc.string(), (json) => void readNotebook('x.ipynb', json)));
    fc.assert(fc.property(fc.json(), (json) => void readNotebook('x.ipynb', json)));
    const value = fc.jsonValue();
    const cells = fc.array(
      fc.oneof(value, fc.record({ cell_type: fc.constantFrom('code', 'raw', 'x'), source: value })),
    );
    const odd = fc.record({
      nbformat: fc.oneof(fc.constant(4), value),
      metadata: value,
      cells: fc.oneof(cells, value),
    });
    fc.assert(fc.property(odd, (notebook) => void readNotebook('x.ipynb', JSON.stringify(notebook))));
  });

  it('comments out nothing twice, and every line of a cell in another language', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '%', '!', '"', "'", '(', ')', '\\', '#', ' ', '=', '?') });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const once = readNotebook('x.ipynb', notebook([code(lines.join('\n'))]));
        if (!once.ok) return;
        const again = readNotebook('x.ipynb', notebook([code(once.value.text)]));
        expect(again.ok && again.value.text).toBe(once.value.text);
      }),
    );
  });
});

describe('a notebook that was made here', () => {
  const statement = fc.constantFrom(
    'import time',
    'time.sleep(0.1)',
    'print(f"{1 + 1}: {d["k"]}")',
    "text = '''\n%timeit x\n!ls 'a'\n'''",
    'rest = (7\n% 5)',
    'rest = 7 \\\n% 5',
    'def f():\n    """Says\n    ! hello\n    """\n    return {  # (\n        1: "#",\n    }',
    '# %%bash ! ( [ "',
    'quoted = \'it\\\'s\' + "\\"("',
    '',
    'import asyncio\nasyncio.run(main())',
    'from multiprocessing import Process',
    'if __name__ == "__main__":\n    main()',
  );
  const program = fc
    .array(statement, { minLength: 1, maxLength: 12 })
    .map((lines) => `${lines.join('\n').replace(/\n+$/, '')}\n`)
    .filter((text) => text.trim() !== '');
  const name = fc.constantFrom('main.py', 'two words.py', 'größe-2.py');

  it('comes back as the program that it was made of', () => {
    fc.assert(
      fc.property(program, name, (content, path) => {
        const about = { title: 'A title', question: 'A question?', url: '', notes: ['%pip', '!ls'] };
        const made = JSON.stringify(notebookOf(about, path, [{ path, content }]));
        const back = readNotebook('x.ipynb', made);
        expect(back.ok ? back.value.text : back.error).toBe(content);
      }),
    );
  });

  it('keeps the other files of a program of several as comments', () => {
    const files = [
      { path: 'main.py', content: 'from parts import nine\nif __name__ == "__main__":\n    print(nine())\n' },
      { path: 'parts.py', content: 'def nine():\n    return 9\n' },
    ];
    const made = notebookOf({ title: 't', question: 'q', url: '', notes: [] }, 'main.py', files);
    const back = readNotebook('x.ipynb', JSON.stringify(made));
    expect(back.ok && back.value.text).toBe(
      `# Jupyter only: %%writefile parts.py\n# def nine():\n#     return 9\n\n${files[0]?.content ?? ''}`,
    );
  });
});
