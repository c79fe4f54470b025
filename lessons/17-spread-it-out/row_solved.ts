import { pool } from 'interleave';

const TO = 4_000_000;
const JOBS = 16;
using workers = pool(4, './primes');

const jobs = Array.from({ length: JOBS }, (_, i) => ({
  from: (i * TO) / JOBS,
  to: ((i + 1) * TO) / JOBS,
}));
const counts = await workers.map('countPrimes', jobs);
const primes = counts.reduce((sum, count) => sum + count, 0);
console.log(`${primes} primes below four million`);
