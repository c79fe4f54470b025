/**
 * One file system for all processes of a run, kept by telling: each interpreter has files of its own, and says what it has
 * changed when another process starts and when it ends; who waits for a process's end hears of it before the wait is over. (Two
 * processes that write and read one file at the same time without waiting for each other do not meet here.)
 *
 * Besides, a process says now and then what there is, for the learner who looks on: the names and sizes of what has changed,
 * and the contents of what has been left alone from one such look to the next. So a file that is written to all the time is
 * not copied all the time.
 */
import type { RunFile } from '../../../protocol/files';
import type { FileChange } from '../../../protocol/system';

/** What we use of Emscripten's file system. */
export interface FileSystem {
  readdir(path: string): string[];
  /** Of a link itself. */
  lstat(path: string): FileState;
  /** Of what a link leads to. */
  stat(path: string): FileState;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  isLink(mode: number): boolean;
  /** A copy: a view of the interpreter's memory could not be sent. */
  readFile(path: string): Uint8Array<ArrayBuffer>;
  writeFile(path: string, content: Uint8Array): void;
  unlink(path: string): void;
  rmdir(path: string): void;
  mkdirTree(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
}

/** Of the quota (`quota.ts`). */
export interface Disk {
  /** Changes with each change of an inode. Sizes and times alone may be those of the file before. */
  version(ino: number): number;
  lift(work: () => void): void;
  /** What is written meanwhile is nobody's: it never counts. */
  exempt(work: () => void): void;
}

interface FileState {
  readonly ino: number;
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
}

/** A change and when it was made, in milliseconds since the Unix epoch. */
export interface DatedChange extends FileChange {
  readonly at: number;
}

export interface Glance {
  /** New, or other than when they were last seen. `at` as in `DatedChange`. */
  readonly listed: readonly RunFile[];
  readonly changes: readonly DatedChange[];
  /** Something has still to be told: another look is due. */
  readonly unfinished: boolean;
}

/** Folders that programs write to. */
const FOLDERS = ['/home/learner', '/tmp'];
/** A program's own files and all that it may make. */
const MOST_FILES = 10_000;
/** As on Linux; longer ones exist, but nobody else can be told of them. */
const PATH_MAX = 4096;
/** The mark of a folder, whose path ends with a slash. */
const FOLDER = 'folder';

interface Seen {
  readonly mark: string;
  readonly size: number;
  readonly at: number;
}

export class FileLog {
  /** path -> what it looked like when its contents were last told, or known to everybody. */
  private readonly known = new Map<string, string>();
  /** path -> what it looked like when it was last listed; only of what is listed and not told. */
  private readonly glimpsed = new Map<string, string>();

  constructor(
    private readonly fs: FileSystem,
    private readonly disk: Disk,
  ) {}

  /** What there is now is known to everybody. */
  start(): void {
    this.known.clear();
    for (const [path, { mark }] of this.look()) this.known.set(path, mark);
  }

  /** What this process has changed since it was last asked. */
  changes(): DatedChange[] {
    const now = this.look();
    const changes = this.gone(now);
    for (const [path, seen] of now) if (this.known.get(path) !== seen.mark) changes.push(this.tell(path, seen));
    return changes;
  }

  /** The same in small steps: contents of no more than `budget` bytes (but always of one file), and only of what rests. */
  glance(budget: number): Glance {
    const now = this.look();
    const changes = this.gone(now);
    const listed: RunFile[] = [];
    let rest = budget;
    let unfinished = false;
    for (const [path, seen] of now) {
      const { mark, size, at } = seen;
      if (this.known.get(path) === mark) continue;
      if (mark === FOLDER) {
        changes.push(this.tell(path, seen));
      } else if (this.glimpsed.get(path) !== mark) {
        this.glimpsed.set(path, mark);
        listed.push({ path, size, at });
        unfinished = true;
      } else if (size <= rest || rest === budget) {
        rest -= size;
        changes.push(this.tell(path, seen));
      } else {
        unfinished = true;
      }
    }
    return { listed, changes, unfinished };
  }

