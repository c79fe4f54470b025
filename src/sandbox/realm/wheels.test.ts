/** Real packages for programs: from the site's folder, from a server that plays Pyodide's, and what happens when they are not as they should be. */
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../base/sha256';
import { isSourcePath } from '../../protocol/parts';
import type { FileChange } from '../../protocol/system';
import { fetchBytes } from './fetch-bytes';
import { frameTimers } from './timers';
import { unpackWheel } from './wheel-archive';
import { FALL_BACK, PyodideWheels, siteWheels, type FetchBytes } from './wheel-sources';
import { WheelRoom, type WheelsOfRun } from './wheels';

/** A wheel of so many files; their contents are their names unless given. */
function wheel(...names: readonly string[]): Uint8Array {
  return zipSync(Object.fromEntries(names.map((name) => [name, strToU8(`# ${name}\n`)])));
}

interface Entry {
  readonly bytes: Uint8Array;
  readonly needs?: readonly string[];
  /** What the index says, when that is not the truth. */
  readonly sha256?: string;
}

/** What a folder `wheels/` holds: module -> wheel. */
function folder(entries: Readonly<Record<string, Entry>>): Map<string, Uint8Array> {
  const imports = Object.fromEntries(
    Object.entries(entries).map(([module, { bytes, needs, sha256: told = sha256(bytes) }]) => [
      module,
      { file: `${module}-1.0-py3-none-any.whl`, sha256: told, ...(needs === undefined ? {} : { needs }) },
    ]),
  );
  return new Map([
    ['index.json', strToU8(JSON.stringify({ format: 1, imports }))],
    ...Object.entries(entries).map(([module, { bytes }]) => [`${module}-1.0-py3-none-any.whl`, bytes] as const),
  ]);
}

const SITE = 'https://example.org/course/wheels/';

/** The site's folder, and what was fetched of it, in order. */
function site(files: ReadonlyMap<string, Uint8Array>): { readonly room: WheelRoom; readonly fetched: string[] } {
  const fetched: string[] = [];
  const fetch: FetchBytes = (url) => {
    expect(url.startsWith(SITE)).toBe(true);
    const name = new URL(url).pathname.split('/').at(-1) ?? '';
    fetched.push(name);
    const bytes = files.get(name);
    return bytes === undefined ? Promise.reject(new Error(`${name} could not be fetched.`)) : Promise.resolve(bytes);
  };
  return { room: new WheelRoom(siteWheels(SITE, fetch, fetch), null), fetched };
}

const quiet: WheelsOfRun = { notice: (sentence) => expect.unreachable(sentence), fetchFar: null };

const paths = (files: readonly FileChange[]): string[] => files.map(({ path }) => path).sort();

/** A run that writes down what it is told. */
function hearing(): { readonly run: WheelsOfRun; readonly notices: string[] } {
  const notices: string[] = [];
  return { run: { notice: (sentence) => notices.push(sentence), fetchFar: null }, notices };
}

