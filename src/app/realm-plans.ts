import type { Language } from '../runtimes/runtime';
import pythonWorker from '../runtimes/python/worker?worker&url';
import poolWorker from '../runtimes/typescript/worker?worker&url';
import type { FramePlan } from '../sandbox/host/realm-client';
import labWorker from '../sandbox/loop/lab-worker?worker&url';
import loopCode from '../sandbox/loop/supplied?worker&url';
import realmCode from '../sandbox/realm/supplied?worker&url';

/** How the frames in which lesson code runs are made. */
export function realmPlans(): Readonly<Record<Language, FramePlan>> {
  const root = new URL('./', document.baseURI).href;
  const at = (path: string): string => new URL(path, root).href;
  // A page whose own origin is opaque (embedded in a sandboxed frame) may not look into any frame, not even of its own site. And what
  // `vite dev` serves is in many files.
  const canSupply = !import.meta.env.DEV && self.origin !== 'null';
  const common = { sandbox: at('sandbox.html'), root };
  return {
    python: {
      alone: at('realm.html'),
      supply: canSupply
        ? {
            ...common,
            code: at(realmCode),
            workers: { python: at(pythonWorker) },
            folders: [__PYODIDE_DIR__, 'wheels/'],
          }
        : null,
    },
    typescript: {
      alone: at('loop.html'),
      supply: canSupply
        ? { ...common, code: at(loopCode), workers: { pool: at(poolWorker), lab: at(labWorker) }, folders: [] }
        : null,
    },
  };
}
