/**
 * The realm, supplied by the page with all that it needs (`protocol/supply.ts`): it may fetch nothing at all. The doorstep of its document
 * has imported this module, and passes the page's word on. No lesson code runs here: it runs in workers that this script starts.
 */
import { parseSupply, SUPPLIED } from '../../protocol/supply';
import { startRealm, sitePlaces } from './start-realm';
import { Supplies, suppliedWorker } from './supplies';
import { frameTimers } from './timers';
import { spawnWorker } from './worker-bootstrap';

function onSupplied(event: Event): void {
  if (!(event instanceof MessageEvent)) throw new Error('The doorstep passes on what the page has said.');
  const { version, workers, root } = parseSupply(event.data);
  const [port, filePort] = event.ports;
  const python = workers['python'];
  if (port === undefined || filePort === undefined || python === undefined)
    throw new Error('The page brings two ports, and the module of the Python worker.');
  const places = sitePlaces(root);
  const supplies = new Supplies(filePort, frameTimers);
  // Under way before the page asks for an interpreter: nothing of Python goes without them.
  const files = supplies.python(places.indexURL.slice(root.length));
  const module = URL.createObjectURL(python);
  startRealm(
    port,
    version,
    places,
    (url, limits) => supplies.bytes(url.slice(root.length), limits),
    (language) => (language === 'python' ? suppliedWorker(spawnWorker(module), files) : null),
  );
}

window.addEventListener(SUPPLIED, onSupplied, { once: true });
