import { cook } from './kitchen';

const begin = performance.now();
await Promise.all(['soup', 'pasta', 'salad', 'cake'].map(cook));
const took = performance.now() - begin;
console.log(`All four after ${(took / 1000).toFixed(2)} s`);
