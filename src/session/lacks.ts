/** What a browser or a page lacks that a program needs: told before it is run, as far as the program's text tells. */
import type { Need } from '../lesson/lesson';
import type { Capabilities } from '../protocol/realm';
import type { Language } from '../runtimes/runtime';
import { usesNetwork } from './uses-network';

/**
 * `shared-memory`: memory that several threads share, which only an isolated page has; `stacks`: switching between stacks in WebAssembly
 * (JSPI), without which Python has no threads, no processes and no network; `webassembly`: all of it, and so Python.
 */
export type Lack = 'shared-memory' | 'stacks' | 'webassembly';

export interface Needy {
  readonly language: Language;
  readonly needs?: Need;
  readonly entry: string;
  /** As they would be run. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** A learner has changed it: what the lesson's author said of it may no longer be so. */
  readonly changed: boolean;
}

/** What a TypeScript program names when it wants memory that several threads share. */
const SHARING = /\b(?:SharedArrayBuffer|Mutex|Semaphore|Channel)\b/;

/** Modules of Python through which threads and processes are started. */
const STARTERS = /^[ \t]*(?:import|from)[ \t][^#\n]*\b(?:threading|_thread|multiprocessing|concurrent|asyncio)\b/m;

/** What of those modules starts one. Locks, events and queues of threads work on one stack, too. */
const STARTS =
  /\b(?:Thread|Timer|ThreadPool|ThreadPoolExecutor|Process|Pool|Manager|ProcessPoolExecutor|InterpreterPoolExecutor|start_new_thread|start_joinable_thread|to_thread|run_in_executor)\b/;

/** A line that only waits for somebody to type. */
const ASKS = /(?<![.\w])input[ \t]*\(/;

/** Null where nothing is lacking, or nothing that this program needs. */
export function lackOf(program: Needy, capabilities: Capabilities): Lack | null {
  const { language, needs, entry, files, changed } = program;
  if (language === 'python') {
    if (!capabilities.webAssembly) return 'webassembly';
    if (!capabilities.stackSwitching && needsStacks(program)) return 'stacks';
  }
  if (capabilities.isolation === 'isolated') return null;
  if (needs === 'shared-memory' && !changed) return 'shared-memory';
  // Files that are imported may offer more than is used.
  return language === 'typescript' && files.some(({ path, content }) => path === entry && SHARING.test(content))
    ? 'shared-memory'
    : null;
}

/** Whether a Python program would come to a point at which its only stack has to wait for another. */
function needsStacks({ files }: Pick<Needy, 'files'>): boolean {
  if (usesNetwork({ language: 'python', files })) return true;
  return files
    .filter(({ path }) => path.endsWith('.py'))
    .map(({ content }) => content.replace(/#.*/g, ''))
    .some((text) => ASKS.test(text) || (STARTERS.test(text) && STARTS.test(text)));
}
