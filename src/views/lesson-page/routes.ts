/**
 * The page's addresses, all behind the `#`, so that the site runs from any folder of any host:
 * `#/` the course, `#/lesson/<id>` a lesson, `#/lesson/<id>/<program>` with one of its programs open, `#/lesson/<id>/at/<step>` at one of
 * its steps, `#/playground` the learner's own
 * programs, `#/playground/<example>` with one more to begin with, `#/trace` a trace from a file, `#/race/<payload>` the result of a race that somebody sent (`result-link.ts`),
 * `#/shared/<payload>` a program that somebody sent (`src/protocol/shared-program.ts`),
 * `#/guide/<choice>/<choice>...` the guide with the answers that were given, `#/glossary/<term>` the words of the course,
 * `#/cheat-sheet` all of it on two pages of paper,
 * `#/embed/<lesson>` how to put it into a page of one's own,
 * `#/present/<lesson>+<lesson>.../<place>` lessons for a hall, from the beat of that number or the step of that name on, `#/notes/<talk>` the
 * window with the speaker's notes to them.
 */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'playground'; readonly example: string | null }
  | { readonly page: 'trace' }
  | { readonly page: 'cheat-sheet' }
  | { readonly page: 'guide'; readonly choices: readonly string[] }
  | { readonly page: 'glossary'; readonly term: string | null }
  | { readonly page: 'lesson'; readonly lesson: string; readonly program: string | null; readonly step: string | null }
  | { readonly page: 'present'; readonly lessons: readonly string[]; readonly place: string | null }
  | { readonly page: 'notes'; readonly talk: string }
  | { readonly page: 'embed'; readonly lesson: string }
  | { readonly page: 'race' | 'shared'; readonly payload: string }
  | { readonly page: 'unknown'; readonly path: string };

export function parseRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return { page: 'home' };
  const [page, lesson, program, ...rest] = parts.map(decode);
  if ((page === 'trace' || page === 'cheat-sheet') && parts.length === 1) return { page };
  if (page === 'playground' && parts.length <= 2) return { page, example: lesson ?? null };
  if (page === 'guide') return { page, choices: parts.slice(1).map(decode) };
  if (page === 'glossary' && parts.length <= 2) return { page, term: lesson ?? null };
  if ((page === 'race' || page === 'shared') && lesson !== undefined && parts.length === 2)
    return { page, payload: lesson };
  if (page === 'present' && parts.length <= 3)
    return { page, lessons: (lesson ?? '').split('+').filter((id) => id !== ''), place: program ?? null };
  if (page === 'notes' && lesson !== undefined && parts.length === 2) return { page, talk: lesson };
  if (page === 'embed' && lesson !== undefined && parts.length === 2) return { page, lesson };
  if (page !== 'lesson' || !lesson) return { page: 'unknown', path };
  const [step, ...more] = rest;
  if (program === AT && step !== undefined && more.length === 0) return { page, lesson, program: null, step };
  if (rest.length > 0) return { page: 'unknown', path };
  return { page, lesson, program: program ?? null, step: null };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const PLAYGROUND_PATH = '/playground';
export const TRACE_PATH = '/trace';
export const GUIDE_PATH = '/guide';
export const GLOSSARY_PATH = '/glossary';
export const CHEAT_SHEET_PATH = '/cheat-sheet';

export function examplePath(example: string): string {
  return `${PLAYGROUND_PATH}/${encodeURIComponent(example)}`;
}

export function guidePath(choices: readonly string[]): string {
  return [GUIDE_PATH, ...choices.map(encodeURIComponent)].join('/');
}

export function lessonPath(lesson: string, program?: string): string {
  const parts = program === undefined ? [lesson] : [lesson, program];
  return `/lesson/${parts.map(encodeURIComponent).join('/')}`;
}

const AT = 'at';

export function stepPath(lesson: string, step: string): string {
  return `/lesson/${[lesson, AT, step].map(encodeURIComponent).join('/')}`;
}

/** `place` is the number of a beat, from 1, or the name of a step. */
export function presentPath(lessons: readonly string[], place: string | number | null = null): string {
  const parts = [lessons.map(encodeURIComponent).join('+'), ...(place === null ? [] : [encodeURIComponent(place)])];
  return `/present/${parts.join('/')}`;
}

/**
 * Where `?present` leads: to the lesson that is open, at its step; `?present=one,two` to a talk of those. Null for an address without it.
 */
export function presentWish(search: string, path: string): string | null {
  const wish = new URLSearchParams(search).get('present');
  const route = parseRoute(path);
  if (wish === null || route.page === 'present') return null;
  const named = wish.split(/[,+ ]/).filter((id) => id !== '');
  if (named.length > 0 || route.page !== 'lesson') return presentPath(named);
  return presentPath([route.lesson], route.step);
}

export function snippetPath(lesson: string): string {
  return `/embed/${encodeURIComponent(lesson)}`;
}

export function href(path: string): string {
  return `#${path}`;
}
