import { ask, STATIONS } from './stations';

const begin = performance.now();
for (const station of STATIONS) {
  await ask(station);
}
const took = (performance.now() - begin) / 1000;
console.log(`All ten after ${took.toFixed(2)} s`);
