import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../trace/builder';
import { traceTime } from '../trace/ids';
import { gilTurns } from '../trace/samples';
import { Story } from '../trace/story';
import type { Trace } from '../trace/trace';
import { Playback, SPEEDS, type PlaybackClock } from './playback';

class FakeClock implements PlaybackClock {
  #now = 1000;
  #next = 1;
  readonly waiting = new Map<number, () => void>();
  now() {
    return this.#now;
  }
  request(callback: () => void) {
    this.waiting.set(this.#next, callback);
    return this.#next++;
  }
  cancel(handle: number) {
    this.waiting.delete(handle);
  }
  /** Lets `ms` pass, then draws a frame. */
  frame(ms: number) {
    this.#now += ms;
    const due = [...this.waiting.values()];
    this.waiting.clear();
    for (const callback of due) callback();
  }
}

function setUp(trace: Trace | null = gilTurns()) {
  const clock = new FakeClock();
  const playback = new Playback(clock);
  playback.setTrace(trace);
  return { clock, playback, end: trace?.end ?? 0 };
}

/** Snapshots of one run that goes on: one event every millisecond. */
function growing() {
  const story = new Story();
  const process = story.actor('process', 'MainProcess');
  const main = story.actor('thread', 'MainThread', process);
  const builder = new TraceBuilder();
  let fed = 0;
  return {
    grow(to: number) {
      story.at(to).mark(main, 'tick');
      for (; fed < story.events.length; fed++) builder.add(story.events[fed]!);
      return builder.snapshot();
    },
    finish: (to: number) => builder.finish(traceTime(to)),
  };
}

describe('a playback', () => {
  it('comes to rest at the end of a finished run', () => {
    const { playback, end } = setUp();
    expect(playback.getState()).toMatchObject({ t: end, end, playing: false, following: false });
  });

  it('starts over when it is played from the end', () => {
    const { playback } = setUp();
    playback.play();
    expect(playback.getState()).toMatchObject({ t: 0, playing: true });
  });

  it.each(SPEEDS)('moves %s ms of the run in a millisecond of the reader', (speed) => {
    const { clock, playback } = setUp();
    playback.setSpeed(speed);
    playback.play();
    clock.frame(16);
    clock.frame(16);
    expect(playback.getState().t).toBeCloseTo(32 * speed, 9);
  });

  it('ends at the end, does not loop, and asks for no more frames', () => {
    const { clock, playback, end } = setUp();
    playback.setSpeed(1);
    playback.seek(end - 5);
    playback.play();
    clock.frame(16);
    expect(playback.getState()).toMatchObject({ t: end, playing: false });
    expect(clock.waiting.size).toBe(0);
  });

  it('stays where it is paused, and goes on from there', () => {
    const { clock, playback } = setUp();
    playback.setSpeed(1);
    playback.play();
    clock.frame(10);
    playback.pause();
    clock.frame(100);
    expect(playback.getState()).toMatchObject({ t: 10, playing: false });
    playback.toggle();
    clock.frame(10);
    expect(playback.getState().t).toBe(20);
  });

  it('does not leap when the page was hidden for a minute', () => {
    const { clock, playback } = setUp();
    playback.setSpeed(0.1);
    playback.play();
    clock.frame(60_000);
    expect(playback.getState().t).toBeLessThanOrEqual(25);
  });

  it('keeps a seek within the run, and refuses what is no time', () => {
    const { playback, end } = setUp();
    playback.seek(-5);
    expect(playback.getState().t).toBe(0);
    playback.seek(1e9);
    expect(playback.getState().t).toBe(end);
    playback.seek(Number.NaN);
    expect(playback.getState().t).toBe(end);
  });

  it('steps through every moment at which something happened, forth and back', () => {
    const trace = gilTurns();
    const { playback, end } = setUp(trace);
    const times = new Set(Array.from({ length: trace.length }, (_, i) => trace.timeAt(i)));
    playback.seek(0);
    const forth = [0];
    while (playback.getState().t < end) {
      playback.stepForward();
      forth.push(playback.getState().t);
    }
    expect(new Set(forth)).toEqual(new Set([...times, 0, end]));
    const back = [end];
    while (playback.getState().t > 0) {
      playback.stepBack();
      back.push(playback.getState().t);
    }
    expect(back.reverse()).toEqual(forth);
  });

  it('pauses when it is stepped', () => {
    const { clock, playback } = setUp();
    playback.play();
    playback.stepForward();
    expect(playback.getState().playing).toBe(false);
    expect(clock.waiting.size).toBe(0);
  });

  it('follows the edge of a run that goes on, until somebody looks elsewhere', () => {
    const run = growing();
    const { playback } = setUp(run.grow(5));
    expect(playback.getState()).toMatchObject({ t: 5, following: true });
    playback.setTrace(run.grow(9));
    expect(playback.getState().t).toBe(9);
    playback.seek(3);
    playback.setTrace(run.grow(12));
    expect(playback.getState()).toMatchObject({ t: 3, end: 12, following: false });
    playback.follow();
    expect(playback.getState()).toMatchObject({ t: 12, following: true });
  });

  it('rests at the end when a run that it followed is over, and stays put when it did not follow', () => {
    const followed = growing();
    const one = setUp(followed.grow(5)).playback;
    followed.grow(9);
    one.setTrace(followed.finish(10));
    expect(one.getState()).toMatchObject({ t: 10, following: false });

    const left = growing();
    const two = setUp(left.grow(5)).playback;
    two.seek(2);
    two.setTrace(left.finish(10));
    expect(two.getState()).toMatchObject({ t: 2, end: 10, following: false });
  });

  it('forgets the old run when a new one begins', () => {
    const { clock, playback } = setUp();
    playback.play();
    playback.setTrace(growing().grow(1));
    expect(playback.getState()).toMatchObject({ t: 1, playing: false, following: true });
    expect(clock.waiting.size).toBe(0);
  });

  it('has nothing to play without a run', () => {
    const { playback, clock } = setUp(null);
    playback.play();
    playback.stepForward();
    playback.stepBack();
    expect(playback.getState()).toMatchObject({ t: 0, end: 0, playing: false });
    expect(clock.waiting.size).toBe(0);
  });

  it('tells its listeners of changes only, and hands out the same state until then', () => {
    const { playback } = setUp();
    let told = 0;
    const stop = playback.subscribe(() => told++);
    const before = playback.getState();
    playback.seek(before.t);
    playback.setSpeed(0.05);
    expect([told, playback.getState() === before]).toEqual([0, true]);
    playback.seek(1);
    expect(told).toBe(1);
    stop();
    playback.seek(2);
    expect(told).toBe(1);
  });
});
