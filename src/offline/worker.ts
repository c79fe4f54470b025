/**
 * The site's one service worker: keeps a build's files, so that the site opens and runs without a network, and gives the answers of a
 * host that cannot the headers that isolate a page.
 *
 * Each build has a cache of its own, and what is put into it has the digest that the build said: files of two builds never mix, whatever
 * the server holds meanwhile. A new build is kept beside the old one while that is in use, and is not used before all of it is there.
 * Until a build is whole, pages come from the network.
 */
import type { KeptFile, KeptList, PageToWorker, WorkerToPage } from './messages';
import { LOCK } from './messages';
import { ISOLATION_HEADERS } from '../../scripts/headers.mjs';

/** Put in by the build (`scripts/vite/offline.ts`). */
declare const __KEPT__: KeptList;
const list = __KEPT__;

/** What the DOM's types do not know of a service worker's global scope. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof ScopeEvents>(type: K, listener: (event: ScopeEvents[K]) => void): void;
}
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface ScopeEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: ExtendableEvent & { readonly request: Request; respondWith(answer: Promise<Response>): void };
  message: ExtendableEvent & { readonly data: PageToWorker; readonly ports: readonly MessagePort[] };
}
declare const self: WorkerScope;
const scope = self;

const root = scope.registration.scope;
/** Two copies of the site may live in two folders of one host. */
const PREFIX = `interleave ${new URL(root).pathname} `;
const NAME = PREFIX + list.build;
/** Stands in a cache that holds all that it is meant to. */
const WHOLE = `${root}?whole`;
const DIGEST = 'X-Interleave-Digest';
/** So many files are fetched at a time: a lesson may need the line, too. */
const ABREAST = 2;

const files = new Map(list.files.map((file) => [new URL(file.path, root).href, file]));
const allBytes = list.files.reduce((sum, { bytes }) => sum + bytes, 0);

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim().then(tidy)));

