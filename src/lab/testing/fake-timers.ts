/** A clock for tests: time passes when told, and every timer that falls due on the way goes off at its own moment. */
import type { LabTimers } from '../timers';

export class FakeTimers implements LabTimers {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<{ readonly due: number; readonly order: number; readonly act: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, ms), order: this.#order++, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers are set: none should be left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#step(end));
    this.#now = end;
  }

  /** Lets all timers go off that there are, and those that they set, up to `most` milliseconds from now. */
  run(most = 600_000): void {
    const end = this.#now + most;
    while (this.#step(end));
  }

  #step(end: number): boolean {
    let next: { readonly due: number; readonly order: number; readonly act: () => void } | null = null;
    for (const timer of this.#timers) {
      if (next === null || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer;
    }
    if (next === null || next.due > end) return false;
    this.#now = Math.max(this.#now, next.due);
    this.#timers.delete(next);
    next.act();
    return true;
  }
}
