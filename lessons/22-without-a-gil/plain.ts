import { pool } from 'interleave';

const VISITORS = 100_000_000;
const counter = new Int32Array(new SharedArrayBuffer(4));
using gates = pool(2, './gate');
await Promise.all([gates.submit('open'), gates.submit('open')]);

await Promise.all([
  gates.submit('plain', [counter, VISITORS]),
  gates.submit('plain', [counter, VISITORS]),
]);

const came = (2 * VISITORS).toLocaleString('en');
const says = Number(counter[0]).toLocaleString('en');
console.log(`${came} people came in, the counter says ${says}`);
