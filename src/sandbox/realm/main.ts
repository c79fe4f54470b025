/**
 * The realm's own document, where the page cannot supply it. It waits for the page's one word, and then listens to nothing but the
 * port that came with it. No lesson code runs here: it runs in workers that this script starts.
 */
import { looksLikeConnect, parseConnect } from '../../protocol/parse-realm';
import pythonWorkerUrl from '../../runtimes/python/worker?worker&url';
import { fetchBytes } from './fetch-bytes';
import { sitePlaces, startRealm, type SitePlaces } from './start-realm';
import { frameTimers } from './timers';
import { spawnWorker } from './worker-bootstrap';

/** The site's root: this document stands in it. */
const places = sitePlaces(new URL('./', location.href).href);

/**
 * `realm.html` allows this site; from here on, and for every worker made later (they inherit it), requests may only go
 * to the interpreter's own files and to packages. A page cannot name its own address in its source, so the narrower policy is
 * added here, before anything untrusted exists. Two policies are both kept.
 */
function narrowRequests({ indexURL, wheelsURL }: SitePlaces): void {
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
  narrowRequests(places);
  startRealm(
    port,
    version,
    places,
    (url, limits) => fetchBytes(url, limits, frameTimers),
    (language) => (language === 'python' ? spawnWorker(new URL(pythonWorkerUrl, location.href).href) : null),
  );
}

window.addEventListener('message', onMessage);
