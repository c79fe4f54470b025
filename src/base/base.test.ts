import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError, assert, assertExists, assertUnreachable } from './assert';
import { deferred } from './deferred';
import { DisposableBag, disposable } from './disposable';
import { seededRandom } from './random';

describe('seededRandom', () => {
  it('gives the same sequence for the same seed, now and in every later version', () => {
    const random = seededRandom(2026);
    expect([random.uint32(), random.uint32(), random.uint32(), random.uint32()]).toMatchInlineSnapshot(`
      [
        3432069496,
        72825085,
        3083920566,
        4094417976,
      ]
    `);
  });

  it('gives different sequences for neighbouring seeds', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).uint32());
    expect(new Set(firsts).size).toBe(1000);
  });

  it('keeps every draw within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 0x1_0000_0000 }), (seed, bound) => {
        const random = seededRandom(seed);
        const n = random.below(bound);
        const x = random.float();
        expect(Number.isInteger(n) && n >= 0 && n < bound).toBe(true);
        expect(x >= 0 && x < 1).toBe(true);
      }),
    );
  });

  it('favours no face of a die', () => {
    const random = seededRandom(7);
    const faces = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) {
      const face = random.below(6);
      faces[face] = (faces[face] ?? 0) + 1;
    }
    for (const count of faces) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('shuffles without losing or adding anything', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = seededRandom(seed).shuffled(items);
        expect(shuffled.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it('refuses to draw from nothing', () => {
    expect(() => seededRandom(1).below(0)).toThrow(RangeError);
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
  });
});

describe('DisposableBag', () => {
  it('releases the newest first, once', () => {
    const released: number[] = [];
    const bag = new DisposableBag();
    for (const n of [1, 2, 3]) bag.onDispose(() => released.push(n));
    bag[Symbol.dispose]();
    bag[Symbol.dispose]();
    expect(released).toEqual([3, 2, 1]);
  });

  it('releases the others when one throws, and then throws its error', () => {
    const released: number[] = [];
    const bag = new DisposableBag();
    bag.onDispose(() => released.push(1));
    bag.onDispose(() => {
      throw new Error('stuck');
    });
    expect(() => bag[Symbol.dispose]()).toThrow('stuck');
    expect(released).toEqual([1]);
  });

  it('releases a late arrival at once', () => {
    const bag = new DisposableBag();
    bag[Symbol.dispose]();
    let released = false;
    bag.add(disposable(() => (released = true)));
    expect(released).toBe(true);
  });
});

describe('deferred', () => {
  it('keeps the first settling and ignores the later ones', async () => {
    const answer = deferred<number>();
    expect(answer.settled).toBe(false);
    answer.resolve(1);
    answer.reject(new Error('too late'));
    expect(answer.settled).toBe(true);
    await expect(answer.promise).resolves.toBe(1);
  });
});

describe('assertions', () => {
  it('name what is wrong', () => {
    expect(() => assert(false, 'the lane is sorted')).toThrow(AssertionError);
    expect(() => assertExists(null, 'the lane of actor 3')).toThrow('the lane of actor 3 is missing');
    expect(assertExists(0, 'zero')).toBe(0);
    expect(() => assertUnreachable('other' as never)).toThrow('"other"');
  });
});
