/**
 * The server of the built site, for learners (`npm start`), tests, the authors' command and benches. Plain Node, nothing
 * installed. As a program: `node scripts/serve.mjs [folder] [--port N] [--not-isolated]`.
 *
 * It stands for any static host that was set up well: right media types, the isolation headers (see `headers.mjs`), entity
 * tags, immutable caching for files that carry a hash or a version in their path. It listens on this machine only.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ISOLATION_HEADERS, OPEN_HEADERS } from './headers.mjs';

const TEXT = '; charset=utf-8';
const TYPES = {
  '.html': 'text/html' + TEXT,
  '.js': 'text/javascript' + TEXT,
  '.mjs': 'text/javascript' + TEXT,
  '.css': 'text/css' + TEXT,
  '.json': 'application/json' + TEXT,
  '.map': 'application/json' + TEXT,
  '.webmanifest': 'application/manifest+json' + TEXT,
  '.svg': 'image/svg+xml' + TEXT,
  '.txt': 'text/plain' + TEXT,
  '.md': 'text/markdown' + TEXT,
  '.py': 'text/x-python' + TEXT,
  '.xml': 'application/xml' + TEXT,
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};
const COMPRESSIBLE = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.json',
  '.map',
  '.svg',
  '.txt',
  '.md',
  '.py',
  '.wasm',
  '.ttf',
]);

/** Vite puts a hash into every name under `assets/`; the interpreter's folder carries its version. */
const IMMUTABLE = /^\/(?:assets\/.*-[\w-]{8}\.\w+|pyodide-[\d.]+\/.+)$/;

const packers = {
  // Middling efforts: the packing happens while somebody waits for the file.
  br: (data) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (data) => promisify(gzip)(data, { level: 6 }),
};

/** Answers with the file's path and stats, or null when the root holds no such file. Never leaves the root. */
async function find(root, path) {
  if (path.includes('\0') || path.includes('\\')) return null;
  const wanted = resolve(join(root, path));
  if (wanted !== root && !wanted.startsWith(root + sep)) return null;
  try {
    // A link inside the root may point out of it.
    const real = await realpath(wanted);
    if (real !== root && !real.startsWith(root + sep)) return null;
    return { file: real, stats: await stat(real) };
  } catch {
    return null;
  }
}

