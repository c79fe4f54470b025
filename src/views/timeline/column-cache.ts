/**
 * Keeps what was counted for the columns of a lane, so that it is counted once. Columns are numbered along the run's time;
 * `level` is their length (2^level microseconds). Each column has a few numbers, the first of which is 0 while nothing is
 * known. Pages of columns are made as they are looked at.
 *
 *     cache.open(lane, level);
 *     const slot = cache.slot(column);
 *     if (cache.page[slot] === 0) ...            // count, and write to cache.page[slot + 1]...
 */
const PAGE_COLUMNS = 256;
/** About 30 MB at eight numbers a column: then everything is forgotten, which only costs counting it again. */
const MOST_PAGES = 2000;
const LEVELS = 64;

export class ColumnCache {
  readonly #fields: number;
  readonly #lanes = new Map<number, Map<number, Float64Array>>();
  #pages = 0;
  #key = 0;
  #open = new Map<number, Float64Array>();
  #number = -1;
  /** The page of the slot that was asked for last. */
  page: Float64Array = new Float64Array(0);

  constructor(fields: number) {
    this.#fields = fields;
  }

  open(lane: number, level: number): void {
    if (this.#pages > MOST_PAGES) this.clear();
    this.#key = lane * LEVELS + level;
    this.#number = -1;
    const known = this.#lanes.get(this.#key);
    this.#open = known ?? new Map<number, Float64Array>();
    if (known === undefined) this.#lanes.set(this.#key, this.#open);
  }

  /** Where `column` begins in `page`. */
  slot(column: number): number {
    const number = Math.floor(column / PAGE_COLUMNS);
    if (number !== this.#number) {
      let page = this.#open.get(number);
      if (page === undefined) {
        page = new Float64Array(PAGE_COLUMNS * this.#fields);
        this.#open.set(number, page);
        this.#pages++;
      }
      this.page = page;
      this.#number = number;
    }
    return (column - number * PAGE_COLUMNS) * this.#fields;
  }

  clear(): void {
    this.#lanes.clear();
    this.#open = new Map<number, Float64Array>();
    this.#number = -1;
    this.#pages = 0;
  }
}