  /** What other processes have changed. It fits even where this process may write no more: nobody could wait with it. */
  apply(files: readonly FileChange[]): void {
    this.disk.lift(() => {
      for (const { path, content } of files) {
        this.glimpsed.delete(path);
        try {
          if (path.endsWith('/')) this.applyFolder(path.slice(0, -1), content !== null);
          else this.applyFile(path, content);
        } catch {
          // This process has a folder where the other has a file, say: what is here stays.
        }
      }
    });
  }

  /** Files of a package, relative to `folder`. They are no files of the run's: not counted, and told to nobody. */
  install(folder: string, files: readonly FileChange[]): void {
    this.disk.exempt(() => {
      for (const { path, content } of files) {
        const full = `${folder}/${path}`;
        // What is there may be imported already, or be of the learner's making.
        if (content === null || this.fs.analyzePath(full).exists) continue;
        this.fs.mkdirTree(full.slice(0, full.lastIndexOf('/')));
        this.fs.writeFile(full, content);
      }
    });
  }

  private applyFolder(path: string, exists: boolean): void {
    if (exists) this.fs.mkdirTree(path);
    else this.removeFolder(path);
    if (exists) this.known.set(`${path}/`, FOLDER);
    else this.known.delete(`${path}/`);
  }

  private applyFile(path: string, content: Uint8Array | null): void {
    if (content === null) {
      if (this.fs.analyzePath(path).exists) this.fs.unlink(path);
      this.known.delete(path);
      return;
    }
    this.fs.mkdirTree(path.slice(0, path.lastIndexOf('/')) || '/');
    this.fs.writeFile(path, content);
    this.known.set(path, this.markOf(this.fs.stat(path)));
  }

  /** First what is gone, the contents of a folder before itself: its name may have become a file's, or the other way round. */
  private gone(now: ReadonlyMap<string, Seen>): DatedChange[] {
    const gone = new Set([...this.known.keys(), ...this.glimpsed.keys()].filter((path) => !now.has(path)));
    for (const path of gone) {
      this.known.delete(path);
      this.glimpsed.delete(path);
    }
    return [...gone].sort((a, b) => b.length - a.length).map((path) => ({ path, content: null, at: 0 }));
  }

  private tell(path: string, { mark, at }: Seen): DatedChange {
    this.known.set(path, mark);
    this.glimpsed.delete(path);
    return { path, at, content: mark === FOLDER ? new Uint8Array(0) : this.fs.readFile(path) };
  }

  private look(): Map<string, Seen> {
    const found = new Map<string, Seen>();
    const visit = (folder: string): void => {
      if (!this.fs.analyzePath(folder).exists) return;
      for (const name of this.fs.readdir(folder)) {
        const path = `${folder}/${name}`;
        if (name === '.' || name === '..' || name === '__pycache__' || path.length >= PATH_MAX) continue;
        if (found.size >= MOST_FILES) return;
        const state = this.stateOf(path);
        if (state === null) continue;
        const at = state.mtime.getTime();
        if (this.fs.isDir(state.mode)) {
          found.set(`${path}/`, { mark: FOLDER, size: 0, at });
          visit(path);
        }
        if (this.fs.isFile(state.mode)) found.set(path, { mark: this.markOf(state), size: state.size, at });
      }
    };
    for (const folder of FOLDERS) visit(folder);
    return found;
  }

  /** A link is told as a copy of the file to which it leads; links to folders may go in circles, and to nowhere. */
  private stateOf(path: string): FileState | null {
    const state = this.fs.lstat(path);
    if (!this.fs.isLink(state.mode)) return state;
    try {
      const target = this.fs.stat(path);
      return this.fs.isFile(target.mode) ? target : null;
    } catch {
      return null;
    }
  }

  private removeFolder(path: string): void {
    // Not if it holds what this process has put there.
    if (this.fs.analyzePath(path).exists && this.fs.readdir(path).length <= 2) this.fs.rmdir(path);
  }

  private markOf({ ino, size, mtime }: FileState): string {
    return `${ino} ${this.disk.version(ino)} ${size} ${mtime.getTime()}`;
  }
}
