/**
 * A Jupyter notebook (nbformat 4) as one program: its code, cell after cell. A notebook is somebody's own, or anybody's: whatever stands
 * in it, the answer is a program or one sentence that says why there is none.
 *
 * What only Jupyter understands is not Python, and would spoil the whole program: lines of its own (`%matplotlib inline`, `!pip install x`,
 * `dict?`) and cells in other languages (`%%bash`) become comments, so that nothing of the code is lost. Text, outputs and pictures are left
 * out. A cell that writes a file which the notebook then runs (`%%writefile main.py`, `!python main.py`), as `notebook.ts` makes them, is
 * that program.
 */
import * as v from 'valibot';
import { err, ok, type Result } from '../base/result';
import type { Language } from '../runtimes/runtime';

export interface NotebookProgram {
  readonly language: Language;
  readonly text: string;
  /** One sentence: what it was made of, and what is missing. */
  readonly words: string;
}

const Source = v.union([v.string(), v.array(v.string())]);
const Cell = v.object({ cell_type: v.string(), source: Source });
const NotebookJson = v.object({ nbformat: v.number(), cells: v.optional(v.array(v.unknown())) });
const Tongue = v.object({
  metadata: v.object({
    kernelspec: v.optional(v.object({ language: v.optional(v.string()) })),
    language_info: v.optional(v.object({ name: v.optional(v.string()) })),
  }),
});

const TONGUES: Readonly<Record<string, Language>> = {
  python: 'python',
  python3: 'python',
  ipython: 'python',
  typescript: 'typescript',
  javascript: 'typescript',
};

/** `name` is the file's, for the sentences. */
export function readNotebook(name: string, json: string): Result<NotebookProgram> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return err(`${name} is no notebook: it is not JSON.`);
  }
  const parsed = v.safeParse(NotebookJson, value);
  if (!parsed.success) return err(`${name} is no notebook: it is JSON of another kind.`);
  const { nbformat, cells } = parsed.output;
  if (nbformat < 4) return err(`${name} has an old form (nbformat ${nbformat}): save it with today’s Jupyter first.`);
  if (nbformat >= 5 || cells === undefined)
    return err(`${name} has a form that is not known here (nbformat ${nbformat}; it should be 4).`);
  const tongue = languageOf(value);
  const language = TONGUES[tongue.toLowerCase()];
  if (language === undefined)
    return err(`${name} is a notebook in ${tongue.slice(0, 30)}: only Python and TypeScript can run here.`);
  return joined(name, language, cells);
}

function languageOf(notebook: unknown): string {
  const parsed = v.safeParse(Tongue, notebook);
  if (!parsed.success) return 'python';
  const { kernelspec, language_info } = parsed.output.metadata;
  return kernelspec?.language ?? language_info?.name ?? 'python';
}

/** What became of a notebook's cells. */
interface Tally {
  code: number;
  texts: number;
  unread: number;
  /** Lines, and cells, that became comments. */
  lines: number;
  others: number;
}

function joined(name: string, language: Language, cells: readonly unknown[]): Result<NotebookProgram> {
  const tally: Tally = { code: 0, texts: 0, unread: 0, lines: 0, others: 0 };
  const sources: string[] = [];
  for (const each of cells) {
    const cell = v.safeParse(Cell, each);
    if (!cell.success) tally.unread += 1;
    else if (cell.output.cell_type !== 'code') tally.texts += 1;
    else {
      const { source } = cell.output;
      const text = (typeof source === 'string' ? source : source.join('')).replace(/\r\n?/g, '\n').replace(/\n+$/, '');
      if (text.trim() !== '') sources.push(text);
    }
  }
  const parts = language === 'python' ? pythonOf(sources, tally) : sources;
  tally.code = parts.length - tally.others;
  if (tally.code === 0) return err(`${name} has no code that could run here.`);
  const text = `${parts.join('\n\n')}\n`;
  return ok({ language, text, words: wordsFor(name, tally, language === 'python' && awaitsOutside(text)) });
}

