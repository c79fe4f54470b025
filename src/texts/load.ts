/** Which languages the interface speaks, and how it learns one. */
import { speak } from './section';

/** BCP 47 tags. Each has a folder of its name beside this file; English is the one that all others are held against. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language's name, in itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

/** The first of the wished languages (as `navigator.languages` lists them) that there is, else English. */
export function bestLocale(wishes: readonly string[]): Locale {
  for (const wish of wishes) {
    const found = LOCALES.find((locale) => wish.toLowerCase().split('-')[0] === locale);
    if (found !== undefined) return found;
  }
  return 'en';
}

let current: Locale = 'en';

/** The language that is spoken now: for `Intl`, and for the document's `lang`. */
export const locale = (): Locale => current;

/** Loads a language and speaks it. Rejects when its chunk cannot be had; then English stays. */
export async function speakLocale(wanted: Locale): Promise<void> {
  if (wanted === 'de') speak((await import('./de')).de);
  current = wanted;
}
