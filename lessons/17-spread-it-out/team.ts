import { args, pool } from 'interleave';

const TO = 4_000_000;
const JOBS = 40;
const size = Number(args[0] ?? 2); // how many workers

const jobs = Array.from({ length: JOBS }, (_, i) => ({
  from: (i * TO) / JOBS,
  to: ((i + 1) * TO) / JOBS,
}));

const begin = performance.now();
const workers = pool(size, './primes');
const counts = await workers.map('countPrimes', jobs);
workers.close();

const ms = performance.now() - begin;
const primes = counts.reduce((sum, count) => sum + count, 0);
console.log(`workers: ${size}, ${primes} primes in ${ms.toFixed(0)} ms`);
