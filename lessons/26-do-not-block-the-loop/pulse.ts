/** A timer that beats every 20 ms, and knows its longest pause. */
export class Pulse {
  longest = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => this.#beat(), 20);

  #beat(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.#last);
    this.#last = now;
  }

  stop(): string {
    this.#beat();
    clearInterval(this.#timer);
    const ms = this.longest.toFixed(0);
    return `longest pause between two beats: ${ms} ms`;
  }
}
