/**
 * What the frame keeps of a run's files: what its processes have told (`protocol/files.ts`). It serves the other processes,
 * which bring their own files up to date from it, and the page, which shows them; for the page it outlives the kernel.
 *
 * Everything here comes from programs that may say whatever they like. So there is a limit for all of them together, beside the
 * one that each interpreter keeps: what does not fit is not kept, and the older state of the file stays.
 */
import { DISK, LISTED, type FileContent, type RunFile, type RunFiles } from '../../../protocol/files';
import type { FileChange } from '../../../protocol/system';

interface Told extends FileChange {
  readonly sequence: number;
  readonly by: number;
}

interface Listed extends RunFile {
  /** The process that has it as it is listed here. */
  readonly by: number;
  /** Its contents, as listed, are kept. */
  readonly told: boolean;
}

/** What is shown to the learner; the rest of the file system is the interpreter's own. */
const SHOWN = ['/home/learner/', '/tmp/'];

/** Removals are remembered for processes that have the file, but not without end. */
const MOST_REMOVALS = 4 * DISK.names;

export class FileStore {
  /** In the order in which they were told. */
  private readonly told = new Map<string, Told>();
  private readonly listed = new Map<string, Listed>();
  private readonly removed = new Set<string>();
  private bytes = 0;
  private names = 0;
  private notes = 0;

  constructor(private readonly limits: { readonly bytes: number; readonly names: number } = DISK) {}

  /** The number of the last note. */
  get last(): number {
    return this.notes;
  }

  get used(): { readonly bytes: number; readonly names: number } {
    return { bytes: this.bytes, names: this.names };
  }

  /** False: there is no room for it. */
  put({ path, content }: FileChange, at: number, by: number): boolean {
    const before = this.told.get(path);
    const had = before?.content ?? null;
    const bytes = this.bytes + (content?.byteLength ?? 0) - (had?.byteLength ?? 0);
    const names = this.names + Number(content !== null) - Number(had !== null);
    const fits = content === null || (bytes <= this.limits.bytes && names <= this.limits.names);
    if (fits) {
      this.bytes = bytes;
      this.names = names;
      this.told.delete(path);
      this.told.set(path, { path, content, sequence: ++this.notes, by });
      this.removed.delete(path);
      if (content === null) this.removed.add(path);
      if (this.removed.size > MOST_REMOVALS) this.forgetRemoval();
    }
    if (!path.endsWith('/')) {
      if (content === null) this.listed.delete(path);
      else this.show({ path, size: content.byteLength, at }, by, fits);
    }
    return fits;
  }

  /** Files that stand so now; their contents may follow. */
  list(files: readonly RunFile[], by: number): void {
    for (const file of files) this.show(file, by, false);
  }

  /** Every file and folder, for a process that has none of them. */
  all(): FileChange[] {
    return [...this.told.values()].map(({ path, content }) => ({ path, content }));
  }

  /** What other processes have told since note number `since`. */
  since(since: number, but: number): FileChange[] {
    return [...this.told.values()]
      .filter(({ sequence, by }) => sequence > since && by !== but)
      .map(({ path, content }) => ({ path, content }));
  }

  listing(): RunFiles {
    const files = [...this.listed.values()].sort((a, b) => b.at - a.at || (a.path < b.path ? -1 : 1));
    return {
      files: files.slice(0, LISTED).map(({ path, size, at }) => ({ path, size, at })),
      more: Math.max(0, files.length - LISTED),
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** The process that has not told what this file holds now; null: nobody knows more than is kept here. */
  owes(path: string): number | null {
    const file = this.listed.get(path);
    return file === undefined || file.told ? null : file.by;
  }

  read(path: string, most: number): FileContent {
    const file = this.listed.get(path);
    if (file === undefined) return { content: null, size: 0, stale: false };
    const content = this.told.get(path)?.content ?? null;
    return {
      content: content === null ? null : content.slice(0, most),
      size: file.told ? (content?.byteLength ?? 0) : file.size,
      stale: !file.told,
    };
  }

  private show({ path, size, at }: RunFile, by: number, told: boolean): void {
    if (!SHOWN.some((folder) => path.startsWith(folder)) || path.endsWith('/')) return;
    if (!this.listed.has(path) && this.listed.size >= this.limits.names) return;
    this.listed.set(path, { path, size, at, by, told });
  }

  private forgetRemoval(): void {
    const [oldest] = this.removed;
    if (oldest === undefined) return;
    this.removed.delete(oldest);
    this.told.delete(oldest);
  }
}
