import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisEnd, loadPath, phaseNow, stretchesOf, timeTicks } from './network-layout';
import { exchange, pool } from './testing/made-up';

describe('the stretches of a request', () => {
  it('follow each other from its beginning to its end', () => {
    expect(stretchesOf(exchange(), 9999)).toEqual([
      { phase: 'connecting', from: 2, to: 16 },
      { phase: 'idle', from: 16, to: 17 },
      { phase: 'waiting', from: 17, to: 1032 },
      { phase: 'receiving', from: 1032, to: 1034 },
    ]);
  });

  it('begin with the waiting where the connection was there already', () => {
    const again = exchange({ began: 50, connected: null, requested: 50, receiving: 80, done: 81 });
    expect(stretchesOf(again, 0).map(({ phase }) => phase)).toEqual(['waiting', 'receiving']);
  });

  it('reach to now while it goes on', () => {
    const open = exchange({ receiving: null, done: null, outcome: null });
    expect(stretchesOf(open, 400).at(-1)).toEqual({ phase: 'waiting', from: 17, to: 400 });
    expect(phaseNow(open)).toBe('waiting');
    expect(phaseNow(exchange({ connected: null, requested: null, receiving: null, outcome: null }))).toBe('connecting');
    expect(phaseNow(exchange())).toBeNull();
  });

  it('have no gaps, whatever the times', () => {
    const time = fc.option(fc.nat({ max: 1000 }));
    fc.assert(
      fc.property(fc.tuple(time, time, time, time), fc.nat(), fc.boolean(), (times, now, over) => {
        const sorted = times.filter((t) => t !== null).sort((a, b) => a - b);
        const [queued, connected, requested, receiving] = times.map((t) =>
          t === null ? null : (sorted.shift() ?? null),
        );
        const last = Math.max(0, ...times.map((t) => t ?? 0));
        const one = exchange({
          began: 0,
          queued: queued ?? null,
          connected: connected ?? null,
          requested: requested ?? null,
          receiving: receiving ?? null,
          done: over ? last + 5 : null,
        });
        const stretches = stretchesOf(one, now);
        let at = 0;
        for (const { from, to } of stretches) {
          expect(from).toBe(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
      }),
    );
  });
});

describe('the axis of time', () => {
  it('ends with the run, and at a round number while it goes on', () => {
    expect(axisEnd(1034, false)).toBe(1034);
    expect(axisEnd(0, false)).toBe(1);
    expect([10, 199, 460, 980, 1500, 61_000].map((now) => axisEnd(now, true))).toEqual([
      200, 300, 500, 1500, 2000, 70_000,
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (now) => {
        expect(axisEnd(now, true)).toBeGreaterThanOrEqual(now);
        expect(axisEnd(now, true)).toBeLessThanOrEqual(Math.max(200, now * 2));
      }),
    );
  });

  it('has a few round times, the first with the unit', () => {
    expect(timeTicks(540).map(({ label }) => label)).toEqual(['0 ms', '100', '200', '300', '400', '500']);
    expect(timeTicks(8200).map(({ label }) => label)).toEqual(['0 s', '2', '4', '6', '8']);
    expect(timeTicks(8200).at(-1)?.t).toBe(8000);
  });
});

describe('the outline of the load', () => {
  it('rises and falls with the requests in flight, and shows a spike that was over at once', () => {
    const load = [
      { t: 0, most: 1, inFlight: 1 },
      { t: 50, most: 2, inFlight: 0 },
    ];
    expect(loadPath(load, { now: 100, end: 100 }, 2, 100, 10)).toBe('M0 10H0V5H50V0V10H100V10Z');
  });

  it('ends now, while the axis goes on', () => {
    const load = [{ t: 0, most: 3, inFlight: 3 }];
    expect(loadPath(load, { now: 60, end: 100 }, 3, 100, 10)).toBe('M0 10H0V0H60V10Z');
  });

  it('stays in its box', () => {
    const { load, mostInFlight } = pool();
    const numbers =
      loadPath(load, { now: 900, end: 900 }, mostInFlight, 300, 40)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    expect(numbers.length).toBeGreaterThan(40);
    for (const number of numbers) expect(number).toBeLessThanOrEqual(300);
    expect(loadPath([], { now: 900, end: 900 }, 0, 300, 40)).toBe('');
  });
});
