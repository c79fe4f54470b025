import { pool } from 'interleave';

const TO = 4_000_000;
const JOBS = 16;
using workers = pool(4, './primes');

let primes = 0;
for (let i = 0; i < JOBS; i++) {
  const job = { from: (i * TO) / JOBS, to: ((i + 1) * TO) / JOBS };
  primes += await workers.submit('countPrimes', [job]);
}
console.log(`${primes} primes below four million`);
