import { sleep } from 'interleave';
import { countPrimes } from './primes';
import { Pulse } from './pulse';

const pulse = new Pulse();
await sleep(200);

const begin = performance.now();
const count = countPrimes(0, 4_000_000);
const took = performance.now() - begin;

await sleep(200);
console.log(`${count} primes, counted in ${took.toFixed(0)} ms`);
console.log(pulse.stop());
