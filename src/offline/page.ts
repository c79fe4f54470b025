/**
 * The page's side of the service worker: registers it once the page is at rest, has it keep the site, and tells of a new version. It is
 * loaded when there is nothing else to do, and nothing depends on it: where service workers are refused, the site goes on as it is.
 */
import type { OfflineCommands, OfflineState } from '../session/offline';
import { absentLessons } from './absent';
import { LOCK, type PageToWorker, type WorkerToPage } from './messages';

export interface OfflineEnvironment {
  readonly change: (change: Partial<OfflineState>) => void;
  /** Resolves when nothing is going on in the page; may reject, when that takes too long. */
  readonly whenIdle: () => Promise<void>;
  /** What the page has fetched itself, by address: large files may not fit into the browser's own cache. */
  readonly have: () => ReadonlyMap<string, Blob>;
  /** Of every lesson of the course. */
  readonly lessons: readonly string[];
}

const RELOADED = 'interleave.isolation';
/** Longer than a worker takes to take over; then the page is loaded anew all the same. */
const TAKE_OVER_MS = 5_000;

/** Resolves to null where there is no service worker to be had. Never rejects. */
export async function startOffline(environment: OfflineEnvironment): Promise<OfflineCommands | null> {
  try {
    // A frame of another site may have it only to be told that it may not.
    if (!('serviceWorker' in navigator) || !isSecureContext || self.origin === 'null') return null;
    return await start(navigator.serviceWorker, environment);
  } catch {
    return null;
  }
}

async function start(container: ServiceWorkerContainer, environment: OfflineEnvironment): Promise<OfflineCommands> {
  const { change, whenIdle, lessons } = environment;
  const wasControlled = container.controller !== null;
  holdBuild();
  const wantsIsolation = !crossOriginIsolated && !wasControlled && mayReload();
  // Isolation is worth nothing to a learner who has begun; otherwise the lesson comes first.
  if (!wantsIsolation) await whenIdle().catch(() => undefined);
  const registration = await container.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' });
  if (wantsIsolation) await reloadOnce(container);

  const noticeUpdate = (): void => {
    if (registration.waiting !== null && container.controller !== null) change({ hasUpdate: true });
  };
  // It may be on its way since this page was opened.
  const watch = (): void => registration.installing?.addEventListener('statechange', noticeUpdate);
  noticeUpdate();
  watch();
  registration.addEventListener('updatefound', watch);
  // Another page of the learner's has let the new version in: this one goes on with its own files.
  container.addEventListener('controllerchange', () => {
    if (wasControlled) change({ hasUpdate: true });
  });

  const ready = await container.ready;
  const keep = (): void => {
    change({ phase: 'keeping' });
    ask(ready.active, { type: 'keep', have: environment.have(), only: null }, (answer) => {
      if (answer.type === 'state') change({ part: answer.keptBytes / answer.allBytes, bytes: answer.allBytes });
      else if (answer.type === 'kept') change({ phase: 'kept', part: 1 });
      else if (answer.type === 'failed') change({ phase: answer.full ? 'full' : 'failed' });
    });
  };
  /** What this page has fetched is kept where data is to be saved, too: it costs nothing more. What it fetches from now on, the worker sees. */
  const keepSeen = (): void => {
    const have = environment.have();
    const only = [new URL('index.html', document.baseURI).href, ...fetched(), ...have.keys()];
    ask(ready.active, { type: 'keep', have, only }, () => undefined);
  };
  const tellAbsent = (): void => {
    if (navigator.onLine) return change({ absent: new Set() });
    ask(ready.active, { type: 'names' }, (answer) => {
      // On line again by now, perhaps.
      if (answer.type === 'names' && !navigator.onLine)
        change({ absent: absentLessons(lessons, [...answer.kept, ...fetched()]) });
    });
  };
  addEventListener('online', tellAbsent);
  addEventListener('offline', tellAbsent);
  if (!navigator.onLine) tellAbsent();
  ask(ready.active, { type: 'hello' }, (answer) => {
    if (answer.type !== 'state') return;
    const { keptBytes, allBytes } = answer;
    change({ bytes: allBytes, part: keptBytes / allBytes, phase: 'asking' });
    void whenIdle()
      .catch(() => undefined)
      .then(keptBytes === allBytes || !savesData() ? keep : keepSeen);
  });
  return {
    keep,
    async takeOver() {
      const { waiting } = registration;
      if (waiting !== null) {
        const changed = new Promise<void>((done) => {
          container.addEventListener('controllerchange', () => done(), { once: true });
          setTimeout(done, TAKE_OVER_MS);
        });
        ask(waiting, { type: 'take-over' }, () => undefined);
        await changed;
      }
      location.reload();
    },
  };
}

function ask(worker: ServiceWorker | null, message: PageToWorker, hear: (answer: WorkerToPage) => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<WorkerToPage>) => hear(data);
  worker?.postMessage(message, [port2]);
}

/** The build that this page is of is known by its first script. While the page is there, nobody lets its files go. */
function holdBuild(): void {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src;
  if (entry === undefined || !('locks' in navigator)) return;
  void navigator.locks
    .request(LOCK + entry, { mode: 'shared' }, () => new Promise<never>(() => {}))
    .catch(() => undefined);
}

/** What this page has fetched itself: its scripts and styles, and those of the lessons that were opened. */
function fetched(): readonly string[] {
  return performance.getEntriesByType('resource').map(({ name }) => name);
}

function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

/** Once in the life of a tab, and never when that cannot be remembered. */
function mayReload(): boolean {
  try {
    return sessionStorage.getItem(RELOADED) === null;
  } catch {
    return false;
  }
}

/** The host sends no headers that isolate the page; with the worker in between, the page has them when it is loaded again. */
async function reloadOnce(container: ServiceWorkerContainer): Promise<void> {
  let isTouched = false;
  const touch = (): void => void (isTouched = true);
  const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;
  for (const type of TOUCHES) addEventListener(type, touch, { once: true, capture: true });
  await container.ready;
  if (container.controller === null)
    await new Promise<void>((done) => container.addEventListener('controllerchange', () => done(), { once: true }));
  for (const type of TOUCHES) removeEventListener(type, touch, { capture: true });
  // Whoever reads or types already is not to be disturbed: the next page that she opens is isolated.
  if (isTouched) return;
  sessionStorage.setItem(RELOADED, 'tried');
  location.reload();
  await new Promise<never>(() => {});
}
