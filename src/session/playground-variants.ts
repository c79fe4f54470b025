/**
 * The learner's own programs on an open page: her two programs, the variants beside them, and how she last set up a race of them.
 *
 * The list is kept where the programs are, as one more text of the playground (`edits.ts`), so that it has all that they have: it stands in
 * the journal in the turn in which it changes, a write that fails is tried again and said, and a list that cannot be read is put aside
 * and not overwritten.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assert } from '../base/assert';
import type { Program } from '../lesson/lesson';
import type { Language } from '../runtimes/runtime';
import { ownTexts } from '../texts/en/own-programs';
import { fileKey, fileOfKey, type Edits } from './edits';
import { fileOf, MAINS, originalOf, ownProgram, PLAYGROUND_ID } from './playground';
import {
  cleanName,
  decodeList,
  freeName,
  isVariantId,
  MOST_VARIANTS,
  nameProblem,
  NO_VARIANTS,
  renamed,
  withBroughtBack,
  withFound,
  without,
  withVariant,
  type OwnList,
  type OwnVariant,
} from './playground-list';
import { decodeSetting, FIRST_SETTING, type RaceSetting } from './playground-race';

export interface PlaygroundState {
  /** The two that are always there, then the variants. */
  readonly programs: readonly Program[];
  /** Put away by `remove`, the latest last. */
  readonly removed: readonly OwnVariant[];
  /** No variant more can be added. */
  readonly full: boolean;
  /** What became of a list that could not be read, in a sentence; null for nothing. */
  readonly problem: string | null;
  readonly race: RaceSetting;
}

/** `problem` is one sentence, and nothing has changed. */
export type Changed = { readonly id: string } | { readonly problem: string };

export interface Playground {
  readonly store: StoreApi<PlaygroundState>;
  /** Resolves when what was kept is here; never rejects. Before that nothing may be changed. */
  readonly ready: Promise<void>;
  /** The text of a program as it stands. */
  text(program: Program): string;
  /** A name for one more that begins with this one's text; or for an empty one. */
  suggestedName(language: Language, from: Program | null): string;
  /** `wished`, made fit for a tab, or the first of `wished 2`, `wished 3` that is free. */
  freeName(wished: string, language: Language): string;
  /** Whether there is something that a reset, or another text in its place, put aside. */
  hasAside(program: Program): boolean;
  /** At the end of the tabs. `text` null: an empty one. */
  add(name: string, language: Language, text: string | null): Changed;
  rename(id: string, name: string): Changed;
  /** Another program in the place of one that nobody will miss: its text is not put aside. A variant takes its name, too. */
  exchange(id: string, name: string, text: string): Changed;
  /** Puts a variant away. Its text stays, until eight more have been put away. */
  remove(id: string): void;
  bringBack(id: string): Changed;
  setRace(change: Partial<RaceSetting>): void;
}

const LIST = { lesson: PLAYGROUND_ID, program: '~list', path: 'variants.json' };

/** `newId` gives letters and digits that it has never given before. */
export function createPlayground(edits: Edits, newId: () => string): Playground {
  let list = NO_VARIANTS;
  let loaded = false;
  const store = createStore<PlaygroundState>(() => ({ ...shown(list), problem: null, race: FIRST_SETTING }));

  const ready = edits.ready.then(() => {
    const text = edits.text(LIST, '');
    const { kept, race, whole } = read(text);
    const found = Object.entries(edits.store.getState().edits).flatMap(([key, edit]) => {
      const file = fileOfKey(key);
      if (file?.lesson !== PLAYGROUND_ID || (edit.text === null && edit.aside === null)) return [];
      const language = LANGUAGES.find((each) => file.path === ownProgram('', '', each).entry);
      return language === undefined || !isVariantId(file.program) ? [] : [{ id: file.program, language }];
    });
    found.sort((a, b) => (a.id < b.id ? -1 : 1));
    list = withFound(kept, found);
    loaded = true;
    store.setState({ ...shown(list), race, problem: whole ? null : ownTexts.listLost });
    // What could not be read is put aside, not overwritten.
    if (!whole) edits.replace(LIST, encode(), '');
    else if (list !== kept) keep();
  });

  const encode = (): string => JSON.stringify({ ...list, race: store.getState().race });
  const keep = (): void => edits.set(LIST, encode(), '');

  function change(next: OwnList): void {
    assert(loaded, 'the playground was changed before it was there');
    list = next;
    store.setState({ ...shown(list), problem: null });
    keep();
  }

  const variantOf = (id: string): OwnVariant | undefined => list.variants.find((each) => each.id === id);

  return {
    store,
    ready,
    text: (program) => edits.text(fileOf(program), originalOf(program)),
    suggestedName: (language, from) => freeName(list, from === null ? 'variant' : cleanName(from.title), language),
    freeName: (wished, language) => freeName(list, cleanName(wished), language),
    hasAside: (program) => edits.store.getState().edits[fileKey(fileOf(program))]?.aside != null,
    add(typed, language, text) {
      const name = cleanName(typed);
      const problem = list.variants.length >= MOST_VARIANTS ? ownTexts.full : nameProblem(list, name, language);
      if (problem !== null) return { problem };
      const id = newId();
      assert(isVariantId(id), `${id} is no id of a variant`);
      // The text first: a list without it would be a loss, and a text without a list is found again.
      if (text !== null) edits.set(fileOf(ownProgram(id, name, language)), text, originalOf({ language }));
      change(withVariant(list, { id, name, language }));
      return { id };
    },
    rename(id, typed) {
      const variant = variantOf(id);
      if (variant === undefined) return { problem: ownTexts.noName };
      const name = cleanName(typed);
      const problem = nameProblem(list, name, variant.language, id);
      if (problem !== null) return { problem };
      change(renamed(list, id, name));
      return { id };
    },
    exchange(id, wished, text) {
      const program = store.getState().programs.find((each) => each.id === id);
      assert(program !== undefined, `${id} is no program of the playground`);
      edits.set(fileOf(program), text, originalOf(program));
      if (isVariantId(id)) change(renamed(list, id, freeName(list, cleanName(wished), program.language, id)));
      return { id };
    },
    remove(id) {
      const { list: left, forgotten } = without(list, id);
      if (left === list) return;
      change(left);
      for (const each of forgotten) edits.forget(fileOf(ownProgram(each.id, each.name, each.language)));
    },
    bringBack(id) {
      if (list.variants.length >= MOST_VARIANTS) return { problem: ownTexts.full };
      change(withBroughtBack(list, id));
      return { id };
    },
    setRace(race) {
      store.setState((state) => ({ race: { ...state.race, ...race } }));
      keep();
    },
  };
}

const LANGUAGES: readonly Language[] = ['python', 'typescript'];

function shown(list: OwnList): Pick<PlaygroundState, 'programs' | 'removed' | 'full'> {
  return {
    programs: [...MAINS, ...list.variants.map(({ id, name, language }) => ownProgram(id, name, language))],
    removed: list.removed,
    full: list.variants.length >= MOST_VARIANTS,
  };
}

function read(text: string): { readonly kept: OwnList; readonly race: RaceSetting; readonly whole: boolean } {
  if (text === '') return { kept: NO_VARIANTS, race: FIRST_SETTING, whole: true };
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut off in the middle.
  }
  const { list, whole } = decodeList(value);
  return { kept: list, race: decodeSetting(value), whole };
}
