/**
 * Which files of the built site one lesson needs. A file is needed when its name stands in a file that is needed, beginning with the pages
 * that show a lesson and run its programs; the bundler's names carry hashes, so that no other word is one of them. Left out are the other
 * lessons, and what the lesson's languages have no use for.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Language } from '../../src/runtimes/runtime';

/** The frame, and the documents in which programs run. Those that a build does not have are not asked for. */
const PAGES = ['embed.html', 'sandbox.html', 'realm.html', 'loop.html'];

/** Files that only one language has a use for, by the beginning of their name or path. */
const OF_LANGUAGE: Readonly<Record<Language, readonly RegExp[]>> = {
  python: [/^pyodide-[\d.]+\//, /^wheels\//],
  typescript: [/^assets\/ts\.worker-/, /^assets\/tsMode-/],
};

export interface SiteFile {
  /** In the site, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** @throws Error when the site does not hold the lesson, or no page to show it in another. */
export function siteFiles(dist: string, lesson: string, languages: ReadonlySet<Language>): readonly SiteFile[] {
  const all = filesBelow(dist);
  if (!all.includes('embed.html')) throw new Error('the built site has no embed.html');
  const texts = new Map<string, string>();
  const textOf = (path: string): string => {
    let text = texts.get(path);
    if (text === undefined) texts.set(path, (text = readFileSync(join(dist, path), 'utf8')));
    return text;
  };
  const owners = chunkOwners(all.filter((path) => path.endsWith('.js')).map(textOf));
  if (![...owners.values()].includes(lesson)) throw new Error(`the built site does not hold the lesson "${lesson}"`);

  const isWanted = (path: string): boolean => {
    const owner = owners.get(nameOf(path));
    if (owner !== undefined && owner !== lesson) return false;
    return !Object.entries(OF_LANGUAGE).some(
      ([language, patterns]) => !languages.has(language as Language) && patterns.some((one) => one.test(path)),
    );
  };
  const candidates = all.filter((path) => path.startsWith('assets/') && isWanted(path));
  const found = new Set<string>();
  const take = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    if (!/\.(?:html|js|css)$/.test(path)) return;
    const text = textOf(path);
    for (const other of candidates) if (!found.has(other) && text.includes(nameOf(other))) take(other);
  };
  PAGES.filter((page) => all.includes(page)).forEach(take);
  // Asked for by folder and name, which no text spells out.
  for (const path of all)
    if (
      Object.values(OF_LANGUAGE)
        .flat()
        .some((one) => one.test(path)) &&
      !path.startsWith('assets/') &&
      isWanted(path)
    )
      found.add(path);
  return [...found].sort().map((path) => ({ path, bytes: readFileSync(join(dist, path)) }));
}

/**
 * Chunks that belong to one lesson (its text, its recorded runs): file name -> lesson. Read from the list of loaders that the build makes
 * (`scripts/vite/lessons.ts`), as a bundler writes it: ["id", () => load(() => import("./chunk.js"), ...)], with "id/program" for a run.
 */
export function chunkOwners(scripts: readonly string[]): ReadonlyMap<string, string> {
  const loader =
    /\[([`'"])([\w.-]+)(?:\/[\w.-]+)?\1,\s*\(\)\s*=>[\w$.\s(]{0,20}(?:\(\)\s*=>\s*)?import\(\s*([`'"])\.\/([^`'"]+)\3\s*\)/g;
  return new Map(
    scripts.flatMap((text) => [...text.matchAll(loader)].map((match) => [match[4] ?? '', match[2] ?? ''] as const)),
  );
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => relative(root, join(root, path)).split(sep).join('/'));
}
