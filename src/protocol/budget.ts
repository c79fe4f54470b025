/**
 * How much the untrusted side may say. A message that the parsers let pass is small; these bound the sum of all messages,
 * so that a program that floods costs itself its interpreter and costs the page nothing. The frame keeps these limits
 * towards its workers and the page keeps them towards the frame. Neither keeps a queue.
 */
import type { RunLimits } from '../runtimes/runtime';
import { ROW_INTS } from '../trace/codec';

/**
 * Messages. An honest run sends up to sixty batches a second of each hot kind. The burst is what can pile up behind a page
 * that was held up for a minute (a breakpoint, a busy machine) without anybody's fault.
 */
export const SPEECH = { burst: 10_000, perSecond: 600 } as const;

/**
 * System calls and notes, each of which the frame answers or forgets in microseconds. Without shared memory every
 * touch of a lock or a shared value is one.
 */
export const SYSTEM_SPEECH = { burst: 100_000, perSecond: 50_000 } as const;

/** What one run may leave in the page's memory beyond what its own limits say. */
export const SPACE = {
  /** Characters of notices and of a last batch that was cut a little late. */
  outputSlack: 200_000,
  /** Trace events; each takes 24 bytes in the page. */
  rows: 10_000_000,
  /** Characters of the trace's strings. */
  stringChars: 64_000_000,
  /** Exchanges of the lab network that are told one by one; those after them are counted. */
  exchanges: 200_000,
  /** Events of these exchanges: each has nine at most. */
  networkEvents: 2_000_000,
} as const;

/**
 * A bucket of tokens: `burst` of them at first, refilled at `perSecond`, one for each message. Time is given by the
 * caller, in milliseconds.
 */
export class RateLimit {
  readonly #burst: number;
  readonly #perMs: number;
  #tokens: number;
  #last: number;

  constructor(limits: { readonly burst: number; readonly perSecond: number }, now: number) {
    this.#burst = limits.burst;
    this.#perMs = limits.perSecond / 1000;
    this.#tokens = limits.burst;
    this.#last = now;
  }

  /** True when one more message is within the limits; it is then counted. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, now - this.#last) * this.#perMs);
    this.#last = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** The space that one run has used. Each method counts and answers null, or the sentence that ends the run. */
export class RunSpace {
  readonly #outputChars: number;
  #chars = 0;
  #rows = 0;
  #stringChars = 0;
  #networkEvents = 0;

  constructor(limits: RunLimits) {
    this.#outputChars = limits.outputChars + SPACE.outputSlack;
  }

  output(chunks: readonly { readonly text: string }[]): string | null {
    for (const chunk of chunks) this.#chars += chunk.text.length;
    return this.#chars <= this.#outputChars ? null : 'The program sent far more output than its limit allows.';
  }

  trace(rows: Int32Array, strings: readonly string[]): string | null {
    this.#rows += rows.length / ROW_INTS;
    for (const text of strings) this.#stringChars += text.length;
    return this.#rows <= SPACE.rows && this.#stringChars <= SPACE.stringChars
      ? null
      : 'The run left more trace than fits into the page. Let it do less, or switch tracing off.';
  }

  network(events: readonly unknown[]): string | null {
    this.#networkEvents += events.length;
    return this.#networkEvents <= SPACE.networkEvents ? null : 'The realm told more of the network than was agreed.';
  }
}
