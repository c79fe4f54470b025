import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assign,
  forget,
  INTERVAL,
  startBaton,
  stretches,
  tick,
  toNextChange,
  type Baton,
  type Job,
} from './baton-model';

const job = fc.constantFrom<Job>('compute', 'wait');
const jobs = fc.array(job, { minLength: 1, maxLength: 4 });
/** A run of 200 ms in which the learner changes what threads do. */
const runs = fc
  .tuple(jobs, fc.array(fc.record({ at: fc.nat(199), thread: fc.nat(3), to: job }), { maxLength: 6 }))
  .map(([first, changes]) => {
    const all: Baton[] = [startBaton(first)];
    for (let at = 0; at < 200; at += 1) {
      let baton = all.at(-1) ?? startBaton(first);
      for (const change of changes) {
        if (change.at === at && change.thread < first.length) baton = assign(baton, change.thread, change.to);
      }
      all.push(tick(baton));
    }
    return all;
  });
const holds = (claim: (run: readonly Baton[]) => void) => fc.assert(fc.property(runs, claim), { numRuns: 60 });
const running = ({ threads }: Baton) => threads.flatMap(({ state }, i) => (state === 'running' ? [i] : []));
const after = (baton: Baton, ms: number): Baton => (ms === 0 ? baton : after(tick(baton), ms - 1));

describe('the GIL between threads', () => {
  it('is held by exactly the one thread that runs, and by nobody only when nobody could run', () => {
    holds((run) => {
      for (const baton of run) {
        expect(running(baton)).toEqual(baton.holder === null ? [] : [baton.holder]);
        if (baton.holder === null) expect(baton.threads.every(({ state }) => state === 'waiting')).toBe(true);
      }
    });
  });

  it('lets everybody who is ready have a turn', () => {
    holds((run) => {
      for (const { at, threads } of run) {
        for (const { state, since } of threads) {
          if (state === 'ready') expect(at - since).toBeLessThanOrEqual(INTERVAL * threads.length);
        }
      }
    });
  });

  it('accounts for every millisecond of every thread once', () => {
    holds((run) => {
      const last = run.at(-1);
      for (const thread of last?.threads.keys() ?? []) {
        const own = stretches(last ?? startBaton([])).filter((one) => one.thread === thread);
        let at = 0;
        for (const { from, to } of own) {
          expect(from).toBe(at);
          at = to;
        }
        expect(at).toBe(200);
      }
    });
  });

  it('goes round every switch interval while all compute', () => {
    const turns = stretches(after(startBaton(['compute', 'compute', 'compute']), 30))
      .filter(({ state }) => state === 'running')
      .map(({ thread, from, to }) => [thread, from, to]);
    expect(turns.slice(0, 5)).toEqual([
      [0, 0, 5],
      [1, 5, 10],
      [2, 10, 15],
      [0, 15, 20],
      [1, 20, 25],
    ]);
  });

  it('stays with the one thread that wants it', () => {
    expect(after(startBaton(['compute']), 100).past).toEqual([]);
  });

  it('is let go at once by a thread that begins to wait', () => {
    const baton = toNextChange(startBaton(['wait', 'compute']));
    expect(baton.at).toBe(1);
    expect(baton.handOver).toEqual({ from: 0, to: 1, why: 'waits' });
    expect(baton.threads[0]?.state).toBe('waiting');
  });

  it('makes an answer that has come wait for a thread that computes, up to the interval', () => {
    const woken = after(startBaton(['wait', 'compute']), 13);
    expect([woken.threads[0]?.state, woken.holder]).toEqual(['ready', 1]);
    expect(after(woken, 4).holder).toBe(1);
    expect(after(woken, 5).handOver).toEqual({ from: 1, to: 0, why: 'asked' });
  });

  it('goes on the same when what is out of sight has been forgotten', () => {
    holds((run) => {
      const baton = run[100] ?? startBaton([]);
      expect(tick(forget(baton, 60)).threads).toEqual(tick(baton).threads);
      expect(forget(baton, 60).past.every(({ to }) => to > 60)).toBe(true);
    });
  });
});
