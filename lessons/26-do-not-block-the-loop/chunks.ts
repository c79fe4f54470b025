import { sleep } from 'interleave';
import { countPrimes } from './primes';
import { Pulse } from './pulse';

const pulse = new Pulse();
await sleep(200);

const begin = performance.now();
let count = 0;
for (let from = 0; from < 4_000_000; from += 40_000) {
  count += countPrimes(from, from + 40_000);
  await sleep(0); // whoever is in the queue comes first
}
const took = performance.now() - begin;

await sleep(200);
console.log(`${count} primes, counted in ${took.toFixed(0)} ms`);
console.log(pulse.stop());
