/**
 * The realm's own document. It waits for the page's one word, and then listens to nothing but the port that came with it.
 * No lesson code runs here: it runs in workers that this script starts.
 */
import { REALM_PROTOCOL_VERSION } from '../../protocol/realm';
import { looksLikeConnect, parseConnect } from '../../protocol/parse-realm';
import type { Language } from '../../runtimes/runtime';
import { startTicker } from '../../runtimes/python/ticker';
import pythonWorkerUrl from '../../runtimes/python/worker?worker&url';
import { measureCapabilities } from './capabilities';
import { fetchBytes } from './fetch-bytes';
import { FrameServer } from './frame-server';
import { frameTimers } from './timers';
import { PyodideWheels, siteWheels, type FetchBytes } from './wheel-sources';
import { WheelRoom } from './wheels';
import { spawnWorker } from './worker-bootstrap';

const WORKERS: Readonly<Partial<Record<Language, string>>> = { python: pythonWorkerUrl };

/** The site's root: this document stands in it. */
const site = new URL('./', location.href);
const indexURL = new URL(__PYODIDE_DIR__, site).href;
/** Real packages, where whoever serves this site has put some: `npm run wheels`. */
const wheelsURL = new URL('wheels/', site).href;

/** Pyodide's own packages for the very version that runs here. */
const PYODIDE_PACKAGES = `https://cdn.jsdelivr.net/pyodide/v${__PYODIDE_DIR__.replace(/^pyodide-|\/$/g, '')}/full/`;

function makeWheelRoom(): WheelRoom {
  const small: FetchBytes = (url) => fetchBytes(url, { bytes: 4 * 1024 * 1024, ms: 10_000 }, frameTimers);
  const large: FetchBytes = (url) => fetchBytes(url, { bytes: 20 * 1024 * 1024, ms: 30_000 }, frameTimers);
  return new WheelRoom(
    siteWheels(wheelsURL, small, large),
    new PyodideWheels(`${indexURL}pyodide-lock.json`, PYODIDE_PACKAGES, small),
  );
}

/**
 * `realm.html` allows this site; from here on, and for every worker made later (they inherit it), requests may only go
 * to the interpreter's own files and to packages. A page cannot name its own address in its source, so the narrower policy is
 * added here, before anything untrusted exists. Two policies are both kept.
 */
function narrowRequests(): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src ${indexURL} ${wheelsURL}`;
  document.head.append(policy);
}

function onMessage(event: MessageEvent<unknown>): void {
  if (event.source !== window.parent || window.parent === window || !looksLikeConnect(event.data)) return;
  window.removeEventListener('message', onMessage);
  const [port] = event.ports;
  const { version } = parseConnect(event.data);
  if (port === undefined || event.ports.length !== 1) throw new Error('The connect message carries exactly one port.');
  narrowRequests();
  const capabilities = measureCapabilities();
  if (version !== REALM_PROTOCOL_VERSION) {
    // The page refuses this hello with words of its own.
    port.postMessage({ type: 'hello', version: REALM_PROTOCOL_VERSION, capabilities });
    return;
  }
  new FrameServer({
    port,
    capabilities,
    timers: frameTimers,
    indexURL,
    wheels: makeWheelRoom(),
    startTicker,
    spawn(language) {
      const url = WORKERS[language];
      return url === undefined ? null : spawnWorker(new URL(url, location.href).href);
    },
  });
}

window.addEventListener('message', onMessage);
