/**
 * The memory of a `Channel`: a ring of bytes in shared memory with messages in it, each a length and as many bytes. Whoever puts
 * one in or takes one out has the ring's lock meanwhile (`channel.ts`); what may be looked at without it says so.
 *
 *     word 0        the lock (`shared.ts`); 1 to 3 are not used
 *          4        messages in the ring
 *          5, 6     bytes that were ever put in, and taken out, modulo 2^32: where the next one goes, and where the oldest is
 *          7        1 when it is closed
 *          8 to 11  counts of what has happened, for those who wait: see `CHANGES`
 *          12       how many messages it may hold
 *     from byte 64  the ring
 */
const COUNT = 4;
const PUT_BYTES = 5;
const TAKEN_BYTES = 6;
const CLOSED = 7;
const CAPACITY = 12;
const RING_AT = 64;

/**
 * What grows with each message that goes in, and with each that comes out. There are two of each: one for threads that block, of
 * which a message wakes one, and one for those that await, of which it wakes all. For who awaits may be busy with something else
 * for as long as it likes, or be gone, and must not be the only one who was told.
 */
export const CHANGES = { put: { blocking: 8, async: 9 }, taken: { blocking: 10, async: 11 } } as const;

/** Who waits for what. As a number it stands on the status board. */
export const DOING = { receive: 0, send: 1 } as const;

/** A power of two, so that a position in the ring is what is left of a count that wraps. */
const RING_BYTES = 1 << 20;
/** The length, and whether the trace lists the message. */
const HEADER_BYTES = 4;
const LISTED = 0x8000_0000;

export const CHANNEL_BYTES = RING_AT + RING_BYTES;
/** Of one message. */
export const MOST_BYTES = RING_BYTES - HEADER_BYTES;

export interface Message {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it stood in the stream of all bytes: no other one that is under way has the same. */
  readonly offset: number;
  /** The sender has told the trace of it. */
  readonly listed: boolean;
}

export class ChannelRing {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #ring: Uint8Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#ring = new Uint8Array(memory, RING_AT);
  }

  /** Once, by who has made it. */
  init(capacity: number): void {
    Atomics.store(this.#words, CAPACITY, capacity);
  }

  /** May be asked without the lock, and is then no more than a hint. */
  get count(): number {
    return Atomics.load(this.#words, COUNT);
  }

  get isClosed(): boolean {
    return Atomics.load(this.#words, CLOSED) !== 0;
  }

  /** Needs no lock: a message goes in, or a receiver learns that none will, under the lock only, so either sees what was first. */
  close(): void {
    Atomics.store(this.#words, CLOSED, 1);
  }

  /** Needs no lock. */
  get isFull(): boolean {
    return this.count >= Atomics.load(this.#words, CAPACITY);
  }

  /** Whoever waits to do this will find that it can, or that it never will. Needs no lock. */
  isFree(doing: number): boolean {
    return this.isClosed || (doing === DOING.send ? !this.isFull : this.count > 0);
  }

  /** Where the message went; null when there is no room. `listed` is asked only when there is. */
  put(bytes: Uint8Array, listed: () => boolean): number | null {
    const words = this.#words;
    const begin = Atomics.load(words, PUT_BYTES);
    const used = (begin - Atomics.load(words, TAKEN_BYTES)) >>> 0;
    if (this.isFull || used + HEADER_BYTES + bytes.length > RING_BYTES) return null;
    const header = (bytes.length | (listed() ? LISTED : 0)) >>> 0;
    this.#write(begin, Uint8Array.of(header & 255, (header >>> 8) & 255, (header >>> 16) & 255, header >>> 24));
    this.#write(begin + HEADER_BYTES, bytes);
    Atomics.store(words, PUT_BYTES, (begin + HEADER_BYTES + bytes.length) | 0);
    Atomics.add(words, COUNT, 1);
    return begin >>> 0;
  }

  /** The oldest message; null when there is none. */
  take(): Message | null {
    const words = this.#words;
    if (this.count === 0) return null;
    const begin = Atomics.load(words, TAKEN_BYTES);
    const [a = 0, b = 0, c = 0, d = 0] = this.#read(begin, HEADER_BYTES);
    const length = a | (b << 8) | (c << 16) | ((d & 0x7f) << 24);
    const bytes = this.#read(begin + HEADER_BYTES, length);
    Atomics.store(words, TAKEN_BYTES, (begin + HEADER_BYTES + length) | 0);
    Atomics.sub(words, COUNT, 1);
    return { bytes, offset: begin >>> 0, listed: d >= 0x80 };
  }

  #write(at: number, bytes: Uint8Array): void {
    const from = at & (RING_BYTES - 1);
    const fits = Math.min(bytes.length, RING_BYTES - from);
    this.#ring.set(bytes.subarray(0, fits), from);
    this.#ring.set(bytes.subarray(fits), 0);
  }

  #read(at: number, length: number): Uint8Array<ArrayBuffer> {
    const from = at & (RING_BYTES - 1);
    const fits = Math.min(length, RING_BYTES - from);
    const bytes = new Uint8Array(length);
    bytes.set(this.#ring.subarray(from, from + fits));
    bytes.set(this.#ring.subarray(0, length - fits), fits);
    return bytes;
  }
}
