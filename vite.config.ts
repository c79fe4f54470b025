import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { embedApi } from './scripts/vite/embed-api.ts';
import { isolationHeaders } from './scripts/vite/headers.ts';
import { lessons } from './scripts/vite/lessons.ts';
import { offline } from './scripts/vite/offline.ts';
import { pyodideAssets } from './scripts/vite/pyodide-assets.ts';
import { staticPages } from './scripts/vite/static-pages.ts';
import { wheelIndex } from './scripts/vite/wheels.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** One document for each trust domain (two for lesson code: one for each language), one for the command of authors, one to look at every view. */
const documents = ['index', 'embed', 'sandbox', 'realm', 'loop', 'command', 'gallery'].filter((name) =>
  existsSync(`${root}${name}.html`),
);

export default defineConfig({
  // Relative, so that the site runs from any sub-path of any host.
  base: './',
  plugins: [
    isolationHeaders(),
    react(),
    pyodideAssets(),
    wheelIndex(),
    embedApi(),
    lessons(),
    staticPages(),
    offline(),
  ],
  resolve: {
    alias: [{ find: /^.*\/internal\/common\/workers\.js$/, replacement: `${root}src/views/editor/language-worker.ts` }],
  },
  worker: { format: 'es', rollupOptions: { checks: { pluginTimings: false } } },
  build: {
    target: 'es2024',
    // The editor is a lazy chunk of about 3 MB by nature.
    chunkSizeWarningLimit: 8000,
    rollupOptions: {
      checks: { pluginTimings: false },
      input: Object.fromEntries(documents.map((name) => [name, `${root}${name}.html`])),
    },
  },
  server: { port: 5173 },
});
