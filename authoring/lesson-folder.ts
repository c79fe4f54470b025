/** Reads lesson folders from the disk: for the build and for the authors' command. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lessonId, type LessonFolder } from '../src/lesson/load';

/** The course of this repository. */
export const COURSE = fileURLToPath(new URL('../lessons', import.meta.url));

/** The folder of lessons that is worked on: the course, or what INTERLEAVE_LESSONS names. */
export function lessonsRoot(): string {
  const told = process.env['INTERLEAVE_LESSONS'];
  return told === undefined || told === '' ? COURSE : resolve(told);
}

/** The names of all lesson folders below `root`, `NN-slug`, in reading order. */
export function lessonFolders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort();
}

/** The ids of all lessons below `root`, in reading order. */
export const lessonIds = (root: string): string[] => lessonFolders(root).map(lessonId);

/** Where the lesson with this id lies: its folder's place in the course is part of the name, and not of the id. */
export function lessonPath(root: string, id: string): string {
  return join(root, lessonFolders(root).find((name) => lessonId(name) === id) ?? id);
}

/** The id of the lesson that an author means by `named`: its id, its folder's name or path. Null: there is none. */
export function lessonNamed(root: string, named: string): string | null {
  const name = named.replace(/\/+$/, '').split('/').at(-1) ?? named;
  return lessonIds(root).find((id) => id === name || id === lessonId(name)) ?? null;
}

/** A file of a lesson, as terminals and editors open it: relative to where the command runs, and where that is elsewhere, absolute. */
export function shownPath(path: string): string {
  const from = relative(process.cwd(), path);
  return (from.startsWith('..') ? path : from).split(sep).join('/');
}

export function readLessonFolder(root: string, id: string): LessonFolder {
  const folder = lessonPath(root, id);
  const files = new Map<string, string>();
  for (const path of filesBelow(folder))
    files.set(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8'));
  return { name: basename(folder), files };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== '__pycache__')
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}
