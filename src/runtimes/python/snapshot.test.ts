import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWorkerToFrame } from '../../protocol/parse-worker';
import { nameOf, objectNamed, restoreImage, takeImage, type HostObjects, type SnapshotModule } from './snapshot';

const PAGE = 65_536;
const PAGES = 3;

/** A module with a memory, whose references are what it is told. */
function moduleOf(memory: Uint8Array<ArrayBuffer>, used = 0, referred: readonly object[] = []): SnapshotModule {
  return {
    HEAPU8: memory,
    HEAP32: new Int32Array(memory.buffer),
    _sbrk: () => used,
    API: { serializeHiwireState: (name) => ({ names: referred.map(name) }) },
  };
}

/** Memories with long stretches of zeros, as real ones have. */
const memory = fc
  .array(fc.tuple(fc.nat(PAGES * PAGE - 1), fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 9_000 })), {
    maxLength: 6,
  })
  .map((stretches) => {
    const bytes = new Uint8Array(PAGES * PAGE);
    for (const [begin, value, length] of stretches) bytes.fill(value, begin, begin + length);
    return bytes;
  });

const NOTHING: HostObjects = new Map();

describe('an image', () => {
  test('brings any memory back, into any fresh instance, shared or not', () => {
    fc.assert(
      fc.property(memory, memory, fc.nat(PAGES * PAGE), fc.boolean(), (taken, fresh, used, shared) => {
        const image = takeImage(moduleOf(taken), NOTHING, shared);
        expect(image.bytes.buffer instanceof SharedArrayBuffer).toBe(shared);
        // Nothing has been written beyond what a fresh instance uses.
        fresh.fill(0, used);
        restoreImage(moduleOf(fresh, used), image);
        expect(Buffer.compare(fresh, taken)).toBe(0);
      }),
    );
  });

  test('leaves zeros out', () => {
    const bytes = new Uint8Array(PAGES * PAGE);
    bytes[PAGE] = 1;
    expect(takeImage(moduleOf(bytes), NOTHING, false).bytes.length).toBeLessThanOrEqual(4096);
  });

  test('passes the border, and only whole', () => {
    fc.assert(
      fc.property(memory, (taken) => {
        const image = takeImage(moduleOf(taken), NOTHING, false);
        const wasm = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
        const kit = (changed: object) => ({
          type: 'kit',
          kit: { wasm, stdlib: new Uint8Array(1), image: { ...image, ...changed } },
        });
        expect(parseWorkerToFrame(kit({}))).toEqual(kit({}));
        for (const changed of [
          { bytes: new Uint8Array(image.bytes.length + 1) },
          { size: (image.runs.at(-2) ?? 0) + (image.runs.at(-1) ?? 0) - 1 },
          { runs: Int32Array.of(-4096, 4096) },
          { runs: Int32Array.of(...image.runs, 0, 4096), bytes: new Uint8Array(image.bytes.length + 4096) },
        ]) {
          if (image.runs.length > 0) expect(() => parseWorkerToFrame(kit(changed))).toThrow();
        }
      }),
      { numRuns: 10 },
    );
  });

  test('is refused by a memory that is too small for it', () => {
    const image = takeImage(moduleOf(new Uint8Array(2 * PAGE)), NOTHING, false);
    expect(() => restoreImage(moduleOf(new Uint8Array(PAGE)), image)).toThrow('smaller');
  });

  test('carries what Pyodide fills its references from', () => {
    const host = { park: () => 0 };
    const objects: HostObjects = new Map([['host', host]]);
    const image = takeImage(moduleOf(new Uint8Array(PAGE), 0, [host, host.park]), objects, false);
    expect(restoreImage(moduleOf(new Uint8Array(PAGE)), image)).toEqual({ names: ['host', 'host.park'] });
  });
});

describe('names of JavaScript objects', () => {
  const maker = { now: () => 1, inner: { deep: () => 2 } };
  const other = { now: () => 3, inner: { deep: () => 4 } };

  test('mean the same in the other interpreter, not the same object', () => {
    const there: HostObjects = new Map([['host', other]]);
    const here: HostObjects = new Map([['host', maker]]);
    expect(objectNamed(there, nameOf(here, maker))).toBe(other);
    expect(objectNamed(there, nameOf(here, maker.now))).toBe(other.now);
    expect(objectNamed(there, nameOf(here, maker.inner))).toBe(other.inner);
  });

  test('are refused to what nobody named, with words that help to find it', () => {
    const here: HostObjects = new Map([['host', maker]]);
    expect(() => nameOf(here, maker.inner.deep)).toThrow('the function deep');
    expect(() => nameOf(here, { a: 1, b: 2 })).toThrow('a, b');
  });

  test('that nobody knows are refused', () => {
    expect(() => objectNamed(new Map(), 'host')).toThrow('host');
    expect(() => objectNamed(new Map([['host', other]]), 'host.gone')).toThrow('host.gone');
  });

  test('do not run getters to find what they name', () => {
    const trap = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('run');
      },
    });
    expect(() => nameOf(new Map([['js', trap]]), {})).toThrow('cannot name');
  });
});
