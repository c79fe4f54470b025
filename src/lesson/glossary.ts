/**
 * The words of the course: `lessons/glossary.md`, read when the site is built, and the first use of each word in a lesson made a link to it.
 *
 * In the file a heading `## Word` begins a term. Below it may stand lines that are no prose: `Also:` other names for it, `Lesson:` the id
 * of the lesson that explains it, and `Link: no` for a word that is an ordinary one most of the time, which no lesson links. What follows
 * is the definition. A name in backquotes is code: it is shown and searched for, and never linked.
 *
 * In another language (`glossary.de.md`) a term begins with `## Wort {#id}`, the id of its English, which also says its lesson and whether it is
 * linked. A term that is missing there is shown in English, and said to be.
 */
import type { Element, ElementContent, Root as HastRoot, Text } from 'hast';
import type { Paragraph, Root, RootContent } from 'mdast';
import type { Highlighter } from 'shiki';
import { parseMarkdown, plainText, readMarkdown, slug } from './markdown';
import type { Problem } from './problem';
import type { Other } from './translate';

export interface Term {
  /** In its address: `#/glossary/<id>`. */
  readonly id: string;
  readonly term: string;
  readonly aliases: readonly string[];
  /** The lesson that explains it, if the course has it. */
  readonly lesson: string | null;
  /** Names by which a lesson's text links to it. */
  readonly linked: readonly string[];
  /** The definition, as HTML of our own making. */
  readonly html: string;
  /** The definition as plain text. */
  readonly text: string;
  /** The course is shown in another language, and this term is not translated into it: it is in English. */
  readonly untranslated?: true;
}

export interface Glossary {
  readonly terms: readonly Term[];
  readonly problems: readonly Problem[];
  /** Lessons that terms name and that are not there: their terms are shown without. */
  readonly missing: readonly string[];
}

const FILE = 'glossary.md';
const KEYS = ['Also', 'Lesson', 'Link'];

export const glossaryFile = (locale: Other): string => `glossary.${locale}.md`;

export const readGlossary = (source: string, lessonIds: readonly string[], highlighter: Highlighter): Glossary =>
  readTerms(source, lessonIds, highlighter, FILE, null);

/** The same terms in another language, each with the id, the lesson and the links of its English. */
export function translateGlossary(
  english: readonly Term[],
  locale: Other,
  source: string,
  lessonIds: readonly string[],
  highlighter: Highlighter,
): Omit<Glossary, 'missing'> {
  const { terms: told, problems } = readTerms(source, lessonIds, highlighter, glossaryFile(locale), english);
  const terms = english.map((term): Term => {
    const words = told.find(({ id }) => id === term.id);
    if (words === undefined) return { ...term, linked: [], untranslated: true };
    return { ...words, lesson: term.lesson, linked: term.linked.length === 0 ? [] : words.linked };
  });
  return { terms, problems };
}

