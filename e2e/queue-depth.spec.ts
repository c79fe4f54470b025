/** What a run's trace tells of the queues in a program's own memory: how deep they are, and who waits for them. */
import { explainMoment } from '../src/trace/moment-words';
import { traceTime } from '../src/trace/ids';
import { rangeStats } from '../src/trace/range-stats';
import { rangeWords } from '../src/trace/range-words';
import { depthOf } from '../src/trace/selectors';
import type { Segment, Trace } from '../src/trace/trace';
import { summarise } from '../src/trace/words';
import { expect, test } from './helper';
import { all, runProgram, statesOf, useLab } from './laboratory';

const THREADS = `import queue
import threading
import time


def produce(jobs):
    for number in range(12):
        jobs.put(number)
    jobs.put(None)


def consume(jobs):
    while jobs.get() is not None:
        time.sleep(0.004)


jobs = queue.Queue(3)
threads = [
    threading.Thread(target=produce, args=(jobs,), name="producer"),
    threading.Thread(target=consume, args=(jobs,), name="consumer"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
`;

const TASKS = `import asyncio


async def produce(jobs):
    for number in range(12):
        await jobs.put(number)
    await jobs.put(None)


async def consume(jobs):
    while await jobs.get() is not None:
        await asyncio.sleep(0.004)


async def main():
    jobs = asyncio.Queue(3)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(jobs), name="producer")
        group.create_task(consume(jobs), name="consumer")


asyncio.run(main())
`;

const lab = useLab('python');

async function traceOf(code: string): Promise<Trace> {
  const { trace, summary, stderr } = await runProgram(lab(), {
    language: 'python',
    entry: 'main.py',
    files: { 'main.py': code },
  });
  expect(summary.outcome, stderr).toEqual({ kind: 'finished', exitCode: 0 });
  return trace;
}

/** How many items were in the queue of this name, after each change that somebody could see. */
function depths(trace: Trace, name: string): number[] {
  const queue = trace.resources.find((one) => one.name === name);
  if (queue === undefined) throw new Error(`${name} is not among ${trace.resources.map((one) => one.name).join(', ')}`);
  expect(queue).toMatchObject({ kind: 'queue', internal: false });
  const depth = depthOf(trace, queue.id);
  return Array.from({ length: depth.length }, (_, i) => depth.messages(i));
}

/** Who put things into a queue and who took them out again, in the order in which they went in. */
function hands(trace: Trace, name: string): string[] {
  const at = (actor: number | null): string => (actor === null ? 'nobody' : (trace.actors[actor]?.name ?? ''));
  return all(trace.messages)
    .filter(({ resource }) => trace.resources[resource]?.name === name)
    .map(({ sender, receiver }) => `${at(sender)} > ${at(receiver)}`);
}

function longest(segments: readonly Segment[], via: string): Segment {
  const waits = segments.filter((segment) => segment.state === 'blocked' && segment.via === via);
  const [first] = waits.sort((a, b) => b.end - b.start - (a.end - a.start));
  if (first === undefined) throw new Error(`nobody waited in ${via}`);
  return first;
}

for (const [what, program, line] of [
  ['threads', THREADS, 8],
  ['tasks', TASKS, 6],
] as const) {
  test(`a bounded queue between two ${what} is never deeper than its bound, and its producer waits while it is full`, async () => {
    const trace = await traceOf(program);
    const seen = depths(trace, 'jobs');
    expect(Math.max(...seen)).toBe(3);
    expect(seen.at(-1)).toBe(0);
    expect(hands(trace, 'jobs')).toEqual(Array.from({ length: 13 }, () => 'producer > consumer'));

    const wait = longest(statesOf(trace, 'producer'), 'Queue.put');
    // The put of the sentinel, a line further down, may wait as long as the others.
    expect([line, line + 1]).toContain(wait.place?.line);
    expect(wait.place?.file).toBe('main.py');
    expect(trace.resources[wait.resource as number]?.name).toBe('jobs');
    const said = explainMoment(trace, traceTime((wait.start + wait.end) / 2));
    expect(said).toContainEqual(
      expect.stringMatching(
        /^producer \(main\.py, line \d\) waits for room in jobs, which is full with three items \(Queue\.put\)/,
      ),
    );
    expect(said).toContain('jobs holds three items.');
    expect(summarise(trace)).toContain('13 items were put into jobs.');
    expect(rangeWords(trace, rangeStats(trace, 0, trace.end)).at(-1)).toBe(
      '13 items were put into queues, 13 taken out.',
    );
  });
}

