import { ask, STATIONS } from './stations';

const questions = STATIONS.map((station) => ask(station));
const temperatures = await Promise.all(questions);
console.log(`all: ${temperatures.join(', ')}`);
