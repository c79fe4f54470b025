/**
 * How much of an interpreter's memory is in use, seen from its allocator.
 *
 * A WebAssembly memory grows by a fifth of itself at a time (Emscripten's rule, at most 96 MiB), so its size says little about what a
 * program took: forty threads may fit into what is free already. The allocator's own figures are finer. Its heap grows by what is asked
 * for, 64 KiB at a time, and its end never goes back (this CPython has no arenas of its own in between: it asks for every single object).
 * So how much further it reaches at a run's end than at its beginning is what the run needed beyond what was free in the heap when it
 * began; and how much that was, the allocator tells, too.
 */

/** What this asks of Emscripten's module. */
export interface HeapModule {
  /** Anew at each use: growing the memory replaces it. */
  readonly HEAP32: Int32Array;
  /** The end of the heap, when the argument is 0. */
  _sbrk(increment: number): number;
  _malloc(size: number): number;
  _free(address: number): void;
  /** Writes ten words to the address. */
  _mallinfo(address: number): void;
  /** What the allocator has taken of the memory. */
  _malloc_footprint(): number;
  /** More than this it takes not, and `_malloc` gives 0. */
  _malloc_set_footprint_limit(bytes: number): number;
}

export interface Heap {
  /** Its end, as an address. */
  readonly end: number;
  /** Bytes below it that are given to nobody. */
  readonly free: number;
}

/** `struct mallinfo` of C: ten words, of which this is the place of `fordblks`. */
const WORDS = 10;
const FREE_WORD = 8;

/** Looks at every piece of the heap: about a millisecond. */
export function readHeap(module: HeapModule): Heap {
  const end = module._sbrk(0);
  const address = module._malloc(WORDS * 4);
  if (address === 0) return { end, free: 0 };
  module._mallinfo(address);
  const free = module.HEAP32[(address >>> 2) + FREE_WORD] ?? 0;
  module._free(address);
  return { end, free: free >>> 0 };
}

/** Pieces that free space is given away in: so large at first, and so small at last. */
const LARGEST_PIECE = 1 << 20;
const SMALLEST_PIECE = 16;
/** For `_malloc_set_footprint_limit`: none. */
const NO_LIMIT = -1;

/**
 * Gives what is free in the heap away for good, but for small holes, so that whatever a program needs makes the heap longer and is seen.
 * For a run that is looked into and not timed.
 */
export function fillHeap(module: HeapModule): void {
  module._malloc_set_footprint_limit(module._malloc_footprint());
  for (let size = LARGEST_PIECE; size >= SMALLEST_PIECE; size >>= 1) while (module._malloc(size) !== 0);
  module._malloc_set_footprint_limit(NO_LIMIT);
}
