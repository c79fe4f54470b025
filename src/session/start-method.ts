/** How the processes of a program start, before it runs: the word of the lesson, or of whoever sent it, otherwise the learner's. */
import { startsProcesses, type RunRequest, type StartMethod } from '../runtimes/runtime';
import type { Settings } from './settings';

export interface ProcessStart {
  readonly method: StartMethod;
  /** Whose word it is. A program that chooses by itself (`set_start_method`, `get_context`) is obeyed in any case. */
  readonly chosenBy: 'lesson' | 'learner' | 'sender';
}

/** Null for a program that starts no processes, as far as its text tells. */
export function processStart(
  program: Pick<RunRequest, 'language' | 'files'> & { readonly startMethod?: StartMethod | undefined },
  settings: Pick<Settings, 'startMethod'>,
  /** Who said so, when it comes with the program. */
  fixedBy: 'lesson' | 'sender' = 'lesson',
): ProcessStart | null {
  if (!startsProcesses(program)) return null;
  return program.startMethod === undefined
    ? { method: settings.startMethod, chosenBy: 'learner' }
    : { method: program.startMethod, chosenBy: fixedBy };
}
