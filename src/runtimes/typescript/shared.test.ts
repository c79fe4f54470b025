import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFree } from './shared';
import type { LockWork } from './testing/lock-worker';
import { makeTestThread } from './testing/threads';

const LOADER = `
  void import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL('./testing/lock-worker.ts', import.meta.url).href)});
  });
`;

const { shared } = makeTestThread();
const other = makeTestThread({ number: 1 }).shared;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('on one thread', () => {
  it('a mutex is taken once, and given back by who has it', () => {
    const mutex = new shared.Mutex();
    expect(mutex.tryLock()).toBe(true);
    expect(mutex.tryLock()).toBe(false);
    expect(isFree(mutex.parts, 0)).toBe(false);
    const there = other.revive(mutex.parts) as typeof mutex;
    expect(() => there.unlock()).toThrow('does not hold the lock');
    mutex.unlock();
    expect(() => mutex.unlock()).toThrow('does not hold the lock');
    expect(isFree(mutex.parts, 0)).toBe(true);
    expect(there.tryLock()).toBe(true);
  });

  it('a mutex says so when its own thread would wait for itself, and does not wait', () => {
    const mutex = new other.Mutex();
    mutex.lock();
    expect(() => mutex.lock()).toThrow('would wait for itself');
  });

  it('the main thread is kept from blocking, and told what to do instead', async () => {
    const mutex = new shared.Mutex();
    (other.revive(mutex.parts) as typeof mutex).lock();
    expect(() => mutex.lock()).toThrow('await ...Async()');
    const waits = mutex.lockAsync();
    await wait(5);
    (other.revive(mutex.parts) as typeof mutex).unlock();
    (await waits)[Symbol.dispose]();
    expect(isFree(mutex.parts, 0)).toBe(true);
  });

  it('run gives the lock back, whatever the work comes to', () => {
    const mutex = new shared.Mutex();
    expect(mutex.run(() => 7)).toBe(7);
    expect(() =>
      mutex.run(() => {
        throw new Error('x');
      }),
    ).toThrow('x');
    expect(isFree(mutex.parts, 0)).toBe(true);
  });

  it('a semaphore lets as many in as it has, and counts what is given back', async () => {
    const semaphore = new shared.Semaphore(2);
    expect([semaphore.tryAcquire(), semaphore.tryAcquire(), semaphore.tryAcquire()]).toEqual([true, true, false]);
    const waits = semaphore.acquireAsync();
    semaphore.release();
    await waits;
    expect(isFree(semaphore.parts, 0)).toBe(false);
    semaphore.release();
    semaphore.release();
    expect(isFree(semaphore.parts, 0)).toBe(true);
    for (const count of [-1, 1.5, NaN]) expect(() => new shared.Semaphore(count)).toThrow(RangeError);
  });

  it('what crosses to another thread is one object there, and the same for all', () => {
    const mutex = new shared.Mutex();
    const there = other.revive(mutex.parts);
    expect(other.revive(mutex.parts)).toBe(there);
    expect(shared.revive(mutex.parts)).toBe(mutex);
    expect(shared.find(mutex.parts.id)).toEqual(mutex.parts);
  });
});

describe('between threads that run at the same time', () => {
  const workers: Worker[] = [];

  beforeAll(async () => {
    for (let number = 1; number <= 4; number++) {
      workers.push(new Worker(LOADER, { eval: true, workerData: { number } }));
    }
    await Promise.all(
      workers.map((worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))),
    );
  }, 30_000);

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  const all = (work: LockWork, ways: readonly LockWork['does'][]): Promise<unknown[]> =>
    Promise.all(
      ways.map(
        (does, i) =>
          new Promise((resolve) => {
            workers[i]?.once('message', resolve);
            workers[i]?.postMessage({ ...work, does } satisfies LockWork);
          }),
      ),
    );

  const way = fc.constantFrom<LockWork['does']>('lock', 'lockAsync', 'tryLock', 'run', 'mixed');
  const ways = fc.tuple(way, way, way, way);

  it('a mutex lets one in at a time, loses no count, and leaves nobody waiting', async () => {
    await fc.assert(
      fc.asyncProperty(ways, fc.integer({ min: 1, max: 300 }), async (does, times) => {
        const cells = new SharedArrayBuffer(12);
        const mutex = new shared.Mutex();
        const work: LockWork = { parts: mutex.parts, does: 'lock', times, most: 1, cells };
        expect(await all(work, does)).toEqual(does.map(() => 'done'));
        const [inside, most, count] = new Int32Array(cells);
        expect({ inside, most, count }).toEqual({ inside: 0, most: 1, count: times * does.length });
        expect(isFree(mutex.parts, 0)).toBe(true);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 60_000);

  it('a thread that awaits a mutex and then blocks for it gets it, both times', async () => {
    const { shared: fifth } = makeTestThread({ number: 5 });
    const mutex = new fifth.Mutex();
    const cells = new SharedArrayBuffer(12);
    expect(await all({ parts: mutex.parts, does: 'hold', times: 80, most: 1, cells }, ['hold'])).toEqual(['held']);
    const given = new Promise((resolve) => workers[0]?.once('message', resolve));
    const awaited = mutex.lockAsync();
    mutex.lock()[Symbol.dispose]();
    (await awaited)[Symbol.dispose]();
    expect(isFree(mutex.parts, 0)).toBe(true);
    await given;
  });

  it('a semaphore lets so many in at a time and no more, and leaves nobody waiting', async () => {
    await fc.assert(
      fc.asyncProperty(
        ways,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 3 }),
        async (does, times, most) => {
          const cells = new SharedArrayBuffer(12);
          const semaphore = new shared.Semaphore(most);
          expect(await all({ parts: semaphore.parts, does: 'lock', times, most, cells }, does)).toEqual(
            does.map(() => 'done'),
          );
          const [inside, highest, count] = new Int32Array(cells);
          expect(inside).toBe(0);
          expect(highest).toBeLessThanOrEqual(most);
          expect(count).toBe(times * does.length);
          for (let i = 0; i < most; i++) expect(semaphore.tryAcquire()).toBe(true);
          expect(semaphore.tryAcquire()).toBe(false);
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
  }, 60_000);
});
