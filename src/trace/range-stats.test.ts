import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from './builder';
import { ACTOR_STATES, COMPUTING_STATES, type TraceEvent } from './events';
import { wantedIn } from './follow';
import { traceTime } from './ids';
import { rangeStats } from './range-stats';
import { deadlock, gilTurns, lockContention, processPool } from './samples';
import { stateAt } from './selectors';
import { holdsOf, messagesOf } from './testing/oracle';
import { processStory } from './testing/processes';
import { randomStory } from './testing/story';
import type { Trace } from './trace';

function traceOf(events: readonly TraceEvent[]): Trace {
  const builder = new TraceBuilder('any');
  for (const event of events) builder.add(event);
  return builder.snapshot();
}

/** A story and a range of it: its ends are often exactly those of events, where mistakes live. */
const ranges = fc
  .tuple(
    fc.integer(),
    fc.integer({ min: 1, max: 150 }),
    fc.boolean(),
    fc.tuple(
      fc.nat(),
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    fc.boolean(),
  )
  .map(([seed, steps, several, [pickA, pickB, partA, partB], exact]) => {
    const events = several ? [...processStory(seed, steps).truth] : randomStory(seed, steps);
    const trace = traceOf(events);
    const inMicros = (ms: number): number => Math.round(ms * 1000) / 1000;
    const a = exact ? trace.timeAt(pickA % trace.length) : inMicros(partA * trace.end);
    const b = exact ? trace.timeAt(pickB % trace.length) : inMicros(partB * trace.end);
    return { events, trace, from: Math.min(a, b), to: Math.max(a, b) };
  });

/** Every stretch of the range in which nothing changes, and its middle. */
function instants(trace: Trace, from: number, to: number): { t: number; ms: number }[] {
  const times = [from, to, ...Array.from({ length: trace.length }, (_, i) => trace.timeAt(i))];
  const edges = [...new Set(times)].filter((t) => t >= from && t <= to).sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => ({ t: ((edges[i] as number) + end) / 2, ms: end - (edges[i] as number) }));
}

