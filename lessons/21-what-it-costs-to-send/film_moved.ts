import { pool, transfer } from 'interleave';

using worker = pool(1, './echo');
const film = Array.from({ length: 12 }, () => new Uint8Array(4_000_000));

let seen = 0;
for (const frame of film) {
  seen += await worker.submit('sizeOf', [transfer(frame, [frame.buffer])]);
}
const left = film.reduce((sum, frame) => sum + frame.byteLength, 0);
console.log(`the worker saw ${seen} bytes`);
console.log(`still here: ${left} bytes`);
