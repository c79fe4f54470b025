/**
 * `npm run bench [-- NAME...]`: prints one JSON line for each figure. A name may be a beginning (`python.lock`). What each
 * figure means, and its last recorded value, stands in `docs/benchmarks.md`.
 */
import { asyncioBenches } from './asyncio';
import type { Bench } from './figure';
import { networkBenches } from './network';
import { pageBenches } from './page';
import { processBenches } from './processes';
import { pythonBenches } from './python';
import { raceBenches } from './races';
import { timelineBenches } from './timeline';
import { typescriptBenches } from './typescript';

const benches: readonly Bench[] = [
  ...pageBenches,
  ...pythonBenches,
  ...asyncioBenches,
  ...processBenches,
  ...networkBenches,
  ...raceBenches,
  ...timelineBenches,
  ...typescriptBenches,
];
const wanted = process.argv.slice(2);
const known = benches.flatMap((bench) => bench.names);

for (const name of wanted) {
  if (!known.some((one) => one.startsWith(name))) {
    process.stderr.write(`bench: there is no figure ${name}; there are: ${known.join(', ')}\n`);
    process.exit(2);
  }
}

const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((one) => name.startsWith(one));

for (const bench of benches) {
  if (!bench.names.some(isWanted)) continue;
  for (const made of await bench.run()) {
    if (isWanted(made.name)) process.stdout.write(`${JSON.stringify(made)}\n`);
  }
}
