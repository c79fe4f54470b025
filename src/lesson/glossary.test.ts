import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Root } from 'hast';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGlossary, TermLinker, translateGlossary, type Glossary } from './glossary';
import { highlighter } from './highlight';
import { notGerman } from '../texts/testing/german';
import { loadLesson } from './load';

const FILE = fileURLToPath(new URL('../../lessons/glossary.md', import.meta.url));
const LESSONS = readdirSync(fileURLToPath(new URL('../../lessons', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name.replace(/^\d\d-/, ''));

const read = async (source: string) => readGlossary(source, ['the-gil'], await highlighter());

let course: Glossary;
beforeAll(async () => {
  course = readGlossary(readFileSync(FILE, 'utf8'), LESSONS, await highlighter());
});

describe('the glossary of the course', () => {
  it('has no mistakes, and explains what a beginner has to know', () => {
    expect(course.problems).toEqual([]);
    expect(course.terms.length).toBeGreaterThanOrEqual(45);
    const names = new Set(course.terms.flatMap(({ term, aliases }) => [term, ...aliases].map((n) => n.toLowerCase())));
    for (const word of [
      'gil',
      'mutex',
      'deadlock',
      'race condition',
      'future',
      'pickling',
      'backpressure',
      'amdahl’s law',
    ])
      expect(names, word).toContain(word);
  });

  it('explains each term in one to three sentences', () => {
    for (const { term, text } of course.terms)
      expect(text.split(/[.!?](?:\s|$)/).filter((part) => part !== '').length, `${term}: ${text}`).toBeLessThanOrEqual(
        4,
      );
  });

  it('names lessons that are there or planned', () => {
    expect(course.missing).toEqual([]);
  });
});

describe('reading a glossary', () => {
  it('tells names, lesson and definition apart', async () => {
    const { terms, problems } = await read(
      '# Words\n\nAn introduction.\n\n## GIL\n\nAlso: global lock, `_gil`\nLesson: the-gil\n\nThe *lock*: held by `one`.\n',
    );
    expect(problems).toEqual([]);
    expect(terms).toHaveLength(1);
    expect(terms[0]).toMatchObject({
      id: 'gil',
      aliases: ['global lock', '_gil'],
      lesson: 'the-gil',
      linked: ['GIL', 'global lock'],
      text: 'The lock: held by one.',
    });
    expect(terms[0]?.html).toContain('<em>lock</em>');
  });

  it('says in which line a mistake is', async () => {
    const { problems } = await read('## One\n\nAlso: Two\n\nA word.\n\n## two\n\nLink: perhaps\n\n<b>Bold</b>\n');
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining(['glossary.md:7', 'glossary.md:11']),
    );
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/"two" is a name of "One".*\n?[^]*yes or no/);
    expect((await read('')).problems).toHaveLength(1);
    expect((await read('## Empty\n')).problems.map(({ message }) => message)).toContain('"Empty" has no definition');
  });

  it('leaves out a lesson that is not there yet', async () => {
    const { terms, missing } = await read('## One\n\nLesson: nowhere\n\nA word.\n');
    expect(terms[0]?.lesson).toBeNull();
    expect(missing).toEqual(['nowhere']);
  });
});

type Child = Root['children'][number];
const textOf = (node: Root | Child): string =>
  node.type === 'text' ? node.value : 'children' in node ? node.children.map((c) => textOf(c)).join('') : '';
const links = (node: Root | Child): string[] => {
  if (node.type === 'element' && node.tagName === 'a') return [String(node.properties['href'])];
  return 'children' in node ? node.children.flatMap((child) => links(child)) : [];
};
const paragraph = (...children: Child[]): Child =>
  ({ type: 'element', tagName: 'p', properties: {}, children }) as Child;
const words = (value: string): Child => ({ type: 'text', value });

