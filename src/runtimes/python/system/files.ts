/**
 * One file system for all processes of a run, kept by telling: each interpreter has files of its own, and says what it has
 * changed when another process starts and when it ends; who waits for a process's end hears of it before the wait is over. (Two
 * processes that write and read one file at the same time without waiting for each other do not meet here.)
 */
import type { FileChange } from '../../../protocol/system';

/** What we use of Emscripten's file system. */
export interface FileSystem {
  readdir(path: string): string[];
  stat(path: string): { readonly mode: number; readonly size: number; readonly mtime: Date };
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  readFile(path: string): Uint8Array;
  writeFile(path: string, content: Uint8Array): void;
  unlink(path: string): void;
  rmdir(path: string): void;
  mkdirTree(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
}

/** Folders that programs write to. */
const FOLDERS = ['/home/learner', '/tmp'];
const MOST_FILES = 5_000;
/** The mark of a folder, whose path ends with a slash. */
const FOLDER = 'folder';

export class FileLog {
  /** path -> what it looked like when it was last looked at. */
  private known = new Map<string, string>();

  constructor(private readonly fs: FileSystem) {}

  /** What there is now is known to everybody. */
  start(): void {
    this.known = this.look();
  }

  /** What this process has changed since it was last asked. */
  changes(): FileChange[] {
    const now = this.look();
    const changes: FileChange[] = [];
    // First what is gone, the contents of a folder before itself: its name may have become a file's, or the other way round.
    const gone = [...this.known.keys()].filter((path) => !now.has(path));
    for (const path of gone.sort((a, b) => b.length - a.length)) changes.push({ path, content: null });
    for (const [path, mark] of now) {
      if (this.known.get(path) === mark) continue;
      // A copy: a view of the interpreter's memory could not be sent.
      changes.push({ path, content: path.endsWith('/') ? new Uint8Array(0) : this.fs.readFile(path).slice() });
    }
    this.known = now;
    return changes;
  }

  /** What other processes have changed. */
  apply(files: readonly FileChange[]): void {
    for (const { path, content } of files) {
      if (path.endsWith('/')) {
        if (content === null) this.removeFolder(path.slice(0, -1));
        else this.fs.mkdirTree(path.slice(0, -1));
        if (content === null) this.known.delete(path);
        else this.known.set(path, FOLDER);
        continue;
      }
      if (content === null) {
        if (this.fs.analyzePath(path).exists) this.fs.unlink(path);
        this.known.delete(path);
        continue;
      }
      this.fs.mkdirTree(path.slice(0, path.lastIndexOf('/')) || '/');
      this.fs.writeFile(path, content);
      this.known.set(path, this.markOf(path));
    }
  }

  private look(): Map<string, string> {
    const found = new Map<string, string>();
    const visit = (folder: string): void => {
      if (!this.fs.analyzePath(folder).exists) return;
      for (const name of this.fs.readdir(folder)) {
        if (name === '.' || name === '..' || name === '__pycache__' || found.size >= MOST_FILES) continue;
        const path = `${folder}/${name}`;
        const { mode } = this.fs.stat(path);
        if (this.fs.isDir(mode)) {
          found.set(`${path}/`, FOLDER);
          visit(path);
        }
        if (this.fs.isFile(mode)) found.set(path, this.markOf(path));
      }
    };
    for (const folder of FOLDERS) visit(folder);
    return found;
  }

  private removeFolder(path: string): void {
    // Not if it holds what this process has put there.
    if (this.fs.analyzePath(path).exists && this.fs.readdir(path).length <= 2) this.fs.rmdir(path);
  }

  private markOf(path: string): string {
    const { size, mtime } = this.fs.stat(path);
    return `${size} ${mtime.getTime()}`;
  }
}
