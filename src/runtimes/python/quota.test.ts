import { loadPyodide } from 'pyodide';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiskQuota, type MemoryFiles } from './quota';

/** What the tests use of Emscripten's file system: the real one. */
interface Files extends MemoryFiles {
  open(path: string, flags: string): Stream;
  write(stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number): number;
  read(stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number): number;
  close(stream: Stream): void;
  dupStream(stream: Stream): Stream;
  truncate(path: string, size: number): void;
  ftruncate(fd: number, size: number): void;
  writeFile(path: string, content: Uint8Array): void;
  readFile(path: string): Uint8Array;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  mkdir(path: string): void;
  rmdir(path: string): void;
  symlink(target: string, path: string): void;
  readdir(path: string): string[];
  stat(path: string): { readonly size: number; readonly mode: number };
  isDir(mode: number): boolean;
  analyzePath(path: string): { readonly exists: boolean };
  lookupPath(path: string): { readonly node: { readonly id: number; readonly usedBytes?: number } };
  statfs(path: string): { readonly bsize: number; readonly bfree: number; readonly ffree: number };
}
type Stream = NonNullable<MemoryFiles['streams'][number]> & { readonly fd: number };

const ENOSPC = 51;
const LIMITS = { bytes: 100, names: 6 };
let fs: Files;
const pristine = '/tmp/there.txt';
let pristineNode = 0;
let quota: DiskQuota;
let touched = 0;
let full = 0;

/** The tables of operations as Emscripten has made them; each test starts a quota of its own over them. */
let original: (() => void)[] = [];

beforeAll(async () => {
  const pyodide = await loadPyodide({ indexURL: 'node_modules/pyodide/' });
  fs = pyodide.FS as Files;
  const { ops_table, stream_ops } = fs.filesystems.MEMFS;
  const tables: object[] = [ops_table.dir.node, ops_table.file.node, ops_table.file.stream, stream_ops];
  original = tables.map((table) => {
    const copy = { ...table };
    return () => void Object.assign(table, copy, { statfs: undefined, close: undefined });
  });
}, 120_000);

beforeEach(() => {
  for (const restore of original) restore();
  empty('/tmp');
  lay();
  touched = full = 0;
  quota = new DiskQuota(fs, LIMITS, { touched: () => void touched++, full: () => void full++ });
  quota.start();
});

/** A file from before the quota. */
function lay(): void {
  fs.writeFile(pristine, new Uint8Array(10));
  pristineNode = nodeOf(pristine).id;
}

function nodeOf(path: string): { readonly id: number; readonly usedBytes?: number } {
  return fs.lookupPath(path).node;
}

function empty(folder: string): void {
  for (const name of fs.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const path = `${folder}/${name}`;
    if (fs.isDir(fs.stat(path).mode)) {
      empty(path);
      fs.rmdir(path);
    } else fs.unlink(path);
  }
}

/** The error's number, or null when all went well. */
function errnoOf(work: () => unknown): number | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof fs.ErrnoError && 'errno' in error) return Number(error.errno);
    throw error;
  }
}

