// What a job costs that does nothing: one after the other, each answered before the next is given; and the same by bare Comlink and
// by the package workerpool, in this very thread. How fast a thread wakes changes from one moment to the next by a factor of two (a
// core that sleeps wakes slower than one that does not), so batches of the three take turns, and each round is compared in itself.
import { args, pool } from 'interleave';
import { comlink, workerpool } from './libraries';

interface Rivals {
  byComlink(calls: number): Promise<number>;
  byWorkerpool(calls: number): Promise<number>;
  end(): void;
}

const [rounds = 60, calls = 25] = args.map(Number);

// The libraries as they are, and the loops over them, from a module that the runtime does not watch.
const LOOPS = `
const script = (...parts) => URL.createObjectURL(new Blob(parts));
const worker = new Worker(script(comlink, '\\nComlink.expose({ nothing() {} });'));
const remote = Comlink.wrap(worker);
const workers = workerpool.pool(script(library, '\\nworkerpool.worker({ nothing() {} });'), {
  minWorkers: 1,
  maxWorkers: 1,
  workerType: 'web',
});
export async function byComlink(calls) {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) await remote.nothing();
  return performance.now() - begin;
}
export async function byWorkerpool(calls) {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) await workers.exec('nothing', []);
  return performance.now() - begin;
}
export function end() {
  worker.terminate();
  workers.terminate(true);
}
`;
const texts = `const comlink = ${JSON.stringify(comlink)}, library = ${JSON.stringify(workerpool)};`;
const rivals = (await import(
  URL.createObjectURL(new Blob([texts, comlink, '\n', workerpool, '\n', LOOPS], { type: 'text/javascript' }))
)) as Rivals;

using workers = pool(1, './jobs');
async function byPool(): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) await workers.submit('nothing');
  return performance.now() - begin;
}

// In us a call: a row for each round. The first ones are for the compilers.
const found: number[][] = [];
for (let round = 0; round < rounds + 8; round++) {
  const times = [await byPool(), await rivals.byComlink(calls), await rivals.byWorkerpool(calls)];
  if (round >= 8) found.push(times.map((ms) => (ms / calls) * 1000));
}
rivals.end();
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const column = (i: number): number[] => found.map((row) => row[i] ?? NaN);
const ratio = (i: number): number => median(found.map((row) => (row[0] ?? NaN) / (row[i] ?? NaN)));
console.log(JSON.stringify([median(column(0)), median(column(1)), median(column(2)), ratio(1), ratio(2)]));
