/**
 * Serves the Python interpreter's own files, unchanged, from a folder that carries their version in its name.
 *
 * Bundlers want to rename and rewrite what they touch; Pyodide finds its files by their names next to each other. So
 * exactly the five files that it loads are copied as they are, in `vite build`, and answered from `node_modules` in
 * `vite dev`.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const FILES = ['pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json', 'pyodide.mjs'] as const;

const TYPES: Readonly<Record<string, string>> = {
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  zip: 'application/zip',
  json: 'application/json',
};

const source = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };

/** `pyodide-<version>/`: the value of `__PYODIDE_DIR__`. */
export const PYODIDE_DIR = `pyodide-${version}/`;

export function pyodideAssets(): Plugin {
  return {
    name: 'interleave:pyodide-assets',
    config: () => ({
      define: { __PYODIDE_DIR__: JSON.stringify(PYODIDE_DIR) },
      optimizeDeps: { exclude: ['pyodide'] },
    }),
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        const name = FILES.find((file) => path === `/${PYODIDE_DIR}${file}`);
        if (name === undefined) return next();
        response.setHeader('Content-Type', TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
        response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
        createReadStream(join(source, name)).pipe(response);
      });
    },
    generateBundle() {
      // Worker bundles run through the same plugins; the files belong to the site, once.
      if (this.environment.config.isWorker) return;
      for (const file of FILES) {
        this.emitFile({ type: 'asset', fileName: PYODIDE_DIR + file, source: readFileSync(join(source, file)) });
      }
    },
  };
}
