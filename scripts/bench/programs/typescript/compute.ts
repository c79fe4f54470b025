// A program that computes, in steps between which the event loop gets its turn: as one would write it for a page.
import { args, pool } from 'interleave';
import { primes } from './jobs';

const limit = Number(args[0] ?? 1_500_000);

async function inSteps(steps: number): Promise<number> {
  let count = 0;
  for (let chunk = 0; chunk < steps; chunk++) {
    count += primes(chunk, steps, limit);
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  return count;
}

primes(0, 16, limit);
using workers = pool(1, './jobs');
await workers.submit('warm');
const begin = performance.now();
await inSteps(24);
const middle = performance.now();
for (let chunk = 0; chunk < 24; chunk++) await workers.submit('primes', [chunk, 24, limit]);
const late = performance.now();
for (let chunk = 0; chunk < 24; chunk++) await workers.submit('primes', [chunk, 24, 4 * limit]);
console.log(JSON.stringify([middle - begin, late - middle, performance.now() - late]));