describe('links to the glossary', () => {
  const texts = () =>
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...course.terms.flatMap(({ term, aliases }) => [term, ...aliases])),
          fc.constantFrom(' ', ', ', '-', '’s ', ' the ', '\n', '_', '.'),
          fc.string(),
        ),
      )
      .map((parts) => parts.join(''));

  it('leave every letter as it was, and link no term twice in a lesson', () => {
    fc.assert(
      fc.property(fc.array(texts(), { maxLength: 4 }), (paragraphs) => {
        const linker = new TermLinker(course.terms);
        const all: string[] = [];
        for (const text of paragraphs) {
          const tree: Root = { type: 'root', children: [paragraph(words(text))] };
          linker.link(tree);
          expect(textOf(tree)).toBe(text);
          all.push(...links(tree));
        }
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  const linked = (...children: Child[]): string[] => {
    const tree: Root = { type: 'root', children };
    new TermLinker(course.terms).link(tree);
    return links(tree);
  };

  it('take the longest word, whole words only, and capitals as they come', () => {
    expect(linked(paragraph(words('An Event loop and a thread-pool')))).toEqual(['#/glossary/event-loop']);
    expect(linked(paragraph(words('Unlocked and blocks')))).toEqual([]);
    expect(linked(paragraph(words('a MUTEX, another lock')))).toEqual(['#/glossary/lock']);
  });

  it('stay out of headings, code and other links', () => {
    const inside = (tagName: string): Child =>
      ({ type: 'element', tagName, properties: {}, children: [words('the GIL')] }) as Child;
    expect(linked(inside('h3'), inside('pre'), paragraph(inside('code'), inside('em')))).toEqual(['#/glossary/gil']);
  });

  it('stand in the running text of a lesson, and not in its questions', async () => {
    const source = [
      '---\ntitle: A title\nquestion: A question?\npart: A part\nminutes: 5',
      'programs:\n  - { file: a.py, variant: sequential }',
      'claims:\n  - { claim: output, program: a, matches: x, says: the GIL is held }\n---',
      '## The GIL\n\n:::predict{#guess}\nIs it a lock?\n\n- [ ] a lock\n- [x] no lock\n\nA lock.\n:::\n',
      'Here the GIL is held, and the GIL is a lock.\n',
    ].join('\n');
    const result = await loadLesson(
      {
        name: '01-a',
        files: new Map([
          ['lesson.md', source],
          ['a.py', 'print()'],
        ]),
      },
      { terms: course.terms },
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const [asked, prose] = result.lesson.steps[0]?.blocks ?? [];
    expect(JSON.stringify(asked)).not.toContain('glossary');
    if (prose?.kind !== 'prose') throw new Error('no prose');
    expect(prose.html.match(/#\/glossary\/[a-z-]+/g)).toEqual(['#/glossary/gil', '#/glossary/lock']);
  });
});

describe('a glossary in another language', () => {
  const ENGLISH = '## GIL\n\nAlso: global lock\nLesson: the-gil\n\nA lock.\n\n## Task\n\nLink: no\n\nWork.\n';
  const translate = async (source: string) =>
    translateGlossary((await read(ENGLISH)).terms, 'de', source, ['the-gil'], await highlighter());

  it('has words of its own; ids, lessons and what is linked are those of the English', async () => {
    const { terms, problems } = await translate(
      '## Der GIL {#gil}\n\nAlso: Sperre\n\nEin *Lock*.\n\n## Aufgabe {#task}\n\nArbeit.\n',
    );
    expect(problems).toEqual([]);
    expect(terms).toMatchObject([
      { id: 'gil', term: 'Der GIL', aliases: ['Sperre'], lesson: 'the-gil', linked: ['Der GIL', 'Sperre'] },
      { id: 'task', term: 'Aufgabe', lesson: null, linked: [], text: 'Arbeit.' },
    ]);
    expect(terms[0]?.html).toContain('<em>Lock</em>');
  });

  it('says of what it lacks that it is in English, and links nothing to it', async () => {
    const { terms, problems } = await translate('## Aufgabe {#task}\n\nArbeit.\n');
    expect(problems).toEqual([]);
    expect(terms[0]).toMatchObject({ id: 'gil', term: 'GIL', untranslated: true, linked: [] });
    expect(terms[1]).not.toHaveProperty('untranslated');
  });

  it.each([
    ['## Aufgabe\n\nArbeit.\n', 'a term says which it is'],
    ['## Faden {#thread}\n\nStrang.\n', 'has no term "thread"'],
    ['## Aufgabe {#task}\n\nArbeit.\n\n## Tasks {#task}\n\nArbeit.\n', 'stands here twice'],
    ['## Aufgabe {#task}\n\nLesson: the-gil\n\nArbeit.\n', '"Lesson:" stands in glossary.md'],
  ])('refuses %j', async (source, message) => {
    const { problems } = await translate(source);
    expect(problems).toMatchObject([{ file: 'glossary.de.md' }]);
    expect(problems[0]?.message).toContain(message);
  });

  it('is whole in German, without mistakes', async () => {
    const { terms, problems } = translateGlossary(
      course.terms,
      'de',
      readFileSync(FILE.replace('glossary.md', 'glossary.de.md'), 'utf8'),
      LESSONS,
      await highlighter(),
    );
    expect(problems).toEqual([]);
    expect(terms.filter(({ untranslated }) => untranslated).map(({ id }) => id)).toEqual([]);
    for (const { text } of terms) expect(notGerman(text)).toBeNull();
  });
});
