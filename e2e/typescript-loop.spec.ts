/**
 * What a page's event loop does that Python has no like of: when a program is over, what wakes it, which errors find their way
 * out, and what its trace tells of turns, workers and messages.
 */
import { expect, test } from './helper';
import { all, runTypeScript, statesOf, useLab } from './laboratory';

const lab = useLab('typescript');
const run = (main: string, others?: Readonly<Record<string, string>>) => runTypeScript(lab(), main, others);

const FINISHED = { kind: 'finished', exitCode: 0 };

test.describe('a program is over when nothing is left that could wake it, and not before', () => {
  for (const [what, code, output] of [
    [
      'a digest that nobody awaits',
      `crypto.subtle.digest('SHA-256', new Uint8Array(30_000_000)).then((d) => console.log(d.byteLength))`,
      '32\n',
    ],
    [
      'a digest in the module itself',
      `console.log((await crypto.subtle.digest('SHA-1', new Uint8Array(9))).byteLength)`,
      '20\n',
    ],
    ['what a Blob holds', `new Blob(['abc']).text().then(console.log)`, 'abc\n'],
    [
      'WebAssembly',
      `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then((m) => console.log(m instanceof WebAssembly.Module))`,
      'true\n',
    ],
    ['a task of the scheduler', `scheduler.postTask(() => console.log('posted'), { delay: 60 })`, 'posted\n'],
    [
      'a time-out that somebody waits for',
      `await new Promise<void>((done) => AbortSignal.timeout(2_300).addEventListener('abort', () => done()))\nconsole.log('over')`,
      'over\n',
    ],
    [
      'a time-out that nobody waits for',
      `AbortSignal.timeout(20_000)\nconsole.log('not waited for')`,
      'not waited for\n',
    ],
    [
      'messages through a port',
      `const { port1, port2 } = new MessageChannel()
let n = 0
port1.onmessage = ({ data }) => { n = data; port1.postMessage(n + 1) }
port2.onmessage = ({ data }) => { if (data < 50) port2.postMessage(data + 1); else console.log(data) }
port2.postMessage(0)`,
      '51\n',
    ],
    [
      'a chain of promises that no await is part of',
      `let p: Promise<number> = Promise.resolve(0)
for (let i = 0; i < 1000; i++) p = p.then((n) => n + 1)
p.then(console.log)`,
      '1000\n',
    ],
    [
      'an interval until it is cleared',
      `let n = 0\nconst id = setInterval(() => { if (++n === 3) { clearInterval(id); console.log(n) } }, 5)`,
      '3\n',
    ],
    ['an animation frame', `requestAnimationFrame((t) => console.log(t > 0))`, 'true\n'],
    [
      'a wait on shared memory with a time-out',
      `const cell = new Int32Array(new SharedArrayBuffer(4))
const { value } = Atomics.waitAsync(cell, 0, 0, 2_300) as { value: Promise<string> }
console.log(await value)`,
      'timed-out\n',
    ],
    [
      'a stream that is packed',
      `const packed = new Blob(['x'.repeat(100_000)]).stream().pipeThrough(new CompressionStream('gzip'))
console.log((await new Response(packed).arrayBuffer()).byteLength < 1_000)`,
      'true\n',
    ],
    ['an import that is decided on late', `const { x } = await import('./other')\nconsole.log(x)`, '7\n'],
    [
      'a worker of one’s own',
      `const source = 'onmessage = (e) => postMessage(e.data * 2)'
const worker = new Worker(URL.createObjectURL(new Blob([source])))
worker.onmessage = ({ data }) => { console.log(data); worker.terminate() }
worker.postMessage(21)`,
      '42\n',
    ],
  ] as const) {
    test(what, async () => {
      const ended = await run(code, { 'other.ts': 'export const x: number = 7\n' });
      expect(ended.stderr).toBe('');
      expect(ended.summary.outcome).toEqual(FINISHED);
      expect(ended.stdout).toBe(output);
    });
  }

  test('what waits for nothing that can come ends with the status that Node gives it, and its line is told', async () => {
    const { summary, notices } = await run(`console.log('a')\n\nawait new Promise(() => {})\n`);
    expect(summary.outcome).toEqual({ kind: 'finished', exitCode: 13 });
    expect(notices).toContain('main.ts:3 awaits "new Promise"');
  });

  test('a call that nobody waits for and that waits for nothing is told, and is no failure', async () => {
    const { summary, notices } = await run(`async function f() {\n  await new Promise(() => {})\n}\nvoid f()\n`);
    expect(summary.outcome).toEqual(FINISHED);
    expect(notices).toContain('main.ts:2');
  });
});

