// @vitest-environment jsdom
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { axisOf, ClothStage, type Hover } from './cloth-stage';
import { layRows, rowAt } from './rows';
import { traceOf, workload } from './testing/story-traces';
import { toT, toX } from './viewport';

const WIDTH = 1000;
const HEIGHT = 400;
/** As wide as names may be where nothing can be measured, the room beside the end, and the height of the times. */
const NAMES = 150;
const MARGIN = 24;
const TOP = 38;
const REACH = 4;

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal('requestAnimationFrame', () => 1);
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(WIDTH);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(HEIGHT);
});
afterEach(() => vi.unstubAllGlobals());

describe('the pointer on the cloth', () => {
  it('is at a stretch that is under it, at every zoom and place, and at none only where there is none', () => {
    const numbers = { min: 0, max: 1, noNaN: true };
    fc.assert(
      fc.property(
        fc.record({
          threads: fc.integer({ min: 1, max: 12 }),
          ms: fc.integer({ min: 5, max: 400 }),
          away: fc.constantFrom(0.1, 0.6),
          interval: fc.constantFrom(0.05, 1, 20),
          seed: fc.nat(500),
        }),
        fc.array(
          fc.tuple(fc.double(numbers), fc.integer({ min: 0, max: 40 }), fc.double(numbers), fc.double(numbers)),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (work, looks) => {
          const trace = traceOf(workload(work), work.ms);
          const div = () => document.createElement('div');
          const canvas = () => document.createElement('canvas');
          const surface = div();
          let hover: Hover | null = null;
          const stage = new ClothStage(
            { scroller: div(), surface, cloth: canvas(), overlay: canvas(), labels: div() },
            {
              onSeek() {},
              onHover: (next: Hover | null) => (hover = next),
              onLabels() {},
              onDensity() {},
              onAxis() {},
              onRange() {},
              onViewport() {},
            },
          );
          stage.setTrace(trace, null);
          const rows = stage.rows!;
          for (const [anchor, nearer, across, down] of looks) {
            const at = (x: number) => ({ clientX: NAMES + 18 + x * (WIDTH - NAMES - 18 - MARGIN), clientY: 200 });
            stage.fit();
            for (let i = 0; i < nearer; i++) {
              surface.dispatchEvent(new WheelEvent('wheel', { deltaY: -60, ctrlKey: true, ...at(anchor) }));
            }
            const axis = axisOf(stage.viewport, WIDTH, NAMES, MARGIN);
            stage.clearHover();
            const x = at(across).clientX;
            const y = TOP + down * (rows.height - 1);
            if (y >= HEIGHT) continue;
            surface.dispatchEvent(new MouseEvent('pointermove', { clientX: x, clientY: y }));
            const row = rowAt(rows, y - TOP);
            const segments = trace.lanes[rows.rows[row]!.actor.id]!.segments;
            const [from, to] = [toT(axis, x - REACH), toT(axis, x + REACH)];
            const found = hover as Hover | null;
            if (found === null) {
              for (let i = 0; i < segments.length; i++)
                expect(segments.start(i) > toT(axis, x) || segments.end(i) <= from + 1e-6).toBe(true);
              continue;
            }
            if (found.kind !== 'stretch') continue;
            expect(found.row).toBe(row);
            expect(found.segment).toEqual(segments.at(found.index));
            expect(toX(axis, found.segment.start)).toBeLessThanOrEqual(toX(axis, to) + 1e-6);
            expect(toX(axis, found.segment.end)).toBeGreaterThanOrEqual(toX(axis, from) - 1e-6);
            const near = Array.from({ length: segments.length }, (_, i) => i).filter(
              (i) => segments.start(i) <= to && segments.end(i) > from,
            );
            // Those that cannot be told apart are counted.
            if (found.crowd > 1) expect(Math.abs(found.crowd - near.length)).toBeLessThanOrEqual(2);
            else expect(near.length).toBeLessThanOrEqual(10);
          }
          stage.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the rows of the cloth', () => {
  it('never overlap, whatever is folded and however little room there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        (processes, threads, room, folds) => {
          const trace = traceOf(workload({ processes, threads, ms: 4 }), 4);
          const folded = new Set(folds.flatMap((id) => trace.actors[id]?.id ?? []));
          const rows = layRows(trace, room, undefined, undefined, { folded, showInternal: true });
          rows.rows.forEach((_, i) => expect(rows.tops[i + 1]! - rows.tops[i]!).toBeGreaterThan(4));
          expect(rows.height).toBe(rows.tops[rows.rows.length]);
          for (const row of rows.rowOf) expect(row).toBeLessThan(rows.rows.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
