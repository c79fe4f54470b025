/** Which languages the interface speaks, and how a page chooses one. */

/** BCP 47 tags. Each has a folder of its name beside this file; English is the one that all others are held against. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** What a learner may choose: a language, or what the browser says. */
export const LOCALE_CHOICES = ['auto', ...LOCALES] as const;
export type LocaleChoice = (typeof LOCALE_CHOICES)[number];

/** Each language's name, in itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

let current: Locale = 'en';

/** The language that is spoken now: for `Intl`, and for the document's `lang`. */
export const locale = (): Locale => current;

/** Only for `load.ts`, once the language's texts are there. */
export function setLocale(spoken: Locale): void {
  current = spoken;
}

/** For the `lang` of a lesson's words where the page speaks another language; undefined where it is the same. */
export const foreignOf = ({ locale: own = 'en' }: { readonly locale?: Locale }): Locale | undefined =>
  own === current ? undefined : own;

/** The first of the wished languages (as `navigator.languages` lists them) that there is, else English. */
export function bestLocale(wishes: readonly string[]): Locale {
  for (const wish of wishes) {
    const found = LOCALES.find((each) => wish.toLowerCase().split('-')[0] === each);
    if (found !== undefined) return found;
  }
  return 'en';
}

/**
 * The language of a page: what its address asks for (`?lang=de`) before what the learner has chosen, and that before what the browser
 * says. A language that there is not asks for nothing.
 */
export function wantedLocale(asked: string | null, chosen: LocaleChoice, wishes: readonly string[]): Locale {
  const inAddress = LOCALES.find((each) => each === asked);
  if (inAddress !== undefined) return inAddress;
  return chosen === 'auto' ? bestLocale(wishes) : chosen;
}
