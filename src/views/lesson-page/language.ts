/** The choice of the interface's language. */
import { LOCALES, LOCALE_NAMES, wantedLocale, type Locale, type LocaleChoice } from '../../texts/locale';
import { languageMenu } from '../../texts/en/language-menu';

/** In an address (`?lang=de#/...`): for links and embedded pages. */
const PARAMETER = 'lang';

/** The language that this page is to speak. */
export function pageLocale(chosen: LocaleChoice): Locale {
  return wantedLocale(new URLSearchParams(location.search).get(PARAMETER), chosen, navigator.languages);
}

/** Each language under its own name: whoever cannot read this page still finds it. */
export function languageChoices(): readonly {
  readonly id: LocaleChoice;
  readonly label: string;
  readonly hint?: string;
}[] {
  return [
    { id: 'auto', label: languageMenu.auto, hint: LOCALE_NAMES[wantedLocale(null, 'auto', navigator.languages)] },
    ...LOCALES.map((id) => ({ id, label: LOCALE_NAMES[id] })),
  ];
}

/**
 * Opens the page anew, now that another language was chosen: every sentence, also those that are kept in states, is made again.
 * `saved` is awaited first. An address that asks for a language would overrule the choice, so it asks no more.
 */
export async function reopen(saved: Promise<unknown>): Promise<void> {
  await saved.catch(() => undefined);
  const address = new URL(location.href);
  address.searchParams.delete(PARAMETER);
  history.replaceState(history.state, '', address);
  location.reload();
}
