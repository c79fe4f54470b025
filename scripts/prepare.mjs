/**
 * Brings a checkout to where something can run: packages installed, site built. Plain Node with nothing installed must be
 * able to import this file. Does nothing, quickly, when nothing is to be done.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the built site is made of, beside its documents (`prepare.test.ts` looks whether the build reads anything else). */
export const SOURCES = [
  'src',
  'lessons',
  'public',
  'scripts/vite',
  'scripts/bench/big-traces.ts',
  'scripts/headers.mjs',
  'authoring/lesson-folder.ts',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
];
/** What it is told otherwise. */
const TOLD = ['INTERLEAVE_SITE', 'INTERLEAVE_LESSONS'];
const BUILT = join(ROOT, '.cache', 'built');

export function assertNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Interleave needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a program to its end; rejects when its status is not 0. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === 0) done();
      else fail(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `status ${code}`}`));
    });
  });
}

/** npm itself, also where it is no program of its own (Windows) or not the one on the path. */
export function npm(args, options = {}) {
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', ...options.env };
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { ...options, env });
  return run('npm', args, { ...options, env, shell: process.platform === 'win32' });
}

/** The path of a package's program: started with `process.execPath`, it needs neither a shell nor a path. */
export function bin(packageName, name = packageName) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bins === 'string' ? bins : bins[name]);
}

/** True when every package that the lock file names is installed in that version (optional ones may be absent). */
function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || there[path]?.version === entry.version,
  );
}

export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing packages ...');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!existsSync(join(ROOT, 'node_modules'))) {
    try {
      return await npm(['ci', ...quiet]);
    } catch {
      // Strict about packages that only other platforms need; the plain install is not.
      console.log('That did not work; once more, less strictly ...');
    }
  }
  await npm(['install', '--no-save', ...quiet]);
}

/** Path, size and time of every source: cheap, and it notices removals too. */
function fingerprint() {
  const hash = createHash('sha1');
  const visit = (path) => {
    const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (!stats.isDirectory()) return void hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    for (const name of readdirSync(join(ROOT, path)).sort()) visit(`${path}/${name}`);
  };
  for (const name of readdirSync(ROOT).sort()) if (name.endsWith('.html')) visit(name);
  SOURCES.forEach(visit);
  for (const name of TOLD) hash.update(`${name}\0${process.env[name] ?? ''}\n`);
  return hash.digest('hex');
}

export function isBuilt() {
  return (
    existsSync(join(ROOT, 'dist', 'index.html')) &&
    existsSync(BUILT) &&
    readFileSync(BUILT, 'utf8').trim() === fingerprint()
  );
}

/**
 * Builds the site into `dist`. It is built elsewhere and put into place whole: a build that fails, or that runs beside
 * another, leaves no half of a site behind for those who serve it. The sources are noted before the build: what changes
 * during it will be built next time.
 */
export async function build() {
  const before = fingerprint();
  const cache = join(ROOT, '.cache');
  const fresh = join(cache, `site-${process.pid}`);
  const old = join(cache, `site-${process.pid}-old`);
  mkdirSync(cache, { recursive: true });
  try {
    const options = ['--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
    await run(process.execPath, ['scripts/vite.mjs', 'build', ...options]);
    if (existsSync(join(ROOT, 'dist'))) renameSync(join(ROOT, 'dist'), old);
    renameSync(fresh, join(ROOT, 'dist'));
    writeFileSync(BUILT, before + '\n');
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}

export async function ensureBuilt() {
  if (isBuilt()) return;
  console.log('Building the site ...');
  await build();
}
