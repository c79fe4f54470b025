/**
 * Where the lab's chance comes from. Each draw depends on the seed and on *what* is asked, never on a clock: the third
 * `GET /delay/1` at a host has the same jitter in every run with that seed, whatever else went on at the time.
 */
import { seededRandom, type Random } from '../base/random';

/** FNV-1a over the UTF-16 units, 32 bits. */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The random sequence that belongs to these words under this seed. */
export function chanceFor(seed: number, ...words: readonly (string | number)[]): Random {
  let hash = hashOf(String(seed));
  for (const word of words) hash = hashOf(`\0${word}`, hash);
  return seededRandom(hash);
}

const BUCKETS = 4_096;

/**
 * Counts how often each key was seen, in bounded memory: a program may ask for a million different pages. Keys that share a
 * bucket share its count, which nobody notices.
 */
export class Occurrences {
  readonly #counts = new Uint32Array(BUCKETS);

  /** 0 for the first time, then 1, 2, ... */
  next(key: string): number {
    const bucket = hashOf(key) % BUCKETS;
    const count = this.#counts[bucket] as number;
    this.#counts[bucket] = count + 1;
    return count;
  }
}
