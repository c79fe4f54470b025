/**
 * A Python program as a Jupyter notebook (nbformat 4.5): what it is about in a first cell, then the program.
 *
 * A program of one file that needs nothing of its own process is a cell to run. Others are written to files beside the notebook and run
 * as `python file.py`, because a notebook's kernel is not a program's main module: a process that is started anew (`spawn`) finds nothing
 * to import in it, and it has an event loop of its own already, in which `asyncio.run` refuses to run.
 */

export interface NotebookAbout {
  readonly title: string;
  /** One sentence. */
  readonly question: string;
  /** Where the lesson is read. */
  readonly url: string;
  /** More sentences for who runs it outside of the page: Markdown. */
  readonly notes: readonly string[];
}

export interface NotebookFile {
  readonly path: string;
  readonly content: string;
}

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly id: string;
  readonly metadata: Readonly<Record<string, never>>;
  /** Lines with their ends, as Jupyter writes them. */
  readonly source: readonly string[];
  readonly execution_count?: null;
  readonly outputs?: readonly never[];
}

export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: {
    readonly kernelspec: { readonly name: 'python3'; readonly display_name: string; readonly language: 'python' };
    readonly language_info: { readonly name: 'python'; readonly file_extension: '.py' };
  };
  readonly cells: readonly Cell[];
}

/** `files` holds the program whole, its entry among them. */
export function notebookOf(about: NotebookAbout, entry: string, files: readonly NotebookFile[]): Notebook {
  const main = files.find(({ path }) => path === entry);
  const asFiles = files.length > 1 || main === undefined || needsItsOwnProcess(main.content);
  // What is imported comes before what imports it.
  const ordered = [...files.filter(({ path }) => path !== entry), ...(main === undefined ? [] : [main])];
  const code = asFiles
    ? [
        ...folders(files),
        ...ordered.map(({ path, content }) => `%%writefile ${path}\n${content}`),
        `!python ${quoted(entry)}`,
      ]
    : [main.content];
  const words = [
    `# ${about.title}\n\n${about.question}`,
    ...(about.url === '' ? [] : [`From the lesson [${about.title}](${about.url}).`]),
    ...(asFiles
      ? ['The cells write the program’s files beside this notebook and run them as a program of its own.']
      : []),
    ...about.notes,
  ];
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python', file_extension: '.py' },
    },
    cells: [
      { cell_type: 'markdown', id: 'about', metadata: {}, source: lines(words.join('\n\n')) },
      ...code.map((text, i): Cell => ({
        cell_type: 'code',
        id: `code-${i + 1}`,
        metadata: {},
        execution_count: null,
        outputs: [],
        source: lines(text.replace(/\n+$/, '')),
      })),
    ],
  };
}

/** Whether a program must be the main module of a process of its own. */
export function needsItsOwnProcess(code: string): boolean {
  return (
    /\b__name__\s*==/.test(code) ||
    /^[ \t]*(?:import|from)[ \t]+multiprocessing\b/m.test(code) ||
    /\bProcessPoolExecutor\b|\bInterpreterPoolExecutor\b/.test(code) ||
    /\basyncio\s*\.\s*(?:run|Runner)\s*\(|\brun_until_complete\s*\(/.test(code) ||
    /^[ \t]*from[ \t]+asyncio[ \t]+import\b.*\b(?:run|Runner)\b/m.test(code)
  );
}

/** `%%writefile` makes no folders. */
function folders(files: readonly NotebookFile[]): readonly string[] {
  const wanted = [...new Set(files.map(({ path }) => path.split('/').slice(0, -1).join('/')))].filter((f) => f !== '');
  if (wanted.length === 0) return [];
  return [`import os\n${wanted.map((folder) => `os.makedirs(${JSON.stringify(folder)}, exist_ok=True)`).join('\n')}`];
}

/** For a shell. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : JSON.stringify(path));

const lines = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');
