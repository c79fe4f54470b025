import { pool } from 'interleave';

const TO = 2_000_000;
const JOBS = 40;
const ROUNDS = 4;
const cores = navigator.hardwareConcurrency;
console.log(`This browser reports ${cores} cores.`);

const jobs = Array.from({ length: JOBS }, (_, i) => ({
  from: (i * TO) / JOBS,
  to: ((i + 1) * TO) / JOBS,
}));

const teams = [1, cores, 2 * cores].map((size) => ({
  size,
  workers: pool(size, './primes'),
  took: 0,
}));

// Taking turns, so that whatever else goes on meets all alike.
for (let round = 0; round < ROUNDS; round++) {
  for (const team of teams) {
    const begin = performance.now();
    await team.workers.map('countPrimes', jobs);
    team.took += performance.now() - begin;
  }
}
for (const team of teams) team.workers.close();

const alone = teams[0]!.took / ROUNDS;
for (const { size, took } of teams) {
  const ms = took / ROUNDS;
  const times = (alone / ms).toFixed(2);
  console.log(`workers: ${size}, ${ms.toFixed(0)} ms, ${times} times as fast`);
}
