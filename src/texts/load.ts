/** How a page learns a language. English is there from the beginning and waits for nothing. */
import { setLocale, type Locale } from './locale';
import { speak } from './section';

/** Loads a language and speaks it. Rejects when its chunk cannot be had; then the language stays as it was. */
export async function speakLocale(wanted: Locale): Promise<void> {
  speak(wanted === 'de' ? (await import('./de')).de : {});
  setLocale(wanted);
}
