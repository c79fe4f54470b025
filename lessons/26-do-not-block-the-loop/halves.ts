import { countPrimes } from './primes';

const lower = countPrimes(0, 2_000_000);
const upper = countPrimes(2_000_000, 3_000_000);
console.log(`${lower} and ${upper} primes`);
