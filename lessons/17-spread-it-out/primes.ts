interface Range {
  from: number;
  to: number;
}

/** How many primes there are from `from` to just below `to`. */
export function countPrimes({ from, to }: Range): number {
  let count = 0;
  for (let n = from; n < to; n++) if (isPrime(n)) count++;
  return count;
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
}
