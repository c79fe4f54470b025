/** Reads lesson folders from the disk: for the build and for the authors' command. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { LessonFolder } from '../src/lesson/load';

/** The names of all lesson folders below `root`, in reading order. */
export function lessonIds(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort();
}

export function readLessonFolder(root: string, id: string): LessonFolder {
  const folder = join(root, id);
  const files = new Map<string, string>();
  for (const path of filesBelow(folder))
    files.set(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8'));
  return { id, files };
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
