/**
 * Who holds a resource that many may hold at once (a semaphore, a pipe). Whatever a story does with it, an event costs the same: a
 * program can acquire a hundred thousand times and let somebody else release, and a search through all holds would stop the page.
 *
 * Holds are numbers that grow. A hold that was taken as the oldest stays on its actor's pile until that pile is looked at:
 *
 *     A's pile   0  2  3           the oldest is 1 (B's); then `takeOf(A)` gives 3, then 2, and not 0 once it was taken
 *     B's pile   1  4
 */
export class OpenHolds {
  readonly #piles = new Map<number, number[]>();
  /** By number. */
  readonly #open: boolean[] = [];
  #oldest = 0;

  /** `hold` is the next number after all before. */
  add(actor: number, hold: number): void {
    this.#open[hold] = true;
    const pile = this.#piles.get(actor);
    if (pile === undefined) this.#piles.set(actor, [hold]);
    else pile.push(hold);
  }

  /** Ends the newest open hold of `actor`; -1 when it has none. */
  takeOf(actor: number): number {
    const pile = this.#piles.get(actor);
    if (pile === undefined) return -1;
    for (let hold = pile.pop(); hold !== undefined; hold = pile.pop()) {
      if (this.#open[hold] !== true) continue;
      this.#open[hold] = false;
      return hold;
    }
    this.#piles.delete(actor);
    return -1;
  }

  /** Ends the oldest open hold of all; -1 when there is none. */
  takeOldest(): number {
    while (this.#oldest < this.#open.length) {
      const hold = this.#oldest++;
      if (this.#open[hold] !== true) continue;
      this.#open[hold] = false;
      return hold;
    }
    return -1;
  }
}
