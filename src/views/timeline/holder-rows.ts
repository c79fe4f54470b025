/**
 * Between which rows a GIL went to and fro during many holds: from the least and the greatest row of every `BLOCK` of them.
 */
import type { HoldSeries } from '../../trace/trace';
import type { Rows } from './rows';

const BLOCK = 32;

export class HolderRows {
  /** The answer of `range`: `hi` is -1 when none of the holders has a row. */
  lo = 0;
  hi = -1;
  /** Of all holds; of none, `greatest` is -1. */
  least = 0x7fff_ffff;
  greatest = -1;
  #least = new Int32Array(0);
  #greatest = new Int32Array(0);
  #blocks = 0;
  #rowsKey = 0;
  /** The last hold that was looked at, and when it began: another story of the same run would have another. */
  #last = -1;
  #lastStart = 0;

  /** Adds what is new in `holds`. False when they do not continue what was seen: then everything starts over. */
  follow(holds: HoldSeries, rows: Rows): boolean {
    const n = holds.length;
    const same =
      this.#rowsKey === rows.key && this.#last < n && (this.#last < 0 || holds.start(this.#last) === this.#lastStart);
    if (!same) {
      this.#blocks = 0;
      this.least = 0x7fff_ffff;
      this.greatest = -1;
    }
    const told = same ? this.#last + 1 : 0;
    this.#rowsKey = rows.key;
    this.#last = n - 1;
    this.#lastStart = n === 0 ? 0 : holds.start(n - 1);
    const blocks = Math.floor(n / BLOCK);
    if (blocks > this.#least.length) {
      const size = Math.max(blocks, this.#least.length * 2);
      this.#least = grown(this.#least, size);
      this.#greatest = grown(this.#greatest, size);
    }
    for (let block = this.#blocks; block < blocks; block++) {
      this.#scan(holds, rows, block * BLOCK, (block + 1) * BLOCK, true);
      this.#least[block] = this.lo;
      this.#greatest[block] = this.hi;
    }
    this.#blocks = blocks;
    // (The holds of the blocks are among those since the last time, or were told then.)
    this.#scan(holds, rows, told, n, true);
    this.least = Math.min(this.least, this.lo);
    this.greatest = Math.max(this.greatest, this.hi);
    return same;
  }

  /** Looks at the holds from `first` up to and without `end`; gives the steps that it took. */
  range(holds: HoldSeries, rows: Rows, first: number, end: number): number {
    const from = Math.ceil(first / BLOCK);
    const to = Math.min(Math.floor(end / BLOCK), this.#blocks);
    if (to <= from) return this.#scan(holds, rows, first, end, true);
    const steps = this.#scan(holds, rows, first, from * BLOCK, true) + this.#scan(holds, rows, to * BLOCK, end, false);
    for (let block = from; block < to; block++) {
      this.lo = Math.min(this.lo, this.#least[block] as number);
      this.hi = Math.max(this.hi, this.#greatest[block] as number);
    }
    return steps + to - from;
  }

  #scan(holds: HoldSeries, rows: Rows, first: number, end: number, anew: boolean): number {
    if (anew) {
      this.lo = 0x7fff_ffff;
      this.hi = -1;
    }
    for (let i = first; i < end; i++) {
      const row = rows.rowOf[holds.holder(i)] ?? -1;
      if (row < 0) continue;
      if (row < this.lo) this.lo = row;
      if (row > this.hi) this.hi = row;
    }
    return Math.max(0, end - first);
  }
}

function grown(column: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(column);
  return larger;
}
