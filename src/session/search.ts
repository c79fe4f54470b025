/** The search over all lessons. Fetched, with its index, when somebody begins to search. */
import MiniSearch from 'minisearch';
import type { LessonSummary } from '../lesson/lesson';
import type { SearchDocument } from '../lesson/search-text';

export interface Found {
  readonly lesson: LessonSummary;
  /** Where in the lesson: a step, a program, or (both null) all of it. */
  readonly step: string | null;
  readonly program: string | null;
  /** Of that step or program; of the lesson itself its own. */
  readonly title: string;
  /** A line of its text, with what was found in it marked. */
  readonly excerpt: readonly Piece[];
}

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

export interface Search {
  /** The best places first, `MOST_FOUND` at most. */
  find(query: string): readonly Found[];
}

const MOST_FOUND = 20;
const EXCERPT_CHARS = 150;
const BEFORE_CHARS = 40;

/** Words as they are written, and the parts of names: `ThreadPoolExecutor` is found by `pool`. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s\p{P}\p{S}]+/u).flatMap((word) => {
    const parts = word.split(/(?<=[\p{Ll}\d])(?=\p{Lu})/u);
    return word === '' ? [] : parts.length > 1 ? [word, ...parts] : [word];
  });
}

export function createSearch(documents: readonly SearchDocument[], summaries: readonly LessonSummary[]): Search {
  const lessons = new Map(summaries.map((summary) => [summary.id, summary]));
  const index = new MiniSearch<{ id: number; name: string; title: string; text: string }>({
    fields: ['name', 'title', 'text'],
    tokenize: wordsOf,
    searchOptions: {
      boost: { name: 3, title: 3 },
      prefix: true,
      // A slip of the finger in a long word; in a short one it would be another word.
      fuzzy: (term) => (term.length > 5 ? 1 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
    },
  });
  index.addAll(
    documents.map(({ lesson, step, program, title, text }, id) => ({
      id,
      // Only where the lesson itself is what is found: its steps would all come with it.
      name: step === undefined && program === undefined ? (lessons.get(lesson)?.title ?? '') : '',
      title,
      text,
    })),
  );
  return {
    find(query) {
      const terms = wordsOf(query);
      if (terms.length === 0) return [];
      const all = index.search(query, { combineWith: 'AND' });
      const results = all.length > 0 ? all : index.search(query, { combineWith: 'OR' });
      return results.slice(0, MOST_FOUND).flatMap(({ id, terms: matched }): readonly Found[] => {
        const found = documents[id as number];
        const lesson = found === undefined ? undefined : lessons.get(found.lesson);
        if (found === undefined || lesson === undefined) return [];
        const { step = null, program = null, title, text } = found;
        return [{ lesson, step, program, title, excerpt: excerptOf(text, matched) }];
      });
    },
  };
}

/** A piece of the text about the first of the terms that stands in it; its beginning where none does. */
export function excerptOf(text: string, terms: readonly string[]): readonly Piece[] {
  const alternatives = [...terms]
    .filter((term) => term !== '')
    .sort((a, b) => b.length - a.length)
    .map((term) => term.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
  const hits = alternatives === '' ? [] : hitsIn(text, alternatives);
  const from = wordEdge(text, Math.max(0, (hits[0]?.start ?? 0) - BEFORE_CHARS));
  const to = text.length - from <= EXCERPT_CHARS ? text.length : wordEdge(text, from + EXCERPT_CHARS);
  const pieces: Piece[] = [];
  const add = (piece: string, hit: boolean) => piece !== '' && pieces.push({ text: piece, hit });
  let at = from;
  for (const { start, end } of hits) {
    if (start < at || end > to) continue;
    add(text.slice(at, start), false);
    add(text.slice(start, end), true);
    at = end;
  }
  add(text.slice(at, to), false);
  const [first] = pieces;
  if (from > 0 && first !== undefined) pieces.unshift({ text: '… ', hit: false });
  if (to < text.length) pieces.push({ text: ' …', hit: false });
  return pieces;
}

interface Hit {
  readonly start: number;
  readonly end: number;
}

function hitsIn(text: string, alternatives: string): readonly Hit[] {
  const all = (pattern: string): readonly Hit[] =>
    [...text.matchAll(new RegExp(pattern, 'giu'))].map(({ index, 0: { length } }) => ({
      start: index,
      end: index + length,
    }));
  const whole = all(`(?<![\\p{L}\\p{N}])(?:${alternatives})`);
  return whole.length > 0 ? whole : all(alternatives);
}

/** The beginning of the word that this place is in; the place itself in a text without spaces near. */
function wordEdge(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.min(Math.max(at, 0), text.length);
  const space = text.lastIndexOf(' ', at - 1);
  return space < 0 || at - space > BEFORE_CHARS ? at : space + 1;
}
