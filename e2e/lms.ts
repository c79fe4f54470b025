/**
 * A learning management system for tests: it unpacks a package, hands its files only to who bears its cookie, sends none of our headers, and
 * has a page with a run-time of `scorm-again` around the lesson. What is committed it keeps, and gives to the next visit.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { unzipSync } from 'fflate';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export interface Lms {
  /** The page of the course, with the lesson in it. */
  readonly url: string;
  /** What was committed, oldest first: the `cmi` object of the run-time. */
  readonly commits: readonly Readonly<Record<string, unknown>>[];
  /** From now on commits fail, or no longer. */
  fail(failing: boolean): void;
  /** Files that were asked for and not there, or asked for without the cookie. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

const runtime = (version: '1.2' | '2004'): string =>
  readFileSync(
    createRequire(import.meta.url).resolve(version === '1.2' ? 'scorm-again/scorm12/min' : 'scorm-again/scorm2004/min'),
    'utf8',
  );

export async function startLms(zip: Uint8Array, version: '1.2' | '2004'): Promise<Lms> {
  const files = unzipSync(zip);
  const commits: Readonly<Record<string, unknown>>[] = [];
  const refused: string[] = [];
  let failing = false;
  const page = () => `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title>
<h1>A course</h1>
<script src="/runtime.js"></script>
<script>
  const api = new ${version === '1.2' ? 'Scorm12API' : 'Scorm2004API'}({ autocommit: false, lmsCommitUrl: '/commit', logLevel: 5 });
  api.loadFromJSON(${JSON.stringify(commits.at(-1) ?? {}).replaceAll('<', '\\u003c')}, '');
  api.cmi${version === '1.2' ? '.core.student_id' : '.learner_id'} = 'ada';
  window.${version === '1.2' ? 'API' : 'API_1484_11'} = api;
</script>
<iframe title="Lesson" src="/package/index.html" style="width:100%;height:90vh"></iframe>`;

  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    const send = (status: number, type: string, body: string | Uint8Array): void => {
      response.writeHead(status, { 'Content-Type': type }).end(body);
    };
    if (path === '/') {
      response.setHeader('Set-Cookie', 'session=1; HttpOnly; SameSite=Lax; Path=/');
      return send(200, 'text/html; charset=utf-8', page());
    }
    if (path === '/favicon.ico') return send(204, 'image/x-icon', '');
    if (!(request.headers.cookie ?? '').includes('session=1')) {
      refused.push(`${path} without the cookie`);
      return send(403, 'text/plain', 'Log in first.');
    }
    if (path === '/runtime.js') return send(200, 'text/javascript', runtime(version));
    if (path === '/commit') {
      let body = '';
      request.on('data', (data) => (body += String(data)));
      request.on('end', () => {
        if (failing) return send(500, 'application/json', '{"result":"false","errorCode":101}');
        const { cmi } = JSON.parse(body) as { cmi: Readonly<Record<string, unknown>> };
        commits.push(cmi);
        send(200, 'application/json', '{"result":"true","errorCode":0}');
      });
      return;
    }
    const file = files[path.replace(/^\/package\//, '')];
    if (file !== undefined) return send(200, TYPES[extname(path)] ?? 'application/octet-stream', file);
    refused.push(path);
    send(404, 'text/plain', 'Nothing here.');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    commits,
    refused,
    fail: (now) => void (failing = now),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
