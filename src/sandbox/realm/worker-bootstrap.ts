/**
 * How a worker comes to be in an opaque origin. A worker from the site's own URL is refused there, a module worker from a
 * `blob:` URL fails to load, and one from a `data:` URL is not isolated. A *classic* worker from a `blob:` URL is allowed
 * and isolated; it imports the real module by its address.
 *
 * Pyodide will not run in a classic worker, and finds out by calling `importScripts` and seeing it succeed: so that
 * function is made to fail the way it does in a module worker. Messages that arrive before the module has put up its
 * listener are kept and delivered anew: without that the first one (`boot`) would be lost.
 */
export function workerSource(moduleUrl: string): string {
  return `'use strict';
Object.defineProperty(self, 'importScripts', {
  value: () => { throw new TypeError('Module scripts do not support importScripts().'); },
});
const early = [];
const keep = (event) => { event.stopImmediatePropagation(); early.push(event.data); };
self.addEventListener('message', keep);
import(${JSON.stringify(moduleUrl)}).then(
  () => {
    self.removeEventListener('message', keep);
    for (const data of early.splice(0)) self.dispatchEvent(new MessageEvent('message', { data }));
  },
  (error) => self.postMessage({
    type: 'fault',
    reason: 'boot',
    message: 'The runtime could not be loaded: ' + String(error && error.message || error),
    context: String(error && error.stack || ''),
  }),
);
`;
}

// Where a program shares this global scope, it is given a class of our own in its place.
const NativeWorker = globalThis.Worker;

/** Starts the module in a worker of its own. */
export function spawnWorker(moduleUrl: string): Worker {
  const url = URL.createObjectURL(new Blob([workerSource(moduleUrl)], { type: 'text/javascript' }));
  try {
    return new NativeWorker(url);
  } finally {
    // The fetch of a worker's script begins at once and holds on to the blob.
    URL.revokeObjectURL(url);
  }
}
