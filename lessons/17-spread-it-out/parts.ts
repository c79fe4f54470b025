import { pool } from 'interleave';

const TO = 2_000_000;
const JOBS = 2; // try 40

using workers = pool(2, './primes');

/** One job, and how long it took. */
async function count(from: number, to: number): Promise<number> {
  const begin = performance.now();
  await workers.submit('countPrimes', [{ from, to }]);
  return performance.now() - begin;
}

const begin = performance.now();
const parts = Array.from({ length: JOBS }, (_, i) =>
  count((i * TO) / JOBS, ((i + 1) * TO) / JOBS),
);
const times = await Promise.all(parts);
const all = performance.now() - begin;

console.log(`all jobs: ${all.toFixed(0)} ms`);
console.log(`the first job: ${times.at(0)?.toFixed(0)} ms`);
console.log(`the last job: ${times.at(-1)?.toFixed(0)} ms`);
