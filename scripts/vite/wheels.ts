/**
 * A site whose `public/wheels/` was never filled (`npm run wheels`) has an index of no wheels, so that a program which asks for one
 * does not leave an error in the browser's console.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const INDEX = 'wheels/index.json';
const NONE = '{ "format": 1, "imports": {} }\n';

export function wheelIndex(): Plugin {
  let filled = (): boolean => false;
  return {
    name: 'interleave:wheel-index',
    configResolved({ publicDir }) {
      filled = () => existsSync(join(publicDir, INDEX));
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if ((request.url ?? '').split('?')[0] !== `/${INDEX}` || filled()) return next();
        response.setHeader('Content-Type', 'application/json');
        response.end(NONE);
      });
    },
    generateBundle() {
      if (this.environment.config.isWorker || filled()) return;
      this.emitFile({ type: 'asset', fileName: INDEX, source: NONE });
    },
  };
}
