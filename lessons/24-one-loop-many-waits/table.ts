import { ask, STATIONS } from './stations';

const temperatures: number[] = [];
for (const station of STATIONS) {
  temperatures.push(await ask(station));
}
console.log(`all: ${temperatures.join(', ')}`);