test.describe('an error finds its way out', () => {
  for (const [where, code, line, type, others] of [
    [
      'a rejection that nobody handles, as the last thing that happens',
      `console.log('x')\nvoid Promise.reject(new TypeError('no'))`,
      2,
      'TypeError',
      {},
    ],
    [
      'an async call that nobody awaits',
      `async function f() {\n  throw new RangeError('no')\n}\nvoid f()`,
      2,
      'RangeError',
      {},
    ],
    [
      'a timer',
      `setTimeout(() => {\n  throw new RangeError('no')\n}, 5)\nsetTimeout(() => {}, 60_000)`,
      2,
      'RangeError',
      {},
    ],
    ['a microtask', `queueMicrotask(() => {\n  throw new RangeError('no')\n})`, 2, 'RangeError', {}],
    ['a frame', `requestAnimationFrame(() => {\n  throw new RangeError('no')\n})`, 2, 'RangeError', {}],
    [
      'a listener',
      `const target = new EventTarget()\ntarget.addEventListener('x', () => {\n  throw new RangeError('no')\n})\ntarget.dispatchEvent(new Event('x'))`,
      3,
      'RangeError',
      {},
    ],
    [
      'a port',
      `const { port1, port2 } = new MessageChannel()\nport1.onmessage = () => {\n  throw new RangeError('no')\n}\nport2.postMessage(1)`,
      3,
      'RangeError',
      {},
    ],
    ['a class of the program’s own', `class Own extends Error {}\nthrow new Own('no')`, 2, 'Own', {}],
    [
      'a job of a pool',
      `import { pool } from 'interleave'\nawait pool(1, './job').submit('f')`,
      3,
      'RangeError',
      { 'job.ts': `export function f() {\n\n  throw new RangeError('no')\n}\n` },
    ],
    [
      'a worker, outside of any job',
      `import { pool } from 'interleave'\nawait pool(1, './job').submit('f')`,
      2,
      'RangeError',
      {
        'job.ts': `export async function f() {\n  setTimeout(() => { throw new RangeError('no') })\n  await new Promise((r) => setTimeout(r, 1000))\n}\n`,
      },
    ],
    [
      'a worker that cannot load its module',
      `import { pool } from 'interleave'\nawait pool(1, './job').submit('f')`,
      1,
      'RangeError',
      { 'job.ts': `throw new RangeError('no')\nexport {}\n` },
    ],
  ] as const) {
    test(`from ${where}`, async () => {
      const { summary, stderr } = await run(code, others);
      const { outcome } = summary;
      if (outcome.kind !== 'raised') throw new Error(JSON.stringify(outcome));
      expect(outcome.error.type).toBe(type);
      expect(outcome.error.message).toContain('no');
      const file = 'job.ts' in others ? 'job.ts' : 'main.ts';
      expect(outcome.error.frames.filter((frame) => frame.file === file).at(-1)).toMatchObject({ line, own: true });
      expect(stderr).toMatch(new RegExp(`${file}:${line}\\)?$`, 'm'));
    });
  }

  test('what cannot be cloned is refused where it is sent, and the pool goes on', async () => {
    const { summary, stdout } = await run(
      `import { pool } from 'interleave'
const p = pool(1, './job')
await p.submit('f', [() => 1]).catch((e) => console.log(e.name))
await p.submit('g').catch((e) => console.log(e.name))
console.log(await p.submit('f', [1]))`,
      { 'job.ts': 'export const f = (x: number) => x + 1\nexport const g = () => () => 1\n' },
    );
    expect(summary.outcome).toEqual(FINISHED);
    expect(stdout.split('\n')[0]).toBe('DataCloneError');
    expect(stdout).toMatch(/\n2\n$/);
  });

  test('a function that the module does not have is named, and those that it has', async () => {
    const { summary } = await run(`import { pool } from 'interleave'\nawait pool(1, './job').submit('nope')`, {
      'job.ts': 'export const f = 1\nexport function g() {}\n',
    });
    if (summary.outcome.kind !== 'raised') throw new Error(JSON.stringify(summary));
    expect(summary.outcome.error).toMatchObject({ type: 'TypeError' });
    expect(summary.outcome.error.message).toContain("no function 'nope', but g");
  });
});

