/**
 * Taking a Python stack off the processor, and bringing it back.
 *
 * Pyodide's `run_sync(promise)` can do that, but it wraps each promise into an asyncio future and leaves five callbacks on
 * Pyodide's event loop behind: 21 to 73 us a switch (measured in Node 24), and Python code that runs on no thread of ours. Pyodide has a second
 * road, made for sockets: the `poll` system call awaits whatever `SOCKFS.pollAsync` returns, straight from C (Pyodide's
 * `syscall_syncify`). A poll of no file descriptors touches nothing else, so `select.poll().poll()` is our `park`: 6 to 11 us
 * a switch, and no asyncio.
 *
 *     Python: host.wait_sleep(...)      describe(begin)        the wait is described
 *     Python: poll().poll()             pollAsync(fds, 0, ..)  returns a thenable; the stack is suspended
 *     (microtask)                       then(resolve)          begin(resume)
 *     ...                               resume(reason)         the reason is written to kernel.py's word; the stack goes on
 *
 * Descriptions are a pile, not one word: between describing and polling, the interpreter may collect garbage and run a
 * finaliser that waits in turn. Its wait is described later and begins earlier.
 */
import type { Resume } from './scheduler';

/** Begins a wait: called once, when the stack is suspended; `resume` brings it back, once. */
export type Begin = (resume: Resume) => void;

/** What we use of Pyodide's module for it. */
export interface ParkModule {
  readonly SOCKFS: { pollAsync?: (fds: number, count: number, timeout: number) => unknown };
  /** Anew at each use: growing the memory replaces it. */
  readonly HEAP32: Int32Array;
  /** The address of the running stack's PyThreadState. */
  _PyThreadState_Get(): number;
}

/** Tried out as the page does it (`capabilities.ts`): both halves of the interface are there, or it is of no use. */
export function canSwitchStacks(): boolean {
  const { Suspending, promising } = WebAssembly as { Suspending?: unknown; promising?: unknown };
  return typeof Suspending === 'function' && typeof promising === 'function';
}

export class Parking {
  private readonly described: { begin: Begin; threadState: number }[] = [];
  private writeReason: (reason: number) => void = () => {};
  private currentFrame = 0;
  private heap: Uint8Array | null = null;

  /**
   * @param switches whether the engine can switch between stacks (JSPI); without it there is one stack, which waits where it stands
   */
  constructor(
    private readonly module: ParkModule,
    readonly switches = canSwitchStacks(),
  ) {
    module.SOCKFS.pollAsync = (_fds, count) => {
      // A program's own poll: null means that Pyodide's ordinary road is to be taken.
      if (count !== 0) return null;
      const wait = this.described.pop();
      if (wait === undefined) return null;
      return {
        then: (resolve: (polled: number) => void) => {
          const putBack = this.hideFrames(wait.threadState);
          wait.begin((reason) => {
            putBack();
            this.writeReason(reason);
            // No file descriptor is ready: there was none.
            resolve(0);
          });
        },
      };
    };
  }

  /** The interpreter's memory, byte by byte. */
  bytes(): Uint8Array {
    const { buffer } = this.module.HEAP32;
    if (this.heap?.buffer !== buffer) this.heap = new Uint8Array(buffer);
    return this.heap;
  }

  /** `write` puts the reason of a wake-up where `kernel.suspend` reads it. */
  setReasonWriter(write: (reason: number) => void): void {
    this.writeReason = write;
  }

  describe(begin: Begin): void {
    this.described.push({ begin, threadState: this.module._PyThreadState_Get() });
  }

  /**
   * Instead of `poll`, where stacks cannot be switched: begins the wait that was described last and stands still until it is over.
   * Nothing else of this worker happens meanwhile, so `pump` has to do what the event loop would have done; it is called again
   * and again, and throws when nothing can end the wait.
   */
  stand(pump: () => void): void {
    const wait = this.described.pop();
    if (wait === undefined) return;
    let over = false;
    wait.begin((reason) => {
      this.writeReason(reason);
      over = true;
    });
    while (!over) pump();
  }

  /**
   * Finds the field `current_frame` of PyThreadState. `frameObject` is the address of the frame object of the Python function
   * that calls this, so the field holds what `PyFrameObject.f_frame` holds (CPython 3.14, pycore_frame.h: the fourth word).
   */
  findCurrentFrame(frameObject: number): void {
    const heap = this.module.HEAP32;
    const frame = heap[(frameObject >> 2) + 3];
    const state = this.module._PyThreadState_Get() >> 2;
    const found: number[] = [];
    for (let word = 0; word < 64; word++) if (heap[state + word] === frame) found.push(word);
    const [first] = found;
    if (first === undefined || found.length > 1) {
      throw new Error(`PyThreadState.current_frame was found ${found.length} times; is this CPython 3.14?`);
    }
    this.currentFrame = first;
  }

  /**
   * While a stack is suspended, other stacks may be laid over its C stack, and the chain of its frames runs through C
   * locals of the evaluation loop (`entry_frame`). The garbage collector walks the frames of all thread states, and would follow
   * that chain into whatever lies there now. So the suspended thread shows no frames. (Pyodide does the same after 314.0.7.)
   */
  private hideFrames(threadState: number): () => void {
    const word = (threadState >> 2) + this.currentFrame;
    const frame = this.module.HEAP32[word] ?? 0;
    this.module.HEAP32[word] = 0;
    return () => {
      this.module.HEAP32[word] = frame;
    };
  }
}

/** What we use of Pyodide's stack switching (its `stack_state.mjs`). */
export interface StackModule {
  readonly StackState: { readonly prototype: { restore(): unknown } };
  stackSave(): number;
  _emscripten_stack_get_free(): number;
}

/** A new stack gets at least this much of the C stack below it: more than CPython's own recursion limits let it use. */
const ROOM = 4 * 1024 * 1024;

/**
 * The C stacks of all threads share one region of 10 MB. Pyodide puts each new stack below the suspended ones, so that
 * switching need not copy, and never asks whether the region ends: at about 10 KB each, the thousandth thread would write over
 * the heap. Before that happens, all suspended stacks are copied out, as a resumed stack above them would make them, and
 * the next one begins at the top.
 */
export class StackRegion {
  private readonly top: number;

  constructor(private readonly module: StackModule) {
    this.top = module.stackSave();
  }

  /** To be called before each new stack, while no Python runs. */
  makeRoom(): void {
    if (this.module._emscripten_stack_get_free() >= ROOM) return;
    // A state that owns nothing and lies at the top: restoring it evicts everything below, and moves the pointer up.
    const atTop = Object.create(this.module.StackState.prototype) as { start: number; stop: number; _copy: Uint8Array };
    atTop.start = this.top;
    atTop.stop = this.top;
    atTop._copy = new Uint8Array(0);
    this.module.StackState.prototype.restore.call(atTop);
  }
}
