/**
 * The shared control words of one Python worker: an Int32Array over a SharedArrayBuffer, shared by the realm's frame, the
 * worker and its ticker. This is the whole of what is shared; everything else is messages.
 */
export const CONTROL_WORDS = 16;
export const CONTROL_BYTES = CONTROL_WORDS * 4;

export const Control = {
  /**
   * Pyodide's interrupt word: a non-zero value is taken as a signal number at the interpreter's next check, and cleared.
   * The frame writes SIGINT, the ticker writes TICK_SIGNAL. The ticker uses compareExchange(0, tick) so that it never
   * overwrites a SIGINT; the frame overwrites whatever is there.
   */
  SIGNAL: 0,
  /**
   * Counts what the ticker must notice: GIL hand-overs, and changes of the two words below. The ticker waits on this word,
   * so a turn's interval starts anew at each hand-over, as in CPython's take_gil.
   */
  TURN: 1,
  /** The switch interval in microseconds while somebody waits for the GIL; 0 while nobody does. */
  INTERVAL_US: 2,
  /** When the interpreter next wants a tick for a timer, in tenths of a millisecond since the memory's epoch; 0: never. */
  DUE: 3,
  /** 1 tells the ticker to end. */
  CLOSED: 4,
  /**
   * 1: the realm takes this interpreter away. `Worker.terminate` alone lets one that computes go on for two seconds in Chromium
   * (its kForcibleTerminationDelay), and in shared memory all of that would still count.
   */
  KILLED: 5,
  /** 1: the ticker runs. A program that began earlier would have a first turn without an end. */
  TICKING: 6,
} as const;

/** Byte offset of a float64, written before anybody else has the memory: from when `DUE` counts, in ms since the Unix epoch. */
const EPOCH_OFFSET = 32;

/** Control memory for a new worker. `now` is in ms since the Unix epoch. */
export function makeControl(now: number): SharedArrayBuffer {
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  // The 0 of `DUE` means never, so its epoch lies a second back.
  new Float64Array(control, EPOCH_OFFSET, 1)[0] = now - 1000;
  return control;
}

export function epochOf(control: SharedArrayBuffer): number {
  return new Float64Array(control, EPOCH_OFFSET, 1)[0] ?? 0;
}

export const SIGINT = 2;

/**
 * The signal that carries the tick. A real-time signal (Linux numbers them 34 to 64, and Emscripten's libc does the same) that
 * no program of a tutorial uses; the port keeps it out of `signal.signal`'s reach.
 */
export const TICK_SIGNAL = 63;
