import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampViewport, fit, isFit, pan, reveal, SHORTEST_SPAN_MS, ticks, toT, toX, zoom, type Axis } from './viewport';

const END = 10_000;
const inside = fc
  .tuple(fc.double({ min: 0, max: END - 1, noNaN: true }), fc.double({ min: 0.5, max: END, noNaN: true }))
  .map(([t0, span]) => clampViewport({ t0, t1: t0 + span }, END));
const axisOf = (view: { t0: number; t1: number }): Axis => ({ ...view, x0: 100, x1: 1300 });

describe('the window of time', () => {
  it('keeps the time under the pointer at its pixel while it zooms, unless an end is reached', () => {
    fc.assert(
      fc.property(
        inside,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (view, factor, share) => {
          const anchor = view.t0 + (view.t1 - view.t0) * share;
          const next = zoom(view, factor, anchor, END);
          const free = next.t0 > 1e-9 && next.t1 < END - 1e-9;
          if (free) expect(toX(axisOf(next), anchor)).toBeCloseTo(toX(axisOf(view), anchor), 5);
        },
      ),
    );
  });

  it('keeps its length while it is dragged, and moves the time with the pointer unless an end is reached', () => {
    fc.assert(
      fc.property(inside, fc.double({ min: -END, max: END, noNaN: true }), (view, dt) => {
        const next = pan(view, dt, END);
        expect(next.t1 - next.t0).toBeCloseTo(view.t1 - view.t0, 6);
        if (next.t0 > 1e-9 && next.t1 < END - 1e-9) expect(next.t0 - view.t0).toBeCloseTo(dt, 6);
      }),
    );
  });

  it('never leaves the run, and never gets shorter than two steps of the clock', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        (t0, span, end) => {
          const next = clampViewport({ t0, t1: t0 + span }, end);
          const whole = fit(end);
          expect(next.t0).toBeGreaterThanOrEqual(0);
          expect(next.t1).toBeLessThanOrEqual(whole.t1 * (1 + 1e-9));
          expect(next.t1 - next.t0).toBeGreaterThanOrEqual(Math.min(SHORTEST_SPAN_MS, whole.t1) * (1 - 1e-6));
        },
      ),
    );
  });

  it('shows the whole run again after enough zooming out', () => {
    let view = { t0: 400, t1: 401 };
    for (let i = 0; i < 40; i++) view = zoom(view, 2, 400.5, END);
    expect(isFit(view, END)).toBe(true);
  });

  it('brings a time into sight with the least movement', () => {
    const view = { t0: 100, t1: 200 };
    expect(reveal(view, 150, END)).toBe(view);
    expect(reveal(view, 250, END, 0.1)).toEqual({ t0: 160, t1: 260 });
    expect(reveal(view, 50, END, 0.1)).toEqual({ t0: 40, t1: 140 });
  });

  it('maps times to pixels and back', () => {
    fc.assert(
      fc.property(inside, fc.double({ min: 0, max: END, noNaN: true }), (view, t) => {
        expect(toT(axisOf(view), toX(axisOf(view), t))).toBeCloseTo(t, 5);
      }),
    );
  });

  it('puts its ticks inside, far enough apart, with the unit at the first', () => {
    fc.assert(
      fc.property(inside, fc.integer({ min: 200, max: 2000 }), (view, width) => {
        const marks = ticks(view, width);
        expect(marks.length).toBeGreaterThan(0);
        expect(marks.length).toBeLessThanOrEqual(Math.max(2, width / 74) * 2.5);
        for (const { t } of marks) {
          expect(t).toBeGreaterThanOrEqual(view.t0 - 1e-6);
          expect(t).toBeLessThanOrEqual(view.t1 + 1e-6);
        }
        expect(marks[0]?.label).toMatch(/ (s|ms|µs)$/);
      }),
    );
  });
});
