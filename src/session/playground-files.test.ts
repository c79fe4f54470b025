import { describe, expect, it } from 'vitest';
import type { Program } from '../lesson/lesson';
import { MOST_OPENED, ownProgram } from './playground';
import {
  createPlaygroundFiles,
  filePickers,
  type FileHandle,
  type FilePickers,
  type ReadFile,
} from './playground-files';

/** A file on a disk: what stands in it, whether a page may write to it, and how often it was asked. */
class FakeFile implements FileHandle {
  readonly kind = 'file';
  asked = 0;
  aborted = 0;
  gone = false;
  full = false;
  constructor(
    readonly name: string,
    public content: string,
    public permission: 'granted' | 'prompt' | 'denied' = 'prompt',
    readonly id = name,
  ) {}
  getFile = async () => {
    if (this.gone) throw named('NotFoundError');
    return new Blob([this.content]);
  };
  createWritable = async () => {
    if (this.gone) throw named('NotFoundError');
    let written = '';
    return {
      write: async (text: string) => {
        if (this.full) throw named('QuotaExceededError');
        written += text;
      },
      close: async () => void (this.content = written),
      abort: async () => void (this.aborted += 1),
    };
  };
  isSameEntry = async (other: FileHandle): Promise<boolean> => other instanceof FakeFile && other.id === this.id;
  queryPermission = async () => this.permission;
  requestPermission = async () => {
    this.asked += 1;
    if (this.permission === 'prompt') this.permission = 'granted';
    return this.permission;
  };
}

function named(name: string): Error {
  return Object.assign(new Error(`a ${name}`), { name });
}

const program = (id: string, name = 'sums'): Program => ownProgram(id, name, 'python');
const picking = (save: FileHandle | null): FilePickers & { suggested: string[] } => {
  const suggested: string[] = [];
  return { suggested, open: async () => null, save: async (name) => (suggested.push(name), save) };
};

async function opened(file: FakeFile, pickers: FilePickers = picking(null)) {
  const files = createPlaygroundFiles(pickers);
  const read = await files.read(await file.getFile(), file.name, 'python');
  if ('problem' in read) throw new Error(read.problem);
  files.link('a', file, read);
  return { files, read };
}

describe('a file of the learner’s', () => {
  const files = createPlaygroundFiles(null);
  const read = (name: string, content: BlobPart) => files.read(new Blob([content]), name, 'python');

  it('is a program in the language of its ending, or in the one that is shown', async () => {
    expect(await read('sums.py', 'x = 1\r\n')).toEqual({
      name: 'sums',
      language: 'python',
      text: 'x = 1\n',
      disk: 'x = 1\r\n',
      words: null,
    } satisfies ReadFile);
    expect(await read('loop.mjs', 'x')).toMatchObject({ name: 'loop', language: 'typescript' });
    expect(await read('notes.txt', 'x')).toMatchObject({ name: 'notes', language: 'python' });
  });

  it('may be a notebook, whose code it is then, with a sentence', async () => {
    const cells = [
      { cell_type: 'markdown', source: '# Sums' },
      { cell_type: 'code', source: ['x = 1\n', 'print(x)'] },
    ];
    const json = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
    expect(await read('week 3.ipynb', json)).toEqual({
      name: 'week 3',
      language: 'python',
      text: 'x = 1\nprint(x)\n',
      disk: null,
      words: '1 cell of code from week 3.ipynb; 1 cell of text was left out.',
    } satisfies ReadFile);
    expect(await read('week.ipynb', '{')).toEqual({ problem: 'week.ipynb is no notebook: it is not JSON.' });
  });

  it('may not be too large, where a notebook’s pictures do not count', async () => {
    const long = 'x'.repeat(MOST_OPENED + 1);
    expect(await read('a.py', long)).toEqual({ problem: 'a.py is larger than 1 MB: too large to be opened.' });
    const notebook = (source: string, output: string) =>
      JSON.stringify({ nbformat: 4, metadata: {}, cells: [{ cell_type: 'code', source, outputs: [output] }] });
    expect(await read('a.ipynb', notebook('x = 1', long))).toMatchObject({ text: 'x = 1\n' });
    expect(await read('a.ipynb', notebook(long, ''))).toHaveProperty('problem');
  });
});