describe('the statistics of a range', () => {
  it('add up what each actor does at each instant of it', () => {
    fc.assert(
      fc.property(ranges, ({ trace, from, to }) => {
        const stats = rangeStats(trace, from, to);
        const parts = instants(trace, from, to);
        for (const { id, kind } of trace.actors) {
          const share = stats.actors.find(({ actor }) => actor === id);
          for (const state of ACTOR_STATES) {
            const ms = parts.reduce(
              (sum, part) => sum + (stateAt(trace, id, traceTime(part.t))?.state === state ? part.ms : 0),
              0,
            );
            expect(share?.ms[state] ?? 0, `${kind} ${id} ${state}`).toBeCloseTo(ms, 6);
          }
          if (share === undefined) continue;
          const waited = share.waits.reduce((sum, { ms }) => sum + ms, 0);
          expect(waited).toBeCloseTo(share.waitingMs, 6);
          expect(share.computingMs + share.waitingMs + share.ms.starting).toBeLessThanOrEqual(to - from + 1e-6);
          expect(share.waits.map(({ ms }) => ms)).toEqual(share.waits.map(({ ms }) => ms).sort((a, b) => b - a));
        }
        expect(stats.actors.map(({ actor }) => actor)).toEqual(
          stats.actors.map(({ actor }) => actor).sort((a, b) => a - b),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('tell of each resource who held it and how many wanted it, as looking at each instant does', () => {
    fc.assert(
      fc.property(ranges, ({ events, trace, from, to }) => {
        const stats = rangeStats(trace, from, to);
        const parts = instants(trace, from, to);
        for (const { id, kind } of trace.resources) {
          const share = stats.resources.find(({ resource }) => resource === id);
          let [waited, most, held] = [0, 0, 0];
          const holds = holdsOf(events, id, trace.end);
          for (const { t, ms } of parts) {
            const waiting = trace.actors.filter((actor) => {
              const segment = stateAt(trace, actor.id, traceTime(t));
              const computes = COMPUTING_STATES.some((state) => state === segment?.state);
              if (segment === null || computes || segment.state === 'starting') return false;
              return wantedIn(trace, actor.id, segment) === id;
            }).length;
            waited += waiting * ms;
            most = Math.max(most, waiting);
            held += ms * holds.filter((hold) => hold.start <= t && t < hold.end).length;
          }
          expect(share?.waitedMs ?? 0).toBeCloseTo(waited, 6);
          expect(share?.mostWaiting ?? 0).toBe(most);
          expect(share?.heldMs ?? 0, `${kind} ${id}`).toBeCloseTo(held, 6);
          const isIn = (t: number): boolean => t >= from && (t < to || (to === trace.end && t === to));
          expect(share?.acquisitions ?? 0).toBe(holds.filter(({ start }) => isIn(start)).length);
          const swaps = holds.filter((hold, i) => i > 0 && isIn(hold.start) && holds[i - 1]!.actor !== hold.actor);
          expect(share?.handOvers ?? 0).toBe(['gil', 'lock', 'rlock'].includes(kind) ? swaps.length : 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tell how many computed at the same time, and for how long anybody did', () => {
    fc.assert(
      fc.property(ranges, ({ trace, from, to }) => {
        const { mostComputing, computingMs } = rangeStats(trace, from, to);
        let [most, span] = [0, 0];
        for (const { t, ms } of instants(trace, from, to)) {
          const count = trace.actors.filter(
            ({ id, kind }) =>
              kind !== 'task' &&
              kind !== 'process' &&
              COMPUTING_STATES.some((state) => state === stateAt(trace, id, traceTime(t))?.state),
          ).length;
          most = Math.max(most, count);
          if (count > 0) span += ms;
        }
        expect(mostComputing).toBe(most);
        expect(computingMs).toBeCloseTo(span, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('count the messages that left and arrived in it', () => {
    fc.assert(
      fc.property(ranges, ({ events, trace, from, to }) => {
        const isIn = (t: number | null): boolean =>
          t !== null && t >= from && (t < to || (to === trace.end && t === to));
        const messages = messagesOf(events);
        const left = messages.filter(({ sentAt }) => isIn(sentAt));
        expect(rangeStats(trace, from, to)).toMatchObject({
          sent: left.length,
          sentBytes: left.reduce((sum, { bytes }) => sum + bytes, 0),
          received: messages.filter(({ receivedAt }) => isIn(receivedAt)).length,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('of two halves add up to those of the whole', () => {
    for (const trace of [gilTurns(), lockContention(), processPool(), deadlock()]) {
      const middle = Math.round(trace.end * 500) / 1000;
      const [a, b, whole] = [
        rangeStats(trace, 0, middle),
        rangeStats(trace, middle, trace.end),
        rangeStats(trace, 0, trace.end),
      ];
      for (const { resource, handOvers, acquisitions, heldMs } of whole.resources) {
        const of = (stats: typeof a) => stats.resources.find((share) => share.resource === resource);
        expect((of(a)?.handOvers ?? 0) + (of(b)?.handOvers ?? 0)).toBe(handOvers);
        expect((of(a)?.acquisitions ?? 0) + (of(b)?.acquisitions ?? 0)).toBe(acquisitions);
        expect((of(a)?.heldMs ?? 0) + (of(b)?.heldMs ?? 0)).toBeCloseTo(heldMs, 6);
      }
      const gils = whole.resources.filter(({ resource }) => trace.resources[resource]?.kind === 'gil');
      expect(gils.reduce((sum, { handOvers }) => sum + handOvers, 0)).toBe(trace.counts.handOvers);
    }
  });

  it('do not mind which end of the range is named first, nor one beyond the run', () => {
    const trace = gilTurns();
    expect(rangeStats(trace, 30, 10)).toEqual(rangeStats(trace, 10, 30));
    expect(rangeStats(trace, -5, 1e6)).toEqual(rangeStats(trace, 0, trace.end));
  });
});