/** `english` are the terms that a translation may have; null where the terms are told for the first time. */
function readTerms(
  source: string,
  lessonIds: readonly string[],
  highlighter: Highlighter,
  file: string,
  english: readonly Term[] | null,
): Glossary {
  const tree = parseMarkdown(source.replace(/\r\n?/g, '\n'));
  const problems: Problem[] = [];
  const complain = (node: RootContent | undefined, message: string) =>
    problems.push({ file, line: node?.position?.start.line ?? 1, message });
  const missing: string[] = [];
  const terms: Term[] = [];
  const owners = new Map<string, string>();

  const starts = tree.children.flatMap((node, i) => (node.type === 'heading' && node.depth === 2 ? [i] : []));
  if (starts.length === 0) complain(undefined, 'there is no term: a heading `## Word` begins one');
  starts.forEach((start, i) => {
    const heading = tree.children[start];
    if (heading === undefined) return;
    const body = tree.children.slice(start + 1, starts[i + 1]);
    const told = new Map<string, string>();
    const definition = body.filter((node) => {
      const lines = node.type === 'paragraph' ? settings(node, source) : null;
      for (const [key, value] of lines ?? []) {
        if (told.has(key)) complain(node, `"${key}:" stands here twice`);
        told.set(key, value);
      }
      return lines === null;
    });
    const title = plainText(heading);
    const [, word, wanted] = /^(.+?)\s*\{#([^\s{}]+)\}$/u.exec(title) ?? [];
    const term = english === null ? title : (word ?? title);
    const id = english === null ? slug(title) : (wanted ?? '');
    if (english !== null) {
      if (wanted === undefined) complain(heading, `a term says which it is: \`## ${title} {#id}\``);
      else if (!english.some((each) => each.id === id)) complain(heading, `${FILE} has no term "${id}"`);
      else if (terms.some((each) => each.id === id)) complain(heading, `the term "${id}" stands here twice`);
      for (const key of ['Lesson', 'Link'])
        if (told.has(key)) complain(heading, `"${key}:" stands in ${FILE}: a translation has words only`);
    }
    const aliases = (told.get('Also') ?? '')
      .split(/,\s*/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
    for (const name of [term, ...aliases]) {
      const owner = owners.get(bare(name));
      if (owner !== undefined) complain(heading, `"${name}" is a name of "${owner}" already`);
      else owners.set(bare(name), term);
    }
    const named = told.get('Lesson') ?? null;
    const lesson = named !== null && lessonIds.includes(named) ? named : null;
    if (named !== null && lesson === null) missing.push(named);
    const link = told.get('Link') ?? 'yes';
    if (link !== 'yes' && link !== 'no') complain(heading, `"Link:" is yes or no, not "${link}"`);
    const text = plainText({ type: 'root', children: definition } as Root);
    if (text === '') complain(heading, `"${term}" has no definition`);
    const html = readMarkdown({ type: 'root', children: [heading, ...definition] }, source, {
      lessonId: 'glossary',
      files: new Map(),
      programIds: [],
      raceIds: [],
      exerciseIds: [],
      lessonIds,
      language: 'python',
      highlighter,
    });
    problems.push(...html.problems.map((problem) => ({ ...problem, file })));
    terms.push({
      id,
      term,
      aliases: aliases.map(shown),
      lesson,
      linked: link === 'no' ? [] : [term, ...aliases].filter((name) => !name.includes('`')),
      html: html.steps
        .flatMap(({ blocks }) => blocks.map((block) => (block.kind === 'prose' ? block.html : '')))
        .join(''),
      text,
    });
  });
  return { terms, problems, missing };
}

/** The lines of a paragraph that is no prose, by their keys; null for prose. */
function settings(node: Paragraph, source: string): readonly (readonly [string, string])[] | null {
  const text = source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
  const lines = text.split('\n').map((line) => /^([A-Z][a-z]+):\s*(.+)$/.exec(line.trim()));
  const all = lines.flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[2]?.trim() ?? ''] as const]));
  return all.length === lines.length && all.every(([key]) => KEYS.includes(key)) ? all : null;
}

const shown = (name: string): string => name.replaceAll('`', '');
/** As it is compared: apostrophes and capitals make no other word. */
const bare = (name: string): string => shown(name).toLowerCase().replaceAll('’', "'");

/** Makes links of the first uses of terms. One for each lesson: it remembers what it has linked. */
export class TermLinker {
  readonly #byName = new Map<string, Term>();
  readonly #pattern: RegExp | null;
  readonly #linked = new Set<string>();

  constructor(terms: readonly Term[]) {
    for (const term of terms) for (const name of term.linked) this.#byName.set(bare(name), term);
    // The longest first: an event loop is no event.
    const names = [...this.#byName.keys()].sort((a, b) => b.length - a.length);
    const escaped = names.map((name) =>
      name
        .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        .replaceAll("'", "['’]")
        .replaceAll(' ', '\\s+'),
    );
    this.#pattern =
      names.length === 0
        ? null
        : new RegExp(String.raw`(?<![\p{L}\p{N}_-])(?:${escaped.join('|')})(?![\p{L}\p{N}_-])`, 'giu');
  }

  /** Links in place. What can be read stays the same, to the letter. */
  link(tree: HastRoot): void {
    this.#below(tree);
  }

  #below(parent: HastRoot | Element): void {
    parent.children = (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
      if (child.type === 'text') return this.#parted(child);
      if (child.type === 'element' && !UNLINKED.test(child.tagName)) this.#below(child);
      return [child];
    });
  }

  #parted({ value }: Text): ElementContent[] {
    const parts: ElementContent[] = [];
    let from = 0;
    for (const found of this.#pattern === null ? [] : value.matchAll(this.#pattern)) {
      const [words] = found;
      const term = this.#byName.get(bare(words.replace(/\s+/g, ' ')));
      if (term === undefined || this.#linked.has(term.id)) continue;
      this.#linked.add(term.id);
      parts.push(
        { type: 'text', value: value.slice(from, found.index) },
        {
          type: 'element',
          tagName: 'a',
          properties: { href: `#/glossary/${term.id}`, className: ['term'], title: term.text },
          children: [{ type: 'text', value: words }],
        },
      );
      from = found.index + words.length;
    }
    parts.push({ type: 'text', value: value.slice(from) });
    return parts.filter((part) => part.type !== 'text' || part.value !== '');
  }
}

const UNLINKED = /^(?:a|code|pre|h[1-6]|th)$/;
