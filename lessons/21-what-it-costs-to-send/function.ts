import { pool } from 'interleave';

using worker = pool(1, './echo');
const people = [{ name: 'Ada', greet: () => 'Hello' }];
console.log(await worker.submit('count', [people]));
