import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchDocument } from '../lesson/search-text';
import { createSearch, excerptOf, wordsOf } from './search';

const summary = (id: string, title: string) => ({ id, title, question: '', part: 'P', minutes: 5 });
const summaries = [summary('the-gil', 'The GIL, live'), summary('pools', 'A pool of threads')];
const documents: readonly SearchDocument[] = [
  { lesson: 'the-gil', title: 'The GIL, live', text: 'Who runs?' },
  {
    lesson: 'the-gil',
    step: 'turns',
    title: 'Turns',
    text: 'The switch interval is 5 ms; sys.setswitchinterval() changes it.',
  },
  { lesson: 'pools', title: 'A pool of threads', text: 'Forty jobs, four threads.' },
  { lesson: 'pools', step: 'map', title: 'Map', text: 'The results of map come in the order of the jobs.' },
  { lesson: 'pools', program: 'pool', title: 'pool.py', text: 'from concurrent.futures import ThreadPoolExecutor' },
  { lesson: 'gone', title: 'Gone', text: 'jobs' },
];
const { find } = createSearch(documents, summaries);
const places = (query: string) => find(query).map(({ lesson, step, program }) => step ?? program ?? lesson.id);

describe('the search', () => {
  it('finds a step by its words, a program by its code, a lesson by its title', () => {
    expect(places('interval')).toEqual(['turns']);
    expect(places('concurrent futures')).toEqual(['pool']);
    expect(places('gil live')).toEqual(['the-gil']);
  });

  it('finds a name by its parts and by its beginning, whatever the case', () => {
    expect(places('threadpoolexecutor')).toEqual(['pool']);
    expect(places('executor')).toEqual(['pool']);
    expect(places('setswitch')).toEqual(['turns']);
  });

  it('forgives a slip in a long word', () => {
    expect(places('intervall')).toEqual(['turns']);
    expect(places('concurent')).toEqual(['pool']);
  });

  it('wants all words where that finds anything, and else some', () => {
    expect(places('map order')).toEqual(['map']);
    expect(places('interval zebra')).toEqual(['turns']);
  });

  it('finds nothing for nothing, and nothing in lessons that are gone', () => {
    expect(find('')).toEqual([]);
    expect(find(' ?! ')).toEqual([]);
    expect(places('zebra')).toEqual([]);
    expect(places('jobs')).not.toContain('gone');
  });

  it('takes any text for a query', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (query) => void find(query)));
  });
});

describe('an excerpt', () => {
  const marked = (text: string, ...terms: string[]) =>
    excerptOf(text, terms)
      .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
      .join('');

  it('marks what was found, and every time it is found', () => {
    expect(marked('A lock is a lock.', 'lock')).toBe('A [lock] is a [lock].');
    expect(marked('ThreadPoolExecutor', 'pool')).toBe('Thread[Pool]Executor');
  });

  it('is cut between words, and says so', () => {
    const long = `${'before '.repeat(40)}needle ${'after '.repeat(60)}`.trim();
    const found = marked(long, 'needle');
    expect(found).toMatch(/^… (?:before )+\[needle\] (?:after )+ …$/);
    expect(found.length).toBeLessThan(180);
  });

  it('is the beginning of a text in which nothing stands', () => {
    expect(marked('Some text.', 'other')).toBe('Some text.');
    expect(marked('', 'other')).toBe('');
  });

  it('is a part of the text, whatever is sought in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, terms) => {
        const pieces = excerptOf(text, terms).filter(({ text: piece }) => piece !== '… ' && piece !== ' …');
        expect(text).toContain(pieces.map(({ text: piece }) => piece).join(''));
      }),
    );
  });
});

describe('words', () => {
  it('are split at signs, and names into their parts as well', () => {
    expect(wordsOf('asyncio.to_thread(f), ThreadPool')).toEqual([
      'asyncio',
      'to',
      'thread',
      'f',
      'ThreadPool',
      'Thread',
      'Pool',
    ]);
  });
});
