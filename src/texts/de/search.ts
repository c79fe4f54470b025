import type * as en from '../en/search';

export const searching: typeof en.searching = {
  openSearch: 'Alle Lektionen durchsuchen (Strg+K oder /)',
  search: 'Suche',
  close: 'Schließen',
  failed: 'Die Suche konnte nicht geladen werden. Prüfe die Verbindung und versuche es noch einmal.',
  fetching: 'Was durchsucht werden kann, wird geladen …',
  label: 'Alle Lektionen durchsuchen',
  nothing: (asked: string) => `Nichts gefunden für „${asked}“. Versuche ein Wort oder seinen Anfang.`,
  found: (places: number, lessons: number) =>
    `${places === 1 ? 'Eine Stelle' : `${places} Stellen`} in ${lessons === 1 ? 'einer Lektion' : `${lessons} Lektionen`}`,
};
