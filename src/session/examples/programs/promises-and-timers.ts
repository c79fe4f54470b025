// Guess the order of the five lines before you run it. Then
// look at the turns of the loop: what was promised comes at
// the end of the same turn, a timer has to wait for a turn
// of its own.
console.log('1: written first');

setTimeout(() => console.log('5: a timer of 0 ms'), 0);

queueMicrotask(() => console.log('3: a microtask'));

void Promise.resolve('4: a promise').then(console.log);

console.log('2: still the same turn');