describe('saving', () => {
  it('writes back to the file that the program came from, after the browser has asked', async () => {
    const file = new FakeFile('sums.py', 'x = 1\n');
    const { files } = await opened(file);
    expect(files.store.getState().linked).toEqual({ a: { name: 'sums.py', text: 'x = 1\n' } });
    expect(await files.save(program('a'), 'x = 2\n')).toEqual({ kind: 'saved', said: 'sums.py was saved.' });
    expect(file).toMatchObject({ content: 'x = 2\n', asked: 1 });
    expect(files.store.getState().linked['a']?.text).toBe('x = 2\n');
    await files.save(program('a'), 'x = 3\n');
    expect(file).toMatchObject({ content: 'x = 3\n', asked: 1 });
  });

  it('keeps the line ends of the file', async () => {
    const file = new FakeFile('sums.py', 'x = 1\r\ny = 2\r\n');
    const { files } = await opened(file);
    await files.save(program('a'), 'x = 2\ny = 3\n');
    expect(file.content).toBe('x = 2\r\ny = 3\r\n');
    await files.save(program('a'), 'z\n');
    expect(file.content).toBe('z\r\n');
  });

  it('says so and writes nothing where it is not allowed to', async () => {
    const file = new FakeFile('sums.py', 'x = 1\n', 'denied');
    const { files } = await opened(file);
    expect(await files.save(program('a'), 'x = 2\n')).toEqual({
      kind: 'problem',
      problem: 'Nothing was saved: the browser does not let this page write to sums.py.',
    });
    expect(file.content).toBe('x = 1\n');
  });

  it('does not write over what another program wrote in the meantime, unless it is meant', async () => {
    const file = new FakeFile('sums.py', 'x = 1\n');
    const { files } = await opened(file);
    file.content = 'somebody else’s\n';
    expect(await files.save(program('a'), 'x = 2\n')).toMatchObject({
      problem: expect.stringMatching(/another program has changed sums\.py since\. Save again/) as string,
    });
    expect(file.content).toBe('somebody else’s\n');
    expect(await files.save(program('a'), 'x = 2\n')).toMatchObject({ kind: 'saved' });
    expect(file.content).toBe('x = 2\n');
    file.content = 'once more\n';
    expect(await files.save(program('a'), 'x = 3\n')).toMatchObject({ kind: 'problem' });
  });

  it('asks for a place the first time, and remembers it', async () => {
    const file = new FakeFile('chosen.py', '', 'granted');
    const pickers = picking(file);
    const files = createPlaygroundFiles(pickers);
    expect(await files.save(program('a', 'a/b'), 'x = 1\n')).toMatchObject({ said: 'chosen.py was saved.' });
    expect(pickers.suggested).toEqual(['b.py']);
    await files.save(program('a'), 'x = 2\n');
    expect(pickers.suggested).toHaveLength(1);
    expect(file.content).toBe('x = 2\n');
  });

  it('is nothing where the learner thinks better of it, and a download where no page may write', async () => {
    expect(await createPlaygroundFiles(picking(null)).save(program('a'), 'x')).toEqual({ kind: 'nothing' });
    expect(await createPlaygroundFiles(null).save(program('a'), 'x')).toEqual({ kind: 'download' });
  });

  it('never writes to a notebook that was opened', async () => {
    const cells = [{ cell_type: 'code', source: 'x = 1' }];
    const file = new FakeFile('week.ipynb', JSON.stringify({ nbformat: 4, metadata: {}, cells }));
    const before = file.content;
    const place = new FakeFile('week.py', '');
    const { files } = await opened(file, picking(place));
    await files.save(program('a'), 'x = 2\n');
    expect(file.content).toBe(before);
    expect(place.content).toBe('x = 2\n');
  });

  it('says why a write failed, and leaves the file whole', async () => {
    const file = new FakeFile('sums.py', 'x = 1\n');
    const { files } = await opened(file);
    file.full = true;
    expect(await files.save(program('a'), 'x = 2\n')).toEqual({
      kind: 'problem',
      problem: 'sums.py could not be saved (a QuotaExceededError). The program is still here.',
    });
    expect(file).toMatchObject({ content: 'x = 1\n', aborted: 1 });
  });

  it('asks for another place after the file was moved away', async () => {
    const file = new FakeFile('sums.py', 'x = 1\n');
    const place = new FakeFile('new.py', '');
    const { files } = await opened(file, picking(place));
    file.gone = true;
    expect(await files.save(program('a'), 'x = 2\n')).toMatchObject({
      problem: 'Nothing was saved: sums.py is no longer where it was. Save again to choose a place.',
    });
    expect(files.store.getState().linked).toEqual({});
    expect(await files.save(program('a'), 'x = 2\n')).toMatchObject({ said: 'new.py was saved.' });
  });

  it('takes turns, so that the last text is the one that stays', async () => {
    const file = new FakeFile('sums.py', '');
    const { files } = await opened(file);
    await Promise.all(['1', '2', '3'].map((text) => files.save(program('a'), text)));
    expect(file.content).toBe('3');
  });

  it('knows a file again that was opened before', async () => {
    const { files } = await opened(new FakeFile('sums.py', 'x', 'granted', 'disk/sums'));
    expect(await files.linkedTo(new FakeFile('sums.py', 'x', 'granted', 'disk/sums'))).toBe('a');
    expect(await files.linkedTo(new FakeFile('sums.py', 'x', 'granted', 'other/sums'))).toBeNull();
  });
});

describe('the browser’s dialogs', () => {
  it('are used where the browser has both', async () => {
    const file = new FakeFile('a.py', '');
    expect(filePickers({})).toBeNull();
    const pickers = filePickers({ showOpenFilePicker: async () => [file], showSaveFilePicker: async () => file });
    expect(await pickers?.open()).toBe(file);
    expect(await pickers?.save('x.py')).toBe(file);
  });

  it('answer nothing when the learner leaves them, and hide no other mistake', async () => {
    const failing = (name: string) => async () => Promise.reject(named(name));
    const left = filePickers({ showOpenFilePicker: failing('AbortError'), showSaveFilePicker: failing('AbortError') });
    expect(await left?.open()).toBeNull();
    expect(await left?.save('x')).toBeNull();
    const broken = filePickers({ showOpenFilePicker: failing('SecurityError'), showSaveFilePicker: failing('x') });
    await expect(broken?.open()).rejects.toThrow('SecurityError');
  });
});
