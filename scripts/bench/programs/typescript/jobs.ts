export function nothing(): void {}

/** Primes among every `step`th odd number below `limit`: chunks of the same weight. */
export function primes(chunk: number, step: number, limit: number): number {
  let count = 0;
  for (let number = 3 + 2 * chunk; number < limit; number += 2 * step) {
    let isPrime = true;
    for (let divisor = 3; divisor * divisor <= number; divisor += 2) {
      if (number % divisor === 0) {
        isPrime = false;
        break;
      }
    }
    if (isPrime) count += 1;
  }
  return count;
}

/** Looks at one byte of what it got. */
export function look(bytes: Uint8Array): number {
  return bytes[bytes.length - 1] ?? -1;
}

export function warm(): number {
  return primes(0, 64, 1_000_000);
}
