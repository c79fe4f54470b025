/**
 * Making the kit that later interpreters are booted from (`protocol/kit.ts`): an interpreter is booted plainly, with every module
 * imported that a lesson may want early, and its memory is taken before it has run anything.
 */
import type { BootKit } from '../../protocol/kit';
import { bootPython, type BootOptions } from './boot';
import { emptyBytes, takeImage } from './snapshot';

/** @param shared whether the kit's large parts shall lie in shared memory */
export async function makeKit(options: Omit<BootOptions, 'control'>, shared: boolean): Promise<BootKit> {
  const { pyodide, wasm, objects } = await bootPython({ ...options, control: null, everything: true }, null);
  // What the imports left behind would be copied into every interpreter.
  pyodide.runPython('import gc; gc.collect()');
  const zip = pyodide.FS.readFile('/lib/python314.zip');
  const stdlib = emptyBytes(zip.length, shared);
  stdlib.set(zip);
  return { wasm, stdlib, image: takeImage(pyodide._module, objects, shared) };
}
