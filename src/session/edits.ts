/**
 * The learner's code: what differs from the lesson's, for each file of each program of each lesson, and of the playground.
 *
 * It is the one thing here that nobody else can make again, so:
 * - it lives apart from everything that can break: a lesson that no longer loads, a crashed view, a failed run never touch
 *   it, and one unreadable record costs that file only;
 * - a change is in memory at once and in storage after a short pause, or at once when the page is hidden or left;
 * - until storage has it, it also stands in a journal that is written in the same turn: a database may drop what a closing
 *   page asks of it (Chromium does), and a crash asks nobody;
 * - a write that fails stays pending and is tried again with the next change or flush; the state says so (`unsaved`);
 * - a reset, or another text in its place, puts the learner's version aside. The last ten such versions, no two of them alike, stay there,
 *   and `restore`, asked again and again, goes through all of them.
 */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Busy } from './busy';
import type { Storage } from './storage';

export interface FileKey {
  readonly lesson: string;
  readonly program: string;
  readonly path: string;
}

export interface Edit {
  /** The learner's text; null when the file is as the lesson has it. */
  readonly text: string | null;
  /** What was put aside last. */
  readonly aside: string | null;
  /** What had been put aside before that, the latest first; absent when there is none. */
  readonly older?: readonly string[];
}

export interface EditsState {
  readonly edits: Readonly<Record<string, Edit>>;
  /** True once what was kept from earlier visits is here. */
  readonly loaded: boolean;
  /** False when changes last only as long as the page. */
  readonly durable: boolean;
  /** True after a write failed (a full disk); false again when it went through. */
  readonly unsaved: boolean;
}

export interface Edits {
  readonly store: StoreApi<EditsState>;
  /** Resolves when what was kept is loaded; never rejects. */
  readonly ready: Promise<void>;
  text(key: FileKey, original: string): string;
  set(key: FileKey, text: string, original: string): void;
  reset(key: FileKey): void;
  /** What was put aside last takes the place of the learner's text, which goes behind everything that was put aside before. */
  restore(key: FileKey): void;
  /** Another text takes the place of the learner's, which is put aside. */
  replace(key: FileKey, text: string, original: string): void;
  /** Drops the learner's text and all that was put aside, for good. */
  forget(key: FileKey): void;
  /** Begins every pending write now. Resolves when they are done, whether they succeeded or not. */
  flush(): Promise<void>;
}

