import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActorId, ActorKind } from '../trace/events';
import { traceTime } from '../trace/ids';
import type { Actor } from '../trace/trace';
import { aliveAtOnce } from './alive';

type Life = readonly [kind: ActorKind, parent: number | null, start: number, end: number | null];

const actorsOf = (lives: readonly Life[]): readonly Actor[] =>
  lives.map(([kind, parent, start, end], id) => ({
    id: id as ActorId,
    kind,
    name: `${kind} ${id}`,
    parent: parent as ActorId | null,
    start: traceTime(start),
    end: end === null ? null : traceTime(end),
    ending: end === null ? null : 'returned',
  }));

const count = (...lives: readonly Life[]) => aliveAtOnce({ actors: actorsOf(lives) });
const PROCESS: Life = ['process', null, 0, null];
const MAIN: Life = ['thread', 0, 0, null];

describe('how many are alive at once', () => {
  it('finds nobody where nothing ran', () => {
    expect(count()).toEqual({ processes: 0, threads: 0, tasks: 0 });
  });

  it('does not count the thread that a process begins with', () => {
    expect(count(PROCESS, MAIN)).toEqual({ processes: 1, threads: 0, tasks: 0 });
    const child: Life = ['process', 0, 5, 9];
    const itsMain: Life = ['thread', 2, 5, 9];
    expect(count(PROCESS, MAIN, child, itsMain)).toEqual({ processes: 2, threads: 0, tasks: 0 });
  });

  it('counts one where each starts when the one before it has ended', () => {
    const one = (start: number): Life => ['thread', 0, start, start + 1];
    expect(count(PROCESS, MAIN, one(1), one(2), one(3)).threads).toBe(1);
  });

  it('counts those that have not ended by the end of the trace', () => {
    expect(count(PROCESS, MAIN, ['thread', 0, 1, null], ['thread', 0, 2, null]).threads).toBe(2);
  });

  it('counts a life that is shorter than the clock can tell', () => {
    expect(count(PROCESS, MAIN, ['task', 1, 3, 3]).tasks).toBe(1);
    expect(count(PROCESS, MAIN, ['task', 1, 1, 3], ['task', 1, 3, 3], ['task', 1, 3, 8]).tasks).toBe(2);
  });

  it('agrees with who is found alive by looking at every moment', () => {
    const life = fc.tuple(
      fc.constantFrom<ActorKind>('process', 'thread', 'task', 'worker', 'event-loop'),
      fc.option(fc.nat(4)),
      fc.nat(12),
      fc.option(fc.nat(12)),
    );
    fc.assert(
      fc.property(fc.array(life, { maxLength: 40 }), (told) => {
        const lives = told.map(([kind, parent, start, lasts]): Life => [
          kind,
          parent,
          start,
          lasts === null ? null : start + lasts,
        ]);
        const isMain = lives.map(
          ([kind, parent], i) =>
            kind === 'thread' &&
            parent !== null &&
            !lives.slice(0, i).some(([otherKind, other]) => otherKind === 'thread' && other === parent),
        );
        const at = (kind: ActorKind, t: number): number =>
          lives.filter(
            ([its, , start, end], i) =>
              its === kind && !isMain[i] && start <= t && (end === null || t < end || (start === end && t === end)),
          ).length;
        const most = (kind: ActorKind) => Math.max(0, ...lives.map(([, , start]) => at(kind, start)));
        expect(count(...lives)).toEqual({
          processes: most('process'),
          threads: most('thread'),
          tasks: most('task'),
        });
      }),
    );
  });
});