/** The first worker has nothing to take away from anybody. A later one waits, and takes care first that it is as whole as the old one. */
async function install(): Promise<void> {
  if (scope.registration.active === null) return scope.skipWaiting();
  let before = false;
  for (const name of await olderNames()) before ||= (await (await caches.open(name)).match(WHOLE)) !== undefined;
  if (!before) return;
  try {
    await keepAll(() => {}, new Map(), null);
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

async function olderNames(): Promise<readonly string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
}

/** Lets go of builds that no page shows any more. */
async function tidy(): Promise<void> {
  // What is not mine may be that of the version to come.
  if (scope.registration.waiting !== null || scope.registration.installing !== null) return;
  const { held = [] } = await navigator.locks.query();
  const entries = held.flatMap(({ name = '' }) => (name.startsWith(LOCK) ? [name.slice(LOCK.length)] : []));
  for (const name of await olderNames()) {
    const cache = await caches.open(name);
    const found = await Promise.all(entries.map((entry) => cache.match(entry)));
    if (found.every((one) => one === undefined)) await caches.delete(name);
  }
}

/** A copy with the headers that isolate a page, where the server did not send them. */
function isolated(response: Response): Response {
  if (response.type !== 'basic' && response.type !== 'default') return response;
  const missing = Object.entries(ISOLATION_HEADERS).filter(([name]) => !response.headers.has(name));
  if (missing.length === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of missing) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

class NotOfThisBuild extends Error {}

/** Puts a file into this build's cache, if it is the one that the build has. */
async function put(url: string, file: KeptFile, response: Response): Promise<void> {
  if (!response.ok) throw new NotOfThisBuild(`${file.path} was answered with status ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (base64(await crypto.subtle.digest('SHA-256', bytes)) !== file.digest)
    throw new NotOfThisBuild(`${file.path} is of another build`);
  const headers = new Headers(response.headers);
  // Of the bytes as they came over the line; these are unpacked.
  headers.delete('Content-Encoding');
  headers.set('Content-Length', String(bytes.byteLength));
  headers.set(DIGEST, file.digest);
  await (await caches.open(NAME)).put(url, isolated(new Response(bytes, { headers })));
}

/** What a page's request brings in, and what is fetched for keeping, by address: nothing is fetched twice at a time. */
const coming = new Map<string, Promise<void>>();

function keepOne(url: string, file: KeptFile, response: () => Promise<Response>): Promise<void> {
  const under = coming.get(url);
  if (under !== undefined) return under;
  const work = response()
    .then((answer) => put(url, file, answer))
    .finally(() => coming.delete(url));
  coming.set(url, work);
  return work;
}

type Have = ReadonlyMap<string, Blob>;

/** From the page, or an older build's cache, which most files are in unchanged, else from the network. */
async function find(url: string, file: KeptFile, have: Have): Promise<Response> {
  const given = have.get(url);
  if (given?.size === file.bytes) return new Response(given, { headers: { 'Content-Type': given.type } });
  for (const name of await olderNames()) {
    const old = await (await caches.open(name)).match(url);
    if (old?.headers.get(DIGEST) === file.digest) return old;
  }
  // A name with a hash in it can only be one thing, and may come out of the browser's own cache: the page has just fetched it.
  const isHashed = /^(?:assets|pyodide-[\d.]+)\//.test(file.path);
  return fetch(url, { cache: isHashed ? 'default' : 'no-cache', credentials: 'same-origin' });
}

async function keptNames(): Promise<readonly string[]> {
  return (await (await caches.open(NAME)).keys()).map(({ url }) => url);
}

async function keptBytes(): Promise<number> {
  const there = new Set(await keptNames());
  return [...files].reduce((sum, [url, { bytes }]) => sum + (there.has(url) ? bytes : 0), 0);
}

/** The file at an address, if it is one of this build's. */
function ofFiles(url: string): readonly (readonly [string, KeptFile])[] {
  const file = files.get(url);
  return file === undefined ? [] : [[url, file]];
}

/** Rejects with what went wrong; what has come until then stays, and is not fetched again. */
async function keepAll(tell: () => void, have: Have, only: readonly string[] | null): Promise<void> {
  const cache = await caches.open(NAME);
  if ((await cache.match(WHOLE)) !== undefined) return;
  const there = new Set(await keptNames());
  const wanted = only === null ? files : only.flatMap((url) => ofFiles(url));
  const missing = [...wanted]
    .filter(([url]) => !there.has(url))
    .sort(([, a], [, b]) => Number(a.late) - Number(b.late));
  const some = missing.values();
  const fetchSome = async (): Promise<void> => {
    for (const [url, file] of some) {
      await keepOne(url, file, () => find(url, file, have)).catch((error: unknown) => {
        if (!(error instanceof NotOfThisBuild)) throw error;
        // What some cache in between held was older than its name says.
        return keepOne(url, file, () => fetch(url, { cache: 'reload', credentials: 'same-origin' }));
      });
      tell();
    }
  };
  // All have ended before a failure is told: nothing is put into a cache that was given up.
  const ends = await Promise.allSettled(Array.from({ length: ABREAST }, fetchSome));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (only === null) await cache.put(WHOLE, new Response('yes'));
}

let keeping: Promise<void> | null = null;

async function keep(port: MessagePort, have: Have, only: readonly string[] | null): Promise<void> {
  const say = (message: WorkerToPage): void => port.postMessage(message);
  let saying: Promise<void> = Promise.resolve();
  const tell = (): void => {
    saying = saying.then(async () => say({ type: 'state', keptBytes: await keptBytes(), allBytes }));
  };
  try {
    if (only !== null) await keepAll(tell, have, only);
    else await (keeping ??= keepAll(tell, have, null).finally(() => (keeping = null)));
    await saying;
    say({ type: 'kept' });
  } catch (error) {
    say({ type: 'failed', full: error instanceof DOMException && error.name === 'QuotaExceededError' });
  }
}

scope.addEventListener('message', (event) => {
  const [port] = event.ports;
  switch (event.data.type) {
    case 'take-over':
      return event.waitUntil(scope.skipWaiting());
    case 'hello':
      return event.waitUntil(
        tidy()
          .catch(() => undefined)
          .then(async () => port?.postMessage({ type: 'state', keptBytes: await keptBytes(), allBytes })),
      );
    case 'keep':
      if (port !== undefined) event.waitUntil(keep(port, event.data.have, event.data.only));
      return;
    case 'names':
      return event.waitUntil(keptNames().then((kept) => port?.postMessage({ type: 'names', kept })));
  }
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(root) || request.headers.has('Range')) return;
  event.respondWith(
    request.mode === 'navigate'
      ? page(request)
      : asset(request, (work) => event.waitUntil(work.catch(() => undefined))),
  );
});

/** From this build, once all of it is there; until then from the network, and what was kept is a last resort. */
async function page(request: Request): Promise<Response> {
  const { href, pathname } = new URL(request.url);
  const bare = href.split(/[?#]/)[0] ?? href;
  if (files.has(`${bare}/index.html`)) return Response.redirect(`${bare}/${href.slice(bare.length)}`);
  const url = pathname.endsWith('/') ? `${bare}index.html` : bare;
  const cache = await caches.open(NAME);
  const kept = files.has(url) ? await cache.match(url) : undefined;
  if (kept !== undefined && (await cache.match(WHOLE)) !== undefined) return kept;
  try {
    return isolated(await fetch(request));
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function asset(request: Request, meanwhile: (work: Promise<unknown>) => void): Promise<Response> {
  const url = request.url.split('#')[0] ?? request.url;
  const file = files.get(url);
  const kept = await keptAnswer(url, file);
  if (kept !== undefined) return kept;
  if (file !== undefined) {
    const response = await fetch(request);
    if (response.type !== 'basic' || !response.ok) return isolated(response);
    const copy = response.clone();
    meanwhile(keepOne(url, file, () => Promise.resolve(copy)));
    return isolated(response);
  }
  if (url.startsWith(`${root}wheels/`)) return wheel(request, url);
  return isolated(await fetch(request));
}

/** A page of an older build asks for its own files: those have names that no other build has. */
async function keptAnswer(url: string, file: KeptFile | undefined): Promise<Response | undefined> {
  const own = await (await caches.open(NAME)).match(url);
  if (own !== undefined || file !== undefined) return own;
  for (const name of await olderNames()) {
    const old = await (await caches.open(name)).match(url);
    if (old !== undefined) return old;
  }
  return undefined;
}

/** Whoever serves the site may put packages there at any time: the server knows best, and off line what was used once is there. */
async function wheel(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(NAME);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(url, isolated(response.clone())).catch(() => undefined);
    return isolated(response);
  } catch (error) {
    const kept = await cache.match(url);
    if (kept !== undefined) return kept;
    throw error;
  }
}