export interface EditsClock {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** A place whose writes are done when the call returns (localStorage). Every call may throw: then there is no journal. */
export interface Journal {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const JOURNAL = 'interleave.unsaved/';
const PREFIX = 'edit/';
const PAUSE_MS = 300;
const NONE: Edit = { text: null, aside: null };

/** How many versions are kept beside the one that stands there. */
const MOST_VERSIONS = 10;

const Kept = v.pipe(
  v.object({ text: v.nullable(v.string()), aside: v.nullable(v.string()), older: v.optional(v.array(v.string()), []) }),
  v.transform(({ text, aside, older }) => withVersions(text, aside, ...older)),
);

/** The versions that were put aside, the next to be brought back first. */
const versionsOf = ({ aside, older = [] }: Edit): readonly (string | null)[] => [aside, ...older];

/** A text with what is put aside for it: no version twice, and none that stands there already. */
function withVersions(text: string | null, ...versions: readonly (string | null)[]): Edit {
  const others = versions.flatMap((version) => (version === null || version === text ? [] : [version]));
  const [aside = null, ...older] = [...new Set(others)].slice(0, MOST_VERSIONS);
  return older.length === 0 ? { text, aside } : { text, aside, older };
}

export function fileKey({ lesson, program, path }: FileKey): string {
  return PREFIX + [lesson, program, path].map(encodeURIComponent).join('/');
}

/** The inverse of `fileKey`; null for what is no key of a file. */
export function fileOfKey(key: string): FileKey | null {
  if (!key.startsWith(PREFIX)) return null;
  try {
    const [lesson, program, path, ...rest] = key.slice(PREFIX.length).split('/').map(decodeURIComponent);
    if (lesson === undefined || program === undefined || path === undefined || rest.length > 0) return null;
    return { lesson, program, path };
  } catch {
    return null;
  }
}

export function createEdits(
  storage: Promise<Storage>,
  clock: EditsClock,
  busy: Busy,
  openJournal: () => Journal | null = () => null,
): Edits {
  const store = createStore<EditsState>(() => ({ edits: {}, loaded: false, durable: true, unsaved: false }));
  const pending = new Set<string>();
  let timer: unknown = null;
  let pause: (() => void) | null = null;
  let opened: Storage | null = null;
  let writing: Promise<void> = Promise.resolve();

  const ready = busy.during(
    'load your changes',
    (async () => {
      opened = await storage;
      let kept: readonly (readonly [string, unknown])[] = [];
      try {
        kept = await opened.entries(PREFIX);
      } catch {
        store.setState({ unsaved: true });
      }
      const edits: Record<string, Edit> = {};
      for (const [key, value] of kept) {
        const parsed = v.safeParse(Kept, value);
        if (parsed.success) edits[key] = parsed.output;
      }
      // What a page that was closed too fast had left to write.
      for (const [key, edit] of readJournal(openJournal)) {
        edits[key] = edit;
        pending.add(key);
      }
      // What was typed while this was loading is newer.
      store.setState((state) => ({
        edits: { ...edits, ...state.edits },
        loaded: true,
        durable: opened?.durable ?? false,
      }));
      if (pending.size > 0) await flush();
    })(),
  );

  function change(key: string, edit: Edit): void {
    store.setState((state) => ({ edits: { ...state.edits, [key]: edit } }));
    pending.add(key);
    inJournal(openJournal, (journal) => journal.setItem(JOURNAL + key, JSON.stringify(edit)));
    if (timer !== null) clock.clearTimeout(timer);
    pause ??= busy.begin('save your changes');
    timer = clock.setTimeout(() => void flush(), PAUSE_MS);
  }

  function flush(): Promise<void> {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    const done = pause;
    pause = null;
    const target = opened;
    if (target === null || pending.size === 0) {
      done?.();
      return writing;
    }
    const keys = [...pending];
    pending.clear();
    // Started synchronously: a page that is being left gives no second turn.
    const writes = keys.map(async (key) => {
      const edit = store.getState().edits[key] ?? NONE;
      try {
        await (edit.text === null && edit.aside === null ? target.delete(key) : target.set(key, edit));
        // A newer change has its own entry, and its own write to come.
        if (!pending.has(key)) inJournal(openJournal, (journal) => journal.removeItem(JOURNAL + key));
        return true;
      } catch {
        pending.add(key);
        return false;
      }
    });
    writing = Promise.all([writing, ...writes]).then(([, ...saved]) => {
      store.setState({ unsaved: saved.includes(false) });
      done?.();
    });
    return writing;
  }

  return {
    store,
    ready,
    text: (key, original) => store.getState().edits[fileKey(key)]?.text ?? original,
    set(key, text, original) {
      const id = fileKey(key);
      const before = store.getState().edits[id] ?? NONE;
      const next = text === original ? null : text;
      if (before.text !== next) change(id, { ...before, text: next });
    },
    reset(key) {
      const id = fileKey(key);
      const before = store.getState().edits[id];
      if (before?.text != null) change(id, withVersions(null, before.text, ...versionsOf(before)));
    },
    restore(key) {
      const id = fileKey(key);
      const before = store.getState().edits[id];
      if (before?.aside != null) change(id, withVersions(before.aside, ...(before.older ?? []), before.text));
    },
    replace(key, text, original) {
      const id = fileKey(key);
      const before = store.getState().edits[id] ?? NONE;
      const next = text === original ? null : text;
      if (before.text !== next) change(id, withVersions(next, before.text, ...versionsOf(before)));
    },
    forget(key) {
      const id = fileKey(key);
      const before = store.getState().edits[id] ?? NONE;
      if (before.text !== null || before.aside !== null) change(id, NONE);
    },
    flush,
  };
}

function inJournal(open: () => Journal | null, use: (journal: Journal) => void): void {
  try {
    const journal = open();
    if (journal) use(journal);
  } catch {
    // Refused or full: the database alone must do.
  }
}

function readJournal(open: () => Journal | null): readonly (readonly [string, Edit])[] {
  const found: (readonly [string, Edit])[] = [];
  inJournal(open, (journal) => {
    for (let i = 0; i < journal.length; i++) {
      const name = journal.key(i);
      if (name?.startsWith(JOURNAL) !== true) continue;
      try {
        const parsed = v.safeParse(Kept, JSON.parse(journal.getItem(name) ?? ''));
        if (parsed.success) found.push([name.slice(JOURNAL.length), parsed.output]);
      } catch {
        // Cut off in the middle: nothing to read.
      }
    }
  });
  return found;
}
