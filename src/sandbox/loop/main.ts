/**
 * The document in which a TypeScript program runs, on the main thread, as a page's own code does; where the page cannot supply it. It
 * waits for the page's one word, and then listens to nothing but the port that came with it.
 */
import { looksLikeConnect, parseConnect } from '../../protocol/parse-realm';
import poolWorkerUrl from '../../runtimes/typescript/worker?worker&url';
import labWorkerUrl from './lab-worker?worker&url';
import { startLoop } from './start-loop';

const workers = { pool: new URL(poolWorkerUrl, location.href).href, lab: new URL(labWorkerUrl, location.href).href };

function onMessage(event: MessageEvent<unknown>): void {
  if (event.source !== window.parent || window.parent === window || !looksLikeConnect(event.data)) return;
  window.removeEventListener('message', onMessage);
  const [port] = event.ports;
  const { version } = parseConnect(event.data);
  if (port === undefined || event.ports.length !== 1) throw new Error('The connect message carries exactly one port.');
  startLoop(port, version, workers);
}

window.addEventListener('message', onMessage);
