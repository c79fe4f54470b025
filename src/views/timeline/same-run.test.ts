import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../trace/builder';
import { traceTime } from '../../trace/ids';
import { gilTurns, lockContention } from '../../trace/samples';
import { isSameRun } from './same-run';
import { workload } from './testing/story-traces';

describe('whether two traces are of one run', () => {
  it('is so for every longer snapshot of it, to its end', () => {
    const builder = new TraceBuilder();
    let before = builder.snapshot();
    for (const event of workload({ threads: 3, ms: 200 })) {
      builder.add(event);
      const now = builder.snapshot();
      expect(isSameRun(before, now)).toBe(true);
      before = now;
    }
    expect(isSameRun(before, builder.finish(traceTime(200)))).toBe(true);
  });

  it('is not so for another run, shorter or longer, nor after the end of one', () => {
    expect(isSameRun(gilTurns(), lockContention())).toBe(false);
    expect(isSameRun(lockContention(), gilTurns())).toBe(false);
    expect(isSameRun(gilTurns(), gilTurns())).toBe(false);
    const [a, b] = [1, 2].map((seed) => {
      const builder = new TraceBuilder();
      for (const event of workload({ threads: 3, ms: 100 * seed, seed, away: 0.4 })) builder.add(event);
      return builder.snapshot();
    });
    expect(isSameRun(a!, b!)).toBe(false);
  });
});