test.describe('the trace tells', () => {
  test('that the module itself computes, and for how long the loop was kept', async () => {
    const { trace } = await run(`const until = performance.now() + 200\nwhile (performance.now() < until);\n`);
    const loop = statesOf(trace, 'event loop').filter(({ state }) => state === 'running');
    expect(Math.max(...loop.map(({ start, end }) => end - start))).toBeGreaterThan(190);
    const marks = all(trace.marks);
    expect(marks).toHaveLength(1);
    expect(marks[0]?.text).toMatch(/kept busy for 2\d\d ms/);
    expect(marks[0]?.place).toEqual({ file: 'main.ts', line: 1 });
  });

  test('whole stories of calls that leave off where it cannot see', async () => {
    const { summary, stdout } = await run(`import { sleep } from 'interleave'
async function f(n: number) {
  await sleep(1)
  for await (const x of [sleep(2 * n), sleep(3 * n)]) void x
  await using slow = { async [Symbol.asyncDispose]() { await sleep(n) } }
  void slow
}
async function* g() { yield 1; await sleep(2); yield 2 }
async function h() { let sum = 0; for await (const x of g()) sum += x; return sum }
await Promise.all([f(1), f(2), f(3)])
console.log(await h())
`);
    expect(summary.outcome).toEqual(FINISHED);
    expect(stdout).toBe('3\n');
  });

  test('who put a timer into the queue and when it came out', async () => {
    const { trace } = await run(
      `setTimeout(() => {}, 20)\nlet n = 0\nconst id = setInterval(() => { if (++n === 3) clearInterval(id) }, 5)\n`,
    );
    const queue = trace.resources.find(({ name }) => name.startsWith('task queue'));
    const messages = all(trace.messages).filter(({ resource }) => resource === queue?.id);
    expect(messages.length).toBeGreaterThanOrEqual(4);
    const waits = messages
      .filter(({ receivedAt }) => receivedAt !== null)
      .map(({ sentAt, receivedAt }) => (receivedAt ?? 0) - sentAt);
    expect(waits.some((ms) => ms >= 19)).toBe(true);
    const sent = statesOf(trace, 'event loop').filter(({ via }) => via === 'setInterval');
    expect(sent).toHaveLength(3);
    for (const { place } of sent) expect(place?.line).toBe(3);
  });

  test('from when to when a worker of one’s own was there', async () => {
    const { trace } =
      await run(`const worker = new Worker(URL.createObjectURL(new Blob(['setTimeout(() => postMessage(1), 60)'])))
worker.addEventListener('message', () => worker.terminate())`);
    const worker = trace.actors.find(({ kind }) => kind === 'worker');
    expect(worker).toMatchObject({ name: 'Worker 1', ending: 'killed' });
    expect((worker?.end ?? 0) - (worker?.start ?? 0)).toBeGreaterThan(55);
  });

  test('a pool: workers that compute at the same time, jobs, and messages that reach them', async () => {
    const { trace, stdout } = await run(
      `import { pool } from 'interleave'
using workers = pool(2, './job')
console.log((await workers.map('f', [1, 2, 3, 4], { onProgress: (x) => void x })).join())`,
      {
        'job.ts':
          'export function f(n: number) { const until = performance.now() + 40; while (performance.now() < until); return n * n }\n',
      },
    );
    expect(stdout).toBe('1,4,9,16\n');
    const workers = trace.actors.filter(({ kind }) => kind === 'worker');
    expect(workers).toHaveLength(2);
    let done = 0;
    for (const worker of workers) {
      expect(worker.ending).toBe('returned');
      const jobs = statesOf(trace, worker.name).filter(({ via, state }) => via === 'f' && state === 'running');
      // On a busy machine one of them may come to three of the four.
      expect(jobs.length).toBeGreaterThanOrEqual(1);
      done += jobs.length;
    }
    expect(done).toBe(4);
    const messages = all(trace.messages).filter(({ bytes }) => bytes > 0);
    expect(messages.filter(({ receivedAt }) => receivedAt === null)).toEqual([]);
    for (const { sentAt, receivedAt } of messages) expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
  });
});

test.describe('a job that is cancelled', () => {
  test('while it runs takes its worker with it, and another takes that one’s place', async () => {
    const { summary, stdout } = await run(
      `import { pool, sleep } from 'interleave'
const p = pool(1, './job')
const controller = new AbortController()
const job = p.submit('spin', [], { signal: controller.signal }).catch((e) => console.log(e.name))
const next = p.submit('add', [1, 2])
await sleep(100)
controller.abort()
await job
console.log(await next)`,
      { 'job.ts': 'export function spin() { for (;;); }\nexport const add = (a: number, b: number) => a + b\n' },
    );
    expect(summary.outcome).toEqual(FINISHED);
    expect(stdout).toBe('AbortError\n3\n');
  });

  test('while it waits is never begun', async () => {
    const { stdout } = await run(
      `import { pool } from 'interleave'
const p = pool(1, './job')
const controller = new AbortController()
const first = p.submit('say', ['first'])
const second = p.submit('say', ['second'], { signal: controller.signal }).catch((e) => e.name)
controller.abort()
console.log(await first, await second)`,
      { 'job.ts': 'export function say(x: string) { console.log("in", x); return x }\n' },
    );
    expect(stdout).toBe('in first\nfirst AbortError\n');
  });
});

test('the main thread and a worker that wait for each other’s lock are told as a deadlock', async () => {
  const { summary } = await run(
    `import { pool, Mutex } from 'interleave'
const a = new Mutex()
const b = new Mutex()
const ready = new Int32Array(new SharedArrayBuffer(4))
await a.lockAsync()
const job = pool(1, './job').submit('f', [a, b, ready])
await (Atomics.waitAsync(ready, 0, 0) as { value: Promise<string> }).value
await b.lockAsync()
await job`,
    {
      'job.ts': `import { Mutex } from 'interleave'
export function f(a: Mutex, b: Mutex, ready: Int32Array) {
  b.lock()
  Atomics.store(ready, 0, 1)
  Atomics.notify(ready, 0)
  a.lock()
}
`,
    },
  );
  if (summary.outcome.kind !== 'deadlocked') throw new Error(JSON.stringify(summary));
  expect(summary.outcome.cycle).toHaveLength(2);
  expect(summary.outcome.text).toContain('main.ts:8');
  expect(summary.outcome.text).toContain('job.ts:6');
});
