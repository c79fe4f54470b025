import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { wantedIn } from '../../trace/follow';
import { traceTime } from '../../trace/ids';
import { lockContention, processPool } from '../../trace/samples';
import { stateAt } from '../../trace/selectors';
import { randomStory } from '../../trace/testing/story';
import type { Trace } from '../../trace/trace';
import { layRows } from './rows';
import { workload, traceOf } from './testing/story-traces';
import { createVeilGeometry, layoutSpotlight, layoutVeil, type VeilGeometry } from './veil-layout';
import { toX, type Axis } from './viewport';

const WIDTH = 200_000;
const axisOf = (trace: Trace, x1 = WIDTH): Axis => ({ t0: 0, t1: trace.end, x0: 0, x1 });

function isVeiled(veil: VeilGeometry, row: number, x: number): boolean {
  for (let i = 0; i < veil.length; i++) {
    if (veil.get('row', i) === row && veil.get('x0', i) <= x && x < veil.get('x1', i)) return true;
  }
  return false;
}

const stories = fc.tuple(fc.integer(), fc.integer({ min: 20, max: 120 }), fc.nat()).map(([seed, steps, pick]) => {
  const builder = new TraceBuilder();
  for (const event of randomStory(seed, steps)) builder.add(event);
  const trace = builder.snapshot();
  return { trace, resource: trace.resources[pick % trace.resources.length]!.id };
});

describe('what fades when one resource is followed', () => {
  it('is all but where an actor holds it or waits for it, where there are pixels enough', () => {
    fc.assert(
      fc.property(
        stories,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        ({ trace, resource }, part) => {
          if (trace.end === 0) return;
          const rows = layRows(trace, 400);
          const axis = axisOf(trace);
          const veil = layoutVeil(trace, rows, axis, resource, 0, rows.rows.length, createVeilGeometry());
          const t = traceTime(part * trace.end);
          const x = toX(axis, t);
          const holds = Array.from({ length: trace.holds(resource).length }, (_, i) => trace.holds(resource).at(i));
          rows.rows.forEach(({ actor, kind }, row) => {
            if (kind === 'track') return;
            const near = (start: number, end: number) => x >= toX(axis, start) - 2 && x <= toX(axis, end) + 2;
            const well = (start: number, end: number) => x >= toX(axis, start) && x < toX(axis, end);
            const segment = stateAt(trace, actor.id, t);
            const waits = segment !== null && wantedIn(trace, actor.id, segment) === resource;
            const own = holds.filter((hold) => hold.actor === actor.id);
            const isIn = waits || own.some(({ start, end }) => well(start, end));
            if (isIn) expect(isVeiled(veil, row, x)).toBe(false);
            const segments = trace.lanes[actor.id]!.segments;
            const around = Array.from({ length: segments.length }, (_, i) => segments.at(i)).filter(
              (each) => wantedIn(trace, actor.id, each) === resource,
            );
            const isNear = [...own, ...around].some(({ start, end }) => near(start, end));
            if (!isNear) expect(isVeiled(veil, row, x)).toBe(true);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves the track of a followed queue, and the moments of sending and receiving, as they are', () => {
    const trace = processPool();
    const rows = layRows(trace, 400);
    const tasks = trace.resources.find(({ name }) => name === 'tasks')!.id;
    const axis = axisOf(trace, 1000);
    const veil = layoutVeil(trace, rows, axis, tasks, 0, rows.rows.length, createVeilGeometry());
    rows.rows.forEach(({ resource }, row) => {
      if (resource !== null) expect(isVeiled(veil, row, 10)).toBe(resource.id !== tasks);
    });
    for (let i = 0; i < trace.messages.length; i++) {
      const { resource, sender, sentAt } = trace.messages.at(i);
      if (resource === tasks) expect(isVeiled(veil, rows.rowOf[sender]!, toX(axis, sentAt))).toBe(false);
    }
  });

  it('never overlaps itself, and stays on its rows', () => {
    const trace = lockContention();
    const rows = layRows(trace, 400);
    const lock = trace.resources.find(({ kind }) => kind === 'lock')!.id;
    const veil = layoutVeil(trace, rows, axisOf(trace, 900), lock, 1, 3, createVeilGeometry());
    let [row, x] = [-1, 0];
    for (let i = 0; i < veil.length; i++) {
      expect([1, 2]).toContain(veil.get('row', i));
      if (veil.get('row', i) === row) expect(veil.get('x0', i)).toBeGreaterThanOrEqual(x);
      expect(veil.get('x1', i)).toBeGreaterThan(veil.get('x0', i));
      [row, x] = [veil.get('row', i), veil.get('x1', i)];
    }
  });

  it('costs no more than the pixels it covers', () => {
    const trace = traceOf(workload({ threads: 8, ms: 60_000, interval: 0.5, away: 0.1, locking: 0.4 }), 60_000);
    const rows = layRows(trace, 400);
    const lock = trace.resources.find(({ kind }) => kind === 'lock')!.id;
    const veil = layoutVeil(trace, rows, axisOf(trace, 800), lock, 0, rows.rows.length, createVeilGeometry());
    expect(veil.length).toBeLessThanOrEqual(rows.rows.length * 401);
  });
});

describe('what fades when one lane is pointed at', () => {
  it('is every other row, all along', () => {
    const axis: Axis = { t0: 0, t1: 10, x0: 5, x1: 105 };
    const veil = layoutSpotlight(axis, 1, 0, 3, createVeilGeometry());
    for (const x of [5, 50, 104]) {
      expect([0, 1, 2].map((row) => isVeiled(veil, row, x))).toEqual([true, false, true]);
    }
    expect(layoutSpotlight(axis, 0, 0, 1, veil)).toHaveLength(0);
  });
});
