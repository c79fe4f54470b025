/**
 * TypeScript programs are checked while they are written: against one another's exports, the browser's own functions and the lesson
 * library. What is found is shown and never stands in the way of a run. The compiler, several megabytes, works in a worker and is
 * loaded with the first TypeScript program that is shown.
 */
import type { Uri } from 'monaco-editor/editor';
import {
  ModuleKind,
  ScriptTarget,
  getTypeScriptWorker,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import TypeScriptWorker from 'monaco-editor/language/typescript/ts.worker?worker';
import library from '../../runtimes/typescript/lesson-library.d.ts?raw';
import { LESSON_COMPILER_OPTIONS } from '../../runtimes/typescript/lesson-options';

typescriptDefaults.setCompilerOptions({
  ...LESSON_COMPILER_OPTIONS,
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  // Models of a `.js` file stand beside those of `.ts` files.
  allowNonTsExtensions: true,
});
// The files that are there when the compiler starts are all told to it at once.
typescriptDefaults.setEagerModelSync(true);
typescriptDefaults.setExtraLibs([{ content: library, filePath: 'file:///node_modules/interleave/index.d.ts' }]);

export function makeTypeScriptWorker(): Worker {
  return new TypeScriptWorker();
}

/**
 * Tells the compiler of a program's files and has them checked again. Monaco tells it of a new file when that file is checked, so whichever
 * is checked first would be said to import something that does not exist (0.57.0), until somebody writes in it.
 */
export async function checkTogether(files: readonly Uri[]): Promise<void> {
  let tell;
  try {
    tell = await getTypeScriptWorker();
  } catch {
    return; // It has not been started yet, and will be told of all files.
  }
  await tell(...files);
  typescriptDefaults.setDiagnosticsOptions(typescriptDefaults.getDiagnosticsOptions());
}
