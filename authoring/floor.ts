/**
 * Who may work when. Some work may go on side by side; some, like measuring how long a program takes, wants the machine for itself.
 * A readers-writer lock: one that waits to be alone goes before all who come after it, so that it gets its turn.
 */
export class Floor {
  #together = 0;
  #alone = false;
  readonly #waiting: { readonly alone: boolean; readonly go: () => void }[] = [];

  /** Settles as `work` does. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter(false);
    try {
      return await work();
    } finally {
      this.#together -= 1;
      this.#next();
    }
  }

  /** Begins when nothing else is at work, and nothing else begins before it has settled. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter(true);
    try {
      return await work();
    } finally {
      this.#alone = false;
      this.#next();
    }
  }

  #enter(alone: boolean): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ alone, go });
      this.#next();
    });
  }

  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined && !this.#alone; first = this.#waiting[0]) {
      if (first.alone && this.#together > 0) return;
      this.#waiting.shift();
      if (first.alone) this.#alone = true;
      else this.#together += 1;
      first.go();
    }
  }
}
