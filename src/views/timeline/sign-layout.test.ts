import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { ENDINGS } from '../../trace/events';
import { blockedLoop } from '../../trace/samples';
import { Story } from '../../trace/story';
import type { Trace } from '../../trace/trace';
import { layRows, rowCentre } from './rows';
import { createSignGeometry, endAt, layoutSigns, markAt, markY } from './sign-layout';
import type { ClothTheme } from './theme';
import { toX, type Axis } from './viewport';

const THEME = { unit: 1, strandWidth: 12 } as ClothTheme;

function whole(trace: Trace): Axis {
  return { t0: 0, t1: trace.end, x0: 100, x1: 900 };
}

function laid(trace: Trace, axis = whole(trace), height = 500) {
  const rows = layRows(trace, height);
  return { rows, signs: layoutSigns(trace, rows, axis, 0, rows.rows.length, createSignGeometry()) };
}

/** A thread with remarks that each lasted `lasted` milliseconds. */
function remarked(marks: readonly { readonly gap: number; readonly lasted: number }[]): Trace {
  const story = new Story();
  const process = story.actor('process', 'MainProcess');
  const main = story.actor('thread', 'MainThread', process);
  story.state(main, 'running');
  story.pass(1);
  for (const { gap, lasted } of marks) {
    story.pass(gap + lasted);
    story.mark(main, 'slow', lasted * 1000);
  }
  story.pass(5);
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return builder.finish(story.now);
}

const remarks = fc.array(fc.record({ gap: fc.nat(40), lasted: fc.nat(60) }), { maxLength: 60 });

describe('the signs of the cloth', () => {
  it('tell of every remark in the window once, alone or among its neighbours, and never stand on top of each other', () => {
    fc.assert(
      fc.property(remarks, fc.double({ min: 0, max: 1, noNaN: true }), (list, from) => {
        const trace = remarked(list);
        const axis: Axis = { t0: trace.end * from * 0.5, t1: trace.end * (0.5 + from * 0.5), x0: 0, x1: 700 };
        const { marks } = laid(trace, axis).signs;
        let told = 0;
        for (let i = 0; i < marks.length; i++) {
          told += marks.get('count', i);
          if (i > 0) expect(marks.get('x1', i) - marks.get('x1', i - 1)).toBeGreaterThanOrEqual(13);
          expect(marks.get('x0', i)).toBeLessThanOrEqual(marks.get('x1', i));
        }
        const all = Array.from({ length: trace.marks.length }, (_, i) => trace.marks.at(i));
        expect(told).toBe(all.filter(({ since, t }) => t >= axis.t0 && since <= axis.t1).length);
      }),
    );
  });

  it('span what a remark is about, on the strand of the loop', () => {
    const trace = blockedLoop();
    const { rows, signs } = laid(trace);
    expect(signs.marks.length).toBe(1);
    expect(rows.rows[signs.marks.get('row', 0)]?.actor.name).toBe('MainThread');
    const { since, t } = trace.marks.at(0);
    expect([signs.marks.get('x0', 0), signs.marks.get('x1', 0)]).toEqual([
      toX(whole(trace), since),
      toX(whole(trace), t),
    ]);
  });

  it('end strands that did not simply end, each by how it did', () => {
    const trace = blockedLoop();
    const { rows, signs } = laid(trace);
    const ends = Array.from({ length: signs.ends.length }, (_, i) => [
      rows.rows[signs.ends.get('row', i)]?.actor.name,
      ENDINGS[signs.ends.get('ending', i)],
    ]);
    expect(ends).toEqual([
      ['parse', 'raised'],
      ['poll', 'cancelled'],
    ]);
  });

  it('hang each task from who made it', () => {
    const { rows, signs } = laid(blockedLoop());
    const name = (row: number) => rows.rows[row]?.actor.name;
    const { births } = signs;
    const made = Array.from({ length: births.length }, (_, i) => [
      name(births.get('row', i)),
      name(births.get('from', i)),
    ]);
    expect(made[0]).toEqual(['Task-1', 'MainThread']);
    expect(made.slice(1).map(([, by]) => by)).toEqual(['Task-1', 'Task-1', 'Task-1', 'Task-1', 'Task-1']);
  });

  it('are found where they are painted, and nowhere else', () => {
    const trace = blockedLoop();
    const { rows, signs } = laid(trace);
    const row = signs.marks.get('row', 0);
    const [x0, x1] = [signs.marks.get('x0', 0), signs.marks.get('x1', 0)];
    const y = markY(rows, row, THEME);
    expect(markAt(signs, rows, THEME, x1, y)).toBe(0);
    // Its rule too, where lanes are high enough to tell it from the strand.
    expect(markAt(signs, rows, THEME, (x0 + x1) / 2, y)).toBe(0);
    expect(markAt(signs, rows, THEME, (x0 + x1) / 2, rowCentre(rows, row))).toBe(-1);
    expect(markAt(signs, rows, THEME, x0 - 30, y)).toBe(-1);
    const low = laid(trace, whole(trace), 90);
    expect(markAt(low.signs, low.rows, THEME, (x0 + x1) / 2, markY(low.rows, row, THEME))).toBe(-1);
    const endRow = signs.ends.get('row', 1);
    expect(endAt(signs, rows, THEME, signs.ends.get('x', 1), rowCentre(rows, endRow))).toBe(endRow);
    expect(endAt(signs, rows, THEME, signs.ends.get('x', 1) - 40, rowCentre(rows, endRow))).toBe(-1);
  });
});
