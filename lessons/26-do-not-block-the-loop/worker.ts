import { pool, sleep } from 'interleave';
import { Pulse } from './pulse';

using workers = pool(1, './primes');
const pulse = new Pulse();
await sleep(200);

const begin = performance.now();
const count = await workers.submit('countPrimes', [0, 4_000_000]);
const took = performance.now() - begin;

await sleep(200);
console.log(`${count} primes, counted in ${took.toFixed(0)} ms`);
console.log(pulse.stop());
