/**
 * Writes what a program has made into a folder of the author's disk. The names are the program's, so they are made safe, and nothing
 * is written through a link: a folder that an earlier run, or somebody else, has left there must not lead out of it.
 */
import { lstatSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safePaths } from '../src/base/safe-path';
import type { WrittenFile } from './browser';
import { UsageError } from './files';

const HOME = '/home/learner/';

/** Sees to it that the folder is there, before anything runs. */
export function openFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    if (!statSync(dir).isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    throw new UsageError(
      `--files-out: ${dir} cannot be written to (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

/** `refused`: a sentence for each file that is not there now. */
export function writeFiles(
  dir: string,
  files: readonly WrittenFile[],
): { readonly written: readonly string[]; readonly refused: readonly string[] } {
  const written: string[] = [];
  const refused: string[] = [];
  const names = safePaths(
    files.map(({ path }) => path),
    HOME,
  );
  for (const { path, content } of files) {
    const name = names.get(path);
    if (name === undefined) continue;
    if (content === null) {
      refused.push(`${name} could not be had: the program was ended before it told what the file holds`);
      continue;
    }
    try {
      writeFileSync(placeFor(dir, name), content);
      written.push(name);
    } catch (error) {
      refused.push(`${name} was not written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { written, refused };
}

/** Makes the folders on the way, each of which must be one, and not a link to one. */
function placeFor(dir: string, name: string): string {
  const steps = name.split('/');
  let at = dir;
  for (const [i, step] of steps.entries()) {
    at = join(at, step);
    const there = lstatSync(at, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() === true) throw new Error('a link is in its place');
    if (i === steps.length - 1) break;
    if (there === undefined) mkdirSync(at);
    else if (!there.isDirectory()) throw new Error('a file is where one of its folders should be');
  }
  return at;
}
