import { pool, transfer } from 'interleave';

const KB = 1000;
const SIZES = [1 * KB, 100 * KB, 10_000 * KB, 100_000 * KB];
using worker = pool(1, './echo');

/** The median of five round trips, in milliseconds. */
async function median(send: () => Promise<number>): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await send());
  return (times.sort((a, b) => a - b)[2] ?? 0).toFixed(2);
}

/** One round trip; making the bytes is not counted. */
async function trip(bytes: Uint8Array, moves: boolean) {
  const begin = performance.now();
  const sent = moves ? transfer(bytes, [bytes.buffer]) : bytes;
  await worker.submit('sizeOf', [sent]);
  return performance.now() - begin;
}

await trip(new Uint8Array(8), false);
for (const size of SIZES) {
  const bytes = new Uint8Array(size).fill(1);
  const cloned = await median(() => trip(bytes, false));
  const moved = await median(() => trip(bytes.slice(), true));
  const shared = new Uint8Array(new SharedArrayBuffer(size));
  const seen = await median(() => trip(shared, false));
  const name = `${(size / KB).toLocaleString('en')} KB`.padStart(10);
  const costs = `clone ${cloned} transfer ${moved} shared ${seen}`;
  console.log(`${name}: ${costs}`);
}
