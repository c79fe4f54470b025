/**
 * A host's line to the world. Bytes leave one after the other; who wants to send books a stretch of the line's time. As
 * each connection books its next piece only after its last one has left, several share the line evenly.
 */
export class Link {
  #free = 0;
  readonly #bytesPerMs: () => number;

  constructor(bytesPerMs: () => number) {
    this.#bytesPerMs = bytesPerMs;
  }

  /** How many bytes go out at a time: some milliseconds' worth, so that timers are not the limit and progress is smooth. */
  get quantum(): number {
    return Math.max(256, Math.min(65_536, Math.floor(this.#bytesPerMs() * 8)));
  }

  /** Books the line for `bytes` from `at` (which must not lie in the future) and returns when the last of them has left. */
  book(bytes: number, at: number): number {
    this.#free = Math.max(this.#free, at) + bytes / this.#bytesPerMs();
    return this.#free;
  }
}
