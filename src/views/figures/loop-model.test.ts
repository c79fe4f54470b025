import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  forget,
  FRAME,
  IDLE,
  isIdle,
  LENGTHS,
  OUTSIDE,
  tick,
  toNextNews,
  type Kind,
  type Loop,
} from './loop-model';

const additions = fc.array(
  fc.record({ at: fc.nat(150), kind: fc.constantFrom<Kind>('timer', 'answer', 'computation') }),
  { maxLength: 8 },
);
/** Every millisecond of a loop to which things are added, until nothing is left to do. */
const runs = additions.map((wanted) => {
  const all: Loop[] = [];
  let loop = IDLE;
  while (loop.at <= 150 || !isIdle(loop)) {
    for (const { kind } of wanted.filter(({ at }) => at === loop.at)) loop = add(loop, kind);
    loop = tick(loop);
    all.push(loop);
  }
  return { wanted, all, last: loop };
});
type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never;
const holds = (claim: (run: Run) => void) => fc.assert(fc.property(runs, claim), { numRuns: 60 });
const after = (loop: Loop, ms: number): Loop => (ms === 0 ? loop : after(tick(loop), ms - 1));

describe('the event loop', () => {
  it('runs everything once, for its whole length, one thing at a time', () => {
    holds(({ wanted, last }) => {
      expect(last.ran.map(({ callback }) => callback.id).sort((a, b) => a - b)).toEqual(wanted.map((_, i) => i + 1));
      let free = 0;
      for (const { callback, from, to } of last.ran) {
        expect(to - from).toBe(LENGTHS[callback.kind]);
        expect(from).toBeGreaterThanOrEqual(free);
        free = to;
      }
    });
  });

  it('runs nothing before its time, and what was due first first', () => {
    holds(({ last }) => {
      for (const [i, { callback, from }] of last.ran.entries()) {
        expect(from).toBeGreaterThanOrEqual(callback.due);
        expect(callback.due).toBeGreaterThanOrEqual(last.ran[i - 1]?.callback.due ?? 0);
      }
    });
  });

  it('is never idle while something is ready', () => {
    holds(({ all }) => {
      for (const { queue, running } of all) if (queue.length > 0) expect(running).not.toBeNull();
    });
  });

  it('has a beat every frame, missed exactly if a callback is in its midst', () => {
    holds(({ last }) => {
      expect(last.beats.map(({ at }) => at)).toEqual(last.beats.map((_, i) => (i + 1) * FRAME));
      for (const { at, missed } of last.beats) {
        expect(missed).toBe(last.ran.some(({ from, to }) => from < at && at < to));
      }
    });
  });

  it('keeps a timer waiting behind a long computation, and misses the beats of that time', () => {
    const loop = after(add(add(IDLE, 'timer'), 'computation'), 80);
    expect(loop.ran.map(({ callback: { kind }, from, to }) => [kind, from, to])).toEqual([
      ['computation', 1, 71],
      ['timer', 71, 75],
    ]);
    expect(loop.beats.filter(({ missed }) => missed).map(({ at }) => at)).toEqual([16, 32, 48, 64]);
    expect(71 - OUTSIDE.timer).toBe(21);
  });

  it('steps from one event to the next, and from picture to picture when nothing is to come', () => {
    expect(toNextNews(IDLE).at).toBe(FRAME);
    const waiting = add(IDLE, 'answer');
    expect(toNextNews(waiting).at).toBe(OUTSIDE.answer);
    expect(toNextNews(waiting).news.map(({ kind }) => kind)).toEqual(['ready', 'began']);
  });

  it('goes on the same when what is out of sight has been forgotten', () => {
    holds(({ all }) => {
      const loop = all[100] ?? IDLE;
      expect(tick(forget(loop, 50)).queue).toEqual(tick(loop).queue);
      expect(forget(loop, 50).ran.every(({ to }) => to > 50)).toBe(true);
    });
  });
});
