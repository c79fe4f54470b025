/**
 * Makes `sw.js`, the site's service worker (`src/offline/worker.ts`), with the list of what it keeps: all that the learner's pages and the
 * embedded ones may ask for, with digests.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';
import type { KeptFile, KeptList } from '../../src/offline/messages.ts';

/** Documents that no learner opens, or that only stand where the service worker cannot help. */
const NOT_KEPT = /^(?:realm|loop|command|gallery)\.html$/;
/** Only other sites ask for it: the picture of a card. */
const FOR_OTHERS = /^card\.png$/;
/** Scripts that none of the site's languages needs; a browser asks for them when a learner's program does. */
const OTHER_SCRIPTS = /-(?:cyrillic|greek|vietnamese)(?:-ext)?-[^/]*\.woff2$/;
/** The full editor and its TypeScript: half of all bytes, and nothing runs less without it. */
const LATE = /^assets\/(?:monaco-host|editor|editor\.api|editor\.worker|ts\.worker|tsMode|codicon)-[^/]*$/;

const WORKER = fileURLToPath(new URL('../../src/offline/worker.ts', import.meta.url));

/** What only the documents that are not kept use. */
function onlyOthers(bundle: Rollup.OutputBundle): ReadonlySet<string> {
  const reach = (from: readonly string[]): Set<string> => {
    const seen = new Set<string>();
    const wait = [...from];
    for (let name = wait.pop(); name !== undefined; name = wait.pop()) {
      const chunk = bundle[name];
      if (seen.has(name) || chunk?.type !== 'chunk') continue;
      seen.add(name);
      wait.push(...chunk.imports, ...chunk.dynamicImports);
    }
    return seen;
  };
  const entries = Object.values(bundle).flatMap((file) => (file.type === 'chunk' && file.isEntry ? [file] : []));
  const isOther = (file: Rollup.OutputChunk): boolean => NOT_KEPT.test(`${file.name}.html`);
  const ours = reach(entries.filter((file) => !isOther(file)).map(({ fileName }) => fileName));
  const others = reach(entries.filter(isOther).map(({ fileName }) => fileName));
  return new Set([...others].filter((name) => !ours.has(name)));
}

/** Of what was written into `folder`. `names` are relative to it. */
export function keptList(folder: string, names: readonly string[]): KeptList {
  const files: KeptFile[] = [...new Set(names)].sort().flatMap((path) => {
    if (
      NOT_KEPT.test(path) ||
      FOR_OTHERS.test(path) ||
      OTHER_SCRIPTS.test(path) ||
      path.endsWith('.map') ||
      path.startsWith('wheels/')
    )
      return [];
    const content = readFileSync(join(folder, path));
    const digest = createHash('sha256').update(content).digest('base64');
    return [{ path, digest, bytes: content.length, late: LATE.test(path) }];
  });
  const hash = createHash('sha256').update(JSON.stringify(files));
  return { build: hash.digest('base64url').slice(0, 12), files };
}

/** The worker's script, whole. */
export async function workerScript(list: KeptList): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    define: { __KEPT__: JSON.stringify(list) },
    build: { write: false, target: 'es2024', lib: { entry: WORKER, formats: ['iife'], name: 'offline' } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('the service worker was not built');
  return chunk.code;
}

export function offline(): Plugin {
  let publicDir = '';
  let outDir = '';
  /** What the bundler has written and somebody may ask for. */
  let written: readonly string[] = [];
  return {
    name: 'interleave:offline',
    apply: 'build',
    configResolved(config) {
      ({ publicDir, outDir } = config.build.copyPublicDir
        ? { publicDir: config.publicDir, outDir: config.build.outDir }
        : { publicDir: '', outDir: config.build.outDir });
    },
    writeBundle(_options, bundle) {
      if (this.environment.config.isWorker) return;
      const others = onlyOthers(bundle);
      written = Object.keys(bundle).filter((name) => !others.has(name));
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (this.environment.config.isWorker || written.length === 0) return;
        // The lessons' pages are written by a plugin (`static-pages.ts`), and the rest is copied.
        const pages = below(join(outDir, 'lesson')).filter((name) => name.endsWith('.html'));
        const names = [...written, ...pages.map((name) => `lesson/${name}`), ...below(publicDir)];
        const list = keptList(
          outDir,
          names.filter((name) => existsSync(join(outDir, name))),
        );
        writeFileSync(join(outDir, 'sw.js'), await workerScript(list));
      },
    },
  };
}

/** All files of a folder, with `/`, relative to it; none when there is no such folder. */
function below(folder: string): readonly string[] {
  if (folder === '' || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
