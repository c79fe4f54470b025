/** A clock for tests: time passes when told, and every timer that falls due on the way goes off at its own moment. */
import type { Clock } from './clock';

export class FakeClock implements Clock {
  visible = true;
  #now = 0;
  #timers = new Set<{ readonly due: number; readonly act: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { due: this.#now + ms, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  attentive(): boolean {
    return this.visible;
  }

  /** How many timers are set: none should be left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.due);
      this.#timers.delete(next);
      next.act();
    }
    this.#now = end;
  }

  /** Time passes while nothing runs (a laptop that was shut): all that fell due goes off late, at once. */
  sleep(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }
}