describe('a wheel', () => {
  it('is unpacked to where pip would have put it, without compiled parts, scripts and headers', () => {
    const files = unpackWheel(
      wheel(
        'pkg/__init__.py',
        'pkg/data.json',
        'pkg/_fast.cpython-314-x86_64-linux-gnu.so',
        'pkg/_fast.pyd',
        'pkg/libz.so.1.2',
        'pkg-1.0.dist-info/METADATA',
        'pkg-1.0.data/purelib/more.py',
        'pkg-1.0.data/platlib/still/more.py',
        'pkg-1.0.data/scripts/pkg',
        'pkg-1.0.data/headers/pkg.h',
      ),
    );
    expect(paths(files)).toEqual([
      'more.py',
      'pkg-1.0.dist-info/METADATA',
      'pkg/__init__.py',
      'pkg/data.json',
      'still/more.py',
    ]);
    expect(new TextDecoder().decode(files[0]?.content ?? undefined)).toBe('# pkg/__init__.py\n');
  });

  it('puts nothing outside of the folder of packages, whatever its names are', () => {
    const step = fc.constantFrom('..', '.', '', 'a', 'b.py', '/', '\\', 'c\0d', 'x.data', 'purelib', '__proto__');
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }), (names) => {
        const entries = new Map(names.map((steps) => [steps.join('/'), strToU8('x')]));
        let files: readonly FileChange[] = [];
        try {
          files = unpackWheel(zipSync({ 'ok.py': strToU8(''), ...Object.fromEntries(entries) }));
        } catch {
          // The one who made the archive refused the name.
        }
        for (const { path } of files) expect(isSourcePath(path), path).toBe(true);
      }),
    );
  });

  it('is refused in words when it is none, when it is cut, and when it claims more than a package may hold', () => {
    expect(() => unpackWheel(strToU8('<!doctype html>'))).toThrow('is no proper wheel');
    const whole = wheel('a.py', 'b.py');
    for (let end = 0; end < whole.length; end += 7) expect(() => unpackWheel(whole.subarray(0, end))).toThrow('wheel');
    expect(() => unpackWheel(wheel('only.so'))).toThrow('nothing that could be imported');
    const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, i) => [`m${i}.py`, strToU8('')]));
    expect(() => unpackWheel(zipSync(many, { level: 0 }))).toThrow('more than a package may');
    // Without making so much: what its directory says decides (its size of the file stands 24 bytes after its mark).
    const bomb = wheel('bomb.py');
    const directory = bomb.findLastIndex(
      (_, at) => new DataView(bomb.buffer).getUint32(Math.min(at, bomb.length - 4)) === 0x504b0102,
    );
    new DataView(bomb.buffer).setUint32(directory + 24, 65 * 1024 * 1024, true);
    expect(() => unpackWheel(bomb)).toThrow('more than a package may');
  });
});

describe('the folder of the site', () => {
  it('gives a package together with all that it needs, each once', async () => {
    const { room, fetched } = site(
      folder({
        requests: { bytes: wheel('requests/__init__.py'), needs: ['urllib3', 'idna', 'gone'] },
        urllib3: { bytes: wheel('urllib3/__init__.py'), needs: ['idna', 'requests'] },
        idna: { bytes: wheel('idna/__init__.py') },
        other: { bytes: wheel('other.py') },
      }),
    );
    const packages = room.forRun(quiet);
    expect(paths(await packages.find('requests'))).toEqual([
      'idna/__init__.py',
      'requests/__init__.py',
      'urllib3/__init__.py',
    ]);
    expect(paths(await packages.find('idna'))).toEqual(['idna/__init__.py']);
    expect(await packages.find('numpy')).toEqual([]);
    expect(fetched.sort()).toEqual([
      'idna-1.0-py3-none-any.whl',
      'index.json',
      'requests-1.0-py3-none-any.whl',
      'urllib3-1.0-py3-none-any.whl',
    ]);
  });

  it('is fetched once for the realm, however many processes and runs ask at the same moment', async () => {
    const { room, fetched } = site(folder({ a: { bytes: wheel('a.py') } }));
    const runs = [room.forRun(quiet), room.forRun(quiet)];
    const answers = await Promise.all([...runs, ...runs].map((run) => run.find('a')));
    for (const files of answers) expect(paths(files)).toEqual(['a.py']);
    expect(fetched).toEqual(['index.json', 'a-1.0-py3-none-any.whl']);
  });

  it('has nothing, without a word, when its index is not there, is a page, or is of another kind', async () => {
    const wrong = [
      '<!doctype html>',
      '',
      '[]',
      '{"format":2,"imports":{}}',
      '{"format":1,"imports":{"a":{"file":"../../secret.whl","sha256":""}}}',
    ];
    for (const files of [
      new Map<string, Uint8Array>(),
      ...wrong.map((text) => new Map([['index.json', strToU8(text)]])),
    ]) {
      const { room, fetched } = site(files);
      const packages = room.forRun(quiet);
      for (const module of ['a', 'requests', '__proto__', 'constructor'])
        expect(await packages.find(module)).toEqual([]);
      expect(await room.forRun(quiet).find('a')).toEqual([]);
      expect(fetched).toEqual(['index.json']);
    }
  });

  it('says in one sentence why a wheel is not used: another hash, no proper archive, or not to be had', async () => {
    const page = strToU8('<!doctype html>');
    const cases: [Entry, boolean, string][] = [
      [
        { bytes: wheel('a.py'), sha256: '0'.repeat(64) },
        true,
        'a-1.0-py3-none-any.whl is not the file that was listed: its SHA-256 is another.',
      ],
      [{ bytes: page }, true, 'a-1.0-py3-none-any.whl is no proper wheel.'],
      [{ bytes: wheel('a.py') }, false, 'a-1.0-py3-none-any.whl could not be fetched.'],
    ];
    for (const [entry, isThere, why] of cases) {
      const files = folder({ a: entry });
      if (!isThere) files.delete('a-1.0-py3-none-any.whl');
      const { run, notices } = hearing();
      const packages = site(files).room.forRun(run);
      expect(await Promise.all([packages.find('a'), packages.find('a')])).toEqual([[], []]);
      expect(notices).toEqual([`The real package of "a" is not used: ${why}`]);
    }
  });

  it('gives none of a package of which a part is missing: a stand-in is better than half', async () => {
    const files = folder({
      a: { bytes: wheel('a.py'), needs: ['b'] },
      b: { bytes: wheel('b.py'), sha256: 'f'.repeat(64) },
      c: { bytes: wheel('c.py') },
    });
    const { run, notices } = hearing();
    const packages = site(files).room.forRun(run);
    expect(await packages.find('a')).toEqual([]);
    expect(paths(await packages.find('c'))).toEqual(['c.py']);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('b-1.0');
  });

  it('keeps its answer for a run, and tries again for the next', async () => {
    const files = folder({ a: { bytes: wheel('a.py') } });
    const bytes = files.get('a-1.0-py3-none-any.whl') ?? expect.unreachable();
    files.delete('a-1.0-py3-none-any.whl');
    const { room } = site(files);
    const { run, notices } = hearing();
    const first = room.forRun(run);
    expect(await first.find('a')).toEqual([]);
    files.set('a-1.0-py3-none-any.whl', bytes);
    expect(await first.find('a')).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(paths(await room.forRun(quiet).find('a'))).toEqual(['a.py']);
  });
});

