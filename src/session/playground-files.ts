/**
 * Files of the learner's own: read into the playground, and saved back where the browser lets a page do that (the File System Access
 * API). Elsewhere what is opened is a copy, and what is saved is a download.
 *
 * A program that came from a file remembers it for as long as the page is open. Saving writes to that file, after the browser has asked the
 * learner. What another program has written to it in the meantime is not overwritten unseen: the first try says so, the second one is meant.
 * A notebook is read only: a program does not hold what was left out of it, so that saving asks for a place.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { safeName } from '../base/safe-path';
import type { Program } from '../lesson/lesson';
import type { Language } from '../runtimes/runtime';
import { ownTexts } from '../texts/en/own-programs';
import { languageOf, MOST_OPENED, openedProgram } from './playground';

/** The part of a `FileSystemFileHandle` that is used. */
export interface FileHandle {
  readonly kind?: string;
  readonly name: string;
  getFile(): Promise<Blob>;
  createWritable(): Promise<FileWriter>;
  isSameEntry?(other: FileHandle): Promise<boolean>;
  /** Only Chromium asks in this way. */
  queryPermission?(mode: { readonly mode: 'readwrite' }): Promise<string>;
  requestPermission?(mode: { readonly mode: 'readwrite' }): Promise<string>;
}

export interface FileWriter {
  write(text: string): Promise<void>;
  close(): Promise<void>;
  abort?(): Promise<void>;
}

/** The browser's own dialogs. Each answers null when the learner thinks better of it. */
export interface FilePickers {
  open(): Promise<FileHandle | null>;
  save(name: string): Promise<FileHandle | null>;
}

export interface ReadFile {
  /** For its tab. */
  readonly name: string;
  readonly language: Language;
  readonly text: string;
  /** As it stands in the file, with its own line ends; null for a notebook, of which only the code is here. */
  readonly disk: string | null;
  /** What became of a notebook, a sentence; null for a program. */
  readonly words: string | null;
}

/** How saving went: `said` and `problem` are one sentence each. */
export type Saved =
  | { readonly kind: 'saved'; readonly said: string }
  | { readonly kind: 'problem'; readonly problem: string }
  /** The learner thought better of it. */
  | { readonly kind: 'nothing' }
  /** This browser gives no file to a page. */
  | { readonly kind: 'download' };

/** The file that a program came from, or was saved to. */
export interface Linked {
  readonly name: string;
  /** The program as it stands in the file. */
  readonly text: string;
}

export interface PlaygroundFiles {
  readonly store: StoreApi<{ readonly linked: Readonly<Record<string, Linked>> }>;
  /** Null where the browser has no such dialogs. */
  readonly pickers: FilePickers | null;
  read(file: Blob, name: string, otherwise: Language): Promise<ReadFile | { readonly problem: string }>;
  /** The program `id` stands in this file as it is. */
  link(id: string, handle: FileHandle, read: ReadFile): void;
  /** The program that came from this file; null where none did. */
  linkedTo(handle: FileHandle): Promise<string | null>;
  /** Writes to the program's file, or to one that the learner chooses. */
  save(program: Program, text: string): Promise<Saved>;
}

/** Outputs and pictures make notebooks large; the code in them is not. */
const MOST_NOTEBOOK = 30_000_000;

interface Link {
  readonly handle: FileHandle;
  /** As it was when we last saw it; null when we have not. */
  disk: string | null;
  /** The learner knows that it is another one by now. */
  warned: boolean;
}

