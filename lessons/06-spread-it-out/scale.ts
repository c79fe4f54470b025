import { pool } from 'interleave';

const TO = 3_000_000;
const JOBS = 40;
const cores = navigator.hardwareConcurrency;
console.log(`This browser reports ${cores} cores.`);

const jobs = Array.from({ length: JOBS }, (_, i) => ({
  from: (i * TO) / JOBS,
  to: ((i + 1) * TO) / JOBS,
}));

/** The best of three times for all jobs with so many workers. */
async function measure(size: number): Promise<number> {
  using workers = pool(size, './primes');
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const begin = performance.now();
    const counts = await workers.map('countPrimes', jobs);
    best = Math.min(best, performance.now() - begin);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total !== 216_816) throw new Error(`counted ${total}`);
  }
  return best;
}

const alone = await measure(1);
console.log(`1 worker: ${alone.toFixed(0)} ms`);
for (const size of [cores, 2 * cores]) {
  const took = await measure(size);
  const times = (alone / took).toFixed(2);
  const name = size === cores ? 'as many as cores' : 'twice as many';
  console.log(`${size} workers, ${name}: ${took.toFixed(0)} ms,`);
  console.log(`  ${name}: ${times} times as fast as one`);
}
