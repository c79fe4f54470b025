import v8 from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloneSize } from './clone-size';

/** What V8 itself writes, without Node's own way of writing views. */
function written(value: unknown): number {
  const serializer = new v8.Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer().length;
}

const key = fc.oneof(fc.string(), fc.nat({ max: 200 }).map(String), fc.string({ unit: 'binary' }));
const data = fc.letrec((tie) => ({
  leaf: fc.oneof(
    // Beyond 31 bits, Node and Chromium differ.
    fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 }),
    fc.double().filter((number) => !Number.isInteger(number)),
    fc.bigInt(),
    fc.string(),
    fc.string({ unit: 'grapheme-composite' }),
    fc.constantFrom(null, undefined, true, false),
    fc.date(),
    fc.uint8Array(),
    fc.float64Array(),
    fc.uint8Array().map(({ buffer }) => buffer),
  ),
  value: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('value')),
    fc.sparseArray(tie('value')).map((items) => {
      items.length += 1;
      return items;
    }),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(tie('leaf'), tie('value'))).map((pairs) => new Map(pairs)),
    fc.array(tie('leaf')).map((items) => new Set(items)),
  ),
})).value;

/** How many leaves and keys of a value are so. */
function count(value: unknown, is: (leaf: unknown) => boolean): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return is(value) ? 1 : 0;
  const items =
    value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.entries(value).flat();
  return items.reduce<number>((sum, item) => sum + count(item, is), 0);
}

const isWhole = (leaf: unknown): boolean => typeof leaf === 'number' && Number.isInteger(leaf);
const isWide = (leaf: unknown): boolean => typeof leaf === 'string' && /[\u0100-\uffff]/.test(leaf);

describe('the size of a clone', () => {
  it('is the number of bytes that V8 writes', () => {
    fc.assert(
      fc.property(data, (value) => {
        // V8 writes a whole number as a double when it came out of a calculation with doubles, and nobody can see which did. That
        // is seven bytes more, and what follows moves: a wide string may then need a byte to stand at an even address, or no more.
        const doubles = written(value) - cloneSize(value);
        const whole = count(value, isWhole);
        const moved = whole === 0 ? 0 : count(value, isWide);
        expect(doubles).toBeGreaterThanOrEqual(-moved);
        expect(doubles).toBeLessThanOrEqual(7 * whole + moved);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [[1, 2, 3]],
    [{ a: { b: [1.5, 'x'] } }],
    [new Float64Array(100)],
    [new ArrayBuffer(1_000_000)],
    [[{ n: 1 }, { n: 2 }]],
    ['é'.repeat(200)],
  ])('is exact for %o', (value) => expect(cloneSize(value)).toBe(written(value)));

  it('counts what is named twice once', () => {
    const shared = { text: 'x'.repeat(100) };
    expect(cloneSize([shared, shared])).toBe(written([shared, shared]));
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(cloneSize(circle)).toBe(written(circle));
  });

  it('does not count what is transferred, or lies in shared memory', () => {
    const buffer = new ArrayBuffer(1_000_000);
    expect(cloneSize({ buffer }, [buffer])).toBeLessThan(30);
    expect(cloneSize(new SharedArrayBuffer(1_000_000))).toBeLessThan(10);
  });
});