export function createPlaygroundFiles(pickers: FilePickers | null): PlaygroundFiles {
  const store = createStore<{ readonly linked: Readonly<Record<string, Linked>> }>(() => ({ linked: {} }));
  const links = new Map<string, Link>();
  /** One write at a time: whoever presses twice has saved twice. */
  let before: Promise<unknown> = Promise.resolve();

  function remember(id: string, link: Link, text: string): void {
    links.set(id, link);
    store.setState(({ linked }) => ({ linked: { ...linked, [id]: { name: link.handle.name, text } } }));
  }

  function forget(id: string): void {
    links.delete(id);
    store.setState(({ linked }) => ({
      linked: Object.fromEntries(Object.entries(linked).filter(([key]) => key !== id)),
    }));
  }

  async function write(program: Program, text: string): Promise<Saved> {
    let link = links.get(program.id);
    if (link === undefined) {
      if (pickers === null) return { kind: 'download' };
      const handle = await pickers.save(safeName(program.title));
      if (handle === null) return { kind: 'nothing' };
      // The dialog has asked whether a file that is there is to be overwritten.
      link = { handle, disk: null, warned: false };
    }
    const { handle } = link;
    const { name } = handle;
    if (!(await mayWrite(handle))) return { kind: 'problem', problem: ownTexts.notWritable(name) };
    const content = link.disk !== null && isFromWindows(link.disk) ? text.replace(/\n/g, '\r\n') : text;
    if (link.disk !== null && !link.warned) {
      const now = await (await handle.getFile()).text();
      if (now !== link.disk && now !== content) {
        link.warned = true;
        return {
          kind: 'problem',
          problem: ownTexts.changedMeanwhile(name),
        };
      }
    }
    const writer = await handle.createWritable();
    try {
      await writer.write(content);
      await writer.close();
    } catch (error) {
      await writer.abort?.().catch(() => undefined);
      throw error;
    }
    remember(program.id, { handle, disk: content, warned: false }, text);
    return { kind: 'saved', said: ownTexts.saved(name) };
  }

  return {
    store,
    pickers,
    async read(file, name, otherwise) {
      const isNotebook = /\.ipynb$/i.test(name);
      const most = isNotebook ? MOST_NOTEBOOK : MOST_OPENED;
      // No more is read than is needed to see that it is too much.
      const opened = openedProgram(name, await bytesOf(file.slice(0, most + 1)), most);
      if ('problem' in opened) return opened;
      const { text: program, disk } = opened;
      const stem = name.replace(/\.[^.]*$/, '') || name;
      if (!isNotebook) return { name: stem, language: languageOf(name) ?? otherwise, text: program, disk, words: null };
      const { readNotebook } = await import('../lesson/notebook-reader');
      const notebook = readNotebook(name, disk);
      if (!notebook.ok) return { problem: notebook.error };
      const { language, text, words } = notebook.value;
      return text.length > MOST_OPENED
        ? { problem: ownTexts.codeTooLarge(name) }
        : { name: stem, language, text, disk: null, words };
    },
    link(id, handle, read) {
      if (read.disk !== null) remember(id, { handle, disk: read.disk, warned: false }, read.text);
    },
    async linkedTo(handle) {
      for (const [id, link] of links) {
        if (link.handle === handle) return id;
        const same = await link.handle.isSameEntry?.(handle).catch(() => false);
        if (same === true) return id;
      }
      return null;
    },
    save(program, text) {
      const saved = before.then(async (): Promise<Saved> => {
        try {
          return await write(program, text);
        } catch (error) {
          const { name } = links.get(program.id)?.handle ?? { name: program.title };
          // Moved or removed: the next time the learner chooses a place.
          if (isCalled(error, 'NotFoundError')) forget(program.id);
          return {
            kind: 'problem',
            problem: isCalled(error, 'NotFoundError')
              ? ownTexts.notThere(name)
              : ownTexts.notSaved(name, error instanceof Error ? error.message : String(error)),
          };
        }
      });
      before = saved;
      return saved;
    },
  };
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

async function mayWrite(handle: FileHandle): Promise<boolean> {
  const mode = { mode: 'readwrite' } as const;
  if (handle.requestPermission === undefined) return true;
  if ((await handle.queryPermission?.(mode)) === 'granted') return true;
  return (await handle.requestPermission(mode)) === 'granted';
}

const isCalled = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

const isFromWindows = (text: string): boolean => text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text);

interface PickerWindow {
  readonly showOpenFilePicker?: (options: object) => Promise<readonly FileHandle[]>;
  readonly showSaveFilePicker?: (options: object) => Promise<FileHandle>;
}

/** The dialogs of this browser; null where it has none. */
export function filePickers(window: object): FilePickers | null {
  const { showOpenFilePicker: open, showSaveFilePicker: save } = window as PickerWindow;
  if (open === undefined || save === undefined) return null;
  const unlessLeft = async <T>(picked: Promise<T>): Promise<T | null> => {
    try {
      return await picked;
    } catch (error) {
      if (isCalled(error, 'AbortError')) return null;
      throw error;
    }
  };
  const description = ownTexts.programsAndNotebooks;
  return {
    open: async () =>
      (await unlessLeft(open.call(window, { id: 'playground', types: [{ description, accept: KINDS }] })))?.[0] ?? null,
    save: (name) => unlessLeft(save.call(window, { id: 'playground', suggestedName: name })),
  };
}

const KINDS = {
  'text/x-python': ['.py'],
  'text/javascript': ['.ts', '.js', '.mjs'],
  'application/x-ipynb+json': ['.ipynb'],
  'application/json': ['.json'],
};

/** For the file field of browsers without those dialogs. */
export const OPENED_KINDS = '.py,.ts,.js,.mjs,.ipynb,.json,text/x-python,text/javascript,text/plain';