const WRITES = /^%%writefile[ \t]+(?:-a[ \t]+|--append[ \t]+)?(.+)$/;
const RUNS = /^(?:!|%run\b|!?python)[ \t]*(?:python3?[ \t]+)?(.+)$/;
const unquoted = (path: string): string => path.trim().replace(/^(["'])(.*)\1$/, '$2');
/** Magics of a cell that has Python below its first line. */
const PYTHON_CELL = /^%%(?:time|timeit|capture|prun|python3?|pypy)\b/;

function pythonOf(sources: readonly string[], tally: Tally): string[] {
  const written = new Set(
    sources.flatMap((source) => {
      const path = WRITES.exec(source.split('\n', 1)[0] ?? '')?.[1];
      return path === undefined ? [] : [unquoted(path)];
    }),
  );
  /** The written file that a cell does nothing else than run. */
  const runOf = (source: string): string | null => {
    const path = source.includes('\n') ? undefined : RUNS.exec(source)?.[1];
    return path !== undefined && written.has(unquoted(path)) ? unquoted(path) : null;
  };
  const main = sources.map(runOf).findLast((path) => path !== null) ?? null;
  const parts: string[] = [];
  for (const source of sources) {
    if (runOf(source) !== null) continue;
    const [first = '', ...rest] = source.split('\n');
    const path = WRITES.exec(first)?.[1];
    if (path !== undefined && unquoted(path) === main) parts.push(rest.join('\n'));
    else if (!first.startsWith('%%')) parts.push(withoutMagics(source, tally));
    else if (PYTHON_CELL.test(first)) {
      tally.lines += 1;
      parts.push([remark(first), withoutMagics(rest.join('\n'), tally)].join('\n'));
    } else {
      tally.others += 1;
      parts.push([remark(first), ...rest.map((line) => `# ${line}`)].join('\n'));
    }
  }
  return parts;
}

const remark = (line: string): string => `# Jupyter only: ${line}`;

/** No line of Python begins so. What is assigned (`files = !ls`) or asked (`dict?`) is no Python either. */
const MAGIC = /^\s*(?:[%!?]|[\p{L}_][\p{L}\p{N}_., \t]*=[ \t]*(?:!|%[\p{L}_]))|^\s*[\p{L}\p{N}_.]+\?{1,2}[ \t]*$/u;

function withoutMagics(source: string, tally: Tally): string {
  const place = new PythonLines();
  let magic = false;
  return source
    .split('\n')
    .map((line) => {
      const goesOn = magic;
      if (!goesOn && !(place.atBeginning && MAGIC.test(line))) {
        place.pass(line);
        return line;
      }
      magic = line.endsWith('\\');
      if (!goesOn) tally.lines += 1;
      const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
      // A block may have nothing else in it.
      return indent === '' || goesOn ? remark(line) : `${indent}pass  ${remark(line.trim())}`;
    })
    .join('\n');
}

/** Follows Python line by line, just closely enough to know which lines begin a statement. */
class PythonLines {
  /** The quotes of the string that the last line left open. */
  #quote: string | null = null;
  #depth = 0;
  #continued = false;

  get atBeginning(): boolean {
    return this.#quote === null && this.#depth === 0 && !this.#continued;
  }

  pass(line: string): void {
    this.#continued = false;
    for (let i = 0; i < line.length; i++) {
      const at = line[i] ?? '';
      if (at === '\\') {
        if (i === line.length - 1) this.#continued = true;
        i += 1;
      } else if (this.#quote !== null) {
        if (line.startsWith(this.#quote, i)) {
          i += this.#quote.length - 1;
          this.#quote = null;
        }
      } else if (at === '#') break;
      else if (at === '"' || at === "'") {
        this.#quote = line.startsWith(at.repeat(3), i) ? at.repeat(3) : at;
        i += this.#quote.length - 1;
      } else if ('([{'.includes(at)) this.#depth += 1;
      else if (')]}'.includes(at)) this.#depth = Math.max(0, this.#depth - 1);
    }
    // Only three quotes hold a string open over a line's end, or a backslash.
    if (this.#quote?.length === 1 && !this.#continued) this.#quote = null;
  }
}

/** A notebook has an event loop that goes on; a program has to start its own. */
function awaitsOutside(text: string): boolean {
  const place = new PythonLines();
  return text.split('\n').some((line) => {
    const begins = place.atBeginning;
    place.pass(line);
    return begins && (/^async[ \t]+(?:for|with)\b/.test(line) || /^[^\s'"#][^'"#]*\bawait\b|^await\b/.test(line));
  });
}

function wordsFor(name: string, { code, texts, unread, lines, others }: Tally, awaits: boolean): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  const out = [
    ...(texts > 0 ? [count(texts, 'cell of text', 'cells of text')] : []),
    ...(unread > 0 ? [count(unread, 'damaged cell', 'damaged cells')] : []),
  ];
  const remarks = [
    ...(lines > 0 ? [count(lines, 'line', 'lines')] : []),
    ...(others > 0 ? [count(others, 'cell', 'cells')] : []),
  ];
  return [
    `${count(code, 'cell', 'cells')} of code from ${name}${code === 1 ? '' : ', one after the other'}`,
    ...(out.length > 0 ? [`${out.join(' and ')} ${texts + unread === 1 ? 'was' : 'were'} left out`] : []),
    ...(remarks.length > 0 ? [`${remarks.join(' and ')} that only Jupyter understands became comments`] : []),
    ...(awaits ? ['what it awaits outside of a function has to go into one, for asyncio.run'] : []),
  ]
    .join('; ')
    .concat('.');
}
