/** German. Every section of the dictionary, complete: the type says so, and `scripts/check-texts.mjs` says which are missing. */
import type { Section } from '../section';
import { languageMenu } from './language-menu';
import { numbers } from './numbers';
import { rangeTexts } from './range-words';
import { traceWords } from './trace-words';

export const de = {
  languageMenu,
  numbers,
  rangeTexts,
  traceWords,
} as const satisfies Readonly<Record<string, Section>>;
