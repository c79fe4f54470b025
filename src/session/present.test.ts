import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf, clockOf, createTalk, handsKey, isTold, MOST_HANDS, secondsLeft } from './present';

const at = (ms: number) => {
  const clock = { ms };
  return { clock, now: () => clock.ms };
};

describe('a talk', () => {
  it('goes on and back, and stays within its beats', () => {
    const talk = createTalk(3, 1, () => 0);
    talk.go(1);
    talk.go(1);
    expect(talk.store.getState().beat).toBe(2);
    talk.goTo(-7);
    expect(talk.store.getState().beat).toBe(0);
    talk.goTo(Number.NaN);
    expect(talk.store.getState().beat).toBe(0);
    expect(createTalk(0, 5, () => 0).store.getState().beat).toBe(0);
    expect(createTalk(3, 99, () => 0).store.getState().beat).toBe(2);
  });

  it('counts down, and no longer when it goes on', () => {
    const { clock, now } = at(1000);
    const talk = createTalk(3, 0, now);
    expect(secondsLeft(talk.store.getState(), now())).toBeNull();
    talk.setSeconds(20);
    talk.setCounting(true);
    expect(secondsLeft(talk.store.getState(), now())).toBe(20);
    clock.ms += 19_001;
    expect(secondsLeft(talk.store.getState(), now())).toBe(1);
    clock.ms += 60_000;
    expect(secondsLeft(talk.store.getState(), now())).toBe(0);
    talk.go(1);
    expect(talk.store.getState().endsAt).toBeNull();
  });

  it('does not lose its countdown where it cannot go on', () => {
    const talk = createTalk(1, 0, () => 0);
    talk.setCounting(true);
    talk.go(1);
    expect(talk.store.getState().endsAt).not.toBeNull();
  });

  it('takes lengths of a countdown that make sense', () => {
    const talk = createTalk(1, 0, () => 0);
    const set = (seconds: number) => {
      talk.setSeconds(seconds);
      return talk.store.getState().seconds;
    };
    expect([set(0), set(12.4), set(1e9), set(Number.NaN)]).toEqual([5, 12, 600, 600]);
  });

  it('is not dark where somebody goes on', () => {
    const talk = createTalk(2, 0, () => 0);
    talk.setBlank(true);
    talk.go(1);
    expect(talk.store.getState().blank).toBe(false);
  });

  it('says the time when it begins, shortly before the end and at the end, and not each second', () => {
    const told = Array.from({ length: 31 }, (_, left) => left).filter((left) => isTold(left, 30));
    expect(told).toEqual([0, 10, 30]);
    expect([0, 5, 10, 12].filter((left) => isTold(left, 12))).toEqual([0, 12]);
  });
});

describe('hands', () => {
  it('are bars of what was counted, once something was', () => {
    const talk = createTalk(1, 0, () => 0);
    const key = handsKey('the-gil', 'how-many');
    const bars = () => barsOf(talk.store.getState().hands, key, ['one', 'three']);
    expect(bars()).toBeNull();
    talk.setHands(key, 'three', 30);
    expect(bars()).toEqual([
      { choice: 'one', count: null, share: 0 },
      { choice: 'three', count: 30, share: 1 },
    ]);
    talk.setHands(key, 'one', 10);
    expect(bars()?.map(({ share }) => share)).toEqual([0.25, 0.75]);
    talk.setHands(key, 'three', null);
    talk.setHands(key, 'one', null);
    expect(bars()).toBeNull();
  });

  it('refuse what is no number of hands', () => {
    const talk = createTalk(1, 0, () => 0);
    for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, MOST_HANDS + 1]) talk.setHands('q', 'a', count);
    expect(talk.store.getState().hands).toEqual({});
  });

  it('have shares that add up to all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: MOST_HANDS }), { minLength: 1, maxLength: 6 }), (counts) => {
        const hands = { q: Object.fromEntries(counts.map((count, i) => [`c${i}`, count])) };
        const bars = barsOf(hands, 'q', Object.keys(hands.q)) ?? [];
        const sum = bars.reduce((total, { share }) => total + share, 0);
        expect(sum).toBeCloseTo(counts.some((count) => count > 0) ? 1 : 0);
      }),
    );
  });
});

describe('the clock', () => {
  it('shows minutes, and hours where there are any', () => {
    expect([clockOf(-5), clockOf(65_900), clockOf(3_600_000 + 61_000)]).toEqual(['0:00', '1:05', '1:01:01']);
  });
});
