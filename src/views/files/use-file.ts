import { useEffect, useState } from 'react';
import type { FileContent, RunFile } from '../../protocol/files';
import { IMAGE_BYTES, TEXT_BYTES, viewOf, type FileView } from './file-view';

export type ReadFile = (path: string, most: number) => Promise<FileContent>;

export type Shown =
  | { readonly state: 'reading' }
  | { readonly state: 'ready'; readonly view: FileView; readonly stale: boolean; readonly image: string | null }
  /** There is nothing to be read; `stale`: not yet. */
  | { readonly state: 'missing'; readonly stale: boolean }
  | { readonly state: 'failed'; readonly message: string };

/**
 * The open file as it is shown; read anew whenever it has changed, and what was shown stays until then. `tries` goes up to read
 * it once more.
 */
export function useFile(file: RunFile | null, read: ReadFile, tries: number): Shown {
  const [shown, setShown] = useState<{ readonly path: string | null; readonly what: Shown }>({
    path: null,
    what: { state: 'reading' },
  });
  const path = file?.path ?? null;
  const size = file?.size ?? 0;
  const at = file?.at ?? 0;

  useEffect(() => {
    if (path === null) return;
    let current = true;
    void look(path, read).then((what) => {
      if (current) setShown({ path, what });
      else letGo(what);
    });
    return () => {
      current = false;
    };
    // `size` and `at`: another file under the same name.
  }, [path, size, at, read, tries]);

  useEffect(() => () => letGo(shown.what), [shown]);

  return shown.path === path ? shown.what : { state: 'reading' };
}

function letGo(what: Shown): void {
  if (what.state === 'ready' && what.image !== null) URL.revokeObjectURL(what.image);
}

async function look(path: string, read: ReadFile): Promise<Shown> {
  try {
    const head = await read(path, TEXT_BYTES);
    if (head.content === null) return { state: 'missing', stale: head.stale };
    // Of an older state there may be more bytes, or fewer, than of the file as it is listed.
    const size = head.stale && head.content.length < TEXT_BYTES ? head.content.length : head.size;
    const view = viewOf(head.content, size);
    if (view.kind !== 'image') return { state: 'ready', view, stale: head.stale, image: null };
    const whole = size <= TEXT_BYTES ? head : await read(path, IMAGE_BYTES);
    if (whole.content === null) return { state: 'missing', stale: whole.stale };
    // Looked at again: it may have become another meanwhile.
    const again = viewOf(whole.content, whole.content.length);
    if (again.kind !== 'image') return { state: 'ready', view: again, stale: whole.stale, image: null };
    const blob = new Blob([whole.content as Uint8Array<ArrayBuffer>], { type: again.type });
    return { state: 'ready', view: again, stale: whole.stale, image: URL.createObjectURL(blob) };
  } catch (error) {
    return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
