/** A growable table of numbers: one typed array a column, reused from frame to frame so that drawing allocates nothing. */
export class Columns<Name extends string> {
  readonly #data: Record<Name, Float64Array>;
  readonly #names: readonly Name[];
  /** The same columns, for what is done to all of them. */
  #all: Float64Array[];
  #capacity: number;
  length = 0;

  constructor(names: readonly Name[], capacity = 256) {
    this.#names = names;
    this.#capacity = capacity;
    this.#all = names.map(() => new Float64Array(capacity));
    this.#data = Object.fromEntries(names.map((name, i) => [name, this.#all[i]])) as Record<Name, Float64Array>;
  }

  get(name: Name, i: number): number {
    return this.#data[name][i] as number;
  }

  set(name: Name, i: number, value: number): void {
    this.#data[name][i] = value;
  }

  /** The column itself, valid until there is no room for the next `add`. */
  column(name: Name): Float64Array {
    return this.#data[name];
  }

  /** Makes room for so many rows more: no `add` of them moves the columns. */
  reserve(rows: number): void {
    if (this.length + rows <= this.#capacity) return;
    this.#capacity = Math.max(this.length + rows, this.#capacity * 2);
    this.#all = this.#names.map((name) => {
      const grown = new Float64Array(this.#capacity);
      grown.set(this.#data[name]);
      this.#data[name] = grown;
      return grown;
    });
  }

  /** Appends a row of zeros and returns its index. */
  add(): number {
    if (this.length === this.#capacity) this.reserve(1);
    const i = this.length++;
    const all = this.#all;
    for (let k = 0; k < all.length; k++) (all[k] as Float64Array)[i] = 0;
    return i;
  }

  clear(): void {
    this.length = 0;
  }
}
