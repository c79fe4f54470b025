/**
 * How Monaco's TypeScript service gets its worker. In place of a module of Monaco's own (`internal/common/workers.js`, see
 * `vite.config.ts`), which does the same and brings every feature of the whole editor along: half a megabyte, loaded after the
 * services are in place, so that the next editor that is made finds contributions whose services nobody registered (0.57.0).
 */
import { editor } from 'monaco-editor/editor/editor.api';

interface LanguageWorkerOptions {
  readonly label?: string;
  /** What the worker is told first. */
  readonly createData?: unknown;
  readonly host?: Record<string, (...values: unknown[]) => unknown>;
  readonly keepIdleModels?: boolean;
}

export function createWebWorker<T extends object>({
  label = '',
  createData,
  ...rest
}: LanguageWorkerOptions): editor.MonacoWebWorker<T> {
  const getWorker = self.MonacoEnvironment?.getWorker;
  if (getWorker === undefined) throw new Error('Nobody told Monaco how workers are made');
  const worker = Promise.resolve(getWorker('', label)).then((made) => {
    // The first message goes to whoever loads the worker's module, the second one to the module.
    made.postMessage('ignore');
    made.postMessage(createData);
    return made;
  });
  return editor.createWebWorker<T>({ worker, ...rest });
}
