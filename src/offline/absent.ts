/** Which lessons cannot be opened without a network. */

/**
 * @param lessons their ids
 * @param addresses of files that are at hand: kept by the worker, or loaded by this page
 * @returns those whose script is not among the files; their text, programs and questions are in it (`scripts/vite/lessons.ts`)
 */
export function absentLessons(lessons: readonly string[], addresses: readonly string[]): ReadonlySet<string> {
  const there = new Set(addresses.map((address) => /\/assets\/(.+)-[\w-]{8}\.js$/.exec(address)?.[1]));
  return new Set(lessons.filter((id) => !there.has(id)));
}
