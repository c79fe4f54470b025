/**
 * What the lab needs of whoever can reach the real network for it. The lab itself cannot, and does not know who does: it hands
 * a whole request over, and hears the answer as it comes.
 */
import type { Headers } from './http/message';

export interface BeyondRequest {
  readonly method: string;
  /** `http:` or `https:`, absolute, ASCII. */
  readonly url: string;
  /** Without those that speak of the connection or that a browser writes itself (`gateway.ts`). */
  readonly headers: Headers;
  /** Null where there is none. */
  readonly body: Uint8Array | null;
}

/**
 * Why there is no answer, or no end of it.
 *
 * - `blocked`: the browser's rules keep the answer back (CORS), or forbid the request.
 * - `unreachable`: nobody answered.
 * - `broken`: the answer broke off.
 * - `refused`: the request was not made at all: a limit, a switch.
 */
export const BEYOND_FAILURES = ['blocked', 'unreachable', 'broken', 'refused'] as const;
export type BeyondFailure = (typeof BEYOND_FAILURES)[number];

/** Hears of one exchange, never within the call that begins it: one head, then bytes, then `end`; or `failed` at any time. */
export interface BeyondListener {
  head(status: number, reason: string, headers: Headers): void;
  /** The bytes are the listener's. */
  bytes(bytes: Uint8Array): void;
  end(): void;
  /** Nothing follows. The sentences are for people, and say what can be done. */
  failed(failure: BeyondFailure, words: string): void;
}

/** The asking side's hands on an exchange. */
export interface BeyondExchange {
  /** So many bytes have gone on to the program: as many more may come. */
  taken(bytes: number): void;
  /** Nobody wants the rest. The listener hears nothing more. */
  abort(): void;
}

export type FetchBeyond = (request: BeyondRequest, listener: BeyondListener) => BeyondExchange;
