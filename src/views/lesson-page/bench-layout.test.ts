import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITOR_REM, withTallEnd, type BenchLayout } from './bench-layout';

const layouts = fc
  .tuple(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 5, max: 90 }))
  .filter(([editor, cloth]) => editor + cloth <= 95)
  .map(([editor, cloth]): BenchLayout => ({ editor, cloth, output: 100 - editor - cloth }));
const heights = fc.integer({ min: 20, max: 100 });

describe('the bench with a tall end pane', () => {
  it('shares out its whole height, and never less than nothing', () => {
    fc.assert(
      fc.property(layouts, heights, (now, rem) => {
        const next = withTallEnd(now, rem);
        if (next === null) return;
        expect(next.editor + next.cloth + next.output).toBeCloseTo(100);
        for (const share of Object.values(next)) expect(share).toBeGreaterThan(0);
        expect(next.output).toBeGreaterThan(now.output);
      }),
    );
  });

  it('never makes the editor larger, and takes nothing from the cloth that the editor could give', () => {
    fc.assert(
      fc.property(layouts, heights, (now, rem) => {
        const next = withTallEnd(now, rem);
        if (next === null) return;
        const floor = (EDITOR_REM / rem) * 100;
        expect(next.editor).toBeLessThanOrEqual(Math.max(now.editor, floor) + 1e-9);
        // Either the cloth has what it needs, or nothing but the editor's tabs is left above it.
        const enough = (next.cloth / 100) * rem >= 21 - 1e-9;
        expect(enough || Math.abs(next.editor - floor) < 1e-9).toBe(true);
      }),
    );
  });

  it('leaves an end pane alone that is tall enough', () => {
    expect(withTallEnd({ editor: 20, cloth: 30, output: 50 }, 53)).toBeNull();
  });

  it('keeps a dozen strands in a laptop window, and most of them with the large type of a projector', () => {
    const now = { editor: 30, cloth: 50, output: 20 };
    for (const rem of [53, 45]) expect((withTallEnd(now, rem)?.cloth ?? 0) * rem).toBeGreaterThanOrEqual(2100 - 1e-6);
    expect((withTallEnd(now, 34.5)?.cloth ?? 0) * 34.5).toBeGreaterThan(1550);
  });

  it('does nothing before it has been measured', () => {
    expect(withTallEnd({ editor: 30, cloth: 50, output: 20 }, 0)).toBeNull();
  });
});
