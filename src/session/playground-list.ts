/**
 * Which variants the learner has beside her two programs: their names and their order. Pure; `playground-variants.ts` keeps the list, and
 * the texts are kept apart from it, each under the id of its variant (`edits.ts`). So the list can be spoiled, or written by two tabs at
 * once, and costs names at most: `withFound` takes every text that no list knows of back in.
 *
 * A variant that is removed is only put away, with its text, and can be brought back. Of those that were put away the last eight stay.
 */
import * as v from 'valibot';
import type { Language } from '../runtimes/runtime';
import { ownTexts } from '../texts/en/own-programs';
import { ENDINGS, MAINS } from './playground';

export interface OwnVariant {
  readonly id: string;
  /** Without the ending that tells its language. */
  readonly name: string;
  readonly language: Language;
}

export interface OwnList {
  /** In the order of their tabs. */
  readonly variants: readonly OwnVariant[];
  /** Put away; the last one is the latest. */
  readonly removed: readonly OwnVariant[];
}

export const NO_VARIANTS: OwnList = { variants: [], removed: [] };

export const MOST_VARIANTS = 8;
const MOST_REMOVED = 8;
const LONGEST_NAME = 30;

const ID = /^[a-z0-9-]{1,40}$/;

export function isVariantId(id: string): boolean {
  return ID.test(id) && !MAINS.some((main) => main.id === id);
}

export const titleOf = ({ name, language }: Omit<OwnVariant, 'id'>): string => name + ENDINGS[language];

/** A name as it is kept: without an ending of its language, which every title bears. */
export function cleanName(typed: string): string {
  return typed
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\s*\.(?:py|[cm]?[jt]s)$/i, '')
    .trim();
}

/** Why a variant cannot be called so, one sentence; null when it can. `but` is the id of the one that is being renamed. */
export function nameProblem(list: OwnList, name: string, language: Language, but: string | null = null): string | null {
  if (name === '') return ownTexts.needsName;
  if ([...name].length > LONGEST_NAME) return ownTexts.longest(LONGEST_NAME);
  // It is the name of a file when it is downloaded.
  if (/[\p{Cc}\p{Cf}/\\:*?"<>|]/u.test(name) || name.startsWith('.'))
    return 'A name may not have any of / \\ : * ? " < > | in it, nor begin with a dot.';
  const title = titleOf({ name, language });
  const taken = [
    ...MAINS.map(({ id, title }) => ({ id, title })),
    ...list.variants.map((each) => ({ id: each.id, title: titleOf(each) })),
  ].some((each) => each.id !== but && each.title.toLowerCase() === title.toLowerCase());
  return taken ? ownTexts.taken(title) : null;
}

/** `wished`, or the first of `wished 2`, `wished 3` that is free. */
export function freeName(list: OwnList, wished: string, language: Language, but: string | null = null): string {
  const base = [...wished].slice(0, LONGEST_NAME - 4).join('');
  for (let n = 1; ; n++) {
    const name = n === 1 ? wished : `${base.replace(/ \d+$/, '').trim()} ${n}`;
    const problem = nameProblem(list, name, language, but);
    if (problem === null) return name;
    // Not because another has it: no number would help.
    if (n > 1 && !problem.startsWith('There is a')) return freeName(list, 'variant', language, but);
  }
}

/** At the end. The caller has asked `nameProblem`, and whether there is room. */
export function withVariant(list: OwnList, variant: OwnVariant): OwnList {
  return { ...list, variants: [...list.variants, variant] };
}

export function renamed(list: OwnList, id: string, name: string): OwnList {
  return { ...list, variants: list.variants.map((each) => (each.id === id ? { ...each, name } : each)) };
}

/** `forgotten` were put away so long ago that there is no more room for them. */
export function without(
  list: OwnList,
  id: string,
): { readonly list: OwnList; readonly forgotten: readonly OwnVariant[] } {
  const gone = list.variants.find((each) => each.id === id);
  if (gone === undefined) return { list, forgotten: [] };
  const removed = [...list.removed, gone];
  return {
    list: { variants: list.variants.filter((each) => each !== gone), removed: removed.slice(-MOST_REMOVED) },
    forgotten: removed.slice(0, -MOST_REMOVED),
  };
}

/** The end of the tabs is its place; another one that has taken its name keeps it. Nothing changes where there is no room. */
export function withBroughtBack(list: OwnList, id: string): OwnList {
  const back = list.removed.find((each) => each.id === id);
  if (back === undefined || list.variants.length >= MOST_VARIANTS) return list;
  const name = freeName(list, back.name, back.language);
  return {
    variants: [...list.variants, { ...back, name }],
    removed: list.removed.filter((each) => each !== back),
  };
}

/** With those that no list knows of, although there is a text of theirs. There may be more of them than anybody could add. */
export function withFound(list: OwnList, found: readonly Omit<OwnVariant, 'name'>[]): OwnList {
  const known = new Set([...list.variants, ...list.removed].map(({ id }) => id));
  let grown = list;
  for (const { id, language } of found) {
    if (known.has(id)) continue;
    known.add(id);
    grown = withVariant(grown, { id, language, name: freeName(grown, ownTexts.foundAgain, language) });
  }
  return grown;
}

const Kept = v.object({ variants: v.array(v.unknown()), removed: v.array(v.unknown()) });
const KeptVariant = v.object({
  id: v.pipe(v.string(), v.check(isVariantId)),
  name: v.string(),
  language: v.picklist(['python', 'typescript']),
});

/** What `encodeList` wrote. `whole` is false where something of it could not be read: what could be is in the list. */
export function decodeList(value: unknown): { readonly list: OwnList; readonly whole: boolean } {
  const parsed = v.safeParse(Kept, value);
  if (!parsed.success) return { list: NO_VARIANTS, whole: false };
  let whole = true;
  const seen = new Set<string>();
  const read = (all: readonly unknown[]): readonly OwnVariant[] =>
    all.flatMap((each) => {
      const one = v.safeParse(KeptVariant, each);
      const good = one.success && !seen.has(one.output.id);
      if (good) seen.add(one.output.id);
      whole &&= good;
      return good ? [one.output] : [];
    });
  let list: OwnList = NO_VARIANTS;
  for (const { id, name, language } of read(parsed.output.variants)) {
    const free = freeName(list, cleanName(name), language);
    whole &&= free === name;
    list = withVariant(list, { id, name: free, language });
  }
  return { list: { ...list, removed: read(parsed.output.removed) }, whole };
}
