import { describe, expect, test } from 'vitest';
import { FakeClock } from './fake-clock';
import { PATIENCE } from './limits';
import { sharesThread } from './neighbour';

/** Lets `ms` pass, and what hangs on it happen. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let i = 0; i < ms; i++) {
    clock.advance(1);
    await Promise.resolve();
  }
}

/** Each time that the frame is asked to compute it does what comes next here. */
function frameOf(clock: FakeClock, ...gaps: readonly number[]) {
  const left = [...gaps];
  return {
    left,
    async spin(): Promise<void> {
      const gap = left.shift() ?? expect.unreachable('asked too often');
      await Promise.resolve();
      // The page stands still for so long, and runs on for the rest.
      clock.sleep(gap);
      await pass(clock, PATIENCE.spin - gap);
    },
  };
}

async function ask(clock: FakeClock, frame: { spin(): Promise<void> }): Promise<boolean | null> {
  let answer: boolean | null | undefined;
  void sharesThread(frame, clock).then((found) => (answer = found));
  for (let i = 0; i < 20_000 && answer === undefined; i++) {
    await Promise.resolve();
    clock.advance(1);
  }
  return answer ?? null;
}

describe('whether a frame keeps the page from everything else', () => {
  test('is denied by one time that the page went on', async () => {
    const clock = new FakeClock();
    const frame = frameOf(clock, 0, 30, 30);
    expect(await ask(clock, frame)).toBe(false);
    expect(frame.left).toHaveLength(2);
  });

  test('is believed after three times in a row', async () => {
    const clock = new FakeClock();
    expect(await ask(clock, frameOf(clock, 30, 30, 30))).toBe(true);
  });

  test('is not believed of a page that was held up by something else, once or twice', async () => {
    const clock = new FakeClock();
    expect(await ask(clock, frameOf(clock, 30, 30, 4))).toBe(false);
  });

  test('cannot be said of a page that is held up all the time, whatever the frame does', async () => {
    const clock = new FakeClock();
    const frame = frameOf(clock, ...Array.from({ length: 8 }, () => 30));
    let answer: boolean | null | undefined;
    void sharesThread(frame, clock).then((found) => (answer = found));
    for (let i = 0; i < 2_000 && answer === undefined; i++) {
      await Promise.resolve();
      // A page that hears its timers every 25 ms only.
      clock.sleep(24);
      clock.advance(1);
    }
    expect(answer).toBeNull();
  });

  test('cannot be said while the page is hidden', async () => {
    const clock = new FakeClock();
    clock.visible = false;
    expect(await ask(clock, frameOf(clock))).toBeNull();
  });

  test('cannot be said of a frame that does not answer, or is gone', async () => {
    const clock = new FakeClock();
    expect(await ask(clock, { spin: () => new Promise(() => {}) })).toBeNull();
    expect(await ask(clock, { spin: () => Promise.reject(new Error('gone')) })).toBeNull();
  });
});