function acceptedPacking(header) {
  const offers = String(header ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return offers.includes('br') ? 'br' : offers.includes('gzip') ? 'gzip' : null;
}

function matches(header, tag) {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

const isLoopback = (address) => /^(?:::1|(?:::ffff:)?127\.[\d.]+)$/.test(address ?? '');

const page = (title, text) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
  `<body style="font:1.1rem system-ui;margin:4rem auto;max-width:34rem"><h1>${title}</h1><p>${text}</p>\n`;

/** What `wheels/index.json` says where there are no real packages (`scripts/vite/wheels.ts` says the same). */
const NO_WHEELS = '{ "format": 1, "imports": {} }\n';

function wheelsOfEnvironment() {
  const told = process.env.INTERLEAVE_WHEELS;
  return told === undefined || told === '' ? undefined : told === 'off' ? null : told;
}

/**
 * Serves a folder.
 *
 * @param {object} options
 * @param {string} options.root the folder
 * @param {number} [options.port] 0, the default, takes any free one; a port in use rejects with `code: 'EADDRINUSE'`
 * @param {boolean} [options.isolation] false leaves the isolation headers out, as a plain host would
 * @param {Record<string, string>} [options.headers] further headers, which win over all others
 * @param {'remote' | 'always' | 'never'} [options.compress] packing costs more than it saves on one and the same machine,
 *   so by default only answers to other machines (a proxy's, say) are packed
 * @param {string | null} [options.wheels] the folder that stands for `wheels/`, the site's real packages; null: there are none.
 *   Otherwise those of the root, unless INTERLEAVE_WHEELS names a folder or is `off`
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>} `url` ends with a slash
 */
export async function serve({
  root,
  port = 0,
  isolation = true,
  headers = {},
  compress = 'remote',
  wheels = wheelsOfEnvironment(),
}) {
  const home = await realpath(resolve(root));
  const wheelsHome = typeof wheels === 'string' ? await realpath(resolve(wheels)) : wheels;
  const packed = new Map();

  async function answer(request, response) {
    for (const [name, value] of Object.entries({ ...OPEN_HEADERS, ...(isolation ? ISOLATION_HEADERS : {}) })) {
      response.setHeader(name, value);
    }
    const finish = (status, more = {}, body = undefined) => {
      response.writeHead(status, { ...more, ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const html = { 'Content-Type': TYPES['.html'], 'Cache-Control': 'no-cache' };

    if (request.method === 'OPTIONS') return finish(204, { 'Access-Control-Allow-Methods': 'GET, HEAD' });
    if (request.method !== 'GET' && request.method !== 'HEAD') return finish(405, { Allow: 'GET, HEAD, OPTIONS' });

    const [rawPath = '/', query] = (request.url ?? '/').split('?', 2);
    let path;
    try {
      path = decodeURIComponent(rawPath);
    } catch {
      return finish(400, html, page('Not a proper address', 'The address holds a broken escape.'));
    }
    if (wheelsHome === null && path === '/wheels/index.json') {
      return finish(200, { 'Content-Type': TYPES['.json'], 'Cache-Control': 'no-cache' }, NO_WHEELS);
    }
    let found =
      wheelsHome === undefined || !path.startsWith('/wheels/')
        ? await find(home, path)
        : wheelsHome && (await find(wheelsHome, path.slice('/wheels'.length)));
    if (found?.stats.isDirectory()) {
      // `//host/` would be taken for another site's address.
      if (!path.endsWith('/')) {
        const target = rawPath.replace(/^\/+/, '/') + '/' + (query === undefined ? '' : `?${query}`);
        return finish(301, { Location: target });
      }
      found = await find(home, path + 'index.html');
    }
    if (!found?.stats.isFile()) {
      const own = await find(home, '/404.html');
      const body = own?.stats.isFile()
        ? await readFile(own.file)
        : page('Nothing here', 'There is no such page. <a href="/">Go to the start</a>.');
      return finish(404, html, body);
    }

    const { file, stats } = found;
    const ending = extname(file).toLowerCase();
    const mayPack =
      COMPRESSIBLE.has(ending) &&
      stats.size > 1024 &&
      (compress === 'always' || (compress === 'remote' && !isLoopback(request.socket.remoteAddress)));
    const packing = mayPack ? acceptedPacking(request.headers['accept-encoding']) : null;
    const state = `${stats.size.toString(36)}-${stats.mtimeMs.toString(36)}`;
    const tag = `"${createHash('sha1').update(`${file}\n${state}\n${packing}`).digest('base64url').slice(0, 20)}"`;
    const about = {
      'Content-Type': TYPES[ending] ?? 'application/octet-stream',
      'Cache-Control': IMMUTABLE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: tag,
      ...(mayPack ? { Vary: 'Accept-Encoding' } : {}),
    };
    if (matches(request.headers['if-none-match'], tag)) return finish(304, about);

    if (packing !== null) {
      // The promise is kept, not its value: two who ask at once share one packing.
      const key = `${packing} ${file}`;
      let entry = packed.get(key);
      if (entry?.state !== state) {
        entry = { state, data: readFile(file).then(packers[packing]) };
        packed.set(key, entry);
        entry.data.catch(() => packed.delete(key));
      }
      const data = await entry.data;
      return finish(200, { ...about, 'Content-Encoding': packing, 'Content-Length': data.length }, data);
    }

    response.writeHead(200, { ...about, 'Content-Length': stats.size, ...headers });
    if (request.method === 'HEAD') return response.end();
    const stream = createReadStream(file);
    stream.on('error', () => response.destroy());
    response.on('close', () => stream.destroy());
    stream.pipe(response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end('The server failed on this file.\n');
    });
  });
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const { port: actual } = server.address();
  return {
    url: `http://127.0.0.1:${actual}/`,
    port: actual,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--port');
  const port = at < 0 ? 0 : Number(args.splice(at, 2)[1]);
  const root = args.find((arg) => !arg.startsWith('--')) ?? fileURLToPath(new URL('../dist', import.meta.url));
  const { url, close } = await serve({ root, port, isolation: !args.includes('--not-isolated') });
  console.log(url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close().then(() => process.exit(0)));
}
