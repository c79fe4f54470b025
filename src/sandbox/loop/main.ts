/**
 * The document in which a TypeScript program runs, on the main thread, as a page's own code does. It waits for the page's one
 * word, and then listens to nothing but the port that came with it.
 */
import { REALM_PROTOCOL_VERSION } from '../../protocol/realm';
import { looksLikeConnect, parseConnect } from '../../protocol/parse-realm';
import poolWorkerUrl from '../../runtimes/typescript/worker?worker&url';
import labWorkerUrl from './lab-worker?worker&url';
import { measureCapabilities } from '../realm/capabilities';
import { spawnWorker } from '../realm/worker-bootstrap';
import { LoopServer, type LoopPort } from './loop-server';
import { Stage } from './stage';

const poolWorker = new URL(poolWorkerUrl, location.href).href;
const labWorker = new URL(labWorkerUrl, location.href).href;

/** The engine by the name that it gives itself: it runs the code, and learners compare. */
function engine(): string {
  const [, name, version] = /(Chrome|Firefox|Version)\/(\d+)/.exec(navigator.userAgent) ?? [];
  if (name === undefined) return 'this browser';
  return `${name === 'Chrome' ? 'Chromium' : name === 'Version' ? 'Safari' : name} ${version}`;
}

function onMessage(event: MessageEvent<unknown>): void {
  if (event.source !== window.parent || window.parent === window || !looksLikeConnect(event.data)) return;
  window.removeEventListener('message', onMessage);
  const [port] = event.ports;
  const { version } = parseConnect(event.data);
  if (port === undefined || event.ports.length !== 1) throw new Error('The connect message carries exactly one port.');
  const capabilities = measureCapabilities();
  if (version !== REALM_PROTOCOL_VERSION) {
    // The page refuses this hello with words of its own.
    port.postMessage({ type: 'hello', version: REALM_PROTOCOL_VERSION, capabilities });
    return;
  }
  // The program shares this global scope: what the server needs of it is taken before.
  const post = port.postMessage.bind(port);
  const bound: LoopPort = {
    get onmessage() {
      return port.onmessage;
    },
    set onmessage(listener) {
      port.onmessage = listener;
    },
    get onmessageerror() {
      return port.onmessageerror;
    },
    set onmessageerror(listener) {
      port.onmessageerror = listener;
    },
    postMessage: (message, transfer) => post(message, transfer),
  };
  new LoopServer({
    port: bound,
    capabilities,
    version: engine(),
    bootMs: performance.now(),
    spawn: () => spawnWorker(poolWorker),
    spawnLab: () => spawnWorker(labWorker),
    stage: new Stage(),
  });
}

window.addEventListener('message', onMessage);
