import { section } from '../section';

export const searching = section('searching', {
  openSearch: 'Search all lessons (Ctrl+K, or /)',
  search: 'Search',
  close: 'Close',
  failed: 'The search could not be fetched. Look at the connection and try again.',
  fetching: 'Fetching what can be searched…',
  label: 'Search all lessons',
  nothing: (asked: string) => `Nothing found for “${asked}”. Try one word, or its beginning.`,
  found: (places: number, lessons: number) =>
    `${places === 1 ? 'One place' : `${places} places`} in ${lessons === 1 ? 'one lesson' : `${lessons} lessons`}`,
});
