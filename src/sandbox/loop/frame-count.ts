/**
 * Counts the pictures that a busy event loop did not let the browser draw. A frame is missed when the next one comes two or more
 * intervals later; the interval is the browser's own rhythm of late (60 a second on most screens, 120 on some, fewer on a busy
 * machine), so that a slow machine alone is not held against the program.
 */
import type { FrameCount } from '../../protocol/realm';

const USUAL_MS = 1000 / 60;
/** A gap beyond this is a pause, and says nothing of the rhythm. */
const RHYTHM_MS = 40;
const REMEMBERED = 21;

export class FrameCounter {
  #last: number | null = null;
  #drawn = 0;
  #dropped = 0;
  #longest = 0;
  readonly #gaps: number[] = [];

  /** A frame is drawn at `now`. How many were missed since the one before. */
  beat(now: number): number {
    const gap = this.#last === null ? 0 : now - this.#last;
    const missed = this.#missedIn(gap);
    this.#last = now;
    this.#drawn += 1;
    this.#dropped += missed;
    this.#longest = Math.max(this.#longest, gap);
    if (gap > 0 && gap < RHYTHM_MS) {
      this.#gaps.push(gap);
      if (this.#gaps.length > REMEMBERED) this.#gaps.shift();
    }
    return missed;
  }

  /** Nothing is drawn for a while, through nobody's fault (a page that cannot be seen). */
  pause(): void {
    this.#last = null;
  }

  /** So far; at `now`, the frames that are being missed are counted too. */
  count(now: number): FrameCount {
    const gap = this.#last === null ? 0 : Math.max(0, now - this.#last);
    return {
      drawn: this.#drawn,
      dropped: this.#dropped + this.#missedIn(gap),
      longestMs: Math.max(this.#longest, gap),
    };
  }

  #missedIn(gap: number): number {
    return Math.max(0, Math.round(gap / this.#interval()) - 1);
  }

  #interval(): number {
    if (this.#gaps.length < 5) return USUAL_MS;
    const sorted = [...this.#gaps].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? USUAL_MS;
  }
}