describe('the quota', () => {
  it('writes as much as fits, refuses the next byte as a full disk does, and has room again when something was removed', () => {
    const stream = fs.open('/tmp/f', 'w');
    expect(fs.write(stream, new Uint8Array(80), 0, 80)).toBe(80);
    expect(fs.write(stream, new Uint8Array(80), 0, 80)).toBe(20);
    expect(errnoOf(() => fs.write(stream, new Uint8Array(1), 0, 1))).toBe(ENOSPC);
    expect(full).toBe(1);
    expect(quota.used).toEqual({ bytes: 100, names: 1 });
    // What is there can be read, written over and cut short.
    expect(fs.readFile('/tmp/f')).toHaveLength(100);
    expect(fs.write(stream, Uint8Array.of(7), 0, 1, 0)).toBe(1);
    expect(fs.readFile('/tmp/f')[0]).toBe(7);
    fs.ftruncate(stream.fd, 40);
    expect(fs.write(stream, new Uint8Array(60), 0, 60, 40)).toBe(60);
    fs.close(stream);
    fs.unlink('/tmp/f');
    expect(quota.used).toEqual({ bytes: 0, names: 0 });
    fs.writeFile('/tmp/g', new Uint8Array(100));
    expect(fs.readFile('/tmp/g')).toHaveLength(100);
  });

  it('does not count what comes with the interpreter, however late and large, until the program changes it', () => {
    fs.writeFile('/tmp/own', new Uint8Array(90));
    touched = 0;
    quota.exempt(() => {
      fs.mkdir('/tmp/package');
      for (let i = 0; i < 10; i++) fs.writeFile(`/tmp/package/${i}`, new Uint8Array(50));
    });
    expect([quota.used, touched, full]).toEqual([{ bytes: 90, names: 1 }, 0, 0]);
    fs.unlink('/tmp/package/0');
    expect(quota.used).toEqual({ bytes: 90, names: 1 });
    // What it has it may rewrite; then it counts like a file from before.
    const stream = fs.open('/tmp/package/1', 'r+');
    expect(fs.write(stream, new Uint8Array(50), 0, 50)).toBe(50);
    expect(errnoOf(() => fs.write(stream, new Uint8Array(1), 0, 1))).toBe(ENOSPC);
    fs.close(stream);
    expect(quota.used).toEqual({ bytes: 140, names: 1 });
    expect(errnoOf(() => fs.writeFile('/tmp/more', new Uint8Array(1)))).toBe(ENOSPC);
  });

  it('counts a hole: it takes memory here', () => {
    const stream = fs.open('/tmp/f', 'w');
    expect(errnoOf(() => fs.write(stream, new Uint8Array(1), 0, 1, 2 ** 31))).toBe(ENOSPC);
    expect(errnoOf(() => fs.ftruncate(stream.fd, 2 ** 31))).toBe(ENOSPC);
    fs.ftruncate(stream.fd, 90);
    expect(quota.used.bytes).toBe(90);
    fs.close(stream);
  });

  it('does not count what was there before, until it is changed; then with its whole size', () => {
    expect(quota.used).toEqual({ bytes: 0, names: 0 });
    const stream = fs.open(pristine, 'a');
    fs.write(stream, new Uint8Array(5), 0, 5);
    fs.close(stream);
    expect(quota.used).toEqual({ bytes: 15, names: 0 });
    fs.unlink(pristine);
    expect(quota.used).toEqual({ bytes: 0, names: 0 });
  });

  it('counts a file without a name for as long as somebody has it open', () => {
    const stream = fs.open('/tmp/f', 'w+');
    const second = fs.dupStream(stream);
    fs.write(stream, new Uint8Array(60), 0, 60);
    fs.unlink('/tmp/f');
    expect(quota.used).toEqual({ bytes: 60, names: 0 });
    fs.close(stream);
    expect(fs.write(second, new Uint8Array(60), 0, 60, 60)).toBe(40);
    expect(quota.used.bytes).toBe(100);
    fs.close(second);
    expect(quota.used.bytes).toBe(0);
  });

  it('gives back what a file held that another one takes the name of', () => {
    fs.writeFile('/tmp/a', new Uint8Array(50));
    fs.writeFile('/tmp/b', new Uint8Array(30));
    fs.rename('/tmp/a', '/tmp/b');
    expect(quota.used).toEqual({ bytes: 50, names: 1 });
    fs.rename('/tmp/b', '/tmp/b');
    expect(quota.used).toEqual({ bytes: 50, names: 1 });
  });

  it('bounds the number of files, folders and links, and the length of a name', () => {
    for (let i = 0; i < 4; i++) fs.writeFile(`/tmp/${i}`, new Uint8Array(0));
    fs.mkdir('/tmp/folder');
    fs.symlink('/tmp/0', '/tmp/link');
    expect(errnoOf(() => fs.writeFile('/tmp/more', new Uint8Array(0)))).toBe(ENOSPC);
    expect(errnoOf(() => fs.mkdir('/tmp/more'))).toBe(ENOSPC);
    expect(errnoOf(() => fs.symlink('/tmp/0', '/tmp/more'))).toBe(ENOSPC);
    fs.rmdir('/tmp/folder');
    fs.unlink('/tmp/link');
    expect(errnoOf(() => fs.writeFile(`/tmp/${'x'.repeat(256)}`, new Uint8Array(0)))).toBe(37);
    expect(errnoOf(() => fs.writeFile(`/tmp/${'€'.repeat(86)}`, new Uint8Array(0)))).toBe(37);
    expect(errnoOf(() => fs.rename('/tmp/0', `/tmp/${'x'.repeat(256)}`))).toBe(37);
    expect(errnoOf(() => fs.writeFile(`/tmp/${'€'.repeat(85)}`, new Uint8Array(0)))).toBeNull();
  });

  it('lets what is laid down from outside pass, and counts it', () => {
    quota.lift(() => fs.writeFile('/tmp/big', new Uint8Array(150)));
    expect(quota.used.bytes).toBe(150);
    expect(errnoOf(() => fs.writeFile('/tmp/f', new Uint8Array(1)))).toBe(ENOSPC);
    const stream = fs.open('/tmp/big', 'r+');
    expect(fs.write(stream, Uint8Array.of(1), 0, 1, 149)).toBe(1);
    fs.close(stream);
  });

  it('says of each inode when it has become another, and that something has happened', () => {
    expect(quota.version(pristineNode)).toBe(0);
    fs.truncate(pristine, 10);
    expect(quota.version(pristineNode)).toBe(1);
    expect(touched).toBe(1);
  });

  it('tells statvfs how much is free', () => {
    const whole = fs.statfs('/tmp');
    quota.lift(() => fs.writeFile('/tmp/big', new Uint8Array(100)));
    expect(whole.bfree * whole.bsize).toBeLessThanOrEqual(LIMITS.bytes);
    expect(fs.statfs('/tmp')).toMatchObject({ bfree: 0, ffree: LIMITS.names - 1 });
  });

  it('counts exactly what a model counts, whatever is done in whatever order', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'there.txt');
    const operation = fc.oneof(
      { weight: 4, arbitrary: fc.record({ op: fc.constant('open' as const), name, size: fc.nat(0), other: name }) },
      { weight: 6, arbitrary: fc.record({ op: fc.constant('write' as const), name, size: fc.nat(70), other: name }) },
      ...(['truncate', 'unlink', 'rename', 'close', 'mkdir', 'rmdir'] as const).map((op) => ({
        weight: 2,
        arbitrary: fc.record({ op: fc.constant(op), name, size: fc.nat(70), other: name }),
      })),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        for (const restore of original) restore();
        empty('/tmp');
        lay();
        quota = new DiskQuota(fs, LIMITS, { touched: () => {}, full: () => {} });
        quota.start();
        /** Every inode that can still be reached, by a name or through an open stream: what it should count. */
        const changed = new Set<number>();
        const open: Stream[] = [];
        try {
          for (const { op, name: first, size, other } of operations) {
            const path = `/tmp/${first}`;
            errnoOf(() => {
              if (op === 'open') open.push(fs.open(path, 'a+'));
              const stream = open[size % 3];
              if (op === 'write' && stream !== undefined) {
                fs.write(stream, new Uint8Array(size), 0, size);
                if (size > 0) changed.add(stream.node.id);
              }
              if (op === 'truncate') {
                fs.truncate(path, size);
                changed.add(nodeOf(path).id);
              }
              if (op === 'unlink') fs.unlink(path);
              if (op === 'rename') fs.rename(path, `/tmp/${other}`);
              if (op === 'mkdir') fs.mkdir(path);
              if (op === 'rmdir') fs.rmdir(path);
              if (op === 'close' && open.length > 0) fs.close(open.splice(size % open.length, 1)[0] as Stream);
            });
            const reachable = new Map<number, number>();
            let names = 0;
            for (const one of fs.readdir('/tmp').slice(2)) {
              const node = nodeOf(`/tmp/${one}`);
              if (changed.has(node.id)) reachable.set(node.id, node.usedBytes ?? 0);
              if (node.id !== pristineNode) names++;
            }
            for (const { node } of open) if (changed.has(node.id)) reachable.set(node.id, node.usedBytes ?? 0);
            const bytes = [...reachable.values()].reduce((a, b) => a + b, 0);
            expect(quota.used).toEqual({ bytes, names });
            expect(bytes).toBeLessThanOrEqual(LIMITS.bytes + 10);
          }
        } finally {
          for (const stream of open) fs.close(stream);
        }
      }),
      { numRuns: 300 },
    );
  });
});
