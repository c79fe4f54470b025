/**
 * How many bytes a value takes on its way to another thread. Browsers do not tell; but the format in which V8 writes values is
 * known (v8/src/objects/value-serializer.cc, version 15), so they can be counted. Other engines write other formats, of about the
 * same size. What is transferred, or lies in shared memory, is not written.
 *
 * The count is exact for plain data (held against V8's own writing in the tests). It is near for errors, for objects of the
 * browser's own, which add words of their own, and for arrays that once had holes (`new Array(9).fill(0)`): V8 remembers that,
 * and writes their indices too.
 */
export function cloneSize(value: unknown, transferred: readonly unknown[] = []): number {
  return new Counter(new Set(transferred)).count(value);
}

/** A value that takes longer to count than to send is not worth it. */
const MOST_OBJECTS = 200_000;

class Counter {
  /** Two for the version. */
  #bytes = 2;
  /** Objects are written once; then by the number that they got. */
  readonly #seen = new Map<object, number>();

  constructor(private readonly transferred: ReadonlySet<unknown>) {}

  count(value: unknown): number {
    this.#value(value);
    return this.#bytes;
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
        this.#bytes += 1;
        return;
      case 'number':
        return this.#number(value);
      case 'bigint':
        return this.#bigint(value);
      case 'string':
        return this.#string(value);
      case 'object':
        if (value === null) this.#bytes += 1;
        else this.#object(value);
        return;
      case 'function':
      case 'symbol':
      // Those cannot be sent at all.
    }
  }

  #object(value: object): void {
    const known = this.#seen.get(value);
    if (known !== undefined) return this.#tagged(known);
    // V8 writes a view's buffer before the view.
    const isView = ArrayBuffer.isView(value);
    if (isView && !this.#seen.has(value.buffer)) this.#object(value.buffer);
    const number = this.#seen.size;
    this.#seen.set(value, number);
    if (number > MOST_OBJECTS) return;
    if (this.transferred.has(value)) return this.#tagged(0);
    if (isView) {
      // Besides offset and length, the kind of view and a byte of flags.
      this.#tagged(value.byteOffset);
      this.#tagged(value.byteLength);
      this.#bytes += 1;
    } else if (value instanceof ArrayBuffer) {
      this.#tagged(value.byteLength);
      this.#bytes += value.byteLength;
    } else if (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer) {
      this.#tagged(0);
    } else if (Array.isArray(value)) {
      this.#array(value);
    } else if (value instanceof Map) {
      this.#bytes += 1;
      for (const [key, item] of value) {
        this.#value(key);
        this.#value(item);
      }
      this.#tagged(value.size * 2);
    } else if (value instanceof Set) {
      this.#bytes += 1;
      for (const item of value) this.#value(item);
      this.#tagged(value.size);
    } else if (value instanceof Date) {
      this.#bytes += 9;
    } else if (value instanceof RegExp) {
      this.#bytes += 1;
      this.#string(value.source);
      this.#bytes += 1;
    } else if (value instanceof Error) {
      this.#bytes += 4;
      this.#string(value.message);
      this.#string(value.stack ?? '');
    } else {
      const keys = Object.keys(value);
      this.#bytes += 1;
      this.#properties(value, keys);
      this.#tagged(keys.length);
    }
  }

  /** Without holes the elements stand in their order, and their keys are left out. */
  #array(value: readonly unknown[]): void {
    const keys = Object.keys(value);
    let elements = 0;
    while (elements < keys.length && isIndex(keys[elements] as string)) elements += 1;
    const isDense = elements === value.length;
    this.#tagged(value.length);
    if (isDense) for (const item of value) this.#value(item);
    this.#properties(value, isDense ? keys.slice(elements) : keys);
    this.#tagged(isDense ? keys.length - elements : keys.length);
    this.#varint(value.length);
  }

  #properties(value: object, keys: readonly string[]): void {
    for (const key of keys) {
      if (isIndex(key)) this.#number(Number(key));
      else this.#string(key);
      this.#value((value as Record<string, unknown>)[key]);
    }
  }

  #tagged(number: number): void {
    this.#bytes += 1;
    this.#varint(number);
  }

  /** Seven bits to a byte. */
  #varint(value: number): void {
    this.#bytes += varintSize(value);
  }

  /** Small integers (31 bits with a sign) are zigzag varints, all others doubles. */
  #number(value: number): void {
    const isSmall = Number.isInteger(value) && value >= -(2 ** 30) && value < 2 ** 30 && !Object.is(value, -0);
    if (isSmall) this.#tagged(((value << 1) ^ (value >> 31)) >>> 0);
    else this.#bytes += 9;
  }

  #bigint(value: bigint): void {
    const digits = value === 0n ? 0 : Math.ceil((value < 0n ? -value : value).toString(16).length / 16) * 8;
    this.#tagged(digits * 2);
    this.#bytes += digits;
  }

  /** One byte a character; where that is too narrow, two, from an even address on. */
  #string(value: string): void {
    const isNarrow = !/[\u0100-\uffff]/.test(value);
    const length = isNarrow ? value.length : value.length * 2;
    if (!isNarrow && (this.#bytes + 1 + varintSize(length)) % 2 === 1) this.#bytes += 1;
    this.#tagged(length);
    this.#bytes += length;
  }
}

function isIndex(key: string): boolean {
  const index = Number(key);
  return index < 2 ** 32 - 1 && String(index >>> 0) === key;
}

function varintSize(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
