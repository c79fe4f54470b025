/** All files of a run in one zip archive. The library comes only when somebody asks for an archive. */
import { imageType } from './file-view';
import { safePaths } from '../../base/safe-path';
import { HOME } from './file-names';

/** So much is packed between two breaths of the page. */
const STEP = 1024 * 1024;

/** `read` gives a file's bytes, or null: then it is left out and counted. */
export async function archive(
  paths: readonly string[],
  read: (path: string) => Promise<Uint8Array | null>,
  breathe: () => Promise<void>,
): Promise<{ readonly zip: Blob; readonly missing: number }> {
  const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate');
  const parts: BlobPart[] = [];
  const failures: Error[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) failures.push(error);
    else parts.push(part);
  });
  let missing = 0;
  for (const [path, name] of safePaths(paths, HOME)) {
    const content = await read(path);
    if (content === null) {
      missing++;
      continue;
    }
    const entry = isPacked(content) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for (let at = 0; at + STEP < content.length; at += STEP) {
      entry.push(content.subarray(at, at + STEP));
      await breathe();
    }
    entry.push(content.subarray(Math.max(0, Math.ceil(content.length / STEP) - 1) * STEP), true);
  }
  zip.end();
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return { zip: new Blob(parts, { type: 'application/zip' }), missing };
}

/** Packing it once more would take time and save nothing. */
function isPacked(content: Uint8Array): boolean {
  const [first, second] = content;
  return imageType(content) !== null || (first === 0x50 && second === 0x4b) || (first === 0x1f && second === 0x8b);
}
