/** What a run's trace tells of asyncio's tasks. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadTrace } from '../src/trace/json';
import type { Actor, Segment, Trace } from '../src/trace/trace';
import { summarise } from '../src/trace/words';
import { expect, test } from './helper';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'authoring', 'cli.ts');

const AWAITS = `import asyncio
import time


async def fetch(delay):
    await asyncio.sleep(delay)
    return delay


async def guarded(lock):
    async with lock:
        await asyncio.sleep(0.02)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(fetch(0.02 * i), name=f"fetch-{i}") for i in range(2)]
    holders = [asyncio.create_task(guarded(lock), name=f"guarded-{i}") for i in range(2)]
    await asyncio.gather(*tasks, *holders)
    bad = asyncio.create_task(failing(), name="bad")
    try:
        await bad
    except ValueError:
        pass
    lost = asyncio.create_task(fetch(30), name="lost")
    await asyncio.sleep(0)
    lost.cancel()


async def failing():
    await asyncio.sleep(0)
    time.sleep(0.08)
    raise ValueError("no")


asyncio.run(main())
`;

const EAGER = `import asyncio


async def child():
    await asyncio.sleep(0.01)


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    made = asyncio.create_task(child(), name="child")
    await made


asyncio.run(main())
`;

const EVERYWHERE = `import asyncio
import threading
from multiprocessing import Process


async def nap(name):
    asyncio.current_task().set_name(name)
    await asyncio.sleep(0.01)
    print(name)


def child():
    asyncio.run(nap("in a child"))


if __name__ == "__main__":
    threads = [threading.Thread(target=asyncio.run, args=(nap(f"nap-{i}"),), name=f"T{i}") for i in range(2)]
    process = Process(target=child)
    process.start()
    for one in [*threads]:
        one.start()
    for one in [*threads, process]:
        one.join()
`;

const BUSY = `import asyncio


async def spin():
    for _ in range(100):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(*(spin() for _ in range(1500)))


asyncio.run(main())
`;

interface Told {
  readonly trace: Trace;
}

let folder: string;

test.beforeAll(() => {
  // Inside the checkout, so that `--import tsx` is found from the working directory.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'tasks-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The trace of a program that ends well. */
async function told(code: string): Promise<Told> {
  const file = join(folder, 'main.py');
  const out = join(folder, 'trace.json');
  writeFileSync(file, code);
  const words = ['--import', 'tsx', CLI, 'run', '--timeout', '60', '--trace', out, file];
  const env = { ...process.env, INTERLEAVE_DIST: process.env['INTERLEAVE_DIST'] ?? join(ROOT, 'dist') };
  await promisify(execFile)(process.execPath, words, { cwd: ROOT, env });
  const loaded = loadTrace(readFileSync(out, 'utf8'));
  if (!loaded.ok) throw new Error(loaded.error);
  return { trace: loaded.value.trace };
}

function actor({ trace }: Told, name: string): Actor {
  const found = trace.actors.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not among ${trace.actors.map((one) => one.name).join(', ')}`);
  return found;
}

function lane(run: Told, name: string): Segment[] {
  const segments = run.trace.lanes[actor(run, name).id]?.segments;
  return segments === undefined ? [] : Array.from({ length: segments.length }, (_, i) => segments.at(i));
}

/** `state via line` */
const words = (segments: readonly Segment[]): string[] =>
  segments.map(({ state, via, place }) => [state, via, place?.line ?? ''].join(' ').trim().replace(/ +/g, ' '));

test('a task is an actor: who made it, at which await it waits, and how it ends', async () => {
  const run = await told(AWAITS);
  const { trace } = run;
  const main = actor(run, 'Task-1');
  expect(trace.actors[main.parent as number]?.name).toBe('MainThread');
  expect(actor(run, 'fetch-1')).toMatchObject({ kind: 'task', parent: main.id, ending: 'returned' });
  expect(words(lane(run, 'fetch-1'))).toEqual([
    'starting 17',
    'running 5',
    'sleeping asyncio.sleep 6',
    'ready 6',
    'running 6',
  ]);
  const waits = lane(run, 'guarded-1').find(({ state }) => state === 'blocked');
  expect(waits).toMatchObject({ via: 'Lock.acquire', place: { file: 'main.py', line: 11 } });
  expect(trace.resources[waits?.resource as number]).toMatchObject({ kind: 'lock', name: 'lock' });
  expect(words(lane(run, 'Task-1'))).toContain('joining asyncio.gather 19');
  expect(lane(run, 'Task-1').find(({ place, state }) => state === 'joining' && place?.line === 22)?.target).toBe(
    actor(run, 'bad').id,
  );
  expect(actor(run, 'bad').ending).toBe('raised');
  expect(actor(run, 'lost').ending).toBe('cancelled');
  // What asyncio.run does for itself at the end is no task of the learner's.
  expect(trace.actors.filter(({ kind }) => kind === 'task').length).toBe(7);
});

test('whatever keeps a loop busy is marked on its thread, with the line', async () => {
  const { trace } = await told(AWAITS);
  const marks = Array.from({ length: trace.length }, (_, i) => trace.at(i)).filter((event) => event.kind === 'mark');
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ place: { file: 'main.py', line: 32 } });
  expect(marks[0]?.text).toMatch(/^bad kept its event loop busy for \d+ ms$/);
  expect(trace.actors[marks[0]?.actor as number]?.name).toBe('MainThread');
});

test('an eager task runs inside of the step that makes it', async () => {
  const run = await told(EAGER);
  expect(words(lane(run, 'child'))).toEqual(['running 4', 'sleeping asyncio.sleep 5', 'ready 5', 'running 5']);
  expect(words(lane(run, 'Task-1')).slice(0, 4)).toEqual([
    'starting 14',
    'running 8',
    "ready an eager task's first step 8",
    'running 8',
  ]);
  expect(actor(run, 'child')).toMatchObject({ parent: actor(run, 'Task-1').id, ending: 'returned' });
});

test('tasks stand with their threads and processes, by the names that they give themselves', async () => {
  const run = await told(EVERYWHERE);
  for (const [name, thread] of [
    ['nap-0', 'T0'],
    ['nap-1', 'T1'],
  ] as const) {
    expect(run.trace.actors[actor(run, name).parent as number]?.name).toBe(thread);
    expect(lane(run, name).some(({ state }) => state === 'sleeping')).toBe(true);
  }
  const thread = run.trace.actors[actor(run, 'in a child').parent as number] as Actor;
  expect(run.trace.actors[thread.parent as number]).toMatchObject({ kind: 'process', name: 'Process-1' });
});

test('when the budget is spent, steps are counted, ends are told, and the summary says so', async () => {
  const run = await told(BUSY);
  const tasks = run.trace.actors.filter(({ kind }) => kind === 'task');
  expect(tasks.every(({ ending }) => ending === 'returned')).toBe(true);
  expect(run.trace.length).toBeLessThan(230_000);
  expect(summarise(run.trace)).toMatch(/[\d,]+ more steps of tasks were counted but not drawn\./);
});
