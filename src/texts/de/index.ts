/** German. Every section of the dictionary, complete: the type says so, and `scripts/check-texts.mjs` says which are missing. */
import type { Section } from '../section';
import { languageMenu } from './language-menu';

export const de = { languageMenu } as const satisfies Readonly<Record<string, Section>>;
