import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { addPipeHolders, makeObject, pipeState, tryRead, tryWrite, type SharedObject } from './objects';
import { POLL, PollSet } from './poll-set';

const PIPES = 3;

const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), pipe: fc.nat(PIPES - 1), n: fc.integer({ min: 1, max: 70_000 }) }),
  fc.record({ do: fc.constant('read' as const), pipe: fc.nat(PIPES - 1), n: fc.integer({ min: 1, max: 70_000 }) }),
  fc.record({ do: fc.constant('close' as const), pipe: fc.nat(PIPES - 1), n: fc.nat(1) }),
  fc.record({ do: fc.constant('watch' as const), pipe: fc.nat(PIPES - 1), n: fc.nat(7) }),
  fc.record({ do: fc.constant('drop' as const), pipe: fc.nat(PIPES - 1), n: fc.constant(0) }),
  fc.record({ do: fc.constant('wait' as const), pipe: fc.constant(0), n: fc.constant(0) }),
);

/** Notifications of shared memory come by themselves, a little later. */
const quiet = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

function eventsOf(pipe: SharedObject, n: number): number {
  const wanted = POLL.IN | POLL.OUT;
  const state = pipeState(pipe);
  let events = 0;
  if (n !== 1 && (state & 1) !== 0) events |= wanted & POLL.IN;
  if (n !== 1 && (state & 4) !== 0) events |= POLL.HUP;
  if (n !== 2 && (state & 2) !== 0) events |= wanted & POLL.OUT;
  if (n !== 2 && (state & 8) !== 0) events |= POLL.ERR;
  return events;
}

describe('a poll set', () => {
  it('finds what looking at each pipe finds, and wakes who waits when anything has changed since', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const pipes = Array.from({ length: PIPES }, () => makeObject('pipe', true));
        const watched = new Map<number, number>();
        let woken = 0;
        const set = new PollSet(() => woken++);
        const found = (): Map<number, number> => {
          const result = new Map<number, number>();
          set.check((fd, events) => result.set(fd, events), 100);
          return result;
        };
        const expected = (): Map<number, number> =>
          new Map(
            [...watched].map(([fd, n]) => [fd, eventsOf(pipes[fd]!, n)] as const).filter(([, events]) => events !== 0),
          );
        for (const { do: what, pipe, n } of steps) {
          const one = pipes[pipe]!;
          if (what === 'write') tryWrite(one, new Uint8Array(n), 0);
          else if (what === 'read') tryRead(one, new Uint8Array(n), 0);
          else if (what === 'close') addPipeHolders(one, n === 0 ? -1 : 0, n === 0 ? 0 : -1);
          else if (what === 'watch') {
            watched.set(pipe, n);
            set.set(pipe, n === 1 ? null : one, n === 2 ? null : one, POLL.IN | POLL.OUT);
          } else if (what === 'drop') {
            watched.delete(pipe);
            set.drop(pipe);
          } else {
            // A wait: whatever changes now has to be noticed, and nothing else may be.
            found();
            woken = 0;
            set.arm();
            await quiet();
            const early = woken;
            const [first] = watched;
            if (first !== undefined && early === 0) {
              const target = pipes[first[0]]!;
              addPipeHolders(target, 1, 1);
              tryWrite(target, new Uint8Array(1), 0);
              tryRead(target, new Uint8Array(1), 0);
              addPipeHolders(target, -1, -1);
              await quiet();
              expect(woken).toBe(1);
            }
            set.disarm();
          }
          expect([...found()].sort()).toEqual([...expected()].sort());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('wakes who waits and lets no notifications in, when it is asked to look', () => {
    const pipe = makeObject('pipe', true);
    let woken = 0;
    const set = new PollSet(() => woken++);
    set.set(5, pipe, null, POLL.IN);
    set.check(() => undefined, 10);
    set.arm();
    set.poll();
    expect(woken).toBe(0);
    tryWrite(pipe, Uint8Array.of(1), 0);
    set.poll();
    set.poll();
    expect(woken).toBe(1);
  });

  it('names no more descriptors than there is room for', () => {
    const set = new PollSet(() => undefined);
    for (let fd = 0; fd < 20; fd++) set.set(fd, null, makeObject('pipe', true), POLL.OUT);
    expect(set.check(() => undefined, 7)).toBe(7);
  });
});
