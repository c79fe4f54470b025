// Two workers count people in the same memory, first
// plainly, then with Atomics. Look at the two strands that
// run at the same time: there is no GIL here, and only the
// second sum is right.
import { pool } from 'interleave';

const PEOPLE = 20_000_000;

// Each says that it is there, and waits for the other.
function together(doors: Int32Array): void {
  Atomics.add(doors, 1, 1);
  while (Atomics.load(doors, 1) < 2);
}

export function plainly(doors: Int32Array): void {
  together(doors);
  for (let i = 0; i < PEOPLE; i++) doors[0] += 1;
}

export function atomically(doors: Int32Array): void {
  together(doors);
  for (let i = 0; i < PEOPLE; i++) Atomics.add(doors, 0, 1);
}

// Each worker loads this file, too; it goes on only here.
if (typeof window !== 'undefined') {
  using workers = pool<typeof import('./main')>(2, './main');
  for (const way of ['plainly', 'atomically'] as const) {
    const doors = new Int32Array(new SharedArrayBuffer(8));
    await Promise.all([
      workers.submit(way, [doors]),
      workers.submit(way, [doors]),
    ]);
    console.log(`${way}: ${doors[0]} of ${2 * PEOPLE}`);
  }
}
