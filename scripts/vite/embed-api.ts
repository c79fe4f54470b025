import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const NAME = 'embed-api.js';
const ENTRY = fileURLToPath(new URL('../../src/embed-api/embed-api.ts', import.meta.url));
const TYPES = fileURLToPath(new URL('../../src/embed-api/types.d.ts', import.meta.url));

/**
 * The script for host pages, built alone: one classic script without imports, under a name that pages can rely on (assets have a hash in
 * theirs). Old browsers of readers are no reason to be larger: whoever cannot read it cannot run the frame either.
 */
export async function buildEmbedApi(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      target: 'es2024',
      write: false,
      emptyOutDir: false,
      lib: { entry: ENTRY, formats: ['iife'], name: 'interleaveLab', fileName: () => NAME },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined || result === undefined || !('output' in result) || result.output.length !== 1)
    throw new Error(`${NAME} is to be one file`);
  return chunk.code;
}

/** Puts `embed-api.js` and its types beside the site's documents; in development it is built when it is asked for. */
export function embedApi(): Plugin {
  return {
    name: 'interleave:embed-api',
    applyToEnvironment: ({ name }) => name === 'client',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: NAME, source: await buildEmbedApi() });
      this.emitFile({ type: 'asset', fileName: 'embed-api.d.ts', source: readFileSync(TYPES, 'utf8') });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== `/${NAME}`) return next();
        buildEmbedApi().then((code) => {
          response.setHeader('Content-Type', 'text/javascript');
          response.end(code);
        }, next);
      });
    },
  };
}
