/** The glossary's page, around its words. */
import { plural } from '../format';
import { section } from '../section';

export const glossaryTexts = section('glossaryTexts', {
  title: 'Glossary',
  documentTitle: (term: string | null) => `${term === null ? '' : `${term} · `}Glossary · Interleave`,
  lede: 'The words of the course, each explained once. Their first use in a lesson leads here.',
  unknown: (term: string) => `“${term}” is no word of the glossary.`,
  find: 'Find a word',
  count: (words: number) => plural(words, 'word', 'words'),
  none: (typed: string) => `No word fits “${typed}”.`,
  also: (names: readonly string[]) => `also: ${names.join(', ')}`,
  lesson: 'Lesson:',
  untranslated: 'This word is not translated yet.',
});
