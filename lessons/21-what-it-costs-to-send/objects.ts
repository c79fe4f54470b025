import { pool } from 'interleave';

using worker = pool(1, './echo');
const people = Array.from({ length: 200_000 }, (_, i) => ({ age: i }));
const bytes = new Uint8Array(2_000_000);

/** The best of three round trips, in milliseconds. */
async function best(name: string, value: unknown): Promise<string> {
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    const begin = performance.now();
    await worker.submit(name, [value]);
    least = Math.min(least, performance.now() - begin);
  }
  return least.toFixed(2);
}

await worker.submit('count', [[]]);
console.log(`200,000 small objects: ${await best('count', people)} ms`);
console.log(`2 MB of bytes: ${await best('sizeOf', bytes)} ms`);
