import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileChange } from '../../../protocol/system';
import { FileLog, type FileSystem } from './files';

/** What Emscripten's file system does, as far as it is used. Its clock ticks with each write. */
class FakeFiles implements FileSystem {
  readonly nodes = new Map<string, { content: Uint8Array | null; mtime: Date }>();
  clock = 0;

  constructor() {
    for (const path of ['/', '/home', '/home/learner', '/tmp']) this.mkdirTree(path);
  }

  private node(path: string) {
    return this.nodes.get(path) ?? expect.unreachable(`there is no ${path}`);
  }
  readdir(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = [...this.nodes.keys()].filter((one) => one !== '/' && one.startsWith(prefix));
    return ['.', '..', ...names.map((one) => one.slice(prefix.length)).filter((name) => !name.includes('/'))];
  }
  stat(path: string) {
    const { content, mtime } = this.node(path);
    return { mode: content === null ? 1 : 2, size: content?.length ?? 0, mtime };
  }
  isDir = (mode: number): boolean => mode === 1;
  isFile = (mode: number): boolean => mode === 2;
  readFile(path: string): Uint8Array {
    return this.node(path).content ?? expect.unreachable(`${path} is a folder`);
  }
  writeFile(path: string, content: Uint8Array): void {
    expect(this.nodes.has(path.slice(0, path.lastIndexOf('/')) || '/')).toBe(true);
    this.nodes.set(path, { content, mtime: new Date(++this.clock) });
  }
  unlink(path: string): void {
    expect(this.node(path).content).not.toBeNull();
    this.nodes.delete(path);
  }
  rmdir(path: string): void {
    expect(this.readdir(path)).toEqual(['.', '..']);
    this.nodes.delete(path);
  }
  mkdirTree(path: string): void {
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      if (!this.nodes.has(at)) this.nodes.set(at, { content: null, mtime: new Date(0) });
    }
  }
  analyzePath = (path: string) => ({ exists: this.nodes.has(path) });

  /** Everything there is: path -> text. */
  picture(): string[] {
    return [...this.nodes]
      .map(([path, { content }]) => `${path} ${content === null ? '' : [...content].join()}`)
      .sort();
  }
}

const folder = fc.constantFrom('/home/learner', '/tmp', '/tmp/a', '/tmp/a/b', '/home/learner/x');
const deed = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), folder, name: fc.constantFrom('f', 'g'), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('remove' as const), folder, name: fc.constantFrom('f', 'g'), byte: fc.nat(0) }),
  fc.record({ kind: fc.constant('empty' as const), folder, name: fc.constant(''), byte: fc.nat(0) }),
);

function act(
  fs: FakeFiles,
  { kind, folder: at, name, byte }: typeof deed extends fc.Arbitrary<infer T> ? T : never,
): void {
  const path = `${at}/${name}`;
  if (kind === 'write') {
    fs.mkdirTree(at);
    fs.writeFile(path, Uint8Array.of(byte));
  } else if (kind === 'remove') {
    if (fs.nodes.has(path)) fs.unlink(path);
  } else if (at.split('/').length > 2 && at !== '/home/learner' && fs.nodes.has(at)) {
    for (const one of [...fs.nodes.keys()].filter((inner) => inner.startsWith(`${at}/`))) fs.nodes.delete(one);
    fs.nodes.delete(at);
  }
}

describe('the log of files', () => {
  it('brings another process to the same files and folders, by what it tells alone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(deed, { maxLength: 6 }), { maxLength: 5 }), (rounds) => {
        const [here, there] = [new FakeFiles(), new FakeFiles()];
        const [mine, other] = [new FileLog(here), new FileLog(there)];
        mine.start();
        other.start();
        for (const deeds of rounds) {
          for (const one of deeds) act(here, one);
          other.apply(mine.changes());
          expect(there.picture()).toEqual(here.picture());
          // What it was told is no change of its own.
          expect(other.changes()).toEqual([]);
          expect(mine.changes()).toEqual([]);
        }
      }),
    );
  });

  it('tells copies, and keeps to itself what was there at the start and what Python compiled', () => {
    const fs = new FakeFiles();
    fs.writeFile('/home/learner/main.py', Uint8Array.of(1));
    const log = new FileLog(fs);
    log.start();
    fs.mkdirTree('/home/learner/__pycache__');
    fs.writeFile('/home/learner/__pycache__/m.pyc', Uint8Array.of(1));
    const content = Uint8Array.of(1, 2);
    fs.writeFile('/tmp/out', content);
    const changes: FileChange[] = log.changes();
    expect(changes).toEqual([{ path: '/tmp/out', content }]);
    expect(changes[0]?.content).not.toBe(content);
  });

  it('leaves a folder in which this process has files of its own', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs);
    log.start();
    fs.mkdirTree('/tmp/shared');
    fs.writeFile('/tmp/shared/own', Uint8Array.of(1));
    log.apply([{ path: '/tmp/shared/', content: null }]);
    expect(fs.nodes.has('/tmp/shared/own')).toBe(true);
  });
});
