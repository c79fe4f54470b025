/** A wheel (a zip archive, PEP 427) as the files that `pip install` would lay down, without what this interpreter cannot use. */
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { isSourcePath } from '../../protocol/parts';
import type { FileChange } from '../../protocol/system';

/** Far beyond any package that is of use here. */
const MOST_FILES = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Compiled for other machines. Packages that can do without fall back to Python when it is missing. */
const COMPILED = /\.(?:so|pyd|dll|dylib)(?:\.\d+)*$/;
/** What belongs into the folder of packages stands at the top of the archive, or here. */
const SPREAD = /^[^/]+\.data\/(?:purelib|platlib)\//;
const ELSEWHERE = /^[^/]+\.data\//;

/** What is wrong with an archive; the message continues a sentence that begins with its name. */
export class WheelError extends Error {}

/** Paths are relative to the folder of packages. Throws a WheelError. */
export function unpackWheel(bytes: Uint8Array): FileChange[] {
  let count = 0;
  let size = 0;
  const wanted = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (name.endsWith('/') || COMPILED.test(name) || placeOf(name) === null) return false;
    count += 1;
    size += originalSize;
    if (count > MOST_FILES || size > MOST_BYTES) throw new WheelError('holds more than a package may');
    return true;
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, { filter: wanted });
  } catch (error) {
    throw error instanceof WheelError ? error : new WheelError('is no proper wheel');
  }
  const files = Object.entries(entries).map(([name, content]) => ({ path: placeOf(name) ?? name, content }));
  if (files.length === 0) throw new WheelError('holds nothing that could be imported');
  return files;
}

/** Null for what goes elsewhere (scripts, headers), and for a name that leads out of the folder. */
function placeOf(name: string): string | null {
  const place = name.replace(SPREAD, '');
  return ELSEWHERE.test(place) || !isSourcePath(place) ? null : place;
}
