/** Reads what a run sends into the realm. Everything wrong with it is one sentence. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { SourceFile } from '../src/runtimes/runtime';
import type { Mount } from './args';

/** A mistake of whoever called: shown as one line, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MOST_FILES = 4_000;
const MOST_BYTES = 64_000_000;

export function readProgram(path: string): { readonly entry: string; readonly file: SourceFile } {
  const bytes = read(path);
  if (bytes.includes(0)) throw new UsageError(`${path} is a binary file, not a program`);
  const content = decode(bytes);
  // Python lets a file say in one of its first two lines that it is not in UTF-8; then it is Python's to read.
  if (content === null && !/^(?:.*\n)?[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/.test(bytes.toString('latin1'))) {
    throw new UsageError(`${path} is not text in UTF-8`);
  }
  const entry = basename(path);
  return { entry, file: { path: entry, content: content ?? Uint8Array.from(bytes) } };
}

/** The files of the folders, each under its path; a later mount wins over an earlier one. */
export function readMounts(mounts: readonly Mount[]): readonly SourceFile[] {
  const files = new Map<string, SourceFile>();
  let bytes = 0;
  for (const { dir, path } of mounts) {
    if (!statOf(dir).isDirectory()) throw new UsageError(`--mount: ${dir} is not a folder`);
    for (const file of walk(dir)) {
      const inside = relative(dir, file).split(sep).join('/');
      const target = path === '' ? inside : `${path}/${inside}`;
      const data = read(file);
      bytes += data.length;
      if (bytes > MOST_BYTES) throw new UsageError(`--mount: the folders hold more than ${MOST_BYTES / 1e6} MB`);
      files.set(target, { path: target, content: Uint8Array.from(data) });
      if (files.size > MOST_FILES) throw new UsageError(`--mount: the folders hold more than ${MOST_FILES} files`);
    }
  }
  return [...files.values()];
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function statOf(path: string): ReturnType<typeof statSync> & object {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`there is no ${path}`);
  return stats;
}

function read(path: string): Buffer {
  if (statOf(path).isDirectory()) throw new UsageError(`${path} is a folder, not a file`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${codeOf(error)})`);
  }
}

function* walk(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    // What a folder of data may hold besides data: repositories, caches, links that lead anywhere.
    if (entry.isDirectory()) {
      if (entry.name !== '.git' && entry.name !== 'node_modules' && entry.name !== '__pycache__') yield* walk(path);
    } else if (entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile())) {
      yield path;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