test('every kind of queue tells its depth, also where a program reaches inside', async () => {
  const trace = await traceOf(`import asyncio
import queue

lifo, ranked, simple, mine = queue.LifoQueue(), queue.PriorityQueue(), queue.SimpleQueue(), None


class Twice(queue.Queue):
    def _init(self, maxsize):
        self.kept = []

    def _qsize(self):
        return len(self.kept)

    def _put(self, item):
        self.kept.append((item, item))

    def _get(self):
        return self.kept.pop()


def fill(some):
    for number in (3, 1, 2):
        some.put(number)


mine = Twice()
for some in (lifo, ranked, simple, mine):
    fill(some)
assert [lifo.get(), ranked.get(), simple.get(), mine.get()] == [2, 1, 3, (2, 2)]
lifo.queue.clear()
lifo.put(9)
ranked.shutdown(immediate=True)
mine.get_nowait()


async def main():
    stack = asyncio.LifoQueue()
    stack.put_nowait(1)
    await stack.put(2)
    await asyncio.wait_for(stack.get(), 1)


asyncio.run(main())
`);
  expect(depths(trace, 'lifo').at(-1)).toBe(1);
  expect(depths(trace, 'ranked').at(-1)).toBe(0);
  expect(depths(trace, 'simple').at(-1)).toBe(2);
  expect(depths(trace, 'mine').at(-1)).toBe(1);
  expect(depths(trace, 'stack').at(-1)).toBe(1);
  // What was put in last came out first, and of what is ranked it is the smallest.
  const taken = (name: string): boolean[] =>
    all(trace.messages)
      .filter(({ resource }) => trace.resources[resource]?.name === name)
      .map(({ receivedAt }) => receivedAt !== null);
  expect(taken('simple')).toEqual([true, false, false]);
  expect(taken('stack')).toEqual([false, true]);
  expect(taken('lifo')).toEqual([true, true, true, false]);
});

test('what the library puts into queues of its own is none of the learner’s business', async () => {
  const trace = await traceOf(`import asyncio
import logging.handlers
import queue
from concurrent.futures import ThreadPoolExecutor

log = queue.SimpleQueue()
logging.getLogger().addHandler(logging.handlers.QueueHandler(log))
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(abs, range(-5, 0))))


async def main():
    for done in asyncio.as_completed([asyncio.sleep(0.001) for _ in range(3)]):
        await done


asyncio.run(main())
logging.warning("one")
`);
  expect(trace.resources.filter(({ kind }) => kind === 'queue').map(({ name }) => name)).toEqual(['log']);
  expect(depths(trace, 'log')).toEqual([1]);
});

test('what a pool of processes sends through has names that a learner can read', async () => {
  const trace = await traceOf(`import multiprocessing
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as crew:
        print(list(crew.map(abs, range(-3, 0))))
    with multiprocessing.Pool(1) as pool:
        print(pool.map(abs, range(-3, 0)))
`);
  const names = trace.resources.filter(({ kind }) => kind === 'queue' || kind === 'pipe').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['crew: calls', 'crew: wake-ups', 'pool: tasks', 'pool: wake-ups']));
  expect(names.filter((name) => name.includes('_'))).toEqual([]);
});

test('beyond its budget a queue is counted and not drawn, and says so', async () => {
  const trace = await traceOf(`import queue

jobs = queue.Queue()
jobs.put(None)
for number in range(100_500):
    jobs.put(number)
    jobs.get()
`);
  // The trace begins to count where it has no row left for what takes the item out again.
  expect(hands(trace, 'jobs')).toHaveLength(100_000);
  expect(depths(trace, 'jobs').at(-1)).toBeLessThanOrEqual(1);
  expect(summarise(trace)).toContain('501 more items of jobs were counted but not drawn one by one.');
  expect(all(trace.marks).map(({ text }) => text)).toEqual([
    'From here on, what goes through queues is counted and not drawn',
  ]);
});

test('the cloth draws how deep a queue is, says it, and follows it', async ({ interleave }) => {
  const { page } = interleave;
  await page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open('#/lesson/waiting-together');
  await interleave.act((opened) => opened.getByRole('textbox', { name: /^Code of/ }).fill(THREADS));
  await interleave.press(/^Run$/);
  const cloth = page.getByRole('application');
  const said = cloth.locator('[aria-live=polite]');
  await cloth.focus();
  await page.keyboard.press('l');
  await expect(said).toContainText(/waits for (?:room in|an item from) jobs\. It is (?:full with three items|empty)/);
  await page.keyboard.press('f');
  await expect(said).toHaveText('jobs is followed, all else fades');
  await page.keyboard.press('Home');
  // Down to the queue's own row, the last one.
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  await expect(said).toContainText(/jobs: (?:empty|one item inside|\d items inside)/);
  interleave.assertNoProblems();
});
