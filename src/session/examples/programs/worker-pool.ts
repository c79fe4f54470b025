// The same file runs in three threads: here, and in two
// workers that count for it. Look at the two strands that
// compute at the same time, and at the messages that go
// there and back.
import { pool } from 'interleave';

export function countPrimes(from: number, to: number): number {
  let count = 0;
  for (let n = from; n < to; n++) {
    let d = 2;
    while (d * d <= n && n % d !== 0) d++;
    if (n > 1 && d * d > n) count++;
  }
  return count;
}

// Each worker loads this file, too; it goes on only here.
if (typeof window !== 'undefined') {
  using workers = pool<typeof import('./main')>(2, './main');
  const counts = await Promise.all([
    workers.submit('countPrimes', [0, 1_000_000]),
    workers.submit('countPrimes', [1_000_000, 1_600_000]),
  ]);
  console.log(counts.join(' + '), 'primes');
}
