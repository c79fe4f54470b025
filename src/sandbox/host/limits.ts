/** The page's patience, in milliseconds unless said otherwise. */
export const PATIENCE = {
  /** From making the frame to its `hello`. */
  hello: 20_000,
  /** Between two signs of progress of a boot, and between asking for a run and its start. */
  boot: 60_000,
  /** From an interrupt to its acknowledgement: a worker that never yields must be gone within 500 ms of pressing Stop. */
  interruptSeen: 350,
  /** From a kill to `ended`. The frame only has to terminate a worker; when it cannot, the frame itself goes. */
  killed: 1_000,
  /** The same for a frame that is used once, and goes in any case: when its one thread did not hear the interrupt, it hears no kill. */
  killedFrame: 250,
  /** From asking for a file to its contents: a program may take 1.5 s to tell them, and 64 MB their time to travel. */
  file: 10_000,
  /** How long the frame may be silent to pings while a run is on. */
  silence: 4_000,
  /** Between two pings. */
  beat: 500,
  /** For so long a new frame computes, once, to find out whether the page can go on meanwhile. */
  spin: 30,
  /** From asking for that to the answer. */
  spun: 5_000,
  /** A beat that comes this much too late says that the page itself was held up. */
  lag: 500,
} as const;
