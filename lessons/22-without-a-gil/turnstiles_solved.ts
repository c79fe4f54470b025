import { pool } from 'interleave';

const VISITORS = 100_000_000;
const north = new Int32Array(new SharedArrayBuffer(4));
const south = new Int32Array(new SharedArrayBuffer(4));
using gates = pool(2, './gate');
await Promise.all([gates.submit('open'), gates.submit('open')]);

await Promise.all([
  gates.submit('plain', [north, VISITORS]),
  gates.submit('plain', [south, VISITORS]),
]);
const total = Number(north[0]) + Number(south[0]);

console.log(`${2 * VISITORS} came in, ${total} were counted`);
