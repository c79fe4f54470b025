/** Gives every answer of `vite dev` and `vite preview` the headers that the built site is served with. */
import type { Connect, Plugin } from 'vite';
import { ISOLATION_HEADERS, OPEN_HEADERS } from '../headers.mjs';

export function isolationHeaders(): Plugin {
  const add: Connect.NextHandleFunction = (_request, response, next) => {
    for (const [name, value] of Object.entries({ ...OPEN_HEADERS, ...ISOLATION_HEADERS })) {
      response.setHeader(name, value);
    }
    next();
  };
  return {
    name: 'interleave:headers',
    configureServer: (server) => void server.middlewares.use(add),
    configurePreviewServer: (server) => void server.middlewares.use(add),
  };
}
