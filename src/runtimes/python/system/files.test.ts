import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileLog, type Disk, type FileSystem } from './files';

/** What Emscripten's file system does, as far as it is used. Its clock ticks with each write. */
class FakeFiles implements FileSystem {
  readonly nodes = new Map<string, { content: Uint8Array | null; mtime: Date; ino: number; target?: string }>();
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
  lstat(path: string) {
    const { content, mtime, ino, target } = this.node(path);
    return { ino, mode: target !== undefined ? 3 : content === null ? 1 : 2, size: content?.length ?? 0, mtime };
  }
  stat(path: string): ReturnType<FakeFiles['lstat']> {
    const target = this.nodes.get(path)?.target;
    if (target !== undefined && !this.nodes.has(target)) throw new Error(`there is no ${target}`);
    return target === undefined ? this.lstat(path) : this.stat(target);
  }
  isDir = (mode: number): boolean => mode === 1;
  isFile = (mode: number): boolean => mode === 2;
  isLink = (mode: number): boolean => mode === 3;
  readFile(path: string): Uint8Array<ArrayBuffer> {
    const { content, target } = this.node(path);
    if (target !== undefined) return this.readFile(target);
    return Uint8Array.from(content ?? expect.unreachable(`${path} is a folder`));
  }
  link(path: string, target: string): void {
    this.nodes.set(path, { content: null, mtime: new Date(0), ino: ++this.clock, target });
  }
  writeFile(path: string, content: Uint8Array): void {
    expect(this.nodes.has(path.slice(0, path.lastIndexOf('/')) || '/')).toBe(true);
    this.nodes.set(path, { content, mtime: new Date(++this.clock), ino: this.nodes.get(path)?.ino ?? this.clock });
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
      if (!this.nodes.has(at)) this.nodes.set(at, { content: null, mtime: new Date(0), ino: ++this.clock });
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

/** Its file system's times tell all. */
const disk: Disk = { version: () => 0, lift: (work) => work(), exempt: (work) => work() };

describe('the files of a package', () => {
  it('are laid into their folder, told to nobody, and never over what is there', () => {
    const fs = new FakeFiles();
    fs.mkdirTree('/site/kept');
    fs.writeFile('/site/kept/a.py', Uint8Array.of(1));
    const log = new FileLog(fs, disk);
    log.start();
    const file = (path: string) => ({ path, content: Uint8Array.of(2) });
    log.install('/site', [file('pkg/sub/b.py'), file('top.py'), file('kept/a.py')]);
    expect(fs.readFile('/site/pkg/sub/b.py')).toEqual(Uint8Array.of(2));
    expect(fs.readFile('/site/kept/a.py')).toEqual(Uint8Array.of(1));
    expect(log.changes()).toEqual([]);
    expect(log.glance(1000)).toEqual({ listed: [], changes: [], unfinished: false });
  });
});

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
        const [mine, other] = [new FileLog(here, disk), new FileLog(there, disk)];
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
    const log = new FileLog(fs, disk);
    log.start();
    fs.mkdirTree('/home/learner/__pycache__');
    fs.writeFile('/home/learner/__pycache__/m.pyc', Uint8Array.of(1));
    const content = Uint8Array.of(1, 2);
    fs.writeFile('/tmp/out', content);
    const changes = log.changes();
    expect(changes).toEqual([{ path: '/tmp/out', content, at: fs.clock }]);
    expect(changes[0]?.content).not.toBe(content);
  });

  it('leaves a folder in which this process has files of its own', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    fs.mkdirTree('/tmp/shared');
    fs.writeFile('/tmp/shared/own', Uint8Array.of(1));
    log.apply([{ path: '/tmp/shared/', content: null }]);
    expect(fs.nodes.has('/tmp/shared/own')).toBe(true);
  });

  it('tells a file that was changed within the same millisecond, to the same size', () => {
    const fs = new FakeFiles();
    let version = 0;
    const log = new FileLog(fs, { ...disk, version: () => version });
    log.start();
    fs.writeFile('/tmp/f', Uint8Array.of(1));
    expect(log.changes()).toHaveLength(1);
    fs.writeFile('/tmp/f', Uint8Array.of(2));
    fs.nodes.get('/tmp/f')?.mtime.setTime(--fs.clock);
    expect(log.changes()).toHaveLength(0);
    version++;
    expect(log.changes()).toMatchObject([{ path: '/tmp/f', content: Uint8Array.of(2) }]);
  });

  it('tells a link as the file to which it leads, and is not led in circles or into nothing', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    fs.writeFile('/tmp/f', Uint8Array.of(1));
    fs.link('/tmp/to-file', '/tmp/f');
    fs.link('/tmp/to-folder', '/tmp');
    fs.link('/tmp/to-nothing', '/tmp/missing');
    expect(log.changes().map(({ path }) => path)).toEqual(['/tmp/f', '/tmp/to-file']);
  });

  it('keeps its own where another process has a folder in the place of a file', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    fs.mkdirTree('/tmp/a/b');
    log.apply([
      { path: '/tmp/a', content: null },
      { path: '/tmp/c', content: Uint8Array.of(1) },
    ]);
    expect([...fs.nodes.keys()]).toEqual(expect.arrayContaining(['/tmp/a/b', '/tmp/c']));
  });
});

