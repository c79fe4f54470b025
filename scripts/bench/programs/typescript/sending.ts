// A worker gets bytes, looks at one of them and answers: by a clone, by a transfer, and in memory that both have.
import { pool, transfer } from 'interleave';

using workers = pool(1, './jobs');
for (let i = 0; i < 50; i++) await workers.submit('look', [new Uint8Array(1024)]);

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function cost(times: number, make: () => unknown): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) {
    const what = make();
    const begin = performance.now();
    await workers.submit('look', [what]);
    found.push(performance.now() - begin);
  }
  return median(found);
}

const filled = (bytes: Uint8Array): Uint8Array => bytes.fill(7);
const result: number[] = [];
for (const size of [1_000, 1_000_000, 100_000_000]) {
  const times = size > 1e7 ? 3 : 15;
  const bytes = filled(new Uint8Array(size));
  const shared = filled(new Uint8Array(new SharedArrayBuffer(size)));
  result.push(
    await cost(times, () => bytes),
    await cost(times, () => {
      const copy = filled(new Uint8Array(size));
      return transfer(copy, [copy.buffer]);
    }),
    await cost(times, () => shared),
  );
}
console.log(JSON.stringify(result));
