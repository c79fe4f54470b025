import { pool } from 'interleave';

using cooks = pool(4, './kitchen');
const begin = performance.now();
await cooks.map('cook', ['soup', 'pasta', 'salad', 'cake']);
const took = performance.now() - begin;
console.log(`All four after ${(took / 1000).toFixed(2)} s`);
