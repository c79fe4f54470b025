import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabEvent, LabOutcome } from '../lab/events';
import { labEvent } from '../protocol/arbitraries';
import { MOST_EXCHANGES, NetworkLog } from './network-log';

const where = { connection: 1, process: 0, host: 'httpbin.org', port: 80 };
const connecting = (exchange: number, t: number): LabEvent => ({ phase: 'connecting', exchange, t, ...where });
const request = (exchange: number, t: number, path = '/get'): LabEvent => ({
  ...{ phase: 'request', exchange, t, ...where },
  ...{ method: 'GET', path },
});
const done = (exchange: number, t: number, outcome: LabOutcome = 'ok', status: number | null = 200): LabEvent => ({
  ...{ phase: 'done', exchange, t, outcome, status },
  bytes: 300,
});

function logOf(...events: LabEvent[]) {
  const log = new NetworkLog();
  log.add(events, 0);
  return log;
}

describe('the log of a run’s network', () => {
  it('is nothing before the first request', () => {
    expect(new NetworkLog().snapshot()).toBeNull();
  });

  it('makes one row of a request’s events, with the time of each phase', () => {
    const log = logOf(
      connecting(0, 1),
      { phase: 'queued', exchange: 0, t: 15 },
      { phase: 'connected', exchange: 0, t: 20 },
      request(0, 21, '/delay/1'),
      { phase: 'sent', exchange: 0, t: 22, bytes: 0 },
      { phase: 'receiving', exchange: 0, t: 1036, status: 200 },
      done(0, 1037),
    );
    expect(log.snapshot()).toMatchObject({
      exchanges: [
        {
          ...{ id: 0, host: 'httpbin.org', method: 'GET', path: '/delay/1', status: 200, outcome: 'ok', bytes: 300 },
          ...{ began: 1, queued: 15, connected: 20, requested: 21, sent: 22, receiving: 1036, done: 1037 },
        },
      ],
      ...{ inFlight: 0, succeeded: 1, failed: 0, mostInFlight: 1 },
    });
  });

  it('knows which rows went to the real network, and why they ended as they did', () => {
    const [real, ours] =
      logOf(
        connecting(0, 1),
        { phase: 'real', exchange: 0, t: 1 },
        request(0, 2),
        connecting(1, 3),
        { phase: 'explained', exchange: 0, t: 4, host: 'httpbin.org', words: 'It did not want to.' },
        done(0, 5, 'blocked', null),
      ).snapshot()?.exchanges ?? [];
    expect(real).toMatchObject({ real: true, words: 'It did not want to.', outcome: 'blocked', failed: true });
    expect(ours).toMatchObject({ real: false, words: null });
  });

  it('begins a row with the request, where the connection is used again', () => {
    const [, second] = logOf(connecting(0, 1), request(0, 10), done(0, 20), request(1, 30)).snapshot()?.exchanges ?? [];
    expect(second).toMatchObject({ began: 30, requested: 30, connected: null, outcome: null });
  });

  it.each<[LabOutcome, number | null, boolean]>([
    ['ok', 200, false],
    ['ok', 302, false],
    ['ok', 404, true],
    ['ok', 503, true],
    ['reset', null, true],
    ['reset', 200, true],
    ['refused', null, true],
    ['unreachable', null, true],
    ['cancelled', null, true],
    ['unused', null, false],
  ])('counts an end as %s with status %s as a failure: %s', (outcome, status, expected) => {
    const snapshot = logOf(connecting(0, 0), done(0, 1, outcome, status)).snapshot();
    expect(snapshot?.exchanges[0]?.failed).toBe(expected);
    expect(snapshot?.failed).toBe(expected ? 1 : 0);
    expect(snapshot?.succeeded).toBe(!expected && outcome === 'ok' ? 1 : 0);
  });

  it('keeps the newest two thousand rows and counts the others', () => {
    const log = new NetworkLog();
    const events: LabEvent[] = [];
    for (let i = 0; i < MOST_EXCHANGES + 500; i++) events.push(request(i, i));
    for (let i = 0; i < MOST_EXCHANGES + 500; i++) events.push(done(i, 5000 + i));
    log.add(events, 3);
    const snapshot = log.snapshot();
    expect(snapshot?.exchanges.map(({ id }) => id)).toEqual(Array.from({ length: MOST_EXCHANGES }, (_, i) => 500 + i));
    expect(snapshot).toMatchObject({ dropped: 500, omitted: 3, succeeded: 2500, mostInFlight: 2500, inFlight: 0 });
  });

  it('gives up at the run’s end what is still in flight', () => {
    const log = logOf(connecting(0, 5), request(1, 6), done(1, 9));
    log.end(40);
    expect(log.snapshot()?.exchanges.map(({ outcome, done: at }) => [outcome, at])).toEqual([
      ['cancelled', 40],
      ['ok', 9],
    ]);
    expect(log.snapshot()).toMatchObject({ inFlight: 0, failed: 1 });
  });

  it('answers with the same snapshot until something is added', () => {
    const log = logOf(connecting(0, 1));
    const first = log.snapshot();
    expect(log.snapshot()).toBe(first);
    log.add([done(0, 2)], 0);
    expect(log.snapshot()).not.toBe(first);
    expect(first?.exchanges[0]?.outcome).toBeNull();
  });

  it('stays sound whatever the realm tells', () => {
    const some = labEvent.map((event) => ({ ...event, exchange: event.exchange % 8 }));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (events) => {
        const log = logOf(...events);
        check(log);
        log.end(0);
        check(log);
        expect(log.snapshot()?.inFlight ?? 0).toBe(0);
      }),
    );
  });

  it('tells of the load what counting from the start would tell', () => {
    const moves = fc.array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), fc.boolean()), { maxLength: 3000 });
    fc.assert(
      fc.property(moves, (list) => {
        const log = new NetworkLog();
        const live: number[] = [];
        const truth: { t: number; n: number }[] = [];
        let t = 0;
        let next = 0;
        for (const [gap, begins] of list) {
          t += gap;
          if (begins || live.length === 0) {
            live.push(next);
            log.add([connecting(next++, t)], 0);
          } else log.add([done(live.shift() ?? 0, t)], 0);
          truth.push({ t, n: live.length });
        }
        const load = log.snapshot()?.load ?? [];
        expect(load.length).toBeLessThanOrEqual(1200);
        expect(load.at(-1)?.inFlight).toBe(truth.at(-1)?.n);
        expect(Math.max(0, ...load.map(({ most }) => most))).toBe(Math.max(0, ...truth.map(({ n }) => n)));
        for (const [i, point] of load.entries()) {
          const until = load[i + 1]?.t ?? Infinity;
          const inside = truth.filter((one) => one.t >= point.t && one.t < until);
          expect(inside.at(-1)?.n).toBe(point.inFlight);
        }
      }),
      { numRuns: 30 },
    );
  });
});

function check(log: NetworkLog): void {
  const snapshot = log.snapshot();
  if (snapshot === null) return;
  const ids = snapshot.exchanges.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(snapshot.exchanges.filter(({ outcome }) => outcome === null).length).toBe(snapshot.inFlight);
  for (const exchange of snapshot.exchanges) {
    const { began, requested, receiving, done: end } = exchange;
    for (const t of [requested, receiving, end]) if (t !== null) expect(t).toBeGreaterThanOrEqual(began);
    expect(end === null).toBe(exchange.outcome === null);
  }
}
