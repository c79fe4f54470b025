/** The script that fills the folder of real packages; a few lines of shell play pip. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fflate from 'fflate';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Trouble, describeWheel, fill, indexOf, pipTrouble, pureWheel, type WheelIndex } from './wheels.mjs';

const METADATA = (name: string, ...requires: readonly string[]): string =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\n${requires.map((one) => `Requires-Dist: ${one}\n`).join('')}\nName: in the description\n`;

function archive(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

const PURE = archive({
  'charset_normalizer/__init__.py': '',
  'charset_normalizer/data/table.json': '',
  'helper.py': '',
  'charset_normalizer-1.0.dist-info/METADATA': METADATA(
    'charset-normalizer',
    'Url.Lib3<3,>=1.26',
    'PySocks!=1.5.7; extra == "socks"',
    "idna; python_version >= '3.8'",
  ),
});
const COMPILED = archive({
  'multidict/__init__.py': '',
  'multidict/_multidict.cpython-311-x86_64-linux-gnu.so': 'ELF',
  'multidict/_multidict.pyx': 'what it was made from',
  'multidict-6.0.dist-info/METADATA': METADATA('multidict'),
  'multidict-6.0.dist-info/RECORD':
    'multidict/__init__.py,sha256=x,0\nmultidict/_multidict.cpython-311-x86_64-linux-gnu.so,sha256=y,3\nmultidict/_multidict.pyx,sha256=z,1\n',
});

describe('a wheel', () => {
  it('tells its name, the modules that it brings, and what it requires without extras', () => {
    expect(describeWheel(unzipSync(PURE))).toEqual({
      name: 'charset-normalizer',
      modules: ['charset_normalizer', 'helper'],
      requires: ['url-lib3', 'idna'],
    });
    expect(() => describeWheel({ 'a.py': new Uint8Array(0) })).toThrow('no METADATA');
  });

  it('is served to the byte as it was published when it is pure', () => {
    const { file, bytes } = pureWheel(fflate, 'charset_normalizer-1.0-py3-none-any.whl', PURE);
    expect([file, bytes]).toEqual(['charset_normalizer-1.0-py3-none-any.whl', PURE]);
  });

  it('goes without its compiled parts where its Python does the same, and is then always the same file', () => {
    const made = pureWheel(fflate, 'multidict-6.0-cp311-cp311-manylinux_2_17_x86_64.whl', COMPILED);
    expect(made.file).toBe('multidict-6.0-py3-none-any.whl');
    const entries = unzipSync(made.bytes);
    expect(Object.keys(entries).sort()).toEqual([
      'multidict-6.0.dist-info/METADATA',
      'multidict-6.0.dist-info/RECORD',
      'multidict/__init__.py',
    ]);
    expect(strFromU8(entries['multidict-6.0.dist-info/RECORD'] ?? new Uint8Array(0))).toBe(
      'multidict/__init__.py,sha256=x,0\n',
    );
    expect(pureWheel(fflate, 'multidict-6.0-cp312-cp312-win_amd64.whl', COMPILED).bytes).toEqual(made.bytes);
  });

  it('is refused in words when it is nothing without its compiled parts', () => {
    const lxml = archive({
      'lxml/etree.so': '',
      'lxml/__init__.py': '',
      'lxml-1.0.dist-info/METADATA': METADATA('lxml'),
    });
    expect(() => pureWheel(fflate, 'lxml-1.0-cp314-cp314-any.whl', lxml)).toThrow(
      /needs its compiled parts \(lxml\/etree\.so\)/,
    );
  });

  it('is found in the index under each of its modules, with modules of the packages that it needs and that are there', () => {
    const other = archive({ 'idna/__init__.py': '', '_idna.py': '', 'idna-1.0.dist-info/METADATA': METADATA('idna') });
    const wheels = [
      pureWheel(fflate, 'charset_normalizer-1.0-py3-none-any.whl', PURE),
      pureWheel(fflate, 'idna-1.0-py3-none-any.whl', other),
    ];
    const { format, imports } = indexOf(wheels);
    expect(format).toBe(1);
    expect(Object.keys(imports).sort()).toEqual(['_idna', 'charset_normalizer', 'helper', 'idna']);
    expect(imports['helper']).toMatchObject({ file: 'charset_normalizer-1.0-py3-none-any.whl', needs: ['idna'] });
    expect(imports['helper']?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('filling the folder', () => {
  let work = '';
  let target = '';

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'wheels-'));
    target = join(work, 'public', 'wheels');
    writeFileSync(join(work, 'charset_normalizer-1.0-py3-none-any.whl'), PURE);
    writeFileSync(join(work, 'multidict-6.0-cp311-cp311-any.whl'), COMPILED);
    vi.spyOn(console, 'log').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(work, { recursive: true, force: true });
  });

  /** A Python whose pip runs these lines of shell; `$dest` is the folder for downloads. */
  function playPython(lines: string): void {
    const path = join(work, 'python');
    const find = 'while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done';
    writeFileSync(path, `#!/bin/sh\n[ "$3" = --version ] && exit 0\nall="$*"\n${find}\ncd '${work}'\n${lines}\n`);
    chmodSync(path, 0o755);
    vi.stubEnv('PYTHON', path);
  }

  const problem = (names: readonly string[]): Promise<string> =>
    fill(names, target).then(
      () => expect.unreachable('it went well'),
      (error: unknown) => (error instanceof Trouble ? error.message : expect.unreachable(String(error))),
    );

  it('downloads, leaves out what cannot be used, and writes an index; what was there before goes', async () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'old-1.0-py3-none-any.whl'), '');
    playPython('cp *.whl "$dest"');
    await fill(['charset-normalizer', 'multidict>=6,<7'], target);
    expect(readdirSync(target).sort()).toEqual([
      'charset_normalizer-1.0-py3-none-any.whl',
      'index.json',
      'multidict-6.0-py3-none-any.whl',
    ]);
    const { imports } = JSON.parse(readFileSync(join(target, 'index.json'), 'utf8')) as WheelIndex;
    expect(Object.keys(imports).sort()).toEqual(['charset_normalizer', 'helper', 'multidict']);
  });

  it('asks for CPython 3.14 first, then for what this machine has', async () => {
    playPython('echo "$all" >> asked\ncase "$all" in *3.14*) exit 1;; esac\ncp multi*.whl "$dest"');
    await fill(['multidict'], target);
    const asked = readFileSync(join(work, 'asked'), 'utf8').trim().split('\n');
    expect(asked).toHaveLength(2);
    for (const line of asked) expect(line).toContain('--only-binary=:all:');
  });

  it('leaves the folder as it was, and says why, when pip finds nothing or reaches nobody', async () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'index.json'), 'as it was');
    playPython('echo "ERROR: No matching distribution found for nowhere" >&2; exit 1');
    expect(await problem(['nowhere'])).toBe(
      'pip found no wheels for this.\nERROR: No matching distribution found for nowhere',
    );
    playPython('echo "WARNING: NewConnectionError(...)" >&2; echo "ERROR: No matching distribution" >&2; exit 1');
    expect(await problem(['requests'])).toContain('pip could not reach a package index.');
    expect(readFileSync(join(target, 'index.json'), 'utf8')).toBe('as it was');
    expect(pipTrouble('one\ntwo\n')).toContain('two');
  });

  it('takes the pure wheel where there is one beside a compiled one', async () => {
    const both = { 'speedy/__init__.py': '', 'speedy-1.0.dist-info/METADATA': METADATA('speedy') };
    writeFileSync(join(work, 'speedy-1.0-cp314-cp314-any.whl'), archive({ ...both, 'speedy/_fast.so': 'ELF' }));
    writeFileSync(join(work, 'speedy-1.0-py3-none-any.whl'), archive(both));
    playPython(
      'case "$all" in *speedy==1.0) cp speedy*none-any.whl "$dest";; *) cp speedy*cp314-any.whl "$dest";; esac',
    );
    await fill(['speedy'], target);
    expect(readdirSync(target).sort()).toEqual(['index.json', 'speedy-1.0-py3-none-any.whl']);
  });

  it('says what is missing when there is no pip', async () => {
    const path = join(work, 'python');
    writeFileSync(path, '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n');
    chmodSync(path, 0o755);
    vi.stubEnv('PYTHON', path);
    expect(await problem(['requests'])).toContain('has no pip');
  });

  it('refuses what is no name, what Interleave has itself, and a wheel that cannot be used', async () => {
    playPython('cp *.whl "$dest"');
    for (const name of ['--index-url=http://example.org', '../x', 'a b', ''])
      expect(await problem([name])).toContain("no package's name");
    expect(await problem(['Pillow'])).toContain('PIL of its own');
    expect(await problem(['numpy==2.0'])).toContain('compiled parts');
    writeFileSync(join(work, 'broken-1.0-py3-none-any.whl'), 'not a zip');
    expect(await problem(['broken'])).toContain('broken-1.0-py3-none-any.whl cannot be read');
    expect(existsSync(target)).toBe(false);
  });
});
