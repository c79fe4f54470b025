// A clock ticks ten times a second, until somebody
// computes. Look for the long stretch with a sign on it:
// the event loop is busy there, and every tick has to wait.
// So does the shuttle beside Run.
import { sleep } from 'interleave';

let ticks = 0;
const tick = () => console.log('tick', ++ticks);
const clock = setInterval(tick, 100);
await sleep(350);

console.log('computing...');
const end = performance.now() + 600;
let sum = 0;
while (performance.now() < end) sum += Math.sqrt(sum + 1);
console.log('done');

await sleep(350);
clearInterval(clock);
