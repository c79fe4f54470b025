/**
 * Seeded chance: the same seed gives the same sequence in every browser and in Node, today and next year, so that a run,
 * a schedule or a bootstrap interval can be repeated and linked to.
 *
 * The algorithm is Marsaglia's xorshift128 (2003, "Xorshift RNGs", the four-word variant with shifts 11, 8, 19). The four
 * words of its state come from the seed through the 32-bit finaliser of MurmurHash3, applied to seed + k * 0x9e3779b9 for
 * k = 1..4; all four zero, the one state that xorshift cannot leave, is replaced. The period is 2^128 - 1. It is good
 * enough for lessons and statistics, and useless for secrets.
 */
export interface Random {
  /** A whole number, 0 <= n < 2^32. */
  uint32(): number;
  /** A number, 0 <= x < 1, with 53 random bits. */
  float(): number;
  /** A whole number, 0 <= n < `bound`, every one equally likely. `bound` is whole, from 1 to 2^32. */
  below(bound: number): number;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
}

function finalise(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** `seed` is taken modulo 2^32. */
export function seededRandom(seed: number): Random {
  const word = (k: number): number => finalise((seed + k * 0x9e3779b9) | 0);
  let [x, y, z, w] = [word(1), word(2), word(3), word(4)];
  if ((x | y | z | w) === 0) w = 1;

  const uint32 = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };

  const below = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x1_0000_0000) {
      throw new RangeError(`below() wants a whole number from 1 to 2^32, not ${bound}`);
    }
    // Draws from the ragged end of the range would favour the small remainders: throw them away and draw again.
    const usable = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let draw = uint32();
    while (draw >= usable) draw = uint32();
    return draw % bound;
  };

  return {
    uint32,
    float: () => ((uint32() >>> 5) * 0x400_0000 + (uint32() >>> 6)) / 0x20_0000_0000_0000,
    below,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick() wants at least one item');
      return items[below(items.length)] as (typeof items)[number];
    },
    shuffled: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [copy[i], copy[j]] = [copy[j] as (typeof items)[number], copy[i] as (typeof items)[number]];
      }
      return copy;
    },
  };
}
