import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allBlocked, cycleOf, describeDeadlock, isSame } from './deadlock';
import { StatusBoard } from './status';
import { makeTestThread } from './testing/threads';

/** The same by trying every way: is there a circle at all, and is this one? */
function hasCircle(waitsFor: ReadonlyMap<number, number | null>): boolean {
  for (const start of waitsFor.keys()) {
    let at: number | null | undefined = start;
    for (let i = 0; i <= waitsFor.size && at != null; i++) {
      at = waitsFor.get(at);
      if (at === start) return true;
    }
  }
  return false;
}

describe('a circle of threads', () => {
  it('is found where there is one, and nowhere else', () => {
    const graph = fc.array(fc.option(fc.nat(12)), { minLength: 0, maxLength: 12 });
    fc.assert(
      fc.property(graph, (edges) => {
        const waitsFor = new Map(edges.map((to, from) => [from, to] as const));
        const circle = cycleOf(waitsFor);
        expect(circle.length > 0).toBe(hasCircle(waitsFor));
        expect(new Set(circle).size).toBe(circle.length);
        circle.forEach((thread, i) => expect(waitsFor.get(thread)).toBe(circle[(i + 1) % circle.length]));
      }),
    );
  });
});

describe('the board on which threads say what they wait for', () => {
  it('shows of each thread its latest wait, as long as it lasts', () => {
    const move = fc.record({ thread: fc.nat(5), resource: fc.option(fc.integer({ min: 1, max: 99 })) });
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const board = new StatusBoard();
        // Another view of the same memory, as another thread has one.
        const other = new StatusBoard(board.memory);
        const known = new Map<number, number | null>();
        for (const { thread, resource } of moves) {
          if (resource === null) board.goOn(thread);
          else board.block(thread, resource, 0, thread, resource * 2);
          known.set(thread, resource);
        }
        for (let thread = 0; thread <= 5; thread++) {
          const resource = known.get(thread) ?? null;
          if (resource === null) expect(other.read(thread)).toBeNull();
          else expect(other.read(thread)).toMatchObject({ thread, resource, file: thread, line: resource * 2 });
        }
      }),
    );
  });

  it('counts waits, so that two looks can tell one long wait from two', () => {
    const board = new StatusBoard();
    board.block(1, 7, 0, 0, 3);
    const first = [board.read(1)].filter((wait) => wait !== null);
    expect(isSame(first, [...first])).toBe(true);
    board.goOn(1);
    board.block(1, 7, 0, 0, 3);
    expect(
      isSame(
        first,
        [board.read(1)].filter((wait) => wait !== null),
      ),
    ).toBe(false);
    expect(isSame(null, first)).toBe(false);
  });

  it('has no room for the thousandth thread, and does no harm to another', () => {
    const board = new StatusBoard();
    board.block(1e6, 7, 0, 0, 3);
    board.goOn(1e6);
    expect(board.read(1e6)).toBeNull();
  });
});

describe('a deadlock', () => {
  /** Two threads, each of which has a lock and waits for the other's. */
  function knot() {
    const status = new StatusBoard();
    const [main, one, two] = [0, 1, 2].map((number) => makeTestThread({ number, status }).shared);
    if (main === undefined || one === undefined || two === undefined) throw new Error('three threads');
    const a = new main.Mutex();
    const b = new main.Mutex();
    const at = (shared: typeof main, lock: typeof a) => shared.revive(lock.parts) as typeof a;
    at(one, a).lock();
    at(two, b).lock();
    status.block(1, b.parts.id, 0, 0, 11);
    status.block(2, a.parts.id, 0, 0, 22);
    const suspects = {
      status,
      threads: [
        { number: 1, name: 'worker 1' },
        { number: 2, name: 'worker 2' },
      ],
      files: ['main.ts'],
      find: main.find,
    };
    return { status, suspects, one, two, a, b, at };
  }

  it('is told with names, lines, and who waits for whom', () => {
    const { suspects } = knot();
    const outcome = describeDeadlock(suspects, allBlocked(suspects) ?? []);
    if (outcome.kind !== 'deadlocked') throw new Error('no deadlock');
    expect(outcome.cycle).toEqual(['worker 1', 'worker 2']);
    expect(outcome.blocked).toMatchObject([
      { actor: 'worker 1', via: 'Mutex.lock', place: { file: 'main.ts', line: 11 }, holder: { actor: 'worker 2' } },
      { actor: 'worker 2', via: 'Mutex.lock', place: { file: 'main.ts', line: 22 }, holder: { actor: 'worker 1' } },
    ]);
    expect(outcome.text).toContain('worker 1 -> worker 2 -> worker 1');
  });

  it('is none as long as one of them computes', () => {
    const { suspects, status } = knot();
    status.goOn(2);
    expect(allBlocked(suspects)).toBeNull();
  });

  it('is none as long as what one waits for is free: it was woken, and the machine has not come to it', () => {
    const { suspects, one, a, at } = knot();
    at(one, a).unlock();
    expect(allBlocked(suspects)).toBeNull();
  });

  it('is none when nobody has any work', () => {
    const { suspects } = knot();
    expect(allBlocked({ ...suspects, threads: [] })).toBeNull();
  });
});
