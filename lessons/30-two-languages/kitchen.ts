import { sleep } from 'interleave';

/** Waits for the delivery, then counts primes: waits, then works. */
export async function cook(order: string): Promise<void> {
  await sleep(200);
  let primes = 0;
  for (let n = 2; n < 1_500_000; n++) {
    let d = 2;
    while (d * d <= n && n % d !== 0) d++;
    if (d * d > n) primes++;
  }
  console.log(`${order} is ready (${primes} primes)`);
}
