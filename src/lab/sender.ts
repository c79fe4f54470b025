/**
 * Sends an answer at its own pace: pieces when they are due, at the speed of the host's line, and never more than the
 * client takes. Due times are kept apart from the clock, so that timers which go off late do not make the line slower.
 */
import type { TimedPiece } from './http/message';
import type { Link } from './link';
import type { LabTimers } from './timers';

/** Closer than this is now: timers are no more exact than that. */
const TOLERANCE_MS = 0.5;

interface Job {
  readonly pieces: Iterator<TimedPiece>;
  readonly whenSent: () => void;
}

export class Sender {
  readonly #write: (bytes: Uint8Array) => number;
  readonly #link: Link;
  readonly #timers: LabTimers;
  readonly #jobs: Job[] = [];
  #job: Job | null = null;
  /** What is left of the current piece. */
  #rest: Uint8Array | null = null;
  /** The part of it whose time on the line is booked and paid; it goes to the client now or when there is room. */
  #ready: Uint8Array | null = null;
  /** When the next step is due. */
  #due = 0;
  #blocked = false;
  #working = false;
  #stopped = false;
  #callOff: (() => void) | null = null;
  #sent = 0;

  constructor(write: (bytes: Uint8Array) => number, link: Link, timers: LabTimers) {
    this.#write = write;
    this.#link = link;
    this.#timers = timers;
  }

  /** How many bytes the client has taken so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Sends these after what is being sent already, then calls `whenSent`. */
  send(pieces: Iterable<TimedPiece>, whenSent: () => void): void {
    if (this.#stopped) return;
    this.#jobs.push({ pieces: pieces[Symbol.iterator](), whenSent });
    this.#work();
  }

  /** The client has room again. */
  drained(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#due = Math.max(this.#due, this.#timers.now());
    this.#work();
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#callOff = null;
    this.#job?.pieces.return?.();
    this.#job = null;
    this.#jobs.length = 0;
    this.#rest = null;
    this.#ready = null;
  }

  #work(): void {
    // `write` may call back at once: that the client drained, that it is gone.
    if (this.#working) return;
    this.#working = true;
    try {
      while (!this.#stopped && !this.#blocked && this.#callOff === null && this.#step());
    } finally {
      this.#working = false;
    }
  }

  /** One step; false when nothing more can be done now. */
  #step(): boolean {
    if (this.#job === null) {
      this.#job = this.#jobs.shift() ?? null;
      if (this.#job === null) return false;
      this.#due = this.#timers.now();
    }
    const wait = this.#due - this.#timers.now();
    if (wait > TOLERANCE_MS) {
      this.#callOff = this.#timers.after(wait, () => {
        this.#callOff = null;
        this.#work();
      });
      return false;
    }
    if (this.#ready !== null) {
      const bytes = this.#ready;
      // Before the call, for what the call may bring about.
      this.#blocked = true;
      const taken = this.#write(bytes);
      if (this.#stopped) return false;
      this.#sent += taken;
      this.#ready = taken < bytes.length ? bytes.subarray(taken) : null;
      if (this.#ready === null) this.#blocked = false;
      return true;
    }
    if (this.#rest !== null) {
      const part = this.#rest.subarray(0, this.#link.quantum);
      this.#rest = part.length < this.#rest.length ? this.#rest.subarray(part.length) : null;
      this.#due = this.#link.book(part.length, this.#due);
      this.#ready = part;
      return true;
    }
    const next = this.#job.pieces.next();
    if (next.done === true) {
      const { whenSent } = this.#job;
      this.#job = null;
      whenSent();
      return true;
    }
    this.#due += next.value.afterMs;
    if (next.value.bytes.length > 0) this.#rest = next.value.bytes;
    return true;
  }
}
