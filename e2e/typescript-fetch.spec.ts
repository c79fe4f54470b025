/** `fetch` and `Channel` of TypeScript programs, in the browser that they are for: what they give, what they take, how they fail. */
import type { Page } from '@playwright/test';
import type { NetworkRequest } from '../src/runtimes/runtime';
import { expect, test, type InterleavePage } from './helper';
import { runTypeScript, useLab } from './laboratory';

const lab = useLab('typescript');

const FAIR = { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 };
const HOSTS: NetworkRequest['hosts'] = [
  {
    name: 'shop.lab',
    latency: 20,
    jitter: 0,
    routes: [
      { path: '/slow', json: { slow: true }, delay: 200 },
      { path: '/broken', status: 503, text: 'closed today' },
    ],
  },
  { name: 'shaky.lab', latency: 2, failureRate: 0.5, failures: ['reset'], routes: [{ path: '/*', text: 'held' }] },
];

const run = (main: string, others?: Readonly<Record<string, string>>) =>
  runTypeScript(lab(), main, others, { seed: 7, network: { hosts: HOSTS, conditions: FAIR } });

/** What a program that finishes has printed, as JSON line by line. */
async function told(main: string, others?: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const { stdout, stderr, summary } = await run(main, others);
  expect(summary.outcome, stderr).toEqual({ kind: 'finished', exitCode: 0 });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('ten requests at once take as long as one, and one by one as long as ten', async () => {
  const [inTurn, together] = (await told(`
async function visit(): Promise<boolean> {
  const answer = await fetch('http://shop.lab/slow')
  return ((await answer.json()) as { slow: boolean }).slow
}
async function timed(work: () => Promise<unknown>): Promise<void> {
  const begin = performance.now()
  await work()
  console.log(JSON.stringify(performance.now() - begin))
}
await timed(async () => {
  for (let i = 0; i < 10; i++) await visit()
})
await timed(() => Promise.all(Array.from({ length: 10 }, visit)))
`)) as readonly [number, number];
  expect(inTurn).toBeGreaterThan(2_200);
  expect(together).toBeGreaterThan(200);
  expect(inTurn / together).toBeGreaterThan(4);
});

test('the network goes on while the program computes: what has travelled meanwhile is there at once', async () => {
  const [busy, whole, worth] = (await told(`
const begin = performance.now()
const asked = fetch('http://shop.lab/slow')
while (performance.now() - begin < 600);
const busy = performance.now() - begin
const answer = await asked
const whole = performance.now() - begin
const text = await answer.text()
console.log(busy)
console.log(whole)
console.log(JSON.stringify(text))
`)) as readonly [number, number, string];
  expect(worth).toContain('slow');
  // One after the other it would be 240 ms more.
  expect(whole - busy).toBeLessThan(200);
});

test('the first request of a program does not pay for the making of its network', async () => {
  const [first] = (await told(`
const begin = performance.now()
await fetch('http://shop.lab/')
console.log(performance.now() - begin)
`)) as readonly [number];
  // Two round trips of 20 ms; a worker alone takes longer than the rest.
  expect(first).toBeLessThan(150);
});

test('an answer that says no is an answer; one that does not come is an error with its reason and its line', async () => {
  const lines = await told(`
const answer = await fetch('http://shop.lab/broken')
console.log(JSON.stringify([answer.ok, answer.status, answer.statusText, await answer.text()]))
let held = 0
let reasons = new Set<string>()
for (let i = 0; i < 40; i++) {
  try {
    await (await fetch('http://shaky.lab/' + i)).text()
    held++
  } catch (error) {
    reasons.add(String(error) + ' because ' + (error as Error & { cause: Error }).cause.message)
  }
}
console.log(JSON.stringify([held, [...reasons]]))
`);
  expect(lines[0]).toEqual([false, 503, 'Service Unavailable', 'closed today']);
  const [held, reasons] = lines[1] as readonly [number, readonly string[]];
  expect(held).toBeGreaterThan(10);
  expect(held).toBeLessThan(30);
  expect(reasons).toEqual(['TypeError: Failed to fetch because shaky.lab broke the connection instead of answering.']);

  const { stderr, summary } = await run(`
async function visit() {
  await fetch('https://nowhere.example/')
}
await visit()
`);
  expect(summary.outcome).toMatchObject({
    kind: 'raised',
    error: {
      type: 'TypeError',
      message: 'Failed to fetch',
      frames: [
        { file: 'main.ts', line: 5 },
        { file: 'main.ts', line: 3, name: 'visit' },
      ],
    },
  });
  expect(stderr).toContain("The lab network has no host 'nowhere.example'. Its hosts are: ");
  expect(stderr).not.toMatch(/blob:|assets/);
});

test('a time-out ends a request, by name and line', async () => {
  const [caught, waited] = (await told(`
const begin = performance.now()
try {
  await fetch('http://shop.lab/slow', { signal: AbortSignal.timeout(80) })
} catch (error) {
  console.log(JSON.stringify((error as Error).name))
}
console.log(performance.now() - begin)
`)) as readonly [string, number];
  expect(caught).toBe('TimeoutError');
  expect(waited).toBeLessThan(220);
  const { summary } = await run(`await fetch('http://shop.lab/slow', {
  signal: AbortSignal.timeout(50),
})`);
  expect(summary.outcome).toMatchObject({ kind: 'raised', error: { frames: [{ file: 'main.ts' }] } });
});

test('a program is over when its answers are there, awaited or not', async () => {
  expect(
    await told(`fetch('http://shop.lab/slow').then((r) => r.json()).then((d) => console.log(JSON.stringify(d)))`),
  ).toEqual([{ slow: true }]);
  const { summary } = await run(`void fetch('http://shop.lab/slow')`);
  expect(summary.outcome).toEqual({ kind: 'finished', exitCode: 0 });
  expect(summary.wallMs).toBeGreaterThan(200);
  expect(summary.wallMs).toBeLessThan(1_500);
});

test('workers of a pool fetch for themselves, while the main thread does nothing else than compute', async () => {
  const lines = await told(
    `
import { pool } from 'interleave'
using workers = pool(2, './visitor')
await workers.map('ready', [1, 2])
const jobs = workers.map('visit', [1, 2])
const begin = performance.now()
while (performance.now() - begin < 500);
console.log(JSON.stringify(await jobs))
`,
    {
      'visitor.ts': `
export const ready = () => true
export async function visit(): Promise<number> {
  const begin = performance.now()
  const answer = await fetch('http://shop.lab/slow')
  await answer.json()
  return performance.now() - begin
}
`,
    },
  );
  for (const took of lines[0] as number[]) expect(took).toBeLessThan(430);
});

test('the trace tells which host an async call waits for', async () => {
  const { trace } = await run(`
async function visit() {
  const answer = await fetch('http://shop.lab/slow')
  await answer.json()
}
await visit()
`);
  const host = trace.resources.find(({ name }) => name === 'shop.lab');
  expect(host?.kind).toBe('host');
  const visit = trace.actors.find(({ name }) => name === 'visit');
  const segments = visit === undefined ? undefined : trace.lanes[visit.id]?.segments;
  const waits = Array.from({ length: segments?.length ?? 0 }, (_, i) => segments?.at(i)).filter(
    (segment) => segment?.state === 'waiting' && segment.resource === host?.id,
  );
  expect(waits.map((segment) => segment?.via)).toContain('fetch');
  expect(waits[0]?.place).toMatchObject({ file: 'main.ts', line: 3 });
});

test('no other way leads to a network, and each says so', async () => {
  const [words, direct] = (await told(`
const tries = [
  () => new XMLHttpRequest(),
  () => new WebSocket('wss://example.com'),
  () => new EventSource('https://example.com'),
  () => navigator.sendBeacon('https://example.com'),
]
const words: string[] = []
for (const one of tries) {
  try {
    one()
  } catch (error) {
    words.push(String(error))
  }
}
console.log(JSON.stringify(words))
// The browser's own fetch, in a thread that nobody has prepared.
const script = "fetch('https://example.com/').then(() => postMessage('reached'), (error) => postMessage(String(error)))"
const bare = new Worker(URL.createObjectURL(new Blob([script])))
console.log(JSON.stringify(await new Promise((heard) => (bare.onmessage = (event) => heard(event.data)))))
bare.terminate()
`)) as readonly [readonly string[], string];
  expect(words).toHaveLength(4);
  for (const word of words)
    expect(word).toMatch(/^TypeError: \w+ is not to be had here: the lab network is reached with/);
  expect(direct).toMatch(/^TypeError: /);
});

test.describe('a channel', () => {
  const WORKERS = `
import type { Channel } from 'interleave'
export function produce(orders: Channel<number>, from: number, count: number): void {
  for (let i = 0; i < count; i++) orders.send(from + i)
}
export function consume(orders: Channel<number>): number[] {
  const got: number[] = []
  for (const order of orders) got.push(order)
  return got
}
export function takeOne(orders: Channel<number>): number | undefined {
  return orders.receive()
}
`;

  test('carries values between workers and the main thread, none lost, and the trace tells of each', async () => {
    const { stdout, summary, trace, stderr } = await run(
      `
import { Channel, pool } from 'interleave'
const orders = new Channel<number>(4)
using workers = pool(3, './work')
const eaters = [workers.submit('consume', [orders])]
const makers = [workers.submit('produce', [orders, 100, 50]), workers.submit('produce', [orders, 200, 50])]
const own: number[] = []
const mine = (async () => {
  for await (const order of orders) own.push(order)
})()
for (let i = 0; i < 20; i++) await orders.sendAsync(i)
await Promise.all(makers)
orders.close()
const theirs = await eaters[0]
await mine
const all = [...own, ...theirs].sort((a, b) => a - b)
console.log(JSON.stringify(all))
`,
      { 'work.ts': WORKERS },
    );
    expect(summary.outcome, stderr).toEqual({ kind: 'finished', exitCode: 0 });
    const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
    expect(JSON.parse(stdout)).toEqual([...range(0, 20), ...range(100, 50), ...range(200, 50)]);
    const orders = trace.resources.find(({ name }) => name === 'orders');
    expect(orders?.kind).toBe('queue');
    const messages = Array.from({ length: trace.messages.length }, (_, i) => trace.messages.at(i)).filter(
      (one) => one?.resource === orders?.id,
    );
    expect(messages).toHaveLength(120);
    expect(messages.every((one) => one !== undefined && one.receivedAt !== null)).toBe(true);
  });

  test('that nobody sends to is a deadlock, told with its name and line', async () => {
    const { summary } = await run(
      `
import { Channel, pool } from 'interleave'
const orders = new Channel<number>(4)
using workers = pool(1, './work')
await workers.submit('takeOne', [orders])
`,
      { 'work.ts': WORKERS },
    );
    if (summary.outcome.kind !== 'deadlocked') throw new Error(JSON.stringify(summary.outcome));
    expect(summary.outcome.blocked).toEqual([
      {
        actor: 'worker 1',
        via: 'Channel.receive',
        place: { file: 'work.ts', line: 12 },
        wants: 'orders',
        holder: null,
      },
    ]);
    expect(summary.outcome.text).toContain(
      'worker 1 waits in Channel.receive at work.ts:12 for orders, which is empty',
    );
  });

  test('that is full on one side and empty on the other tells of both', async () => {
    const { summary } = await run(
      `
import { Channel, pool } from 'interleave'
const orders = new Channel<number>(1)
const answers = new Channel<number>(1)
using workers = pool(1, './work')
const job = workers.submit('takeOne', [answers])
await orders.sendAsync(1)
await orders.sendAsync(2)
await job
`,
      { 'work.ts': WORKERS },
    );
    if (summary.outcome.kind !== 'deadlocked') throw new Error(JSON.stringify(summary.outcome));
    expect(summary.outcome.blocked).toMatchObject([
      { actor: 'the main thread', via: 'Channel.sendAsync', place: { file: 'main.ts', line: 8 }, wants: 'orders' },
      { actor: 'worker 1', via: 'Channel.receive', place: { file: 'work.ts', line: 12 }, wants: 'answers' },
    ]);
    expect(summary.outcome.text).toContain('for orders, which is full');
    expect(summary.outcome.text).toContain('for answers, which is empty');
  });

  test('refuses to block the main thread', async () => {
    const { summary } = await run(`
import { Channel } from 'interleave'
const orders = new Channel<number>(4)
orders.send(1)
`);
    expect(summary.outcome).toMatchObject({ kind: 'raised', error: { type: 'TypeError' } });
  });
});

test.describe('in the page', () => {
  const panel = (page: Page) => page.getByRole('region', { name: 'Lab network' });
  const rows = (page: Page) =>
    panel(page)
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader') });

  async function openPlayground(interleave: InterleavePage, code: string): Promise<void> {
    await interleave.page.addInitScript(() => {
      try {
        localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain', playground: 'typescript' }));
      } catch {
        // The realm's frame runs this too, and may keep nothing.
      }
    });
    await interleave.open('#/playground');
    await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
  }

  test('each request is a row of the network panel', async ({ interleave }) => {
    const { page } = interleave;
    await openPlayground(
      interleave,
      `const visit = async (i: number) => (await fetch('https://httpbin.org/get?i=' + i)).json();
await Promise.all([1, 2, 3].map(visit));
console.log('fetched');
`,
    );
    await interleave.press(/^Run$/);
    await page.getByRole('tab', { name: /^Network/ }).click();
    await expect(rows(page)).toHaveCount(3);
    await expect(rows(page).first().getByRole('rowheader')).toHaveText(/^GET \/get\?i=\d httpbin\.org$/);
    await expect(panel(page)).toContainText(
      /3 requests to httpbin\.org, at most 3 at the same time; all were answered/,
    );
    interleave.assertNoProblems();
  });

  test('the weather reaches a program that runs', async ({ interleave }) => {
    const { page } = interleave;
    await openPlayground(
      interleave,
      `let failed = 0;
for (let i = 0; i < 2000 && failed < 3; i++) {
  await fetch('http://example.com/?' + i, { signal: AbortSignal.timeout(400) }).then((answer) => (answer.ok ? 0 : failed++), () => failed++);
}
console.log('failed', failed);
`,
    );
    await page.getByRole('button', { name: /^Run$/ }).click();
    await page.getByRole('tab', { name: /^Network/ }).click();
    await expect(rows(page).nth(1)).toBeVisible();
    const failures = panel(page).getByRole('slider', { name: 'Failures' });
    await failures.focus();
    await page.keyboard.press('End');
    await interleave.whenIdle();
    await page.getByRole('tab', { name: 'Output' }).click();
    await expect(page.getByRole('region', { name: 'Output' })).toContainText('failed 3');
  });
});
