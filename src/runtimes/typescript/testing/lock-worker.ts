/** A real thread that takes and gives back locks, for `shared.test.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SharedParts } from '../shared';
import { makeTestThread } from './threads';

export interface LockWork {
  readonly parts: SharedParts;
  readonly does: 'lock' | 'lockAsync' | 'tryLock' | 'run' | 'mixed' | 'hold';
  readonly times: number;
  /** Of the semaphore: how many may be inside. 1 for a mutex. */
  readonly most: number;
  /** Word 0: who is inside now. 1: the most that ever were. 2: a count that is read, and written later, without any other care. */
  readonly cells: SharedArrayBuffer;
}

const { number } = workerData as { readonly number: number };
const { shared } = makeTestThread({ number });

async function work({ parts, does, times, most, cells: memory }: LockWork): Promise<void> {
  const cells = new Int32Array(memory);
  const inside = (): void => {
    const now = Atomics.add(cells, 0, 1) + 1;
    for (let seen = Atomics.load(cells, 1); now > seen; seen = Atomics.load(cells, 1)) {
      Atomics.compareExchange(cells, 1, seen, now);
    }
    if (most === 1) {
      const count = cells[2] ?? 0;
      for (let i = 0; i < 50; i++) Atomics.load(cells, 0);
      cells[2] = count + 1;
    } else {
      Atomics.add(cells, 2, 1);
    }
    Atomics.sub(cells, 0, 1);
  };
  const thing = shared.revive(parts);
  if (does === 'hold' && thing instanceof shared.Mutex) {
    thing.lock();
    parentPort?.postMessage('held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, times);
    return thing.unlock();
  }
  for (let i = 0; i < times; i++) {
    const way = does === 'mixed' ? (['lock', 'lockAsync', 'tryLock', 'run'] as const)[(i * 7 + number) % 4] : does;
    if (thing instanceof shared.Mutex) {
      if (way === 'lockAsync') await thing.lockAsync();
      else if (way === 'run') {
        thing.run(inside);
        continue;
      } else if (way !== 'tryLock' || !thing.tryLock()) thing.lock();
      inside();
      thing.unlock();
    } else if (thing instanceof shared.Semaphore) {
      if (way === 'lockAsync') await thing.acquireAsync();
      else if (way !== 'tryLock' || !thing.tryAcquire()) thing.acquire();
      inside();
      thing.release();
    }
  }
}

parentPort?.postMessage('ready');
parentPort?.on('message', (message: LockWork) => {
  work(message).then(
    () => parentPort?.postMessage('done'),
    (error: unknown) => parentPort?.postMessage(String(error)),
  );
});
