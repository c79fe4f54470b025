/**
 * The frame in which a TypeScript program runs, supplied by the page with all that it needs (`protocol/supply.ts`). The doorstep of its
 * document has imported this module, and passes the page's word on.
 */
import { parseSupply, SUPPLIED } from '../../protocol/supply';
import { startLoop } from './start-loop';

function onSupplied(event: Event): void {
  if (!(event instanceof MessageEvent)) throw new Error('The doorstep passes on what the page has said.');
  const { version, workers } = parseSupply(event.data);
  const [port, filePort] = event.ports;
  const { pool, lab } = workers;
  if (port === undefined || pool === undefined || lab === undefined)
    throw new Error('The page brings a port, and the modules of the workers.');
  // Nothing that the program could get hold of: it needs no files.
  filePort?.close();
  startLoop(port, version, { pool: URL.createObjectURL(pool), lab: URL.createObjectURL(lab) });
}

window.addEventListener(SUPPLIED, onSupplied, { once: true });
