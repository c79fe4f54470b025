import { describe, expect, it } from 'vitest';
import { SharedWindow, type WindowMember } from './compare-window';

function member(): WindowMember & { told: number } {
  const made = { told: 0, refresh: () => void made.told++ };
  return made;
}

describe('the window that several cloths share', () => {
  it('tells everybody of a move but who made it', () => {
    const shared = new SharedWindow();
    const [a, b] = [member(), member()];
    shared.join(a);
    shared.join(b);
    shared.setRuns(100, 20);
    expect([a.told, b.told]).toEqual([1, 1]);
    shared.set({ t0: 10, t1: 30 }, a);
    expect([a.told, b.told]).toEqual([1, 2]);
    expect(shared.viewport).toEqual({ t0: 10, t1: 30 });
    // Nothing new is no news: or two cloths would tell each other for ever.
    shared.set({ t0: 10, t1: 30 }, b);
    expect([a.told, b.told]).toEqual([1, 2]);
  });

  it('leaves as much room for names as the widest need, and takes it back when they leave', () => {
    const shared = new SharedWindow();
    const [a, b] = [member(), member()];
    shared.join(a);
    const leave = shared.join(b);
    shared.measure(a, 60, 24);
    shared.measure(b, 90, 98);
    expect([shared.names, shared.margin]).toEqual([90, 98]);
    const told = a.told;
    leave();
    expect([shared.names, shared.margin]).toEqual([60, 24]);
    expect(a.told).toBe(told + 1);
    shared.measure(b, 500, 500);
    expect(shared.names).toBe(60);
  });

  it('shows the whole of other runs to whoever saw the whole, and stays with whoever looked at a place', () => {
    const shared = new SharedWindow();
    shared.setRuns(100, 20);
    expect(shared.whole).toBe(true);
    shared.setRuns(400, 20);
    expect(shared.viewport).toEqual({ t0: 0, t1: 400 });
    shared.set({ t0: 50, t1: 90 }, member());
    shared.setRuns(300, 20);
    expect(shared.viewport).toEqual({ t0: 50, t1: 90 });
    shared.setRuns(60, 20);
    expect(shared.viewport).toEqual({ t0: 20, t1: 60 });
  });
});
