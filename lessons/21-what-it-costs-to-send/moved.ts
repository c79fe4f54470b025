import { pool, transfer } from 'interleave';

using worker = pool(1, './echo');
const picture = new Uint8Array(1_000_000);

await worker.submit('sizeOf', [picture]);
console.log(`after a clone: ${picture.byteLength} bytes here`);

await worker.submit('sizeOf', [transfer(picture, [picture.buffer])]);
console.log(`after a transfer: ${picture.byteLength} bytes here`);
