import { ask, STATIONS } from './stations';

const begin = performance.now();
const questions = STATIONS.map((station) => ask(station));
await Promise.all(questions);
const took = (performance.now() - begin) / 1000;
console.log(`All ten after ${took.toFixed(2)} s`);
