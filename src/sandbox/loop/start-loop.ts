/** What is the same whether the frame fetches its workers' modules (`main.ts`) or is supplied with them (`supplied.ts`). */
import { REALM_PROTOCOL_VERSION } from '../../protocol/realm';
import { measureCapabilities } from '../realm/capabilities';
import { spawnWorker } from '../realm/worker-bootstrap';
import { LoopServer, type LoopPort } from './loop-server';
import { Stage } from './stage';

/** The addresses of the modules. */
export interface LoopWorkers {
  readonly pool: string;
  readonly lab: string;
}

/** The engine by the name that it gives itself: it runs the code, and learners compare. */
function engine(): string {
  const [, name, version] = /(Chrome|Firefox|Version)\/(\d+)/.exec(navigator.userAgent) ?? [];
  if (name === undefined) return 'this browser';
  return `${name === 'Chrome' ? 'Chromium' : name === 'Version' ? 'Safari' : name} ${version}`;
}

/** @param version what the page has sent */
export function startLoop(port: MessagePort, version: number, workers: LoopWorkers): void {
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
    spawn: () => spawnWorker(workers.pool),
    spawnLab: () => spawnWorker(workers.lab),
    stage: new Stage(),
  });
}
