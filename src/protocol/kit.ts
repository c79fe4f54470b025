/**
 * What an interpreter is booted from quickly: made once for each realm, by a worker that runs no program (`make-kit`), kept by the
 * frame, and handed to every later interpreter with its `boot`.
 *
 * When isolated, the large parts lie in shared memory, so that eight processes hold one copy. They are then read-only by
 * agreement: an interpreter lets go of its kit before the first line of a program runs, since who can write to a kit can write to
 * every interpreter that is booted from it.
 */
import * as v from 'valibot';

export interface BootKit {
  /** The interpreter, compiled. */
  readonly wasm: WebAssembly.Module;
  /** `python_stdlib.zip`. */
  readonly stdlib: Uint8Array;
  readonly image: MemoryImage;
}

/** The memory of an interpreter that was booted and has run nothing. */
export interface MemoryImage {
  /** Bytes of the whole memory. */
  readonly size: number;
  /** Pairs (begin, length), ascending: what is not zero. Everything between them is. */
  readonly runs: Int32Array;
  /** The contents of the runs, one after the other. */
  readonly bytes: Uint8Array;
  /** JSON: by which names the memory refers to JavaScript objects (`runtimes/python/snapshot.ts`). */
  readonly references: string;
}

/** How an interpreter was booted: from a kit's image, or from its files, because there was no kit or it did not work. */
export type BootedFrom = 'snapshot' | 'plain';

export const bootedFromSchema = v.picklist(['snapshot', 'plain']);

/** A gigabyte: an interpreter's memory grows no larger (`runtimes/python/pyodide.ts`). */
const MOST_BYTES = 1024 ** 3;
const MOST_REFERENCES = 1_000_000;

const bytesSchema = v.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength <= MOST_BYTES,
  'bytes, and not too many',
);

export const kitSchema: v.GenericSchema<unknown, BootKit> = v.strictObject({
  wasm: v.custom<WebAssembly.Module>((value) => value instanceof WebAssembly.Module, 'a compiled module'),
  stdlib: bytesSchema,
  image: v.pipe(
    v.strictObject({
      size: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_BYTES)),
      runs: v.custom<Int32Array>((value) => value instanceof Int32Array, 'pairs of numbers'),
      bytes: bytesSchema,
      references: v.pipe(v.string(), v.maxLength(MOST_REFERENCES)),
    }),
    v.check(fits, 'runs within the memory, in order, that hold as many bytes as there are'),
  ),
});

function fits({ size, runs, bytes }: MemoryImage): boolean {
  let end = 0;
  let held = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const begin = runs[i] ?? -1;
    const length = runs[i + 1] ?? 0;
    if (begin < end || length <= 0) return false;
    end = begin + length;
    held += length;
  }
  return end <= size && held === bytes.byteLength;
}
