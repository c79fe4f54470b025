/**
 * `interleave new NAME`: begins a lesson. What it writes is a lesson already: it loads without a complaint, its claims hold, its
 * exercise can be solved; an author changes it piece by piece, and `check` says at any time what does not hold any more.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFrontMatter } from '../src/lesson/front-matter';
import { lessonId } from '../src/lesson/load';
import { lessonFolders, lessonIds, lessonNamed, lessonsRoot, shownPath } from './lesson-folder';
import { didYouMean } from './nearest';
import { scaffold } from './scaffold';
import { parseWords } from './words';

/** The first number that stands for no place in particular: two digits is all that there is. */
const LAST_PLACE = 99;
const LONGEST_NAME = 50;
const FIRST_PART = 'First steps';

export interface NewLesson {
  readonly name: string;
  /** The lesson that it is to follow, as the author names it; null: the last one. */
  readonly after: string | null;
  readonly part: string | null;
}

export type Begun =
  | { readonly ok: true; readonly folder: string; readonly files: readonly string[] }
  /** One sentence without its full stop. */
  | { readonly ok: false; readonly message: string };

export function beginLesson(root: string, { name, after, part }: NewLesson): Begun {
  const refuse = (message: string): Begun => ({ ok: false, message });
  const form = `a lesson's name is lower-case words with dashes, at most ${LONGEST_NAME} letters, for example two-locks`;
  if (/^\d\d-/.test(name)) return refuse(`"${name}" begins with a number: ${form}; its place is found by itself`);
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || name.length > LONGEST_NAME)
    return refuse(`"${name}" is no name: ${form}`);
  const folders = lessonFolders(root);
  const twin = folders.find((folder) => lessonId(folder) === name);
  if (twin !== undefined)
    return refuse(`there is a lesson "${name}" already, in ${shownPath(join(root, twin))}; choose another name`);

  const place = placeFor(root, folders, after);
  if (typeof place === 'string') return refuse(place);
  const folder = join(root, `${String(place.number).padStart(2, '0')}-${name}`);
  const files = scaffold(name, part ?? partOf(root, place.before) ?? FIRST_PART);
  // Both refuse what is there: nothing of anybody's is written over.
  mkdirSync(folder);
  for (const [path, text] of files) writeFileSync(join(folder, path), text, { flag: 'wx' });
  return { ok: true, folder, files: [...files.keys()].map((path) => join(folder, path)) };
}

/** A number and the folder that comes before it (null: it is the first lesson), or why there is none. */
function placeFor(
  root: string,
  folders: readonly string[],
  after: string | null,
): { readonly number: number; readonly before: string | null } | string {
  const numbers = folders.map((folder) => Number(folder.slice(0, 2)));
  const free = Array.from({ length: LAST_PLACE }, (_, i) => i + 1).filter((number) => !numbers.includes(number));
  const frees = free.length === 0 ? 'none is free' : `free are ${ranges(free)}`;
  if (after === null) {
    const number = Math.max(0, ...numbers) + 1;
    return number <= LAST_PLACE
      ? { number, before: folders.at(-1) ?? null }
      : `there is no number after ${folders.at(-1)}: a place has two digits, and ${frees}; say --after LESSON`;
  }
  const id = lessonNamed(root, after);
  if (id === null) {
    const ids = lessonIds(root);
    return `there is no lesson ${after}${didYouMean(after, ids) || `; lessons are ${ids.join(', ')}`}`;
  }
  const at = folders.findIndex((folder) => lessonId(folder) === id);
  const from = numbers[at] ?? 0;
  const to = numbers.find((number, i) => i > at && number > from) ?? LAST_PLACE + 1;
  const number = free.find((each) => each > from && each < to);
  if (number !== undefined) return { number, before: folders[at] ?? null };
  const next = folders[at + 1];
  return `there is no free number between ${folders[at]} and ${next ?? 'the end'} (${frees}): give it another place, or rename the folders after it by hand`;
}

/** `19, 33, 40 to 99` */
export function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ');
}

/** Of the lesson in this folder, if its front matter can be read. */
function partOf(root: string, folder: string | null): string | null {
  if (folder === null) return null;
  try {
    const text = readFileSync(join(root, folder, 'lesson.md'), 'utf8');
    const [, yaml] = /^---\r?\n([^]*?)\r?\n---\s/.exec(text) ?? [];
    return yaml === undefined ? null : (parseFrontMatter(yaml, 2).value?.part ?? null);
  } catch {
    return null;
  }
}

export function newLesson(words: readonly string[]): number {
  const wrong = (message: string): number => {
    process.stderr.write(`interleave: ${message}\n`);
    return 2;
  };
  const parsed = parseWords('new', words, ['--after', '--part']);
  if (typeof parsed === 'string') return wrong(parsed);
  const [name, ...more] = parsed.rest;
  if (name === undefined) return wrong('new wants the name of a lesson, lower-case words with dashes: new two-locks');
  if (more.length > 0)
    return wrong(
      `new wants one name, not ${parsed.rest.join(' ')}; join the words with dashes: ${parsed.rest.join('-')}`,
    );
  const begun = beginLesson(lessonsRoot(), {
    name,
    after: parsed.given.after ?? null,
    part: parsed.given.part ?? null,
  });
  if (!begun.ok) return wrong(begun.message);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  for (const file of begun.files) say(`made ${shownPath(file)}`);
  say('');
  say(`npm run -s interleave -- preview ${name}   shows it as you write`);
  say(`npm run -s interleave -- check ${name}     runs its programs and checks its claims`);
  return 0;
}
