/**
 * How much an interpreter's files may hold. Emscripten keeps files in arrays of JavaScript's, without any limit: a program
 * that writes in a loop would take the tab with it. Here it gets what a full disk gives: as much as fits is written, then
 * OSError (ENOSPC), and after something has been removed there is room again.
 *
 * All of Emscripten's ways to a file (write, truncate, fallocate, open with O_TRUNC, mmap's msync) end in two operations of
 * MEMFS, `write` and `setattr`, and all ways to a new name in `mknod` and `symlink`. Those are stood in for; every file that
 * there is shares them, so one place holds for all.
 *
 * What counts is each file's size from its first change on (a hole counts: it takes memory here), and each name that was made.
 * A file without a name counts for as long as somebody has it open:
 *
 *     f = open("big", "wb"); f.write(...)     charged
 *     os.remove("big")                        still charged: f can read it
 *     f.close()                               free
 */

/** What we use of an inode of MEMFS. */
export interface MemoryNode {
  readonly id: number;
  readonly mode: number;
  /** Undefined for what is no file. */
  readonly usedBytes?: number;
  /** The names in a folder. */
  readonly contents: unknown;
}

interface MemoryStream {
  readonly node: MemoryNode;
}

type Write = (
  stream: MemoryStream,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  canOwn?: boolean,
) => number;

/** Of a file system as a whole, for `statvfs`. */
interface Statfs {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

interface DirectoryOperations {
  mknod(this: void, parent: MemoryNode, name: string, mode: number, dev: number): MemoryNode;
  symlink(this: void, parent: MemoryNode, name: string, target: string): MemoryNode;
  rename(this: void, node: MemoryNode, parent: MemoryNode, name: string): void;
  unlink(this: void, parent: MemoryNode, name: string): void;
  rmdir(this: void, parent: MemoryNode, name: string): void;
  statfs?: () => Statfs;
}

interface FileOperations {
  setattr(this: void, node: MemoryNode, attributes: { readonly size?: number }): void;
  statfs?: () => Statfs;
}

interface FileStreamOperations {
  write: Write;
  close?: (stream: MemoryStream) => void;
}

/** What we use of Emscripten's file system, to stand in for parts of it. */
export interface MemoryFiles {
  readonly ErrnoError: new (errno: number) => Error;
  readonly streams: readonly (MemoryStream | null | undefined)[];
  readonly filesystems: {
    readonly MEMFS: {
      readonly ops_table: {
        readonly dir: { readonly node: DirectoryOperations };
        readonly file: { readonly node: FileOperations; readonly stream: FileStreamOperations };
      };
      readonly stream_ops: { write: Write };
    };
  };
}

export interface QuotaLimits {
  readonly bytes: number;
  readonly names: number;
}

export interface QuotaEvents {
  /** A file or a name has changed. Called at each write: it must cost nothing. */
  touched(): void;
  /** Something did not fit. */
  full(): void;
}

// Numbers of Emscripten's errno.h, which is WASI's.
const ENAMETOOLONG = 37;
const ENOSPC = 51;
/** Bytes of one name, as Linux has it. */
const NAME_MAX = 255;
const BLOCK = 4096;

interface Charge {
  bytes: number;
  /** Counts its changes, for whoever wants to know whether it is still the same. */
  version: number;
  /** The program made it, and it has a name. */
  named: boolean;
  /** It has lost its name, and goes when it is closed. */
  orphan: boolean;
}

export class DiskQuota {
  private readonly charges = new Map<number, Charge>();
  private bytes = 0;
  private names = 0;
  private lifted = false;
  private exempting = false;

  constructor(
    private readonly fs: MemoryFiles,
    private readonly limits: QuotaLimits,
    private readonly events: QuotaEvents,
  ) {}

  /** From here on changes count; what there is already does not, until it is changed. Once. */
  start(): void {
    this.watchFiles();
    this.watchNames();
  }

  get used(): { readonly bytes: number; readonly names: number } {
    return { bytes: this.bytes, names: this.names };
  }

  /** Another number whenever the inode has changed; 0 before its first change. */
  version(id: number): number {
    return this.charges.get(id)?.version ?? 0;
  }

  /** For files that are laid down here and not written by the program: they count, but they always fit. */
  lift(work: () => void): void {
    const before = this.lifted;
    this.lifted = true;
    try {
      work();
    } finally {
      this.lifted = before;
    }
  }

  /** For files that come with the interpreter, however late: they fit, and they do not count until the program changes them. */
  exempt(work: () => void): void {
    const before = this.exempting;
    this.exempting = true;
    try {
      this.lift(work);
    } finally {
      this.exempting = before;
    }
  }

