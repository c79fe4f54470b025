/**
 * Where a program that comes from elsewhere (an example, a file) finds its place among the learner's own. Nothing of hers makes room for
 * it: it gets a tab of its own, which stands at the end.
 *
 * Two things keep the tabs few. What is there already, letter for letter, is shown again: an example under any name, a file under its own.
 * And an example that nobody has changed or run makes room for the next one, since it can be had again at any time.
 */
import type { Program } from '../lesson/lesson';
import type { Language } from '../runtimes/runtime';
import { originalOf } from './playground';
import { cleanName, isVariantId } from './playground-list';
import type { Changed, Playground } from './playground-variants';

export interface Arriving {
  /** For its tab, without an ending. */
  readonly name: string;
  readonly language: Language;
  readonly text: string;
}

export interface Surroundings {
  /** The program that is shown. */
  readonly open: Program;
  /** The name of the example that a text is, unchanged; null for anything else. */
  exampleIn(text: string): string | null;
  hasRun(program: Program): boolean;
}

/** With the program that is to be shown now; or one sentence, and nothing has changed. */
export function place(playground: Playground, arriving: Arriving, around: Surroundings): Changed {
  const { name, language, text } = arriving;
  const { programs, full } = playground.store.getState();
  const there = programs.find(
    (each) =>
      each.language === language &&
      playground.text(each) === text &&
      (around.exampleIn(text) !== null || cleanName(each.title) === cleanName(name)),
  );
  if (there !== undefined) return { id: there.id };
  const makesRoom = (program: Program): boolean => {
    if (program.language !== language || around.hasRun(program) || playground.hasAside(program)) return false;
    const now = playground.text(program);
    const example = around.exampleIn(now);
    if (!isVariantId(program.id)) return example !== null || now === originalOf(program);
    // What she has given a name of its own is hers.
    return example !== null && cleanName(program.title).replace(/ \d+$/, '') === example;
  };
  const { open } = around;
  if (isVariantId(open.id) && makesRoom(open)) return playground.exchange(open.id, name, text);
  const room = full ? programs.toReversed().find(makesRoom) : undefined;
  if (room !== undefined) return playground.exchange(room.id, name, text);
  return playground.add(playground.freeName(name, language), language, text);
}

/** A program with nothing in it: one that is there, or a new one. */
export function placeEmpty(playground: Playground, language: Language): Changed {
  const empty = playground.store
    .getState()
    .programs.find((each) => each.language === language && playground.text(each) === originalOf(each));
  return empty !== undefined
    ? { id: empty.id }
    : playground.add(playground.suggestedName(language, null), language, null);
}
