import { plural } from '../format';

export const glossaryTexts: typeof import('../en/glossary').glossaryTexts = {
  title: 'Glossar',
  documentTitle: (term) => `${term === null ? '' : `${term} · `}Glossar · Interleave`,
  lede: 'Die Wörter des Kurses, jedes einmal erklärt. Wo eine Lektion eines zum ersten Mal benutzt, führt es hierher.',
  unknown: (term) => `„${term}“ ist kein Wort des Glossars.`,
  find: 'Ein Wort finden',
  count: (words) => plural(words, 'Wort', 'Wörter'),
  none: (typed) => `Kein Wort passt zu „${typed}“.`,
  also: (names) => `auch: ${names.join(', ')}`,
  lesson: 'Lektion:',
  untranslated: 'Dieses Wort ist noch nicht übersetzt.',
};
