/**
 * TypeScript programs are checked while they are written: against one another's exports, the browser's own functions and the lesson
 * library. What is found is shown and never stands in the way of a run. The compiler, several megabytes, works in a worker and is
 * loaded with the first TypeScript program that is shown.
 */
import { ModuleKind, ScriptTarget, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
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
// A program's other files are there before they are first shown.
typescriptDefaults.setEagerModelSync(true);
typescriptDefaults.setExtraLibs([{ content: library, filePath: 'file:///node_modules/interleave/index.d.ts' }]);

export function makeTypeScriptWorker(): Worker {
  return new TypeScriptWorker();
}
