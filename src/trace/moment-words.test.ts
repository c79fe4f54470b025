import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { traceTime } from './ids';
import { explainMoment, momentText } from './moment-words';
import { rangeStats } from './range-stats';
import { rangeWords } from './range-words';
import { deadlock, gilTurns, lockContention, processPool, sampleTraces } from './samples';
import { livingAt } from './selectors';
import { Story } from './story';
import { actorName, partyName } from './words';

describe('a moment explained', () => {
  it('tells what each actor does, for how long it has waited, and who has not begun', () => {
    const trace = lockContention();
    expect(explainMoment(trace, traceTime(4))).toMatchInlineSnapshot(`
      [
        "MainThread (main.py, line 20) waits for the end of A, for 3.3 ms so far.",
        "A (main.py, line 10) sleeps (time.sleep), for 1.8 ms so far; it holds results_lock.",
        "B (main.py, line 8) waits for results_lock, held by A, for 0.7 ms so far.",
        "C (main.py, line 7) runs; it holds the GIL.",
      ]
    `);
    expect(explainMoment(gilTurns(), traceTime(0.1))).toMatchInlineSnapshot(`
      [
        "MainThread (main.py, line 1) runs; it holds the GIL.",
        "A, B and C have not begun yet.",
      ]
    `);
  });

  it('tells of a deadlock first', () => {
    const trace = deadlock();
    expect(explainMoment(trace, trace.end)[0]).toMatch(/waits for .*held by.*Neither can go on\./);
  });

  it('tells of a wait for the library’s own lock by the call that waits, for its name says nothing', () => {
    const story = new Story();
    const main = story.actor('thread', 'MainThread');
    const worker = story.actor('thread', 'worker', main);
    const inside = story.resource('lock', 'lock 2', main, true);
    const own = story.resource('lock', 'ledger', main);
    story.state(main, 'blocked', { on: inside, via: 'Future.result' });
    story.state(worker, 'blocked', { on: inside, via: 'between two tasks' });
    const third = story.actor('thread', 'third', main);
    story.state(third, 'blocked', { on: own, via: 'Condition.wait' });
    story.pass(5);
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    expect(explainMoment(builder.finish(story.now), traceTime(4))).toEqual([
      'MainThread waits in Future.result, for 4.0 ms so far.',
      'worker waits between two tasks, for 4.0 ms so far.',
      'third waits for ledger (Condition.wait), for 4.0 ms so far.',
    ]);
  });

  it('tells of messages on their way', () => {
    const trace = processPool();
    const { sentAt, receivedAt } = trace.messages.at(0);
    expect(explainMoment(trace, traceTime((sentAt + (receivedAt ?? sentAt)) / 2)).join(' ')).toMatch(
      /on their way|is on its way through tasks/,
    );
  });

  it('tells how many items each queue of the program holds', () => {
    const story = new Story();
    const main = story.actor('thread', 'MainThread');
    const jobs = story.resource('queue', 'jobs', main);
    story.state(main, 'running');
    for (let i = 0; i < 5; i++) story.pass(1).send(main, jobs, i, 0);
    for (let i = 0; i < 5; i++) story.pass(1).receive(main, jobs, i, 0);
    const builder = new TraceBuilder();
    for (const event of story.events) builder.add(event);
    const trace = builder.finish(story.now);
    expect(explainMoment(trace, traceTime(5.5))).toEqual(['MainThread runs.', 'jobs holds five items.']);
    expect(explainMoment(trace, traceTime(9.5))).toEqual(['MainThread runs.', 'jobs holds one item.']);
    expect(explainMoment(trace, traceTime(0.5))).toEqual(['MainThread runs.']);
    expect(rangeWords(trace, rangeStats(trace, 0, 4)).at(-1)).toBe('3 items were put into queues, none taken out.');
    expect(rangeWords(trace, rangeStats(trace, 4.5, 6.5)).at(-1)).toBe('One item was put into queues, one taken out.');
  });

  it('names every actor or counts it, at any moment of any run', () => {
    for (const { trace } of sampleTraces()) {
      for (const share of [0, 0.2, 0.5, 0.8, 1]) {
        const t = traceTime(Math.round(trace.end * share * 1000) / 1000);
        const text = momentText(trace, t);
        expect(text).not.toMatch(/undefined|NaN/);
        for (const { id, kind } of livingAt(trace, t)) {
          if (kind === 'process') continue;
          const names = [actorName(trace, id), partyName(trace, id)].map((name) => name.toLowerCase());
          expect(names.some((name) => text.toLowerCase().includes(name))).toBe(true);
        }
      }
    }
  });
});
