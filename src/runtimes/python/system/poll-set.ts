/**
 * What one `select.poll` object watches, kept here so that a poll of a thousand connections costs microseconds: an event loop polls
 * before every round of callbacks, and asking for each descriptor from Python would take milliseconds.
 *
 * With shared memory only. Two things are told apart:
 *
 * - *Is anything ready?* `check` looks at each pipe's version, and at its state when that has changed. It needs no notification,
 *   so a loop that never waits sees news as well.
 * - *Wake me.* While somebody waits, each pipe has a notification on order (`Atomics.waitAsync`, for the version that was last
 *   looked at). An order that is out stays out when the wait ends, and serves the next one: a round costs as many orders as pipes
 *   had news.
 */
import { VERSION, WAITERS, pipeState, versionOf, type SharedObject } from './objects';

/** As Linux has them (poll(2)); the port gives programs the same. */
export const POLL = { IN: 1, OUT: 4, ERR: 8, HUP: 16 } as const;

interface Watched {
  readonly pipe: SharedObject;
  /** When its state was last looked at. */
  seen: number;
  /** As `pipeState` gave it. */
  state: number;
  ordered: boolean;
  /** Some descriptor is still watched through it. */
  live: boolean;
}

interface Asked {
  readonly reads: Watched | null;
  readonly writes: Watched | null;
  readonly wanted: number;
}

export class PollSet {
  private readonly asked = new Map<number, Asked>();
  /** Pipes without a notification on order. */
  private readonly idle = new Set<Watched>();
  private waiting = false;

  /** `wake` is called when a pipe has changed while somebody waits; perhaps for nothing. */
  constructor(private readonly wake: () => void) {}

  /** Watches descriptor `fd`, in place of what was watched under that number. */
  set(fd: number, reads: SharedObject | null, writes: SharedObject | null, wanted: number): void {
    const before = this.asked.get(fd);
    this.drop(fd);
    const watch = (pipe: SharedObject | null, was: Watched | null | undefined): Watched | null => {
      if (pipe === null) return null;
      const watched = was?.pipe === pipe ? was : { pipe, seen: -1, state: 0, ordered: false, live: true };
      watched.live = true;
      if (!watched.ordered) this.idle.add(watched);
      return watched;
    };
    this.asked.set(fd, { reads: watch(reads, before?.reads), writes: watch(writes, before?.writes), wanted });
  }

  drop(fd: number): void {
    const asked = this.asked.get(fd);
    if (asked === undefined) return;
    this.asked.delete(fd);
    for (const watched of [asked.reads, asked.writes]) {
      if (watched === null) continue;
      watched.live = false;
      this.idle.delete(watched);
    }
  }

  /** Calls `ready` for each descriptor that has events, with them. `most` at a time. */
  check(ready: (fd: number, events: number) => void, most: number): number {
    let count = 0;
    for (const [fd, { reads, writes, wanted }] of this.asked) {
      let events = 0;
      if (reads !== null) {
        const state = look(reads);
        if ((state & 1) !== 0) events |= wanted & POLL.IN;
        if ((state & 4) !== 0) events |= POLL.HUP;
      }
      if (writes !== null) {
        const state = look(writes);
        if ((state & 2) !== 0) events |= wanted & POLL.OUT;
        if ((state & 8) !== 0) events |= POLL.ERR;
      }
      if (events === 0) continue;
      ready(fd, events);
      if (++count === most) break;
    }
    return count;
  }

  /** From now on a change of any pipe since the last `check` wakes, once. */
  arm(): void {
    this.waiting = true;
    for (const watched of [...this.idle]) this.order(watched);
  }

  /** Nobody waits any more. */
  disarm(): void {
    this.waiting = false;
  }

  /** Wakes if anything has changed: for a program that computes and lets no notifications in. */
  poll(): void {
    if (!this.waiting) return;
    for (const { reads, writes } of this.asked.values()) {
      for (const watched of [reads, writes]) {
        if (watched !== null && versionOf(watched.pipe) !== watched.seen) return this.changed();
      }
    }
  }

  private changed(): void {
    if (!this.waiting) return;
    this.waiting = false;
    this.wake();
  }

  private order(watched: Watched): void {
    const { words } = watched.pipe;
    this.idle.delete(watched);
    watched.ordered = true;
    Atomics.add(words, WAITERS, 1);
    const order = Atomics.waitAsync(words as Int32Array<SharedArrayBuffer>, VERSION, watched.seen);
    const done = (): void => {
      Atomics.sub(words, WAITERS, 1);
      watched.ordered = false;
      if (!watched.live) return;
      this.idle.add(watched);
      this.changed();
    };
    if (order.async) void order.value.then(done);
    else queueMicrotask(done);
  }
}

function look(watched: Watched): number {
  const now = versionOf(watched.pipe);
  if (now !== watched.seen) {
    watched.seen = now;
    watched.state = pipeState(watched.pipe);
  }
  return watched.state;
}
