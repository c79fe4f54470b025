import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedLoop, deadlock, fullPipe, gilTurns, processPool, sleepers } from '../../trace/samples';
import { CLOTH_FOOT, layCompared, SHARED_TOP } from './compare-layout';
import { LANE_MIN, layRows } from './rows';

const TRACES = [gilTurns(), deadlock(), sleepers(), processPool(), fullPipe(), blockedLoop()];
const some = fc.subarray(TRACES, { minLength: 1 });
const units = fc.constantFrom(1, 1.5);

describe('cloths above one another', () => {
  it('have one axis, which ends with the longest run', () => {
    fc.assert(
      fc.property(some, (traces) => {
        expect(layCompared(traces, 500).end).toBe(Math.max(...traces.map(({ end }) => end)));
      }),
    );
    expect(layCompared([], 500)).toMatchObject({ end: 0, heights: [] });
  });

  it('get each the height in which its rows have the common height of a lane, and none is cut off', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: -50, max: 2000 }), units, (traces, available, unit) => {
        const { laneHeight, heights } = layCompared(traces, available, unit);
        traces.forEach((trace, i) => {
          // As the stage does it.
          const room = (heights[i] ?? 0) - SHARED_TOP * unit - CLOTH_FOOT;
          const rows = layRows(trace, room, LANE_MIN * unit, laneHeight);
          expect(rows.laneHeight).toBe(laneHeight);
          expect(rows.height).toBeLessThanOrEqual(room);
        });
      }),
    );
  });

  it('are all in sight where there is room for that, in lanes as high as they can be', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 3000 }), units, (traces, available, unit) => {
        const { laneHeight, heights } = layCompared(traces, available, unit);
        const needed = heights.reduce((sum, height) => sum + height, 0);
        if (needed > available) expect(laneHeight).toBe(Math.ceil(15 * unit));
        const more = layCompared(traces, available + 400, unit);
        expect(more.laneHeight).toBeGreaterThanOrEqual(laneHeight);
      }),
    );
  });
});
