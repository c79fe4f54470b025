/**
 * The shared control words of one Python worker: an Int32Array over a SharedArrayBuffer, shared by the realm's frame, the
 * worker and its ticker. This is the whole of what is shared; everything else is messages.
 */
export const CONTROL_WORDS = 16;
export const CONTROL_BYTES = CONTROL_WORDS * 4;

export const Control = {
  /**
   * Pyodide's interrupt word: a non-zero value is taken as a signal number at the interpreter's next check, and cleared.
   * The frame writes SIGINT (2), the ticker writes the port's private tick signal. The ticker uses compareExchange(0, tick)
   * so that it never overwrites a SIGINT; the frame overwrites whatever is there.
   */
  SIGNAL: 0,
  /** Counts GIL hand-overs; the ticker waits on it, so that each turn's interval starts at its hand-over. */
  TURN: 1,
  /** Milliseconds-times-1000 (microseconds) of the switch interval while somebody waits for the GIL; 0 when nobody does. */
  INTERVAL_US: 2,
  /** Microseconds from the control block's epoch at which the interpreter wants to be ticked for a timer; 0 for never. */
  DUE_US: 3,
  /** 1 tells the ticker to end. */
  CLOSED: 4,
} as const;

export const SIGINT = 2;
