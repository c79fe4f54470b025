/**
 * May the GIL be taken away here?
 *
 * CPython gives it up between two bytecode instructions only. Our tick arrives as a signal, and signal handlers also run inside C
 * functions that ask for signals themselves (`PyErr_CheckSignals`): a file's flush, a regular expression, a power of large
 * integers. A switch there would show another thread the file object in the middle of its write ("reentrant call inside
 * <_io.BufferedWriter>"), which no CPython does. The two cases look the same from Python, but not on the C stack:
 *
 *     between instructions                      inside a C function
 *     _PyEval_EvalFrameDefault   entry E1       _PyEval_EvalFrameDefault   entry E1
 *       _Py_HandlePending ...                     TextIOWrapper.write
 *         the handler's eval     entry E2           BufferedWriter.flush
 *                                                     PyErr_CheckSignals ...
 *                                                       the handler's eval   entry E2
 *
 * Each run of the evaluation loop keeps an `entry_frame` among its C locals (Python/ceval.c), and the chain of Python frames
 * passes through it. So the distance from E1 to E2 is one constant between instructions, and larger everywhere else. It is
 * measured once, at boot, in a loop that calls nothing.
 */

export interface EvalModule {
  readonly HEAP32: Int32Array;
  _emscripten_stack_get_end(): number;
  _emscripten_stack_get_base(): number;
}

/** Words of `struct _frame` (the frame object) and `_PyInterpreterFrame`: CPython 3.14, pycore_interpframe_structs.h. */
const FRAME_OBJECT_BACK = 2;
const FRAME_OBJECT_FRAME = 3;
const FRAME_PREVIOUS = 1;

/** Frames between two entries: a Python program cannot nest deeper than its recursion limit allows. */
const MAX_FRAMES = 2_000_000;

export class SafePoint {
  private readonly low: number;
  private readonly high: number;
  private distance: number | null = null;

  constructor(private readonly module: EvalModule) {
    this.low = module._emscripten_stack_get_end();
    this.high = module._emscripten_stack_get_base();
  }

  /** To be called from a handler that was called between two instructions. */
  calibrate(handlerFrame: number): void {
    this.distance = this.measure(handlerFrame);
    if (this.distance === null)
      throw new Error('the evaluation loop was not found on the C stack; is this CPython 3.14?');
  }

  /** @param handlerFrame address of the frame object of the signal handler that runs now */
  isSafe(handlerFrame: number): boolean {
    return this.measure(handlerFrame) === this.distance;
  }

  /** Does the frame that called this one lie in the heap, where it stays while its thread is suspended? */
  hasCaller(frameObject: number): boolean {
    const heap = this.module.HEAP32;
    // A frame that has returned names its caller by itself.
    if (heap[(frameObject >> 2) + FRAME_OBJECT_BACK] !== 0) return true;
    const frame = heap[(frameObject >> 2) + FRAME_OBJECT_FRAME] ?? 0;
    const caller = heap[(frame >> 2) + FRAME_PREVIOUS] ?? 0;
    return caller !== 0 && !(caller >= this.low && caller < this.high);
  }

  private measure(handlerFrame: number): number | null {
    const heap = this.module.HEAP32;
    const inner = this.entryBelow(heap[(handlerFrame >> 2) + FRAME_OBJECT_FRAME] ?? 0);
    const outer = inner === null ? null : this.entryBelow(inner);
    return inner === null || outer === null ? null : outer - inner;
  }

  /** The next frame down the chain that lies on the C stack: an `entry_frame`. All others lie in the heap. */
  private entryBelow(frame: number): number | null {
    const heap = this.module.HEAP32;
    let at = heap[(frame >> 2) + FRAME_PREVIOUS] ?? 0;
    for (let i = 0; i < MAX_FRAMES && at !== 0; i++) {
      if (at >= this.low && at < this.high) return at;
      at = heap[(at >> 2) + FRAME_PREVIOUS] ?? 0;
    }
    return null;
  }
}
