/**
 * `npm run wheels -- [NAME...]`: fills `public/wheels/` with the wheels of real packages, by default requests, aiohttp and httpx, and
 * all that they need, so that the next build serves them (`npm start`, `npm run build`). Programs then import those instead of
 * Interleave's stand-ins; `module.__version__` tells which. Delete the folder to be without them again.
 *
 * pip does the looking and the downloading, by its own configuration (indexes, proxies, folders). The programs run in CPython for
 * WebAssembly, where no compiled code of other machines can be loaded: a wheel is pure Python, or its compiled parts are known
 * to be an extra, and are left out.
 *
 *     index.json   { format: 1, imports: { "requests": { file, sha256, needs: ["urllib3", ...] } } }
 *                  a top-level module -> its wheel, and modules of the packages that this one requires
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, assertNode, ensureInstalled } from './prepare.mjs';

const DEFAULT = ['requests', 'aiohttp', 'httpx'];

/**
 * Packages whose compiled parts only make them faster: without those, their own Python does the same.
 * (`src/sandbox/realm/wheel-sources.ts` has the same list.)
 */
export const FALL_BACK = ['aiohttp', 'charset-normalizer', 'frozenlist', 'multidict', 'propcache', 'yarl'];

/** Never taken from wheels: the port has its own, or they are nothing without their compiled parts. */
const REFUSED = new Map([
  ['pillow', 'Interleave has a PIL of its own, which leaves decoding to the browser'],
  ['numpy', 'it is nothing without its compiled parts'],
]);

const COMPILED = /\.(?:so|pyd|dll|dylib)(?:\.\d+)*$/;

/** Best wheels for the interpreter that learners get; their Python is the same on every platform. */
const FOR_TARGET = [
  ['--python-version', '3.14', '--implementation', 'cp'],
  ...['cp314', 'abi3', 'none'].map((abi) => ['--abi', abi]),
  ...['manylinux_2_28_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'any'].map((one) => [
    '--platform',
    one,
  ]),
].flat();

/** A mistake or a lack that one sentence explains. */
export class Trouble extends Error {}

const normal = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

/** Runs a program; answers with its status and all that it said. */
function run(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => (said += text));
    }
    child.on('error', fail);
    child.on('close', (status) => done({ status, said }));
  });
}

async function findPython() {
  for (const command of [process.env.PYTHON, 'python3', 'python', 'py'].filter(Boolean)) {
    try {
      const { status, said } = await run(command, ['-m', 'pip', '--version']);
      if (status === 0) return command;
      if (/No module named pip/.test(said)) {
        throw new Trouble(
          `${command} has no pip. Install it (Debian: apt install python3-pip; elsewhere: ${command} -m ensurepip).`,
        );
      }
    } catch (error) {
      if (error instanceof Trouble) throw error;
      // Not there: the next name.
    }
  }
  throw new Trouble('No Python 3 was found. Install one with pip, or name it in the variable PYTHON.');
}

const PIP_DOWNLOAD = [
  ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--retries', '1'],
  '--only-binary=:all:',
];

async function download(python, names, folder) {
  const attempts = [
    ['for CPython 3.14', FOR_TARGET],
    // Where the index has no wheels of that version (an own, small index): their Python is what counts.
    ["for this machine's Python", []],
  ];
  let last = '';
  for (const [what, options] of attempts) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    console.log(`Asking pip for ${names.join(', ')} and what they need, ${what} ...`);
    const { status, said } = await run(python, [...PIP_DOWNLOAD, '--dest', folder, ...options, ...names]);
    if (status === 0) return;
    last = said;
  }
  throw new Trouble(pipTrouble(last));
}

/** pip prefers a compiled wheel where there are both: in its place the pure one of the same version, if there is one. */
async function replaceCompiled(python, file, folder) {
  const [name = '', version = ''] = file.split('-');
  if (file.endsWith('-none-any.whl') || FALL_BACK.includes(normal(name))) return;
  const pure = ['--no-deps', '--python-version', '3.14', '--abi', 'none', '--platform', 'any'];
  const { status } = await run(python, [...PIP_DOWNLOAD, '--dest', folder, ...pure, `${name}==${version}`]);
  if (status === 0) rmSync(join(folder, file));
}

/** What pip's output comes down to. */
export function pipTrouble(said) {
  const errors = said.split('\n').filter((line) => line.startsWith('ERROR:'));
  const cause = errors.length > 0 ? errors.join('\n') : said.trim().split('\n').slice(-5).join('\n');
  const offline = /NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Temporary failure in name|SSLError/.test(
    said,
  );
  return `${offline ? 'pip could not reach a package index.' : 'pip found no wheels for this.'}\n${cause}`;
}

/** Of an unpacked wheel: its distribution's name, its top-level modules, and the names of what it requires without extras. */
export function describeWheel(entries) {
  const decoder = new TextDecoder();
  const metadata = Object.keys(entries).find((path) => /^[^/]+\.dist-info\/METADATA$/.test(path));
  if (metadata === undefined) throw new Trouble('it is no proper wheel: it has no METADATA');
  const [head = ''] = decoder.decode(entries[metadata]).replaceAll('\r\n', '\n').split('\n\n');
  const fields = (name) => [...head.matchAll(new RegExp(`^${name}:\\s*(.*)$`, 'gmi'))].map((match) => match[1].trim());
  const modules = new Set();
  for (const path of Object.keys(entries)) {
    const place = path.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '');
    const [top = '', ...rest] = place.split('/');
    if (!place.endsWith('.py') || /\.(?:dist-info|data)$/.test(top)) continue;
    const module = rest.length === 0 ? top.slice(0, -'.py'.length) : top;
    if (/^[A-Za-z_]\w*$/.test(module)) modules.add(module);
  }
  const requires = fields('Requires-Dist')
    .filter((line) => !/;.*\bextra\b/.test(line))
    .map((line) => normal(/^[\w.-]+/.exec(line)?.[0] ?? ''));
  return { name: normal(fields('Name')[0] ?? ''), modules: [...modules].sort(), requires };
}

