import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { deadlockOf, knotOf } from './deadlock';
import { deadlock, sampleTraces } from './samples';
import { Story } from './story';
import type { Trace } from './trace';

interface Crossed {
  readonly story: Story;
  readonly one: number;
  readonly two: number;
  readonly a: number;
  readonly b: number;
}

/** Two processes without threads of their own, each with a lock that the other wants from 2 ms on; then, from 12 ms, `rest`. */
function crossed(rest: (crossed: Crossed) => void): Trace {
  const story = new Story();
  const [one, two] = [story.actor('process', 'one'), story.actor('process', 'two')];
  const [a, b] = ['a', 'b'].map((name) => story.resource('lock', name, one, false, true)) as [number, number];
  for (const each of [one, two]) story.state(each, 'running');
  story.pass(1).acquire(one, a);
  story.acquire(two, b);
  story.pass(1).state(one, 'blocked', { on: b });
  story.state(two, 'blocked', { on: a });
  story.pass(10);
  rest({ story, one, two, a, b });
  const builder = new TraceBuilder();
  for (const event of story.events) builder.add(event);
  return builder.finish(story.now);
}

describe('the deadlock that a run ended in', () => {
  it('is there at its end, and nowhere in runs that end otherwise', () => {
    expect(knotOf(deadlock())).toMatchObject({ t: deadlock().end, untied: false });
    for (const { id, trace } of sampleTraces()) expect(knotOf(trace) !== null, id).toBe(id === 'deadlock');
  });

  it('was there until those in it were interrupted, and went on without what they had waited for', () => {
    const trace = crossed(({ story, one, two, a, b }) => {
      story.state(one, 'running');
      story.pass(0.5).state(two, 'running');
      story.release(one, a);
      story.release(two, b);
      story.pass(1);
    });
    const knot = knotOf(trace);
    expect(knot?.untied).toBe(true);
    expect(knot?.cycle).toHaveLength(2);
    expect(knot?.t).toBeGreaterThan(11.9);
    expect(knot?.t).toBeLessThan(12);
    expect(deadlockOf(trace)).toEqual([]);
  });

  it('is none where one gave up and the other got what it waited for', () => {
    const trace = crossed(({ story, one, two, a, b }) => {
      story.state(one, 'running');
      story.release(one, a);
      story.acquire(two, a);
      story.state(two, 'running');
      story.pass(1).release(two, a);
      story.release(two, b);
      story.pass(1);
    });
    expect(knotOf(trace)).toBeNull();
  });

  it('is none where a lock is handed to a waiter that has not woken up yet', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const [one, two] = ['one', 'two'].map((name) => story.actor('thread', name, process)) as [number, number];
    const lock = story.resource('lock', 'till', process);
    for (const each of [one, two]) story.state(each, 'running');
    story.pass(1).acquire(one, lock);
    story.pass(1).state(two, 'blocked', { on: lock });
    story.pass(5).handOver(lock, one, two, 'released');
    story.pass(0.005).state(two, 'running');
    story.pass(1).release(two, lock);
    story.pass(1);
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    expect(knotOf(builder.finish(story.now))).toBeNull();
  });

  it('is one where somebody waits for a lock of its own', () => {
    const story = new Story();
    const process = story.actor('process', 'P');
    const lock = story.resource('lock', 'till', process);
    const thread = story.actor('thread', 'one', process);
    story.state(thread, 'running');
    story.pass(1).acquire(thread, lock);
    // The clock may not tell the two apart.
    story.state(thread, 'blocked', { on: lock });
    story.pass(5);
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    expect(knotOf(builder.finish(story.now))?.cycle).toHaveLength(1);
  });

  it('is not asked of a run that goes on', () => {
    const builder = new TraceBuilder();
    const story = new Story();
    story.actor('process', 'one');
    for (const event of story.events) builder.add(event);
    expect(knotOf(builder.snapshot())).toBeNull();
  });
});
