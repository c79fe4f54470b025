/**
 * The memory of a booted interpreter as data, and back.
 *
 * CPython lives in WebAssembly's linear memory: its types, its modules, its compiled code. What lies elsewhere is little, and
 * is made anew by each boot: the instance with its table of functions, Emscripten's file system, and the table by which Python
 * refers to JavaScript objects. The last is why the memory alone is not enough: a `JsProxy` in it is a number, an index of that
 * table. Pyodide can list the table (`serializeHiwireState`) and fill it again; for objects that it does not know it asks us for
 * a name when a snapshot is taken, and for the object of that name when one is restored:
 *
 *     taken in one interpreter                     restored in another
 *     kernel.host  -> entry 17 -> host.module      entry 17 <- 'host' <- its own host.module
 *
 * The port keeps few such references, and all of them are in `HostObjects`. A reference to anything else fails the snapshot,
 * by name, and every interpreter then boots plainly.
 *
 * The program's own stack is no part of it: a snapshot is taken while no Python runs.
 */
import type { MemoryImage } from '../../protocol/kit';

/** The JavaScript objects that Python's memory may refer to. A name `a.b` is the property `b` of the object `a`. */
export type HostObjects = ReadonlyMap<string, object>;

/** What we use of Pyodide's module for it. */
export interface SnapshotModule {
  /** Anew at each use: growing the memory replaces them. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly HEAP32: Int32Array;
  /** The end of the memory that is in use, when the argument is 0. */
  _sbrk(increment: number): number;
  readonly API: { serializeHiwireState(name: (value: object) => string): unknown };
}

/** Memory is looked at in pieces of this size: whole pieces of zeros are left out. */
const PIECE = 4096;

export function takeImage(module: SnapshotModule, objects: HostObjects, shared: boolean): MemoryImage {
  const references = JSON.stringify(module.API.serializeHiwireState((value) => nameOf(objects, value)));
  const memory = module.HEAPU8;
  const runs = occupiedRuns(module.HEAP32);
  let held = 0;
  for (let i = 1; i < runs.length; i += 2) held += runs[i] ?? 0;
  const bytes = emptyBytes(held, shared);
  forEachRun(runs, (begin, length, at) => bytes.set(memory.subarray(begin, begin + length), at));
  return { size: memory.byteLength, runs: Int32Array.from(runs), bytes, references };
}

/**
 * Writes the image over the memory of a fresh instance, in which the constructors of C and C++ have run but not Python.
 * Returns what Pyodide fills its table of references from.
 */
export function restoreImage(module: SnapshotModule, image: MemoryImage): unknown {
  const memory = module.HEAPU8;
  if (memory.byteLength < image.size) throw new RangeError('the memory is smaller than its image');
  // What a fresh instance has in its memory already; beyond that there are only zeros.
  const fresh = module._sbrk(0);
  let end = 0;
  forEachRun(image.runs, (begin, length, at) => {
    if (end < fresh) memory.fill(0, end, Math.min(begin, fresh));
    memory.set(image.bytes.subarray(at, at + length), begin);
    end = begin + length;
  });
  if (end < fresh) memory.fill(0, end, fresh);
  return JSON.parse(image.references);
}

/** Bytes that can be handed to other workers: all of them the same ones when shared. */
export function emptyBytes(length: number, shared: boolean): Uint8Array {
  return new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
}

export function nameOf(objects: HostObjects, value: object): string {
  for (const [name, object] of objects) {
    if (value === object) return name;
    for (const [key, { value: property }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (value === property && !key.includes('.')) return `${name}.${key}`;
    }
  }
  throw new Error(`Python refers to ${describe(value)}, which a snapshot cannot name`);
}

export function objectNamed(objects: HostObjects, path: string): object {
  const [name = '', key] = path.split('.');
  const object = objects.get(name);
  const value: unknown = object === undefined || key === undefined ? object : Reflect.get(object, key);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    throw new Error(`the snapshot refers to ${path}, which is not there`);
  }
  return value;
}

function describe(value: object): string {
  const kind = Object.prototype.toString.call(value);
  if (typeof value === 'function') return `the function ${value.name || '(without a name)'}`;
  return `${kind} with the keys ${Object.keys(value).slice(0, 8).join(', ')}`;
}

function occupiedRuns(words: Int32Array): number[] {
  const runs: number[] = [];
  const step = PIECE / 4;
  for (let at = 0; at < words.length; at += step) {
    let i = at;
    const end = at + step;
    while (i < end && words[i] === 0) i++;
    if (i === end) continue;
    const begin = at * 4;
    const last = runs.length - 2;
    if (last >= 0 && (runs[last] ?? 0) + (runs[last + 1] ?? 0) === begin)
      runs[last + 1] = (runs[last + 1] ?? 0) + PIECE;
    else runs.push(begin, PIECE);
  }
  return runs;
}

function forEachRun(runs: ArrayLike<number>, visit: (begin: number, length: number, at: number) => void): void {
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const length = runs[i + 1] ?? 0;
    visit(runs[i] ?? 0, length, at);
    at += length;
  }
}
