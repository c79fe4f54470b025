import type { Language } from '../runtimes/runtime';

/** The documents in which lesson code runs. */
export function realmUrls(): Readonly<Record<Language, string>> {
  return {
    python: new URL('realm.html', document.baseURI).href,
    typescript: new URL('loop.html', document.baseURI).href,
  };
}
