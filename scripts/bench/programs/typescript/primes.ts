// How many times as fast two workers count the primes below five million as one of them alone.
import { pool } from 'interleave';

const LIMIT = 5_000_000;
const CHUNKS = 16;

using one = pool(1, './jobs');
using two = pool(2, './jobs');
// Started, and their code compiled as well as it will be.
for (const workers of [one, two]) await workers.map('warm', [0, 1]);

async function count(workers: typeof one): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: CHUNKS }, (_, chunk) => workers.submit('primes', [chunk, CHUNKS, LIMIT])),
  );
  return (counts as number[]).reduce((sum, n) => sum + n, 0);
}

const begin = performance.now();
const alone = await count(one);
const middle = performance.now();
const together = await count(two);
const end = performance.now();
if (alone !== together || alone !== 348_512) throw new Error(`${alone} and ${together} primes`);
console.log(JSON.stringify([(middle - begin) / (end - middle), (middle - begin) / 1000]));
