import { pool } from 'interleave';

using workers = pool(2, './primes');
const [lower, upper] = await Promise.all([
  workers.submit('countPrimes', [0, 2_000_000]),
  workers.submit('countPrimes', [2_000_000, 3_000_000]),
]);
console.log(`${lower} and ${upper} primes`);
