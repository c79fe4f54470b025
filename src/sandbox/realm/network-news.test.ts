import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labEvent } from '../../protocol/arbitraries';
import { SPACE } from '../../protocol/budget';
import { parseRealmToPage } from '../../protocol/parse-realm';
import type { LabEvent } from '../../lab/events';
import { NetworkNews } from './network-news';
import type { Timers } from './timers';

class FakeTimers implements Timers {
  t = 100;
  #waiting: { at: number; act: () => void }[] = [];

  now(): number {
    return this.t;
  }

  epochNow(): number {
    return 1_000_000 + this.t;
  }

  after(ms: number, act: () => void): () => void {
    const one = { at: this.t + ms, act };
    this.#waiting.push(one);
    return () => void (this.#waiting = this.#waiting.filter((other) => other !== one));
  }

  advance(ms: number): void {
    this.t += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.t);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.t);
    for (const { act } of due) act();
  }
}

function make() {
  const timers = new FakeTimers();
  const told: { events: readonly LabEvent[]; omitted: number }[] = [];
  const news = new NetworkNews(timers, (events, omitted) => told.push({ events, omitted }));
  return { timers, told, news };
}

const queued = (exchange: number, t: number): LabEvent => ({ phase: 'queued', exchange, t });

describe('news of the network', () => {
  test('come in one batch for all that happens within a twentieth of a second', () => {
    const { timers, told, news } = make();
    news.begin(1_000_050);
    for (let i = 0; i < 100; i++) news.add(queued(i, timers.t));
    expect(told).toEqual([]);
    timers.advance(50);
    expect(told.map(({ events }) => events.length)).toEqual([100]);
    timers.advance(500);
    expect(told.length).toBe(1);
  });

  test('are on the clock of the run, however the frame counts', () => {
    const { told, news } = make();
    news.begin(1_000_050);
    news.add(queued(0, 100));
    news.add(queued(0, 162.5));
    news.flush();
    expect(told[0]?.events.map(({ t }) => t)).toEqual([50, 112.5]);
  });

  test('are told at once when somebody asks for what is left, and only once', () => {
    const { timers, told, news } = make();
    news.add(queued(0, 100));
    news.flush();
    news.flush();
    timers.advance(1_000);
    expect(told.length).toBe(1);
  });

  test('stop at the budget, and say how many requests came after it', () => {
    const { told, news } = make();
    news.begin(1_000_000);
    news.add(queued(SPACE.exchanges - 1, 100));
    news.add(queued(SPACE.exchanges, 100));
    news.add(queued(SPACE.exchanges + 6, 100));
    news.add(queued(SPACE.exchanges + 2, 100));
    news.flush();
    expect(told).toMatchObject([{ events: [{ exchange: SPACE.exchanges - 1 }], omitted: 7 }]);
  });

  test('always fit the protocol, whatever a program asked for', () => {
    const long = fc.string({ minLength: 0, maxLength: 6_000 });
    const wild = fc.oneof(
      labEvent,
      fc.record({
        phase: fc.constant('request' as const),
        t: fc.double({ min: 0, max: 1e9, noNaN: true }),
        exchange: fc.nat(),
        connection: fc.nat(),
        process: fc.option(fc.nat()),
        port: fc.constant(80),
        host: long,
        method: long,
        path: long,
      }),
    );
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 30 }), fc.double({ min: 0, max: 2e6, noNaN: true }), (events, epoch) => {
        const { told, news } = make();
        news.begin(epoch);
        for (const event of events) news.add(event);
        news.flush();
        for (const batch of told) {
          const message = { type: 'network', run: 1, ...batch };
          expect(parseRealmToPage(message)).toEqual(message);
        }
      }),
    );
  });
});