/**
 * The wheel as it will be served: as it is when it is pure, else without its compiled parts.
 * @returns {{ file: string, bytes: Uint8Array, entries: Record<string, Uint8Array> }}
 */
export function pureWheel({ unzipSync, zipSync }, file, bytes) {
  const all = unzipSync(bytes);
  const compiled = Object.keys(all).filter((path) => COMPILED.test(path));
  if (compiled.length === 0) return { file, bytes, entries: all };
  const { name } = describeWheel(all);
  if (!FALL_BACK.includes(name)) {
    throw new Trouble(`${file} needs its compiled parts (${compiled[0]}), and there is no wheel of it in pure Python`);
  }
  const entries = {};
  for (const [path, content] of Object.entries(all)) {
    // What they were made from is of no use either.
    if (COMPILED.test(path) || /\.(?:c|h|pxd|pxi|pyx)$/.test(path)) continue;
    entries[path] = path.endsWith('.dist-info/RECORD') ? withoutLines(content, all) : content;
  }
  const [stem, version] = file.split('-');
  // One date for all: the same wheel always gives the same file.
  return { file: `${stem}-${version}-py3-none-any.whl`, bytes: zipSync(entries, { mtime: '1980-01-01' }), entries };
}

/** RECORD without what was left out. */
function withoutLines(record, all) {
  const lines = new TextDecoder().decode(record).split('\n');
  const gone = (line) => COMPILED.test(line.split(',')[0] ?? '') || /\.(?:c|h|pxd|pxi|pyx),/.test(line);
  return new TextEncoder().encode(lines.filter((line) => !gone(line) || !(line.split(',')[0] in all)).join('\n'));
}

/** @param wheels of `pureWheel`; the answer is what `index.json` holds */
export function indexOf(wheels) {
  const described = wheels.map(({ file, bytes, entries }) => ({
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...describeWheel(entries),
  }));
  const moduleOf = new Map(described.map(({ name, modules }) => [name, modules.find((one) => !one.startsWith('_'))]));
  const imports = {};
  for (const { file, sha256, modules, requires } of described) {
    const needs = requires.map((name) => moduleOf.get(name)).filter((module) => module !== undefined);
    for (const module of modules) imports[module] = { file, sha256, needs };
  }
  return { format: 1, imports };
}

/** Fills `target` with the packages and all that they need; what was in it goes. Says what it does. Throws Trouble. */
export async function fill(names, target) {
  for (const name of names) {
    if (!/^[A-Za-z0-9][\w.-]*(?:[<>=!~]=?[\w.*,<>=!~]+)?$/.test(name)) {
      throw new Trouble(`"${name}" is no package's name. Usage: npm run wheels -- [NAME[==VERSION]...]`);
    }
    const refused = REFUSED.get(normal(/^[\w.-]+/.exec(name)?.[0] ?? ''));
    if (refused !== undefined) throw new Trouble(`${name} is not taken from a wheel: ${refused}.`);
  }
  const zip = await import('fflate');
  const python = await findPython();
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const work = mkdtempSync(join(ROOT, '.cache', 'wheels-'));
  try {
    const [downloads, fresh] = ['downloads', 'fresh'].map((name) => join(work, name));
    mkdirSync(downloads);
    mkdirSync(fresh);
    await download(python, names, downloads);
    for (const file of readdirSync(downloads)) await replaceCompiled(python, file, downloads);
    const wheels = readdirSync(downloads)
      .sort()
      .map((file) => {
        const bytes = new Uint8Array(readFileSync(join(downloads, file)));
        try {
          return pureWheel(zip, file, bytes);
        } catch (error) {
          throw error instanceof Trouble ? error : new Trouble(`${file} cannot be read: ${error.message}`);
        }
      });
    for (const { file, bytes } of wheels) writeFileSync(join(fresh, file), bytes);
    writeFileSync(join(fresh, 'index.json'), JSON.stringify(indexOf(wheels), null, 2) + '\n');
    rmSync(target, { recursive: true, force: true });
    cpSync(fresh, target, { recursive: true });
    for (const { file, bytes } of wheels) {
      console.log(`${String(Math.ceil(bytes.length / 1024)).padStart(7)} kB  ${file}`);
    }
    const total = wheels.reduce((sum, { bytes }) => sum + bytes.length, 0);
    console.log(`${wheels.length} wheels, ${(total / 1024 / 1024).toFixed(1)} MB, in ${target}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  if (words.some((word) => word === '--help' || word === '-h')) {
    console.log(`Usage: npm run wheels -- [NAME[==VERSION]...]\n\nWithout names: ${DEFAULT.join(', ')}.`);
  } else {
    assertNode();
    try {
      await ensureInstalled();
      await fill(words.length > 0 ? words : DEFAULT, join(ROOT, 'public', 'wheels'));
      console.log('The next `npm start` or `npm run build` serves them.');
    } catch (error) {
      console.error(error instanceof Trouble ? error.message : error.stack);
      process.exitCode = 1;
    }
  }
}