  private watchFiles(): void {
    const { ops_table, stream_ops } = this.fs.filesystems.MEMFS;
    const { node: operations, stream: streams } = ops_table.file;
    const { write } = stream_ops;
    const { setattr } = operations;
    const { close } = streams;

    // Two names of one function: `msync` calls the second.
    stream_ops.write = streams.write = (stream, buffer, offset, length, position, canOwn) => {
      if (length === 0) return write(stream, buffer, offset, length, position, canOwn);
      const { node } = stream;
      const fits = Math.min(length, this.room(node) - position);
      if (fits <= 0) throw this.full();
      const written = write(stream, buffer, offset, fits, position, canOwn);
      this.settle(node);
      return written;
    };
    operations.setattr = (node, attributes) => {
      const { size } = attributes;
      if (size !== undefined && size > this.room(node)) throw this.full();
      setattr(node, attributes);
      if (size !== undefined) this.settle(node);
    };
    streams.close = (stream) => {
      close?.(stream);
      const { node } = stream;
      if (this.charges.get(node.id)?.orphan === true && !this.isOpen(node, stream)) this.release(node);
    };
    operations.statfs = () => this.statfs();
  }

  private watchNames(): void {
    const { node: operations } = this.fs.filesystems.MEMFS.ops_table.dir;
    const { mknod, symlink, rename, unlink, rmdir } = operations;
    operations.mknod = (parent, name, mode, dev) => {
      this.checkName(name);
      return this.named(mknod(parent, name, mode, dev));
    };
    operations.symlink = (parent, name, target) => {
      this.checkName(name);
      return this.named(symlink(parent, name, target));
    };
    operations.rename = (node, parent, name) => {
      if (encodedLength(name) > NAME_MAX) throw new this.fs.ErrnoError(ENAMETOOLONG);
      const replaced = childOf(parent, name);
      rename(node, parent, name);
      if (replaced !== undefined && replaced !== node) this.gone(replaced);
      this.events.touched();
    };
    operations.unlink = (parent, name) => {
      const node = childOf(parent, name);
      unlink(parent, name);
      if (node !== undefined) this.gone(node);
      this.events.touched();
    };
    operations.rmdir = (parent, name) => {
      const node = childOf(parent, name);
      rmdir(parent, name);
      if (node !== undefined) this.gone(node);
      this.events.touched();
    };
    operations.statfs = () => this.statfs();
  }

  /** The size up to which this file may grow now. What it has it may always rewrite. */
  private room(node: MemoryNode): number {
    if (this.lifted) return Infinity;
    const others = this.bytes - (this.charges.get(node.id)?.bytes ?? 0);
    return Math.max(this.limits.bytes - others, node.usedBytes ?? 0);
  }

  private charge(node: MemoryNode): Charge {
    let charge = this.charges.get(node.id);
    if (charge === undefined) {
      charge = { bytes: 0, version: 0, named: false, orphan: false };
      this.charges.set(node.id, charge);
    }
    return charge;
  }

  /** The file has changed: it counts with the size that it has now. */
  private settle(node: MemoryNode): void {
    if (this.exempting) return;
    const charge = this.charge(node);
    const size = node.usedBytes ?? 0;
    this.bytes += size - charge.bytes;
    charge.bytes = size;
    charge.version++;
    this.events.touched();
  }

  private checkName(name: string): void {
    if (encodedLength(name) > NAME_MAX) throw new this.fs.ErrnoError(ENAMETOOLONG);
    if (this.names >= this.limits.names && !this.lifted) throw this.full();
  }

  private named(node: MemoryNode): MemoryNode {
    if (this.exempting) return node;
    this.charge(node).named = true;
    this.names++;
    this.events.touched();
    return node;
  }

  /** The node has lost its name. */
  private gone(node: MemoryNode): void {
    const open = this.isOpen(node);
    // One that was there from the start may still be written to, by whoever has it open.
    const charge = open ? this.charge(node) : this.charges.get(node.id);
    if (charge === undefined) return;
    if (charge.named) this.names--;
    charge.named = false;
    charge.orphan = true;
    if (!open) this.release(node);
  }

  private release(node: MemoryNode): void {
    this.bytes -= this.charges.get(node.id)?.bytes ?? 0;
    this.charges.delete(node.id);
  }

  private isOpen(node: MemoryNode, but?: MemoryStream): boolean {
    return this.fs.streams.some((stream) => stream !== but && stream?.node === node);
  }

  private full(): Error {
    this.events.full();
    return new this.fs.ErrnoError(ENOSPC);
  }

  /** What `os.statvfs` and `shutil.disk_usage` tell. */
  private statfs(): Statfs {
    const free = Math.max(0, Math.floor((this.limits.bytes - this.bytes) / BLOCK));
    return {
      bsize: BLOCK,
      blocks: Math.floor(this.limits.bytes / BLOCK),
      bfree: free,
      bavail: free,
      files: this.limits.names,
      ffree: Math.max(0, this.limits.names - this.names),
    };
  }
}

function childOf(parent: MemoryNode, name: string): MemoryNode | undefined {
  // Emscripten makes them plain objects: `__proto__` is no file's name unless it is the folder's own.
  const names = parent.contents as Record<string, MemoryNode>;
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** Bytes of a name. A character takes at most three for each of its units, so short names need no closer look. */
function encodedLength(name: string): number {
  return name.length * 3 <= NAME_MAX ? name.length : new TextEncoder().encode(name).length;
}
