import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCounter } from './frame-count';

/** Intervals of a screen, from 144 to 30 a second. */
const interval = fc.double({ min: 7, max: 33, noNaN: true });

/** A counter that has seen so many frames in a steady rhythm, and when the last one was. */
function steady(ms: number, frames: number): { readonly counter: FrameCounter; readonly last: number } {
  const counter = new FrameCounter();
  for (let i = 0; i < frames; i++) counter.beat(1000 + i * ms);
  return { counter, last: 1000 + (frames - 1) * ms };
}

describe('frames that are counted', () => {
  it('are none missed in a steady rhythm, whichever it is, once it is known', () => {
    fc.assert(
      fc.property(
        interval,
        fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { maxLength: 60 }),
        (ms, jitter) => {
          const { counter, last } = steady(ms, 12);
          const before = counter.count(last).dropped;
          let at = last;
          for (const part of jitter) counter.beat((at += ms * (1 + part)));
          expect(counter.count(at).dropped).toBe(before);
          expect(counter.count(at).drawn).toBe(12 + jitter.length);
        },
      ),
    );
  });

  it('are missed by as many intervals as the loop was busy for, less the one that was late', () => {
    fc.assert(
      fc.property(interval, fc.integer({ min: 2, max: 500 }), (ms, intervals) => {
        const { counter, last } = steady(ms, 12);
        const before = counter.count(last).dropped;
        expect(counter.beat(last + intervals * ms)).toBe(intervals - 1);
        expect(counter.count(last + intervals * ms).dropped - before).toBe(intervals - 1);
      }),
    );
  });

  it('are counted while they are being missed, so that a program which ends without a rest hides nothing', () => {
    const { counter, last } = steady(1000 / 60, 30);
    expect(counter.count(last + 500)).toMatchObject({ drawn: 30, dropped: 29 });
    expect(counter.count(last + 500).longestMs).toBeCloseTo(500);
    // Nothing was counted twice when the frame comes at last.
    counter.beat(last + 500);
    expect(counter.count(last + 500).dropped).toBe(29);
  });

  it('are not missed by a page that nobody sees', () => {
    const { counter, last } = steady(1000 / 60, 30);
    counter.pause();
    counter.beat(last + 60_000);
    counter.beat(last + 60_000 + 1000 / 60);
    expect(counter.count(last + 60_017)).toMatchObject({ drawn: 32, dropped: 0 });
  });

  it('are none before the first one', () => {
    expect(new FrameCounter().count(5_000)).toEqual({ drawn: 0, dropped: 0, longestMs: 0 });
  });
});
