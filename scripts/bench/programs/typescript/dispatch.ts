// What a job costs that does nothing: one after the other, each answered before the next is given. The median of many batches,
// because the machine may have other things to do in some of them.
import { args, pool } from 'interleave';

const [batches = 30, calls = 50] = args.map(Number);
using workers = pool(1, './jobs');
const found: number[] = [];
for (let batch = 0; batch < batches + 6; batch++) {
  const begin = performance.now();
  for (let i = 0; i < calls; i++) await workers.submit('nothing');
  // The first ones are for the compilers.
  if (batch >= 6) found.push(((performance.now() - begin) / calls) * 1000);
}
console.log(JSON.stringify([found.sort((a, b) => a - b)[found.length >> 1]]));