describe('a look at the files', () => {
  it('comes to the same as being told everything at once, however small its steps', () => {
    fc.assert(
      fc.property(fc.array(fc.array(deed, { maxLength: 6 }), { maxLength: 5 }), fc.nat(3), (rounds, budget) => {
        const [here, there] = [new FakeFiles(), new FakeFiles()];
        const [mine, other] = [new FileLog(here, disk), new FileLog(there, disk)];
        mine.start();
        other.start();
        for (const deeds of rounds) {
          for (const one of deeds) act(here, one);
          other.apply(mine.glance(budget).changes);
        }
        for (let steps = 0, more = true; more; steps++) {
          expect(steps).toBeLessThan(40);
          const { changes, unfinished } = mine.glance(budget);
          other.apply(changes);
          more = unfinished;
        }
        expect(there.picture()).toEqual(here.picture());
        expect(mine.changes()).toEqual([]);
      }),
    );
  });

  it('lists a file at once, and tells what it holds when it has been left alone from one look to the next', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    fs.writeFile('/tmp/f', Uint8Array.of(1));
    expect(log.glance(10)).toEqual({
      listed: [{ path: '/tmp/f', size: 1, at: fs.clock }],
      changes: [],
      unfinished: true,
    });
    fs.writeFile('/tmp/f', Uint8Array.of(1, 2));
    expect(log.glance(10)).toMatchObject({ listed: [{ size: 2 }], changes: [], unfinished: true });
    expect(log.glance(10)).toMatchObject({ listed: [], changes: [{ path: '/tmp/f' }], unfinished: false });
    expect(log.glance(10)).toEqual({ listed: [], changes: [], unfinished: false });
  });

  it('takes back what it has listed and what was gone before it was told', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    fs.writeFile('/tmp/f', Uint8Array.of(1));
    log.glance(10);
    fs.unlink('/tmp/f');
    expect(log.glance(10)).toMatchObject({ listed: [], changes: [{ path: '/tmp/f', content: null }] });
  });

  it('tells large files one at a time', () => {
    const fs = new FakeFiles();
    const log = new FileLog(fs, disk);
    log.start();
    for (const name of ['a', 'b', 'c']) fs.writeFile(`/tmp/${name}`, new Uint8Array(100));
    log.glance(150);
    const looks = [log.glance(150), log.glance(150), log.glance(150)];
    expect(looks.map(({ changes }) => changes.length)).toEqual([1, 1, 1]);
    expect(looks.map(({ unfinished }) => unfinished)).toEqual([true, true, false]);
  });
});