describe("Pyodide's packages", () => {
  let server: Server | null = null;
  afterEach(() => void server?.close());

  const PURE = wheel('pure/__init__.py');
  const COMPILED = wheel('multidict/__init__.py', 'multidict/_multidict.cpython-314-wasm32-emscripten.so');

  /** A server that plays both the site (the lock file) and the far one (the wheels). Gives its base and what was asked of it. */
  async function serve(tamper: (name: string, bytes: Uint8Array) => Uint8Array = (_name, bytes) => bytes) {
    const entry = (name: string, file_name: string, bytes: Uint8Array, more: object = {}) => ({
      name,
      file_name,
      sha256: sha256(bytes),
      imports: [name.replaceAll('-', '_')],
      depends: [],
      install_dir: 'site',
      package_type: 'package',
      version: '1.0',
      ...more,
    });
    const packages = {
      'pure-one': entry('pure-one', 'pure_one-1.0-py3-none-any.whl', PURE, { depends: ['multidict', 'absent'] }),
      multidict: entry('multidict', 'multidict-6.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl', COMPILED),
      heavy: entry('heavy', 'heavy-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl', COMPILED),
      libfoo: entry('libfoo', 'libfoo-1.0-py3-none-any.whl', PURE, { package_type: 'shared_library' }),
    };
    const files = new Map<string, Uint8Array>([
      ['/pyodide-lock.json', strToU8(JSON.stringify({ info: {}, packages }))],
      ['/full/pure_one-1.0-py3-none-any.whl', PURE],
      ['/full/multidict-6.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl', COMPILED],
    ]);
    const asked: string[] = [];
    server = createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      const bytes = files.get(path);
      if (bytes === undefined) response.writeHead(404).end();
      else response.end(tamper(path, bytes));
    });
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
    const fetch: FetchBytes = (url) => fetchBytes(url, { bytes: 1_000_000, ms: 5_000 }, frameTimers);
    const none = siteWheels(`${base}wheels/`, fetch, fetch);
    return {
      room: new WheelRoom(none, new PyodideWheels(`${base}pyodide-lock.json`, `${base}full/`, fetch)),
      asked,
      fetch,
    };
  }

  it('are not asked for, nor their list, while the run may not ask other people', async () => {
    const { room, asked } = await serve();
    expect(await room.forRun(quiet).find('pure_one')).toEqual([]);
    expect(asked).toEqual(['/wheels/index.json']);
  });

  it('come with what they need, checked against the list, without their compiled parts', async () => {
    const { room, asked, fetch } = await serve();
    const packages = room.forRun({ ...quiet, fetchFar: fetch });
    expect(paths(await packages.find('pure_one'))).toEqual(['multidict/__init__.py', 'pure/__init__.py']);
    expect(paths(await packages.find('multidict'))).toEqual(['multidict/__init__.py']);
    expect(asked.filter((path) => path.startsWith('/full/'))).toHaveLength(2);
    expect(asked.filter((path) => path === '/pyodide-lock.json')).toHaveLength(1);
  });

  it('are none where the compiled parts are what matters, or where it is no package', async () => {
    const { room, asked, fetch } = await serve();
    const packages = room.forRun({ ...quiet, fetchFar: fetch });
    for (const module of ['heavy', 'libfoo', 'absent']) expect(await packages.find(module)).toEqual([]);
    expect(asked.filter((path) => path.startsWith('/full/'))).toEqual([]);
  });

  it('are not used when somebody on the way has changed a byte, and the learner is told', async () => {
    const { room, fetch } = await serve((path, bytes) =>
      path.startsWith('/full/multidict') ? bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) : bytes,
    );
    const { run, notices } = hearing();
    expect(await room.forRun({ ...run, fetchFar: fetch }).find('pure_one')).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('its SHA-256 is another');
  });

  it('that this very version publishes include the clients of tutorials', async () => {
    const lock = readFileSync('node_modules/pyodide/pyodide-lock.json');
    const source = new PyodideWheels('lock', 'https://cdn.example/full/', () => Promise.resolve(new Uint8Array(lock)));
    const { find } = source.through(() => expect.unreachable());
    for (const module of ['requests', 'urllib3', 'aiohttp', 'multidict', 'httpx', 'httpcore', 'anyio', 'attr']) {
      const found = (await find(module)) ?? expect.unreachable(`no ${module}`);
      expect(found.url).toMatch(/^https:\/\/cdn\.example\/full\/[\w.%+-]+\.whl$/);
    }
    expect((await find('requests'))?.needs).toContain('urllib3');
    for (const module of ['numpy', 'PIL', 'pandas', 'lxml']) expect(await find(module), module).toBeNull();
  });
});

describe('a download', () => {
  it('ends with a sentence when it is refused, too large, or takes too long', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/large.whl') response.end(Buffer.alloc(3 * 1024 * 1024));
      else if (request.url === '/slow.whl') response.write('begun');
      else response.writeHead(404).end('not here');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const get = (name: string) => fetchBytes(`${base}/${name}`, { bytes: 1024 * 1024, ms: 300 }, frameTimers);
    try {
      await expect(get('none.whl')).rejects.toThrow('none.whl was answered with status 404.');
      await expect(get('large.whl')).rejects.toThrow('large.whl is larger than 1 MB.');
      await expect(get('slow.whl')).rejects.toThrow('slow.whl did not come within 0.3 s.');
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await expect(get('gone.whl')).rejects.toThrow('gone.whl could not be fetched.');
  });
});

it('packages that do without their compiled parts are the same to the realm and to the script that fills the folder', () => {
  const script = readFileSync('scripts/wheels.mjs', 'utf8');
  const listed = /FALL_BACK = \[([^\]]*)\]/.exec(script)?.[1] ?? '';
  expect([...listed.matchAll(/'([\w-]+)'/g)].map((match) => match[1]).sort()).toEqual([...FALL_BACK].sort());
});
