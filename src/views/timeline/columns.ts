/** A growable table of numbers: one typed array a column, reused from frame to frame so that drawing allocates nothing. */
export class Columns<Name extends string> {
  readonly #names: readonly Name[];
  readonly #data: Record<Name, Float64Array>;
  #capacity: number;
  length = 0;

  constructor(names: readonly Name[], capacity = 256) {
    this.#names = names;
    this.#capacity = capacity;
    this.#data = Object.fromEntries(names.map((name) => [name, new Float64Array(capacity)])) as Record<
      Name,
      Float64Array
    >;
  }

  get(name: Name, i: number): number {
    return this.#data[name][i] as number;
  }

  set(name: Name, i: number, value: number): void {
    this.#data[name][i] = value;
  }

  /** The column itself, valid until the next `add`. */
  column(name: Name): Float64Array {
    return this.#data[name];
  }

  /** Appends a row of zeros and returns its index. */
  add(): number {
    if (this.length === this.#capacity) {
      this.#capacity *= 2;
      for (const name of this.#names) {
        const grown = new Float64Array(this.#capacity);
        grown.set(this.#data[name]);
        this.#data[name] = grown;
      }
    }
    const i = this.length++;
    for (const name of this.#names) this.#data[name][i] = 0;
    return i;
  }

  clear(): void {
    this.length = 0;
  }
}
